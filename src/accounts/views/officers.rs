//! A council's officers: who may do what, inviting somebody, and the page behind an invitation.

use maud::{Markup, html};

use super::narrow;
use super::staff::{Opens, invited_by};
use crate::accounts::forms::staff::OfficerForm;
use crate::accounts::officer::{COUNCIL_ROLES, MANAGES, sentence};
use crate::accounts::service::officers::{Officer, OfficerInvitation, Officers};
use crate::kernel::dates::{london, long_date};
use crate::kernel::ids::UserId;
use crate::web::components::{
    Button, Checkboxes, Input, PostForm, Table, actions, csrf_field, hidden, inset, link, lu, panel, paragraph, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

const HERE: &str = "/council/staff";

fn page(title: impl Into<String>) -> Page {
    Page::new(title).nav(HERE).back(HERE, "Staff")
}

/// Everybody, and who was invited.
pub fn list(ctx: &Ctx, all: &Officers, me: UserId) -> Page {
    let nobody = !all.all.iter().any(|officer| officer.rights.manages());
    let mut table = Table::new("Officers of the council").column("Who").column("What they may do");
    if all.manages {
        table = table.column("Change");
    }
    let rows = all.all.iter().map(|officer| row(officer, all.manages, me));
    let body = html! {
        (paragraph("Everybody here can sign in for the council. Each sees only what their roles need."))
        @if all.manages {
            (actions(html! { (Button::link("/council/staff/invite", "Invite an officer").icon(lu::LuPlus)) }))
        } @else if nobody {
            (inset(&paragraph("Nobody looks after your staff here yet. Whoever runs this site can invite somebody who does.")))
        } @else {
            (paragraph("Ask whoever looks after staff if something should change."))
        }
        (table.rows(rows))
        @if all.manages && !all.invites.is_empty() { (panel("invited", "Invited", &invited(ctx, all))) }
    };
    Page::new("Staff").nav(HERE).caption(all.council.as_str()).body(body)
}

fn row(officer: &Officer, manages: bool, me: UserId) -> Vec<Markup> {
    let who = html! {
        (officer.name) @if officer.user == me { " (you)" }
        br; span.app-note { (officer.email) }
    };
    let mut cells = vec![who, text(officer.rights.labels())];
    if manages {
        let about = html! { (hidden(format!(": {}", officer.name))) };
        cells.push(html! {
            @if officer.user == me {
                span.app-note { "Only somebody else can change it" }
            } @else {
                a.govuk-link href=(format!("{HERE}/{}/roles", officer.user)) { "Change roles" (about) }
                br;
                a.govuk-link href=(format!("{HERE}/{}/remove", officer.user)) { "Remove" (about) }
            }
        });
    }
    cells
}

fn invited(ctx: &Ctx, all: &Officers) -> Markup {
    let rows = all.invites.iter().map(|invite| {
        let withdraw = Button::submit("Withdraw").plain().about(format!("the invitation to {}", invite.email));
        vec![
            text(&invite.email),
            text(invite.rights.labels()),
            text(long_date(london(invite.expires_at).date())),
            html! { (PostForm::new(ctx, format!("{HERE}/invites/{}/withdraw", invite.id), withdraw)) },
        ]
    });
    let table = Table::new("Invitations").column("Address").column("What they would be");
    html! { (table.column("Works until").column("Change").rows(rows)) }
}

fn rights(errors: &FieldErrors, ticked: &[&str]) -> Checkboxes {
    let start = errors.fields().checkboxes("rights", "What may they do?", ticked);
    COUNCIL_ROLES
        .iter()
        .fold(start, |boxes, role| boxes.choice_with_hint(role.as_str(), role.label(), sentence(*role)))
        .choice_with_hint(
            MANAGES,
            "Looks after staff",
            "Invites officers, and says who may do what. Never for themselves.",
        )
}

/// The form to invite somebody.
pub fn invite(ctx: &Ctx, form: &OfficerForm, errors: &FieldErrors) -> Page {
    let ticked: Vec<&str> = form.rights.iter().map(String::as_str).collect();
    page("Invite an officer").errors(errors).body(narrow(&html! {
        (paragraph("We mail them a link. It works once, for 7 days, and only for this address. They need no account yet."))
        form method="post" action="/council/staff/invite" novalidate {
            (csrf_field(ctx))
            (Input::email("email", "Their work email address").value(&form.email).autocomplete("off").error(errors.get("email")))
            (rights(errors, &ticked))
            (actions(html! { (Button::submit("Send the invitation").once()) (link(HERE, "Cancel")) }))
        }
    }))
}

/// The form for other roles.
pub fn roles(ctx: &Ctx, officer: &Officer, ticked: &[&str], errors: &FieldErrors) -> Page {
    page(format!("What may {} do?", officer.name)).errors(errors).body(narrow(&html! {
        (paragraph(format!("Now: {}.", officer.rights.labels())))
        form method="post" action=(format!("{HERE}/{}/roles", officer.user)) novalidate {
            (csrf_field(ctx))
            (rights(errors, ticked))
            (paragraph("It holds at once. We write to them."))
            (actions(html! { (Button::submit("Save").once()) (link(HERE, "Cancel")) }))
        }
    }))
}

/// Asks once more.
pub fn remove(ctx: &Ctx, officer: &Officer) -> Page {
    let button = Button::submit("Remove from staff").warning().once();
    page(format!("Remove {}?", officer.name)).body(narrow(&html! {
        (paragraph(format!("Now: {}.", officer.rights.labels())))
        (paragraph("From now on they can’t sign in for your council. What they did stays, with their name. Their own account \
                    stays. We write to them."))
        (actions(html! {
            (PostForm::new(ctx, format!("{HERE}/{}/remove", officer.user), button))
            (link(HERE, "Keep them"))
        }))
    }))
}

/// The page behind an invitation. Only its button joins.
pub fn join(ctx: &Ctx, token: &str, shown: &OfficerInvitation, opens: &Opens<'_>, errors: &FieldErrors) -> Page {
    let here = format!("/join-council/{token}");
    let body = html! {
        p.govuk-body-l { (shown.council) " invites you to work for it on Handpick." }
        (inset(&paragraph(format!("What you would be: {}", shown.rights.labels()))))
        (invited_by(ctx, here, (&shown.council, &shown.email), opens, errors))
    };
    Page::new(format!("Join {}", shown.council)).errors(errors).body(narrow(&body))
}
