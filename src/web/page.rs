//! A page on its way out: title, place in the menu, way back, status, cache policy, body. All pages share one layout.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use maud::{Markup, PreEscaped};

pub use super::context::{Acting, Context, Ctx, NavItem, Shelf, Who};
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
        let keeps = ctx.shelf.as_ref().is_some_and(|shelf| !shelf.listings.is_empty());
        let keep = self.cacheable && ctx.who.is_none() && ctx.flash.is_none() && !keeps;
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

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::body::to_bytes;
    use maud::html;
    use scraper::{Html, Selector};

    use crate::web::flash::Flash;
    use crate::web::prefs::{Prefs, TextSize, Theme};

    fn parsed(page: &Page, ctx: &Ctx) -> Html {
        Html::parse_document(&page.render(ctx).into_string())
    }

    fn texts(document: &Html, selector: &str) -> Vec<String> {
        document
            .select(&Selector::parse(selector).unwrap())
            .map(|found| found.text().collect::<String>().trim().to_owned())
            .collect()
    }

    fn attribute(document: &Html, selector: &str, name: &str) -> Option<String> {
        document.select(&Selector::parse(selector).unwrap()).next()?.value().attr(name).map(str::to_owned)
    }

    fn signed_in() -> Context {
        Context {
            csrf: "the-token".to_owned(),
            who: Some(Who {
                name: "Tom Adeyemi".to_owned(),
                organisation: Some("Leeds Circle".to_owned()),
                elsewhere: false,
            }),
            nav: vec![NavItem::new("/budget", "My budget"), NavItem::new("/orders", "My orders")],
            basket: Some(1),
            acting: Some(Acting { name: "Priya Shah".to_owned(), sentence: "Until 30 June 2027.".to_owned() }),
            ..Context::default()
        }
    }

    #[test]
    fn a_page_has_one_heading_a_language_and_a_title() {
        for page in [
            Page::new("My budget").body(html! { p { "Words" } }),
            Page::new("My budget").body(html! { h1 { "My budget" } }),
            Page::new("My budget").full(html! { h1 { "My budget" } }),
        ] {
            let document = parsed(&page, &Ctx::default());
            assert_eq!(texts(&document, "h1"), ["My budget"]);
            assert_eq!(texts(&document, "title"), ["My budget – Handpick"]);
            assert_eq!(attribute(&document, "html", "lang").as_deref(), Some("en-GB"));
            assert_eq!(texts(&document, "main").len(), 1);
        }
    }

    #[test]
    fn the_menu_marks_where_the_reader_is() {
        let document = parsed(&Page::new("My budget").nav("/budget"), &Ctx::new(signed_in()));
        assert_eq!(texts(&document, "nav[aria-label=Menu] a[aria-current]"), ["My budget"]);
    }

    #[test]
    fn signing_out_and_ceasing_to_act_are_forms_with_the_token() {
        let document = parsed(&Page::new("Home"), &Ctx::new(signed_in()));
        for action in ["/sign-out", "/acting/stop"] {
            let field = format!("form[method=post][action='{action}'] input[name=csrf]");
            assert_eq!(attribute(&document, &field, "value").as_deref(), Some("the-token"), "{action}");
        }
        assert_eq!(texts(&document, "form[action='/acting/stop'] button"), ["Stop acting for Priya Shah"]);
    }

    #[test]
    fn a_stranger_is_offered_to_sign_in() {
        let document = parsed(&Page::new("Home"), &Ctx::default());
        assert_eq!(texts(&document, "header a[href='/sign-in']"), ["Sign in"]);
        assert!(texts(&document, "form").is_empty());
    }

    #[test]
    fn chosen_colours_and_sizes_are_on_the_document() {
        let prefs = Prefs { theme: Theme::Dark, text: TextSize::Large };
        let document = parsed(&Page::new("Home"), &Ctx::new(Context { prefs, ..Context::default() }));
        assert_eq!(attribute(&document, "html", "data-theme").as_deref(), Some("dark"));
        assert_eq!(attribute(&document, "html", "data-text").as_deref(), Some("large"));
    }

    #[test]
    fn what_is_wrong_comes_first_and_leads_to_its_field() {
        let mut errors = FieldErrors::new();
        errors.push("email", "Enter your email address");
        let page = Page::new("Sign in").errors(&errors).body(html! { (errors.fields().input("email", "Email", "")) });
        let document = parsed(&page, &Ctx::default());
        assert_eq!(texts(&document, "title"), ["Error: Sign in – Handpick"]);
        let link = attribute(&document, ".govuk-error-summary a", "href").unwrap();
        assert_eq!(attribute(&document, link.as_str(), "aria-describedby").as_deref(), Some("email-error"));
        assert_eq!(page.respond(&Ctx::default()).status(), StatusCode::UNPROCESSABLE_ENTITY);
    }

    #[actix_web::test]
    async fn a_message_is_shown_once_and_its_page_never_kept() {
        let ctx = Ctx::new(Context { flash: Some(Flash::success("Saved.")), ..Context::default() });
        let response = Page::new("Home").cacheable().respond(&ctx);
        assert_eq!(response.headers().get("cache-control").unwrap(), "private, no-store");
        assert!(response.headers().get("set-cookie").unwrap().to_str().unwrap().contains("Max-Age=0"));
        let body = to_bytes(response.into_body()).await.unwrap();
        assert!(String::from_utf8(body.to_vec()).unwrap().contains("Saved."));
    }

    #[test]
    fn only_a_page_for_a_stranger_may_be_kept() {
        let cache = |ctx: Context| {
            let response = Page::new("Home").cacheable().respond(&Ctx::new(ctx));
            response.headers().get("cache-control").unwrap().to_str().unwrap().to_owned()
        };
        assert_eq!(cache(Context::default()), "private, max-age=60");
        assert_eq!(cache(signed_in()), "private, no-store");
    }
}
