//! The rules of money: tables, adjustments, lines that add up, and what an editor types.

use proptest::prelude::*;

use super::figure::Inputs;
use super::questionnaire::{Kind, Score};
use super::ras::*;
use super::ras_lines::*;
use super::what_if::WhatIf;
use crate::directory::model::CareGroup;
use crate::kernel::{BasisPoints, Money};

fn pounds(pounds: i64) -> Money {
    Money::from_pence(pounds * 100)
}

fn curve(rows: &[(i64, i64)]) -> Table {
    Table::Curve {
        rows: rows.iter().map(|(points, pence)| Row { points: *points, amount: Money::from_pence(*pence) }).collect(),
    }
}

fn rules(table: Table) -> Ras {
    Ras {
        about: String::new(),
        tables: vec![(Whom::Everybody, table)],
        informal: vec![
            Informal { from: 5, off: BasisPoints::new(1_000).unwrap() },
            Informal { from: 20, off: BasisPoints::new(3_333).unwrap() },
        ],
        named: vec![Named {
            key: "far".to_owned(),
            words: "Lives far out".to_owned(),
            by: By::More(BasisPoints::new(500).unwrap()),
        }],
    }
}

fn scored(points: i64) -> Score {
    Score { health: points, ..Score::default() }
}

const ADULT: (Kind, Option<CareGroup>) = (Kind::Adults, Some(CareGroup::Autism));

fn gross(rules: &Ras, score: &Score) -> Money {
    rules.work(ADULT, score, &[]).unwrap().gross
}

#[test]
fn each_shape_turns_points_into_money() {
    let linear = rules(Table::Linear { each: Money::from_pence(9_550), from: 10, most: Some(pounds(5_000)) });
    assert_eq!(
        [9, 10, 52, 60].map(|points| gross(&linear, &scored(points))),
        [pounds(0), pounds(955), pounds(4_966), pounds(5_000)]
    );
    let curved = rules(curve(&[(0, 0), (10, 100_000), (13, 200_000)]));
    assert_eq!(
        [0, 5, 10, 11, 12, 13, 99].map(|points| gross(&curved, &scored(points)).pence()),
        [0, 50_000, 100_000, 133_333, 166_667, 200_000, 200_000]
    );
    let levels = read_levels("2 500\n5, 1,200.50\n9\t£3000").unwrap();
    let outcomes =
        rules(Table::Outcomes { health: levels, choice: levels, economic: levels, social: Levels::default() });
    let score = Score { health: 9, choice: 4, economic: 1, social: 3, informal: 0 };
    assert_eq!(outcomes.work(ADULT, &score, &[]).unwrap().parts.map(Money::pence), [300_000, 50_000, 0, 0]);
}

#[test]
fn who_has_a_table_of_their_own_is_worked_out_by_it() {
    let mut two = rules(curve(&[(0, 0), (10, 100)]));
    two.tables.push((Whom::Group(CareGroup::Dementia), curve(&[(0, 0), (10, 700)])));
    let of = |kind, group| two.work((kind, group), &scored(10), &[]).map(|worked| worked.gross.pence());
    assert_eq!(of(Kind::Adults, Some(CareGroup::Dementia)), Ok(700));
    assert_eq!(of(Kind::Adults, Some(CareGroup::Autism)), Ok(100));
    assert_eq!(of(Kind::Adults, None), Ok(100));
    assert_eq!(
        of(Kind::Carers, Some(CareGroup::Carers)),
        Err(NoFigure::NoTable),
        "carers have a table of their own or none"
    );
    assert_eq!(of(Kind::Quality, None), Err(NoFigure::NoTable));
    two.tables.push((Whom::Carers, curve(&[(0, 0), (10, 50)])));
    assert_eq!(two.work((Kind::Carers, None), &scored(10), &[]).unwrap().gross.pence(), 50);
}

#[test]
fn help_from_family_changes_the_money_and_not_the_points() {
    let rules = rules(curve(&[(0, 0), (10, 100_001)]));
    let with = |informal| rules.work(ADULT, &Score { informal, ..scored(10) }, &[]).unwrap();
    assert_eq!(with(4).gross.pence(), 100_001);
    assert_eq!(with(5).informal.pence(), -10_000);
    assert_eq!(with(20).gross.pence(), 100_001 - 33_330);
    assert_eq!(with(20).base.pence(), 100_001);
}

#[test]
fn a_figure_is_never_below_nothing_and_says_so() {
    let rules = rules(curve(&[(0, 0), (10, 1_000)]));
    let off = Adjustment {
        key: None,
        words: "Equipment".to_owned(),
        by: By::Amount(pounds(-50)),
        reason: "Paid for already".to_owned(),
    };
    let (worked, lines) = rules.lines(ADULT, &scored(10), &[off]).unwrap();
    assert_eq!((worked.gross, worked.floor), (Money::ZERO, Money::from_pence(4_000)));
    assert_eq!(lines.last().unwrap().words, "It is never less than nothing");
    assert_eq!(lines[1].words, "Equipment: £50 a year less. Paid for already");
}

