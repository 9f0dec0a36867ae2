//! A provider's staff: invited, given roles, removed.

use handpick::accounts::service::enrol as people;
use handpick::accounts::service::staff;
use handpick::accounts::{Actor, ProviderRole, Role};
use handpick::directory::model::ListingState;

use super::market;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::market::{Market, pounds};
use crate::support::purse::noon;

async fn invite(app: &TestApp, grace: &mut Browser, email: &str, role: &str) -> String {
    grace.visit("/provider/staff").await.follow("Invite somebody").await;
    grace.fill("Their email address", email).choose(role).press("Send the invitation").await;
    grace.at("/provider/staff").sees("We have sent the invitation.").sees(email);
    app.link_to(email).await
}

on_each_backend! {
    async fn somebody_without_an_account_joins_by_a_link_and_does_only_what_their_role_covers(db: TestDb) {
        let app = TestApp::start(db).await;
        let provider = market::provider(&app);
        let listing = market::listing(&app, provider, ListingState::Live);
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/staff").await.sees("Grace Mensah (you)").sees("Manager").follow("Invite somebody").await;
        grace.fill("Their email address", "nobody").press("Send the invitation").await.status(422);
        grace.sees("Choose what they may do");
        grace.fill("Their email address", "grace@example.org").choose("Listings").press("Send the invitation").await;
        grace.status(422).sees("They are on your staff already.");
        let link = invite(&app, &mut grace, "leo@example.org", "Listings").await;

        let mut leo = app.browser();
        leo.visit(&link).await.heading("Join Aire Valley Home Support").sees("Writes, prices and pauses listings.");
        leo.press("Make the account and join").await.status(422).sees("Enter your name");
        leo.fill("Your name", "Leo Hart").fill("Choose a password", crate::support::app::PASSWORD);
        leo.press("Make the account and join").await.at("/sign-in").sees("you are on the staff");
        app.browser().visit(&link).await.status(410);

        let mut leo = app.signed_in("leo@example.org").await;
        leo.visit("/provider").await.at("/provider/listings").does_not_see("Accreditations").does_not_see("Staff");
        leo.visit(&format!("/provider/listings/{listing}/edit")).await.status(200);
        leo.visit("/provider/orders").await.status(403);
        leo.visit("/provider/staff").await.status(404);
        leo.visit(&format!("/provider/listings/{listing}/edit/know")).await;
        leo.post("/provider/profile", &[("name", "Mine"), ("kind", "private")]).await.status(403).sees("Your role");
        leo.visit(&format!("/provider/listings/{listing}/edit/know")).await;
        leo.post("/provider/staff/invite", &[("email", "x@example.org"), ("role", "manager")]).await.status(404);
        grace.visit("/provider/staff").await.sees("Leo Hart").sees("Writes, prices and pauses listings.");
    }

    async fn a_role_that_changes_holds_at_once_and_visits_see_no_listings(db: TestDb) {
        let app = TestApp::start(db).await;
        let listing = market::listing(&app, market::provider(&app), ListingState::Live);
        app.user("leo@example.org", "Leo Hart");
        let mut grace = app.signed_in("grace@example.org").await;
        let link = invite(&app, &mut grace, "leo@example.org", "Orders and visits").await;
        let mut leo = app.browser();
        leo.visit(&link).await.sees("You have an account with this address.");
        let mut leo = app.signed_in("leo@example.org").await;
        leo.visit(&link).await.press("Join").await.at("/provider");
        leo.visit("/provider/orders").await.status(200);
        leo.visit(&format!("/provider/listings/{listing}/edit")).await.status(403).sees("Your role");
        leo.visit("/provider/orders").await;

        grace.visit("/provider/staff").await.follow("Change role: Leo Hart").await.choose("Listings").press("Save").await;
        grace.at("/provider/staff");
        leo.visit("/provider/orders").await.status(403);
        leo.visit(&format!("/provider/listings/{listing}/edit")).await.status(200);

        grace.visit("/provider/staff").await.follow("Remove: Leo Hart").await.press("Remove from staff").await;
        grace.at("/provider/staff").does_not_see("Leo Hart");
        leo.visit(&format!("/provider/listings/{listing}/edit")).await.status(404);
        assert!(app.mails().await.iter().any(|mail| mail.to == "leo@example.org" && mail.text.contains("taken you off")));
    }

    async fn somebody_always_manages(db: TestDb) {
        let app = TestApp::start(db).await;
        market::provider(&app);
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/staff").await.follow("Change role: Grace Mensah").await.choose("Listings");
        grace.press("Save").await.status(422).sees("Make somebody else a manager first.");
        grace.visit("/provider/staff").await.follow("Remove: Grace Mensah").await;
        grace.press("Remove from staff").await.status(409).sees("Make somebody else a manager first.");
        grace.visit("/provider/staff").await.sees("Grace Mensah (you)");
    }

    async fn a_link_works_once_for_its_address_for_seven_days(db: TestDb) {
        let app = TestApp::start(db).await;
        market::provider(&app);
        market::staff(&app, "otto@example.org", "Otto Other", Role::ProviderStaff, "Another provider");
        app.user("leo@example.org", "Leo Hart");
        let mut grace = app.signed_in("grace@example.org").await;
        let first = invite(&app, &mut grace, "leo@example.org", "Manager").await;
        let mut otto = app.signed_in("otto@example.org").await;
        otto.visit(&first).await.sees("This invitation went to another email address");
        otto.post(&first, &[]).await.status(410);
        otto.visit("/provider/staff").await.post("/provider/staff/invites/1/withdraw", &[]).await.status(404);

        let second = invite(&app, &mut grace, "leo@example.org", "Manager").await;
        let mut leo = app.signed_in("leo@example.org").await;
        leo.visit(&first).await.status(410);
        grace.visit("/provider/staff").await.press("Withdraw").await.does_not_see("leo@example.org");
        leo.visit(&second).await.status(410);
        let third = invite(&app, &mut grace, "leo@example.org", "Manager").await;
        app.wait(7 * 24 * 60 + 1);
        app.browser().visit(&third).await.status(410);
        app.browser().visit("/join/nothing").await.status(410);
    }

    /// The page was open, and they came off the staff before the form was sent.
    async fn whoever_comes_off_the_staff_in_the_same_moment_invites_nobody(db: TestDb) {
        let market = Market::with(db, pounds(100)).await;
        let organisation = market.grace.memberships[0].organisation_id;
        let leo = market.site.user("leo@example.org", "Leo Hart");
        market.site.write(move |db| people::member(db, leo, organisation, Role::ProviderStaff, noon()));
        let manages = Actor { user_id: leo, email: "leo@example.org".to_owned(), ..market.grace.clone() };
        let invite = async |email: &str| staff::invite(&market.app, &manages, email, ProviderRole::Visits, "").await;
        invite("first@example.org").await.unwrap();
        staff::remove(&market.app, &market.grace, leo).await.unwrap();
        let refused = invite("second@example.org").await;
        assert!(matches!(refused, Err(staff::StaffError::Refused(_))), "{refused:?}");
        let mails = market.site.mails().await;
        assert!(!mails.iter().any(|mail| mail.to == "second@example.org"), "{mails:?}");
        let left = staff::list(&market.app, &market.grace).await.unwrap();
        assert!(left.invites.is_empty(), "what they had invited ends with them: {left:?}");
    }
}
