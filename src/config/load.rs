//! Reads settings from a TOML file and the environment and checks them all.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::files;
use super::{Config, ConfigFault, Environment, MailSettings, Secret, TrustedProxies};
use crate::db::{DatabaseSettings, DatabaseUrl};

/// Where settings come from. Tests make their own.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Names as in the environment (`HANDPICK_LISTEN`), values as text.
    values: BTreeMap<String, String>,
    faults: Vec<ConfigFault>,
}

/// Every fault found, shown one a line.
#[derive(Debug, PartialEq, Eq)]
pub struct ConfigFaults(pub Vec<ConfigFault>);

impl fmt::Display for ConfigFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "The settings have {} to put right:",
            crate::kernel::words::count(self.0.len(), "fault", "faults")
        )?;
        for fault in &self.0 {
            writeln!(f, "  {fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigFaults {}

/// Settings known to the program, as their names in the environment.
const KNOWN: &[&str] = &[
    "HANDPICK_ENVIRONMENT",
    "HANDPICK_LISTEN",
    "HANDPICK_PUBLIC_URL",
    "DATABASE_URL",
    "HANDPICK_DATABASE_READERS",
    "HANDPICK_DATABASE_POOL",
    "HANDPICK_DATA_DIR",
    "HANDPICK_FILES_DIR",
    "HANDPICK_SECRET_KEY",
    "HANDPICK_SMTP_URL",
    "HANDPICK_MAIL_FROM",
    "HANDPICK_PHONE",
    "HANDPICK_LOG",
    "HANDPICK_LOG_JSON",
    "HANDPICK_WORKERS",
    "HANDPICK_TRUSTED_PROXIES",
    "HANDPICK_WORDS_DIR",
];

/// Read by tools around the program, not by the program's settings.
const NOT_SETTINGS: &[&str] = &["HANDPICK_SHARED", "HANDPICK_ASSETS_DIR"];

impl Source {
    /// The file (when it is there), then the process environment, which wins.
    pub fn from_process(file: &Path) -> Self {
        let mut source = Self::default();
        match fs::read_to_string(file) {
            Ok(text) => source.add_toml(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => source.fault(&file.display().to_string(), &format!("can't be read: {error}.")),
        }
        for (name, value) in std::env::vars() {
            if name == "DATABASE_URL" || (name.starts_with("HANDPICK_") && !NOT_SETTINGS.contains(&name.as_str())) {
                source.set(&name, &value);
            }
        }
        source
    }

    /// Adds the text of a `handpick.toml`: `listen = "…"` stands for `HANDPICK_LISTEN`.
    pub fn add_toml(&mut self, text: &str) {
        match text.parse::<toml::Table>() {
            Ok(table) => {
                for (key, value) in table {
                    let name = if key == "database_url" {
                        "DATABASE_URL".to_owned()
                    } else {
                        format!("HANDPICK_{}", key.to_uppercase())
                    };
                    let text = match value {
                        toml::Value::String(text) => text,
                        other => other.to_string(),
                    };
                    self.set(&name, &text);
                }
            }
            Err(error) => self.fault("handpick.toml", &format!("is not valid TOML: {}.", error.message())),
        }
    }

    /// Sets one value, replacing an earlier one.
    pub fn set(&mut self, name: &str, value: &str) {
        if KNOWN.contains(&name) || files::NAMES.contains(&name) {
            self.values.insert(name.to_owned(), value.trim().to_owned());
        } else {
            self.fault(name, "is not a setting Handpick knows. Check the spelling, or take it out.");
        }
    }

    /// Checks everything.
    ///
    /// # Errors
    /// All faults at once.
    pub fn load(mut self) -> Result<Config, ConfigFaults> {
        let environment = self.parse("HANDPICK_ENVIRONMENT", Environment::Development, "development or production");
        let listen =
            self.parse("HANDPICK_LISTEN", ([127, 0, 0, 1], 8080).into(), "an address and port, as 127.0.0.1:8080");
        let data_dir = PathBuf::from(self.text("HANDPICK_DATA_DIR", "var"));
        let public_url = self.text("HANDPICK_PUBLIC_URL", &format!("http://{listen}")).trim_end_matches('/').to_owned();
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            self.fault("HANDPICK_PUBLIC_URL", "must start with http:// or https://.");
        }
        if environment == Environment::Production && !public_url.starts_with("https://") {
            self.fault("HANDPICK_PUBLIC_URL", "must start with https:// in production, so that cookies are safe.");
        }
        let database = self.database(&data_dir);
        let secret_key = self.secret_key(environment, &data_dir);
        let mail = MailSettings {
            smtp_url: self.values.get("HANDPICK_SMTP_URL").map(Secret::new),
            from: self.text("HANDPICK_MAIL_FROM", "Handpick <no-reply@handpick.example>"),
        };
        if mail.from.parse::<lettre::message::Mailbox>().is_err() {
            self.fault("HANDPICK_MAIL_FROM", "must be an e-mail address, as Handpick <no-reply@example.org>.");
        }
        let s3 = files::load(&mut self, environment == Environment::Production, files::BUILT_IN);
        let words_dir = self.folder("HANDPICK_WORDS_DIR");
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZeroUsize::get);
        let config = Config {
            environment,
            listen,
            public_url,
            database,
            files_dir: PathBuf::from(self.text("HANDPICK_FILES_DIR", &data_dir.join("files").display().to_string())),
            s3,
            data_dir,
            secret_key,
            mail,
            phone: self.text("HANDPICK_PHONE", "0800 000 0000"),
            log: self.text("HANDPICK_LOG", "info"),
            log_json: self.parse("HANDPICK_LOG_JSON", false, "true or false"),
            workers: self.parse("HANDPICK_WORKERS", cores, "a whole number"),
            words_dir,
            trusted_proxies: self.parse(
                "HANDPICK_TRUSTED_PROXIES",
                TrustedProxies::default(),
                "addresses or ranges parted by commas, as 127.0.0.1, 10.0.0.0/8",
            ),
        };
        if self.faults.is_empty() { Ok(config) } else { Err(ConfigFaults(self.faults)) }
    }

    fn database(&mut self, data_dir: &Path) -> DatabaseSettings {
        let default = format!("sqlite:{}", data_dir.join("handpick.db").display());
        let set = self.values.get("DATABASE_URL").cloned();
        let url = set.clone().unwrap_or_else(|| default.clone()).parse::<DatabaseUrl>().unwrap_or_else(|problem| {
            // The parser's words never repeat the address, which may hold a password.
            self.fault("DATABASE_URL", &problem.to_string());
            DatabaseUrl::sqlite("unused.db")
        });
        DatabaseSettings {
            readers: self.parse("HANDPICK_DATABASE_READERS", 4, "a whole number"),
            pool: self.parse("HANDPICK_DATABASE_POOL", 16, "a whole number"),
            create_if_missing: set.is_none_or(|set| set == default),
            ..DatabaseSettings::new(url)
        }
    }

    /// Production must set a key; elsewhere one is made once and kept, so that restarts don't sign everybody out.
    fn secret_key(&mut self, environment: Environment, data_dir: &Path) -> Secret {
        if let Some(key) = self.values.get("HANDPICK_SECRET_KEY").cloned() {
            if key.len() < 32 {
                self.fault("HANDPICK_SECRET_KEY", "must have at least 32 characters.");
            }
            return Secret::new(key);
        }
        if environment == Environment::Production {
            self.fault("HANDPICK_SECRET_KEY", "must be set in production: at least 32 random characters.");
            return Secret::new("");
        }
        match super::secret::kept(&data_dir.join("secret.key")) {
            Ok(secret) => secret,
            Err(error) => {
                self.fault("HANDPICK_DATA_DIR", &format!("a secret key can't be kept there: {error}."));
                Secret::new("")
            }
        }
    }

    /// A folder that must be there when it is named.
    fn folder(&mut self, name: &str) -> Option<PathBuf> {
        let folder = PathBuf::from(self.set_text(name)?);
        if !folder.is_dir() {
            self.fault(name, &format!("must be a folder. There is none at {}.", folder.display()));
        }
        Some(folder)
    }

    /// What was set; none for nothing, and for what is empty.
    pub(super) fn set_text(&self, name: &str) -> Option<String> {
        self.values.get(name).filter(|value| !value.is_empty()).cloned()
    }

    /// What is wrong so far.
    #[cfg(test)]
    pub(super) fn faults(&self) -> &[ConfigFault] {
        &self.faults
    }

    fn text(&self, name: &str, default: &str) -> String {
        self.values.get(name).filter(|value| !value.is_empty()).cloned().unwrap_or_else(|| default.to_owned())
    }

    fn parse<T: FromStr>(&mut self, name: &str, default: T, wanted: &str) -> T {
        match self.values.get(name).map(|value| value.parse()) {
            None => default,
            Some(Ok(value)) => value,
            Some(Err(_)) => {
                self.fault(name, &format!("must be {wanted}."));
                default
            }
        }
    }

    pub(super) fn fault(&mut self, setting: &str, problem: &str) {
        self.faults.push(ConfigFault { setting: setting.to_owned(), problem: problem.to_owned() });
    }
}
