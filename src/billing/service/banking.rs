//! Bank accounts: a provider's, which is paid to only when a second person or a code that was mailed has confirmed it;
//! and the one that a council pays from.

use chrono::{NaiveDateTime, TimeDelta};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::authority::own_council;
use super::messages;
use crate::accounts::{Actor, Duty};
use crate::app::App;
use crate::audit;
use crate::billing::error::BillingError;
use crate::billing::model::bank::BankAccount;
use crate::billing::store::banks::{self, Waiting};
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::reference::order_reference;
use crate::kernel::{BankAccountId, OrganisationId, ProviderId, UserId};

/// How long a code can be used.
const HOURS: i64 = 24;
/// How often a code may be wrong.
const TRIES: i32 = 5;

/// What a provider's page about its account shows.
#[derive(Clone, Debug)]
pub struct Banking {
    /// The account that is paid to.
    pub confirmed: Option<BankAccount>,
    /// One that waits to be confirmed.
    pub waiting: Option<BankAccount>,
    /// Which that is, so that nobody confirms another than they saw.
    pub waiting_id: Option<BankAccountId>,
    /// When it was entered.
    pub entered_at: Option<NaiveDateTime>,
    /// Whether whoever looks entered it, and so needs the code.
    pub own: bool,
}

/// The provider whose account somebody may change: its managers may.
fn managed(db: &mut Db, actor: &Actor) -> Result<(ProviderId, OrganisationId), BillingError> {
    for organisation in actor.organisations_for(Duty::Manage) {
        if let Some(provider) = directory::provider_of_organisation(db, organisation)? {
            return Ok((provider, organisation));
        }
    }
    Err(BillingError::NotFound)
}

/// Only the hash is kept, bound to the provider and the account.
#[allow(clippy::format_collect, reason = "32 bytes, once")]
fn hash(provider: ProviderId, account: &BankAccount, code: &str) -> String {
    let code: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
    let text = format!("{provider}/{}/{}/{code}", account.sort_code, account.number);
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn record(
    db: &mut Db,
    (user, now): (UserId, NaiveDateTime),
    (subject, id): (&str, i64),
    (action, detail): (&str, &str),
) -> Result<(), DbError> {
    let entry = audit::Entry {
        at: now,
        user: Some(user),
        mandate: None,
        holder: None,
        action,
        subject,
        subject_id: id,
        detail,
    };
    audit::record(db, &entry)
}

/// The account of somebody's provider.
///
/// # Errors
/// [`BillingError::NotFound`] for people who don't manage a provider.
pub async fn of_provider(app: &App, actor: &Actor) -> Result<Banking, BillingError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .read(move |db| {
            let (provider, _) = managed(db, &actor)?;
            let waiting = banks::waiting(db, provider)?.filter(|waiting| waiting.expires_at > now);
            Ok(Banking {
                confirmed: banks::confirmed(db, provider)?,
                own: waiting.as_ref().is_some_and(|waiting| waiting.entered_by == actor.user_id),
                waiting_id: waiting.as_ref().map(|waiting| waiting.id),
                entered_at: waiting.as_ref().map(|waiting| waiting.entered_at),
                waiting: waiting.map(|waiting| waiting.account),
            })
        })
        .await
}

