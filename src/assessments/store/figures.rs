//! The tables `figures` and `figure_lines`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{from_json, to_json};
use crate::among;
use crate::assessments::model::Kind;
use crate::assessments::model::figure::{Figure, Indicative, Inputs};
use crate::assessments::model::questionnaire::Score;
use crate::assessments::model::ras::Adjustment;
use crate::assessments::model::ras_lines::Line;
use crate::db::schema::{assessments, closed_cases, figure_lines, figures, holders, users};
use crate::db::{Db, DbError};
use crate::directory::model::CareGroup;
use crate::kernel::Money;
use crate::kernel::ids::{AssessmentId, FigureId, HolderId, OrganisationId, RasId, UserId};

type Points = (i64, i64, i64, i64, i64);
type InputRow = (String, Option<String>, Points, String);
type Row =
    (i64, i64, i64, i64, InputRow, i64, NaiveDateTime, Option<i64>, Option<NaiveDateTime>, Option<NaiveDateTime>);

const POINTS: (
    figures::health_points,
    figures::choice_points,
    figures::economic_points,
    figures::social_points,
    figures::informal_points,
) = (
    figures::health_points,
    figures::choice_points,
    figures::economic_points,
    figures::social_points,
    figures::informal_points,
);

macro_rules! columns {
    () => {
        (
            figures::id,
            figures::holder_id,
            figures::assessment_id,
            figures::ras_id,
            (figures::kind, figures::care_group, POINTS, figures::adjustments),
            figures::gross_pence,
            figures::made_at,
            figures::checked_by,
            figures::checked_at,
            figures::replaced_at,
        )
    };
}

/// What is stored where nothing was adjusted; most rows, so that they need no reader.
pub(super) const NONE: &str = "[]";

fn inputs((kind, group, points, adjustments): InputRow) -> Result<Inputs, DbError> {
    let (health, choice, economic, social, informal) = points;
    Ok(Inputs {
        kind: DbError::parsed(&kind)?,
        group: group.map(|group| DbError::parsed(&group)).transpose()?,
        score: Score { health, choice, economic, social, informal },
        adjustments: if adjustments == NONE { Vec::new() } else { from_json(&adjustments)? },
    })
}

fn read(db: &mut Db, row: Row) -> Result<Figure, DbError> {
    let (id, holder, assessment, ras, given, gross, made_at, checked_by, checked_at, replaced_at) = row;
    let checked = match (checked_by, checked_at) {
        (Some(user), Some(at)) => Some((users::table.find(user).select(users::name).get_result(db)?, at)),
        _ => None,
    };
    Ok(Figure {
        id: FigureId(id),
        holder: HolderId(holder),
        assessment: AssessmentId(assessment),
        ras: RasId(ras),
        inputs: inputs(given)?,
        gross: Money::from_pence(gross),
        made_at,
        checked,
        replaced: replaced_at.is_some(),
    })
}

/// The newest figure from these answers.
pub fn of_assessment(db: &mut Db, assessment: AssessmentId) -> Result<Option<Figure>, DbError> {
    let row: Option<Row> = figures::table
        .filter(figures::assessment_id.eq(assessment.0))
        .order(figures::id.desc())
        .select(columns!())
        .first(db)
        .optional()?;
    row.map(|row| read(db, row)).transpose()
}

/// A figure, who worked it out, what it came to, and what was adjusted in it.
pub type Adjusted = (FigureId, Option<UserId>, Money, Vec<Adjustment>);

/// Every figure from these answers, oldest first.
pub fn adjusted(db: &mut Db, assessment: AssessmentId) -> Result<Vec<Adjusted>, DbError> {
    let rows: Vec<(i64, Option<i64>, i64, String)> = figures::table
        .filter(figures::assessment_id.eq(assessment.0))
        .order(figures::id.asc())
        .select((figures::id, figures::made_by, figures::gross_pence, figures::adjustments))
        .load(db)?;
    let figure = |(id, by, gross, words): (i64, Option<i64>, i64, String)| {
        Ok((FigureId(id), by.map(UserId), Money::from_pence(gross), from_json(&words)?))
    };
    rows.into_iter().map(figure).collect()
}

