//! A browser without scripts, for tests that act as people do: by labels, buttons and links.
//!
//! It keeps cookies, follows redirects, and looks at each page it gets: one `h1`, a language, a title, every field
//! labelled, no id twice, a token in every form that posts. What it can't find fails the test and says what is there.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::{IpAddr, SocketAddr};

use actix_web::cookie::Cookie;
use actix_web::http::{Method, StatusCode, header};
use actix_web::test::TestRequest;
use scraper::{ElementRef, Html};

use super::app::{Answer, Sender};
use super::page::{self, css, form_of, one, squeeze, words};

/// What somebody did to a field, by its id.
#[derive(Clone)]
enum Done {
    Typed(String),
    Ticked(bool),
    Chose { called: String, bytes: Vec<u8> },
}

/// What a form sends.
enum Body {
    Fields(String),
    Parts(Vec<u8>),
}

/// What stands between the parts of a form with files.
const EDGE: &str = "edge-of-a-part-5f3a9c";

/// Somebody's browser. A clone of it is another tab, with the same cookies for as long as they don't change.
#[derive(Clone)]
pub struct Browser {
    send: Sender,
    ip: IpAddr,
    forwarded: Option<String>,
    cookies: BTreeMap<String, String>,
    done: HashMap<String, Done>,
    address: String,
    status: StatusCode,
    html: String,
    bytes: Vec<u8>,
    headers: header::HeaderMap,
}

