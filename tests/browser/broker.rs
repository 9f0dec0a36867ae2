//! A broker does for somebody what they could do themselves, and each page says for whom.

use fantoccini::Locator;

use crate::support::town::pounds;
use crate::support::{Person, Scripts, open};

async fn add(person: &Person, listing: i64, part_of_plan: &str) {
    person.visit(&format!("/listings/{listing}/order")).await.sees("You are acting for").await;
    person.tick("Once").await.fill("What time should it start?", "10am").await;
    for (part, value) in [("Day", "2"), ("Month", "12"), ("Year", "2026")] {
        person.fill_in("What is the first day?", part, value).await;
    }
    person.fill("How many hours each time?", "2").await;
    person.select("Which part of the plan is it for?", part_of_plan).await.press("Add to basket").await;
}

#[tokio::test]
async fn a_broker_orders_from_two_providers_for_somebody() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let (mary, other) = (site.holder("Mary Ellis", pounds(2_000)), site.holder("Peter Hall", pounds(2_000)));
    let tom = site.broker("Tom Adeyemi", &[&mary]);
    person.becomes(&tom).await.visit("/broker").await.does_not_see("Peter Hall").await;
    person.visit(&format!("/broker/people/{}", other.reference)).await.does_not_see("Peter Hall").await;
    person.visit("/broker").await.follow("Mary Ellis").await.press("Act for Mary Ellis").await;
    for page in ["/plan", "/budget", "/orders", "/basket", "/search", "/broker", "/account", "/help", "/no-such-page"] {
        person.visit(page).await.sees("You are acting for Mary Ellis.").await;
    }
    add(&person, site.town.help.0, "Help at home").await;
    add(&person, site.town.walks.0, "Getting out").await;
    person.is_on("Mary Ellis’s basket").await.sees("2 lines from 2 providers").await;
    person.tick("I have read this, and I want these orders.").await.press_with(&["Place order for"]).await;
    person.is_on("Orders placed").await.sees("£70.00 is set aside for 2 orders.").await;
    person.visit("/budget").await;
    assert_eq!(person.tile("Left to use").await, pounds(2_000 - 70));
    let package = person.visit("/orders").await.client.find_all(Locator::Css("main td a, main th a")).await.unwrap();
    assert_eq!(package.len(), 2, "one order with each provider");
    person.go_by(package[0].clone()).await.sees("by Tom Adeyemi for Mary Ellis").await;
    person.press("Stop acting for Mary Ellis").await.does_not_see("You are acting for").await;
    person.visit("/orders").await.does_not_see("Aire Valley").await;
    person.becomes(&mary.email).await.visit("/orders").await.sees("Aire Valley Home Support").await;
    person.sees("Otley Road Company").await;
    person.leave().await;
}
