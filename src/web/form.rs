//! Reading what a form posted, and saying what was wrong with it.
//!
//! [`Posted`] is the only way a handler takes a form (and [`PostedFiles`] one that carries files). It refuses, with a page and before the handler runs: bodies over
//! 64 KiB where a handler doesn't say another size, other content types, text that is not UTF-8 or holds a NUL, and a CSRF token that is not this session's. What
//! a field *means* is the feature's business; it collects complaints in [`FieldErrors`] and shows the form again.

use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::components::{Checkboxes, DateInput, DateText, FileInput, Input, Radios, Select, Textarea};
use super::context::Ctx;
use super::csrf;
use super::error::Error;

pub use super::upload::{PostedFile, PostedFiles, TakesFiles};

/// The largest form body taken, in bytes, where the handler doesn't say another.
pub const LARGEST: usize = 64 * 1024;

/// The name of the hidden field that carries the CSRF token.
pub const CSRF_FIELD: &str = "csrf";

/// A posted form, read into `T`. Repeated keys fill a `Vec<String>` field; give fields `#[serde(default)]`, so that a
/// missing one becomes a message at the field and not a 400. `MOST` is the largest body in bytes: for a form that takes
/// long texts.
#[derive(Debug)]
pub struct Posted<T, const MOST: usize = LARGEST>(pub T);

impl<T, const MOST: usize> Deref for Posted<T, MOST> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + 'static, const MOST: usize> FromRequest for Posted<T, MOST> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let ctx = Ctx::of(request);
        let head = check_head(request, MOST);
        let payload = payload.take();
        Box::pin(async move {
            head?;
            let body = read(payload, MOST).await?;
            check_text(&body)?;
            let pairs: Vec<(String, String)> = parse(&body)?;
            let token = pairs.iter().find(|(name, _)| name == CSRF_FIELD).map_or("", |(_, value)| value.as_str());
            if !csrf::matches(token, &ctx.csrf) {
                return Err(Error::stale_form());
            }
            parse(&body).map(Posted)
        })
    }
}

fn check_head(request: &HttpRequest, most: usize) -> Result<(), Error> {
    if request.content_type() != "application/x-www-form-urlencoded" {
        return Err(Error::bad_request("This address takes a web form, and something else was sent."));
    }
    let utf8 = request.encoding().is_ok_and(|encoding| encoding == encoding_rs::UTF_8);
    if !utf8 || request.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return Err(Error::bad_request("The form was sent in an encoding we do not read. We read plain UTF-8."));
    }
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    match declared.and_then(|length| length.parse::<usize>().ok()) {
        Some(length) if length > most => Err(Error::too_large()),
        _ => Ok(()),
    }
}

async fn read(mut payload: Payload, most: usize) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|cause| Error::bad_request("The form arrived only in part.").because(cause))?;
        if body.len() + chunk.len() > most {
            return Err(Error::too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Decoding would quietly replace what is not UTF-8, and a database may not store a NUL: both are refused here.
fn check_text(body: &[u8]) -> Result<(), Error> {
    let mut decoded = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = (byte == b'%').then(|| after.get(..2).and_then(hex)).flatten();
        decoded.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    if std::str::from_utf8(&decoded).is_err() || decoded.contains(&0) {
        return Err(Error::bad_request("Part of the form was not readable text. Please type it again."));
    }
    Ok(())
}

fn hex(digits: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    serde_html_form::from_bytes(body)
        .map_err(|cause| Error::bad_request("Part of the form was missing or did not make sense to us.").because(cause))
}

/// What was wrong with a form, field by field, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(String, String)>);

impl FieldErrors {
    /// Nothing wrong so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a message for a field: a sentence that says how to put it right.
    pub fn push(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push((field.into(), message.into()));
    }

    /// Whether all is well.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first message for a field.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, message)| message.as_str())
    }

    /// All messages: field and words.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, message)| (field.as_str(), message.as_str()))
    }

    /// Keeps the value of a good field, or notes what is wrong with it.
    pub fn take<T, E: std::fmt::Display>(&mut self, field: &str, result: Result<T, E>) -> Option<T> {
        result.map_err(|message| self.push(field, message.to_string())).ok()
    }

    /// Starts fields that show these messages beside them.
    pub fn fields(&self) -> Fields<'_> {
        Fields { errors: self }
    }
}

/// Makes form fields that show their own message from a [`FieldErrors`].
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    errors: &'a FieldErrors,
}

