//! Reading what is compared, and what it means to the reader.

use super::model::{Asked, Compared, Comparison, Wanted, hours_in};
use crate::accounts::service::people;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::service::{self as directory, Offer};
use crate::geo::{self, Place};
use crate::kernel::HolderId;
use crate::plans::PlanLine;
use crate::plans::service as plans;

/// What is known of the reader.
#[derive(Default)]
struct Reader {
    home: Option<Place>,
    lines: Vec<PlanLine>,
}

/// Puts side by side what is on show of what was asked for.
///
/// # Errors
/// When the database fails.
pub async fn compare(app: &App, actor: Option<&Actor>, asked: Asked) -> Result<Comparison, DbError> {
    let holder = actor.and_then(|actor| actor.holder(Scope::View).ok());
    let of = actor.and_then(|actor| actor.acting_for.as_ref()).map(|mandate| mandate.holder_name.clone());
    let today = app.clock.today();
    app.db
        .read(move |db| {
            if asked.listings.is_empty() {
                return Ok(Comparison { of: of.clone(), ..Comparison::default() });
            }
            let mut offers = directory::offers(db, &asked.listings, today)?;
            offers.retain(Offer::is_public);
            let reader = match holder {
                Some(holder) => reader(db, holder, today)?,
                None => Reader::default(),
            };
            Ok(Comparison {
                missing: asked.listings.len() - offers.len(),
                too_many: asked.too_many,
                home: reader.home.is_some(),
                compared: offers.into_iter().map(|offer| compared(offer, &reader)).collect(),
                of: of.clone(),
            })
        })
        .await
}

fn reader(db: &mut Db, holder: HolderId, today: chrono::NaiveDate) -> Result<Reader, DbError> {
    let postcode = people::holder_summary(db, holder)?.postcode;
    let lines = plans::current_plan(db, holder, today)?.map(|plan| plan.lines).unwrap_or_default();
    Ok(Reader { home: postcode.and_then(|postcode| geo::lookup(&postcode).ok()), lines })
}

fn compared(offer: Offer, reader: &Reader) -> Compared {
    let from = offer.provider.easting.zip(offer.provider.northing);
    let distance_m = reader.home.as_ref().zip(from).map(|(home, from)| geo::distance_m(home, from));
    let wanted = wanted(&offer.listing.category, &reader.lines);
    Compared { offer, distance_m, wanted }
}

/// The plan's line for this kind of support: the same category, or the same family of categories.
fn wanted(category: &str, lines: &[PlanLine]) -> Option<Wanted> {
    let top = |code: &str| code.split('/').next().unwrap_or_default().to_owned();
    let same = |line: &&PlanLine| line.category.as_deref() == Some(category);
    let near = |line: &&PlanLine| line.category.as_deref().is_some_and(|code| top(code) == top(category));
    let line = lines.iter().find(same).or_else(|| lines.iter().find(near))?;
    Some(Wanted { line: line.title.clone(), hours: hours_in(&line.detail)? })
}
