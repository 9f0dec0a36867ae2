//! Pages for taking somebody on, for what is known of them, and behind an invitation.

use actix_web::http::StatusCode;
use maud::{Markup, html};

use super::forms::PersonForm;
use super::model::{Invite, LookFirst};
use super::service::joining::Invitation;
use super::service::{INVITE_DAYS, Known};
use crate::accounts::password;
use crate::directory::model::CareGroup;
use crate::kernel::dates::{london, long_date};
use crate::web::components::{
    Button, Checkboxes, Input, PasswordInput, PostForm, SummaryList, Table, actions, csrf_field, inset, link, panel,
    paragraph, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// A column that is easy to read.
fn narrow(body: &Markup) -> Markup {
    html! { div.govuk-grid-row { div.govuk-grid-column-two-thirds { (body) } } }
}

/// What is known of somebody.
fn details(form: &PersonForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let groups = CareGroup::ALL.iter().fold(
        fields.select("care_group", "Care group (optional)", &form.care_group).option("", "Not known yet"),
        |select, group| select.option(group.as_str(), group.label()),
    );
    html! {
        (fields.input("name", "Their name", &form.name).autocomplete("off"))
        (fields.input("case_reference", "Your own case number (optional)", &form.case_reference).autocomplete("off").width(20)
            .hint("The number that your other papers use for them."))
        (fields.date("born", "When were they born? (optional)", form.born()).hint("For example, 27 3 1984."))
        (groups.hint("Money can be worked out by a table for each group. Choose “Carers” for somebody who looks after another."))
        (fields.textarea("address", "Address, without the postcode (optional)", &form.address).rows(3))
        (fields.input("postcode", "Postcode (optional)", &form.postcode).autocomplete("off").width(10))
        (fields.input("phone", "Telephone number (optional)", &form.phone).autocomplete("off").width(20))
    }
}

fn look_first(look: &LookFirst, sure: bool, errors: &FieldErrors) -> Markup {
    html! {
        @if !look.is_clear() {
            (inset(&html! {
                h2.govuk-heading-m { "Look first" }
                @if !look.alike.is_empty() {
                    p.govuk-body { "Your council may have them already:" }
                    ul.govuk-list.govuk-list--bullet {
                        @for one in &look.alike {
                            li {
                                (link(&format!("/council/people/{}", one.reference), &one.name))
                                @if let Some(born_on) = one.born_on { ", born on " (long_date(born_on)) }
                                @if let Some(postcode) = &one.postcode { ", " (postcode) }
                            }
                        }
                    }
                }
                @if let Some(area) = &look.elsewhere {
                    (paragraph(format!("The postcode lies in {area}. Another council may have to help them.")))
                }
                @if look.has_account {
                    (paragraph("Somebody uses Handpick for themselves with this email address. If you go on, we ask them by \
                                mail whether they join with what they have. Nothing is made before they say yes."))
                }
                (Checkboxes::single("sure", "I have looked. Go on.", sure, errors.get("sure")))
            }))
        }
    }
}

/// The form to take somebody on.
pub fn new(ctx: &Ctx, form: &PersonForm, (look, waiting): (&LookFirst, &[Invite]), errors: &FieldErrors) -> Page {
    let body = html! {
        (paragraph("Only the name is needed now. You can add the rest later."))
        form method="post" action="/council/people/new" novalidate {
            (csrf_field(ctx))
            (details(form, errors))
            (Input::email("email", "Email address (optional)").value(&form.email).autocomplete("off").error(errors.get("email"))
                .hint(format!("We mail them a link to sign in. It works once, for {INVITE_DAYS} days. Without one, you and \
                              whoever may act for them do everything.")))
            (look_first(look, form.sure == "yes", errors))
            (actions(html! { (Button::submit("Take them on").once()) (link("/council", "Cancel")) }))
        }
    };
    Page::new("Take somebody on").nav("/council").back("/council", "People").errors(errors).body(html! {
        (narrow(&body))
        @if !waiting.is_empty() { (panel("asked", "Asked to join with their own account", &asked(ctx, waiting))) }
    })
}

fn asked(ctx: &Ctx, waiting: &[Invite]) -> Markup {
    let rows = waiting.iter().map(|invite| {
        let withdraw = Button::submit("Withdraw").plain().about(format!("the invitation to {}", invite.email));
        [
            text(&invite.details.name),
            text(&invite.email),
            text(long_date(london(invite.expires_at).date())),
            html! { (PostForm::new(ctx, format!("/council/invitations/{}/withdraw", invite.id), withdraw)) },
        ]
    });
    let table = Table::new("Asked, and not answered yet")
        .column("Name")
        .column("Address")
        .column("Works until")
        .column("Change");
    html! { (table.rows(rows.map(Vec::from))) }
}

/// The form to put right what is known of somebody, and how they sign in.
pub fn edit(ctx: &Ctx, known: &Known, (form, email): (&PersonForm, &str), errors: &FieldErrors) -> Page {
    let here = format!("/council/people/{}", known.reference);
    let body = html! {
        @if known.closed {
            (inset(&paragraph("The case is closed. What is known stays as it is.")))
        } @else {
            (paragraph("A figure that was worked out stays as it is. Work it out again after you change the care group."))
            form method="post" action=(format!("{here}/edit")) novalidate {
                (csrf_field(ctx))
                input type="hidden" name="seen" value=(form.seen);
                @if errors.get("").is_some() { (saved_now(known)) }
                (details(form, errors))
                (actions(html! { (Button::submit("Save").once()) (link(&here, "Cancel")) }))
            }
        }
    };
    let title = format!("What you know of {}", known.details.name);
    Page::new(title).nav("/council").back(&here, &known.details.name).errors(errors).body(html! {
        (narrow(&body))
        (panel("signing-in", "Signing in", &signing_in(ctx, known, email, errors)))
    })
}

/// What somebody else saved in the meantime.
fn saved_now(known: &Known) -> Markup {
    let details = &known.details;
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "Not known".to_owned());
    let born = details.born_on.map_or_else(|| "Not known".to_owned(), long_date);
    let list = SummaryList::new()
        .fact("Name", details.name.as_str())
        .fact("Case number", text(&details.case_reference).as_str())
        .fact("Born on", born.as_str())
        .fact("Care group", details.group().map_or("Not known", CareGroup::label))
        .fact("Address", text(&details.address).as_str())
        .fact("Postcode", text(&details.postcode).as_str())
        .fact("Phone", text(&details.phone).as_str());
    html! {
        (panel("saved-now", "As it is saved now", &html! {
            (list)
            (paragraph("What you wrote is below. Saving it puts all of it in place of this."))
        }))
    }
}

