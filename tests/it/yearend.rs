//! The end of a budget's year: what is left is carried, given back or taken back, once, to the penny.

use chrono::NaiveDate;
use diesel::prelude::*;
use handpick::accounts::service::enrol::NewHolder;
use handpick::budgets::ledger::{self, AccountKind, Balances, Reason};
use handpick::budgets::service::enrol;
use handpick::budgets::{HeldAs, NewBudget, NewFunding, Stream};
use handpick::db::{DbError, schema};
use handpick::kernel::Money;
use handpick::kernel::ids::{BudgetId, OrganisationId, PotId};
use handpick::orders::PlaceOrderError;
use handpick::orders::service as orders;

use crate::billing::council;
use crate::support::market::{Market, once, pounds, whole_basket};
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

/// People whose year is over, each with £52 that nobody spent.
fn ended(market: &Market, council: OrganisationId, people: std::ops::Range<i64>) {
    market.site.write(move |db| {
        let now = day("2025-04-06").and_hms_opt(8, 0, 0).unwrap();
        for number in people.clone() {
            let (reference, name) = (format!("HP-Y-{number}"), format!("Person {}", number / 2));
            let new = NewHolder { reference, name, council_id: Some(council), ..NewHolder::default() };
            let holder_id = handpick::accounts::service::enrol::holder(db, &new, now)?;
            let (starts_on, ends_on) = (day("2025-04-06"), day("2026-04-05"));
            let new = NewBudget { holder_id, plan_id: None, starts_on, ends_on, amount: pounds(52) };
            let budget = enrol::budget(db, &new, now)?;
            let pot_id = enrol::pot(db, budget, HeldAs::CouncilManaged, now)?;
            let new = NewFunding { pot_id, stream: Stream::AdultSocialCare, amount: pounds(52), by: None };
            enrol::funding(db, &new, now).map_err(|error| DbError::Other(error.to_string()))?;
        }
        Ok(())
    });
}

fn fund(market: &Market, pot_id: PotId, stream: Stream, amount: i64) -> i64 {
    market.site.write(move |db| {
        let new = NewFunding { pot_id, stream, amount: pounds(amount), by: None };
        let at = day("2026-04-06").and_hms_opt(9, 0, 0).unwrap();
        Ok(enrol::funding(db, &new, at).map_err(|error| DbError::Other(error.to_string()))?.0)
    })
}

/// £1,000 that are only for health in Priya's pot, and another pot with £1,000 beside it.
fn with_health_and_another_pot(market: &Market) -> PotId {
    let (pot, at) = (market.pot, day("2026-04-06").and_hms_opt(9, 0, 0).unwrap());
    let health = fund(market, pot, Stream::NhsPersonalHealthBudget, 1_000);
    let second = market.site.write(move |db| {
        let only =
            (schema::stream_purposes::funding_stream_id.eq(health), schema::stream_purposes::category.eq("health"));
        diesel::insert_into(schema::stream_purposes::table).values(only).execute(db)?;
        let budget: i64 = schema::pots::table.find(pot.0).select(schema::pots::budget_id).get_result(db)?;
        enrol::pot(db, BudgetId(budget), HeldAs::CouncilManaged, at)
    });
    fund(market, second, Stream::AdultSocialCare, 1_000);
    second
}

/// The year is over, nothing is kept, and so many pots are settled.
async fn settle_all(market: &Market, pots: usize) {
    market.now_is("2027-04-20T09:00:00");
    let mut daniel = market.site.signed_in("daniel@example.org").await;
    daniel.visit("/council/year-end/policy").await.choose("Nothing").press("Save the policy").await;
    daniel.press(&format!("Settle {pots} pots")).await.sees(&format!("{pots} pots are settled."));
}

/// So much less of Priya's support was needed than was ordered, and what comes free of her pot is settled.
async fn comes_free_and_is_settled(market: &Market, pence: i64, key: &str) {
    moved(market, Reason::Release, AccountKind::Committed, AccountKind::Available, pence, key);
    let mut daniel = market.site.signed_in("daniel@example.org").await;
    daniel.visit("/council/year-end").await.press("Settle 1 pot").await;
}

