//! Other times: suggested by the provider, or asked for by the holder. Only a yes changes anything.

use handpick::kernel::OrderLineId;
use handpick::orders::ActError;
use handpick::orders::model::{DeliveryStatus, LineRequest, OrderStatus, ProposalStatus};
use handpick::orders::service::proposals::{self, Answer, Propose};
use handpick::orders::service::{self, OrderView};

use crate::support::market::{Market, once, pounds, weekly};
use crate::support::purse::{assert_books_are_right, day};

async fn seen(market: &Market, reference: &str) -> OrderView {
    service::order_view(&market.app, &market.priya, reference).await.unwrap()
}

fn to_come(view: &OrderView) -> Vec<String> {
    let open = view.deliveries.iter().filter(|visit| visit.status == DeliveryStatus::Scheduled);
    open.map(|visit| format!("{} {} {}", visit.on, visit.at, visit.amount)).collect()
}

fn wanted(line: OrderLineId, request: LineRequest) -> Propose {
    Propose { line, request, words: "Would this suit?".to_owned() }
}

on_each_backend! {
    /// The provider can't at that time, suggests another, and the holder's yes is the provider's too: through the pages.
    async fn a_provider_suggests_another_time(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let reference = market.place(&market.priya).await.package_reference;
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&format!("/orders/{reference}")).await.follow("Suggest another time: Help at home").await;
        grace.heading("Suggest another time").press("Send").await;
        grace.status(422).sees("These are the days and times that it has already.");
        grace.fill("What time should it start?", "2pm").fill_in("What is the first day?", "Day", "3");
        grace.fill("How many hours each time?", "4").press("See what it does").await;
        grace.sees("1 visit will not happen, 1 is new, and none stay as they are. It costs £20.00 more.");
        grace.fill("What do you want to say with it? (optional)", "We are free on Thursdays.").press("Send").await;
        grace.at(&format!("/orders/{reference}")).sees("You suggested another time").sees("Waiting for you");
        assert_eq!(market.balances(), (194_000, 6_000, 0));
        let mails = market.site.mails().await;
        let mail = mails.last().unwrap();
        assert_eq!((mail.to.as_str(), mail.text.contains("Thursday 3 December 2026, 2pm to 6pm")), ("priya@example.org", true));
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{reference}")).await;
        priya.sees("Aire Valley Home Support suggests another time").sees("We are free on Thursdays.");
        priya.press("Yes, agree to Thursday 3 December 2026, 2pm to 6pm").await;
        priya.sees("Agreed. The visits and the money are changed.").sees("Accepted");
        let view = seen(&market, &reference).await;
        assert_eq!(view.order.status, OrderStatus::Accepted);
        assert_eq!(to_come(&view), ["2026-12-03 2pm £80.00"]);
        assert_eq!((view.order.total, view.lines[0].0.total), (pounds(80), pounds(80)));
        assert_eq!(market.balances(), (192_000, 8_000, 0));
        assert_books_are_right(market.database());
    }

    /// A no leaves the order as it was, and the provider may still say yes to it as it stands.
    async fn a_no_changes_nothing(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let reference = market.place(&market.priya).await.package_reference;
        let line = seen(&market, &reference).await.lines[0].0.id;
        let command = wanted(line, once(3, "2026-12-03", "2pm"));
        proposals::propose(&market.app, &market.grace, &reference, command.clone()).await.unwrap();
        proposals::propose(&market.app, &market.grace, &reference, command).await.unwrap();
        let waiting = seen(&market, &reference).await.proposals;
        assert_eq!(waiting.len(), 1, "the same again is the same one");
        let other = wanted(line, once(3, "2026-12-04", "2pm"));
        let again = proposals::propose(&market.app, &market.grace, &reference, other).await;
        assert_eq!(again, Err(ActError::AlreadyProposed));
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{reference}")).await;
        priya.fill("What would suit? (optional)", "Only Tuesdays.");
        priya.press("Say no to Thursday 3 December 2026, 2pm to 5pm").await;
        priya.sees("They will read that it doesn’t suit.").sees("Only Tuesdays.");
        assert_eq!(to_come(&seen(&market, &reference).await), ["2026-12-01 10am £60.00"]);
        let late = proposals::answer(&market.app, &market.priya, &reference, waiting[0].proposal.id, Answer::Yes).await;
        assert!(matches!(late, Err(ActError::OrderMovedOn(_))), "{late:?}");
        service::answer::accept(&market.app, &market.grace, &reference).await.unwrap();
        assert_eq!(market.balances(), (194_000, 6_000, 0));
    }

    /// The holder asks to change days and hours from a day on; on a yes the difference is set aside, or goes back.
    async fn a_change_moves_visits_and_money_from_its_day_on(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let mut request = weekly(&["Tue"], 3, "10am", "2026-12-01");
        request.schedule.ends_on = Some(day("2026-12-31"));
        let reference = market.accepted(request).await;
        let line = seen(&market, &reference).await.lines[0].0.id;
        assert_eq!(market.balances(), (170_000, 30_000, 0));
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{reference}/lines/{line}/times")).await.heading("Ask for other days and times");
        priya.tick("Friday").fill("How many hours each time?", "2").fill_in("What is the first day?", "Day", "15");
        priya.choose("No visits on bank holidays").press("Send").await;
        priya.at(&format!("/orders/{reference}")).sees("You asked for other times");
        assert_eq!(market.balances(), (170_000, 30_000, 0), "nothing moves before the provider's yes");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&format!("/orders/{reference}")).await;
        grace.sees("Priya Shah asks for other times").sees("It costs £20.00 less.").press("Yes, agree").await;
        let view = seen(&market, &reference).await;
        assert_eq!(
            to_come(&view),
            [
                "2026-12-01 10am £60.00", "2026-12-08 10am £60.00", "2026-12-15 10am £40.00", "2026-12-18 10am £40.00",
                "2026-12-22 10am £40.00", "2026-12-29 10am £40.00",
            ]
        );
        assert_eq!(market.balances(), (172_000, 28_000, 0));
        assert_eq!(view.lines[0].0.total, pounds(280));
        assert_books_are_right(market.database());
        // A price that rose meanwhile doesn't count for what was agreed.
        let id = market.listing.0;
        market.site.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::prices::dsl;
            diesel::update(dsl::prices.filter(dsl::listing_id.eq(id))).set(dsl::amount_pence.eq(9_900_i64)).execute(db)
                .map_err(handpick::db::DbError::from)
        });
        let mut more = weekly(&["Tue"], 3, "11am", "2026-12-29");
        more.schedule.ends_on = Some(day("2026-12-29"));
        let (plan, _) = proposals::preview(&market.app, &market.priya, &reference, wanted(line, more)).await.unwrap();
        assert_eq!((plan.committed, plan.drop.len()), (pounds(60), 1));
    }

    /// More than is left, or more than a mandate allows, is refused in words; so is what can't be.
    async fn a_change_keeps_to_the_money_and_the_mandate(db: TestDb) {
        let market = Market::with(db, pounds(700)).await;
        let mut request = weekly(&["Tue"], 3, "10am", "2026-12-01");
        request.schedule.ends_on = Some(day("2027-01-31"));
        let reference = market.accepted(request).await;
        let line = seen(&market, &reference).await.lines[0].0.id;
        let mut larger = weekly(&["Tue"], 5, "10am", "2026-12-08");
        larger.schedule.ends_on = request.schedule.ends_on;
        let refused = proposals::propose(&market.app, &market.priya, &reference, wanted(line, larger)).await;
        assert_eq!(refused, Err(ActError::WouldOverspend { by: pounds(160), available: pounds(160) }));
        let mut four = weekly(&["Tue"], 4, "10am", "2026-12-08");
        four.schedule.ends_on = request.schedule.ends_on;
        let tom = market.tom_for_priya();
        let limited = proposals::propose(&market.app, &tom, &reference, wanted(line, four)).await;
        assert_eq!(limited, Err(ActError::OverLimit(pounds(600))));
        let stranger = proposals::propose(&market.app, &market.tom, &reference, wanted(line, four)).await;
        assert_eq!(stranger, Err(ActError::NotFound));
        let by_provider = proposals::propose(&market.app, &market.grace, &reference, wanted(line, four)).await;
        assert_eq!(by_provider, Err(ActError::OrderMovedOn(OrderStatus::Accepted)));
        // Asked for, then the money goes elsewhere: the yes is refused, and nothing has moved.
        proposals::propose(&market.app, &market.priya, &reference, wanted(line, four)).await.unwrap();
        let id = seen(&market, &reference).await.proposals[0].proposal.id;
        market.add(&market.priya, once(6, "2026-12-03", "10am")).await;
        market.place(&market.priya).await;
        let too_late = proposals::answer(&market.app, &market.grace, &reference, id, Answer::Yes).await;
        assert_eq!(too_late, Err(ActError::NotPayable), "how much is left is none of the provider's business");
        let back = proposals::answer(&market.app, &market.priya, &reference, id, Answer::TakeBack).await;
        assert_eq!(back, Ok(ProposalStatus::Withdrawn));
        assert_books_are_right(market.database());
    }

    /// An order that is over takes its open proposals with it.
    async fn an_order_that_ends_withdraws_what_was_open(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let line = seen(&market, &reference).await.lines[0].0.id;
        let command = wanted(line, weekly(&["Wed"], 3, "10am", "2026-12-08"));
        proposals::propose(&market.app, &market.priya, &reference, command).await.unwrap();
        let id = seen(&market, &reference).await.proposals[0].proposal.id;
        service::cancel_order(&market.app, &market.priya, &reference, None).await.unwrap();
        assert!(seen(&market, &reference).await.proposals.is_empty());
        let answered = proposals::answer(&market.app, &market.grace, &reference, id, Answer::Yes).await;
        assert!(matches!(answered, Err(ActError::OrderMovedOn(_))), "{answered:?}");
        assert_eq!(market.balances(), (200_000, 0, 0));
    }
}
