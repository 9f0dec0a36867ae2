//! One handler for all of them: the address picks the page.

use actix_web::{HttpRequest, HttpResponse};
use maud::Markup;

use super::{easy_read, rules, words};
use crate::web::error::Error;
use crate::web::page::{Ctx, Page};

type Body = fn(&Ctx) -> Markup;

/// Every page: address, title, body.
const PAGES: [(&str, &str, Body); 12] = [
    ("/how-it-works", "How Handpick works", words::how_it_works),
    ("/help", "Help and advice", words::help),
    ("/ratings", "How ratings are worked out", rules::ratings),
    ("/content-rules", "What we allow, and how we decide", rules::content),
    ("/for-providers", "For providers", words::for_providers),
    ("/for-councils", "For councils", words::for_councils),
    ("/safeguarding", "Report a worry about someone", words::safeguarding),
    ("/complaints", "Make a complaint", words::complaints),
    ("/accessibility", "Accessibility statement", rules::accessibility),
    ("/privacy", "Privacy", rules::privacy),
    ("/cookies", "Cookies", rules::cookies),
    ("/easy-read", "Handpick in easy read", easy_read::page),
];

/// The addresses served here, for the router.
pub fn paths() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|(path, _, _)| *path)
}

/// Answers with the page of this address.
///
/// # Errors
/// Not found, for an address that isn't one of them.
pub async fn show(request: HttpRequest, ctx: Ctx) -> Result<HttpResponse, Error> {
    let (path, title, body) = PAGES.iter().find(|(path, _, _)| *path == request.path()).ok_or_else(Error::not_found)?;
    Ok(Page::new(*title).nav(*path).body(body(&ctx)).cacheable().respond(&ctx))
}