#[test]
fn what_an_editor_types_is_read_or_told_in_words() {
    assert_eq!(
        read_rows("0 0\n20, £3,900\n35\t8320.50").unwrap()[2],
        Row { points: 35, amount: Money::from_pence(832_050) }
    );
    for (text, says) in [
        ("0 0\n30 5000\n20 3900", "Line 3: 20 points come after 30. Put the lines in the order of their points."),
        ("0 0\n20 1\n20 2", "Line 3: there is a line for 20 points already."),
        ("0 0\n\n20 2", "Line 2 is empty. Take it out, or fill it in."),
        ("10 0\n20 2", "The first line is for 10 points. Begin at 0 points, so that there is no gap."),
        ("0 0", "Write two lines or more."),
        ("", "Write two lines or more."),
        ("0 0\n20", "Line 2: write the points and then the pounds, such as “20 3,900”."),
        ("0 0\nx 2", "Line 2: begin with whole points, such as “20 3,900”."),
        ("0 0\n20 -2", "Line 2: The amount must not be below zero."),
    ] {
        assert_eq!(read_rows(text).unwrap_err(), says, "{text}");
    }
    assert_eq!(read_informal("10 101%").unwrap_err(), "Line 1: Enter a percentage from 0 to 100, like 13.5.");
    assert_eq!(
        read_informal("10 15%\n5 20%").unwrap_err(),
        "Line 2: 5 points come after 10. Put the lines in the order of their points."
    );
    assert_eq!(read_informal("").unwrap(), []);
    assert_eq!(read_by("-5%").unwrap(), By::Less(BasisPoints::new(500).unwrap()));
    assert_eq!(read_by("+£500").unwrap(), By::Amount(pounds(500)));
    assert_eq!(read_by("-£500").unwrap(), By::Amount(pounds(-500)));
    assert!(read_by("120%").unwrap_err().contains("0 to 100"));
    let before = [Named { key: "kept".to_owned(), words: "Long journeys".to_owned(), by: By::Amount(pounds(1)) }];
    assert_eq!(read_named("5% Long journeys\n£20 Other", &before).unwrap()[0].key, "kept");
    assert_eq!(read_named("5% A\n6% A", &[]).unwrap_err(), "Line 2: this name is there twice.");
    assert_eq!(
        read_levels("5 1\n4 2\n9 3").unwrap_err(),
        "Line 2: 4 points come after 5. Put the lines in the order of their points."
    );
    assert_eq!(read_levels("5 1").unwrap_err(), "Write three lines: basic, standard and enhanced.");
    assert!(read_rows(&"1 1\n".repeat(50_000)).is_err());
}

#[test]
fn what_is_missing_is_said_before_rules_are_used() {
    let most = [(Kind::Adults, scored(122)), (Kind::Carers, scored(50))];
    let faults = rules(curve(&[(0, 0), (80, 100)])).faults(&most);
    assert_eq!(faults.len(), 2);
    assert!(faults[0].contains("ends at 80 points, and the questions can come to 122 points"), "{faults:?}");
    assert!(faults[1].contains("no table for them"), "{faults:?}");
    assert_eq!(Ras::default().faults(&[]).len(), 1);
    assert_eq!(curve(&[(0, 0), (5, 9), (9, 8)]).falls_after(), Some(2));
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec((1i64..50, 0i64..5_000_000), 1..12).prop_map(|steps| {
        let mut rows = vec![Row { points: 0, amount: Money::ZERO }];
        for (points, pence) in steps {
            let last = *rows.last().unwrap();
            rows.push(Row { points: last.points + points, amount: Money::from_pence(last.amount.pence() + pence) });
        }
        rows
    })
}

proptest! {
    #[test]
    fn a_curve_never_falls_as_points_rise_if_its_table_does_not(rows in rows(), low in 0i64..700, more in 0i64..50) {
        let table = Table::Curve { rows: rows.clone() };
        prop_assert_eq!(table.falls_after(), None);
        let rules = rules(table);
        prop_assert!(gross(&rules, &scored(low)) <= gross(&rules, &scored(low + more)));
        for row in rows {
            prop_assert_eq!(gross(&rules, &scored(row.points)), row.amount, "a row is met exactly");
        }
    }

    #[test]
    fn lines_add_up_to_the_figure(
        rows in rows(), points in 0i64..700, informal in 0i64..30, part in 0i32..=10_000, pence in -9_000_000i64..9_000_000, far: bool,
    ) {
        let rules = rules(Table::Curve { rows });
        let part = BasisPoints::new(part).unwrap();
        let adjustments = [By::Less(part), By::More(part), By::Amount(Money::from_pence(pence))].map(|by| Adjustment {
            key: far.then(|| "far".to_owned()), words: "Far".to_owned(), by, reason: "Because".to_owned(),
        });
        let score = Score { informal, ..scored(points) };
        let (worked, lines) = rules.lines(ADULT, &score, &adjustments).unwrap();
        prop_assert_eq!(Money::sum(lines.iter().map(|line| line.amount)), Some(worked.gross));
        prop_assert!(!worked.gross.is_negative());
    }

    #[test]
    fn a_what_if_is_what_each_person_would_get(rows in rows(), other in rows(), scores in proptest::collection::vec(0i64..300, 0..20)) {
        let (used, then) = (rules(Table::Curve { rows }), rules(Table::Curve { rows: other }));
        let cases: Vec<_> = scores.iter().enumerate().map(|(number, points)| {
            let inputs = Inputs { kind: Kind::Adults, group: None, score: scored(*points), adjustments: Vec::new() };
            (format!("HP-{number:04}"), "Somebody".to_owned(), inputs)
        }).collect();
        let found = WhatIf::of(Some(&used), &then, cases);
        let total = |rules: &Ras| Money::sum(scores.iter().map(|points| gross(rules, &scored(*points)))).unwrap();
        prop_assert_eq!((found.all.now, found.all.then), (total(&used), total(&then)));
        prop_assert_eq!(found.all.more + found.all.less, i64::try_from(found.people.iter().filter(|one| !one.change().is_zero()).count()).unwrap());
        prop_assert!(found.people.is_sorted_by_key(super::what_if::Person::change));
    }

    #[test]
    fn reading_never_panics(text in "\\PC*") {
        let _ = (read_rows(&text), read_informal(&text), read_named(&text, &[]), read_by(&text), read_levels(&text));
    }
}
