//! Reading a form that carries files, and nothing of it until its token was seen.
//!
//! [`PostedFiles`] is to a form with `enctype="multipart/form-data"` what [`super::form::Posted`] is to others. The
//! token must come before the first file, which `csrf_field` as the first thing in the form does; without it no file is
//! read. A file over its limit is answered with a page (413), and a body that ends too early too (400). What a file *is*
//! must be found out from its bytes by whoever takes it: the name and type that were declared are only somebody's words.

use std::ops::Deref;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::context::Ctx;
use super::csrf;
use super::error::Error;
use super::form::{CSRF_FIELD, LARGEST, parse};

/// A form that takes files says how many and how large.
pub trait TakesFiles {
    /// The largest file, in bytes.
    const LARGEST_FILE: usize;
    /// The most files at a time.
    const MOST_FILES: usize = 1;
}

/// A file as it was sent. Fields of files that were left empty give none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostedFile {
    /// The name of the form's field.
    pub field: String,
    /// What the file was called where it came from, without folders. Only to be shown; never to be trusted or stored under.
    pub declared_name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A posted form with files: its fields read into `T`, as [`super::form::Posted`] does, and its files.
#[derive(Debug)]
pub struct PostedFiles<T> {
    /// The form's fields.
    pub form: T,
    /// Its files, in the order they came.
    pub files: Vec<PostedFile>,
}

impl<T> PostedFiles<T> {
    /// Takes the first file of a field, if one was chosen.
    pub fn take(&mut self, field: &str) -> Option<PostedFile> {
        let at = self.files.iter().position(|file| file.field == field)?;
        Some(self.files.remove(at))
    }
}

impl<T> Deref for PostedFiles<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.form
    }
}

impl<T: DeserializeOwned + TakesFiles + 'static> FromRequest for PostedFiles<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let ctx = Ctx::of(request);
        let head = check_head(request);
        let parts = Multipart::new(request.headers(), payload.take());
        Box::pin(async move {
            head?;
            let mut reading = Reading::new(T::LARGEST_FILE, T::MOST_FILES);
            let read = reading.all(parts, &ctx.csrf).await?;
            if let Some(refused) = read {
                return Err(refused);
            }
            let body = serde_html_form::to_string(&reading.pairs).map_err(Error::internal)?;
            Ok(Self { form: parse(body.as_bytes())?, files: reading.files })
        })
    }
}

fn check_head(request: &HttpRequest) -> Result<(), Error> {
    if request.content_type() != "multipart/form-data" {
        return Err(Error::bad_request("This address takes a web form with a file, and something else was sent."));
    }
    if request.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return Err(Error::bad_request("The form was sent in an encoding we do not read."));
    }
    Ok(())
}

/// What was read of a form so far.
struct Reading {
    largest_file: usize,
    most_files: usize,
    may_be_sent: usize,
    sent: usize,
    text: usize,
    pairs: Vec<(String, String)>,
    files: Vec<PostedFile>,
}

impl Reading {
    fn new(largest_file: usize, most_files: usize) -> Self {
        // What is too large is read on and thrown away for a while, since a browser only shows our page once it has
        // sent everything.
        let may_be_sent = LARGEST + largest_file.saturating_mul(most_files).saturating_mul(4);
        Self { largest_file, most_files, may_be_sent, sent: 0, text: 0, pairs: Vec::new(), files: Vec::new() }
    }

    /// Reads all parts. What is too large, or of the wrong kind, is told when everything has been sent.
    async fn all(&mut self, mut parts: Multipart, token: &str) -> Result<Option<Error>, Error> {
        let mut refused = None;
        while let Some(part) = parts.next().await {
            let mut part = part.map_err(only_in_part)?;
            let name = part.name().unwrap_or_default().to_owned();
            let called = part.content_disposition().and_then(|found| found.get_filename()).map(plain_name);
            if called.is_some() && !self.has_token(token) {
                return Err(Error::stale_form());
            }
            let limit = if called.is_some() { self.largest_file } else { LARGEST - self.text };
            let Some(bytes) = self.part(&mut part, limit).await? else {
                refused.get_or_insert_with(|| self.too_large(called.is_some()));
                continue;
            };
            match called {
                Some(declared_name) => self.add_file(name, declared_name, bytes, &mut refused),
                None => self.add_text(name, bytes)?,
            }
        }
        if self.has_token(token) { Ok(refused) } else { Err(Error::stale_form()) }
    }

