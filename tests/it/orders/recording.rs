//! Recording visits with the times they really took, from a form or a file; and confirming them from a mail.

use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};
use handpick::kernel::{DeliveryId, Quantity};
use handpick::orders::model::DeliveryStatus;
use handpick::orders::service::{self, ConfirmDelivery, OrderView, asking};

use crate::support::market::{Market, once, pounds, weekly};
use crate::support::purse::{assert_books_are_right, day};

async fn seen(market: &Market, reference: &str) -> OrderView {
    service::order_view(&market.app, &market.priya, reference).await.unwrap()
}

async fn visits(market: &Market, reference: &str) -> Vec<DeliveryId> {
    seen(market, reference).await.deliveries.iter().map(|visit| visit.id).collect()
}

/// The path of the link in the newest mail to somebody, and how many mails they have had.
async fn link(market: &Market, to: &str) -> (String, usize) {
    let mails = market.site.mails().await;
    let own: Vec<_> = mails.iter().filter(|mail| mail.to == to && mail.text.contains("/confirm/")).collect();
    let text = &own.last().expect("a mail with a link").text;
    let from = text.find("/confirm/").unwrap();
    (text[from..].split_whitespace().next().unwrap().to_owned(), own.len())
}

on_each_backend! {
    /// Times that are shorter than what is paid are refused in words; good ones are shown to the holder.
    async fn a_visit_is_recorded_with_its_real_times(db: TestDb) {
        let market = Market::with(db, pounds(5_000)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        let visit = visits(&market, &reference).await[0];
        market.now_is("2026-12-01T11:00:00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&format!("/provider/visits/{visit}")).await.press("Record").await.status(422);
        grace.sees("3 hours have not passed since the visit began.");
        grace.fill("When did it start? (optional)", "9am").fill("When did it end? (optional)", "12pm").press("Record").await;
        grace.status(422).sees("The visit can’t have ended at 12 noon yet.");
        market.now_is("2026-12-01T14:00:00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&format!("/provider/visits/{visit}")).await.fill("When did it start? (optional)", "10:05am");
        grace.press("Record").await.status(422).sees("Enter both times, or neither.");
        grace.fill("When did it end? (optional)", "12:35pm").press("Record").await;
        grace.status(422).sees("From 10:05am to 12:35pm is 2.5 hours. Enter 2.5 hours or less");
        grace.fill("How many hours were delivered?", "2.5").press("Record").await.at("/provider/visits");
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{reference}")).await.sees("10:05am to 12:35pm").sees("Delivered 2.5 hours, £50.00");
    }

    /// One mail for all visits of a while, one button, and a link that works once.
    async fn visits_are_confirmed_from_the_mail(db: TestDb) {
        let market = Market::with(db, pounds(5_000)).await;
        let reference = market.accepted(weekly(&["Mon", "Tue"], 3, "10am", "2026-11-30")).await;
        let all = visits(&market, &reference).await;
        market.now_is("2026-12-01T14:00:00");
        for visit in &all[..2] {
            service::deliveries::record_as_planned(&market.app, &market.grace, *visit).await.unwrap();
        }
        assert_eq!(asking::ask(&market.app).await, Ok(0), "more may follow in a moment");
        market.now_is("2026-12-01T14:30:00");
        assert_eq!(asking::ask(&market.app).await, Ok(1));
        assert_eq!(asking::ask(&market.app).await, Ok(0), "nobody is asked twice");
        let (path, mails) = link(&market, "priya@example.org").await;
        assert_eq!(mails, 1);
        let mut phone = market.site.browser();
        phone.visit(&path).await.heading("Are these visits right?").sees("Tuesday 1 December 2026 at 10am: 3 hours, £60.00");
        assert_eq!(market.balances().2, 0, "looking confirms nothing");
        phone.press("Yes, confirm").await.heading("Thank you").sees("2 visits are confirmed.");
        assert_eq!(market.balances().2, 12_000);
        phone.visit(&path).await.status(200).heading("You have confirmed this already");
        let view = seen(&market, &reference).await;
        assert_eq!(view.deliveries[0].confirmed_by, Some(market.priya.user_id));
        phone.visit("/confirm/AAAAAAAAACqAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await.status(404);
        phone.visit("/confirm/nonsense").await.status(404);
        assert_books_are_right(market.database());
    }

    /// What was recorded again is asked about again, and the old link is kind about it; more than ordered isn't
    /// confirmed by one button; a link ends when visits confirm themselves.
    async fn old_links_say_so_kindly(db: TestDb) {
        let market = Market::with(db, pounds(5_000)).await;
        let reference = market.accepted(weekly(&["Mon", "Tue"], 3, "10am", "2026-11-30")).await;
        let all = visits(&market, &reference).await;
        market.now_is("2026-12-01T14:00:00");
        service::deliveries::record_as_planned(&market.app, &market.grace, all[0]).await.unwrap();
        market.now_is("2026-12-01T15:00:00");
        asking::ask(&market.app).await.unwrap();
        let (first, _) = link(&market, "priya@example.org").await;
        let four = Quantity::from_units(4);
        service::record_delivery(&market.app, &market.grace, all[0], four, "").await.unwrap();
        service::deliveries::record_as_planned(&market.app, &market.grace, all[1]).await.unwrap();
        market.now_is("2026-12-01T16:00:00");
        asking::ask(&market.app).await.unwrap();
        let (second, _) = link(&market, "priya@example.org").await;
        let mut phone = market.site.browser();
        phone.visit(&first).await.status(200).heading("There is nothing to confirm here any more");
        phone.visit(&second).await.sees("These came to more than was ordered:").press("Yes, confirm").await;
        phone.sees("1 visit is confirmed.");
        let states: Vec<DeliveryStatus> = seen(&market, &reference).await.deliveries[..2].iter().map(|v| v.status).collect();
        assert_eq!(states, [DeliveryStatus::Recorded, DeliveryStatus::Confirmed]);
        market.now_is("2026-12-07T14:00:00");
        service::deliveries::record_as_planned(&market.app, &market.grace, all[2]).await.unwrap();
        market.now_is("2026-12-07T15:00:00");
        asking::ask(&market.app).await.unwrap();
        let (third, _) = link(&market, "priya@example.org").await;
        market.now_is("2026-12-14T15:00:01");
        phone.visit(&third).await.heading("There is nothing to confirm here any more");
        let yes = ConfirmDelivery { delivery: all[0], yes_to_more: true, seen: None };
        service::confirm_delivery(&market.app, &market.priya, yes).await.unwrap();
        assert_books_are_right(market.database());
    }

    /// A week from a file: downloaded, filled in, looked at, recorded; the same file again changes nothing; a file with a
    /// fault, or half a file, records nothing.
    async fn a_week_is_recorded_from_a_file(db: TestDb) {
        let market = Market::with(db, pounds(5_000)).await;
        let reference = market.accepted(weekly(&["Mon", "Tue", "Wed"], 3, "10am", "2026-11-30")).await;
        let all = visits(&market, &reference).await;
        market.now_is("2026-12-02T14:00:00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/visits/week.csv").await.status(200);
        let file = grace.html().to_owned();
        assert_eq!(file.lines().count(), 5, "{file}");
        let filled: Vec<String> = file.lines().map(|line| {
            match line.split(',').next().unwrap() {
                id if id == all[0].to_string() => line.replace("3 hours,,,,", "3 hours,3,10:00,13:00,"),
                id if id == all[1].to_string() => line.replace("3 hours,,,,", "3 hours,2.5,,,\"Left early, as agreed\""),
                id if id == all[2].to_string() => line.replace("3 hours,,,,", "3 hours,0,,,"),
                _ => line.to_owned(),
            }
        }).collect();
        let filled = filled.join("\n");
        grace.visit("/provider/visits/file").await.press("See what it does").await.status(422).sees("Choose the file to send.");
        let half = &filled[..filled.len() - 20];
        grace.attach("The file", "week.csv", half.as_bytes()).press("See what it does").await;
        grace.status(422).sees("The file ends early");
        let wrong = filled.replace(",2.5,", ",lots,");
        grace.attach("The file", "week.csv", wrong.as_bytes()).press("See what it does").await;
        grace.sees("1 thing to put right. Nothing was recorded.").sees("Row 3").sees("delivered");
        grace.visit("/provider/visits/file").await;
        grace.attach("The file", "week.csv", filled.as_bytes()).press("See what it does").await;
        grace.sees("3 visits will be recorded").sees("Did not happen").sees("Left early, as agreed");
        let preview = grace.path().to_owned();
        assert!(seen(&market, &reference).await.deliveries.iter().all(|v| v.status == DeliveryStatus::Scheduled));
        grace.press("Record 3 visits").await.sees("This file was recorded.").sees("3 visits are recorded.");
        let view = seen(&market, &reference).await;
        let states: Vec<DeliveryStatus> = view.deliveries[..3].iter().map(|v| v.status).collect();
        assert_eq!(states, [DeliveryStatus::Recorded, DeliveryStatus::Recorded, DeliveryStatus::Missed]);
        assert_eq!(view.deliveries[1].note.as_deref(), Some("Left early, as agreed"));
        let history = view.history.len();
        grace.visit("/provider/visits/file").await;
        grace.attach("The file", "week.csv", filled.as_bytes()).press("See what it does").await;
        grace.sees("There is nothing to record.");
        grace.visit(&preview).await.sees("This file was recorded.");
        assert_eq!(seen(&market, &reference).await.history.len(), history, "nothing was recorded twice");
        let mut tom = market.site.signed_in("tom@example.org").await;
        for path in ["/provider/visits/file", "/provider/visits/week.csv"] {
            tom.visit(path).await.status(403);
        }
        tom.visit(&preview).await;
        assert!([403, 404].contains(&tom.answered()));
        grace.visit("/provider/visits/file/9999").await.status(404);
        assert_books_are_right(market.database());
    }

    /// What a colleague recorded after the file came isn't written over: the row says so, and nothing is recorded.
    async fn a_file_does_not_write_over_what_a_colleague_recorded_meanwhile(db: TestDb) {
        let market = Market::with(db, pounds(5_000)).await;
        let reference = market.accepted(weekly(&["Mon", "Tue"], 3, "10am", "2026-11-30")).await;
        let all = visits(&market, &reference).await;
        market.now_is("2026-12-02T14:00:00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        let filled = grace.visit("/provider/visits/week.csv").await.html().replace("3 hours,,,,", "3 hours,2.5,,,");
        grace.visit("/provider/visits/file").await;
        grace.attach("The file", "week.csv", filled.as_bytes()).press("See what it does").await;
        grace.sees("2 visits will be recorded");
        market.now_is("2026-12-02T14:05:00");
        service::record_delivery(&market.app, &market.grace, all[0], Quantity::from_units(1), "Only an hour").await.unwrap();
        grace.press("Record 2 visits").await;
        grace.sees("Row 2").sees("Somebody has recorded this visit since you sent the file.");
        let now = seen(&market, &reference).await.deliveries;
        assert_eq!((now[0].recorded, now[0].note.as_deref()), (Some(Quantity::from_units(1)), Some("Only an hour")));
        assert_eq!(now[1].status, DeliveryStatus::Scheduled);
        // Sent again, it is what they have seen.
        grace.visit("/provider/visits/file").await;
        grace.attach("The file", "week.csv", filled.as_bytes()).press("See what it does").await;
        grace.press("Record 2 visits").await.sees("2 visits are recorded.");
        assert_books_are_right(market.database());
    }

    /// A list that ends after two hundred visits says that there may be more, and where.
    async fn a_long_day_says_that_there_is_more(db: TestDb) {
        let market = Market::with(db, pounds(5_000)).await;
        market.accepted(once(3, "2026-12-01", "10am")).await;
        market.now_is("2026-12-01T14:00:00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/visits").await.does_not_see("There may be more");
        market.site.write(|db| {
            use handpick::db::schema::deliveries::dsl;
            let one: (i64, i64) = dsl::deliveries.select((dsl::order_id, dsl::order_line_id)).first(db)?;
            for _ in 0..200 {
                diesel::insert_into(dsl::deliveries)
                    .values((
                        (dsl::order_id.eq(one.0), dsl::order_line_id.eq(one.1), dsl::on_day.eq(day("2026-12-01"))),
                        (dsl::at_time.eq("10:00"), dsl::band.eq("weekday"), dsl::status.eq("scheduled")),
                        (dsl::units_hundredths.eq(300), dsl::unit_price_pence.eq(2_000), dsl::amount_pence.eq(6_000)),
                    ))
                    .execute(db)?;
            }
            Ok(())
        });
        for path in ["/provider", "/provider/visits"] {
            grace.visit(path).await.sees("There may be more: each list shows 200 visits");
        }
    }
}
