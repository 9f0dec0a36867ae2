//! The first journey: find, compare, order, and see the budget move by exactly that much; then the visit, and what was
//! thought of it. With scripts and without, and in the same words.

use handpick::kernel::Money;

use crate::support::person::first_amount;
use crate::support::town::{Holder, PASSWORD, pounds};
use crate::support::{Person, Scripts, Site, open};

/// What the budget's page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Budget {
    spent: Money,
    committed: Money,
    left: Money,
}

impl Budget {
    async fn of(person: &Person) -> Self {
        person.visit("/budget").await;
        Self {
            spent: person.tile("Spent so far").await,
            committed: person.tile("Committed, still to come").await,
            left: person.tile("Left to use").await,
        }
    }

    /// The same once this much is promised.
    fn committing(self, cost: Money) -> Self {
        let committed = self.committed.checked_add(cost).unwrap();
        Self { committed, left: self.left.checked_sub(cost).unwrap(), ..self }
    }

    /// The same once this much of what was promised is spent.
    fn spending(self, cost: Money) -> Self {
        let spent = self.spent.checked_add(cost).unwrap();
        Self { spent, committed: self.committed.checked_sub(cost).unwrap(), ..self }
    }
}

/// From the front page to the page of the listing.
async fn find(person: &Person) {
    person.visit("/").await;
    person.fill("What do you need help with?", "help at home").await.fill("Postcode or town", "LS6").await;
    person.press("Search").await;
    assert!(person.heading().await.to_lowercase().starts_with("help at home near ls6"));
    person
        .opens("Filter results")
        .await
        .select_like("How far away", "Within 1 mile")
        .await
        .press("Apply filters")
        .await;
    person.does_not_see("Home care in Kirkstall").await;
    person.select("Sort by", "Lowest price first").await.press("Sort").await;
    let words = person.text().await;
    let (cheap, dear) = (words.find("Aire Valley Home Support"), words.find("Help at home with a smile"));
    assert!(cheap.unwrap() < dear.unwrap(), "the lowest price comes first:\n{words}");
    person.follow("Help at home").await;
    assert!(person.path().await.starts_with("/listings/"));
    person.sees("£20.00 an hour").await.sees("Checked by Leeds City Council").await;
}

/// From the listing, through signing in, to three hours every Tuesday in the basket. Gives what it costs.
async fn choose(person: &Person, holder: &Holder) -> Money {
    person.follow("Choose days and times").await.is_on("Sign in").await;
    person.fill("Email address", &holder.email).await.fill("Password", PASSWORD).await.press("Sign in").await;
    person.is_on("Choose days and times").await;
    person.tick("Tuesday").await.fill("What time should it start?", "2pm").await;
    for (part, value) in [("Day", "1"), ("Month", "12"), ("Year", "2026")] {
        person.fill_in("What is the first day?", part, value).await;
    }
    person.fill("How many hours each time?", "3").await.press("See what it costs").await.sees("£60.00 a week").await;
    person.press("Add to basket").await.is_on("Your basket").await.sees("This fits your budget.").await;
    let words = person.text().await;
    let total = &words[words.find("a week, ").expect("a total")..];
    first_amount(total).expect("an amount")
}

/// Places what is in the basket and gives the order's reference.
async fn place(person: &Person) -> String {
    person.press_with(&["Place order for"]).await.sees("There is a problem").await;
    person.tick("I have read this, and I want these orders.").await.press_with(&["Place order for"]).await;
    person.is_on("Order placed").await;
    person.path().await.rsplit('/').next().unwrap().to_owned()
}

/// The provider takes the new order and records the visit that is due.
async fn provide(person: &Person, holder: &Holder, reference: &str) {
    person.becomes("grace@example.org").await.visit("/provider/orders").await;
    person.press_with(&["Accept", reference]).await.sees("is accepted").await;
    person.visit("/provider/visits").await;
    person.press_with(&["Delivered as planned", &holder.name, "17 November 2026"]).await;
}

/// The holder confirms the visit, then says what they think of it.
async fn confirm_and_rate(person: &Person, holder: &Holder, running: &str) {
    person.becomes(&holder.email).await;
    let before = Budget::of(person).await;
    person.visit(&format!("/orders/{running}")).await.sees("One visit waits for you to confirm it.").await;
    person.press_with(&["Confirm", "17 November 2026"]).await.sees("The visit is confirmed").await;
    assert_eq!(Budget::of(person).await, before.spending(pounds(40)), "two hours at £20 are spent, and no more");
    person.visit(&format!("/orders/{running}")).await.follow("Rate it").await;
    for (question, answer) in [
        ("Quality: how good was it?", "5, very good"),
        ("Reliability: did they come, and on time?", "4, good"),
        ("Dignity and respect: how were you treated?", "5, very good"),
        ("Value: was it worth the money?", "4, good"),
        ("Did it help with “I want to stay in my own home”?", "Yes"),
    ] {
        person.answer(question, answer).await;
    }
    let (words, label) = (review(holder), "What would you tell someone who thinks of choosing this? (optional)");
    person.fill(label, &words).await.fill("Name to show beside your review", &holder.name).await;
    person.press("Send my review").await;
}

fn review(holder: &Holder) -> String {
    format!("{} finds them kind, and always on time.", holder.name)
}

/// The rating is on the listing for everybody, with the one reply.
async fn read_and_reply(person: &Person, site: &Site, holder: &Holder) {
    let listing = format!("/listings/{}", site.town.help);
    person.visit(&listing).await.sees(&review(holder)).await.does_not_see("No reviews yet").await;
    person.becomes("grace@example.org").await.visit("/provider/ratings").await;
    person.follow_with(&["Reply", &holder.name]).await;
    assert!(person.path().await.starts_with("/provider/ratings/"));
    let reply = format!("Thank you, {}.", holder.name);
    person.fill("Your reply", &reply).await.press("Send my reply").await;
    assert!(!person.has_link(&["Reply", &holder.name]).await, "a reply is given once");
    person.visit(&listing).await.sees(&reply).await;
}

async fn whole(scripts: Scripts, name: &str) {
    let Some((site, person)) = open(scripts).await else { return };
    let holder = site.holder(name, pounds(5_000));
    let running = site.running_order(&holder);
    find(&person).await;
    let cost = choose(&person, &holder).await;
    assert_eq!(cost, pounds(18 * 3 * 20), "18 Tuesdays of three hours at £20");
    let before = Budget::of(&person).await;
    person.visit("/basket").await;
    let reference = place(&person).await;
    person.sees(&reference).await.sees("£1,080.00 is set aside").await;
    assert_eq!(Budget::of(&person).await, before.committing(cost));
    person.visit("/orders").await.sees(&reference).await;
    provide(&person, &holder, &reference).await;
    confirm_and_rate(&person, &holder, &running).await;
    read_and_reply(&person, site, &holder).await;
    person.leave().await;
}

#[tokio::test]
async fn the_first_journey() {
    whole(Scripts::On, "Priya Shah").await;
}

#[tokio::test]
async fn the_first_journey_without_scripts() {
    whole(Scripts::Off, "Arthur Wood").await;
}
