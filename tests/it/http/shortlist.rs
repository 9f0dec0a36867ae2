//! Keeping listings: before signing in, for oneself, and for somebody one acts for.

use handpick::accounts::{Scope, Scopes};
use handpick::directory::model::ListingState;
use handpick::kernel::ids::ListingId;

use super::market;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::market::{Market, listing, pounds, provider};

/// Several listings of one provider.
fn listings(market: &Market, titles: &[&str]) -> Vec<ListingId> {
    let titles: Vec<String> = titles.iter().map(|title| (*title).to_owned()).collect();
    let organisation = market.grace.memberships[0].organisation_id;
    market.site.write(move |db| {
        use handpick::directory::service::provider_of_organisation;
        let own =
            provider_of_organisation(db, organisation)?.map_or_else(|| provider(db, "Other", organisation), Ok)?;
        titles.iter().map(|title| listing(db, own, title, &[("weekday", 1_500)])).collect()
    })
}

/// Puts a listing on a shortlist from its own page.
async fn keep(browser: &mut Browser, listing: ListingId) {
    browser.visit(&format!("/listings/{listing}-a-listing")).await.press("Add to shortlist").await;
    browser.status(200).sees("On your shortlist");
}

/// The market, in the index too.
async fn town(db: crate::support::TestDb) -> Market {
    let market = Market::with(db, pounds(2_000)).await;
    let now = market.app.clock.now();
    let id = market.listing;
    market.site.write(move |db| handpick::db::outbox::touch_listing(db, id, now));
    market.site.mails().await;
    market
}