    fn has_token(&self, token: &str) -> bool {
        let posted = self.pairs.iter().find(|(name, _)| name == CSRF_FIELD).map_or("", |(_, value)| value.as_str());
        csrf::matches(posted, token)
    }

    /// The bytes of a part, or none when they are more than the limit.
    async fn part(&mut self, part: &mut Field, limit: usize) -> Result<Option<Vec<u8>>, Error> {
        let mut bytes = Some(Vec::new());
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(only_in_part)?;
            self.sent = self.sent.saturating_add(chunk.len());
            if self.sent > self.may_be_sent {
                return Err(self.too_large(true));
            }
            bytes = bytes.filter(|bytes| bytes.len() + chunk.len() <= limit);
            if let Some(bytes) = bytes.as_mut() {
                bytes.extend_from_slice(&chunk);
            }
        }
        Ok(bytes)
    }

    fn add_file(&mut self, field: String, declared_name: String, bytes: Vec<u8>, refused: &mut Option<Error>) {
        // A field of files in which nothing was chosen sends no name and no bytes.
        if declared_name.is_empty() && bytes.is_empty() {
            return;
        }
        if self.files.len() >= self.most_files {
            refused.get_or_insert_with(|| self.too_many());
            return;
        }
        self.files.push(PostedFile { field, declared_name, bytes });
    }

    fn add_text(&mut self, name: String, bytes: Vec<u8>) -> Result<(), Error> {
        self.text += bytes.len() + name.len();
        if self.text > LARGEST {
            return Err(Error::too_large());
        }
        match String::from_utf8(bytes) {
            Ok(value) if !value.contains('\0') && !name.contains('\0') => {
                self.pairs.push((name, value));
                Ok(())
            }
            _ => Err(Error::bad_request("Part of the form was not readable text. Please type it again.")),
        }
    }

    fn too_large(&self, file: bool) -> Error {
        if !file {
            return Error::too_large();
        }
        Error::new(StatusCode::PAYLOAD_TOO_LARGE, "That file is too large")
            .what(format!("A file can be {} MB at most.", self.largest_file / (1024 * 1024)))
            .what("Nothing was changed. Go back, choose a smaller file and try again.")
    }

    fn too_many(&self) -> Error {
        let files = crate::kernel::words::count(self.most_files, "file", "files");
        Error::new(StatusCode::PAYLOAD_TOO_LARGE, "Those are too many files")
            .what(format!("You can send {files} at a time."))
            .what("Nothing was changed. Go back, choose fewer files and try again.")
    }
}

fn only_in_part(cause: actix_multipart::MultipartError) -> Error {
    Error::bad_request("The form arrived only in part.").because(cause)
}

