//! Schedules as people ask for them: several visits a day, breaks, bank holidays of where the person lives.

use handpick::kernel::{Break, Breaks, Money, MoreVisits, OnBankHolidays, Quantity, VisitTime, Weekdays};
use handpick::orders::model::LineRequest;
use handpick::orders::service;

use crate::support::browser::Browser;
use crate::support::market::{Market, pounds, weekly};
use crate::support::purse::{assert_books_are_right, day};

async fn choose(browser: &mut Browser, market: &Market) {
    browser.visit(&format!("/listings/{}-help-at-home/order", market.listing)).await;
    browser.choose("Every week, or every few weeks").tick("Tuesday").tick("Thursday");
    browser.fill("What time should it start?", "8am").fill("How many hours each time?", "1");
    for (question, [d, m, y]) in
        [("What is the first day?", ["1", "12", "2026"]), ("What is the last day? (optional)", ["31", "12", "2026"])]
    {
        browser.fill_in(question, "Day", d).fill_in(question, "Month", m).fill_in(question, "Year", y);
    }
    browser.select("Which part of the plan is it for?", "Help at home");
}

/// Who lives at this postcode.
fn lives_at(market: &Market, postcode: &'static str) {
    use diesel::prelude::*;
    use handpick::db::schema::holders::dsl;
    let holder = market.holder.0;
    market.site.write(move |db| {
        diesel::update(dsl::holders.find(holder))
            .set(dsl::postcode.eq(postcode))
            .execute(db)
            .map_err(handpick::db::DbError::from)
    });
}

