//! Somebody's own account.

use chrono::{NaiveDateTime, Timelike};
use maud::{Markup, html};

use super::{chosen_password, narrow};
use crate::accounts::model::Actor;
use crate::accounts::service::account::{OpenSession, Overview};
use crate::kernel::dates::{TimeOfDay, london, short_date};
use crate::kernel::words;
use crate::web::components::{
    Button, PasswordInput, PostForm, SummaryList, SummaryRow, Table, TagKind, csrf_field, panel, paragraph, tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Name, address, who may act, where they are signed in.
pub fn account(ctx: &Ctx, actor: &Actor, overview: &Overview) -> Page {
    Page::new("Your account").body(html! {
        (panel("about", "About you", &about(actor, overview)))
        (panel("sessions", "Where you are signed in", &sessions(ctx, &overview.sessions)))
    })
}

fn about(actor: &Actor, overview: &Overview) -> Markup {
    let mut list = SummaryList::new().fact("Name", &actor.name).fact("Email address", &actor.email);
    for membership in &actor.memberships {
        list = list.fact(membership.role.label(), &membership.organisation_name);
    }
    if let Some((_, now)) = actor.workplaces().first() {
        list =
            list.row(SummaryRow::new("You work for now", now).change("/account/workplaces", "for whom you work now"));
    }
    list = list.row(SummaryRow::new("Password", "Only you know it").change("/account/password", "your password"));
    if let Some(holder) = &overview.holder {
        let line = holder.needs.as_ref().map_or_else(String::new, super::super::model::CommunicationNeeds::line);
        let contact = if line.is_empty() { "You have not told us yet".to_owned() } else { line };
        list = list
            .fact("Your reference", &holder.reference)
            .fact("Council", holder.council_name.as_deref().unwrap_or("None: you pay for your own support"))
            .row(SummaryRow::new("How to contact you", contact).change("/account/contact", "how to contact you"))
            .row(
                SummaryRow::new("People who act for you", words::count(overview.helpers, "person", "people"))
                    .change("/account/people", "who acts for you"),
            );
    }
    if overview.people > 0 {
        let row = SummaryRow::new("People you act for", words::count(overview.people, "person", "people"));
        list = list.row(row.action("/broker", "See", "the people you act for"));
    }
    html! { (list) }
}

/// For whom somebody works now, and a button for each of the others.
pub fn workplaces(ctx: &Ctx, actor: &Actor) -> Page {
    let places = actor.workplaces();
    Page::new("For whom do you work now?").back("/account", "Your account").body(narrow(&html! {
        (paragraph("You belong to more than one organisation. What you see and do is for one of them at a time. The name at the top of each page says for which."))
        @if let Some((_, now)) = places.first() {
            (panel("now", "Now", &paragraph(now)))
        }
        @for (organisation, name) in places.iter().skip(1) {
            (panel(&format!("organisation-{organisation}"), name, &html! {
                (PostForm::new(ctx, "/account/workplaces", Button::submit(format!("Work for {name}")).secondary())
                    .with("organisation", organisation))
            }))
        }
    }))
}

fn sessions(ctx: &Ctx, open: &[OpenSession]) -> Markup {
    let mut table = Table::new("Where you are signed in").column("Browser").column("Since");
    for session in open {
        let browser = html! {
            (browser_words(&session.agent))
            @if session.here { " " (tag(TagKind::Ok, None, "This one")) }
        };
        table = table.row([browser, text(moment(session.since))]);
    }
    html! {
        (table)
        (paragraph("Do you not know one of them? Sign out everywhere, then change your password."))
        (PostForm::new(ctx, "/account/sign-out-everywhere", Button::submit("Sign out everywhere").secondary()))
    }
}

/// A moment in London: "21 Nov 2026, 9am".
fn moment(utc: NaiveDateTime) -> String {
    let here = london(utc);
    let minutes = u16::try_from(here.time().num_seconds_from_midnight() / 60).unwrap_or(0);
    let day = short_date(here.date());
    TimeOfDay::from_minutes(minutes).map_or_else(|| day.clone(), |time| format!("{day}, {time}"))
}

/// Which browser it is, in words people know.
fn browser_words(agent: &str) -> String {
    let pick =
        |choices: &[(&str, &'static str)]| choices.iter().find(|(part, _)| agent.contains(part)).map(|(_, name)| *name);
    let browser = pick(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let machine = pick(&[
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Macintosh", "a Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, machine) {
        (Some(browser), Some(machine)) => format!("{browser} on {machine}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "A browser we do not know".to_owned(),
    }
}

/// The form to change the password. Nothing is filled in again.
pub fn change_password(ctx: &Ctx, errors: &FieldErrors) -> Page {
    Page::new("Change your password").back("/account", "Your account").errors(errors).body(narrow(&html! {
        (paragraph("You stay signed in here, and are signed out everywhere else."))
        form method="post" action="/account/password" novalidate {
            (csrf_field(ctx))
            (PasswordInput::current("current", "The password you have now").error(errors.get("current")))
            (chosen_password("New password", errors))
            (Button::submit("Change my password").once())
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named_in_words() {
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36";
        assert_eq!(browser_words(agent), "Chrome on Windows");
        assert_eq!(browser_words("curl/8"), "A browser we do not know");
        assert_eq!(browser_words(""), "A browser we do not know");
    }

    #[test]
    fn moments_are_told_on_londons_clocks() {
        let summer = chrono::NaiveDate::from_ymd_opt(2026, 7, 1).and_then(|day| day.and_hms_opt(8, 30, 0)).unwrap();
        assert_eq!(moment(summer), "1 July 2026, 9:30am".replace("July", "Jul"));
    }
}