/// The last part of a path, in the manner of any system, and no longer than people would read.
fn plain_name(declared: &str) -> String {
    let name = declared.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|letter| !letter.is_control()).take(200).collect()
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
    struct Picture {
        #[serde(default)]
        alt: String,
        #[serde(default)]
        day: Vec<String>,
    }

    impl TakesFiles for Picture {
        const LARGEST_FILE: usize = 1000;
        const MOST_FILES: usize = 2;
    }

    async fn save(posted: PostedFiles<Picture>) -> HttpResponse {
        let files =
            posted.files.iter().map(|file| format!("{}={}:{}", file.field, file.declared_name, file.bytes.len()));
        let files = files.collect::<Vec<_>>().join(",");
        HttpResponse::Ok().body(format!("{}|{}|{files}", posted.alt, posted.day.join("+")))
    }

    enum Part<'a> {
        Text(&'a str, &'a str),
        File(&'a str, &'a str, usize),
    }
    use Part::{File, Text};

    #[allow(clippy::format_push_string, reason = "it reads best")]
    fn body(parts: &[Part<'_>]) -> Vec<u8> {
        let mut body = String::new();
        for part in parts {
            body += "--edge\r\ncontent-disposition: form-data; ";
            match part {
                Text(name, value) => body += &format!("name=\"{name}\"\r\n\r\n{value}\r\n"),
                File(name, called, size) => {
                    let head = format!("name=\"{name}\"; filename=\"{called}\"\r\ncontent-type: image/jpeg\r\n\r\n");
                    body += &format!("{head}{}\r\n", "x".repeat(*size));
                }
            }
        }
        (body + "--edge--\r\n").into_bytes()
    }

    async fn post(content_type: &str, body: Vec<u8>) -> (u16, String) {
        let app = App::new().wrap(from_fn(error::pages)).route("/", web::post().to(save));
        let request =
            TestRequest::post().uri("/").insert_header(("content-type", content_type)).set_payload(body).to_request();
        let ctx = Ctx::new(Context { csrf: "token".to_owned(), ..Context::default() });
        request.extensions_mut().insert(ctx);
        let response = call_service(&init_service(app).await, request).await;
        let status = response.status().as_u16();
        (status, String::from_utf8(read_body(response).await.to_vec()).unwrap())
    }

    const FORM: &str = "multipart/form-data; boundary=edge";
    const TOKEN: Part<'_> = Text("csrf", "token");

    #[actix_web::test]
    async fn fields_and_files_arrive_whole() {
        let parts = [
            TOKEN,
            Text("alt", "Zoë & me"),
            Text("day", "tue"),
            Text("day", "thu"),
            File("picture", "../of/mine/me.jpg", 1000),
        ];
        assert_eq!(post(FORM, body(&parts)).await, (200, "Zoë & me|tue+thu|picture=me.jpg:1000".to_owned()));
    }

    #[actix_web::test]
    async fn a_field_without_a_file_gives_none() {
        assert_eq!(post(FORM, body(&[TOKEN, File("picture", "", 0)])).await, (200, "||".to_owned()));
        assert_eq!(post(FORM, body(&[TOKEN])).await, (200, "||".to_owned()));
    }

    #[actix_web::test]
    async fn without_the_right_token_first_no_file_is_read() {
        let late = [File("picture", "a.jpg", 10), TOKEN];
        let wrong = [Text("csrf", "wrong"), File("picture", "a.jpg", 10)];
        let none = [Text("alt", "x")];
        for parts in [&late[..], &wrong[..], &none[..]] {
            let (status, page) = post(FORM, body(parts)).await;
            assert_eq!(status, 403);
            assert!(page.contains("This form is too old"), "{page}");
        }
    }

    #[actix_web::test]
    async fn too_much_is_refused_with_a_page() {
        let (status, page) = post(FORM, body(&[TOKEN, File("picture", "a.jpg", 1001)])).await;
        assert_eq!(status, 413);
        assert!(page.contains("That file is too large") && page.contains("choose a smaller file"), "{page}");
        let (status, page) = post(FORM, body(&[TOKEN, File("a", "a", 1), File("b", "b", 1), File("c", "c", 1)])).await;
        assert_eq!(status, 413);
        assert!(page.contains("You can send 2 files at a time"), "{page}");
        assert_eq!(post(FORM, body(&[TOKEN, Text("alt", &"a".repeat(LARGEST))])).await.0, 413);
        assert_eq!(post(FORM, body(&[TOKEN, File("picture", "a.jpg", 10_000_000)])).await.0, 413);
    }

    #[actix_web::test]
    async fn half_a_form_and_other_kinds_are_refused() {
        let whole = body(&[TOKEN, Text("alt", "x"), File("picture", "a.jpg", 500)]);
        for length in [0, 10, whole.len() / 2, whole.len() - 10] {
            let (status, _) = post(FORM, whole[..length].to_vec()).await;
            assert!(status == 400 || status == 403 && length < 80, "{length} bytes of {}: {status}", whole.len());
        }
        assert_eq!(post("multipart/form-data", whole.clone()).await.0, 400);
        assert_eq!(post("application/x-www-form-urlencoded", b"csrf=token".to_vec()).await.0, 400);
        assert_eq!(post(FORM, body(&[TOKEN, Text("alt", "a\0b")])).await.0, 400);
    }
}
