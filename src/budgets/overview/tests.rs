//! The figures add up, the sentences say what they should.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::budgets::model::HeldAs;
use crate::kernel::ids::{BudgetId, HolderId, PlanLineId, PotId};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn pounds(pounds: i64) -> Money {
    Money::from_pence(pounds * 100)
}

fn pot(amount: Money) -> Pot {
    Pot {
        id: PotId(1),
        budget_id: BudgetId(1),
        holder_id: HolderId(1),
        plan_id: None,
        held_as: HeldAs::DirectPayment,
        starts_on: day("2026-04-06"),
        ends_on: day("2027-04-05"),
        amount,
        closed: false,
    }
}

fn line(id: i64, title: &str, weekly: Option<Money>, amount: Money) -> PlanLine {
    PlanLine {
        id: PlanLineId(id),
        outcome_id: None,
        position: 1,
        title: title.to_owned(),
        category: None,
        detail: String::new(),
        weekly,
        hours: None,
        amount,
    }
}

/// £14,560 for the year, at the end of 228 of its 365 days.
fn facts() -> Facts {
    Facts {
        today: day("2026-11-19"),
        pot: pot(pounds(14_560)),
        balances: Balances {
            available: pounds(1_980),
            committed: pounds(3_400),
            delivered: pounds(180),
            invoiced: pounds(1_000),
            paid: pounds(8_000),
            recovered: Money::ZERO,
        },
        lines: vec![
            line(1, "Help at home", Some(pounds(150)), pounds(7_800)),
            line(2, "Equipment", None, pounds(900)),
            line(3, "Short breaks", None, pounds(5_860)),
        ],
        spends: vec![
            LineSpend { plan_line: Some(PlanLineId(1)), committed: pounds(2_600), spent: pounds(4_930) },
            LineSpend { plan_line: Some(PlanLineId(2)), committed: Money::ZERO, spent: pounds(950) },
            LineSpend { plan_line: Some(PlanLineId(3)), committed: pounds(800), spent: pounds(3_300) },
        ],
        days: vec![
            DaySpend { on: day("2026-05-05"), spent: pounds(1_000) },
            DaySpend { on: day("2026-11-18"), spent: pounds(8_180) },
        ],
        due: vec![
            Due { on: day("2026-11-10"), amount: pounds(100) },
            Due { on: day("2026-12-10"), amount: pounds(1_300) },
            Due { on: day("2027-03-10"), amount: pounds(2_000) },
        ],
        orders: 7,
    }
}

#[test]
fn a_year_in_words() {
    let overview = Overview::of(&facts()).unwrap();
    let verdict = overview.verdict(None);
    assert_eq!((verdict.mood, verdict.lead.as_str()), (Mood::Good, "You are on track"));
    assert_eq!(
        verdict.more,
        "£100.43 a week left. At this rate £1,980.00 will be unspent on 5 April 2027. \
         One thing to look at: Equipment is £50.00 over what was planned."
    );
    assert_eq!(overview.verdict(Some("Priya Shah")).lead, "Priya Shah is on track");
    assert_eq!(overview.spent_per_cent(), 63);
}

#[test]
fn planned_to_date_goes_by_weeks_or_by_days() {
    let overview = Overview::of(&facts()).unwrap();
    let to_date: Vec<i64> = overview.rows.iter().map(|row| row.planned_to_date.pence()).collect();
    // 32 whole weeks at £150; 228 of 365 days of £900 and of £5,860.
    assert_eq!(to_date, [480_000, 56_219, 366_049]);
    assert_eq!(overview.planned_to_date.pence(), 902_268);
    assert_eq!(overview.finding(), "Spending is £157.32 above plan");
    let paces: Vec<Pace> = overview.rows.iter().map(|row| row.pace).collect();
    assert_eq!(paces, [Pace::OnTarget, Pace::Over, Pace::OnTarget]);
}

