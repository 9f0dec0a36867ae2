//! The session token: a short-lived signed JWT that only names a session row.
//!
//! Nothing is decided from the token alone; it spares the database from guesses and lets an idle browser lapse.

use chrono::{DateTime, NaiveDateTime, TimeDelta};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

/// An idle session lapses after this long. Long enough for somebody tired to read a page.
pub const IDLE_MINUTES: i64 = 60;
/// A token older than this is replaced on the next request.
pub const RENEW_AFTER_MINUTES: i64 = 10;
/// No session outlives this, however much it is used.
pub const LONGEST_HOURS: i64 = 12;

#[derive(Serialize, Deserialize)]
struct Claims {
    sid: String,
    iat: i64,
    exp: i64,
}

/// What a good token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The public id of the session row.
    pub session: String,
    /// Old enough to be replaced.
    pub renew: bool,
}

/// Signs a token for a session; it lapses after [`IDLE_MINUTES`].
///
/// # Errors
/// When it can't be signed, which a key of any length allows.
pub fn issue(secret: &[u8], session: &str, now: NaiveDateTime) -> Result<String, jsonwebtoken::errors::Error> {
    let claims = Claims {
        sid: session.to_owned(),
        iat: now.and_utc().timestamp(),
        exp: (now + TimeDelta::minutes(IDLE_MINUTES)).and_utc().timestamp(),
    };
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret))
}

/// Reads a token; none when it is forged, spoiled or has lapsed.
pub fn read(secret: &[u8], token: &str, now: NaiveDateTime) -> Option<Named> {
    let mut validation = Validation::new(Algorithm::HS256);
    // Time is checked below, by the program's own clock.
    validation.validate_exp = false;
    validation.required_spec_claims.clear();
    let claims = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(secret), &validation).ok()?.claims;
    let issued = DateTime::from_timestamp(claims.iat, 0)?.naive_utc();
    (now.and_utc().timestamp() < claims.exp)
        .then(|| Named { session: claims.sid, renew: now - issued >= TimeDelta::minutes(RENEW_AFTER_MINUTES) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> NaiveDateTime {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap().naive_utc() + TimeDelta::minutes(minutes)
    }

    #[test]
    fn a_token_lapses_when_idle_and_asks_to_be_renewed_before() {
        let token = issue(b"key", "abc", at(0)).unwrap();
        assert_eq!(read(b"key", &token, at(1)), Some(Named { session: "abc".to_owned(), renew: false }));
        assert_eq!(read(b"key", &token, at(11)), Some(Named { session: "abc".to_owned(), renew: true }));
        assert_eq!(read(b"key", &token, at(60)), None);
    }

    #[test]
    fn a_token_signed_by_somebody_else_names_nobody() {
        let token = issue(b"another key", "abc", at(0)).unwrap();
        assert_eq!(read(b"key", &token, at(1)), None);
        assert_eq!(read(b"key", "not a token", at(1)), None);
    }
}
