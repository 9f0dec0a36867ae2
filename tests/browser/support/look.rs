//! Looking at pages as axe-core does, and at what it doesn't see: sideways scrolling, headings, titles.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

use super::Person;

const AXE_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/static/node_modules/axe-core/axe.min.js");

static AXE: LazyLock<String> = LazyLock::new(|| {
    std::fs::read_to_string(AXE_FILE).unwrap_or_else(|error| panic!("axe-core is needed at {AXE_FILE}: {error}"))
});

/// Gives each violation as "rule: what it says: where".
const RUN: &str = r"
    const done = arguments[arguments.length - 1];
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then(
        result => done(result.violations.map(fault =>
            fault.id + ': ' + fault.help + ': ' + fault.nodes.map(node => node.target.join(' ')).join(', '))),
        error => done([String(error)]));
";

/// Facts that axe does not look at.
const FACTS: &str = r"
    return {
        status: performance.getEntriesByType('navigation')[0].responseStatus,
        title: document.title,
        headings: document.querySelectorAll('h1').length,
        main: (document.querySelector('main') || {}).innerText || '',
    };
";

/// How much wider the page is than the window, and what sticks out.
const OVER: &str = r"
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over <= 0) { return null; }
    const wide = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 0.5);
    const name = e => e.tagName.toLowerCase() + (e.className && e.className.baseVal === undefined ? '.' + e.className : '');
    return over + ' px, by ' + wide.slice(0, 3).map(name).join(', ');
";

/// Where the page leads, within this site.
const LINKS: &str = r#"return [...document.querySelectorAll('a[href^="/"]')].map(link => link.getAttribute('href'))"#;

/// `Emulation.setDeviceMetricsOverride`: a window's own size has a least width, and phones are narrower.
#[derive(Debug)]
struct Width(u32);

impl WebDriverCompatibleCommand for Width {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let size = json!({ "width": self.0, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size });
        (http::Method::POST, Some(command.to_string()))
    }
}

/// What was found on all pages that one person looked at.
#[derive(Default)]
pub struct Findings {
    /// The first page with each title.
    titles: BTreeMap<String, String>,
    faults: Vec<String>,
}

impl Findings {
    /// Fails when anything was found.
    pub fn none(&self) {
        assert!(self.faults.is_empty(), "{} faults:\n{}", self.faults.len(), self.faults.join("\n"));
    }

    fn fault(&mut self, at: &str, what: &str) {
        self.faults.push(format!("{at}: {what}"));
    }

    /// Looks at a page at each of these widths; gives its status.
    pub async fn look(&mut self, person: &Person, path: &str, widths: &[u32]) -> u64 {
        person.visit(path).await;
        self.look_here(person, path, widths).await
    }

    /// Looks at the page that is open; `name` stands for it in what is reported.
    pub async fn look_here(&mut self, person: &Person, name: &str, widths: &[u32]) -> u64 {
        let status = self.facts(person, name).await;
        person.client.execute(&AXE, vec![]).await.unwrap();
        for width in widths {
            person.client.issue_cmd(Width(*width)).await.unwrap();
            let at = format!("{name} at {width} px");
            let found = person.client.execute_async(RUN, vec![]).await.unwrap();
            for fault in found.as_array().unwrap() {
                self.fault(&at, fault.as_str().unwrap());
            }
            if let Value::String(over) = person.client.execute(OVER, vec![]).await.unwrap() {
                self.fault(&at, &format!("scrolls sideways: {over}"));
            }
        }
        status
    }

    /// Looks at these pages and at all that they lead to, once for each kind of page: `/orders/{}` is looked at for
    /// one order only. Says what was seen.
    pub async fn look_around(
        &mut self,
        person: &Person,
        from: &[&str],
        known: &[String],
        widths: &[u32],
    ) -> Vec<String> {
        let mut seen: BTreeSet<String> = known.iter().map(|path| kind(path)).collect();
        let mut next: VecDeque<String> = from.iter().map(|path| (*path).to_owned()).collect();
        let mut looked = Vec::new();
        while let Some(path) = next.pop_front() {
            let kind = kind(&path);
            if [".csv", ".pdf", ".xml", ".txt"].iter().any(|file| kind.contains(file)) || !seen.insert(kind.clone()) {
                continue;
            }
            person.visit(&path).await;
            let landed = self::kind(&person.path().await);
            if landed != kind && !seen.insert(landed) {
                // It only leads on to a page that was looked at.
                continue;
            }
            let status = self.look_here(person, &path, widths).await;
            if status != 200 {
                self.fault(&path, &format!("answers {status}"));
            }
            looked.push(kind);
            let links = person.client.execute(LINKS, vec![]).await.unwrap();
            next.extend(links.as_array().unwrap().iter().filter_map(|link| link.as_str().map(ToOwned::to_owned)));
        }
        looked
    }

    /// One heading, something in the main part, and a title that no other page has. Gives the status.
    pub async fn facts(&mut self, person: &Person, name: &str) -> u64 {
        let facts = person.client.execute(FACTS, vec![]).await.unwrap();
        if facts["headings"] != 1 {
            self.fault(name, &format!("has {} headings h1", facts["headings"]));
        }
        let main = facts["main"].as_str().unwrap_or_default();
        if main.trim().len() < 30 {
            self.fault(name, &format!("says next to nothing: {main:?}"));
        }
        let title = facts["title"].as_str().unwrap_or_default().trim().to_owned();
        if title.is_empty() {
            self.fault(name, "has no title");
        }
        if let Some(other) = self.titles.insert(title.clone(), name.to_owned()).filter(|other| other != name) {
            self.fault(name, &format!("has the title of {other}: {title:?}"));
        }
        facts["status"].as_u64().unwrap_or_default()
    }
}

/// The path with `{}` for each part that is a number or a reference.
fn kind(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let differs = |part: &str| part.starts_with("HP-") || part.contains(|letter: char| letter.is_ascii_digit());
    let part = |part: &str| if differs(part) { "{}".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}
