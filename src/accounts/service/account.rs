//! What somebody sees of their own account.

use chrono::NaiveDateTime;

use crate::accounts::model::{Actor, HolderSummary};
use crate::accounts::store::{holders, mandates, sessions};
use crate::app::App;
use crate::db::DbError;

/// A browser that is signed in.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// What the browser calls itself.
    pub agent: String,
    /// When it signed in, in UTC.
    pub since: NaiveDateTime,
    /// The one asking.
    pub here: bool,
}

/// Somebody's own account.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Where they are signed in, newest first.
    pub sessions: Vec<OpenSession>,
    /// The holder they are, if they are one.
    pub holder: Option<HolderSummary>,
    /// How many people may act for them today.
    pub helpers: usize,
    /// How many people they may act for today.
    pub people: usize,
}

/// Everything the account page shows.
///
/// # Errors
/// When the database fails.
pub async fn overview(app: &App, actor: &Actor) -> Result<Overview, DbError> {
    let (user, session, own) = (actor.user_id, actor.session_id, actor.own_holder);
    let (now, today) = (app.clock.now(), app.clock.today());
    app.db
        .read(move |db| {
            let open = sessions::list_live(db, user, now)?;
            let (holder, helpers) = match own {
                Some(id) => {
                    let given = mandates::of_holder(db, id)?;
                    (Some(holders::summary(db, id)?), given.iter().filter(|mandate| mandate.holds_on(today)).count())
                }
                None => (None, 0),
            };
            let people = mandates::of_user(db, user)?.iter().filter(|mandate| mandate.holds_on(today)).count();
            let sessions =
                open.into_iter().map(|(id, agent, since)| OpenSession { agent, since, here: id == session }).collect();
            Ok(Overview { sessions, holder, helpers, people })
        })
        .await
}

/// Where somebody starts after signing in: what they come for.
pub fn start_page(actor: &Actor) -> &'static str {
    use crate::accounts::model::Role;
    let first = [
        (Role::Moderator, "/moderation"),
        (Role::CareManager, "/council"),
        (Role::FinanceOfficer, "/council"),
        (Role::Broker, "/broker"),
        (Role::ProviderStaff, "/provider"),
    ];
    first
        .into_iter()
        .find(|(role, _)| actor.has(*role))
        .map_or(if actor.own_holder.is_some() { "/budget" } else { "/broker" }, |(_, page)| page)
}
