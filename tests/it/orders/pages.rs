//! Ordering through the pages, by labels and buttons, without scripts.

use chrono::TimeDelta;

use crate::support::browser::Browser;
use crate::support::market::{Market, once, pounds, weekly};

/// Fills in three hours every Tuesday from 1 December 2026.
async fn choose(browser: &mut Browser, market: &Market, hours: &str) {
    browser.visit(&format!("/listings/{}-help-at-home/order", market.listing)).await;
    browser.status(200).heading("Choose days and times").sees("£20.00");
    browser.choose("Every week, or every few weeks").tick("Tuesday").fill("What time should it start?", "10am");
    browser.fill("How many hours each time?", hours);
    for (part, value) in [("Day", "1"), ("Month", "12"), ("Year", "2026")] {
        browser.fill_in("What is the first day?", part, value);
    }
    browser.select("Which part of the plan is it for?", "Help at home");
}

async fn place(browser: &mut Browser, button: &str) -> String {
    browser.visit("/basket").await;
    browser.tick("I have read this, and I want these orders.").press(button).await;
    browser.status(200).sees("What happens next");
    browser.path().rsplit('/').next().unwrap().to_owned()
}

on_each_backend! {
    /// From the listing to money spent, as a holder and a provider do it.
    async fn the_whole_way(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        choose(&mut priya, &market, "3").await;
        priya.press("See what it costs").await;
        priya.status(200).sees("£60.00 a week").sees("£1,080.00");
        priya.press("Add to basket").await;
        priya.at("/basket").heading("Your basket").sees("This fits your budget.");
        priya.sees("Tuesdays, 10am to 1pm, from 1 December 2026").sees("Plan line: Help at home").sees("Nothing clashes.");
        priya.press("Place order for £60.00 a week").await;
        priya.status(422).sees("Tick the box");
        let reference = place(&mut priya, "Place order for £60.00 a week").await;
        priya.heading("Order placed").sees(&reference).sees("£1,080.00 is set aside");
        assert_eq!(market.balances(), (92_000, 108_000, 0));

        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider").await;
        grace.heading("Good afternoon, Grace").sees("Answer 1 new order").sees("1 order to answer").sees("Priya Shah");
        grace.press(&format!("Accept order {reference} from Priya Shah")).await;
        grace.at("/provider/orders").sees("is accepted");
        market.app.clock.advance(TimeDelta::days(10) + TimeDelta::hours(3));
        grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider").await;
        grace.sees("Record 1 visit of today");
        grace.press("Delivered as planned for Priya Shah, Tuesday 1 December 2026 at 10am").await;
        grace.at("/provider").sees("Recorded, 3 hours");

        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/orders").await;
        priya.sees(&reference).sees("Active");
        priya.follow(&reference).await;
        priya.sees("One visit waits for you to confirm it.");
        priya.press("Confirm Tuesday 1 December 2026 at 10am").await;
        priya.at(&format!("/orders/{reference}")).sees("The visit is confirmed").sees("Confirmed the visit on");
        priya.sees("Rate it");
        assert_eq!(market.balances(), (92_000, 102_000, 6_000));
    }

    /// A form with nonsense comes back filled in, with what to do beside each field.
    async fn nonsense_comes_back_with_words(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        for (hours, words) in [
            ("-3", "Enter a number that is not below zero."),
            ("0", "It must be more than 0."),
            ("25", "Enter 24 hours or less for each time."),
            ("99999999999999999999", "Enter a number"),
            ("three", "Enter how many as a number"),
            ("0.5", "The provider’s shortest is 1 hour."),
        ] {
            choose(&mut priya, &market, hours).await;
            priya.press("Add to basket").await;
            priya.status(422).sees("There is a problem").sees(words);
            assert!(priya.html().contains(&format!("value=\"{hours}\"")), "{hours} is gone");
        }
        priya.visit("/basket").await;
        priya.sees("There is nothing in the basket");
        choose(&mut priya, &market, "3").await;
        priya.fill_in("What is the first day?", "Year", "2025").press("Add to basket").await;
        priya.status(422).sees("must not be in the past");
        priya.fill_in("What is the first day?", "Year", "2028").press("Add to basket").await;
        priya.status(422).sees("Your budget ends on 5 April 2027.");
        priya.fill("What time should it start?", "soon").untick("Tuesday").press("Add to basket").await;
        priya.status(422).sees("Enter a time, like 7pm").sees("Choose at least one day of the week.");
    }

    /// Too much is said in words, with ways on that work.
    async fn what_does_not_fit_has_ways_on(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        choose(&mut priya, &market, "3").await;
        priya.press("Add to basket").await;
        priya.sees("This needs a choice from you.");
        priya.sees("This is £580.00 more than you will have left. 8 Tuesdays would fit.");
        priya.does_not_see("Place order");
        priya.press("Use this choice for Help at home").await;
        priya.sees("Choose what you would like to do about it.");
        priya.choose("Stop sooner").press("Use this choice for Help at home").await;
        priya.sees("Your basket is changed.").sees("This fits your budget.");
        place(&mut priya, "Place order for £60.00 a week").await;
        assert_eq!(market.balances(), (2_000, 48_000, 0));
        // Somebody who posts all the same is told, in words.
        choose(&mut priya, &market, "3").await;
        priya.press("Add to basket").await;
        let id = priya.html().split("/basket/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        priya.post("/orders", &[("key", "a-key-of-a-form"), ("agree", "yes"), ("line", &id), ("total", "108000")]).await;
        priya.status(422).sees("These orders cost £1,060.00 more than the £20.00 that is left.");
    }

    /// A second press of the same form gives the same page.
    async fn a_form_sent_twice_orders_once(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/basket").await;
        let field = |html: &str, name: &str| {
            let from = html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
            from.split('"').next().unwrap().to_owned()
        };
        let (key, line) = (field(priya.html(), "key"), field(priya.html(), "line"));
        let fields = [("key", key.as_str()), ("agree", "yes"), ("line", &line), ("total", "6000")];
        priya.post("/orders", &fields).await;
        let first = priya.path().to_owned();
        priya.visit("/basket").await;
        market.add(&market.priya, once(3, "2026-12-02", "10am")).await;
        priya.visit("/basket").await;
        priya.post("/orders", &fields).await;
        priya.at(&first);
        assert_eq!(market.balances(), (194_000, 6_000, 0));
    }

    /// Changing and removing a line, and nobody else's.
    async fn lines_are_changed_and_removed(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/basket").await;
        priya.follow("Change Help at home").await;
        let change = priya.path().to_owned();
        priya.heading("Change days and times").fill("How many hours each time?", "2").press("Save changes").await;
        priya.at("/basket").sees("£40.00");
        let mut tom = market.site.signed_in("tom@example.org").await;
        tom.visit(&change).await;
        tom.status(403);
        priya.press("Remove Help at home").await;
        priya.sees("There is nothing in the basket");
        priya.visit(&change).await;
        priya.status(404);
    }

    /// A no with a reason, a cancelled visit, a cancelled order, and a visit that went wrong.
    async fn when_things_go_otherwise(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let declined = market.place(&market.priya).await.package_reference;
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/orders").await;
        grace.follow(&format!("Decline order {declined} from Priya Shah")).await;
        grace.press("Decline this order").await;
        grace.status(422).sees("Say why you can’t take this order");
        grace.fill("Why can’t you take it?", "Nobody is free.").press("Decline this order").await;
        grace.at("/provider/orders").sees("is declined");
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{declined}")).await;
        priya.sees("Nobody is free.").sees("The money is back in the budget.");
        priya.visit(&format!("/orders/{reference}")).await;
        priya.follow("Cancel this visit on Tuesday 8 December 2026 at 10am").await;
        priya.sees("This costs nothing.").press("Cancel this visit").await;
        priya.sees("The visit is cancelled. It costs nothing.");
        market.now_is("2026-12-01T14:00:00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/visits").await;
        grace.follow("Something was different for Priya Shah, Tuesday 1 December 2026 at 10am").await;
        grace.fill("How many hours were delivered?", "-1").press("Record").await;
        grace.status(422).sees("not below zero");
        grace.fill("How many hours were delivered?", "4").fill("What was different? (optional)", "The bus was late.");
        grace.press("Record").await;
        grace.at("/provider/visits").sees("will be asked to confirm it");
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{reference}")).await;
        priya.sees("The bus was late.").follow("Confirm, £20.00 more than ordered on Tuesday 1 December 2026 at 10am").await;
        priya.press("Confirm").await;
        priya.status(422).sees("Tick the box to say yes");
        priya.follow("Something was wrong").await;
        priya.press("Send").await;
        priya.status(422).sees("Say what was wrong");
        priya.fill("What was wrong?", "She came for three hours.").press("Send").await;
        priya.sees("The money is held").sees("Being looked into");
        grace.visit("/provider").await;
        grace.sees("Look at 1 visit that something was wrong with");
        priya.visit(&format!("/orders/{reference}")).await;
        priya.follow("Cancel this order").await;
        priya.sees("Goes back to the budget").press("Cancel this order").await;
        priya.sees("The order is cancelled.");
    }

    /// Only those it concerns see an order; people without a basket are told why.
    async fn strangers_see_nothing(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        let mut nobody = market.site.browser();
        nobody.visit(&format!("/orders/{reference}")).await;
        nobody.at("/sign-in");
        let mut tom = market.site.signed_in("tom@example.org").await;
        for path in [format!("/orders/{reference}"), format!("/orders/placed/{reference}"), "/orders/nonsense".to_owned()] {
            tom.visit(&path).await;
            tom.status(404);
        }
        for path in ["/orders", "/provider", "/provider/orders", "/provider/visits"] {
            tom.visit(path).await;
            tom.status(403);
        }
        tom.visit("/basket").await;
        tom.status(200).sees("You have no basket").sees("choose first for whom you act");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&format!("/orders/{reference}")).await;
        grace.status(200).sees("For Priya Shah").does_not_see("Cancel this order");
        grace.visit(&format!("/provider/orders/{reference}/decline")).await;
        grace.status(200).sees("has been answered");
    }
}