impl Fields<'_> {
    /// A line of text.
    pub fn input(&self, name: &str, label: &str, value: &str) -> Input {
        Input::new(name, label).value(value).error(self.errors.get(name))
    }

    /// Several lines of text.
    pub fn textarea(&self, name: &str, label: &str, value: &str) -> Textarea {
        Textarea::new(name, label).value(value).error(self.errors.get(name))
    }

    /// A file to be chosen.
    pub fn file(&self, name: &str, label: &str) -> FileInput {
        FileInput::new(name, label).error(self.errors.get(name))
    }

    /// One of a list; add the options.
    pub fn select(&self, name: &str, label: &str, chosen: &str) -> Select {
        Select::new(name, label).chosen(chosen).error(self.errors.get(name))
    }

    /// One of a few; add the choices.
    pub fn radios(&self, name: &str, legend: &str, chosen: &str) -> Radios {
        Radios::new(name, legend).chosen(chosen).error(self.errors.get(name))
    }

    /// Any of a few; add the choices.
    pub fn checkboxes<S: AsRef<str>>(&self, name: &str, legend: &str, checked: &[S]) -> Checkboxes {
        Checkboxes::new(name, legend).checked(checked).error(self.errors.get(name))
    }

    /// A day, posted as `NAME_day`, `NAME_month` and `NAME_year`.
    pub fn date(&self, name: &str, legend: &str, value: DateText) -> DateInput {
        DateInput::new(name, legend).value(value).error(self.errors.get(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, HttpResponse, web};
    use serde::Deserialize;

    use crate::web::context::Context;
    use crate::web::error;

    #[derive(Deserialize)]
    struct Days {
        #[serde(default)]
        name: String,
        #[serde(default)]
        day: Vec<String>,
    }

    async fn save(Posted(days): Posted<Days>) -> HttpResponse {
        HttpResponse::Ok().body(format!("{}:{}", days.name, days.day.join("+")))
    }

    async fn post(content_type: &str, body: impl Into<Vec<u8>>) -> (u16, String) {
        let app = App::new().wrap(from_fn(error::pages)).route("/", web::post().to(save));
        let body: Vec<u8> = body.into();
        let request =
            TestRequest::post().uri("/").insert_header(("content-type", content_type)).set_payload(body).to_request();
        let ctx = Ctx::new(Context { csrf: "token".to_owned(), ..Context::default() });
        request.extensions_mut().insert(ctx);
        let response = call_service(&init_service(app).await, request).await;
        let status = response.status().as_u16();
        (status, String::from_utf8(read_body(response).await.to_vec()).unwrap())
    }

    const FORM: &str = "application/x-www-form-urlencoded";

    #[actix_web::test]
    async fn repeated_keys_fill_a_list_and_letters_arrive_whole() {
        let answer = post(FORM, "csrf=token&name=Zo%C3%AB+Smith&day=tue&day=thu").await;
        assert_eq!(answer, (200, "Zoë Smith:tue+thu".to_owned()));
    }

    #[actix_web::test]
    async fn missing_fields_are_the_handlers_business() {
        assert_eq!(post(FORM, "csrf=token").await, (200, ":".to_owned()));
    }

    #[actix_web::test]
    async fn without_the_right_token_nothing_is_done() {
        for body in ["name=Zoe", "csrf=&name=Zoe", "csrf=wrong&name=Zoe"] {
            let (status, page) = post(FORM, body).await;
            assert_eq!(status, 403, "{body}");
            assert!(page.contains("This form is too old"), "{page}");
        }
    }

    #[actix_web::test]
    async fn too_long_a_form_is_refused_with_a_page() {
        let (status, page) = post(FORM, format!("csrf=token&name={}", "a".repeat(LARGEST))).await;
        assert_eq!(status, 413);
        assert!(page.contains("That is too much to send at once"));
    }

    #[actix_web::test]
    async fn other_kinds_and_unreadable_text_are_refused() {
        assert_eq!(post("application/json", "{}").await.0, 400);
        assert_eq!(post("application/x-www-form-urlencoded; charset=iso-8859-1", "csrf=token").await.0, 400);
        assert_eq!(post(FORM, "csrf=token&name=%FF%FE").await.0, 400);
        assert_eq!(post(FORM, "csrf=token&name=a%00b").await.0, 400);
        assert_eq!(post(FORM, "csrf=token&name=100%").await, (200, "100%:".to_owned()));
    }

    #[test]
    fn messages_keep_the_order_of_the_page() {
        let mut errors = FieldErrors::new();
        let good: Option<u8> = errors.take("hours", "3".parse::<u8>());
        let bad: Option<u8> = errors.take("price", "x".parse::<u8>());
        errors.push("price", "Another");
        assert_eq!((good, bad), (Some(3), None));
        assert_eq!(errors.get("price"), Some("invalid digit found in string"));
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["price", "price"]);
        assert_eq!(errors.get("hours"), None);
    }
}
