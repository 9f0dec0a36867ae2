//! The provider's answer to an order: yes, or no with a reason.

use std::sync::Arc;

use crate::accounts::Actor;
use crate::app::App;
use crate::db::Db;
use crate::orders::error::ActError;
use crate::orders::store::orders;

use super::authority::as_provider;
use super::messages;
use super::moves::{self, Act};
use super::shares;

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

/// Says yes to an order.
///
/// # Errors
/// [`ActError`]; then nothing was changed.
pub async fn accept(app: &App, actor: &Actor, reference: &str) -> Result<(), ActError> {
    answer(app, actor, reference, None).await
}

/// Says no to an order, with a reason that the holder will read; its money is released.
///
/// # Errors
/// [`ActError`]; then nothing was changed.
pub async fn decline(app: &App, actor: &Actor, reference: &str, reason: &str) -> Result<(), ActError> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(ActError::NeedsReason(
            "Say why you can’t take this order, so that they can look for someone else.",
        ));
    }
    if reason.chars().count() > LONGEST_REASON {
        return Err(ActError::NeedsReason("Say why in 500 characters or fewer."));
    }
    answer(app, actor, reference, Some(reason.to_owned())).await
}

async fn answer(app: &App, actor: &Actor, reference: &str, no: Option<String>) -> Result<(), ActError> {
    let asked = reference.to_owned();
    // Shares of one thing stand and fall together: one answer is the answer to all of them.
    let read = move |db: &mut Db| {
        let order = orders::by_reference(db, &asked)?;
        let pots = shares::pots_with(db, order.id)?;
        Ok::<_, ActError>((order, pots))
    };
    let (order, pots) = app.db.read(read).await?;
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    app.db
        .write_locked(pots, move |db| {
            as_provider(db, &actor, &order)?;
            let by = crate::accounts::By { user: actor.user_id, mandate: None };
            let act = Act { by: Some(by), now };
            for mut order in shares::orders_with(db, order.id)? {
                match &no {
                    None => {
                        moves::accept(db, act, &mut order)?;
                        messages::accepted(db, order.id, &site, now)?;
                    }
                    Some(reason) => {
                        moves::decline(db, act, &mut order, reason)?;
                        messages::declined(db, order.id, reason, &site, now)?;
                    }
                }
            }
            Ok::<_, ActError>(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
