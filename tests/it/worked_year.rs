//! The example of docs/ASSESSMENTS.md that goes the whole way: from points to an indicative budget, what is paid towards
//! it, a plan, its pots, an order with its visits, its invoice, and the end of the year; each figure to the penny.

use chrono::NaiveDate;
use handpick::accounts::service::enrol::{self, NewHolder};
use handpick::accounts::{Actor, By, Role};
use handpick::assessments::model::Kind;
use handpick::assessments::model::contribution::{Collector, Decide};
use handpick::assessments::model::figure::Inputs;
use handpick::assessments::model::questionnaire::Score;
use handpick::assessments::model::ras::Adjustment;
use handpick::assessments::service::{self as assessments, contributions, enrol as asked};
use handpick::assessments::starters;
use handpick::billing::service::paying::{self, PaidMyself};
use handpick::billing::service::{self as billing, MakeInvoice};
use handpick::budgets::arrivals::service as arrivals;
use handpick::budgets::ledger::{self, Balances};
use handpick::budgets::service::{current_pot, enrol as money};
use handpick::budgets::{HeldAs, NewBudget};
use handpick::db::DbError;
use handpick::kernel::ids::{DeliveryId, DraftId, HolderId, PotId};
use handpick::kernel::{Money, Quantity};
use handpick::orders::service::{self as orders, AddToBasket, ConfirmDelivery};
use handpick::plans::OutcomeFamily;
use handpick::plans::model::draft::{Contingency, Cost, Draft, Per, Wish};
use handpick::plans::model::state::Step;
use handpick::plans::service::current_plan;
use handpick::plans::service::enrol::{self as plans, NewDraft};

use crate::support::market::{Market, weekly, whole_basket};
use crate::support::purse::{assert_books_are_right, day};

const TEXT: &str = include_str!("../../docs/ASSESSMENTS.md");
const POTS: &str = "/council/people/HP-300-0001/pots";

fn pence(pence: i64) -> Money {
    Money::from_pence(pence)
}

/// That an amount is what it is, and stands in the example.
#[track_caller]
fn is(found: Money, expected: i64) {
    assert_eq!(found, pence(expected));
    let words = found.to_string();
    assert!(TEXT.contains(&words), "{words} does not stand in the example");
}

/// Sam, of Ruth's council, with 46 points, 10 points of help from family, two adjustments and two contributions.
fn sam(market: &Market) -> (Actor, Actor, HolderId) {
    let ruth = market.council();
    let user = market.site.user("sam@example.org", "Sam Okoro");
    let (council, now, officer) = (ruth.memberships[0].organisation_id, market.site.now(), ruth.user_id);
    let holder = market.site.write(move |db| {
        enrol::member(db, officer, council, Role::FinanceOfficer, now)?;
        let new = NewHolder {
            reference: "HP-300-0001".to_owned(),
            user_id: Some(user),
            council_id: Some(council),
            name: "Sam Okoro".to_owned(),
            ..NewHolder::default()
        };
        let holder = enrol::holder(db, &new, now)?;
        let questions = starters::questionnaire(Kind::Adults).map_err(DbError::Other)?;
        let questionnaire = asked::questionnaire(db, council, Kind::Adults, &questions, None, now)?;
        let rules = asked::rules(db, council, &starters::rules(), true, None, now)?;
        let rules = asked::version(db, rules)?;
        let adjustments = ["journeys", "two-people"].map(|key| {
            let named = rules.content.named.iter().find(|named| named.key == key).unwrap();
            Adjustment { key: Some(key.to_owned()), words: named.words.clone(), by: named.by, reason: "Yes".to_owned() }
        });
        let score = Score { health: 46, informal: 10, ..Score::default() };
        let inputs = Inputs { kind: Kind::Adults, group: None, score, adjustments: adjustments.to_vec() };
        asked::case(db, (holder, questionnaire), &rules, &inputs, By { user: officer, mandate: None }, now)?;
        for (weekly, from, until) in [(1_820, "2026-11-23", Some("2027-04-11")), (3_145, "2027-04-12", None)] {
            let decide = Decide {
                weekly: Some(pence(weekly)),
                collector: Collector::Holder,
                starts_on: day(from),
                ends_on: until.map(day),
                reason: "Pension credit".to_owned(),
            };
            contributions::enrol(db, holder, &decide, officer, now)?;
        }
        Ok(holder)
    });
    let sam = Actor { user_id: user, own_holder: Some(holder), name: "Sam Okoro".to_owned(), ..market.priya.clone() };
    (sam, ruth, holder)
}

