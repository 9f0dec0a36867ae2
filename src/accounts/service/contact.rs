//! Communication needs (Accessible Information Standard): recorded by the holder, or by whoever writes their plan.

use chrono::{Months, NaiveDate};

use crate::accounts::model::{Actor, CommunicationNeeds, HolderSummary, Refused, Scope};
use crate::accounts::store::holders;
use crate::app::App;
use crate::audit;
use crate::db::DbError;

/// What somebody said about how to reach them, checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewNeeds {
    /// The format they need.
    pub format: Option<String>,
    /// The language they use.
    pub language: Option<String>,
    /// How to reach them.
    pub contact_by: Option<String>,
    /// Who to contact.
    pub contact_name: Option<String>,
    /// Anything else.
    pub notes: Option<String>,
}

/// Why it was refused.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    /// Not theirs to see or change.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The holder whose needs these are.
///
/// # Errors
/// [`ContactError::Refused`] when the actor is no holder and acts for none.
pub async fn view(app: &App, actor: &Actor) -> Result<HolderSummary, ContactError> {
    let holder = actor.holder(Scope::View)?;
    Ok(app.db.read(move |db| holders::summary(db, holder)).await?)
}

/// Records them, in place of what was there, to be checked again in a year.
///
/// # Errors
/// [`ContactError::Refused`] without the right to write the plan.
pub async fn record(app: &App, actor: &Actor, new: NewNeeds) -> Result<(), ContactError> {
    let (holder, by, now, today) = (actor.holder(Scope::Plan)?, actor.by(), app.clock.now(), app.clock.today());
    let needs = CommunicationNeeds {
        format: new.format,
        language: new.language,
        contact_by: new.contact_by,
        contact_name: new.contact_name,
        notes: new.notes,
        checked_on: today,
        review_on: a_year_on(today),
    };
    app.db
        .write(move |db| {
            holders::set_needs(db, holder, &needs)?;
            audit::record(
                db,
                &audit::Entry {
                    at: now,
                    user: Some(by.user),
                    mandate: by.mandate,
                    holder: Some(holder),
                    action: "needs.recorded",
                    subject: "holders",
                    subject_id: holder.0,
                    detail: "Said how they like to be contacted",
                },
            )
        })
        .await?;
    Ok(())
}

fn a_year_on(day: NaiveDate) -> NaiveDate {
    day.checked_add_months(Months::new(12)).unwrap_or(day)
}