#[test]
fn what_is_nearly_spent_all_spent_or_will_cost_more_is_told() {
    let told = |facts: &Facts| Overview::of(facts).unwrap().alerts();
    let kinds = |facts: &Facts| told(facts).iter().map(|alert| (alert.line.0, alert.kind)).collect::<Vec<_>>();
    let mut facts = facts();
    assert_eq!(kinds(&facts), [(2, AlertKind::AllSpent)]);
    assert_eq!(told(&facts)[0].sentence, "Equipment: £950.00 is spent. The plan has £900.00 for it.");
    facts.spends[0] = LineSpend { spent: pounds(6_239), ..facts.spends[0] };
    facts.spends[0].committed = pounds(1_561);
    assert_eq!(kinds(&facts), [(2, AlertKind::AllSpent)], "79.99% is spent, and all of it ordered");
    (facts.spends[0].spent, facts.spends[0].committed) = (pounds(6_240), pounds(1_560));
    assert_eq!(kinds(&facts), [(1, AlertKind::NearlySpent), (2, AlertKind::AllSpent)]);
    facts.spends[0].committed = pounds(1_561);
    let expected = [(1, AlertKind::NearlySpent), (1, AlertKind::ForecastOver), (2, AlertKind::AllSpent)];
    assert_eq!(kinds(&facts), expected);
    assert_eq!(
        told(&facts)[1].sentence,
        "Help at home: with what is ordered, £7,801.00 will be spent by 5 April 2027. The plan has £7,800.00."
    );
}

#[test]
fn ten_per_cent_is_on_target_and_a_penny_more_is_not() {
    let pace = |spent| Pace::of(Money::from_pence(spent), pounds(10));
    assert_eq!([pace(900), pace(1_000), pace(1_100)], [Pace::OnTarget; 3]);
    assert_eq!((pace(899), pace(1_101)), (Pace::Under, Pace::Over));
    assert_eq!(Pace::of(Money::ZERO, Money::ZERO), Pace::OnTarget);
    assert_eq!(Pace::of(Money::from_pence(1), Money::ZERO), Pace::Over);
}

#[test]
fn the_chart_has_the_budgets_twelve_months_and_ends_where_the_orders_end() {
    let months = Overview::of(&facts()).unwrap().months;
    assert_eq!(months.labels.join(" "), "Apr May Jun Jul Aug Sep Oct Nov Dec Jan Feb Mar");
    assert_eq!(months.ends.first(), Some(&day("2026-05-05")));
    assert_eq!(months.ends.last(), Some(&day("2027-04-05")));
    assert_eq!(months.spent.len(), 8);
    assert_eq!(months.spent.first(), Some(&pounds(1_000)));
    assert_eq!(months.spent.last(), Some(&pounds(9_180)));
    assert_eq!(months.plan.last(), Some(&pounds(14_560)));
    assert_eq!(months.forecast, [pounds(10_580), pounds(10_580), pounds(10_580), pounds(12_580)]);
}

#[test]
fn before_it_starts_and_after_it_ended_it_says_so() {
    let before = Overview::of(&Facts { today: day("2026-04-01"), ..facts() }).unwrap();
    assert_eq!(before.verdict(None).lead, "Your budget starts on 6 April 2026");
    assert!(before.months.spent.is_empty());
    let after = Overview::of(&Facts { today: day("2027-04-06"), ..facts() }).unwrap();
    assert_eq!(after.verdict(Some("Priya Shah")).lead, "Priya Shah’s budget ended on 5 April 2027");
    assert_eq!(after.months.spent.last(), Some(&pounds(9_180)));
    assert!(after.months.forecast.is_empty());
}

#[test]
fn without_a_plan_the_budget_is_expected_to_go_evenly() {
    let overview = Overview::of(&Facts { lines: Vec::new(), spends: Vec::new(), ..facts() }).unwrap();
    assert_eq!(overview.rows.len(), 1);
    assert_eq!(overview.rows[0].title, "No plan yet");
    assert_eq!(overview.rows[0].spent, pounds(9_180));
    assert_eq!(overview.planned_to_date.pence(), 1_456_000 * 228 / 365);
    assert!(!overview.verdict(None).more.contains("outside"));
}

#[test]
fn a_plan_that_costs_more_than_the_budget_is_said_to() {
    let mut facts = facts();
    facts.lines.push(line(4, "A course", None, pounds(640)));
    let overview = Overview::of(&facts).unwrap();
    let last = overview.rows.last().unwrap();
    assert_eq!((last.kind.clone(), last.planned), (RowKind::Beyond, pounds(-640)));
}

