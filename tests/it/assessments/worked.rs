//! The worked examples of docs/ASSESSMENTS.md, worked out again: each figure stands in the text to the penny.

use handpick::assessments::model::Kind;
use handpick::assessments::model::contribution::{Collector, Contribution, year};
use handpick::assessments::model::figure::weekly;
use handpick::assessments::model::questionnaire::Score;
use handpick::assessments::model::ras::{Adjustment, Ras, Table, Whom};
use handpick::assessments::model::ras_lines::read_levels;
use handpick::assessments::starters;
use handpick::kernel::Money;
use handpick::kernel::ids::ContributionId;

const TEXT: &str = include_str!("../../../docs/ASSESSMENTS.md");

fn stands(amount: Money) {
    let words = amount.to_string().replace('-', "−");
    assert!(TEXT.contains(&words), "{words} does not stand in the examples");
}

fn health(points: i64) -> Score {
    Score { health: points, ..Score::default() }
}

fn paid(pence: i64, from: &str, until: Option<&str>) -> Contribution {
    Contribution {
        id: ContributionId(1),
        weekly: Money::from_pence(pence),
        full_cost: false,
        collector: Collector::Council,
        starts_on: from.parse().unwrap(),
        ends_on: until.map(|day| day.parse().unwrap()),
        reason: String::new(),
        decided_by: String::new(),
        decided_at: "2026-04-01T09:00:00".parse().unwrap(),
    }
}

#[test]
fn points_become_a_figure_and_a_net_amount_as_the_examples_say() {
    let rules = starters::rules();
    let adjustments: Vec<Adjustment> = ["journeys", "two-people"]
        .map(|key| {
            let named = rules.named.iter().find(|named| named.key == key).unwrap();
            Adjustment { key: Some(key.to_owned()), words: named.words.clone(), by: named.by, reason: "Yes".to_owned() }
        })
        .to_vec();
    let score = Score { informal: 10, ..health(46) };
    let (worked, lines) = rules.lines((Kind::Adults, None), &score, &adjustments).unwrap();
    assert_eq!(
        lines.iter().map(|line| line.amount.pence()).collect::<Vec<_>>(),
        [1_212_471, -121_247, 60_624, 150_000]
    );
    assert_eq!(worked.gross.pence(), 1_301_848);
    for line in &lines {
        stands(line.amount);
    }
    stands(worked.gross);
    stands(weekly(worked.gross));
    let periods = [paid(1_820, "2026-04-06", Some("2026-08-23")), paid(3_145, "2026-08-24", None)];
    let net = year(worked.gross, &periods, "2026-04-06".parse().unwrap());
    assert_eq!((net.contribution.pence(), net.net.pence()), (137_040, 1_164_808));
    stands(net.contribution);
    stands(net.net);
    let carer = rules.work((Kind::Carers, None), &health(31), &[]).unwrap().gross;
    assert_eq!(carer.pence(), 145_600);
    stands(carer);
}

#[test]
fn the_other_shapes_give_what_the_examples_say() {
    let of = |table: Table, score: &Score| {
        let rules = Ras { tables: vec![(Whom::Everybody, table)], ..Ras::default() };
        rules.work((Kind::Adults, None), score, &[]).unwrap().gross
    };
    for (points, pence) in [(9, 0), (10, 95_500), (52, 496_600), (60, 500_000)] {
        let table = Table::Linear { each: Money::from_pence(9_550), from: 10, most: Some(Money::from_pence(500_000)) };
        let found = of(table, &health(points));
        assert_eq!(found.pence(), pence);
        stands(found);
    }
    let levels = read_levels("2 500\n5 1,200.50\n9 3,000").unwrap();
    let table = Table::Outcomes { health: levels, choice: levels, economic: levels, social: levels };
    let found = of(table, &Score { health: 9, choice: 4, economic: 1, social: 5, informal: 0 });
    assert_eq!(found.pence(), 470_050);
    stands(found);
}