/// The figure that counts, of one kind.
pub fn current(db: &mut Db, holder: HolderId, kind: Kind) -> Result<Option<Figure>, DbError> {
    let row: Option<Row> = figures::table
        .filter(figures::holder_id.eq(holder.0).and(figures::kind.eq(kind.as_str())))
        .filter(figures::replaced_at.is_null())
        .select(columns!())
        .get_result(db)
        .optional()?;
    row.map(|row| read(db, row)).transpose()
}

/// A figure of somebody, of one kind, as plans stand beside it.
pub type Standing = (HolderId, Kind, Indicative);

type StandingRow = (i64, String, i64, i64, i64, Option<NaiveDateTime>, NaiveDateTime);

const STANDING: (
    figures::holder_id,
    figures::kind,
    figures::id,
    figures::assessment_id,
    figures::gross_pence,
    figures::checked_at,
    figures::made_at,
) = (
    figures::holder_id,
    figures::kind,
    figures::id,
    figures::assessment_id,
    figures::gross_pence,
    figures::checked_at,
    figures::made_at,
);

fn standing((holder, kind, id, assessment, gross, checked, made_at): StandingRow) -> Result<Standing, DbError> {
    let indicative = Indicative {
        figure: FigureId(id),
        assessment: AssessmentId(assessment),
        gross: Money::from_pence(gross),
        checked: checked.is_some(),
        made_at,
    };
    Ok((HolderId(holder), DbError::parsed(&kind)?, indicative))
}

/// The figures that count, of some people and of each kind.
pub fn counting(db: &mut Db, holders: &[HolderId]) -> Result<Vec<Standing>, DbError> {
    let ids: Vec<i64> = holders.iter().map(|holder| holder.0).collect();
    let query = figures::table.filter(figures::replaced_at.is_null()).select(STANDING);
    let rows: Vec<StandingRow> = among!(db, query, figures::holder_id, ids.as_slice())?;
    rows.into_iter().map(standing).collect()
}

/// The figures of some people that somebody of the council checked, whether they still count or not, oldest first.
pub fn checked(db: &mut Db, holders: &[HolderId]) -> Result<Vec<Standing>, DbError> {
    let ids: Vec<i64> = holders.iter().map(|holder| holder.0).collect();
    // By the answers, which are found by their holder.
    let query = assessments::table.select(assessments::id);
    let theirs: Vec<i64> = among!(db, query, assessments::holder_id, ids.as_slice())?;
    let rows: Vec<StandingRow> = figures::table
        .filter(figures::assessment_id.eq_any(theirs).and(figures::checked_at.is_not_null()))
        .order(figures::id.asc())
        .select(STANDING)
        .load(db)?;
    rows.into_iter().map(standing).collect()
}

/// Another one will count from now on.
pub fn replace(db: &mut Db, holder: HolderId, kind: Kind, now: NaiveDateTime) -> Result<(), DbError> {
    let counts = figures::table
        .filter(figures::holder_id.eq(holder.0).and(figures::kind.eq(kind.as_str())))
        .filter(figures::replaced_at.is_null());
    diesel::update(counts).set(figures::replaced_at.eq(now)).execute(db)?;
    Ok(())
}

/// Who worked it out, when, and who of the council checked it at once.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    pub by: Option<UserId>,
    pub at: NaiveDateTime,
    pub checked_by: Option<UserId>,
}

