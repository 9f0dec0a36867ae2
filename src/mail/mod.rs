//! Mail: written as a job row inside a use-case's transaction, sent afterwards by the worker.
//!
//! No request ever waits for a mail server. See [`queue`] and [`Mailer::send`].

mod store;

use std::path::Path;
use std::sync::{Arc, Mutex};

use chrono::NaiveDateTime;
use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};

use crate::config::MailSettings;
use crate::db::{Db, DbError};
use crate::jobs::{self, JobKind};

/// How long a mail server is waited for.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(20);

/// A message to one person, in plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// The address it goes to.
    pub to: String,
    /// The subject, in plain words.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Queues a mail in the running transaction; it leaves only if that commits.
pub fn queue(db: &mut Db, email: &Email, now: NaiveDateTime) -> Result<(), DbError> {
    jobs::enqueue(db, JobKind::Email, email, now)
}

/// Queues several mails in the running transaction, in one statement.
///
/// # Errors
/// When the rows can't be written.
pub fn queue_all(db: &mut Db, emails: &[Email], now: NaiveDateTime) -> Result<(), DbError> {
    jobs::enqueue_all(db, JobKind::Email, emails, now)
}

/// From now on nothing is sent to this address, also what is queued already: its owner has died.
///
/// # Errors
/// When the row can't be written.
pub fn stop(db: &mut Db, address: &str, now: NaiveDateTime) -> Result<(), DbError> {
    store::stop(db, address, now)
}

/// Mail is sent to this address again.
///
/// # Errors
/// When the row can't be deleted.
pub fn go_on(db: &mut Db, address: &str) -> Result<(), DbError> {
    store::go_on(db, address)
}

/// Whether nothing is sent to this address any more.
///
/// # Errors
/// When the database can't be read.
pub fn is_stopped(db: &mut Db, address: &str) -> Result<bool, DbError> {
    store::is_stopped(db, address)
}

/// Whether mail can be sent to this address: "name@place.example", nothing around it.
pub fn is_address(text: &str) -> bool {
    let parsed = text.parse::<lettre::Address>();
    text.len() <= 254 && parsed.is_ok_and(|address| address.domain().contains('.') && !address.domain().ends_with('.'))
}

/// Why a mail didn't leave.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct MailError(String);

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Files(AsyncFileTransport<Tokio1Executor>),
    Memory(Arc<Mutex<Vec<Email>>>),
}

/// How mail leaves: SMTP, files, or memory in tests.
#[derive(Clone)]
pub struct Mailer {
    way: Way,
    from: Mailbox,
}

impl Mailer {
    /// SMTP where the settings name a server, files under `data_dir/mail` elsewhere.
    ///
    /// # Errors
    /// What is wrong with the settings, in a sentence that does not repeat the server's password.
    pub fn from_settings(settings: &MailSettings, data_dir: &Path) -> Result<Self, String> {
        let from = settings.from.parse().map_err(|_| "the sender's address is not an e-mail address".to_owned())?;
        let way = if let Some(url) = &settings.smtp_url {
            let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.reveal())
                .map_err(|_| "HANDPICK_SMTP_URL is not an smtp:// or smtps:// address".to_owned())?;
            Way::Smtp(transport.timeout(Some(PATIENCE)).build())
        } else {
            let folder = data_dir.join("mail");
            std::fs::create_dir_all(&folder).map_err(|error| format!("{} can't be made: {error}", folder.display()))?;
            Way::Files(AsyncFileTransport::<Tokio1Executor>::new(folder))
        };
        Ok(Self { way, from })
    }

    /// Keeps every mail in memory, for tests.
    pub fn memory() -> Self {
        Self {
            way: Way::Memory(Arc::default()),
            from: Mailbox::new(
                None,
                lettre::Address::new("no-reply", "handpick.example").unwrap_or_else(|_| unreachable!()),
            ),
        }
    }

    /// The mails kept in memory so far, oldest first; none for the other ways.
    pub fn sent(&self) -> Vec<Email> {
        match &self.way {
            Way::Memory(sent) => sent.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |sent| sent.clone()),
            _ => Vec::new(),
        }
    }

    /// Sends one mail now. Only the worker calls this.
    ///
    /// # Errors
    /// When the address can't be used or the server refuses.
    pub async fn send(&self, email: &Email) -> Result<(), MailError> {
        let to: Mailbox = email.to.parse().map_err(|_| MailError("the address is not an e-mail address".to_owned()))?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(&email.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(email.text.clone())
            .map_err(|error| MailError(error.to_string()))?;
        match &self.way {
            Way::Smtp(transport) => {
                transport.send(message).await.map(drop).map_err(|error| MailError(error.to_string()))
            }
            Way::Files(transport) => {
                transport.send(message).await.map(drop).map_err(|error| MailError(error.to_string()))
            }
            Way::Memory(sent) => {
                if let Ok(mut sent) = sent.lock() {
                    sent.push(email.clone());
                }
                Ok(())
            }
        }
    }
}
