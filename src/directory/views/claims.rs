//! Claiming an entry from open data: finding it, saying who one is, where the claim is; and a moderator's look at it.

use chrono::NaiveDateTime;
use maud::{Markup, html};

use super::moderation::save;
use super::own::accreditations::{file, files};
use crate::directory::forms::claim::ClaimForm;
use crate::directory::forms::moderation::ReviewForm;
use crate::directory::model::Provider;
use crate::directory::model::claim::{ClaimState, code_address, masked};
use crate::directory::service::claims::{ClaimToCheck, ClaimView};
use crate::kernel::dates::{london, long_date};
use crate::kernel::words;
use crate::web::components::{
    Button, LegendSize, PostForm, SummaryList, Table, Verdict, actions, csrf_field, empty_state, link, lu, paragraph,
    text,
};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// Looks for an entry that is theirs.
pub fn find(asked: &str, found: &[Provider]) -> Markup {
    let rows = found.iter().map(|provider| {
        let place = [provider.address.as_deref(), provider.postcode.as_deref()];
        let place: Vec<&str> = place.into_iter().flatten().collect();
        vec![
            link(&format!("/providers/{}/claim", provider.id), &provider.name),
            text(if place.is_empty() { provider.place.clone() } else { place.join(", ") }),
            text(provider.cqc_location.as_deref().unwrap_or("–")),
        ]
    });
    let fields = FieldErrors::new();
    html! {
        (paragraph("Many care providers are here already, from public records. If you are one of them, take that page over: it keeps its place and its number."))
        form method="get" action="/provider/find" {
            (fields.fields().input("find", "Name, postcode or CQC number", asked))
            (actions(html! { (Button::submit("Look")) (link("/provider/profile", "We are new here")) }))
        }
        @if !asked.trim().is_empty() {
            @if found.is_empty() {
                (empty_state(lu::LuSearch, "Nothing found", &html! {
                    (paragraph("Try the first words of the name, or the whole postcode."))
                    (Button::link("/provider/profile", "Start a new page"))
                }))
            } @else {
                (Table::new("Pages that nobody runs yet").show_caption().column("Name").column("Where").column("CQC number").rows(rows))
            }
        }
    }
}

/// For somebody signed in without a provider's account.
pub fn account_first() -> Markup {
    html! {
        (paragraph("To take over a page you need an account for a provider. Your account is for something else."))
        (paragraph("Sign out, and sign up with your address at work. It is free."))
        (actions(html! { (Button::link("/sign-up/provider", "See how to sign up")) }))
    }
}

/// Who they are and how they show it.
pub fn make(ctx: &Ctx, provider: &Provider, form: &ClaimForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let mut proof = fields.radios("proof", "How can you show it?", &form.proof).legend(LegendSize::Medium);
    if let Some(email) = code_address(provider) {
        let hint = format!("We mail it to {}. You have 7 days to enter it.", masked(email));
        proof = proof.choice_with_hint("code", "With a code that we mail to the address on record", hint);
    }
    let hint =
        "A letter with your heading, a certificate, an insurance policy: something with its name. We look at it.";
    proof = proof.choice_with_hint("evidence", "With a file", hint);
    html! {
        (paragraph("Until we know that it is yours the page stays as it is, and you can’t change it. We write to you at each step."))
        form method="post" action=(format!("/providers/{}/claim", provider.id)) enctype="multipart/form-data" novalidate {
            (csrf_field(ctx))
            (fields.input("job", "What do you do there?", &form.job).hint("Like “Registered manager” or “Owner”."))
            (proof)
            (file("The file, if you send one", errors.get("evidence")))
            (fields.textarea("words", "Anything else that helps us", &form.words).rows(3).hint("You can leave this empty."))
            (actions(html! { (Button::submit("Send").once()) (link(&provider.path(), "Cancel")) }))
        }
    }
}

