//! Passwords: Argon2id with t=1, 46 MiB (OWASP's second setting), off the async workers, two at a time.
//!
//! An unknown account costs the same work as a known one, so that time tells nothing.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::app::App;

/// The shortest password taken. There are no other rules (NIST SP 800-63B).
pub const SHORTEST: usize = 12;
/// The longest taken, so that hashing has a bound.
pub const LONGEST: usize = 200;

/// A hash of nothing anybody knows, for accounts that don't exist.
static DUMMY: LazyLock<String> = LazyLock::new(|| {
    let salt = [7_u8; 16];
    hasher()
        .and_then(|argon2| {
            argon2.hash_password_with_salt(b"no account has this password", &salt).ok().map(|hash| hash.to_string())
        })
        .unwrap_or_default()
});

fn hasher() -> Option<Argon2<'static>> {
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(46 * 1024, 1, 1, None).ok()?))
}

/// Why hashing failed: the machine is out of memory or shutting down.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed")]
pub struct HashError;

/// Hashes a new password.
///
/// # Errors
/// [`HashError`] when the machine can't.
pub async fn hash(app: &App, password: String) -> Result<String, HashError> {
    let salt: [u8; 16] = app.random.bytes();
    on_a_thread(app, move || hash_now(&password, &salt)).await?
}

/// Hashes on this thread; for the command line and the demo.
///
/// # Errors
/// [`HashError`] when the machine can't.
pub fn hash_now(password: &str, salt: &[u8; 16]) -> Result<String, HashError> {
    let argon2 = hasher().ok_or(HashError)?;
    argon2.hash_password_with_salt(password.as_bytes(), salt).map(|hash| hash.to_string()).map_err(|_| HashError)
}

/// Whether the password is right; `hash` is none for an unknown account, which costs the same and is never right.
///
/// # Errors
/// [`HashError`] when the machine can't check.
pub async fn verify(app: &App, password: String, hash: Option<String>) -> Result<bool, HashError> {
    on_a_thread(app, move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| DUMMY.clone());
        let right = PasswordHash::new(&hash)
            .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
        right && known
    })
    .await
}

async fn on_a_thread<T: Send + 'static>(app: &App, work: impl FnOnce() -> T + Send + 'static) -> Result<T, HashError> {
    let _turn = app.hashing.acquire().await.map_err(|_| HashError)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| HashError)
}
