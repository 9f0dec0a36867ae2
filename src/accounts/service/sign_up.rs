//! Signing up: an account exists once its address is confirmed, and only then is anything made for it.
//!
//! What was asked for waits in the link's own row, password hash included. So a stranger who signs up with
//! somebody else's address leaves nothing behind that the owner's own link doesn't replace.

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::links::{self, LinkError};
use super::sessions::fold_email;
use crate::accounts::emails;
use crate::accounts::model::{OrganisationKind, Role, Scope, Scopes};
use crate::accounts::password::{self, HashError};
use crate::accounts::store::{holders, mandates, organisations, tokens, users};
use crate::app::{App, Limited};
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, UserId};
use crate::kernel::reference::order_reference;
use crate::mail;

/// A confirmation link works for this long.
pub const CONFIRM_HOURS: i64 = 24;

/// Who an account is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum AccountFor {
    /// The person's own support.
    Me,
    /// Somebody they help; no name when that person has their own account and gives them a mandate there.
    Someone {
        /// The name of the person they help.
        name: Option<String>,
    },
    /// A provider.
    Provider {
        /// What the provider is called.
        organisation: String,
    },
}

/// What somebody typed to sign up, checked.
#[derive(Clone, Debug)]
pub struct SignUp {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The password they chose.
    pub password: String,
    /// Who it is for.
    pub account_for: AccountFor,
    /// The network address of the browser.
    pub address: String,
}

/// Why signing up failed. That an address is known is no reason, and never said.
#[derive(Debug, thiserror::Error)]
pub enum SignUpError {
    /// Too many tries.
    #[error("too many tries")]
    Limited(Limited),
    /// The machine can't hash now.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What a confirmation is to make.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Asked {
    name: String,
    password_hash: String,
    account_for: AccountFor,
}

/// Sends a link that confirms the address, or, to an address that has an account, a mail that says so. Both look the
/// same to whoever asks, and cost the same work.
///
/// # Errors
/// [`SignUpError::Limited`] before anything is hashed.
pub async fn sign_up(app: &App, wanted: SignUp) -> Result<(), SignUpError> {
    let email = fold_email(&wanted.email);
    app.limits.check("sign-up", &email, &wanted.address).map_err(SignUpError::Limited)?;
    let password_hash = password::hash(app, wanted.password).await?;
    let asked = Asked { name: wanted.name, password_hash, account_for: wanted.account_for };
    let detail = serde_json::to_string(&asked).map_err(|error| DbError::Other(error.to_string()))?;
    let (now, link, site) = (app.clock.now(), links::new(app, "/confirm-email"), app.config.public_url.clone());
    let written = app
        .db
        .write(move |db| {
            let message = match account_to_confirm(db, &email, now)? {
                Some(user) => {
                    let expires_at = now + TimeDelta::hours(CONFIRM_HOURS);
                    let (hash, detail) = (link.hash.as_str(), detail.as_str());
                    let purpose = tokens::Purpose::Confirm;
                    tokens::insert(db, &tokens::NewToken { user, purpose, hash, detail, now, expires_at })?;
                    emails::confirm_address(&email, &link.address)
                }
                None => emails::has_account(&email, &site),
            };
            mail::queue(db, &message, now)
        })
        .await;
    app.wake.notify_one();
    match written {
        // The same form sent twice at once: the first one's mail is on its way.
        Err(error) if error.is_constraint("email") => Ok(()),
        other => Ok(other?),
    }
}

/// The user whose address is to be confirmed; none when it has been.
fn account_to_confirm(db: &mut Db, email: &str, now: NaiveDateTime) -> Result<Option<UserId>, DbError> {
    match users::by_email(db, email)? {
        Some(user) if user.email_confirmed_at.is_some() => Ok(None),
        Some(user) => Ok(Some(UserId(user.id))),
        None => unconfirmed(db, email, now).map(Some),
    }
}

/// A user who can't sign in until they confirm the address, which stands for their name till then.
pub(super) fn unconfirmed(db: &mut Db, email: &str, now: NaiveDateTime) -> Result<UserId, DbError> {
    let name: String = email.chars().take(200).collect();
    users::insert(
        db,
        &users::NewUser { email, name: &name, phone: None, password_hash: "", email_confirmed_at: None, now },
    )
}

