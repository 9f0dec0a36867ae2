//! `handpick bench what-if`: what other money rules would commit for a whole caseload, beside only reading its rows.
//!
//! After it, each person is worked out by themselves and the sums are compared: a figure from a wrong sum is no figure.

use std::path::Path;
use std::time::Instant;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::report::{Figure, Report};
use crate::accounts::service::enrol as people;
use crate::accounts::{By, OrganisationKind, Role};
use crate::assessments::model::figure::{Inputs, RasVersion};
use crate::assessments::model::questionnaire::Score;
use crate::assessments::model::ras::Table;
use crate::assessments::model::{Kind, Questionnaire};
use crate::assessments::service::{enrol, rules};
use crate::assessments::starters;
use crate::db::{Database, DatabaseSettings, DatabaseUrl, Db, DbError};
use crate::directory::model::CareGroup;
use crate::kernel::Money;
use crate::kernel::ids::{HolderId, OrganisationId, QuestionnaireId, UserId};

/// People written in one transaction.
const BATCH: usize = 5_000;

/// How much to measure.
#[derive(Clone, Debug)]
pub struct Size {
    /// People with a figure.
    pub people: usize,
    /// Another database than a new SQLite file: an empty one, whose tables are made.
    pub database: Option<DatabaseUrl>,
}

struct World {
    db: Database,
    rules: RasVersion,
    draft: RasVersion,
}

/// Measures.
///
/// # Errors
/// What went wrong, in words.
pub fn run(size: &Size) -> Result<Report, String> {
    let folder = std::env::temp_dir().join(format!("handpick-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let result = measure(size, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    result
}

fn measure(size: &Size, folder: &Path) -> Result<Report, String> {
    let url = size.database.clone().unwrap_or_else(|| DatabaseUrl::sqlite(folder.join("bench.db")));
    let settings = DatabaseSettings { create_if_missing: true, ..DatabaseSettings::new(url) };
    let db = Database::open(&settings).map_err(|error| error.to_string())?;
    db.migrate().map_err(|error| error.to_string())?;
    let world = world(db, size.people).map_err(|error| error.to_string())?;
    let council = world.draft.council;
    let began = Instant::now();
    let cases = world.db.read_blocking(move |db| rules::caseload(db, council)).map_err(text)?;
    let reading = began.elapsed().as_secs_f64();
    let draft = world.draft.clone();
    let began = Instant::now();
    let found = world.db.read_blocking(move |db| rules::what_if_of(db, &draft)).map_err(text)?;
    let whole = began.elapsed().as_secs_f64();
    let one_by_one = |rules: &RasVersion| {
        let figures = cases.iter().map(|(_, _, inputs)| {
            rules
                .content
                .work((inputs.kind, inputs.group), &inputs.score, &inputs.adjustments)
                .map(|worked| worked.gross)
        });
        figures.collect::<Result<Vec<Money>, _>>().ok().and_then(Money::sum)
    };
    let expected = (one_by_one(&world.rules), one_by_one(&world.draft));
    if expected != (Some(found.all.now), Some(found.all.then)) {
        return Err("The what-if is not what each person would get.".to_owned());
    }
    Ok(Report {
        bench: "what-if".to_owned(),
        conditions: vec![
            ("database".to_owned(), world.db.backend().to_string()),
            ("people".to_owned(), found.all.people.to_string()),
            ("checked".to_owned(), "the sums are those of each person".to_owned()),
        ],
        figures: vec![Figure::new("the whole caseload", "s", whole, "only reading its rows", reading)],
        ..Report::default()
    })
}

fn text(error: DbError) -> String {
    error.to_string()
}

fn world(db: Database, people: usize) -> Result<World, DbError> {
    // A fixed day keeps runs alike.
    let now = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default().and_time(NaiveTime::MIN);
    let (council, user, asked, rules, draft) = db.write_blocking(move |db| council(db, now))?;
    for first in (0..people).step_by(BATCH) {
        let last = (first + BATCH).min(people);
        let rules = rules.clone();
        db.write_blocking(move |db| {
            (first..last).try_for_each(|number| person(db, number, (council, user, asked), &rules, now))
        })?;
    }
    Ok(World { db, rules, draft })
}

type Council = (OrganisationId, UserId, QuestionnaireId, RasVersion, RasVersion);

/// A council with rules in use, and a draft whose table gives 3 % more and a little less at the top.
fn council(db: &mut Db, now: NaiveDateTime) -> Result<Council, DbError> {
    let id = people::organisation(db, OrganisationKind::Council, "Bench Council", (None, None), now)?;
    let user = people::user(db, "officer@bench.example", "Bench Officer", "no password", now)?;
    people::member(db, user, id, Role::FinanceOfficer, now)?;
    let content: Questionnaire = starters::questionnaire(Kind::Adults).map_err(DbError::Other)?;
    let asked = enrol::questionnaire(db, id, Kind::Adults, &content, None, now)?;
    let mut content = starters::rules();
    let rules = enrol::rules(db, id, &content, true, None, now)?;
    for (_, table) in &mut content.tables {
        if let Table::Curve { rows } = table {
            for row in rows.iter_mut() {
                let more = row.points.saturating_mul(if row.points < 60 { 300 } else { -500 });
                row.amount = row.amount.checked_add(Money::from_pence(more)).unwrap_or(row.amount);
            }
        }
    }
    let draft = enrol::rules(db, id, &content, false, None, now)?;
    Ok((id, user, asked, enrol::version(db, rules)?, enrol::version(db, draft)?))
}

fn person(
    db: &mut Db,
    number: usize,
    (council, user, asked): (OrganisationId, UserId, QuestionnaireId),
    rules: &RasVersion,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let group = CareGroup::ALL.get(number % CareGroup::ALL.len()).copied();
    let new = people::NewHolder {
        reference: format!("BENCH-{number}"),
        council_id: Some(council),
        name: format!("Bench Person {number}"),
        care_group: group.map(|group| group.as_str().to_owned()),
        ..people::NewHolder::default()
    };
    let holder: HolderId = people::holder(db, &new, now)?;
    let points = i64::try_from(number * 7 % 120).unwrap_or(0);
    let informal = i64::try_from(number % 26).unwrap_or(0);
    let score = Score { health: points / 2, choice: points / 4, social: points / 4, informal, ..Score::default() };
    let inputs = Inputs { kind: Kind::Adults, group, score, adjustments: Vec::new() };
    enrol::case(db, (holder, asked), rules, &inputs, By { user, mandate: None }, now).map(drop)
}
