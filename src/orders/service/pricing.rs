//! Prices a line from a listing as it stands, for baskets and for placing.

use chrono::NaiveDate;

use crate::accounts::service::people;
use crate::db::{Db, DbError};
use crate::directory::model::{Price, PriceUnit, price_for};
use crate::directory::service::Orderable;
use crate::geo;
use crate::kernel::{HolderId, Nation, TimeBand};
use crate::orders::model::costing::cost;
use crate::orders::model::{CostFault, Costing, LineRequest, Rate, Window};

/// Whose bank holidays count for a holder: those of where they live, or else of where their council is. England's, where
/// neither is known.
pub(super) fn nation_of(db: &mut Db, holder: HolderId) -> Result<Nation, DbError> {
    let (postcode, council) = people::whereabouts(db, holder)?;
    Ok(nation_at(postcode, council))
}

/// As [`nation_of`], from where somebody lives and their council's code.
pub(super) fn nation_at(postcode: Option<String>, council: Option<String>) -> Nation {
    let by_postcode = postcode.and_then(|postcode| geo::lookup(&postcode).ok()?.council_code);
    let nation = by_postcode.as_deref().and_then(Nation::of_council);
    nation.or_else(|| council.as_deref().and_then(Nation::of_council)).unwrap_or(Nation::England)
}

/// What a listing charges for a unit, by band and day.
pub(super) fn rates(prices: &[Price], unit: PriceUnit) -> impl Fn(TimeBand, NaiveDate) -> Option<Rate> {
    move |band, on| {
        let price = price_for(prices, unit, band, on)?;
        Some(Rate { price: price.amount, minimum: price.minimum, band: price.band })
    }
}

/// What a line of this listing costs.
pub(super) fn priced(listing: &Orderable, request: &LineRequest, window: &Window) -> Result<Costing, CostFault> {
    cost(request, window, rates(&listing.prices, request.unit))
}

/// The units a listing can be ordered by on a day, in the order of the word list.
pub(super) fn units_on(prices: &[Price], on: NaiveDate) -> Vec<PriceUnit> {
    let has = |unit: &PriceUnit| TimeBand::ALL.iter().any(|band| price_for(prices, *unit, *band, on).is_some());
    PriceUnit::ALL.iter().copied().filter(has).collect()
}
