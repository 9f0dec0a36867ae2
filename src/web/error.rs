//! What goes wrong, as a page. Handlers return [`Error`]; the middleware [`pages`] draws it in the site's layout, and
//! does the same for the bare answers of actix itself (no such address, wrong method, unreadable query).
//!
//! A page says what happened, that nothing was lost, and what to do next. The cause goes to the log, once, with the
//! request's id; only the id is shown.

use std::fmt;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpResponse, ResponseError};
use maud::{Markup, html};

use super::context::without_tokens;
use super::page::{Ctx, Page};

/// Something went wrong, in words for the reader.
#[derive(Clone, Debug)]
pub struct Error {
    /// The status of the answer.
    pub status: StatusCode,
    /// The heading of the page.
    pub title: String,
    /// What happened and what it means: one sentence or two each.
    pub what: Vec<String>,
    /// What to do next: address and words of each link.
    pub ways_on: Vec<(String, String)>,
    /// When to try again, in seconds.
    pub retry_after: Option<u64>,
    cause: Option<String>,
}

impl Error {
    /// An error page of our own words.
    pub fn new(status: StatusCode, title: impl Into<String>) -> Self {
        Self { status, title: title.into(), what: Vec::new(), ways_on: Vec::new(), retry_after: None, cause: None }
    }

    /// Adds what happened, or what it means.
    #[must_use]
    pub fn what(mut self, sentences: impl Into<String>) -> Self {
        self.what.push(sentences.into());
        self
    }

    /// Adds something to do next.
    #[must_use]
    pub fn way_on(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.ways_on.push((href.into(), label.into()));
        self
    }

    /// Adds what the log should say and the page should not.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// 404: no such page, or one this reader may not know of.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "We cannot find that page")
            .what("The address may be mistyped, or the page may have been taken away.")
            .way_on("/search", "Find support")
            .way_on("/", "Go to the home page")
    }

    /// 403: `why` in a sentence.
    pub fn forbidden(why: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "You cannot do this").what(why).way_on("/", "Go to the home page")
    }

    /// 400: `why` in a sentence.
    pub fn bad_request(why: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "We could not read what was sent")
            .what(why)
            .what("Nothing was changed.")
            .way_on("/", "Go to the home page")
    }

    /// 409: somebody or something was quicker; `why` in a sentence.
    pub fn conflict(why: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, "This has changed since you looked")
            .what(why)
            .what("Nothing was changed. Go back, reload the page and look again.")
    }

    /// 413: more was sent than we take.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "That is too much to send at once")
            .what("Nothing was changed. Go back, make it shorter and try again.")
    }

    /// 429: too many tries.
    pub fn too_many(retry_after_seconds: u64) -> Self {
        let mut error = Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many tries")
            .what(format!("To keep accounts safe we limit this. Please try again in {}.", wait(retry_after_seconds)));
        error.retry_after = Some(retry_after_seconds);
        error
    }

    /// 403: the form's token is not this session's.
    pub fn stale_form() -> Self {
        Self::new(StatusCode::FORBIDDEN, "This form is too old")
            .what("You may have signed in or out since you opened it. Nothing was changed.")
            .what("Go back, reload the page and try again.")
            .way_on("/", "Go to the home page")
    }

    /// 503: for a moment we cannot.
    pub fn unavailable() -> Self {
        let mut error = Self::new(StatusCode::SERVICE_UNAVAILABLE, "Handpick is busy")
            .what("Nothing was changed. Please try again in a minute.");
        error.retry_after = Some(60);
        error
    }

    /// 500: our fault. The cause is only logged.
    pub fn internal(cause: impl fmt::Display) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Sorry, something went wrong")
            .what("This is our fault. Nothing was half done. Please try again.")
            .way_on("/", "Go to the home page")
            .because(cause)
    }

    /// The page of a bare status, as actix itself answers.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::FORBIDDEN => Self::forbidden("Your account is not allowed to see or do this."),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(status, "This address does not work like that")
                .what("Please start from the page that led here. Nothing was changed.")
                .way_on("/", "Go to the home page"),
            StatusCode::TOO_MANY_REQUESTS => Self::too_many(60),
            StatusCode::SERVICE_UNAVAILABLE => Self::unavailable(),
            other if other.is_client_error() => {
                let mut error = Self::bad_request("Part of the address or the form did not make sense to us.");
                error.status = other;
                error
            }
            other => {
                let mut error = Self::internal(other);
                error.status = other;
                error
            }
        }
    }

    /// The page, drawn in the site's layout.
    pub fn respond(&self, ctx: &Ctx) -> HttpResponse {
        let mut response = Page::new(self.title.as_str()).status(self.status).body(self.body(ctx)).respond(ctx);
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
        }
        response
    }

    fn body(&self, ctx: &Ctx) -> Markup {
        html! {
            @for sentences in &self.what { p.govuk-body-l { (sentences) } }
            @if !self.ways_on.is_empty() {
                h2.govuk-heading-m { "What you can do" }
                ul.govuk-list.govuk-list--bullet {
                    @for (href, label) in &self.ways_on { li { a.govuk-link href=(href) { (label) } } }
                    @if !ctx.phone.is_empty() { li { "Ring us on " (ctx.phone) } }
                }
            }
            @if self.status.is_server_error() && !ctx.request_id.is_empty() {
                p.app-small { "If you ring us about this, give the reference " code { (ctx.request_id) } "." }
            }
        }
    }

    fn log(&self, ctx: &Ctx) {
        let (status, path, request_id) = (self.status.as_u16(), without_tokens(&ctx.path), &ctx.request_id);
        let cause = self.cause.as_deref().unwrap_or(&self.title);
        if self.status.is_server_error() {
            tracing::error!(status, path, request_id, cause, "a request failed");
        } else {
            tracing::debug!(status, path, request_id, cause, "a request was refused");
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.title)
    }
}