pub fn insert(
    db: &mut Db,
    (holder, assessment, ras): (HolderId, AssessmentId, RasId),
    inputs: &Inputs,
    gross: Money,
    made: Made,
) -> Result<FigureId, DbError> {
    let adjustments = if inputs.adjustments.is_empty() { NONE.to_owned() } else { to_json(&inputs.adjustments)? };
    let id: i64 = diesel::insert_into(figures::table)
        .values((
            (figures::holder_id.eq(holder.0), figures::assessment_id.eq(assessment.0), figures::ras_id.eq(ras.0)),
            figures::kind.eq(inputs.kind.as_str()),
            figures::care_group.eq(inputs.group.map(CareGroup::as_str)),
            figures::health_points.eq(inputs.score.health),
            figures::choice_points.eq(inputs.score.choice),
            figures::economic_points.eq(inputs.score.economic),
            figures::social_points.eq(inputs.score.social),
            figures::informal_points.eq(inputs.score.informal),
            figures::adjustments.eq(adjustments),
            figures::gross_pence.eq(gross.pence()),
            figures::made_by.eq(made.by.map(UserId::get)),
            figures::made_at.eq(made.at),
            figures::checked_by.eq(made.checked_by.map(UserId::get)),
            figures::checked_at.eq(made.checked_by.map(|_| made.at)),
        ))
        .returning(figures::id)
        .get_result(db)?;
    Ok(FigureId(id))
}

pub fn insert_line(db: &mut Db, figure: FigureId, position: i32, line: &Line) -> Result<(), DbError> {
    diesel::insert_into(figure_lines::table)
        .values((
            figure_lines::figure_id.eq(figure.0),
            figure_lines::position.eq(position),
            figure_lines::words.eq(&line.words),
            figure_lines::amount_pence.eq(line.amount.pence()),
        ))
        .execute(db)?;
    Ok(())
}

pub fn lines(db: &mut Db, figure: FigureId) -> Result<Vec<Line>, DbError> {
    let rows: Vec<(String, i64)> = figure_lines::table
        .filter(figure_lines::figure_id.eq(figure.0))
        .order(figure_lines::position.asc())
        .select((figure_lines::words, figure_lines::amount_pence))
        .load(db)?;
    Ok(rows.into_iter().map(|(words, amount)| Line { words, amount: Money::from_pence(amount) }).collect())
}

/// Somebody of the council checked it. Whether nobody had before.
pub fn check(db: &mut Db, id: FigureId, by: UserId, now: NaiveDateTime) -> Result<bool, DbError> {
    let open = figures::table.find(id.0).filter(figures::checked_by.is_null().and(figures::replaced_at.is_null()));
    let changed = diesel::update(open).set((figures::checked_by.eq(by.0), figures::checked_at.eq(now))).execute(db)?;
    Ok(changed == 1)
}

/// One person of a caseload: reference, name and what goes into their figure.
pub type Case = (String, String, Inputs);

type CaseRow = (String, String, InputRow);

/// Everybody of a council with a figure that counts, by their row, with the care group that is known of them now; nobody
/// whose case is closed.
pub fn caseload(db: &mut Db, council: OrganisationId) -> Result<Vec<Case>, DbError> {
    let closed = closed_cases::table.filter(closed_cases::reopened_at.is_null()).select(closed_cases::holder_id);
    let rows: Vec<CaseRow> = figures::table
        .inner_join(holders::table.on(holders::id.eq(figures::holder_id)))
        .filter(figures::holder_id.ne_all(closed))
        .filter(holders::council_id.eq(council.0).and(figures::replaced_at.is_null()))
        .order(figures::id.asc())
        .select((holders::reference, holders::name, (figures::kind, holders::care_group, POINTS, figures::adjustments)))
        .load(db)?;
    // The group that the council knows now, as when a figure is worked out again; one it has no name for is none.
    let known = |group: Option<String>| group.filter(|group| group.parse::<CareGroup>().is_ok());
    let case = |(reference, name, (kind, group, points, adjusted)): CaseRow| {
        Ok((reference, name, inputs((kind, known(group), points, adjusted))?))
    };
    rows.into_iter().map(case).collect()
}
