//! The end of a budget's year: what is left is carried, given back or taken back, once, to the penny.

use chrono::NaiveDate;
use handpick::budgets::ledger::{self, AccountKind, Balances, Reason};
use handpick::budgets::service::enrol;
use handpick::budgets::{HeldAs, NewBudget};
use handpick::kernel::Money;
use handpick::kernel::ids::PotId;

use crate::billing::council;
use crate::support::market::{Market, pounds};
use crate::support::purse::{assert_books_are_right, day, posting};

/// Moves money of the pot between two accounts.
fn moved(market: &Market, reason: Reason, from: AccountKind, to: AccountKind, pence: i64, key: &str) {
    let posting = posting(market.pot, reason, from, to, pence, key);
    market.database().write_blocking(move |db| ledger::post(db, &posting)).unwrap();
}

fn held(market: &Market, pot: PotId) -> Balances {
    market.database().read_blocking(|db| ledger::balances(db, pot)).unwrap()
}

/// Next year's budget, with an empty pot.
fn next_year(market: &Market, from: NaiveDate, to: NaiveDate) -> PotId {
    let holder_id = market.holder;
    market.site.write(move |db| {
        let new = NewBudget { holder_id, plan_id: None, starts_on: from, ends_on: to, amount: pounds(2_000) };
        let now = from.and_hms_opt(8, 0, 0).unwrap();
        let budget = enrol::budget(db, &new, now)?;
        enrol::pot(db, budget, HeldAs::CouncilManaged, now)
    })
}

on_each_backend! {
    /// A council says what its policy is, looks at what it would come to, and does it. Twice is the same as once; what
    /// is ordered stays, and what comes free later is settled later, within the same limit.
    async fn what_is_left_is_settled_once_by_the_councils_policy(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        moved(&market, Reason::Commit, AccountKind::Available, AccountKind::Committed, 30_000, "commit:december");
        market.now_is("2027-04-20T09:00:00");
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        daniel.visit("/council/year-end").await.sees("Your council hasn’t said what its policy is.").sees("Priya Shah");
        daniel.post("/council/year-end", &[]).await.status(409);
        daniel.visit("/council/year-end/policy").await.choose("Up to so many weeks’ money").fill("How many weeks", "99");
        daniel.press("Save the policy").await.status(422).sees("Enter a whole number from 1 to 52");
        daniel.fill("How many weeks", "8").press("Save the policy").await.sees("The policy is saved.");
        daniel.sees("Up to 8 weeks’ money is carried forward.").sees("waits for next year’s budget").sees("£1,700.00");
        daniel.post("/council/year-end", &[]).await;
        assert_eq!(held(&market, market.pot).available, pounds(1_700), "it waits");

        let next = next_year(&market, day("2027-04-06"), day("2028-04-05"));
        // £2,000 in 52 weeks: eight weeks are £307.69 and a bit.
        daniel.visit("/council/year-end").await.sees("£307.69").sees("£1,392.31").press("Settle 1 pot").await;
        daniel.sees("1 pot is settled. We told each person.").sees("Nothing is left to settle");
        let old = held(&market, market.pot);
        assert_eq!((old.available, old.committed, old.recovered), (Money::ZERO, pounds(300), pounds(1_700)));
        assert_eq!(held(&market, next).available, Money::from_pence(30_769));
        daniel.post("/council/year-end", &[]).await;
        assert_eq!(held(&market, next).available, Money::from_pence(30_769), "twice changes nothing");
        let mails = market.site.mails().await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("year of your budget")).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].to, "priya@example.org");
        assert!(told[0].text.contains("£307.69 was moved to the next year"), "{}", told[0].text);
        assert!(told[0].text.contains("Airevale Council took £1,392.31 back."), "{}", told[0].text);

        moved(&market, Reason::Release, AccountKind::Committed, AccountKind::Available, 10_000, "release:late");
        daniel.visit("/council/year-end").await.press("Settle 1 pot").await;
        let old = held(&market, market.pot);
        assert_eq!((old.available, old.committed, old.recovered), (Money::ZERO, pounds(200), pounds(1_800)));
        assert_eq!(held(&market, next).available, Money::from_pence(30_769), "the limit counts for the year");
        assert_books_are_right(market.database());

        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/council/year-end").await.status(404);
        grace.post("/council/year-end", &[]).await.status(404);
        grace.visit("/council/year-end/policy").await.status(404);
    }
}
