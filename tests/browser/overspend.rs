//! More than there is: refused in words, with ways on that work.

use handpick::kernel::Money;

use crate::support::town::pounds;
use crate::support::{Scripts, open};

#[tokio::test]
async fn more_than_there_is_has_ways_on() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let holder = site.holder("Nora Bell", pounds(500));
    person.becomes(&holder.email).await.visit(&format!("/listings/{}/order", site.town.help)).await;
    person.tick("Tuesday").await.fill("What time should it start?", "2pm").await;
    for (part, value) in [("Day", "1"), ("Month", "12"), ("Year", "2026")] {
        person.fill_in("What is the first day?", part, value).await;
    }
    person.fill("How many hours each time?", "3").await.press("Add to basket").await;
    person.sees("This is £580.00 more than you will have left.").await.does_not_see("Place order").await;
    person.tick("Stop sooner").await.press_with(&["Use this choice", "Help at home"]).await;
    person.sees("This fits your budget.").await;
    person.tick("I have read this, and I want these orders.").await.press_with(&["Place order for"]).await;
    person.is_on("Order placed").await.visit("/budget").await;
    assert_eq!(person.tile("Left to use").await, Money::from_pence(2_000), "8 Tuesdays of £60 leave £20");
    person.leave().await;
}
