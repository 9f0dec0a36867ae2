//! A page on its way out: title, place in the menu, way back, status, cache policy, body. All pages share one layout.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use maud::{Markup, PreEscaped};

pub use super::context::{Acting, Context, Ctx, NavItem, Who};
use super::flash;
use super::form::FieldErrors;
use super::layout;

/// A page being made. Its title is also its heading, unless the body brings an `h1` of its own.
pub struct Page {
    pub(super) title: String,
    pub(super) nav: Option<String>,
    pub(super) back: Option<(String, String)>,
    pub(super) crumbs: Vec<(String, String)>,
    pub(super) caption: Option<String>,
    pub(super) beside: Option<Markup>,
    pub(super) body: Markup,
    pub(super) full: bool,
    pub(super) errors: FieldErrors,
    status: StatusCode,
    cacheable: bool,
}

impl Page {
    /// A page with this title. Titles differ from page to page and say what the page is about.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            nav: None,
            back: None,
            crumbs: Vec::new(),
            caption: None,
            beside: None,
            body: PreEscaped(String::new()),
            full: false,
            errors: FieldErrors::default(),
            status: StatusCode::OK,
            cacheable: false,
        }
    }

    /// Which menu entry this page belongs to, by its address.
    #[must_use]
    pub fn nav(mut self, href: impl Into<String>) -> Self {
        self.nav = Some(href.into());
        self
    }

    /// A link back to the page this one came from.
    #[must_use]
    pub fn back(mut self, href: impl Into<String>, label: impl Into<String>) -> Self {
        self.back = Some((href.into(), label.into()));
        self
    }

    /// The pages above this one, outermost first: address and words.
    #[must_use]
    pub fn crumbs<H: Into<String>, L: Into<String>>(mut self, crumbs: impl IntoIterator<Item = (H, L)>) -> Self {
        self.crumbs = crumbs.into_iter().map(|(href, label)| (href.into(), label.into())).collect();
        self
    }

    /// A line above the heading, such as a year or a name.
    #[must_use]
    pub fn caption(mut self, caption: impl Into<String>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// Something small beside the heading, such as a tag.
    #[must_use]
    pub fn beside_heading(mut self, markup: Markup) -> Self {
        self.beside = Some(markup);
        self
    }

    /// What the page says, in the usual width.
    #[must_use]
    pub fn body(mut self, body: Markup) -> Self {
        self.body = body;
        self
    }

    /// What the page says, over the whole width of the window; it brings its own `h1` and width containers.
    #[must_use]
    pub fn full(mut self, body: Markup) -> Self {
        self.body = body;
        self.full = true;
        self
    }

    /// The status of the answer; 200 unless said.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// What was wrong with the form: shows the summary above the heading, puts "Error:" before the title and answers
    /// 422. No errors, no effect.
    #[must_use]
    pub fn errors(mut self, errors: &FieldErrors) -> Self {
        if !errors.is_empty() {
            self.errors = errors.clone();
            self.status = StatusCode::UNPROCESSABLE_ENTITY;
        }
        self
    }

    /// Lets the reader's own browser keep the page for a minute. Only for pages without personal things; a page for
    /// somebody signed in, or with a one-shot message, is never kept.
    #[must_use]
    pub fn cacheable(mut self) -> Self {
        self.cacheable = true;
        self
    }

    /// Never kept by any cache. This is how pages are, unless [`Page::cacheable`] says otherwise.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.cacheable = false;
        self
    }

    /// The finished document.
    pub fn render(&self, ctx: &Ctx) -> Markup {
        layout::document(ctx, self)
    }

    /// The answer to send.
    pub fn respond(self, ctx: &Ctx) -> HttpResponse {
        let keep = self.cacheable && ctx.who.is_none() && ctx.flash.is_none();
        let mut response = HttpResponse::build(self.status)
            .content_type("text/html; charset=utf-8")
            .insert_header((header::CACHE_CONTROL, if keep { "private, max-age=60" } else { "private, no-store" }))
            .insert_header((header::VARY, "cookie"))
            .body(self.render(ctx).into_string());
        if ctx.flash.is_some() && response.add_cookie(&flash::forget()).is_err() {
            tracing::warn!("a message that was shown could not be taken away");
        }
        response
    }

    pub(super) fn has_own_heading(&self) -> bool {
        self.full || self.body.0.contains("<h1")
    }
}