/// What Sam's plan says, sent to the council.
fn plan(market: &Market, sam: &Actor, ruth: &Actor, holder: HolderId) -> DraftId {
    let (now, by) = (market.site.now(), By { user: sam.user_id, mandate: None });
    let council = Some(ruth.memberships[0].organisation_id);
    let mut draft = Draft::new(day("2026-11-23"), day("2027-11-22"));
    draft.wishes = vec![Wish {
        key: 1,
        words: "To stay in my own home".to_owned(),
        family: Some(OutcomeFamily::Health),
        need: "Looking after myself".to_owned(),
        ..Wish::default()
    }];
    let cost = |key, title: &str, amount, per| Cost {
        key,
        line: None,
        wish: Some(1),
        title: title.to_owned(),
        category: Some("help-around-the-home".to_owned()),
        listing: None,
        detail: String::new(),
        amount: pence(amount),
        per,
    };
    draft.costs = vec![
        cost(1, "Help at home", 16_000, Per::Week),
        cost(2, "Swimming club", 2_500, Per::Week),
        cost(3, "A kettle that tips", 12_999, Per::Once),
    ];
    draft.contingency = Contingency { amount: pence(50_000), ..Contingency::default() };
    let steps = vec![(Step::Submit, String::new(), by, now)];
    let comments = Vec::new();
    let new = NewDraft { holder, council, indicative: None, draft, written: (by, now), steps, panel: None, comments };
    market.site.write(move |db| plans::draft(db, &new).map_err(|error| DbError::Other(error.to_string())))
}

fn held(market: &Market, pot: PotId) -> Balances {
    market.database().read_blocking(move |db| ledger::balances(db, pot)).unwrap()
}

/// The pots of the budget that covers a day: the direct payment and the one that the council manages.
fn pots(market: &Market, holder: HolderId, on: NaiveDate) -> (PotId, PotId) {
    let first = market.database().read_blocking(move |db| current_pot(db, holder, on)).unwrap().unwrap();
    let others = {
        let first = first.clone();
        market.database().read_blocking(move |db| handpick::budgets::service::other_pots(db, &first)).unwrap()
    };
    assert_eq!((first.held_as, others[0].held_as), (HeldAs::DirectPayment, HeldAs::CouncilManaged));
    (first.id, others[0].id)
}