/// Writes down a provider's account. Nothing is paid to it until it is confirmed; everybody who manages the provider
/// hears of it, and whoever entered it gets a code.
///
/// # Errors
/// [`BillingError::NotFound`] for people who don't manage a provider.
pub async fn enter(app: &App, actor: &Actor, account: BankAccount) -> Result<(), BillingError> {
    let code = order_reference(app.random.u64());
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let (provider, organisation) = managed(db, &actor)?;
            let hashed = hash(provider, &account, &code);
            let until = now + TimeDelta::hours(HOURS);
            banks::enter(db, provider, &account, &hashed, (actor.user_id, now, until))?;
            let detail = format!("Entered a bank account, {}", account.hidden());
            record(db, (actor.user_id, now), ("providers", provider.0), ("bank.entered", &detail))?;
            messages::bank_entered(db, &actor, organisation, (&account, &code), (&site, now))?;
            Ok::<_, BillingError>(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// What became of confirming.
enum Tried {
    Confirmed,
    Wrong,
    Over,
    Another,
}

/// Confirms the account that waits and that was seen: by the code, or by anybody else who manages the provider.
///
/// # Errors
/// [`BillingError::WrongCode`], [`BillingError::CodeOver`], [`BillingError::AnotherAccount`]; then the account is not paid
/// to.
pub async fn confirm(app: &App, actor: &Actor, seen: Option<BankAccountId>, code: &str) -> Result<(), BillingError> {
    let (actor, now, code, site) = (actor.clone(), app.clock.now(), code.to_owned(), app.config.public_url.clone());
    let tried = app
        .db
        .write(move |db| {
            let (provider, organisation) = managed(db, &actor)?;
            let Some(waiting) = banks::waiting(db, provider)? else { return Ok(Tried::Over) };
            if waiting.expires_at <= now || waiting.tries >= TRIES {
                return Ok(Tried::Over);
            }
            if seen != Some(waiting.id) {
                return Ok(Tried::Another);
            }
            if !(waiting.entered_by != actor.user_id || fits(provider, &waiting, &code)) {
                // A wrong code counts, so this must be kept.
                banks::wrong_code(db, waiting.id)?;
                return Ok(Tried::Wrong);
            }
            if banks::confirm(db, provider, waiting.id, (actor.user_id, now))? != 1 {
                return Ok(Tried::Over);
            }
            let detail = format!("Confirmed the bank account {}", waiting.account.hidden());
            record(db, (actor.user_id, now), ("providers", provider.0), ("bank.confirmed", &detail))?;
            messages::bank_confirmed(db, organisation, &waiting.account, (&site, now))?;
            Ok::<_, BillingError>(Tried::Confirmed)
        })
        .await?;
    app.wake.notify_one();
    match tried {
        Tried::Confirmed => Ok(()),
        Tried::Wrong => Err(BillingError::WrongCode),
        Tried::Over => Err(BillingError::CodeOver),
        Tried::Another => Err(BillingError::AnotherAccount),
    }
}

fn fits(provider: ProviderId, waiting: &Waiting, code: &str) -> bool {
    let given = hash(provider, &waiting.account, code);
    given.as_bytes().ct_eq(waiting.code_hash.as_bytes()).into()
}

/// Throws the account away that waits and that was seen.
///
/// # Errors
/// [`BillingError::CodeOver`] when none waits, [`BillingError::AnotherAccount`] when another does.
pub async fn refuse(app: &App, actor: &Actor, seen: Option<BankAccountId>) -> Result<(), BillingError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let (provider, _) = managed(db, &actor)?;
            if banks::waiting(db, provider)?.is_some_and(|waiting| seen != Some(waiting.id)) {
                return Err(BillingError::AnotherAccount);
            }
            if banks::refuse(db, provider, (actor.user_id, now))? == 0 {
                return Err(BillingError::CodeOver);
            }
            let what = ("bank.refused", "Threw the bank account away that waited");
            Ok(record(db, (actor.user_id, now), ("providers", provider.0), what)?)
        })
        .await
}

/// The account that somebody's council pays from.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no finance officers.
pub async fn of_council(app: &App, actor: &Actor) -> Result<Option<BankAccount>, BillingError> {
    let council = own_council(actor)?;
    app.db.read(move |db| Ok(banks::of_council(db, council)?)).await
}

/// Sets the account that somebody's council pays from, for runs that are made from now on.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no finance officers.
pub async fn set_council(app: &App, actor: &Actor, account: BankAccount) -> Result<(), BillingError> {
    let council = own_council(actor)?;
    let by = (actor.user_id, app.clock.now());
    app.db
        .write(move |db| {
            banks::set_council(db, council, &account, by)?;
            let detail = format!("The council pays from {}", account.hidden());
            Ok(record(db, by, ("organisations", council.0), ("bank.payer", &detail))?)
        })
        .await
}