impl std::error::Error for Error {}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Bare words. The middleware [`pages`] finds the error on the response and draws the page.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status).content_type("text/plain; charset=utf-8").body(self.title.clone())
    }
}

/// Middleware, for `actix_web::middleware::from_fn`: turns every [`Error`], and every bare error of actix, into a page.
/// Answers that already carry a body of their own are left alone.
///
/// # Errors
/// None of its own; what inner middleware refuses becomes a response.
pub async fn pages(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // Inner middleware may fail without giving the request back, so what its page would need is kept here. A clone of
    // the request itself must not be held: actix needs it alone while it looks for the route.
    let before = Ctx::of(request.request());
    let response = next.call(request).await?.map_into_boxed_body();
    let Some(error) = error_of(response.response()) else { return Ok(response) };
    let ctx = Ctx::known(response.request()).unwrap_or(before);
    error.log(&ctx);
    let page = keep_headers(response.response(), error.respond(&ctx));
    Ok(ServiceResponse::new(response.request().clone(), page))
}

/// The error that a response stands for, if it is one that still needs its page.
fn error_of(response: &HttpResponse<BoxBody>) -> Option<Error> {
    if let Some(error) = response.error() {
        return Some(match error.as_error::<Error>() {
            Some(ours) => ours.clone(),
            None => Error::of_status(response.status()).because(error),
        });
    }
    let status = response.status();
    let bare = matches!(response.body().size(), BodySize::None | BodySize::Sized(0));
    ((status.is_client_error() || status.is_server_error()) && bare).then(|| Error::of_status(status))
}

/// Carries over what the first answer said besides its body, such as cookies and `allow`.
fn keep_headers(first: &HttpResponse<BoxBody>, mut page: HttpResponse) -> HttpResponse {
    for (name, value) in first.headers() {
        if name == header::SET_COOKIE || !page.headers().contains_key(name) {
            page.headers_mut().append(name.clone(), value.clone());
        }
    }
    page
}

fn wait(seconds: u64) -> String {
    match seconds {
        0..=59 => "a minute".to_owned(),
        60..=119 => "2 minutes".to_owned(),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, web};

    use crate::web::context::Context;

    async fn failing() -> Result<HttpResponse, Error> {
        Err(Error::internal("the disk is full"))
    }

    async fn limited() -> Result<HttpResponse, Error> {
        Err(Error::too_many(90))
    }

    async fn answer(path: &str) -> (u16, String, Option<String>) {
        let app = App::new()
            .wrap(from_fn(pages))
            .route("/fails", web::get().to(failing))
            .route("/limited", web::get().to(limited))
            .service(web::resource("/only-post").route(web::post().to(HttpResponse::Ok)))
            .route("/number", web::get().to(|_: web::Query<Number>| async { HttpResponse::Ok().finish() }))
            .route("/own-words", web::get().to(|| async { HttpResponse::ServiceUnavailable().body("not ready") }));
        let response = call_service(&init_service(app).await, TestRequest::get().uri(path).to_request()).await;
        let status = response.status().as_u16();
        let retry = response.headers().get("retry-after").map(|value| value.to_str().unwrap().to_owned());
        (status, String::from_utf8(read_body(response).await.to_vec()).unwrap(), retry)
    }

    #[derive(serde::Deserialize)]
    struct Number {
        #[serde(rename = "n")]
        _n: u8,
    }

    #[actix_web::test]
    async fn an_unknown_address_gets_a_whole_page() {
        let (status, page, _) = answer("/nowhere").await;
        assert_eq!(status, 404);
        assert!(page.contains("<h1 class=\"govuk-heading-l\">We cannot find that page</h1>"), "{page}");
        assert!(page.contains("Skip to main content"));
    }

    #[actix_web::test]
    async fn the_cause_is_never_shown() {
        let (status, page, _) = answer("/fails").await;
        assert_eq!(status, 500);
        assert!(page.contains("Sorry, something went wrong"));
        assert!(!page.contains("disk"));
    }

    #[actix_web::test]
    async fn what_actix_refuses_gets_a_page_too() {
        assert_eq!(answer("/only-post").await.0, 405);
        assert!(answer("/only-post").await.1.contains("<h1"));
        let (status, page, _) = answer("/number?n=many").await;
        assert_eq!(status, 400);
        assert!(page.contains("We could not read what was sent"));
    }

    #[actix_web::test]
    async fn too_many_tries_say_when_to_come_back() {
        let (status, page, retry) = answer("/limited").await;
        assert_eq!((status, retry.as_deref()), (429, Some("90")));
        assert!(page.contains("2 minutes"));
    }

    #[actix_web::test]
    async fn an_answer_with_words_of_its_own_is_left_alone() {
        assert_eq!(answer("/own-words").await.1, "not ready");
    }

    #[test]
    fn a_failure_shows_the_reference_to_quote() {
        let ctx = Ctx::new(Context { request_id: "R-123".to_owned(), ..Context::default() });
        assert!(Error::internal("x").body(&ctx).into_string().contains("R-123"));
        assert!(!Error::not_found().body(&ctx).into_string().contains("R-123"));
    }
}