on_each_backend! {
    async fn a_year_from_points_to_its_end_is_what_the_example_says(db: TestDb) {
        let market = Market::with(db, pence(100)).await;
        let (sam, ruth, holder) = sam(&market);
        let app = &market.app;
        let gross = market.site.write(move |db| assessments::indicative_for(db, holder)).unwrap().gross;
        is(gross, 1_301_848);
        let id = plan(&market, &sam, &ruth, holder);
        let mut officer = market.site.signed_in("ruth@example.org").await;
        officer.visit(&format!("/plans/{id}/check")).await.sees("The whole plan £10,249.99").sees("Left £2,768.49");
        officer.sees("Paid by the person £1,370.40").sees("Paid by the council, net £8,879.59");
        // Ruth wrote the adjustment down, so somebody else agrees to the plan.
        let (asha, council) = (market.site.user("asha@example.org", "Asha Rahman"), ruth.memberships[0].organisation_id);
        market.site.write(move |db| enrol::member(db, asha, council, Role::CareManager, day("2026-11-21").and_hms_opt(9, 0, 0).unwrap()));
        let mut other = market.site.signed_in("asha@example.org").await;
        other.visit(&format!("/plans/{id}/check")).await.choose("Agree the plan").press("Decide").await.sees("This plan is agreed");
        let agreed = market.site.write(move |db| Ok(current_plan(db, holder, day("2026-11-23"))?.unwrap()));
        is(agreed.total().unwrap(), 1_024_999);
        is(agreed.indicative.unwrap().checked_sub(agreed.total().unwrap()).unwrap(), 276_849);

        officer.visit(&format!("{POTS}/split")).await.press("Go on").await.sees("Still to be split");
        let part = format!("{POTS}/split/part");
        let direct = [
            ("version", "1"), ("held_as", "direct_payment"), ("stream_1", "adult_social_care"), ("amount_1", "7579.59"),
            ("stream_2", "own_contribution"), ("amount_2", "1370.40"), ("collector_2", "person"),
        ];
        officer.post(&part, &direct).await.sees("£8,949.99");
        let managed = [("version", "2"), ("held_as", "council_managed"), ("stream_1", "adult_social_care"), ("amount_1", "1300")];
        officer.post(&part, &managed).await.press("Agree the budget").await.sees("The budget is agreed");
        market.site.mails().await;
        let (direct, managed) = pots(&market, holder, day("2026-11-23"));
        is(held(&market, direct).available, 894_999);
        is(held(&market, managed).available, 130_000);

        let mut request = weekly(&["Tue"], 8, "10am", "2026-12-01");
        request.schedule.ends_on = Some(day("2026-12-15"));
        let line = agreed.lines[0].id;
        let command = AddToBasket { key: app.random.token(), listing: market.listing, plan_line: Some(line), request };
        orders::add(app, &sam, command).await.unwrap();
        let placed = orders::place(app, &sam, whole_basket("sams-first-order")).await.unwrap();
        orders::answer::accept(app, &market.grace, &placed.package_reference).await.unwrap();
        is(held(&market, direct).committed, 48_000);
        let view = orders::order_view(app, &sam, &placed.package_reference).await.unwrap();
        let visits: Vec<DeliveryId> = view.deliveries.iter().map(|visit| visit.id).collect();
        orders::cancel_delivery(app, &sam, visits[2], None).await.unwrap();
        market.now_is("2027-01-04T12:00:00");
        for (visit, hundredths) in visits.iter().zip([800, 750]) {
            orders::record_delivery(app, &market.grace, *visit, Quantity::from_hundredths(hundredths), "").await.unwrap();
            orders::confirm_delivery(app, &sam, ConfirmDelivery { delivery: *visit, yes_to_more: false, seen: None }).await.unwrap();
        }
        is(held(&market, direct).delivered, 31_000);
        let deliveries = visits[..2].to_vec();
        let make = MakeInvoice { key: app.random.token(), pot: direct, deliveries, seen: None };
        let invoice = billing::make(app, &market.grace, make).await.unwrap();
        let evidence = "Card, 4 January".to_owned();
        let pay = PaidMyself { key: app.random.token(), invoice, paid_on: day("2027-01-04"), evidence };
        paying::paid_myself(app, &sam, pay).await.unwrap();
        let now = held(&market, direct);
        is(now.paid, 31_000);
        is(now.available, 863_999);
        let mut browser = market.site.signed_in("sam@example.org").await;
        browser.visit("/budget").await.sees("The budget, gross £10,249.99").sees("Paid by the council, net £8,879.59");
        browser.sees("£9,939.99").visit("/budget/tracking").await.sees("Help at home £310");

        market.site.write(move |db| {
            let new = NewBudget {
                holder_id: holder, plan_id: None, starts_on: day("2027-11-23"), ends_on: day("2028-11-22"), amount: pence(1_000_000),
            };
            let at = day("2027-11-23").and_hms_opt(8, 0, 0).unwrap();
            let budget = money::budget(db, &new, at)?;
            money::pot(db, budget, HeldAs::DirectPayment, at)?;
            money::pot(db, budget, HeldAs::CouncilManaged, at)
        });
        market.now_is("2027-12-01T09:00:00");
        arrivals::follow_calendar(app).await.unwrap();
        let mut officer = market.site.signed_in("ruth@example.org").await;
        officer.visit("/council/year-end/policy").await.choose("Up to a share of the year’s budget").fill("The share", "10");
        officer.press("Save the policy").await.sees("£894.99").sees("£1,060.40").sees("£6,684.60").sees("£130.00").sees("£1,170.00");
        officer.visit("/council/year-end.csv").await.status(200);
        let file = String::from_utf8_lossy(officer.bytes()).into_owned();
        assert!(file.contains("Sam Okoro,HP-300-0001,2027-11-22,Direct payment,To settle,8639.99,894.99,1060.40,6684.60"), "{file}");
        officer.visit("/council/year-end").await.press("Settle 2 pots").await;
        let (then_direct, then_managed) = pots(&market, holder, day("2027-12-01"));
        let carried = [held(&market, then_direct).available, held(&market, then_managed).available];
        is(carried[0], 89_499);
        is(carried[1], 13_000);
        let taken_back = [held(&market, direct).recovered, held(&market, managed).recovered];
        let gone_back: Vec<Money> = taken_back.iter().zip(carried).map(|(all, on)| all.checked_sub(on).unwrap()).collect();
        // What Sam paid beyond the £310 that the support came to is Sam’s, and the rest is the council’s.
        is(pence(106_040), 106_040);
        is(gone_back[0].checked_sub(pence(106_040)).unwrap(), 668_460);
        is(gone_back[1], 117_000);
        // With the £310 that was spent, every penny is somewhere.
        let all = Money::sum(carried.into_iter().chain(gone_back).chain([pence(31_000)])).unwrap();
        is(all, 1_024_999);
        officer.visit("/council/year-end.csv").await;
        assert!(String::from_utf8_lossy(officer.bytes()).contains("Settled"));
        assert_books_are_right(market.database());
    }
}
