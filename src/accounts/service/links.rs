//! Links sent by mail: a random token that only the mail holds; the database keeps its hash.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::app::App;
use crate::db::DbError;

/// A link to be sent.
#[derive(Clone)]
pub struct Link {
    /// The absolute address, for the mail.
    pub address: String,
    /// What the database keeps.
    pub hash: String,
}

/// A new link to `path` on this site, such as "/confirm-email".
pub fn new(app: &App, path: &str) -> Link {
    let token = app.random.token();
    Link { address: format!("{}{path}/{token}", app.config.public_url), hash: hash(&token) }
}

/// SHA-256 in hexadecimal. The token has 256 random bits, so that it needs no slower hash.
pub fn hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Why a link didn't work.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Used before, too old, or never sent. Which of them is never said.
    #[error("the link has been used or is too old")]
    Spent,
    /// Too many tries.
    #[error("too many tries")]
    Limited(crate::app::Limited),
    /// The machine can't hash now.
    #[error(transparent)]
    Hash(#[from] crate::accounts::password::HashError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(super::hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
