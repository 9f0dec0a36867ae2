//! Questions and answers about a request: between the person who asked and one provider at a time. Neither the provider
//! learns who asks, nor one provider what another says.

use std::sync::Arc;

use super::asking::still_allowed;
use super::messages::{self, Who};
use super::quoting::seen;
use crate::accounts::service::people;
use crate::accounts::{Actor, By, Scope};
use crate::app::App;
use crate::db::Db;
use crate::directory::service as directory;
use crate::kernel::ids::{HolderId, ProviderId, RequestId};
use crate::requests::error::RequestError;
use crate::requests::model::identifying::gives_away;
use crate::requests::model::{LONGEST_WORDS, RequestStatus, Side};
use crate::requests::store::{messages as said, quotes, requests};

/// The most messages between the two.
const MOST_MESSAGES: usize = 100;

fn read(words: &str) -> Result<String, RequestError> {
    let words = words.replace("\r\n", "\n").trim().to_owned();
    match words.chars().count() {
        0 => Err(RequestError::Field("words", "Write what you want to say.".to_owned())),
        count if count > LONGEST_WORDS => {
            Err(RequestError::Field("words", format!("Use {LONGEST_WORDS} letters or fewer.")))
        }
        _ => Ok(words),
    }
}

/// Refuses words of the holder's side that would tell a provider who they are.
pub(super) fn refuse_identifying(db: &mut Db, holder: HolderId, words: &str) -> Result<(), RequestError> {
    let holder = people::holder_summary(db, holder)?;
    match gives_away(words, (&holder.name, holder.address.as_deref().unwrap_or_default())) {
        Some(why) => Err(RequestError::Field("words", why)),
        None => Ok(()),
    }
}

/// A provider asks the person something.
///
/// # Errors
/// [`RequestError`]; then nothing was said.
pub async fn ask_holder(app: &App, actor: &Actor, id: RequestId, words: &str) -> Result<(), RequestError> {
    let words = Arc::new(read(words)?);
    let (provider, _) = seen(app, actor, id).await?;
    let (user, now, site) = (actor.user_id, app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let request = requests::by_id(db, id)?;
            if request.status != RequestStatus::Open {
                return Err(RequestError::Closed(request.status));
            }
            if said::of(db, id, Some(provider))?.len() >= MOST_MESSAGES {
                return Err(RequestError::Field(
                    "words",
                    "You have said as much here as there is room for.".to_owned(),
                ));
            }
            said::insert(db, (id, provider), Side::Provider, &words, By { user, mandate: None }, now)?;
            let name = directory::provider_summary(db, provider)?.name;
            let detail = format!("{name} asked something about the request");
            messages::record(db, Who::Provider(user), (request.holder_id, id), ("request.asked", &detail), now)?;
            let what = format!("{name} asks about your request:\n\n{words}");
            Ok(messages::tell_holder(db, &request, ("A question about your request", &what), &site, now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// The person who asked answers a provider, or asks one that has quoted.
///
/// # Errors
/// [`RequestError`]; then nothing was said.
pub async fn answer(
    app: &App,
    actor: &Actor,
    (id, provider): (RequestId, ProviderId),
    words: &str,
) -> Result<(), RequestError> {
    let holder = actor.holder(Scope::Propose)?;
    let words = Arc::new(read(words)?);
    let (actor, site) = (Arc::new(actor.clone()), app.config.public_url.clone());
    let (now, today) = (app.clock.now(), app.clock.today());
    app.db
        .write(move |db| {
            still_allowed(db, &actor, today)?;
            let request = requests::by_id(db, id)?;
            if request.holder_id != holder {
                return Err(RequestError::NotFound);
            }
            if request.status != RequestStatus::Open {
                return Err(RequestError::Closed(request.status));
            }
            let before = said::of(db, id, Some(provider))?;
            let knows = !before.is_empty() || !quotes::of_provider(db, id, provider)?.is_empty();
            if !knows {
                return Err(RequestError::NotFound);
            }
            if before.len() >= MOST_MESSAGES {
                return Err(RequestError::Field(
                    "words",
                    "You have said as much here as there is room for.".to_owned(),
                ));
            }
            refuse_identifying(db, holder, &words)?;
            said::insert(db, (id, provider), Side::Holder, &words, actor.by(), now)?;
            let said = ("request.answered", "Wrote to a provider about the request");
            messages::record(db, Who::Holder(&actor), (holder, id), said, now)?;
            let what = format!("The person who asked writes:\n\n{words}");
            Ok(messages::tell_provider(db, (id, provider), ("About a request", &what), &site, now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