on_each_backend! {
    async fn somebody_keeps_a_listing_from_the_results_and_takes_it_off(db: TestDb) {
        let market = town(db).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/shortlist").await.heading("Your shortlist").sees("Nothing here yet");
        priya.visit("/search?q=help").await.press("Add to shortlist").await.at("/search").sees("On your shortlist");
        priya.sees("Shortlist 1 service");
        priya.visit("/shortlist").await.sees("1 service").sees("Help at home").sees("£20.00").does_not_see("Added by");
        priya.fill("Why do you like Help at home?", "They come early.").press("Save note").await;
        priya.sees("Your note is saved.").sees("Note: They come early.");
        priya.press("Take off").await.sees("It is off the shortlist.").sees("Nothing here yet");
        priya.press("Put it back").await.sees("Note: They come early.");
        priya.visit("/search?q=help").await.press("Take off").await.at("/search").sees("Add to shortlist");
    }

    async fn a_visitor_keeps_listings_until_they_sign_in(db: TestDb) {
        let market = town(db).await;
        let more = listings(&market, &["Lunch club", "Gardening"]);
        let mut visitor = market.site.browser();
        keep(&mut visitor, more[0]).await;
        keep(&mut visitor, more[1]).await;
        let before = market.app.db.statements();
        visitor.visit("/search").await.sees("Shortlist 2 services");
        assert_eq!(market.app.db.statements(), before, "what a browser keeps costs no statement");
        visitor.visit("/shortlist").await.sees("Gardening").sees("Lunch club").sees("This browser keeps your shortlist");
        visitor.press("Take off Lunch club").await.sees("It is off the shortlist.").press("Put it back").await;
        visitor.sees("2 services").does_not_see("Write a note");
        visitor.follow("Sign in to keep it for good").await.fill("Email address", "priya@example.org");
        visitor.fill("Password", crate::support::app::PASSWORD).press("Sign in").await.at("/shortlist");
        visitor.sees("2 services").sees("Write a note");
        assert!(!visitor.cookie_names().contains(&"handpick_shortlist".to_owned()), "{:?}", visitor.cookie_names());
        let mut elsewhere = market.site.signed_in("priya@example.org").await;
        elsewhere.visit("/shortlist").await.sees("Gardening").sees("Lunch club");
    }

    async fn a_visitor_keeps_twenty_and_no_more(db: TestDb) {
        let market = town(db).await;
        let titles: Vec<String> = (1..=21).map(|number| format!("Service {number}")).collect();
        let more = listings(&market, &titles.iter().map(String::as_str).collect::<Vec<_>>());
        let mut visitor = market.site.browser();
        for listing in &more[..20] {
            keep(&mut visitor, *listing).await;
        }
        visitor.visit(&format!("/listings/{}-a-listing", more[20])).await.press("Add to shortlist").await;
        visitor.sees("You can keep 20 without signing in.").does_not_see("On your shortlist");
        visitor.visit("/shortlist").await.sees("20 services");
    }

    async fn a_broker_adds_to_the_list_of_whom_they_act_for(db: TestDb) {
        let market = town(db).await;
        let more = listings(&market, &["Lunch club"]);
        let mut tom = market.site.signed_in("tom@example.org").await;
        keep(&mut tom, more[0]).await;
        tom.visit("/broker/people/HP-204-7719").await.press("Act for Priya Shah").await;
        tom.visit("/shortlist").await.heading("Priya Shah’s shortlist").sees("Nothing here yet");
        keep(&mut tom, market.listing).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/shortlist").await.sees("Help at home").sees("Added by Tom Adeyemi for you on");
        priya.does_not_see("Lunch club");
        tom.visit("/broker").await.press("Stop acting for Priya Shah").await.visit("/shortlist").await;
        tom.sees("Lunch club").does_not_see("Help at home");
    }

    async fn leave_to_look_is_not_leave_to_choose(db: TestDb) {
        let market = town(db).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        keep(&mut priya, market.listing).await;
        let id = market.mandate;
        market.site.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::mandates;
            let scopes = Scopes::new(&[Scope::View]).as_text();
            diesel::update(mandates::table.find(id.0)).set(mandates::scopes.eq(scopes)).execute(db)?;
            Ok(())
        });
        let mut tom = market.site.signed_in("tom@example.org").await;
        tom.visit("/broker/people/HP-204-7719").await.press("Act for Priya Shah").await;
        tom.visit("/shortlist").await.sees("Help at home").does_not_see("Take off").does_not_see("Write a note");
        let (listing, number) = (market.listing, market.listing.to_string());
        tom.post("/shortlist", &[("listing", number.as_str())]).await.status(403).sees("doesn’t include choosing support");
        tom.visit("/budget").await.post(&format!("/shortlist/{listing}/remove"), &[]).await.status(403);
        tom.visit("/budget").await.post(&format!("/shortlist/{listing}/restore"), &[]).await.status(403);
        tom.visit("/budget").await.post(&format!("/shortlist/{listing}/note"), &[]).await.status(403);
        priya.visit("/shortlist").await.sees("Help at home");
    }

    async fn nobody_reaches_into_somebody_elses_list(db: TestDb) {
        let market = town(db).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        keep(&mut priya, market.listing).await;
        let listing = market.listing;
        let mut grace = market.site.signed_in("grace@example.org").await;
        for (path, field) in [("remove", "back"), ("restore", "back"), ("note", "note")] {
            grace.visit("/account").await.post(&format!("/shortlist/{listing}/{path}"), &[(field, "x")]).await.status(404);
        }
        let mut visitor = market.site.browser();
        visitor.set_cookie("handpick_shortlist", "1-2-3.forged").visit("/shortlist").await.sees("Nothing here yet");
        visitor.visit("/sign-in").await.post(&format!("/shortlist/{listing}/remove"), &[]).await.status(404);
        visitor.visit("/sign-in").await.post(&format!("/shortlist/{listing}/note"), &[]).await.at("/sign-in");
        visitor.post_without_token("/shortlist", &[("listing", "1")]).await.status(403);
        priya.visit("/shortlist").await.sees("Help at home");
    }

    async fn what_is_not_on_show_is_not_kept(db: TestDb) {
        let app = TestApp::start(db).await;
        let own = market::provider(&app);
        let draft = market::listing(&app, own, ListingState::Draft).to_string();
        let mut visitor = app.browser();
        for listing in ["0", "-1", "x", "", "99999999", "99999999999999999999", draft.as_str()] {
            visitor.visit("/sign-in").await.post("/shortlist", &[("listing", listing)]).await.status(404);
        }
        let live = market::listing(&app, own, ListingState::Live).to_string();
        visitor.visit("/sign-in").await.post("/shortlist", &[("listing", &live), ("back", "https://evil.example")]).await;
        visitor.at("/").sees("Shortlist 1 service");
    }

    async fn a_listing_that_is_paused_or_gone_says_so(db: TestDb) {
        let market = town(db).await;
        let more = listings(&market, &["Lunch club", "Gardening", "Secret new words"]);
        let mut priya = market.site.signed_in("priya@example.org").await;
        for listing in &more {
            keep(&mut priya, *listing).await;
        }
        let states = ["paused", "withdrawn", "in_review"];
        let changes: Vec<(i64, &str)> = more.iter().map(|id| id.0).zip(states).collect();
        market.site.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::listings;
            for (id, state) in &changes {
                diesel::update(listings::table.find(id)).set(listings::state.eq(*state)).execute(db)?;
            }
            Ok(())
        });
        priya.visit("/shortlist").await.sees("3 services").sees("has paused this. Please try again later.");
        priya.sees("This is no longer offered.").sees("It is being checked, so it is not on show at the moment.");
        priya.does_not_see("Secret new words");
    }

    async fn a_note_that_is_too_long_comes_back_as_it_was_typed(db: TestDb) {
        let market = town(db).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        keep(&mut priya, market.listing).await;
        let long = format!("{}end", "a".repeat(500));
        priya.visit("/shortlist").await.fill("Why do you like Help at home?", &long).press("Save note").await.status(422);
        priya.sees("Write your note in 500 letters or fewer.").sees(&long);
        priya.visit("/shortlist").await.does_not_see("aaaa");
    }
}