/// What was given back, in pence, each time a pot was settled.
fn given_back(market: &Market) -> Vec<i64> {
    use schema::year_ends::dsl::{given_back_pence, id, year_ends};
    market.site.write(|db| Ok(year_ends.order(id.asc()).select(given_back_pence).load(db)?))
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

    /// Money that is only for something stays so in the next year, and stays its funder's; and what went back to the council
    /// doesn't free it.
    async fn what_is_carried_keeps_its_source_and_what_it_is_for(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        let pot = market.pot;
        market.site.write(move |db| {
            let meals = NewFunding { pot_id: pot, stream: Stream::NhsPersonalHealthBudget, amount: pounds(500), by: None };
            let stream = enrol::funding(db, &meals, day("2026-04-06").and_hms_opt(9, 0, 0).unwrap())
                .map_err(|error| DbError::Other(error.to_string()))?;
            diesel::insert_into(schema::stream_purposes::table)
                .values((schema::stream_purposes::funding_stream_id.eq(stream.0), schema::stream_purposes::category.eq("meals")))
                .execute(db)?;
            Ok(())
        });
        moved(&market, Reason::Recover, AccountKind::Available, AccountKind::Recovered, 200_000, "recover:all-that-is-free");
        market.add(&market.priya, once(1, "2026-12-01", "10am")).await;
        let refused = orders::place(&market.app, &market.priya, whole_basket("help-with-meals-money")).await;
        assert!(matches!(refused, Err(PlaceOrderError::PotMayNotBuy { .. })), "{refused:?}");

        let next = next_year(&market, day("2027-04-06"), day("2028-04-05"));
        market.now_is("2027-04-20T09:00:00");
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        daniel.visit("/council/year-end/policy").await.choose("All of it").press("Save the policy").await;
        daniel.press("Settle 1 pot").await.sees("1 pot is settled.");
        assert_eq!(held(&market, next).available, pounds(500));
        let kept: Vec<(String, i64, String)> = market.site.write(move |db| {
            let streams = schema::funding_streams::table.inner_join(schema::stream_purposes::table);
            let of = streams.filter(schema::funding_streams::pot_id.eq(next.0));
            Ok(of.select((schema::funding_streams::stream, schema::funding_streams::amount_pence, schema::stream_purposes::category)).load(db)?)
        });
        assert_eq!(kept, [("nhs_personal_health_budget".to_owned(), 50_000, "meals".to_owned())]);
        assert_books_are_right(market.database());
    }

    /// What is only for something and was never used pays nothing of a person's support, before the year is settled or after:
    /// what was seen is what is done.
    async fn unused_money_for_something_gives_no_contribution_back(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        let second = with_health_and_another_pot(&market);
        fund(&market, second, Stream::OwnContribution, 1_000);
        moved(&market, Reason::Commit, AccountKind::Available, AccountKind::Committed, 120_000, "some-care");
        settle_all(&market, 2).await;
        // What comes free later is no more than the contribution has paid for either: £1,100 of it is still used.
        comes_free_and_is_settled(&market, 10_000, "some-less").await;
        assert_eq!(given_back(&market), [0, 0, 0]);
        assert_eq!((held(&market, market.pot).available, held(&market, second).available), (pounds(0), pounds(0)));
        assert_books_are_right(market.database());
    }

    /// A contribution goes back from money that may buy anything: of a pot that has only its ring-fenced money left nothing
    /// does, and the other pot gives what it has.
    async fn a_contribution_is_not_given_back_from_money_for_something(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        let second = with_health_and_another_pot(&market);
        fund(&market, market.pot, Stream::OwnContribution, 1_000);
        fund(&market, second, Stream::OwnContribution, 4_000);
        moved(&market, Reason::Commit, AccountKind::Available, AccountKind::Committed, 300_000, "all-that-is-free");
        settle_all(&market, 2).await;
        // £5,000 were paid, £3,000 used: £2,000 go back, none of it from the NHS's £1,000.
        assert_eq!(given_back(&market), [0, 200_000]);
        assert_books_are_right(market.database());
    }

    /// A settlement takes money for something along with all else. What comes free after it is money for anything again, of
    /// which nobody pays more than their support came to: as if all had been settled at once.
    async fn what_comes_free_after_a_settlement_is_not_money_for_something(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        with_health_and_another_pot(&market);
        fund(&market, market.pot, Stream::OwnContribution, 1_000);
        moved(&market, Reason::Commit, AccountKind::Available, AccountKind::Committed, 100_000, "some-care");
        settle_all(&market, 2).await;
        assert_eq!(given_back(&market), [0, 0], "£1,000 were paid and £1,000 used");
        comes_free_and_is_settled(&market, 10_000, "some-less").await;
        assert_eq!(given_back(&market), [0, 0, 10_000]);
        assert_books_are_right(market.database());
    }

    /// The contribution was in one pot, which is settled, and what comes free is in the other: it goes back from there, once.
    async fn what_was_overpaid_in_one_pot_comes_from_the_other(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        let second = with_health_and_another_pot(&market);
        fund(&market, second, Stream::OwnContribution, 1_000);
        moved(&market, Reason::Commit, AccountKind::Available, AccountKind::Committed, 120_000, "some-care");
        settle_all(&market, 2).await;
        comes_free_and_is_settled(&market, 50_000, "much-less").await;
        assert_eq!(given_back(&market), [0, 0, 30_000], "£1,000 were paid and £700 used");
        comes_free_and_is_settled(&market, 5_000, "a-bit-less").await;
        assert_eq!(given_back(&market), [0, 0, 30_000, 5_000]);
        assert_books_are_right(market.database());
    }

    /// What a family added goes back from money that may buy anything: here all of that is spent, and what is left is the
    /// NHS's, for health.
    async fn what_a_family_added_is_not_given_back_from_money_for_something(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        with_health_and_another_pot(&market);
        fund(&market, market.pot, Stream::OwnTopUp, 500);
        moved(&market, Reason::Commit, AccountKind::Available, AccountKind::Committed, 230_000, "nearly-all-that-is-free");
        settle_all(&market, 2).await;
        assert_eq!(given_back(&market), [20_000, 0]);
        assert_books_are_right(market.database());
    }

    /// What money for health paid, the person's contribution did not: finance can't take that part back.
    async fn an_unused_contribution_is_not_taken_back_because_money_for_something_was_used(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        with_health_and_another_pot(&market);
        fund(&market, market.pot, Stream::OwnContribution, 300);
        let (pot, line) = (market.pot, market.plan_line);
        market.site.write(move |db| {
            let health = schema::plan_lines::category.eq("health");
            diesel::update(schema::plan_lines::table.find(line.0)).set(health).execute(db)?;
            let way = posting(pot, Reason::Commit, AccountKind::Available, AccountKind::Committed, 100_000, "health");
            ledger::post(db, &ledger::Posting { plan_line: Some(line), ..way })
                .map_err(|error| DbError::Other(error.to_string()))
        });
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        daniel.visit(&format!("/council/pots/{pot}/take-back")).await.sees("£2,000.00").does_not_see("£2,300.00");
    }

    /// The file has everybody, however many there are, and asks the database as often for each hundred of them.
    async fn the_file_of_a_years_end_has_everybody(db: TestDb) {
        let market = Market::with(db, pounds(1)).await;
        let (council, _) = council(&market);
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        daniel.visit("/council/year-end/policy").await.choose("Up to so many weeks’ money").fill("How many weeks", "8");
        daniel.press("Save the policy").await;
        let mut before = 0;
        let mut taken = Vec::new();
        for people in [99, 199, 210] {
            ended(&market, council, before..people);
            before = people;
            let asked = market.database().statements();
            daniel.visit("/council/year-end.csv").await.status(200);
            taken.push(market.database().statements() - asked);
            let file = String::from_utf8_lossy(daniel.bytes()).into_owned();
            let lines: Vec<&str> = file.lines().skip(1).collect();
            let each: std::collections::BTreeSet<&str> = lines.iter().filter_map(|line| line.split(',').nth(1)).collect();
            assert_eq!((lines.len(), each.len()), (usize::try_from(people).unwrap(), usize::try_from(people).unwrap()));
            assert!(lines.iter().all(|line| line.ends_with("Waits for next year’s budget,52.00,8.00,0.00,44.00")), "{}", lines[0]);
        }
        let (first, second) = (taken[1] - taken[0], taken[2] - taken[1]);
        assert!(first == second && first <= 8, "{taken:?}");
    }
}
