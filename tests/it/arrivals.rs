//! Money that arrives in parts, money that people add, and what a pot may buy.

use handpick::budgets::arrivals::service as arrivals;
use handpick::budgets::ledger;

use crate::billing::council;
use crate::support::market::{Market, once, pounds};
use crate::support::purse::assert_books_are_right;

on_each_backend! {
    /// A finance officer puts money in that arrives in parts. It is in the pot once, however often the form is sent, and
    /// the budget's page says when it arrives and where spending runs ahead.
    async fn money_arrives_in_parts_and_is_in_the_pot_once(db: TestDb) {
        let market = Market::with(db, pounds(1)).await;
        council(&market);
        let (pot, mut daniel) = (market.pot, market.site.signed_in("daniel@example.org").await);
        daniel.visit(&format!("/council/pots/{pot}")).await.sees("Adult social care").follow("Put money in").await;
        daniel.press("Go on").await.status(422).sees("Choose how the money arrives");
        daniel.select("Where does it come from?", "NHS personal health budget").fill("How much in all?", "1400");
        daniel.choose("A large part first, the rest every four weeks").fill("How much comes first?", "400");
        let date = "When does the first of it arrive?";
        daniel.fill_in(date, "Day", "1").fill_in(date, "Month", "5").fill_in(date, "Year", "2027");
        daniel.press("Go on").await.status(422).sees("within the budget");
        daniel.fill_in(date, "Day", "23").fill_in(date, "Month", "11").fill_in(date, "Year", "2026");
        daniel.press("Go on").await.heading("Check before you put it in").sees("23 November 2026 £400.00");
        let held = market.database().read_blocking(|db| ledger::balances(db, pot)).unwrap();
        assert_eq!(held.available, pounds(1), "nothing is in before somebody has looked");
        daniel.press("Change it").await.press("Go on").await.press("Put £1,400.00 in").await.sees("The money is in the pot.").sees("£1,400.00").sees("payments still to come");
        let held = market.database().read_blocking(|db| ledger::balances(db, pot)).unwrap();
        assert_eq!(held.available, pounds(1_401));

        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/budget").await.sees("When the money arrives").sees("The next £400.00 arrives on 23 November 2026.");
        market.now_is("2026-11-24T09:00:00");
        assert_eq!(arrivals::follow_calendar(&market.app).await, Ok(1));
        assert_eq!(arrivals::follow_calendar(&market.app).await, Ok(0), "it arrives once");
        market.accepted(once(21, "2026-12-01", "10am")).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/budget").await.sees("£401.00 has arrived so far.");
        priya.sees("By 1 December 2026, what is ordered will cost £19.00 more than will have arrived by then.");
        assert_books_are_right(market.database());
    }

    /// A holder adds money of their own to a budget they pay from; where the council pays, it must have the money first.
    async fn people_add_money_of_their_own(db: TestDb) {
        let market = Market::with(db, pounds(100)).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/budget/top-up").await.press("Add it").await.status(422);
        priya.fill("How much did you add?", "25.50").press("Add it").await.sees("£25.50 is added to the budget.");
        priya.visit("/budget").await.sees("£25.50 from Own top-up");
        let key = [("key", "the-same-form-twice"), ("amount", "5")];
        priya.post("/budget/top-up", &key).await;
        priya.post("/budget/top-up", &key).await;
        let pot = market.pot;
        let held = market.database().read_blocking(|db| ledger::balances(db, pot)).unwrap();
        assert_eq!(held.available.pence(), 13_050);
        council(&market);
        priya.visit("/budget/top-up").await.sees("it must have the money first");
        priya.post("/budget/top-up", &[("key", "another-form"), ("amount", "5")]).await.status(404);
        assert_books_are_right(market.database());
    }

    /// A finance officer says what a pot may buy and what it may pay for an hour; orders keep to it.
    async fn a_pot_buys_what_it_may_at_the_price_it_may(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        let (pot, mut daniel) = (market.pot, market.site.signed_in("daniel@example.org").await);
        daniel.visit(&format!("/council/pots/{pot}/rules")).await.fill("An hour", "19.99").fill("Approved providers", "Nobody Ltd");
        daniel.press("Save").await.status(422).sees("“Nobody Ltd”");
        daniel.fill("Approved providers", "aire valley home support").press("Save").await.sees("New orders keep to it");
        daniel.visit(&format!("/council/pots/{pot}/rules")).await.sees("Aire Valley Home Support");
        market.add(&market.priya, once(3, "2026-12-01", "10am")).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/basket").await.sees("It may pay at most £19.99 an hour, and this is £20.00.");
        daniel.fill("An hour", "").press("Save").await.sees("New orders keep to it");
        priya.visit("/basket").await.does_not_see("at most £19.99");
    }
}
