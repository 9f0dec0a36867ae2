//! Just enough of a browser to order over a real connection: HTTP/1.0, cookies, and forms with their hidden fields.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;

use scraper::{Html, Selector};

use super::town::{PASSWORD, Town};

/// Somebody with cookies.
#[derive(Clone)]
pub struct Client {
    address: String,
    cookies: BTreeMap<String, String>,
}

struct Answer {
    status: u16,
    location: String,
    body: String,
}

fn broken(what: &str) -> io::Error {
    io::Error::other(what.to_owned())
}

/// The hidden fields of the form that is sent to an address.
fn hidden(page: &str, action: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(page);
    let fields = Selector::parse(&format!("form[action=\"{action}\"] input[type=hidden]")).unwrap();
    let of = |field: scraper::ElementRef<'_>| {
        Some((field.attr("name")?.to_owned(), field.attr("value").unwrap_or_default().to_owned()))
    };
    page.select(&fields).filter_map(of).collect()
}

impl Client {
    pub fn signed_in(address: &str, email: &str) -> io::Result<Self> {
        let mut client = Self { address: address.to_owned(), cookies: BTreeMap::new() };
        let page = client.ask("GET", "/sign-in", None)?;
        let answer = client.send(&page, "/sign-in", &[("email", email), ("password", PASSWORD)])?;
        if answer.status == 303 {
            Ok(client)
        } else {
            Err(broken(&format!("{email} is not let in: {}", answer.status)))
        }
    }

    /// The same person where the program listens now.
    pub fn at(mut self, address: &str) -> Self {
        address.clone_into(&mut self.address);
        self
    }

    /// An hour, once, through the pages: chosen, put into the basket, placed. Gives the order's reference.
    pub fn order(&mut self, town: &Town) -> io::Result<String> {
        let path = format!("/listings/{}/order", town.listing);
        let page = self.ask("GET", &path, None)?;
        let [day, month, year] = &town.day;
        let chosen = [("often", "once"), ("units", "1"), ("at", "10am"), ("starts_on_day", day.as_str())];
        let later = [("starts_on_month", month.as_str()), ("starts_on_year", year.as_str())];
        self.send(&page, &path, &[&chosen[..], &later[..]].concat())?;
        let basket = self.ask("GET", "/basket", None)?;
        let placed = self.send(&basket, "/orders", &[("agree", "yes")])?;
        match placed.location.rsplit_once("/orders/placed/") {
            Some((_, reference)) if placed.status == 303 => Ok(reference.to_owned()),
            _ => Err(broken(&format!("answered {}", placed.status))),
        }
    }

    pub fn status(&self, path: &str) -> io::Result<u16> {
        self.clone().ask("GET", path, None).map(|answer| answer.status)
    }

    /// The status and how long the body is that HEAD is answered with.
    pub fn head(&self, path: &str) -> io::Result<(u16, usize)> {
        self.clone().ask("HEAD", path, None).map(|answer| (answer.status, answer.body.len()))
    }

    fn send(&mut self, page: &Answer, action: &str, fields: &[(&str, &str)]) -> io::Result<Answer> {
        let mut all = hidden(&page.body, action);
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let body = serde_html_form::to_string(all).unwrap();
        self.ask("POST", action, Some(&body))
    }

    fn ask(&mut self, method: &str, path: &str, body: Option<&str>) -> io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let body = body.unwrap_or_default();
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: {}\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
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
        let mut answer = Answer {
            status: status.ok_or_else(|| broken("no status"))?,
            location: String::new(),
            body: body.to_owned(),
        };
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