/// A form with files as browsers send it.
fn parts(fields: &[(String, String)], files: &[(String, String, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    for (name, called, bytes) in files {
        let head = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{called}\"\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"Content-Type: application/octet-stream\r\n\r\n");
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
    body
}

#[allow(dead_code, reason = "a browser can do more than the tests of today need")]
impl Browser {
    pub(super) fn new(send: Sender, ip: [u8; 4]) -> Self {
        Self {
            send,
            ip: ip.into(),
            forwarded: None,
            cookies: BTreeMap::new(),
            done: HashMap::new(),
            address: "/".to_owned(),
            status: StatusCode::OK,
            html: String::new(),
            bytes: Vec::new(),
            headers: header::HeaderMap::new(),
        }
    }

    /// Types an address.
    pub async fn visit(&mut self, path: &str) -> &mut Self {
        self.go(Method::GET, path.to_owned(), None).await;
        self
    }

    /// Loads the page again.
    pub async fn reload(&mut self) -> &mut Self {
        let address = self.address.clone();
        self.visit(&address).await
    }

    /// Follows the link with these words.
    pub async fn follow(&mut self, label: &str) -> &mut Self {
        let href = {
            let page = Html::parse_document(&self.html);
            let link = one(&page, "a[href]", label, "link", &self.address);
            link.attr("href").unwrap().to_owned()
        };
        let path = href.strip_prefix("http://localhost").unwrap_or(&href).to_owned();
        assert!(path.starts_with('/') || path.starts_with('?'), "{label:?} leads away, to {href}");
        let path = if path.starts_with('?') { format!("{}{path}", self.path()) } else { path };
        self.visit(&path).await
    }

    /// Types into the field with this label.
    pub fn fill(&mut self, label: &str, text: &str) -> &mut Self {
        let id = self.field(None, label);
        self.done.insert(id, Done::Typed(text.to_owned()));
        self
    }

    /// As [`Browser::fill`], for a field in the group under this question.
    pub fn fill_in(&mut self, question: &str, label: &str, text: &str) -> &mut Self {
        let id = self.field(Some(question), label);
        self.done.insert(id, Done::Typed(text.to_owned()));
        self
    }

    /// Chooses the radio button with this label.
    pub fn choose(&mut self, label: &str) -> &mut Self {
        self.tick(label)
    }

    /// Ticks the box with this label.
    pub fn tick(&mut self, label: &str) -> &mut Self {
        let id = self.field(None, label);
        self.done.insert(id, Done::Ticked(true));
        self
    }

    /// Takes the tick away.
    pub fn untick(&mut self, label: &str) -> &mut Self {
        let id = self.field(None, label);
        self.done.insert(id, Done::Ticked(false));
        self
    }

    /// Chooses a file from this machine in the field with this label.
    pub fn attach(&mut self, label: &str, called: &str, bytes: &[u8]) -> &mut Self {
        let id = self.field(None, label);
        self.done.insert(id, Done::Chose { called: called.to_owned(), bytes: bytes.to_vec() });
        self
    }

    /// Picks an option, by its words, from the list with this label.
    pub fn select(&mut self, label: &str, option: &str) -> &mut Self {
        let id = self.field(None, label);
        let value = {
            let page = Html::parse_document(&self.html);
            let options = page.select(&css(&format!("#{id} option"))).collect::<Vec<_>>();
            let found = options.iter().find(|found| words(**found) == option);
            found
                .unwrap_or_else(|| panic!("{label:?} has no option {option:?}"))
                .attr("value")
                .unwrap_or(option)
                .to_owned()
        };
        self.done.insert(id, Done::Typed(value));
        self
    }

    /// Presses a button: its words, or with those only screen readers say where several look alike.
    pub async fn press(&mut self, label: &str) -> &mut Self {
        let (method, action, fields, files) = {
            let page = Html::parse_document(&self.html);
            let button = one(&page, "button:not([type=button])", label, "button", &self.address);
            let form = form_of(&page, button).unwrap_or_else(|| panic!("{label:?} is in no form"));
            let mut fields = self.fields_of(form);
            if let Some(name) = button.attr("name") {
                fields.push((name.to_owned(), button.attr("value").unwrap_or_default().to_owned()));
            }
            let action = form.attr("action").map_or_else(|| self.address.clone(), ToOwned::to_owned);
            let method = form.attr("method").unwrap_or("get").to_owned();
            let files = (form.attr("enctype") == Some("multipart/form-data")).then(|| self.files_of(form));
            (method, action, fields, files)
        };
        if let Some(files) = files {
            self.go(Method::POST, action, Some(Body::Parts(parts(&fields, &files)))).await;
            return self;
        }
        let body = serde_html_form::to_string(fields).unwrap();
        if method == "post" {
            self.go(Method::POST, action, Some(Body::Fields(body))).await;
        } else {
            let path = action.split('?').next().unwrap_or_default().to_owned();
            self.go(Method::GET, format!("{path}?{body}"), None).await;
        }
        self
    }

    /// Asks in another way than a browser does, such as with `HEAD`.
    pub async fn ask_by(&mut self, method: &str, path: &str) -> &mut Self {
        self.go(Method::from_bytes(method.as_bytes()).unwrap(), path.to_owned(), None).await;
        self
    }

    /// Asks through a proxy at this address, which says this in `X-Forwarded-For`.
    pub fn comes_through(&mut self, proxy: [u8; 4], forwarded: &str) -> &mut Self {
        (self.ip, self.forwarded) = (proxy.into(), Some(forwarded.to_owned()));
        self
    }

    /// Sets a cookie, as something else on this machine might.
    pub fn set_cookie(&mut self, name: &str, value: &str) -> &mut Self {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The names of the cookies.
    pub fn cookie_names(&self) -> Vec<String> {
        self.cookies.keys().cloned().collect()
    }

    /// Sends a form that no page offers, with the token of this page's forms: what a curious person might try.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> &mut Self {
        let token = {
            let page = Html::parse_document(&self.html);
            page.select(&css("form[method=post] input[name=csrf]"))
                .next()
                .and_then(|field| field.attr("value").map(ToOwned::to_owned))
        };
        let mut fields: Vec<(&str, &str)> = fields.to_vec();
        let token = token.unwrap_or_default();
        fields.push(("csrf", &token));
        self.go(Method::POST, path.to_owned(), Some(Body::Fields(serde_html_form::to_string(fields).unwrap()))).await;
        self
    }

    /// Sends a form without a token.
    pub async fn post_without_token(&mut self, path: &str, fields: &[(&str, &str)]) -> &mut Self {
        self.go(Method::POST, path.to_owned(), Some(Body::Fields(serde_html_form::to_string(fields).unwrap()))).await;
        self
    }

    /// Fails unless the page says this.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        assert!(self.text().contains(&squeeze(text)), "{} doesn't say {text:?}:\n{}", self.address, self.text());
        self
    }

    /// Fails if the page says this.
    #[track_caller]
    pub fn does_not_see(&mut self, text: &str) -> &mut Self {
        assert!(!self.text().contains(&squeeze(text)), "{} says {text:?}:\n{}", self.address, self.text());
        self
    }

    /// Fails unless the page's heading is this.
    #[track_caller]
    pub fn heading(&mut self, text: &str) -> &mut Self {
        let page = Html::parse_document(&self.html);
        let heading = page.select(&css("h1")).next().map(words).unwrap_or_default();
        assert_eq!(heading, text, "the heading of {}:\n{}", self.address, self.text());
        self
    }

    /// Fails unless the answer had this status.
    #[track_caller]
    pub fn status(&mut self, status: u16) -> &mut Self {
        assert_eq!(self.status.as_u16(), status, "{}:\n{}", self.address, self.text());
        self
    }

    /// The answer's status.
    pub fn answered(&self) -> u16 {
        self.status.as_u16()
    }

    /// Fails unless the browser is at this path.
    #[track_caller]
    pub fn at(&mut self, path: &str) -> &mut Self {
        assert_eq!(self.path(), path, "{}", self.text());
        self
    }

    /// The path of the page, without its query.
    pub fn path(&self) -> &str {
        self.address.split('?').next().unwrap_or_default()
    }

    /// The address of the page, with its query.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Looks at another page in place of this one: what a browser shows that kept an old one.
    pub fn shows_instead(&mut self, html: String) -> &mut Self {
        self.html = html;
        self
    }

    /// The answer as it came, when it is no page.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The page as it came.
    pub fn html(&self) -> &str {
        &self.html
    }

    /// The words of the page's body.
    pub fn text(&self) -> String {
        let page = Html::parse_document(&self.html);
        page.select(&css("body")).next().map(words).unwrap_or_default()
    }

    /// The words of the page's main part: what differs between two answers, without menu and footer.
    pub fn main_text(&self) -> String {
        let page = Html::parse_document(&self.html);
        page.select(&css("main")).next().map(words).unwrap_or_default()
    }

    /// The rows of the page's tables, cell by cell.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let page = Html::parse_document(&self.html);
        let row = |row: ElementRef<'_>| row.select(&css("th, td")).map(words).collect();
        page.select(&css("tbody tr")).map(row).collect()
    }

    /// The id of the field with this label.
    #[track_caller]
    fn field(&self, question: Option<&str>, label: &str) -> String {
        let page = Html::parse_document(&self.html);
        let labels: Vec<ElementRef<'_>> = match question {
            None => page.select(&css("label")).collect(),
            Some(question) => {
                let asks = |group: &ElementRef<'_>| {
                    group.select(&css("legend")).next().is_some_and(|legend| words(legend) == question)
                };
                let group =
                    page.select(&css("fieldset")).find(asks).unwrap_or_else(|| panic!("no question {question:?}"));
                group.select(&css("label")).collect()
            }
        };
        let found: Vec<&ElementRef<'_>> = labels.iter().filter(|found| words(**found) == label).collect();
        let there = || labels.iter().map(|label| words(*label)).collect::<Vec<_>>();
        match found.as_slice() {
            [one] => one.attr("for").unwrap().to_owned(),
            [] => panic!("{} has no field {label:?}, but {:?}", self.address, there()),
            _ => panic!("{} has several fields {label:?}: {:?}", self.address, there()),
        }
    }

    /// What the form would send now.
    fn fields_of(&self, form: ElementRef<'_>) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        let chosen: HashSet<String> = form
            .select(&css("input[type=radio]"))
            .filter(|radio| matches!(radio.attr("id").and_then(|id| self.done.get(id)), Some(Done::Ticked(true))))
            .filter_map(|radio| radio.attr("name").map(ToOwned::to_owned))
            .collect();
        for control in form.select(&css("input[name], textarea[name], select[name]")) {
            let name = control.attr("name").unwrap().to_owned();
            let done = control.attr("id").and_then(|id| self.done.get(id));
            let kind = (control.value().name(), control.attr("type").unwrap_or("text"));
            let value = match (kind, done) {
                (("input", "radio" | "checkbox"), done) => {
                    let radio_elsewhere = kind.1 == "radio" && chosen.contains(&name);
                    let on = match done {
                        Some(Done::Ticked(on)) => *on,
                        _ => control.attr("checked").is_some() && !radio_elsewhere,
                    };
                    on.then(|| control.attr("value").unwrap_or("on").to_owned())
                }
                (("input", "file"), _) => None,
                (_, Some(Done::Typed(text))) => Some(text.clone()),
                (("textarea", _), _) => Some(control.text().collect::<String>()),
                (("select", _), _) => {
                    let options = control.select(&css("option")).collect::<Vec<_>>();
                    let picked = options.iter().find(|option| option.attr("selected").is_some()).or(options.first());
                    picked.map(|option| option.attr("value").map_or_else(|| words(*option), ToOwned::to_owned))
                }
                _ => Some(control.attr("value").unwrap_or_default().to_owned()),
            };
            fields.extend(value.map(|value| (name, value)));
        }
        fields
    }

    /// The files that a form would send: its field, what it is called and what is in it.
    fn files_of(&self, form: ElementRef<'_>) -> Vec<(String, String, Vec<u8>)> {
        let file = |control: ElementRef<'_>| {
            let field = control.attr("name").unwrap().to_owned();
            match control.attr("id").and_then(|id| self.done.get(id)) {
                Some(Done::Chose { called, bytes }) => (field, called.clone(), bytes.clone()),
                _ => (field, String::new(), Vec::new()),
            }
        };
        form.select(&css("input[type=file]")).map(file).collect()
    }

    async fn go(&mut self, method: Method, path: String, body: Option<Body>) {
        let before = format!("http://localhost{}", self.address);
        let (mut method, mut path, mut body) = (method, path, body);
        for _ in 0..6 {
            let answer = self.ask(&method, &path, body.take(), &before).await;
            self.keep_cookies(&answer);
            self.address.clone_from(&path);
            self.status = answer.status;
            self.done.clear();
            if !answer.status.is_redirection() {
                self.html = answer.body;
                self.bytes = answer.bytes;
                self.headers = answer.headers;
                return self.check();
            }
            let to = answer.headers.get(header::LOCATION).unwrap().to_str().unwrap();
            to.strip_prefix("http://localhost").unwrap_or(to).clone_into(&mut path);
            assert!(path.starts_with('/'), "sent away to {to}");
            method = Method::GET;
        }
        panic!("{path} redirects for ever");
    }

    async fn ask(&self, method: &Method, path: &str, body: Option<Body>, before: &str) -> Answer {
        let mut request = TestRequest::default()
            .method(method.clone())
            .uri(path)
            .peer_addr(SocketAddr::new(self.ip, 40_000))
            .insert_header((header::HOST, "localhost"))
            .insert_header((header::REFERER, before))
            .insert_header((
                header::USER_AGENT,
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            ));
        if let Some(forwarded) = &self.forwarded {
            request = request.insert_header(("x-forwarded-for", forwarded.as_str()));
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.insert_header((header::COOKIE, cookies.join("; ")));
        }
        request = match body {
            None => request,
            Some(Body::Fields(fields)) => {
                request.insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded")).set_payload(fields)
            }
            Some(Body::Parts(parts)) => {
                let kind = format!("multipart/form-data; boundary={EDGE}");
                request.insert_header((header::CONTENT_TYPE, kind)).set_payload(parts)
            }
        };
        (self.send)(request).await
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for set in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = Cookie::parse(set.to_str().unwrap().to_owned()).unwrap();
            if cookie.value().is_empty() {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
    }

    /// What must be so of every page; files are none.
    fn check(&self) {
        if self.header("content-type").starts_with("text/html") {
            page::check(&Html::parse_document(&self.html), &self.address);
        }
    }
}
