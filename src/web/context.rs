//! What a page needs to know about its reader and its request: plain data, gathered once per request.
//!
//! Some middleware outside `web` builds a [`Context`] and inserts `Ctx::new(context)` into the request's extensions.
//! Handlers take [`Ctx`] as an argument; where nothing was inserted they get an anonymous one, so that an error page
//! can always be drawn. An anonymous one has an empty CSRF token, which no form can match.

use std::future::{Ready, ready};
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::flash::Flash;
use super::prefs::Prefs;
use crate::kernel::ListingId;

/// The facts of one request that the layout and the forms show.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The path asked for, without the query.
    pub path: String,
    /// The path with its query: where "come back here" forms return to.
    pub path_and_query: String,
    /// The CSRF token for this reader's forms.
    pub csrf: String,
    /// The nonce of this response, for the day a page needs an inline script.
    pub nonce: String,
    /// Colours and text size.
    pub prefs: Prefs,
    /// Who is signed in.
    pub who: Option<Who>,
    /// The menu for this kind of reader.
    pub nav: Vec<NavItem>,
    /// How many lines are in the basket; `None` for people who have no basket.
    pub basket: Option<u32>,
    /// What is on their shortlist; `None` where nobody has looked.
    pub shelf: Option<Shelf>,
    /// Whom the reader is acting for.
    pub acting: Option<Acting>,
    /// Whether this is a demonstration with invented people.
    pub demo: bool,
    /// A message from the page before, shown once.
    pub flash: Option<Flash>,
    /// The number to ring for help, as people write it.
    pub phone: String,
    /// The id that our log knows this request by.
    pub request_id: String,
}

/// The length of a one-time token in an address: 32 bytes as base64url.
const TOKEN: usize = 43;

/// A path as the log may hold it: one-time tokens in links are left out, since whoever reads them could use them.
pub fn without_tokens(path: &str) -> String {
    let known = |part: &str| part.len() != TOKEN || part.contains('.');
    path.split('/').map(|part| if known(part) { part } else { "(token)" }).collect::<Vec<_>>().join("/")
}

/// The person signed in.
#[derive(Clone, Debug)]
pub struct Who {
    /// Their name, as they gave it.
    pub name: String,
    /// Where they work, for people who look at Handpick as part of their work.
    pub organisation: Option<String>,
    /// They work for others, too, and may choose.
    pub elsewhere: bool,
}

/// One entry of the menu.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Where it leads; pages name it in `Page::nav` to be marked as current.
    pub href: String,
    /// The words shown.
    pub label: String,
}

impl NavItem {
    /// An entry of the menu.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// The listings somebody keeps, for the marks on cards and the count in the header.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    /// Their numbers, newest first.
    pub listings: Vec<ListingId>,
    /// Whether the reader may change it.
    pub may_change: bool,
}

/// Someone acts for another person: shown on every page while it lasts.
#[derive(Clone, Debug)]
pub struct Acting {
    /// For whom.
    pub name: String,
    /// What they may do, and until when, as one sentence.
    pub sentence: String,
}

/// A cheap handle on the request's [`Context`], taken by handlers and passed to pages.
#[derive(Clone, Debug, Default)]
pub struct Ctx(Arc<Context>);

impl Ctx {
    /// Wraps a context so that it can be inserted into a request's extensions.
    pub fn new(context: Context) -> Self {
        Self(Arc::new(context))
    }

    /// The context of this request; an anonymous one where no middleware made one.
    pub fn of(request: &HttpRequest) -> Self {
        // Reading cookies borrows the extensions too, so this borrow has to end first.
        let known = Self::known(request);
        known.unwrap_or_else(|| Self::anonymous(request))
    }

    /// The context that a middleware made for this request, if any did.
    pub(super) fn known(request: &HttpRequest) -> Option<Self> {
        request.extensions().get::<Self>().cloned()
    }

    fn anonymous(request: &HttpRequest) -> Self {
        let uri = request.uri();
        Self::new(Context {
            path: uri.path().to_owned(),
            path_and_query: uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string),
            prefs: Prefs::of(request),
            ..Context::default()
        })
    }
}

impl Deref for Ctx {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.0
    }
}

impl FromRequest for Ctx {
    type Error = std::convert::Infallible;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_never_holds_a_link_that_could_be_used() {
        let token = "h".repeat(TOKEN);
        assert_eq!(without_tokens(&format!("/reset-password/{token}")), "/reset-password/(token)");
        assert_eq!(without_tokens("/listings/1-morning-help"), "/listings/1-morning-help");
    }
}