fn signing_in(ctx: &Ctx, known: &Known, email: &str, errors: &FieldErrors) -> Markup {
    let here = format!("/council/people/{}/invite", known.reference);
    html! {
        @if let Some(address) = &known.signs_in {
            (paragraph(format!("They sign in with {address}.")))
        } @else if known.closed {
            (paragraph("They don’t sign in."))
        } @else {
            @if let Some(invite) = &known.invite {
                @let until = long_date(london(invite.expires_at).date());
                (paragraph(format!("We asked {} by mail to sign in. The link works until {until}.", invite.email)))
                (PostForm::new(ctx, format!("/council/invitations/{}/withdraw", invite.id),
                    Button::submit("Withdraw the invitation").plain()))
            } @else {
                (paragraph("They don’t sign in. You and whoever may act for them do everything."))
            }
            form method="post" action=(here) novalidate {
                (csrf_field(ctx))
                (Input::email("email", "Their email address").value(email).autocomplete("off").error(errors.get("email")))
                (Button::submit("Ask them to sign in").secondary().once())
            }
        }
    }
}

/// Who opens an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// Signed in with the invited address.
    Invited,
    /// Signed in with another address.
    Other,
    /// Nobody is signed in, and the address has an account.
    Known,
    /// Nobody is signed in, and the address has none.
    New,
}

impl Opens {
    /// Who it is.
    pub fn of(shown: &Invitation, signed_in: Option<&str>) -> Self {
        match signed_in {
            Some(email) if email == shown.email => Self::Invited,
            Some(_) => Self::Other,
            None if shown.known => Self::Known,
            None => Self::New,
        }
    }
}

/// The page behind an invitation. Only its button joins.
pub fn welcome(ctx: &Ctx, token: &str, shown: &Invitation, opens: Opens, errors: &FieldErrors) -> Page {
    let here = format!("/welcome/{token}");
    let body = html! {
        p.govuk-body-l { (shown.council) " helps " (shown.name) " with care and support." }
        @if shown.has_own {
            (inset(&html! {
                p.govuk-body { "You use Handpick for yourself. If you say yes, " (shown.council) " can see:" }
                ul.govuk-list.govuk-list--bullet {
                    li { "your plan, your orders and your budget, also from before" }
                    li { "your address, and how you like to be contacted" }
                }
                p.govuk-body { "Your account, your orders and your own money stay yours. You can take your money out afterwards: " (link("/budget/own-money", "my own money")) ". You can’t undo this yourself: the council would have to close your case." }
            }))
        } @else {
            @if let Some(before) = &shown.leaves {
                (inset(&paragraph(format!("{before} has closed your case. It keeps what the law says it must. If you say yes, you begin anew with {}, and you no longer see here what you had with {before}.", shown.council))))
            }
            (paragraph("If this is you, say yes. Then you can answer the council’s questions, write your plan, and see your budget."))
        }
        @match opens {
            Opens::Invited => (PostForm::new(ctx, here, Button::submit("Yes, join").once())),
            Opens::Other => {
                (paragraph("This invitation went to another email address than the one you are signed in with."))
                (PostForm::new(ctx, "/sign-out".to_owned(), Button::submit("Sign out").secondary()))
                (paragraph("Then open the link again."))
            },
            Opens::Known => {
                (paragraph("You have an account with this address. Sign in, and you come back here."))
                (Button::link(format!("/sign-in?next={here}"), "Sign in"))
            },
            Opens::New => {
                (paragraph(format!("You need an account. It is free, and it is for {}.", shown.email)))
                form method="post" action=(here) novalidate {
                    (csrf_field(ctx))
                    (PasswordInput::chosen("password", "Choose a password").error(errors.get("password"))
                        .hint(format!("{} letters, numbers or signs, or more. Three random words work well.", password::SHORTEST)))
                    (Button::submit("Yes, make the account and join").once())
                }
            },
        }
        (paragraph("You don’t know why you got this? Close this page. Nothing happens."))
    };
    Page::new(format!("{} invites you", shown.council)).errors(errors).body(narrow(&body))
}

/// A link that can't be used any more; never says why.
pub fn spent() -> Page {
    Page::new("This invitation no longer works").status(StatusCode::GONE).body(narrow(&html! {
        p.govuk-body-l { "It has been used, or it is too old." }
        ul.govuk-list.govuk-list--bullet {
            li { "If you said yes already, you can " (link("/sign-in", "sign in")) "." }
            li { "If not, ask your council to send another." }
        }
    }))
}