#[test]
fn in_the_last_week_it_no_longer_speaks_of_weeks() {
    let overview = Overview::of(&Facts { today: day("2027-04-01"), ..facts() }).unwrap();
    assert_eq!(overview.rate(), "At this rate £1,980.00 will be unspent on 5 April 2027.");
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let amounts = proptest::collection::vec((0..500_000_i64, proptest::option::of(0..20_000_i64)), 0..6);
    let spends = proptest::collection::vec((0..300_000_i64, 0..300_000_i64), 0..7);
    let days = proptest::collection::vec((0_u64..400, 0..50_000_i64), 0..30);
    (amounts, spends, 0..2_000_000_i64, 0..100_000_i64, 0_u64..420, days).prop_map(
        |(amounts, spends, available, recovered, after, days)| {
            let lines: Vec<PlanLine> = amounts
                .iter()
                .zip(1..)
                .map(|((amount, weekly), id)| {
                    line(id, "A line", weekly.map(Money::from_pence), Money::from_pence(*amount))
                })
                .collect();
            // The first is outside the plan; a later one may be of a line that this plan doesn't have.
            let spends: Vec<LineSpend> = spends
                .iter()
                .zip(0..)
                .map(|((committed, spent), id)| LineSpend {
                    plan_line: (id > 0).then_some(PlanLineId(id)),
                    committed: Money::from_pence(*committed),
                    spent: Money::from_pence(*spent),
                })
                .collect();
            let sum = |of: fn(&LineSpend) -> Money| Money::sum(spends.iter().map(of)).unwrap();
            let at = |days| day("2026-03-20").checked_add_days(Days::new(days)).unwrap();
            let balances = Balances {
                available: Money::from_pence(available),
                committed: sum(|spend| spend.committed),
                paid: sum(|spend| spend.spent),
                recovered: Money::from_pence(recovered),
                ..Balances::default()
            };
            Facts {
                today: at(after),
                pot: pot(pounds(10_000)),
                balances,
                lines,
                spends,
                days: days
                    .iter()
                    .map(|(on, pence)| DaySpend { on: at(*on), spent: Money::from_pence(*pence) })
                    .collect(),
                due: days.iter().map(|(on, pence)| Due { on: at(*on), amount: Money::from_pence(*pence) }).collect(),
                orders: 1,
            }
        },
    )
}

proptest! {
    #[test]
    fn figures_add_up_to_the_penny(facts in any_facts()) {
        let overview = Overview::of(&facts).unwrap();
        let all = [overview.spent, overview.committed, overview.left];
        prop_assert_eq!(Money::sum(all), Some(overview.amount));
        prop_assert_eq!(overview.amount.checked_add(overview.recovered), facts.balances.total());
        let sum = |of: fn(&Row) -> Money| Money::sum(overview.rows.iter().map(of)).unwrap();
        prop_assert_eq!(sum(|row| row.planned), overview.amount);
        prop_assert_eq!(sum(|row| row.committed), overview.committed);
        prop_assert_eq!(sum(|row| row.spent), overview.spent);
        prop_assert_eq!(sum(|row| row.left), overview.left);
    }

    #[test]
    fn the_plan_never_runs_ahead_of_itself(facts in any_facts()) {
        let overview = Overview::of(&facts).unwrap();
        for row in &overview.rows {
            prop_assert!(row.planned_to_date <= row.planned.max(Money::ZERO));
        }
        let ended = Overview::of(&Facts { today: facts.pot.ends_on, ..facts }).unwrap();
        for row in ended.rows.iter().filter(|row| row.kind != RowKind::Beyond) {
            prop_assert_eq!(row.planned_to_date, row.planned);
        }
    }

    #[test]
    fn the_chart_is_whole(facts in any_facts()) {
        let overview = Overview::of(&facts).unwrap();
        let months = &overview.months;
        prop_assert_eq!(months.labels.len(), 12);
        prop_assert_eq!(months.plan.len(), 12);
        prop_assert_eq!(months.spent.len() + months.forecast.len(), 12);
        prop_assert!(months.plan.windows(2).all(|pair| pair[0] <= pair[1]));
        prop_assert!(months.forecast.windows(2).all(|pair| pair[0] <= pair[1]));
        if facts.today >= facts.pot.starts_on {
            prop_assert_eq!(months.spent.last(), Some(&overview.spent));
        }
        if let Some(last) = months.forecast.last() {
            prop_assert_eq!(*last, overview.forecast);
        }
    }

    #[test]
    fn there_are_always_words(facts in any_facts()) {
        let overview = Overview::of(&facts).unwrap();
        for words in [overview.verdict(None).more, overview.finding(), overview.chart_words(), overview.rate()] {
            prop_assert!(!words.is_empty());
        }
    }
}
