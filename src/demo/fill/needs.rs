//! What the demo's councils ask, how they turn points into money, and what people answered.

use chrono::NaiveDateTime;

use super::{Known, Setting};
use crate::accounts::By;
use crate::app::App;
use crate::assessments::model::contribution::{Collector, Decide};
use crate::assessments::model::ras::{Table, Whom};
use crate::assessments::model::{Answer, Answers, Done, Kind, Question, Questionnaire, Score};
use crate::assessments::service::{enrol, indicative_for};
use crate::assessments::starters;
use crate::db::{Db, DbError};
use crate::directory::model::CareGroup;
use crate::kernel::Money;
use crate::kernel::ids::{HolderId, OrganisationId, UserId};

/// The councils, by what the files call them.
const COUNCILS: [&str; 2] = ["airevale", "calder-moor"];

/// Questionnaires and money rules of both councils; Airevale has a draft of other rules, too.
pub(super) fn write(app: &App, setting: &Setting, known: &Known) -> Result<(), DbError> {
    let (setting, known) = (setting.clone(), known.clone());
    app.db.write_blocking(move |db| {
        let at = setting.before_year(400);
        for key in COUNCILS {
            let council = known.organisation(key)?;
            let by = Some(known.user(&format!("{key}-market"))?);
            for kind in Kind::ALL {
                let content = starters::questionnaire(*kind).map_err(DbError::Other)?;
                enrol::questionnaire(db, council, *kind, &content, by, at)?;
            }
            enrol::rules(db, council, &starters::rules(), true, by, at)?;
        }
        let mut draft = starters::rules();
        "A draft: more for small and middling needs, a little less at the top.".clone_into(&mut draft.about);
        for (whom, table) in &mut draft.tables {
            let Table::Curve { rows } = table else { continue };
            for row in rows.iter_mut() {
                let more = row.points.saturating_mul(if row.points < 40 || *whom == Whom::Carers { 400 } else { -300 });
                row.amount = row.amount.checked_add(Money::from_pence(more)).unwrap_or(row.amount);
            }
        }
        enrol::rules(db, known.organisation(COUNCILS[0])?, &draft, false, None, setting.now)?;
        Ok(())
    })
}

/// Somebody whose needs were assessed.
pub(super) struct Assessed {
    pub holder: HolderId,
    pub council: OrganisationId,
    pub group: CareGroup,
    /// Who signs in as them.
    pub user: Option<UserId>,
    pub care_manager: UserId,
}

/// Answers whose points give about so much a year, checked by the care manager. The indicative budget they come to.
pub(super) fn assess(db: &mut Db, who: &Assessed, about: Money, at: NaiveDateTime) -> Result<Option<Money>, DbError> {
    let kind = if who.group == CareGroup::Carers { Kind::Carers } else { Kind::Adults };
    let content = starters::questionnaire(kind).map_err(DbError::Other)?;
    let gross = |points: i64| {
        let score = Score { health: points, ..Score::default() };
        starters::rules().work((kind, Some(who.group)), &score, &[]).map_or(0, |worked| worked.gross.pence())
    };
    let nearest = (0..=content.most().total()).min_by_key(|points| (gross(*points) - about.pence()).abs());
    let answers = answers_for(&content, nearest.unwrap_or(0));
    let (by, done) = match who.user {
        Some(user) => (user, Done::Alone),
        None => (who.care_manager, Done::CareManager),
    };
    let by = By { user: by, mandate: None };
    enrol::assessment(db, (who.holder, who.council, kind), &answers, (done, true), by, at)?;
    enrol::check(db, who.holder, who.care_manager, at)?;
    let life = starters::questionnaire(Kind::Quality).map_err(DbError::Other)?;
    let said = answers_for(&life, 21);
    enrol::assessment(db, (who.holder, who.council, Kind::Quality), &said, (done, true), by, at)?;
    Ok(indicative_for(db, who.holder)?.map(|indicative| indicative.gross))
}

/// Whether the answers to a question may be chosen freely: it is always asked, and worth points.
fn is_free(question: &Question) -> bool {
    question.only_if.is_none() && question.counts_for.family().is_some()
}

/// Answers that come to so many points, as near as the questions allow.
fn answers_for(content: &Questionnaire, points: i64) -> Answers {
    // For each sum that can be reached, the answers that reach it.
    let mut reached: Vec<(i64, Vec<(String, String)>)> = vec![(0, Vec::new())];
    for question in content.questions.iter().filter(|question| is_free(question)) {
        let mut next: Vec<(i64, Vec<(String, String)>)> = Vec::new();
        for (sum, said) in &reached {
            for choice in &question.choices {
                let sum = sum + choice.points;
                if sum <= points + 12 && !next.iter().any(|(there, _)| *there == sum) {
                    let mut said = said.clone();
                    said.push((question.key.clone(), choice.key.clone()));
                    next.push((sum, said));
                }
            }
        }
        reached = next;
    }
    let best = reached.into_iter().min_by_key(|(sum, _)| (sum - points).abs());
    let mut answers: Answers = best
        .map(|(_, said)| said.into_iter().map(|(question, choice)| (question, Answer::Choice(choice))).collect())
        .unwrap_or_default();
    for question in content.questions.iter().filter(|question| !is_free(question)) {
        let least = question.choices.iter().min_by_key(|choice| choice.points);
        let answer = least.map_or_else(|| Answer::Words(String::new()), |choice| Answer::Choice(choice.key.clone()));
        answers.insert(question.key.clone(), answer);
    }
    answers
}

/// What somebody pays each week from the beginning of the budget year.
pub(super) fn pays(db: &mut Db, setting: &Setting, who: &Assessed, weekly: Money) -> Result<(), DbError> {
    let new = Decide {
        weekly: Some(weekly),
        collector: Collector::Council,
        starts_on: setting.year.0,
        ends_on: None,
        reason: "Income above what everybody may keep for themselves.".to_owned(),
    };
    enrol::contribution(db, who.holder, &new, who.care_manager, setting.before_year(20)).map(drop)
}
