//! Settings: from `handpick.toml`, then the environment, which wins.
//!
//! Everything is read and checked once, at the start; all faults are reported together, and a secret never
//! reaches a log, a page or an error (see [`Secret`]). `docs/CONFIG.md` lists every setting.

mod files;
mod load;
mod proxies;
mod secret;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

pub use files::S3Settings;
pub use load::{ConfigFaults, Source};
pub use proxies::TrustedProxies;
pub use secret::Secret;

use crate::db::DatabaseSettings;
use crate::kernel::text_enum;

text_enum! {
    /// What kind of place this program runs in.
    pub enum Environment {
        /// A developer's machine: the styleguide is shown.
        Development = "development" => "Development",
        /// Real people use it: secrets must be set, and cookies need HTTPS.
        Production = "production" => "Production",
    }
}

/// All settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Development or production.
    pub environment: Environment,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The address people type, without a trailing slash; links in mails start with it.
    pub public_url: String,
    /// Which database, and how many connections to it.
    pub database: DatabaseSettings,
    /// Folder for mails kept as files, the search index and the secret key.
    pub data_dir: PathBuf,
    /// Folder for pictures and other files that people send; several nodes share one.
    pub files_dir: PathBuf,
    /// The bucket for them instead.
    pub s3: Option<S3Settings>,
    /// Signs session tokens, form tokens and one-shot messages.
    pub secret_key: Secret,
    /// How mail leaves.
    pub mail: MailSettings,
    /// The telephone number shown at the top of each page.
    pub phone: String,
    /// Log filter, in the syntax of `RUST_LOG`.
    pub log: String,
    /// Write logs as JSON, one object a line.
    pub log_json: bool,
    /// HTTP worker threads.
    pub workers: usize,
    /// Folder of a council's or co-op's own words for search; none for the program's alone.
    pub words_dir: Option<PathBuf>,
    /// Our own reverse proxies: what they say of a visitor's address is believed.
    pub trusted_proxies: TrustedProxies,
}

/// How mail leaves the program.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// `smtp://` or `smtps://` address; without one, mails are files under `data_dir/mail`.
    pub smtp_url: Option<Secret>,
    /// The sender of every mail.
    pub from: String,
}

impl Config {
    /// True when people reach the site over HTTPS, which lets cookies carry the `__Host-` prefix.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// One thing wrong with the settings, with the name to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFault {
    /// The setting, as written in the environment.
    pub setting: String,
    /// What is wrong and what to do, in a sentence. Never holds the value of a secret.
    pub problem: String,
}

impl fmt::Display for ConfigFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.problem)
    }
}

#[cfg(test)]
mod tests;
