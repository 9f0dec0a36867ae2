//! Waiting lists: joined and left, offered in turn, and no more shared than was agreed.

use handpick::accounts::Role;
use handpick::directory::model::ListingState;
use handpick::directory::service;
use handpick::kernel::ListingId;

use super::market;
use crate::support::TestApp;
use crate::support::browser::Browser;

async fn spaces(grace: &mut Browser, id: ListingId, spaces: &str) {
    grace.visit(&format!("/provider/listings/{id}/edit/times")).await;
    grace.fill("How many more people can you take now?", spaces).press("Save").await.sees("is saved.");
}

on_each_backend! {
    async fn people_wait_in_turn_and_a_space_is_kept_for_each(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Live);
        market::holder(&app, "ann@example.org", "LS6 3HN", "HP-AAAA-AAAA");
        market::holder(&app, "ben@example.org", "LS6 3HN", "HP-BBBB-BBBB");
        let mut grace = app.signed_in("grace@example.org").await;
        let (mut ann, mut ben) = (app.signed_in("ann@example.org").await, app.signed_in("ben@example.org").await);
        let waiting = format!("/listings/{id}/waiting");
        ann.visit(&waiting).await.sees("There is no need to wait");
        ann.visit("/account").await.post(&waiting, &[("name", "Ann"), ("contact", "1")]).await.status(409);
        spaces(&mut grace, id, "0").await;

        ann.visit(&format!("/listings/{id}")).await.does_not_see("Choose days and times").follow("Join the waiting list").await;
        ann.sees("Nobody waits yet.").fill("Name", "").press("Share these and join").await.status(422);
        ann.fill("Name", "Ann").fill("How they can reach you", "0113 496 0111").press("Share these and join").await;
        ann.sees("You are number 1 on the list.");
        ann.post(&waiting, &[("name", "Ann"), ("contact", "again")]).await.sees("You are number 1 on the list.");
        ben.visit(&waiting).await.sees("1 person is on the list before you.").press("Share these and join").await;
        ben.sees("You are number 2 on the list.");

        grace.visit(&format!("/provider/listings/{id}/edit")).await.follow("Who waits for a space").await;
        assert_eq!(grace.rows()[0][..2], ["1. Ann", "0113 496 0111"]);
        grace.visit(&format!("/provider/listings/{id}/edit/times")).await.sees("2 people wait for a space.");
        app.mails().await;
        spaces(&mut grace, id, "1").await;
        let offers = |mails: Vec<handpick::mail::Email>| {
            mails.into_iter().filter(|mail| mail.subject.starts_with("A space for")).map(|mail| mail.to).collect::<Vec<_>>()
        };
        assert_eq!(offers(app.mails().await), ["ann@example.org"]);
        ann.visit(&waiting).await.sees("There is a space for you.").sees("Saturday 28 November 2026");
        spaces(&mut grace, id, "1").await;
        assert_eq!(offers(app.mails().await).len(), 1, "one space is offered once");

        app.wait(60 * 24 * 8);
        assert_eq!(service::waiting::pass_on(&app.app).await.unwrap(), 1);
        assert_eq!(service::waiting::pass_on(&app.app).await.unwrap(), 0);
        assert_eq!(offers(app.mails().await), ["ann@example.org", "ben@example.org"]);
        let mut ben = app.signed_in("ben@example.org").await;
        ben.visit(&waiting).await.press("Leave the list").await.sees("You are no longer on the waiting list.");
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit(&format!("/provider/listings/{id}/waiting")).await.sees("Nobody waits");
    }

    async fn a_list_is_seen_by_the_provider_alone(db: TestDb) {
        let app = TestApp::start(db).await;
        market::staff(&app, "other@example.org", "Otto Other", Role::ProviderStaff, "Another provider");
        let id = market::listing(&app, market::provider(&app), ListingState::Live);
        let mut other = app.signed_in("other@example.org").await;
        other.visit(&format!("/provider/listings/{id}/waiting")).await.status(404);
        other.visit(&format!("/listings/{id}/waiting")).await.status(404);
        let draft = market::listing(&app, handpick::kernel::ProviderId(1), ListingState::Draft);
        market::holder(&app, "ann@example.org", "LS6 3HN", "HP-AAAA-AAAA");
        let mut ann = app.signed_in("ann@example.org").await;
        ann.visit(&format!("/listings/{draft}/waiting")).await.status(404);
        ann.visit("/account").await.post_without_token(&format!("/listings/{id}/waiting/leave"), &[]).await.status(403);
    }
}
