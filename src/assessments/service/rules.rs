//! A council's money rules: drafts are written, held against the caseload, put in use, and never changed after.

use super::record;
use crate::accounts::service::people;
use crate::accounts::{Actor, Refused, Role};
use crate::app::App;
use crate::assessments::error::AssessmentError;
use crate::assessments::model::figure::{Inputs, RasVersion};
use crate::assessments::model::questionnaire::Score;
use crate::assessments::model::ras::{Informal, Named, Ras, Table, Whom};
use crate::assessments::model::what_if::WhatIf;
use crate::assessments::model::{Kind, Version, VersionState};
use crate::assessments::starters;
use crate::assessments::store::{figures, questionnaires, ras};
use crate::db::{Db, DbError};
use crate::kernel::ids::{OrganisationId, RasId};

/// The council whose money rules the actor may write: finance officers and commissioners may.
fn rules_for(actor: &Actor) -> Result<OrganisationId, Refused> {
    actor.organisation_in_any(&[Role::FinanceOfficer, Role::Commissioner])
}

fn one_in(db: &mut Db, actor: &Actor, id: RasId) -> Result<RasVersion, AssessmentError> {
    let version = ras::by_id(db, id)?;
    if rules_for(actor)? == version.council { Ok(version) } else { Err(Refused.into()) }
}

/// All of a council's versions, with its name and number.
///
/// # Errors
/// [`AssessmentError::Refused`] for anybody who doesn't write them.
pub async fn all(app: &App, actor: &Actor) -> Result<(OrganisationId, String, Vec<RasVersion>), AssessmentError> {
    let council = rules_for(actor)?;
    app.db.read(move |db| Ok((council, people::organisation_name(db, council)?, ras::of_council(db, council)?))).await
}

/// One version of the council's, with what stands in the way of its use.
///
/// # Errors
/// [`AssessmentError::Refused`] for others'.
pub async fn one(app: &App, actor: &Actor, id: RasId) -> Result<(RasVersion, Vec<String>), AssessmentError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let version = one_in(db, &actor, id)?;
            let faults = version.content.faults(&most(db, version.council)?);
            Ok((version, faults))
        })
        .await
}

/// The most points that the questions in use can come to.
fn most(db: &mut Db, council: OrganisationId) -> Result<Vec<(Kind, Score)>, DbError> {
    let mut most = Vec::new();
    for kind in [Kind::Adults, Kind::Carers] {
        if let Some(version) = questionnaires::in_state(db, council, kind, VersionState::InUse)? {
            most.push((kind, version.content.most()));
        }
    }
    Ok(most)
}

/// Begins a draft: a copy of what is in use, or the rules that come with the program. A draft that is there is gone on
/// with.
///
/// # Errors
/// [`AssessmentError::Refused`].
pub async fn start(app: &App, actor: &Actor) -> Result<RasId, AssessmentError> {
    let (council, actor, now) = (rules_for(actor)?, actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            if let Some(draft) = ras::in_state(db, council, VersionState::Draft)? {
                return Ok(draft.id);
            }
            let used = ras::in_state(db, council, VersionState::InUse)?;
            let content = used.map_or_else(starters::rules, |used| used.content);
            let number = ras::newest_number(db, council)? + 1;
            let id = ras::insert(db, (council, number), &content, Some(actor.user_id), now)?;
            let detail = format!("Began version {number} of the money rules");
            record(db, &actor, ("ras.begun", &detail), ("ras_versions", id.0), None, now)?;
            Ok(id)
        })
        .await
}

/// One change to a draft.
#[derive(Clone, Debug)]
pub enum Change {
    /// The table for somebody; none takes it away.
    Table(Whom, Option<Table>),
    /// What is said about the rules, help from family, and named adjustments.
    Extras(String, Vec<Informal>, Vec<Named>),
}

impl Change {
    fn make(&self, rules: &mut Ras) {
        match self {
            Self::Table(whom, table) => {
                rules.tables.retain(|(there, _)| there != whom);
                if let Some(table) = table {
                    rules.tables.push((*whom, table.clone()));
                    rules.tables.sort_by_key(|(whom, _)| *whom);
                }
            }
            Self::Extras(about, informal, named) => {
                rules.about.clone_from(about);
                rules.informal.clone_from(informal);
                rules.named.clone_from(named);
            }
        }
    }
}

