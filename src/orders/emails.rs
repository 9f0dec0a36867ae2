//! The messages of ordering, in plain text. Each says what happened, what to do next, and where.

use crate::directory::model::rises::Rise;
use crate::kernel::dates::long_date;
use crate::kernel::{Money, SpendingRequestId};
use crate::mail::Email;
use crate::orders::model::beyond::Purpose;

/// What the messages are about.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// The site's address, without a trailing slash.
    pub site: &'a str,
    /// The order's reference.
    pub reference: &'a str,
    /// The provider's name.
    pub provider: &'a str,
    /// The holder's name.
    pub holder: &'a str,
    /// Each line in words: what, when, how much.
    pub lines: &'a [String],
}

impl About<'_> {
    fn body(&self) -> String {
        self.lines.iter().flat_map(|line| ["- ", line.as_str(), "\n"]).collect()
    }

    fn link(&self) -> String {
        format!("{}/orders/{}", self.site, self.reference)
    }
}

fn email(to: &str, subject: String, text: String) -> Email {
    Email { to: to.to_owned(), subject, text }
}

/// To a provider: somebody ordered.
pub fn new_order(about: &About<'_>, to: &str, placed_by: Option<&str>, needs: &str) -> Email {
    let who = placed_by.map_or_else(|| about.holder.to_owned(), |by| format!("{by}, for {}", about.holder));
    let needs = if needs.is_empty() { String::new() } else { format!("\nHow to reach them: {needs}\n") };
    let text = format!(
        "{who} would like to order from {}:\n\n{}{needs}\nPlease accept or decline it here:\n{}\n",
        about.provider,
        about.body(),
        about.link()
    );
    email(to, format!("New order {} from {}", about.reference, about.holder), text)
}

/// To whoever ordered: the orders are placed.
pub fn placed(about: &About<'_>, to: &str) -> Email {
    let text = format!(
        "The order with {} for {} is placed:\n\n{}\nThe money for it is set aside. {} will answer soon.\n\n{}\n",
        about.provider,
        about.holder,
        about.body(),
        about.provider,
        about.link()
    );
    email(to, format!("Order {} is placed", about.reference), text)
}

/// To the holder's side: a check that the provider needs has run out, and the order goes on.
pub fn check_ran_out(about: &About<'_>, to: &str, what: &str, on: &str) -> Email {
    let provider = about.provider;
    let text = format!(
        "The {what} of {provider} ran out on {on}.\n\nYour order for {} goes on. Nobody can place new orders with them \
         until they have a new one.\n\nYou can ask {provider} when they will have it. If you are worried, talk to \
         your council or to us. You can also cancel the order:\n\n{}\n",
        about.holder,
        about.link()
    );
    email(to, format!("A check of {provider} has run out"), text)
}

/// To the holder and their broker: the provider said yes.
pub fn accepted(about: &About<'_>, to: &str) -> Email {
    let text = format!(
        "{} has accepted the order for {}:\n\n{}\nYou can see each visit, and cancel one, here:\n{}\n",
        about.provider,
        about.holder,
        about.body(),
        about.link()
    );
    email(to, format!("{} accepted order {}", about.provider, about.reference), text)
}

/// To the holder and their broker: the provider said no.
pub fn declined(about: &About<'_>, to: &str, reason: &str) -> Email {
    let text = format!(
        "{} can’t take the order for {}:\n\n{}\nThey say: {reason}\n\nThe money is back in the budget. You can look \
         for someone else here:\n{}/search\n",
        about.provider,
        about.holder,
        about.body(),
        about.site
    );
    email(to, format!("{} can’t take order {}", about.provider, about.reference), text)
}

/// To the provider: the order, or a visit of it, was called off.
pub fn cancelled(about: &About<'_>, to: &str, what: &str) -> Email {
    let text =
        format!("{what}\n\nOrder {} for {}:\n{}\n{}\n", about.reference, about.holder, about.body(), about.link());
    email(to, format!("Order {}: something was cancelled", about.reference), text)
}

/// To the holder's side of a running order: something in it will cost more.
pub fn price_rise(about: &About<'_>, to: &str, title: &str, rises: &[Rise]) -> Email {
    let line = |rise: &Rise| {
        let people =
            if rise.group_size > 1 { format!(", {} people sharing, each", rise.group_size) } else { String::new() };
        let (when, from) = (rise.band.label().to_lowercase(), long_date(rise.begins_on));
        format!("- {} ({when}{people}): {} now, {} from {from}\n", rise.unit.per(), rise.now(), rise.then())
    };
    let lines: String = rises.iter().map(line).collect();
    let text = format!(
        "{} will charge more for “{title}”:\n\n{lines}\nYour order {} keeps its price: nothing changes for the visits \
         in it. The new price counts for what you order after this, on days from then on.\n\nWhat you can do:\n- \
         Nothing, if that is fine with you.\n- See what you ordered, and cancel visits you don’t want:\n{}\n- Compare \
         with others:\n{}/search\n",
        about.provider,
        about.reference,
        about.link(),
        about.site
    );
    email(to, format!("{} will charge more for “{title}”", about.provider), text)
}

