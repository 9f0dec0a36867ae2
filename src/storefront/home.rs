//! What a listing means to whoever reads its page: how far it is from their home, and what it would do to their budget.

use super::fit::{Means, fit};
use crate::accounts::service::people::holder_summary;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::budgets::{ledger, service as budgets};
use crate::db::{Db, DbError};
use crate::directory::model::{Delivery, Listing, Provider};
use crate::directory::service::ListingPage;
use crate::directory::views::listing::{BudgetFit, Home};
use crate::geo;
use crate::kernel::HolderId;
use crate::plans::service as plans;
use crate::web::error::Error;

/// What is known of the reader; nothing for somebody signed out.
#[derive(Default)]
pub struct Reader {
    pub home: Option<Home>,
    pub fit: Option<BudgetFit>,
}

/// Reads both for the holder whom the reader is, or acts for.
pub async fn reader(app: &App, actor: Option<&Actor>, shown: &ListingPage) -> Result<Reader, Error> {
    let Some((actor, holder)) = actor.and_then(|actor| Some((actor, actor.holder(Scope::View).ok()?))) else {
        return Ok(Reader::default());
    };
    let whose = actor.acting_for.as_ref().map(|mandate| mandate.holder_name.clone());
    let (listing, provider, today) = (shown.listing.clone(), shown.provider.clone(), app.clock.today());
    let reader = app
        .db
        .read(move |db| -> Result<Reader, DbError> {
            let postcode = holder_summary(db, holder)?.postcode;
            let money = money(db, holder, today)?;
            Ok(Reader {
                home: postcode.and_then(|postcode| home(&postcode, &listing, &provider)),
                fit: money.and_then(|money| fit(&listing, &money, whose.as_deref(), today)),
            })
        })
        .await?;
    Ok(reader)
}

fn money(db: &mut Db, holder: HolderId, today: chrono::NaiveDate) -> Result<Option<Means>, DbError> {
    let Some(pot) = budgets::current_pot(db, holder, today)? else { return Ok(None) };
    let available = ledger::balances(db, pot.id)?.available;
    let spends = budgets::spends(db, &pot)?;
    let lines = plans::current_plan(db, holder, today)?.map(|plan| plan.lines).unwrap_or_default();
    Ok(Some(Means { ends_on: pot.ends_on, available, lines, spends }))
}

/// Distance and coverage, from a postcode.
fn home(postcode: &str, listing: &Listing, provider: &Provider) -> Option<Home> {
    let place = geo::lookup(postcode).ok()?;
    let distance =
        provider.easting.zip(provider.northing).map(|from| geo::distance_m((place.easting, place.northing), from));
    let terms = &listing.terms;
    let has_area = !terms.districts.is_empty() || !terms.councils.is_empty() || listing.radius_miles.is_some();
    let within = |miles: i32| {
        let most = geo::metres(u32::try_from(miles).unwrap_or(0));
        distance.is_some_and(|metres| metres <= most)
    };
    let covered = place.district.as_ref().is_some_and(|district| terms.districts.contains(district))
        || place.council_code.as_ref().is_some_and(|code| terms.councils.contains(code))
        || listing.radius_miles.is_some_and(within);
    let comes = terms.delivery.contains(&Delivery::AtHome);
    Some(Home {
        postcode: postcode.to_owned(),
        miles: distance.map(geo::miles),
        covered: (comes && has_area).then_some(covered),
    })
}