/// Changes a draft as the page of this revision showed it.
///
/// # Errors
/// [`AssessmentError::InUse`], [`AssessmentError::Stale`].
pub async fn change(app: &App, actor: &Actor, id: RasId, revision: i32, change: Change) -> Result<(), AssessmentError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let mut version = one_in(db, &actor, id)?;
            if version.state != VersionState::Draft {
                return Err(AssessmentError::InUse);
            }
            change.make(&mut version.content);
            if !ras::save(db, id, revision, &version.content)? {
                return Err(AssessmentError::Stale);
            }
            let detail = match &change {
                Change::Table(whom, Some(_)) => format!("Changed the table for “{}”", whom.label()),
                Change::Table(whom, None) => format!("Took the table for “{}” away", whom.label()),
                Change::Extras(..) => "Changed what is adjusted".to_owned(),
            };
            record(db, &actor, ("ras.changed", &detail), ("ras_versions", id.0), None, now)?;
            Ok(())
        })
        .await
}

/// Puts a draft in use. Figures that were worked out under the version before stay as they are.
///
/// # Errors
/// [`AssessmentError::NotWhole`], [`AssessmentError::InUse`], [`AssessmentError::Stale`].
pub async fn put_in_use(app: &App, actor: &Actor, id: RasId, revision: i32) -> Result<(), AssessmentError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let version = one_in(db, &actor, id)?;
            if version.state != VersionState::Draft {
                return Err(AssessmentError::InUse);
            }
            let faults = version.content.faults(&most(db, version.council)?);
            if !faults.is_empty() {
                return Err(AssessmentError::NotWhole(faults.join(" ")));
            }
            ras::replace(db, version.council)?;
            if !ras::put_in_use(db, id, revision, Some(actor.user_id), now)? {
                return Err(AssessmentError::Stale);
            }
            let detail = format!("Put version {} of the money rules in use", version.number);
            record(db, &actor, ("ras.used", &detail), ("ras_versions", id.0), None, now)?;
            Ok(())
        })
        .await
}

/// What a version would commit for the whole caseload, beside the version in use.
///
/// # Errors
/// [`AssessmentError::Refused`] for others'.
pub async fn what_if(app: &App, actor: &Actor, id: RasId) -> Result<(RasVersion, WhatIf), AssessmentError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let version = one_in(db, &actor, id)?;
            let found = what_if_of(db, &version)?;
            Ok((version, found))
        })
        .await
}

/// Everybody of a council with a figure that counts and an open case, with what goes into it. The caller has checked that it is theirs
/// to see.
///
/// # Errors
/// When the database can't be read.
pub fn caseload(db: &mut Db, council: OrganisationId) -> Result<Vec<(String, String, Inputs)>, DbError> {
    figures::caseload(db, council)
}

/// As [`what_if`], in a transaction of the caller's, who has checked that it is theirs to see.
///
/// # Errors
/// When the database can't be read.
pub fn what_if_of(db: &mut Db, version: &RasVersion) -> Result<WhatIf, DbError> {
    let used = ras::in_state(db, version.council, VersionState::InUse)?.map(|used| used.content);
    let cases = figures::caseload(db, version.council)?;
    Ok(WhatIf::of(used.as_ref(), &version.content, cases))
}

/// A council's rules and questions as anybody may read them.
#[derive(Clone, Debug)]
pub struct Public {
    /// The council.
    pub council: OrganisationId,
    /// Its name.
    pub name: String,
    /// The rules in use.
    pub rules: Option<RasVersion>,
    /// The questions in use that give money.
    pub asked: Vec<Version>,
}

/// How a council works money out.
///
/// # Errors
/// [`AssessmentError::Refused`] where there is no such council.
pub async fn public(app: &App, council: OrganisationId) -> Result<Public, AssessmentError> {
    app.db
        .read(move |db| {
            if !people::is_council(db, council)? {
                return Err(Refused.into());
            }
            let mut asked = Vec::new();
            for kind in [Kind::Adults, Kind::Carers] {
                asked.extend(questionnaires::in_state(db, council, kind, VersionState::InUse)?);
            }
            let rules = ras::in_state(db, council, VersionState::InUse)?;
            Ok(Public { council, name: people::organisation_name(db, council)?, rules, asked })
        })
        .await
}
