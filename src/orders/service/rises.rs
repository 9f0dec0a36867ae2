//! Telling people with running orders that something they buy will cost more. What they ordered keeps its price.

use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::model::rises::RiseNotice;
use crate::directory::service as directory;
use crate::kernel::OrderId;
use crate::orders::store::{agreed, lines, notices};

use super::messages;

/// Tells everybody with a running order on a listing of its new price, each order once: the note that they were told
/// and the mails are written in one transaction, so the job may run again.
///
/// # Errors
/// When the database fails; who wasn't told yet is told when the job runs again.
pub async fn tell_of_rise(app: &App, notice: RiseNotice) -> Result<(), DbError> {
    let listing = notice.listing;
    let running = app.db.read(move |db| lines::running_on(db, listing)).await?;
    for order in running {
        let (site, notice, now) = (app.config.public_url.clone(), notice.clone(), app.clock.now());
        app.db.write(move |db| tell_one(db, order, &notice, &site, now)).await?;
    }
    Ok(())
}

fn tell_one(
    db: &mut Db,
    order: OrderId,
    notice: &RiseNotice,
    site: &str,
    now: chrono::NaiveDateTime,
) -> Result<(), DbError> {
    // What was agreed by a quote or as a share doesn't follow the listing's prices.
    if agreed::all_of(db, order)? {
        return Ok(());
    }
    if !notices::first_time(db, order, notice.version, now)? {
        return Ok(());
    }
    let title = directory::listing_titles(db, &[notice.listing])?.pop().map(|(_, title)| title).unwrap_or_default();
    messages::price_rise(db, order, (&title, &notice.rises), site, now)
}