on_each_backend! {
    /// Two visits a day with a break over Christmas, through the pages and without scripts: the price a week and to
    /// the end is shown before, and exactly those visits are ordered.
    async fn several_visits_a_day_with_a_break(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        choose(&mut priya, &market).await;
        priya.sees("The next in England are Friday 25 December 2026 and Monday 28 December 2026.");
        priya.does_not_see("Visit 2").press("Add another visit time").await;
        priya.status(200).sees("Visit 2").fill("What time should visit 2 start?", "6pm");
        priya.fill("How many hours is visit 2?", "0.5").press("Add a break, such as a holiday").await;
        for (question, [d, m, y]) in [
            ("First day of break 1", ["22", "12", "2026"]), ("Last day of break 1", ["24", "12", "2026"]),
        ] {
            priya.fill_in(question, "Day", d).fill_in(question, "Month", m).fill_in(question, "Year", y);
        }
        // The provider's shortest is an hour: said of visit 2, and nothing that was typed is lost.
        priya.press("See what it costs").await;
        priya.status(422).sees("Visit 2: The provider’s shortest is 1 hour.");
        priya.fill("How many hours is visit 2?", "2").press("See what it costs").await;
        priya.status(200).sees("£120.00 a week").sees("£480.00");
        priya.sees("Tuesdays and Thursdays, 8am to 9am and 6pm to 8pm, from 1 December 2026 to 31 December 2026");
        priya.sees("no visits from 22 December 2026 to 24 December 2026");
        priya.press("Add to basket").await;
        priya.at("/basket").sees("£120.00 a week").sees("6 new hours of support a week");
        priya.sees("16 visits");
        priya.tick("I have read this, and I want these orders.").press("Place order for £120.00 a week").await;
        let reference = priya.path().rsplit('/').next().unwrap().to_owned();
        let view = service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        let visits: Vec<String> = view.deliveries.iter().map(|d| format!("{} {} {}", d.on, d.at, d.amount)).collect();
        assert_eq!(visits.len(), 16);
        assert_eq!(visits[..3], ["2026-12-01 8am £20.00", "2026-12-01 6pm £40.00", "2026-12-03 8am £20.00"]);
        assert_eq!(visits[14..], ["2026-12-31 8am £20.00", "2026-12-31 6pm £40.00"]);
        assert_eq!(market.balances(), (152_000, 48_000, 0));
        assert_books_are_right(market.database());
    }

    /// A line that is changed shows its visits and breaks again, and keeps them.
    async fn what_was_chosen_is_shown_again(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let evenings = VisitTime {
            weekdays: Weekdays::parse(["Sat"]).unwrap(),
            at: "18:00".parse_time(),
            units: Quantity::from_units(2),
        };
        let mut request = weekly(&["Tue"], 3, "10am", "2026-12-01");
        request.more = MoreVisits::new(&[evenings]).unwrap();
        request.schedule.breaks = Breaks::new(&[Break { from: day("2026-12-24"), until: day("2027-01-02") }]).unwrap();
        request.schedule.holidays = OnBankHolidays::Skip;
        request.schedule.ends_on = Some(day("2027-01-31"));
        market.add(&market.priya, request).await;
        let view = service::view(&market.app, &market.priya).await.unwrap();
        let line = view.groups[0].lines[0].line.clone();
        assert_eq!(line.request, request);
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/basket/{}/change", line.id)).await;
        priya.fill("How many hours is visit 2?", "3").press("Save changes").await;
        priya.at("/basket");
        let view = service::view(&market.app, &market.priya).await.unwrap();
        let changed = view.groups[0].lines[0].line.request;
        let expected = request.more.map(|visit| VisitTime { units: Quantity::from_units(3), ..visit });
        assert_eq!(changed, LineRequest { more: expected, ..request });
        // Emptied, the second visit is gone.
        priya.visit(&format!("/basket/{}/change", line.id)).await;
        priya.fill("How many hours is visit 2?", "").fill("What time should visit 2 start?", "");
        priya.press("Save changes").await;
        let view = service::view(&market.app, &market.priya).await.unwrap();
        assert!(view.groups[0].lines[0].line.request.more.is_empty());
    }

    /// Who lives in Scotland pays the bank holiday price on St Andrew's Day, and not on Easter Monday.
    async fn bank_holidays_are_those_of_where_somebody_lives(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let mondays = LineRequest {
            schedule: handpick::kernel::Schedule { ends_on: Some(day("2026-11-30")), ..weekly(&["Mon"], 1, "10am", "2026-11-30").schedule },
            ..weekly(&["Mon"], 1, "10am", "2026-11-30")
        };
        market.add(&market.priya, mondays).await;
        let total = async || service::view(&market.app, &market.priya).await.unwrap().total;
        assert_eq!(total().await, pounds(20));
        lives_at(&market, "EH1 1BQ");
        assert_eq!(total().await, pounds(40));
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/listings/{}/order", market.listing)).await;
        priya.sees("The next in Scotland are Monday 30 November 2026");
        lives_at(&market, "CF10 1EP");
        assert_eq!(total().await, pounds(20));
    }

    /// What can't be is refused in words beside its field, and nothing is added.
    async fn what_cannot_be_is_refused_in_words(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        for (hours, words) in [
            ("0", "It must be more than 0."),
            ("0.001", "Enter a number with at most two figures after the point"),
            ("1000000000", "Enter a number of 10,000 or less."),
        ] {
            choose(&mut priya, &market).await;
            priya.fill("How many hours each time?", hours).press("Add to basket").await;
            priya.status(422).sees(words);
        }
        choose(&mut priya, &market).await;
        priya.fill_in("What is the first day?", "Day", "29").fill_in("What is the first day?", "Month", "2");
        priya.fill_in("What is the first day?", "Year", "2027").press("Add to basket").await;
        priya.status(422).sees("There is no 29 February 2027. Check the day.");
        // The clocks go forward on 28 March 2027.
        choose(&mut priya, &market).await;
        priya.untick("Tuesday").untick("Thursday").tick("Sunday").fill("What time should it start?", "1:30am");
        priya.fill_in("What is the last day? (optional)", "Month", "3");
        priya.fill_in("What is the last day? (optional)", "Year", "2027").press("Add to basket").await;
        priya.status(422).sees("so there is no 1:30am");
        priya.press("Add a break, such as a holiday").await;
        for question in ["First day of break 1", "Last day of break 1"] {
            priya.fill_in(question, "Day", "28").fill_in(question, "Month", "3").fill_in(question, "Year", "2027");
        }
        priya.fill_in("Last day of break 1", "Year", "2026").press("Add to basket").await;
        priya.status(422).sees("The last day of a break must not be before its first day.");
        priya.fill_in("Last day of break 1", "Year", "2027").press("Add to basket").await;
        priya.at("/basket");
    }

    /// Four visits a day for the rest of the year, more than a thousand in all, are one order.
    async fn a_years_care_is_one_order(db: TestDb) {
        let market = Market::with(db, pounds(100_000)).await;
        let at = |time: &str| VisitTime {
            weekdays: Weekdays::EVERY_DAY,
            at: time.parse_time(),
            units: Quantity::ONE,
        };
        let days: Vec<&str> = Weekdays::EVERY_DAY.names().collect();
        let mut care = weekly(&days, 1, "8am", "2026-11-23");
        let times = ["10:00", "12:00", "14:00", "16:00", "18:00"].map(at);
        care.more = MoreVisits::new(&times).unwrap();
        market.add(&market.priya, care).await;
        let placed = market.place(&market.priya).await;
        let view = service::order_view(&market.app, &market.priya, &placed.package_reference).await.unwrap();
        assert_eq!(view.deliveries.len(), 134 * 6);
        assert_eq!(Money::sum(view.deliveries.iter().map(|d| d.amount)), Some(view.order.total));
        assert_books_are_right(market.database());
    }
}

trait ParseTime {
    fn parse_time(&self) -> handpick::kernel::TimeOfDay;
}

impl ParseTime for str {
    fn parse_time(&self) -> handpick::kernel::TimeOfDay {
        handpick::kernel::TimeOfDay::parse(self).unwrap()
    }
}
