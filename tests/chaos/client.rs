//! Just enough of a browser to use the pages over a real connection: HTTP/1.0, cookies, links, and forms with all that
//! stands in their fields.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use scraper::{ElementRef, Html, Selector};

/// How forms without files are sent.
const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody with cookies.
#[derive(Clone)]
pub struct Client {
    pub email: String,
    address: String,
    cookies: BTreeMap<String, String>,
}

/// What was answered.
pub struct Answer {
    pub status: u16,
    pub location: String,
    body: String,
}

pub fn broken(what: &str) -> io::Error {
    io::Error::other(what.to_owned())
}

fn attribute(selector: &str, name: &str, page: &str) -> Vec<String> {
    let (page, selector) = (Html::parse_document(page), Selector::parse(selector).unwrap());
    let found = page.select(&selector).filter_map(|element| element.attr(name));
    found.map(str::to_owned).collect()
}

impl Answer {
    /// Where its links lead.
    pub fn links(&self) -> Vec<String> {
        attribute("main a", "href", &self.body)
    }

    /// Where its forms are sent.
    pub fn forms(&self) -> Vec<String> {
        attribute("main form[method=post]", "action", &self.body)
    }

    /// All of it, as it came.
    pub fn text(&self) -> &str {
        &self.body
    }

    /// What a form sends when nobody touches it.
    fn fields(&self, action: &str) -> Vec<(String, String)> {
        let page = Html::parse_document(&self.body);
        let form = Selector::parse(&format!("form[action=\"{action}\"]")).unwrap();
        let inputs = Selector::parse("input, option[selected]").unwrap();
        let Some(form) = page.select(&form).next() else { return Vec::new() };
        form.select(&inputs).filter_map(field).collect()
    }
}

fn field(input: ElementRef<'_>) -> Option<(String, String)> {
    let value = input.attr("value").unwrap_or_default().to_owned();
    if input.value().name() == "option" {
        let select = input.ancestors().filter_map(ElementRef::wrap).find(|one| one.value().name() == "select")?;
        return Some((select.attr("name")?.to_owned(), value));
    }
    let ticked = !matches!(input.attr("type"), Some("checkbox" | "radio")) || input.attr("checked").is_some();
    ticked.then(|| Some((input.attr("name")?.to_owned(), value))).flatten()
}

impl Client {
    pub fn signed_in(address: &str, email: &str, password: &str) -> io::Result<Self> {
        let mut client = Self { email: email.to_owned(), address: address.to_owned(), cookies: BTreeMap::new() };
        let page = client.get("/sign-in")?;
        let answer = client.send(&page, "/sign-in", &[("email", email), ("password", password)])?;
        if answer.status == 303 {
            Ok(client)
        } else {
            Err(broken(&format!("{email} is not let in: {}", answer.status)))
        }
    }

    /// The same person where the program listens now.
    pub fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    pub fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.ask("GET", path, (FORM, ""))
    }

    /// Sends a form of a page, with these fields instead of what stands in them.
    pub fn send(&mut self, page: &Answer, action: &str, fields: &[(&str, &str)]) -> io::Result<Answer> {
        let mut all = page.fields(action);
        all.retain(|(name, _)| fields.iter().all(|(other, _)| other != name));
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.ask("POST", action, (FORM, &serde_html_form::to_string(all).unwrap()))
    }

    /// Sends a form of a page with a file.
    pub fn upload(
        &mut self,
        page: &Answer,
        action: &str,
        (field, name, file): (&str, &str, &str),
    ) -> io::Result<Answer> {
        let part = |(name, value): (String, String)| {
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let others = page.fields(action).into_iter().filter(|(name, _)| name != field);
        let mut parts: Vec<String> = others.map(part).collect();
        parts.push(format!(
            "--edge\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n{file}\r\n--edge--\r\n"
        ));
        let body = parts.concat();
        self.ask("POST", action, ("multipart/form-data; boundary=edge", &body))
    }

    fn ask(&mut self, method: &str, path: &str, (kind, body): (&str, &str)) -> io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: {}\r\nCookie: {}\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\n\r\n{body}",
            self.address,
            cookies.join("; "),
            body.len(),
        )?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        self.read(&text)
    }

    fn read(&mut self, text: &str) -> io::Result<Answer> {
        let (head, body) = text.split_once("\r\n\r\n").ok_or_else(|| broken("half an answer"))?;
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| broken("no status"))?;
        let mut answer = Answer { status, location: String::new(), body: body.to_owned() };
        for (name, value) in head.lines().filter_map(|line| line.split_once(": ")) {
            if name.eq_ignore_ascii_case("location") {
                value.clone_into(&mut answer.location);
            }
            if name.eq_ignore_ascii_case("set-cookie")
                && let Some((name, value)) = value.split(';').next().and_then(|cookie| cookie.split_once('='))
            {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(answer)
    }
}
