//! Somebody at a browser, who acts by labels, links and the words on buttons.
//!
//! Whatever leads to another page returns once that page is there: the old one is marked, and the mark waited away.

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use handpick::kernel::Money;

use super::town::PASSWORD;

/// Somebody's browser.
pub struct Person {
    pub client: Client,
    site: String,
}

/// A text as `XPath` writes it, whatever quotes it holds.
fn quoted(text: &str) -> String {
    let parts: Vec<String> = text.split('"').map(|part| format!("\"{part}\"")).collect();
    if parts.len() == 1 { parts[0].clone() } else { format!("concat({})", parts.join(", '\"', ")) }
}

/// An element with exactly these words, or with these and more that only screen readers say.
fn named(element: &str, words: &str) -> String {
    let (words, hidden) = (quoted(words), "span[contains(@class, \"govuk-visually-hidden\")]");
    format!("//{element}[normalize-space(.)={words} or (.//{hidden} and starts-with(normalize-space(.), {words}))]")
}

/// An element whose words hold all of these.
fn holding(element: &str, words: &[&str]) -> String {
    let conditions: Vec<String> =
        words.iter().map(|words| format!("contains(normalize-space(.), {})", quoted(words))).collect();
    format!("//{element}[{}]", conditions.join(" and "))
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Person {
    pub fn new(client: Client, site: &str) -> Self {
        Self { client, site: site.to_owned() }
    }

    /// Closes the browser.
    pub async fn leave(self) {
        self.client.close().await.unwrap();
    }

    /// Types an address.
    pub async fn visit(&self, path: &str) -> &Self {
        self.client.goto(&format!("{}{path}", self.site)).await.unwrap();
        self
    }

    /// The path of the page, with its query.
    pub async fn path(&self) -> String {
        let url = self.client.current_url().await.unwrap();
        url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
    }

    /// The words of the page.
    pub async fn text(&self) -> String {
        squeeze(&self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap())
    }

    async fn at(&self, xpath: &str, what: &str) -> Element {
        match self.client.find(Locator::XPath(xpath)).await {
            Ok(element) => element,
            Err(error) => panic!("{} has no {what}: {error}\n{}", self.path().await, self.text().await),
        }
    }

    async fn field(&self, label: &str) -> Element {
        let found = self.at(&named("label", label), &format!("field {label:?}")).await;
        let id = found.attr("for").await.unwrap().expect("a label for a field");
        self.client.find(Locator::Id(&id)).await.unwrap()
    }

    /// Types into the field with this label, in place of what it holds.
    pub async fn fill(&self, label: &str, text: &str) -> &Self {
        let field = self.field(label).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
        self
    }

    /// As [`Person::fill`], for a field in the group under this question.
    pub async fn fill_in(&self, question: &str, label: &str, text: &str) -> &Self {
        let field = self.in_group(question, label).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
        self
    }

    /// Chooses an answer to this question.
    pub async fn answer(&self, question: &str, label: &str) -> &Self {
        self.in_group(question, label).await.click().await.unwrap();
        self
    }

    async fn in_group(&self, question: &str, label: &str) -> Element {
        let group = format!("//fieldset[legend[normalize-space(.)={}]]", quoted(question));
        let found = self.at(&format!("{group}{}", named("label", label)), &format!("{label:?} in {question:?}")).await;
        let id = found.attr("for").await.unwrap().expect("a label for a field");
        self.client.find(Locator::Id(&id)).await.unwrap()
    }

    /// Ticks the box, or chooses the radio button, with this label.
    pub async fn tick(&self, label: &str) -> &Self {
        self.field(label).await.click().await.unwrap();
        self
    }

    /// Picks an option, by its words, from the list with this label.
    pub async fn select(&self, label: &str, option: &str) -> &Self {
        self.field(label).await.select_by_label(option).await.unwrap();
        self
    }

    /// As [`Person::select`], by the beginning of the option's words: some end in a count.
    pub async fn select_like(&self, label: &str, beginning: &str) -> &Self {
        let field = self.field(label).await;
        let option = format!(".//option[starts-with(normalize-space(.), {})]", quoted(beginning));
        let option = field.find(Locator::XPath(&option)).await;
        option.unwrap_or_else(|_| panic!("{label:?} has no {beginning:?}")).click().await.unwrap();
        self
    }

    /// Presses a button that leads to a page.
    pub async fn press(&self, words: &str) -> &Self {
        let button = self.at(&named("button", words), &format!("button {words:?}")).await;
        self.go_by(button).await
    }

    /// Presses the button whose words, with those that only screen readers say, hold all of these.
    pub async fn press_with(&self, words: &[&str]) -> &Self {
        let button = self.at(&holding("button", words), &format!("button with {words:?}")).await;
        self.go_by(button).await
    }

    /// Follows the link whose words hold all of these.
    pub async fn follow_with(&self, words: &[&str]) -> &Self {
        let link = self.at(&holding("a", words), &format!("link with {words:?}")).await;
        self.go_by(link).await
    }

    /// Opens what is behind these words, if it isn't open.
    pub async fn opens(&self, words: &str) -> &Self {
        let closed = format!("//details[not(@open)]/{}", holding("summary", &[words]).trim_start_matches('/'));
        if let Ok(summary) = self.client.find(Locator::XPath(&closed)).await {
            summary.click().await.unwrap();
        }
        self
    }

    /// Whether a link's words hold all of these.
    pub async fn has_link(&self, words: &[&str]) -> bool {
        self.client.find(Locator::XPath(&holding("a", words))).await.is_ok()
    }

    /// Follows a link in the page's main part, or else in the menus.
    pub async fn follow(&self, words: &str) -> &Self {
        let link = named("a", words);
        let everywhere = self.client.find(Locator::XPath(&format!("//main{link}"))).await;
        let link = match everywhere {
            Ok(link) => link,
            Err(_) => self.at(&link, &format!("link {words:?}")).await,
        };
        self.go_by(link).await
    }

    pub async fn go_by(&self, element: Element) -> &Self {
        self.leaving().await;
        element.click().await.unwrap();
        self.arrived().await
    }

    pub async fn leaving(&self) {
        self.client.execute("document.documentElement.dataset.leaving = 'yes'", vec![]).await.unwrap();
    }

    pub async fn arrived(&self) -> &Self {
        let every = std::time::Duration::from_millis(20);
        let new = Locator::Css("html:not([data-leaving]) body");
        if let Err(error) = self.client.wait().every(every).for_element(new).await {
            panic!("{} stays where it is: {error}\n{}", self.path().await, self.text().await);
        }
        self
    }

    /// Fails unless the page says this.
    pub async fn sees(&self, text: &str) -> &Self {
        let words = self.text().await;
        assert!(words.contains(&squeeze(text)), "{} doesn't say {text:?}:\n{words}", self.path().await);
        self
    }

    /// Fails if the page says this.
    pub async fn does_not_see(&self, text: &str) -> &Self {
        let words = self.text().await;
        assert!(!words.contains(&squeeze(text)), "{} says {text:?}:\n{words}", self.path().await);
        self
    }

    /// The page's heading.
    pub async fn heading(&self) -> String {
        squeeze(&self.at("//h1", "heading").await.text().await.unwrap())
    }

    /// Fails unless the heading is this.
    pub async fn is_on(&self, heading: &str) -> &Self {
        let found = self.heading().await;
        assert_eq!(found, heading, "at {}:\n{}", self.path().await, self.text().await);
        self
    }

    /// The amount in the tile with this title.
    pub async fn tile(&self, title: &str) -> Money {
        let path = format!("//*[contains(@class, \"app-tile\")][*[normalize-space(.)={}]]", quoted(title));
        let found = self.at(&path, &format!("tile {title:?}")).await;
        let words = found.text().await.unwrap();
        first_amount(&words).unwrap_or_else(|| panic!("no amount in {words:?}"))
    }

    /// Signs in, as somebody else than before if need be.
    pub async fn becomes(&self, email: &str) -> &Self {
        self.signs_in(email, PASSWORD).await
    }

    /// As [`Person::becomes`], with another password than the town's.
    pub async fn signs_in(&self, email: &str, password: &str) -> &Self {
        self.client.delete_all_cookies().await.unwrap();
        self.visit("/sign-in").await;
        self.fill("Email address", email).await.fill("Password", password).await.press("Sign in").await;
        self.sees("Sign out").await
    }
}

/// The first amount of money in a text.
pub fn first_amount(text: &str) -> Option<Money> {
    let at = text.find('£')?;
    let end = text[at..].char_indices().skip(1).find(|(_, letter)| !matches!(letter, '0'..='9' | ',' | '.'));
    let words = end.map_or(&text[at..], |(end, _)| &text[at..at + end]);
    Money::parse(words.trim_end_matches(['.', ','])).ok()
}
