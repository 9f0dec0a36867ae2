//! Reading about the people somebody may act for.

use chrono::NaiveDate;

use super::model::{Person, PersonView, Sort, sort};
use crate::accounts::service::people;
use crate::accounts::{Actor, Refused};
use crate::app::App;
use crate::audit;
use crate::budgets::{ledger, service as budgets};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::HolderId;
use crate::orders::service as orders;

/// How much of what was done is shown.
const HISTORY: i64 = 20;

/// Why a page about somebody isn't shown.
#[derive(Debug, thiserror::Error)]
pub enum BrokerageError {
    /// No such person, or no mandate for them that holds today: the same to whoever asks.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for BrokerageError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::Refused(Refused),
            other => Self::Db(other),
        }
    }
}

/// Everybody the actor may act for today.
///
/// # Errors
/// When the database fails.
pub async fn my_people(app: &App, actor: &Actor, by: Sort) -> Result<Vec<Person>, DbError> {
    let (user, today) = (actor.user_id, app.clock.today());
    app.db
        .read(move |db| {
            let mut found = Vec::new();
            for mandate in people::mandates_in_force(db, user, today)? {
                let holder = people::holder_summary(db, mandate.holder_id)?;
                let left = left(db, mandate.holder_id, today)?;
                found.push(Person {
                    reference: holder.reference,
                    name: holder.name,
                    needs: holder.needs.map(|needs| needs.line()).unwrap_or_default(),
                    left,
                    mandate,
                });
            }
            sort(&mut found, by);
            Ok(found)
        })
        .await
}

/// One of the people the actor may act for today.
///
/// # Errors
/// [`BrokerageError::Refused`] for everybody else, known or not.
pub async fn person(app: &App, actor: &Actor, reference: &str) -> Result<PersonView, BrokerageError> {
    let (user, today, reference) = (actor.user_id, app.clock.today(), reference.to_owned());
    app.db
        .read(move |db| {
            let id = people::holder_by_reference(db, &reference)?;
            let mandates = people::mandates_in_force(db, user, today)?;
            let mandate = mandates.into_iter().find(|mandate| mandate.holder_id == id).ok_or(Refused)?;
            let holder = people::holder_summary(db, id)?;
            Ok(PersonView {
                mandate,
                budget: budgets::view_of(db, holder, false, today)?,
                orders: orders::newest_of_holder(db, id, today)?,
                history: audit::for_holder(db, id, HISTORY)?,
            })
        })
        .await
}

/// What is left of somebody's budget today; none when they have none.
fn left(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Option<Money>, DbError> {
    match budgets::current_pot(db, holder, today)?.filter(|pot| today <= pot.ends_on) {
        Some(pot) => Ok(Some(ledger::balances(db, pot.id)?.available)),
        None => Ok(None),
    }
}