/// Whether a confirmation link can still be used; changes nothing, because link scanners press GETs.
///
/// # Errors
/// [`LinkError::Spent`] when it can't.
pub async fn check_link(app: &App, token: &str) -> Result<(), LinkError> {
    let (hash, now) = (links::hash(token), app.clock.now());
    let found = app.db.read(move |db| tokens::live(db, &hash, tokens::Purpose::Confirm, now)).await?;
    found.map(drop).ok_or(LinkError::Spent)
}

/// Confirms the address and makes what was asked for.
///
/// # Errors
/// [`LinkError::Spent`] when the link can't be used.
pub async fn confirm(app: &App, token: &str) -> Result<(), LinkError> {
    let (hash, now, today) = (links::hash(token), app.clock.now(), app.clock.today());
    let reference = order_reference(app.random.u64());
    app.db
        .write(move |db| {
            let link = tokens::live(db, &hash, tokens::Purpose::Confirm, now)?.ok_or(LinkError::Spent)?;
            if !tokens::use_up(db, link.id, now)? {
                return Err(LinkError::Spent);
            }
            let asked: Asked = serde_json::from_str(&link.detail).map_err(|error| DbError::Other(error.to_string()))?;
            tokens::use_up_all(db, link.user_id, tokens::Purpose::Confirm, now)?;
            if !users::set_confirmed(db, link.user_id, &asked.name, &asked.password_hash, now)? {
                return Err(LinkError::Spent);
            }
            let made = Made { user: link.user_id, now, today, reference: &reference };
            made.all(db, &asked)?;
            Ok(())
        })
        .await
}

/// Makes what an account starts with.
struct Made<'a> {
    user: UserId,
    now: NaiveDateTime,
    today: chrono::NaiveDate,
    reference: &'a str,
}

impl Made<'_> {
    fn all(&self, db: &mut Db, asked: &Asked) -> Result<(), DbError> {
        match &asked.account_for {
            AccountFor::Me => self.holder(db, &asked.name, Some(self.user)).map(drop)?,
            AccountFor::Someone { name: Some(name) } => {
                let holder = self.holder(db, name, None)?;
                self.mandate(db, holder)?;
            }
            AccountFor::Someone { name: None } => {}
            AccountFor::Provider { organisation } => {
                let kind = OrganisationKind::Provider;
                let id = organisations::insert(db, kind, organisation, (None, None), self.now)?;
                organisations::add_member(db, self.user, id, Role::ProviderStaff, self.now)?;
            }
        }
        self.record(db, None, ("account.confirmed", "users", self.user.0), "Confirmed the e-mail address")
    }

    /// Somebody who pays for their own support: no council.
    fn holder(&self, db: &mut Db, name: &str, user_id: Option<UserId>) -> Result<HolderId, DbError> {
        let new = holders::NewHolder {
            reference: self.reference.to_owned(),
            user_id,
            name: name.to_owned(),
            ..holders::NewHolder::default()
        };
        let holder = holders::insert(db, &new, self.now)?;
        self.record(db, Some(holder), ("holder.created", "holders", holder.0), "Signed up")?;
        Ok(holder)
    }

    /// Whoever signs up for somebody without a login does everything for them.
    fn mandate(&self, db: &mut Db, holder: HolderId) -> Result<(), DbError> {
        let new = mandates::NewMandate {
            holder_id: holder,
            user_id: self.user,
            scopes: Scopes::new(Scope::ALL),
            order_limit: None,
            four_week_limit: None,
            starts_on: self.today,
            ends_on: None,
            granted_by: self.user,
        };
        let id = mandates::insert(db, &new, self.now)?;
        self.record(db, Some(holder), ("mandate.granted", "mandates", id.0), "Signed up to act for them")
    }

    fn record(
        &self,
        db: &mut Db,
        holder: Option<HolderId>,
        (action, subject, subject_id): (&str, &str, i64),
        detail: &str,
    ) -> Result<(), DbError> {
        let (at, user) = (self.now, Some(self.user));
        audit::record(db, &audit::Entry { at, user, mandate: None, holder, action, subject, subject_id, detail })
    }
}
