//! What somebody keeps: their shortlist and their saved searches.

use std::sync::Arc;

use chrono::TimeDelta;

use super::holders::Purse;
use super::{Known, Setting};
use crate::app::App;
use crate::demo::DemoError;
use crate::demo::people::Holder;
use crate::find::saved::service as saved;
use crate::find::shortlist::service as shortlist;

/// Writes both. A small market lacks some of what they like.
pub(super) fn write(
    app: &App,
    setting: &Setting,
    known: &Known,
    holder: &Holder,
    purse: &Purse,
) -> Result<(), DemoError> {
    let (setting, known, holder, purse) = (setting.clone(), known.clone(), Arc::new(holder.clone()), purse.clone());
    app.db.write_blocking(move |db| {
        for (days, liked) in (1..).zip(&holder.shortlist) {
            let there = known.listings.get(&(liked.by.clone(), liked.listing.clone()));
            let by = if liked.broker { purse.broker } else { purse.own };
            if let (Some((listing, _)), Some(by)) = (there, by) {
                shortlist::enrol(db, purse.holder, *listing, &liked.note, by, setting.now - TimeDelta::days(days))?;
            }
        }
        for search in &holder.saved {
            if let Some(own) = purse.own {
                let at = setting.now - TimeDelta::days(3);
                saved::enrol(db, (own.user, purse.holder), &search.name, &search.search, search.mails, at)?;
            }
        }
        Ok(())
    })
}
