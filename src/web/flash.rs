//! A message for the next page: "Your order is placed", carried over the redirect after a post by a signed, one-shot
//! cookie. The page that shows it takes the cookie away again.

use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};

use super::signed;

const COOKIE: &str = "handpick_flash";
/// Cookies may hold 4 kB; a message is a sentence or two.
const LONGEST: usize = 600;

/// What kind of message it is; it decides the colour and the word above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something was done.
    Success,
    /// Something worth knowing.
    Info,
    /// Something needs care.
    Warning,
}

/// A message shown once, at the top of the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// Its kind.
    pub kind: Kind,
    /// One or two plain sentences.
    pub text: String,
}

impl Flash {
    /// Something was done.
    pub fn success(text: impl Into<String>) -> Self {
        Self { kind: Kind::Success, text: text.into() }
    }

    /// Something worth knowing.
    pub fn info(text: impl Into<String>) -> Self {
        Self { kind: Kind::Info, text: text.into() }
    }

    /// Something needs care.
    pub fn warning(text: impl Into<String>) -> Self {
        Self { kind: Kind::Warning, text: text.into() }
    }
}

/// Redirects with 303, so that a reload of the next page does not post again. `to` must be one of our own addresses:
/// put what came from outside through [`local`] first.
pub fn see_other(to: &str) -> HttpResponse {
    HttpResponse::build(StatusCode::SEE_OTHER).insert_header((header::LOCATION, to)).finish()
}

/// As [`see_other`], with a message for the next page.
pub fn redirect(to: &str, flash: &Flash, secret: &[u8]) -> HttpResponse {
    let mut response = see_other(to);
    // A cookie that cannot be set only loses the message, never the redirect.
    if response.add_cookie(&cookie(seal(flash, secret), Duration::minutes(5))).is_err() {
        tracing::warn!("a message for the next page could not be set");
    }
    response
}

/// The message that the page before left, if it is really ours. Whoever builds the request's context calls this.
pub fn take(request: &HttpRequest, secret: &[u8]) -> Option<Flash> {
    open(request.cookie(COOKIE)?.value(), secret)
}

/// Takes the cookie away: its message is on the page being sent.
pub(super) fn forget() -> Cookie<'static> {
    cookie(String::new(), Duration::ZERO)
}

/// The address, if it is a path on this site; else "/". Keeps `?next=` from sending people elsewhere.
pub fn local(address: &str) -> &str {
    let plain = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && address.bytes().all(|byte| byte.is_ascii_graphic());
    if plain { address } else { "/" }
}

fn cookie(value: String, keep: Duration) -> Cookie<'static> {
    Cookie::build(COOKIE, value).path("/").http_only(true).same_site(SameSite::Lax).max_age(keep).finish()
}

fn seal(flash: &Flash, secret: &[u8]) -> String {
    let kind = match flash.kind {
        Kind::Success => 's',
        Kind::Info => 'i',
        Kind::Warning => 'w',
    };
    let text: String = flash.text.chars().take(LONGEST).collect();
    let packed = signed::pack(&format!("{kind}{text}"));
    let signature = signed::sign(secret, "flash", &packed);
    format!("{packed}.{signature}")
}

fn open(sealed: &str, secret: &[u8]) -> Option<Flash> {
    let (packed, signature) = sealed.split_once('.')?;
    if !signed::same(signature, &signed::sign(secret, "flash", packed)) {
        return None;
    }
    let whole = signed::unpack(packed)?;
    let (kind, text) = whole.split_at_checked(1)?;
    let kind = match kind {
        "s" => Kind::Success,
        "i" => Kind::Info,
        "w" => Kind::Warning,
        _ => return None,
    };
    Some(Flash { kind, text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_as_it_was() {
        let flash = Flash::warning("Zoë’s order for £64.50 waits.");
        assert_eq!(open(&seal(&flash, b"secret"), b"secret"), Some(flash));
    }

    #[test]
    fn a_message_that_is_not_ours_is_dropped() {
        let sealed = seal(&Flash::success("Saved."), b"secret");
        assert_eq!(open(&sealed, b"other"), None);
        assert_eq!(open(&format!("A{sealed}"), b"secret"), None);
        assert_eq!(open("nonsense", b"secret"), None);
    }

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(local("/budget?year=2026"), "/budget?year=2026");
        for bad in ["https://evil.example", "//evil.example", "/\\evil.example", "budget", "", "/a\nb"] {
            assert_eq!(local(bad), "/", "{bad:?}");
        }
    }
}
