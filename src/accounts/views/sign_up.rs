//! Signing up and confirming the address.

use maud::{Markup, html};

use super::{chosen_password, narrow};
use crate::accounts::forms::{Kind, SignUpForm};
use crate::web::components::{
    Button, CategoryCard, Icon, Input, PostForm, Tone, csrf_field, inset, link, lu, paragraph,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn card(href: &str, title: &str, note: &str, icon: Icon, tone: Tone) -> CategoryCard {
    CategoryCard { href: href.to_owned(), title: title.to_owned(), note: note.to_owned(), icon, tone }
}

/// Who an account can be for.
pub fn who_cards() -> [CategoryCard; 4] {
    let helper = "Family, friend, nominee or broker";
    [
        card("/sign-up/for-me", "For me", "I use support, or I am starting to", lu::LuUser, Tone::Tint),
        card("/sign-up/for-someone", "For someone I help", helper, lu::LuHeartHandshake, Tone::Warm),
        card("/sign-up/provider", "For a provider", "I offer support, alone or in a team", lu::LuHouse, Tone::Lilac),
        card("/sign-up/council", "For a council", "Your council sets up your account", lu::LuLandmark, Tone::Tint),
    ]
}

/// The first question.
pub fn who() -> Page {
    Page::new("Who is the account for?").body(narrow(&html! {
        p.govuk-body-l { "An account is free." }
        (CategoryCard::stack(&who_cards()))
        p.govuk-body { "You have an account? " (link("/sign-in", "Sign in")) "." }
    }))
}

/// Councils make accounts for their own staff.
pub fn council() -> Page {
    Page::new("An account for a council").back("/sign-up", "Who is the account for?").body(narrow(&html! {
        p.govuk-body-l { "Your council sets up your account." }
        (paragraph("People who work for a council can see other people’s budgets. So each council decides who gets an account."))
        (paragraph("Ask whoever looks after staff on Handpick at your council. They invite you by your work email address."))
        p.govuk-body { "Your council does not use Handpick yet? Read " (link("/for-councils", "what it does for councils")) "." }
    }))
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::ForMe => "An account for me",
        Kind::ForSomeone => "An account for someone I help",
        Kind::Provider => "An account for a provider",
    }
}

fn address(kind: Kind) -> &'static str {
    match kind {
        Kind::ForMe => "/sign-up/for-me",
        Kind::ForSomeone => "/sign-up/for-someone",
        Kind::Provider => "/sign-up/provider",
    }
}

/// The form of one kind of account.
pub fn form(ctx: &Ctx, kind: Kind, filled: &SignUpForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let body = html! {
        (intro(kind))
        form method="post" action=(address(kind)) novalidate {
            (csrf_field(ctx))
            @if kind == Kind::Provider {
                (fields.input("organisation", "What your organisation is called", &filled.organisation)
                    .autocomplete("organization").hint("If you work alone, your own name is fine"))
            }
            (fields.input("name", "Your name", &filled.name).autocomplete("name"))
            @if kind == Kind::ForSomeone {
                (fields.input("person", "Name of the person you help (optional)", &filled.person)
                    .hint("Leave it empty if they have their own account, or if you are a broker. They can then let you act for them."))
            }
            (Input::email("email", "Email address").value(&filled.email).error(errors.get("email"))
                .hint("We send a link to it, to check that it is yours"))
            (chosen_password("Choose a password", errors))
            (Button::submit("Make the account").once())
        }
    };
    Page::new(title(kind)).back("/sign-up", "Who is the account for?").errors(errors).body(narrow(&body))
}

fn intro(kind: Kind) -> Markup {
    match kind {
        Kind::ForMe => html! {
            (paragraph("You can find, compare and order support with your own money, and see what you have spent."))
            (inset(&paragraph("Does your council pay for your support? Ask the council to set up your account, so that your budget is in it.")))
        },
        Kind::ForSomeone => html! {
            (paragraph("For family, friends, nominees and brokers. You can find and order support for somebody else."))
            (inset(&paragraph("Does a council pay for their support? Then do not add them here. Ask them to let you act for them.")))
        },
        Kind::Provider => paragraph(
            "You can list what you offer, answer orders and record visits. We check listings before people see them.",
        ),
    }
}

/// After the form, whether or not the address was known.
pub fn check_your_email() -> Page {
    Page::new("Check your email").body(narrow(&html! {
        p.govuk-body-l { "We have sent you a message. Open the link in it to go on." }
        (paragraph("The link works for 24 hours. The message may take a few minutes. Look in your junk folder too."))
        p.govuk-body { "Nothing came? Check the address and " (link("/sign-up", "sign up again")) "." }
    }))
}

/// The page behind a confirmation link. Only its button confirms: link scanners open links.
pub fn confirm(ctx: &Ctx, token: &str) -> Page {
    Page::new("Confirm your email address").body(narrow(&html! {
        p.govuk-body-l { "Press the button to say that this address is yours." }
        (PostForm::new(ctx, format!("/confirm-email/{token}"), Button::submit("Confirm my email address").once()))
        (paragraph("You did not sign up? Close this page. No account is made."))
    }))
}
