//! A provider's staff: who may do what, inviting somebody, and the page behind an invitation.

use maud::{Markup, html};

use super::{chosen_password, narrow};
use crate::accounts::duty::ProviderRole;
use crate::accounts::forms::staff::{InviteForm, JoinForm};
use crate::accounts::service::staff::{Invitation, Member, Staff};
use crate::kernel::dates::{london, long_date};
use crate::kernel::ids::UserId;
use crate::web::components::{
    Button, Input, PostForm, Radios, Table, actions, csrf_field, hidden, inset, link, lu, panel, paragraph, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

const HERE: &str = "/provider/staff";

fn page(title: impl Into<String>) -> Page {
    Page::new(title).nav(HERE).back(HERE, "Your staff")
}

/// Everybody, and who was invited.
pub fn list(ctx: &Ctx, staff: &Staff, me: UserId, organisation: &str) -> Page {
    let rows = staff.members.iter().map(|member| row(member, me));
    let body = html! {
        (paragraph("People here can sign in for your organisation. Each sees only what their role needs."))
        (actions(html! { (Button::link("/provider/staff/invite", "Invite somebody").icon(lu::LuPlus)) }))
        (Table::new("Your staff").column("Who").column("Role").column("Change").rows(rows))
        @if !staff.invites.is_empty() { (panel("invited", "Invited", &invited(ctx, staff))) }
    };
    Page::new("Your staff").nav(HERE).caption(organisation).body(body)
}

fn row(member: &Member, me: UserId) -> Vec<Markup> {
    let who = html! {
        (member.name) @if member.user == me { " (you)" }
        br; span.app-note { (member.email) }
    };
    let role = html! { (member.role.label()) br; span.app-note { (member.role.sentence()) } };
    let about = html! { (hidden(format!(": {}", member.name))) };
    let change = html! {
        a.govuk-link href=(format!("{HERE}/{}/role", member.user)) { "Change role" (about) }
        br;
        a.govuk-link href=(format!("{HERE}/{}/remove", member.user)) { "Remove" (about) }
    };
    vec![who, role, change]
}

fn invited(ctx: &Ctx, staff: &Staff) -> Markup {
    let rows = staff.invites.iter().map(|invite| {
        let withdraw = Button::submit("Withdraw").plain().about(format!("the invitation to {}", invite.email));
        vec![
            text(&invite.email),
            text(invite.role.label()),
            text(long_date(london(invite.expires_at).date())),
            html! { (PostForm::new(ctx, format!("{HERE}/invites/{}/withdraw", invite.id), withdraw)) },
        ]
    });
    html! { (Table::new("Invitations").column("Address").column("Role").column("Works until").column("Change").rows(rows)) }
}

fn roles(errors: &FieldErrors, chosen: &str) -> Radios {
    let start = errors.fields().radios("role", "What may they do?", chosen);
    ProviderRole::ALL
        .iter()
        .fold(start, |radios, role| radios.choice_with_hint(role.as_str(), role.label(), role.sentence()))
}

/// The form to invite somebody.
pub fn invite(ctx: &Ctx, form: &InviteForm, errors: &FieldErrors) -> Page {
    page("Invite somebody").errors(errors).body(narrow(&html! {
        (paragraph("We mail them a link. It works once, for 7 days, and only for this address. They need no account yet."))
        form method="post" action="/provider/staff/invite" novalidate {
            (csrf_field(ctx))
            (Input::email("email", "Their email address").value(&form.email).autocomplete("off").error(errors.get("email")))
            (roles(errors, &form.role))
            (actions(html! { (Button::submit("Send the invitation").once()) (link(HERE, "Cancel")) }))
        }
    }))
}

/// The form for another role.
pub fn role(ctx: &Ctx, member: &Member, chosen: &str, errors: &FieldErrors) -> Page {
    page(format!("What may {} do?", member.name)).errors(errors).body(narrow(&html! {
        form method="post" action=(format!("{HERE}/{}/role", member.user)) novalidate {
            (csrf_field(ctx))
            (roles(errors, chosen))
            (paragraph("It holds at once."))
            (actions(html! { (Button::submit("Save").once()) (link(HERE, "Cancel")) }))
        }
    }))
}

/// Asks once more.
pub fn remove(ctx: &Ctx, member: &Member) -> Page {
    let button = Button::submit("Remove from staff").warning().once();
    page(format!("Remove {}?", member.name)).body(narrow(&html! {
        (paragraph("From now on they can’t sign in for your organisation. Their own account stays. We write to them."))
        (actions(html! {
            (PostForm::new(ctx, format!("{HERE}/{}/remove", member.user), button))
            (link(HERE, "Keep them"))
        }))
    }))
}

/// Who opens an invitation.
pub enum Opens<'a> {
    /// Signed in with the invited address.
    Invited,
    /// Signed in with another address.
    Other,
    /// Nobody is signed in, and the address has an account.
    Known,
    /// Nobody is signed in, and the address has none: what they typed to make one.
    New(&'a JoinForm),
}

/// The page behind an invitation. Only its button joins.
pub fn join(ctx: &Ctx, token: &str, shown: &Invitation, opens: &Opens<'_>, errors: &FieldErrors) -> Page {
    let body = html! {
        p.govuk-body-l { (shown.organisation) " invites you to its staff on Handpick." }
        (inset(&html! { (paragraph(format!("What you would do: {}", shown.role.sentence()))) }))
        (invited_by(ctx, format!("/join/{token}"), (&shown.organisation, &shown.email), opens, errors))
    };
    Page::new(format!("Join {}", shown.organisation)).errors(errors).body(narrow(&body))
}

/// What whoever opens an invitation can do, for an organisation and the address that it invited.
pub fn invited_by(
    ctx: &Ctx,
    here: String,
    (organisation, email): (&str, &str),
    opens: &Opens<'_>,
    errors: &FieldErrors,
) -> Markup {
    html! {
        @match opens {
            Opens::Invited => (PostForm::new(ctx, here, Button::submit("Join").once())),
            Opens::Other => {
                (paragraph("This invitation went to another email address than the one you are signed in with."))
                (PostForm::new(ctx, "/sign-out".to_owned(), Button::submit("Sign out").secondary()))
                (paragraph("Then open the link again."))
            },
            Opens::Known => {
                (paragraph("You have an account with this address. Sign in, and you come back here."))
                (Button::link(format!("/sign-in?next={here}"), "Sign in"))
            },
            Opens::New(form) => {
                (paragraph(format!("You need an account. It is free, and it is for {email}.")))
                form method="post" action=(here) novalidate {
                    (csrf_field(ctx))
                    (errors.fields().input("name", "Your name", &form.name).autocomplete("name"))
                    (chosen_password("Choose a password", errors))
                    (Button::submit("Make the account and join").once())
                }
            },
        }
        (paragraph(format!("You don’t know {organisation}? Close this page. Nothing happens.")))
    }
}