on_each_backend! {
    async fn a_check_that_ran_out_is_said_on_running_orders_and_mailed_once(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["tue"], 2, "10:00", "2026-12-01")).await;
        let app = market.site.app.clone();
        market.site.write(|db| {
            use diesel::prelude::*;
            use handpick::db::schema::accreditations::dsl;
            diesel::update(dsl::accreditations)
                .set(dsl::expires_on.eq(Some(chrono::NaiveDate::from_ymd_opt(2026, 11, 30).unwrap())))
                .execute(db)?;
            Ok(())
        });
        handpick::orders::service::lapses::warn(&app).await.unwrap();
        let told = async || {
            let mails = market.site.mails().await;
            mails.into_iter().filter(|mail| mail.subject.contains("has run out")).map(|mail| mail.to).collect::<Vec<_>>()
        };
        assert!(told().await.is_empty());
        market.now_is("2026-12-02T12:00:00");
        for _ in 0..2 {
            handpick::orders::service::lapses::warn(&app).await.unwrap();
        }
        assert_eq!(told().await, ["priya@example.org"]);
        market.now_is("2026-12-03T12:00:00");
        handpick::orders::service::lapses::warn(&app).await.unwrap();
        assert_eq!(told().await.len(), 1);
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{reference}")).await;
        priya.sees("The public liability insurance of Aire Valley Home Support ran out on 30 November 2026.");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&format!("/orders/{reference}")).await.sees("Your public liability insurance ran out").follow("Send the new one").await;
        grace.status(200);
    }
}