/// To whoever may confirm: visits were recorded, and one button says that they are right.
pub fn please_confirm(to: &str, holder: &str, visits: &[String], link: &str) -> Email {
    let many = visits.len() > 1;
    let lines: String = visits.iter().flat_map(|visit| ["- ", visit.as_str(), "\n"]).collect();
    let (what, these) =
        if many { ("These visits were recorded", "they are") } else { ("This visit was recorded", "it is") };
    let text = format!(
        "{what} for {holder}:\n\n{lines}\nIf {these} right, press the button on this page. You don’t need to sign in:\n\
         {link}\n\nIf something was wrong, sign in and say so. If you do nothing, what was ordered confirms itself after 7 \
         days.\n\nThe link works once. Please don’t pass it on.\n"
    );
    email(
        to,
        if many { format!("Please confirm {} visits", visits.len()) } else { "Please confirm a visit".to_owned() },
        text,
    )
}

/// To one side: something about the order, in sentences.
pub fn news(about: &About<'_>, to: &str, subject: &str, what: &str) -> Email {
    let (reference, provider, holder) = (about.reference, about.provider, about.holder);
    let text =
        format!("{what}\n\nOrder {reference} of {holder} with {provider}:\n{}\n{}\n", about.body(), about.link());
    email(to, format!("Order {reference}: {subject}"), text)
}

/// To the holder and their broker: a visit was recorded and waits for a word.
pub fn disputed(about: &About<'_>, to: &str, day: &str, words: &str) -> Email {
    let text = format!(
        "{} says that something was wrong with the visit on {day}:\n\n“{words}”\n\nThe money for it is held until \
         this is settled. Please record the visit again, as it was:\n{}/provider/visits\n",
        about.holder, about.site
    );
    email(to, format!("Order {}: a visit is being looked into", about.reference), text)
}

/// What the messages about a request to spend beyond the plan are about.
#[derive(Clone, Copy, Debug)]
pub struct Spending<'a> {
    /// The site's address, without a trailing slash.
    pub site: &'a str,
    /// Which request.
    pub id: SpendingRequestId,
    /// Whose budget it is.
    pub holder: &'a str,
    /// What is to be ordered.
    pub title: &'a str,
    /// What it costs.
    pub amount: Money,
    /// What it is for.
    pub purpose: Purpose,
}

/// To an officer: somebody asks to spend beyond the plan.
pub fn asks_to_spend(about: &Spending<'_>, to: &str, asker: &str, why: &str) -> Email {
    let Spending { site, id, holder, title, amount, purpose } = about;
    let text = format!(
        "{asker} asks to spend {amount} of the budget of {holder} on “{title}”. It is not in the plan, or goes over it. It \
         is for: {}.\n\n“{why}”\n\nPlease answer here. It can’t be ordered before:\n{site}/council/spending-requests/{id}\n",
        purpose.label().to_lowercase()
    );
    email(to, format!("Please answer: {holder} asks to spend {amount}"), text)
}

/// To the person, or with their name to somebody who acts for them: the council answered.
pub fn spending_answered(about: &Spending<'_>, to: &str, name: Option<&str>, agrees: bool, words: &str) -> Email {
    let Spending { site, title, amount, .. } = about;
    let whose = name.map_or_else(|| "your".to_owned(), |name| format!("{name}’s"));
    let words = if words.is_empty() { String::new() } else { format!("\n\nThey wrote: “{words}”") };
    let (what, next, page) = match (agrees, about.purpose) {
        (true, Purpose::Basket) => ("agreed", "You can order it now. It is in the basket", "basket"),
        (true, _) => ("agreed", "You can go on with it now. See what you asked", "budget/requests"),
        (false, Purpose::Basket) => {
            ("didn’t agree", "You can change or remove it in the basket, or ask them", "basket")
        }
        (false, _) => ("didn’t agree", "See what you asked", "budget/requests"),
    };
    let text =
        format!("The council {what} to “{title}” for {amount} from {whose} budget.{words}\n\n{next}:\n{site}/{page}\n");
    email(to, format!("The council {what} to “{title}”"), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_order_says_who_what_how_and_where() {
        let lines = ["Evening help: Tuesdays, 7pm to 8pm, from 1 December 2026. £441.00 in all".to_owned()];
        let about = About {
            site: "https://handpick.example",
            reference: "HP-7K3M-9QXT",
            provider: "Aire Valley",
            holder: "Priya Shah",
            lines: &lines,
        };
        let email = new_order(&about, "office@aire.example", Some("Tom Adeyemi"), "Text first. Easy read.");
        assert_eq!(email.subject, "New order HP-7K3M-9QXT from Priya Shah");
        for words in
            ["Tom Adeyemi, for Priya Shah", "£441.00", "Text first", "https://handpick.example/orders/HP-7K3M-9QXT"]
        {
            assert!(email.text.contains(words), "{words} in {}", email.text);
        }
        assert!(!new_order(&about, "office@aire.example", None, "").text.contains("How to reach them"));
    }
}
