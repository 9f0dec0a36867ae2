//! A council's plans that somebody has to do something about, for its officers.

use crate::accounts::service::people;
use crate::accounts::{Actor, Refused, Role};
use crate::app::App;
use crate::assessments::model::figure::over;
use crate::assessments::service as assessments;
use crate::db::{Db, DbError};
use crate::kernel::Paged;
use crate::kernel::ids::{HolderId, OrganisationId};
use crate::plans::error::DraftError;
use crate::plans::model::caseload::{Asked, Case};
use crate::plans::model::state::State;
use crate::plans::model::sums::weeks_between;
use crate::plans::store::caseload;

/// Plans on one page.
pub const PER_PAGE: u32 = 25;

/// A page of the list.
#[derive(Clone, Debug)]
pub struct CaseloadView {
    /// The council.
    pub council: String,
    /// The plans of this page.
    pub cases: Paged<Case>,
    /// How many are in each state in which there is something to do.
    pub by_state: Vec<(State, i64)>,
}

/// The council whose plans the actor may see.
fn council(actor: &Actor) -> Result<OrganisationId, Refused> {
    actor.organisation_in_any(&[Role::CareManager, Role::PanelMember, Role::FinanceOfficer])
}

/// A page of the council's plans.
///
/// # Errors
/// [`DraftError::NotFound`] for anybody who is no officer of a council.
pub async fn list(app: &App, actor: &Actor, asked: Asked) -> Result<CaseloadView, DraftError> {
    let (council, today) = (council(actor)?, app.clock.today());
    app.db
        .read(move |db| {
            let total = caseload::count(db, council, &asked, today)?;
            let mut items = caseload::page(db, council, &asked, today, (asked.page, PER_PAGE))?;
            beside_figures(db, &mut items)?;
            Ok(CaseloadView {
                council: people::organisation_name(db, council)?,
                cases: Paged { items, total, page: asked.page, per_page: PER_PAGE },
                by_state: caseload::by_state(db, council)?,
            })
        })
        .await
}

/// What isn't decided yet stands beside the figure that each person has now.
fn beside_figures(db: &mut Db, cases: &mut [Case]) -> Result<(), DbError> {
    let holders: Vec<HolderId> = cases.iter().map(|case| case.holder).collect();
    let figures = assessments::checked_indicative_of(db, &holders)?;
    for case in cases.iter_mut().filter(|case| !case.state.is_over()) {
        if let Some(figure) = figures.get(&case.holder) {
            case.indicative = Some(over(figure.gross, weeks_between(case.days)));
            case.checked = figure.checked;
        }
    }
    Ok(())
}
