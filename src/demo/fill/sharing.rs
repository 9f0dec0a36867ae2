//! What some people order together: one that runs, and one that waits for a yes.

use chrono::TimeDelta;

use super::holders::Purse;
use super::{Known, Setting};
use crate::accounts::By;
use crate::app::App;
use crate::budgets::ledger::balances;
use crate::db::Db;
use crate::demo::people::Holder;
use crate::demo::{DemoError, shifted};
use crate::directory::model::PriceUnit;
use crate::directory::service::orderable;
use crate::kernel::{ListingId, Money, OrderId, Quantity, Schedule, TimeOfDay, Weekdays};
use crate::orders::model::LineRequest;
use crate::orders::service::enrol as orders;
use crate::sharing::service::enrol::{self, Sharer};

/// What is shared: the provider's key, and the listing.
const SHARED: (&str, &str) = ("delroy-banks", "Out with Delroy: barber, bowls and allotment");
/// What a share costs at the most.
const ENOUGH: Money = Money::from_pence(40_000);
/// Who has shared it since seven weeks ago.
const RUNNING: [&str; 2] = ["Dean Whittle", "Grace Adjei"];
/// Who would like to on another day; the last has not said yes.
const WAITING: [&str; 2] = ["Devon Clarke", "Priya Shah"];

/// Writes both. A small market lacks the listing or the people.
pub(super) fn write(app: &App, setting: &Setting, known: &Known, purses: &[(Holder, Purse)]) -> Result<(), DemoError> {
    let Some((listing, _)) = known.listings.get(&(SHARED.0.to_owned(), SHARED.1.to_owned())).copied() else {
        return Ok(());
    };
    let provider = By { user: known.user(SHARED.0)?, mandate: None };
    let (setting, purses) = (setting.clone(), purses.to_vec());
    let seeds: Vec<u64> = (0..8).map(|_| app.random.u64()).collect();
    let (of_setting, of_purses, of_seeds) = (setting.clone(), purses.clone(), seeds.clone());
    let ran = app.db.write_blocking(move |db| {
        let spaces = orderable(db, listing, of_setting.today)?.spaces_left;
        if spaces.is_some_and(|spaces| spaces < 2) {
            return Ok(());
        }
        running(db, &of_setting, (listing, provider), &of_purses, &of_seeds)
    });
    if let Err(problem) = ran {
        // Late in a budget year there may be no money or no days left for it; the demo is whole without.
        tracing::warn!(%problem, "the demo has no shared order that runs");
    }
    app.db.write_blocking(move |db| {
        let at = setting.now - TimeDelta::days(2);
        let request = request("Thu", shifted(setting.today, 10));
        let mut sharers = sharers(&purses, &WAITING);
        if let Some(last) = sharers.last_mut() {
            last.yes = false;
        }
        if sharers.len() == WAITING.len() {
            enrol::shared(db, (listing, &request), &sharers, &seeds, at).map_err(failed)?;
        }
        Ok(())
    })
}

fn failed(error: impl std::fmt::Display) -> DemoError {
    DemoError::Unknown(error.to_string())
}

fn request(day: &str, from: chrono::NaiveDate) -> LineRequest {
    let days = Weekdays::parse([day]).unwrap_or_default();
    let until = Some(shifted(from, 90));
    let schedule =
        Schedule { ends_on: until, ..Schedule::weekly(days, TimeOfDay::new(10, 30).unwrap_or_default(), from) };
    LineRequest::new(PriceUnit::Hour, Quantity::from_units(2), schedule)
}

fn sharers(purses: &[(Holder, Purse)], names: &[&str]) -> Vec<Sharer> {
    let sharer = |name: &&str| {
        let (_, purse) = purses.iter().find(|(known, _)| known.name == *name)?;
        Some(Sharer { holder: purse.holder, by: purse.own?, plan_line: None, yes: true })
    };
    names.iter().filter_map(sharer).collect()
}

fn running(
    db: &mut Db,
    setting: &Setting,
    (listing, provider): (ListingId, By),
    purses: &[(Holder, Purse)],
    seeds: &[u64],
) -> Result<(), DemoError> {
    let began = shifted(setting.today, -49);
    let sharers = sharers(purses, &RUNNING);
    if sharers.len() != RUNNING.len() || began <= setting.year.0 {
        return Ok(());
    }
    // Whoever has spent nearly all of it can't share.
    for (_, purse) in purses.iter().filter(|(holder, _)| RUNNING.contains(&holder.name.as_str())) {
        if balances(db, purse.pot.id)?.available < ENOUGH {
            return Ok(());
        }
    }
    let at = setting.now - TimeDelta::days(55);
    let id = enrol::shared(db, (listing, &request("Tue", began)), &sharers, seeds, at).map_err(failed)?;
    let made: Vec<OrderId> = enrol::orders(db, id).map_err(failed)?;
    for (order, sharer) in made.into_iter().zip(&sharers) {
        orders::accept(db, order, provider, at + TimeDelta::hours(5)).map_err(failed)?;
        let (recorded, confirmed) = (shifted(setting.today, -1), shifted(setting.today, -6));
        orders::deliver(db, order, (provider, sharer.by), recorded, confirmed).map_err(failed)?;
    }
    Ok(())
}
