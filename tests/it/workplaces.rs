//! Who belongs to several organisations works for one of them at a time, and says which.

use handpick::accounts::service::enrol as people;
use handpick::accounts::{OrganisationKind, Role};
use handpick::kernel::ids::OrganisationId;

use crate::support::market::{self, Market, once, pounds};
use crate::support::purse::noon;

/// Grace also works for Calder Care, which has a listing.
fn second(market: &Market) -> OrganisationId {
    let grace = market.grace.user_id;
    market.site.write(move |db| {
        let name = "Calder Care";
        let organisation = people::organisation(db, OrganisationKind::Provider, name, (None, None), noon())?;
        people::member(db, grace, organisation, Role::ProviderStaff, noon())?;
        let provider = market::provider(db, name, organisation)?;
        market::listing(db, provider, "Company on walks", &[("weekday", 1_900)])?;
        Ok(organisation)
    })
}

on_each_backend! {
    async fn who_works_for_two_providers_sees_each_by_itself(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        let order = market.accepted(once(2, "2026-11-24", "10:00")).await;
        second(&market);
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/orders").await.sees(&order);
        grace.visit("/account").await.sees("You work for now Aire Valley Home Support");
        grace.follow("Change for whom you work").await.at("/account/workplaces").heading("For whom do you work now?");
        grace.press("Work for Calder Care").await.sees("You work for Calder Care now.");
        grace.visit("/provider/orders").await.does_not_see(&order).sees("Calder Care");
        grace.visit("/provider/listings").await.sees("Company on walks");
        // A link to what they may see anyway still opens.
        grace.visit(&format!("/orders/{order}")).await.status(200).sees(&order);
        grace.visit("/account/workplaces").await.press("Work for Aire Valley Home Support").await;
        grace.visit("/provider/orders").await.sees(&order);
        grace.visit("/provider/listings").await.does_not_see("Company on walks");
    }

    async fn a_form_opened_while_working_for_one_is_not_taken_for_the_other(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        second(&market);
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/staff/invite").await.fill("Their email address", "leo@example.org").choose("Listings");
        let old = grace.html().to_owned();
        grace.visit("/account/workplaces").await.press("Work for Calder Care").await;
        grace.visit("/provider/staff/invite").await.shows_instead(old);
        grace.fill("Their email address", "leo@example.org").choose("Listings").press("Send the invitation").await;
        assert!(grace.answered() >= 400, "answered {}", grace.answered());
        grace.visit("/provider/staff").await.does_not_see("leo@example.org");
        grace.visit("/account/workplaces").await.press("Work for Aire Valley Home Support").await;
        grace.visit("/provider/staff").await.does_not_see("leo@example.org");
    }

    async fn nobody_chooses_where_they_do_not_work(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/account").await.does_not_see("You work for now");
        grace.visit("/account/workplaces").await.status(404);
        let tom = market.site.user("hal@example.org", "Hal Brook");
        let theirs = market.site.write(move |db| {
            let name = "Calder Care";
            let organisation = people::organisation(db, OrganisationKind::Provider, name, (None, None), noon())?;
            people::member(db, tom, organisation, Role::ProviderStaff, noon())?;
            Ok(organisation)
        });
        grace.visit("/account").await.post("/account/workplaces", &[("organisation", &theirs.to_string())]).await.status(404);
        grace.visit("/account").await.post("/account/workplaces", &[("organisation", "x")]).await.status(404);
        grace.visit("/provider/orders").await.status(200).does_not_see("Calder Care");
    }
}
