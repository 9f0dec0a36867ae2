//! A check that a provider needs has run out while orders go on: the people whose orders they are hear of it once.
//!
//! New orders are stopped by the directory; running ones go on, because stopping support from one day to the next would
//! be worse. Their pages say it for as long as it is so.

use chrono::{NaiveDate, NaiveDateTime};

use super::messages;
use crate::app::App;
use crate::db::{Db, DbError, marks};
use crate::directory::service::lapses as directory;
use crate::kernel::ListingId;
use crate::orders::model::Order;
use crate::orders::store::{lines, orders};

pub use crate::directory::service::lapses::Lapsed;

/// The mark that says on which day holders were last told.
const TOLD_ON: &str = "holders_told_of_lapses_on";

/// What this order's provider needs for it and has let run out.
///
/// # Errors
/// When the database fails.
pub(super) fn of_order(db: &mut Db, order: &Order, today: NaiveDate) -> Result<Option<Lapsed>, DbError> {
    if order.status.is_over() {
        return Ok(None);
    }
    let ordered = lines::of_orders(db, &[order.id])?;
    let listings: Vec<ListingId> = ordered.iter().map(|line| line.listing_id).collect();
    directory::lapsed(db, order.provider_id, &listings, today)
}

/// Mails the people with a running order whose provider has let a check run out, once for each check. The worker calls
/// it often; it looks once a day. Returns how many orders' people were told.
///
/// # Errors
/// When the database fails; who was told stays told.
pub async fn warn(app: &App) -> Result<usize, DbError> {
    let (today, now, site) = (app.clock.today(), app.clock.now(), app.config.public_url.clone());
    let told = |db: &mut Db| marks::get(db, TOLD_ON);
    if app.db.read(told).await?.as_deref() == Some(today.to_string().as_str()) {
        return Ok(0);
    }
    let providers = app.db.read(move |db| directory::providers_with_lapses(db, today)).await?;
    let mut warned = 0;
    for provider in providers {
        let site = site.clone();
        warned += app
            .db
            .write(move |db| {
                let mut warned = 0;
                for order in orders::running_of_provider(db, provider)? {
                    warned += warn_one(db, &order, &site, today, now)?;
                }
                Ok::<usize, DbError>(warned)
            })
            .await?;
    }
    app.db.write(move |db| marks::set(db, TOLD_ON, &today.to_string())).await?;
    if warned > 0 {
        app.wake.notify_one();
    }
    Ok(warned)
}

fn warn_one(db: &mut Db, order: &Order, site: &str, today: NaiveDate, now: NaiveDateTime) -> Result<usize, DbError> {
    let Some(lapsed) = of_order(db, order, today)? else { return Ok(0) };
    if !directory::note_warned(db, &lapsed.lapse, order.holder_id, now)? {
        return Ok(0);
    }
    messages::check_ran_out(db, order.id, &lapsed, site, now)?;
    Ok(1)
}
