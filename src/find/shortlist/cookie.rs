//! A visitor's shortlist: the numbers of listings in a signed cookie, newest first. Nothing in it is personal, and a
//! cookie that isn't ours counts as empty.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

use super::model::MOST_FOR_VISITORS;
use crate::kernel::ListingId;
use crate::web::signed;

const COOKIE: &str = "handpick_shortlist";
const PURPOSE: &str = "shortlist";
const KEPT_DAYS: i64 = 90;

/// What the request's cookie keeps; nothing without one.
pub fn read(request: &HttpRequest, secret: &[u8]) -> Vec<ListingId> {
    request.cookie(COOKIE).and_then(|cookie| open(cookie.value(), secret)).unwrap_or_default()
}

/// The cookie that keeps these listings; for none, the one that takes it away.
pub fn write(listings: &[ListingId], secret: &[u8], https: bool) -> Cookie<'static> {
    let (value, keep) = if listings.is_empty() {
        (String::new(), Duration::ZERO)
    } else {
        (seal(listings, secret), Duration::days(KEPT_DAYS))
    };
    Cookie::build(COOKIE, value).path("/").http_only(true).secure(https).same_site(SameSite::Lax).max_age(keep).finish()
}

fn seal(listings: &[ListingId], secret: &[u8]) -> String {
    let numbers: Vec<String> = listings.iter().take(MOST_FOR_VISITORS).map(ToString::to_string).collect();
    let numbers = numbers.join("-");
    let signature = signed::sign(secret, PURPOSE, &numbers);
    format!("{numbers}.{signature}")
}

fn open(sealed: &str, secret: &[u8]) -> Option<Vec<ListingId>> {
    let (numbers, signature) = sealed.split_once('.')?;
    if !signed::same(signature, &signed::sign(secret, PURPOSE, numbers)) {
        return None;
    }
    Some(numbers.split('-').filter_map(|number| number.parse().ok()).take(MOST_FOR_VISITORS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_back_as_it_was() {
        let listings = [ListingId(40), ListingId(7)];
        assert_eq!(open(&seal(&listings, b"secret"), b"secret"), Some(listings.to_vec()));
    }

    #[test]
    fn a_list_that_is_not_ours_is_dropped() {
        let sealed = seal(&[ListingId(40)], b"secret");
        assert_eq!(open(&sealed, b"other"), None);
        assert_eq!(open(&format!("1-{sealed}"), b"secret"), None);
        assert_eq!(open("40", b"secret"), None);
        assert_eq!(open("", b"secret"), None);
    }

    #[test]
    fn it_never_grows_over_what_visitors_may_keep() {
        let many: Vec<ListingId> = (1..=50).map(ListingId).collect();
        assert_eq!(open(&seal(&many, b"secret"), b"secret").unwrap().len(), MOST_FOR_VISITORS);
    }

    #[test]
    fn an_empty_list_takes_the_cookie_away() {
        assert_eq!(write(&[], b"secret", true).max_age(), Some(Duration::ZERO));
        assert_eq!(write(&[ListingId(1)], b"secret", true).secure(), Some(true));
    }
}
