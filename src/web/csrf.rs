//! CSRF tokens: a signature of the session's (or, before signing in, the visitor's) id. Every form carries one in the
//! field `csrf`; [`super::form::Posted`] refuses a post without it.

use super::signed;

/// The token of a session or visitor. `subject` is its id; whoever holds the same cookie gets the same token.
pub fn token(secret: &[u8], subject: &str) -> String {
    signed::sign(secret, "csrf", subject)
}

/// Whether the posted token is the right one, compared in constant time. An empty token never matches.
pub fn matches(posted: &str, expected: &str) -> bool {
    signed::same(posted, expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_matches_only_its_own_session_and_secret() {
        let token = token(b"secret", "session-1");
        assert!(matches(&token, &super::token(b"secret", "session-1")));
        assert!(!matches(&token, &super::token(b"secret", "session-2")));
        assert!(!matches(&token, &super::token(b"other", "session-1")));
        assert_eq!(token.len(), 43);
    }

    #[test]
    fn no_token_never_matches() {
        assert!(!matches("", ""));
        assert!(!matches("", &token(b"secret", "session-1")));
    }
}
