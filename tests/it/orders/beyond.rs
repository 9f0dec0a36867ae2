//! What isn't in the plan, or goes over it: ordered with a warning, or only after the council said yes, by the pot's rules.

use handpick::accounts::service::enrol as people;
use handpick::accounts::{OrganisationKind, Role};
use handpick::orders::PlaceOrderError;
use handpick::orders::service::{self, AddToBasket};

use crate::support::market::{Market, once, pounds, whole_basket};
use crate::support::purse::{assert_books_are_right, noon};

/// Puts so many hours outside of the plan into the basket.
async fn outside(market: &Market, hours: u32, on: &str) {
    let key = market.app.random.token();
    let request = once(hours, on, "10am");
    let command = AddToBasket { key, listing: market.listing, plan_line: None, request };
    service::add(&market.app, &market.priya, command).await.unwrap();
}

on_each_backend! {
    /// Without a rule the person is warned and can order. With it, what is outside of the plan waits for the council's yes,
    /// which counts once and for as much as was asked; what is in the plan is ordered as ever.
    async fn what_is_beyond_the_plan_waits_for_a_yes_where_the_rules_say_so(db: TestDb) {
        let market = Market::with(db, pounds(4_000)).await;
        let council = market.council().memberships[0].organisation_id;
        let daniel = market.site.user("daniel@example.org", "Daniel Frost");
        market.site.write(move |db| people::member(db, daniel, council, Role::FinanceOfficer, noon()));
        outside(&market, 1, "2026-12-01").await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/basket").await.sees("Outside the plan. Your council may ask about this.");
        market.place(&market.priya).await;

        let mut daniel = market.site.signed_in("daniel@example.org").await;
        daniel.visit(&format!("/council/pots/{}/rules", market.pot)).await.tick("Ask us first").press("Save").await.status(200);
        daniel.visit(&format!("/council/pots/{}/rules", market.pot)).await.sees("Ask us first");
        outside(&market, 2, "2026-12-02").await;
        market.add(&market.priya, once(1, "2026-12-03", "10am")).await;
        let placed = service::place(&market.app, &market.priya, whole_basket("all-of-it")).await;
        assert!(matches!(placed, Err(PlaceOrderError::AskFirst { ref title, ref asks }) if title == "Help at home" && asks.len() == 1), "{placed:?}");
        priya.visit("/basket").await.sees("This isn’t in the plan. Your council has to agree to it first.");
        priya.follow("Ask your council about Help at home").await.sees("£40.00").press("Ask").await.status(422).sees("Write why.");
        priya.fill("Why do you need it?", "My sister is away that week.").press("Ask").await.at("/basket").sees("You asked on");
        priya.sees("One line fits your budget. One waits for your council.");
        let mails = market.site.mails().await;
        let asked: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("asks to spend £40.00")).map(|mail| mail.to.as_str()).collect();
        assert_eq!(asked, ["daniel@example.org", "ruth@example.org"]);

        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit("/council/spending-requests").await.sees("Outside the plan").follow("Priya Shah").await;
        ruth.sees("My sister is away that week.").press("Answer").await.status(422).sees("Choose yes or no");
        ruth.choose("No").press("Answer").await.status(422).sees("Write why.");
        let request = ruth.path().to_owned();
        ruth.choose("Yes").fill("What do you want to tell them?", "For this week.").press("Answer").await;
        ruth.at("/council/spending-requests").sees("Nobody waits for an answer");
        daniel.visit(&request).await.sees("Agreed").does_not_see("May it be ordered?");
        assert!(market.site.mails().await.iter().any(|mail| mail.to == "priya@example.org" && mail.text.contains("“For this week.”")));
        priya.visit("/basket").await.does_not_see("Ask your council");
        market.place(&market.priya).await;

        outside(&market, 2, "2026-12-09").await;
        let again = service::place(&market.app, &market.priya, whole_basket("once-more")).await;
        assert!(matches!(again, Err(PlaceOrderError::AskFirst { .. })), "a yes counts once: {again:?}");
        priya.visit("/basket").await.follow("Ask your council about Help at home").await;
        priya.fill("Why do you need it?", "Again.").press("Ask").await.press("Don’t ask any more about Help at home").await;
        priya.at("/basket").sees("It is taken back.").sees("Ask your council");
        assert_books_are_right(market.database());
    }

    /// A line of the plan that would cost more than was planned for it is asked about too; officers of other councils read and
    /// answer nothing.
    async fn going_over_a_line_is_asked_about_and_other_councils_see_nothing(db: TestDb) {
        let market = Market::with(db, pounds(9_000)).await;
        let ruth = market.council();
        let (daniel, other) = (market.site.user("daniel@example.org", "Daniel Frost"), market.site.user("olive@example.org", "Olive Marsh"));
        let council = ruth.memberships[0].organisation_id;
        market.site.write(move |db| {
            people::member(db, daniel, council, Role::FinanceOfficer, noon())?;
            let leeds = people::organisation(db, OrganisationKind::Council, "Wakefield Council", (None, None), noon())?;
            people::member(db, other, leeds, Role::CareManager, noon())
        });
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        daniel.visit(&format!("/council/pots/{}/rules", market.pot)).await.tick("Ask us first").press("Save").await;
        for week in ["2026-12-01", "2026-12-08", "2026-12-15", "2026-12-22"] {
            market.add(&market.priya, once(20, week, "1am")).await;
            market.place(&market.priya).await;
        }
        for week in ["2026-12-29", "2027-01-05", "2027-01-12", "2027-01-19"] {
            market.add(&market.priya, once(20, week, "1am")).await;
        }
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/basket").await.sees("This goes £80.00 over the plan.");
        priya.follow("Ask your council about Help at home").await.fill("Why do you need it?", "More nights.").press("Ask").await;
        let mut olive = market.site.signed_in("olive@example.org").await;
        olive.visit("/council/spending-requests").await.sees("Nobody waits for an answer");
        olive.visit("/council/spending-requests/1").await.status(404);
        olive.post("/council/spending-requests/1", &[("answer", "yes")]).await.status(404);
        daniel.visit("/council/spending-requests/1").await.sees("£3,120.00 planned, £1,600.00 ordered or spent");
        daniel.choose("No").fill("What do you want to tell them?", "Please ask for a review.").press("Answer").await;
        priya.visit("/basket").await.sees("Please ask for a review.").sees("Ask again");
        assert_books_are_right(market.database());
    }
}