/// Where their claim is.
pub fn own(ctx: &Ctx, view: Option<&ClaimView>, errors: &FieldErrors, now: NaiveDateTime) -> Markup {
    let Some(view) = view else {
        return html! {
            (empty_state(lu::LuFileCheck, "You have claimed nothing", &html! { (Button::link("/provider/find", "Find your page")) }))
        };
    };
    let (claim, provider) = (&view.claim, &view.provider);
    html! {
        (standing(view))
        (SummaryList::new()
            .fact("Page", link(&provider.path(), &provider.name))
            .fact("You are", text(&claim.job))
            .fact("Since", text(long_date(london(claim.created_at).date())))
            .fact("State", claim.state.label())
            .fact("Files", files(&view.files)))
        @if claim.tries_left(now).is_some() { (enter_code(ctx, view, errors)) }
        @if claim.state.is_open() {
            form method="post" action=(format!("/provider/claim/{}/evidence", claim.id)) enctype="multipart/form-data" novalidate {
                (csrf_field(ctx))
                (file(if claim.state == ClaimState::CodeSent { "Or send a file instead" } else { "Add a file" }, errors.get("evidence")))
                (actions(html! { (Button::submit("Send the file").secondary().once()) }))
            }
            (PostForm::new(ctx, format!("/provider/claim/{}/withdraw", claim.id), Button::submit("Take the claim back").plain()))
        }
    }
}

fn standing(view: &ClaimView) -> Verdict {
    let (claim, name) = (&view.claim, &view.provider.name);
    match claim.state {
        ClaimState::CodeSent => Verdict::lilac("We have mailed a code.").more(format!(
            "It went to {}. Ask for it there.",
            view.provider.email.as_deref().map(masked).unwrap_or_default()
        )),
        ClaimState::Waiting => {
            Verdict::lilac("Somebody at Handpick looks at it.").more("We write to you when we have.")
        }
        ClaimState::Accepted => Verdict::good(format!("{name} is yours.")),
        ClaimState::Refused => {
            Verdict::bad(format!("We could not find out that {name} is yours.")).more_markup(html! {
                (claim.reason.as_deref().unwrap_or_default()) " "
                (link("/provider/find", "Claim it again with other evidence"))
            })
        }
        ClaimState::Withdrawn => {
            Verdict::warm("You took this claim back.").more_markup(link("/provider/find", "Find your page"))
        }
    }
}

fn enter_code(ctx: &Ctx, view: &ClaimView, errors: &FieldErrors) -> Markup {
    let ends = view.claim.code_expires_at.map(|ends| long_date(london(ends).date())).unwrap_or_default();
    html! {
        form method="post" action=(format!("/provider/claim/{}/code", view.claim.id)) novalidate {
            (csrf_field(ctx))
            (errors.fields().input("code", "The code", "").width(20).hint(format!("Like HP-7K3M-9QXT. It works until {ends}.")))
            (actions(html! { (Button::submit("Enter the code").once()) }))
        }
    }
}

/// One claim, for a moderator.
pub fn check(ctx: &Ctx, shown: &ClaimToCheck, form: &ReviewForm, errors: &FieldErrors) -> Markup {
    let (claim, provider) = (&shown.view.claim, &shown.view.provider);
    let fields = errors.fields();
    let said = |value: &Option<String>| text(value.as_deref().unwrap_or("Not given"));
    html! {
        @if shown.rivals > 0 {
            (Verdict::warm(format!("{} this page too.", words::count(shown.rivals, "other claims", "others claim")))
                .more("If you accept this claim, the others are refused."))
        }
        (SummaryList::new()
            .fact("Page", link(&provider.path(), &provider.name))
            .fact("Address on record", said(&provider.address))
            .fact("Phone on record", said(&provider.phone))
            .fact("Email on record", said(&provider.email))
            .fact("Claimed by", text(format!("{} ({}), {}", shown.by.0, shown.by.1, shown.organisation)))
            .fact("They are", text(&claim.job))
            .fact("They say", text(if claim.words.is_empty() { "Nothing more" } else { &claim.words }))
            .fact("Files", files(&shown.view.files))
            .fact("State", claim.state.label()))
        @if claim.state.is_open() {
            form method="post" action=(format!("/moderation/claims/{}", claim.id)) novalidate {
                (csrf_field(ctx))
                (fields.radios("decision", "What do you decide?", &form.decision).legend(LegendSize::Medium)
                    .choice_with_hint("accept", "Accept", "The page is theirs, and people can order once it has prices.")
                    .choice_with_hint("refuse", "Refuse", "The page stays as it is. They are told why."))
                (fields.textarea("reason", "If you refuse: why?", &form.reason).rows(3).hint("They read this."))
                (save())
            }
        }
    }
}
