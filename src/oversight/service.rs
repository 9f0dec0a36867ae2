//! What a council's officers may look at: their own council's people, and nobody else's.

use super::model::{Asked, PeopleView, PersonView};
use super::store;
use crate::accounts::service::people;
use crate::accounts::{Actor, Refused, Role};
use crate::app::App;
use crate::audit;
use crate::budgets::service as budgets;
use crate::db::DbError;
use crate::kernel::Paged;
use crate::kernel::ids::OrganisationId;
use crate::orders::service as orders;
use crate::plans::service as plans;

/// People on one page.
pub const PER_PAGE: u32 = 25;
/// How much of what was done is shown.
const HISTORY: i64 = 50;

/// Why it isn't shown.
#[derive(Debug, thiserror::Error)]
pub enum OversightError {
    /// Not an officer of a council, or not one of its people: the same to whoever asks.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for OversightError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::Refused(Refused),
            other => Self::Db(other),
        }
    }
}

/// The council whose people the actor may see: care managers and finance officers may.
fn council(actor: &Actor) -> Result<OrganisationId, Refused> {
    actor.organisation_in_any(&[Role::CareManager, Role::FinanceOfficer])
}

/// A page of the council's people.
///
/// # Errors
/// [`OversightError::Refused`] for anybody who is no officer of a council.
pub async fn list(app: &App, actor: &Actor, asked: Asked) -> Result<PeopleView, OversightError> {
    let (council, today) = (council(actor)?, app.clock.today());
    let care_manager = actor.has_in(Role::CareManager, council);
    app.db
        .read(move |db| {
            let total = store::count(db, council, &asked.name)?;
            let items = store::page(db, council, &asked, today, PER_PAGE)?;
            let people = Paged { items, total, page: asked.page, per_page: PER_PAGE };
            Ok(PeopleView { council: people::organisation_name(db, council)?, care_manager, people })
        })
        .await
}

/// One of the council's people.
///
/// # Errors
/// [`OversightError::Refused`] for anybody else's people, and for references nobody has.
pub async fn person(app: &App, actor: &Actor, reference: &str) -> Result<PersonView, OversightError> {
    let (council, today, reference) = (council(actor)?, app.clock.today(), reference.to_owned());
    let care_manager = actor.has_in(Role::CareManager, council);
    let finance = actor.has_in(Role::FinanceOfficer, council);
    app.db
        .read(move |db| {
            let id = people::holder_by_reference(db, &reference)?;
            let holder = people::holder_summary(db, id)?;
            if holder.council_id != Some(council) {
                return Err(OversightError::Refused(Refused));
            }
            Ok(PersonView {
                care_manager,
                finance,
                closed: people::closed_case(db, id)?.is_some(),
                budget: budgets::view_of(db, holder, false, today)?,
                orders: orders::newest_of_holder(db, id, today)?,
                plan: plans::current_plan(db, id, today)?,
                helpers: people::helpers_of(db, id)?,
                history: audit::for_holder(db, id, HISTORY)?,
            })
        })
        .await
}
