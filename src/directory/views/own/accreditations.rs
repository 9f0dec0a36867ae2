//! A provider's accreditations: which we have checked, which run out soon, and a form to add one.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::directory::forms::accreditation::AccreditationForm;
use crate::directory::model::{Accreditation, AccreditationScheme, AccreditationState, Provider};
use crate::kernel::dates::long_date;
use crate::kernel::words;
use crate::web::components::{
    Button, Table, TagKind, Verdict, actions, csrf_field, empty_state, link, lu, paragraph, tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// Days before the end at which a warning grows louder.
const SOON: i64 = 60;
const SOONER: i64 = 30;
const LAST: i64 = 7;

/// The list.
pub fn list(provider: &Provider, today: NaiveDate) -> Markup {
    let add = Button::link("/provider/accreditations/new", "Add an accreditation").secondary().icon(lu::LuPlus);
    html! {
        @for warning in warnings(provider, today) { (warning) }
        (actions(html! { (add) }))
        @if provider.accreditations.is_empty() {
            (empty_state(lu::LuBadgeCheck, "Nothing here yet", &paragraph(
                "Add your DBS checks, your insurance and whatever else you have. We check each. Then people see it.")))
        } @else {
            (Table::new("Your accreditations").column("What").column("Number").column("State").column("Runs until")
                .rows(provider.accreditations.iter().map(|held| row(held, today))))
        }
    }
}

fn row(held: &Accreditation, today: NaiveDate) -> Vec<Markup> {
    let what = html! { (held.scheme.label()) @if !held.scope.is_empty() { br; span.app-note { (held.scope) } } };
    let until = html! {
        @match held.expires_on { Some(on) => (long_date(on)), None => "No end date" }
        @if let Some(soon) = soon_tag(held, today) { " " (soon) }
    };
    vec![what, text(&held.reference), state(held), until]
}

fn state(held: &Accreditation) -> Markup {
    match held.state {
        AccreditationState::Claimed => tag(TagKind::Lilac, Some(lu::LuClock), held.state.label()),
        AccreditationState::Verified => tag(TagKind::Ok, Some(lu::LuBadgeCheck), held.state.label()),
        AccreditationState::Refused => tag(TagKind::Bad, Some(lu::LuCircleX), held.state.label()),
    }
}

/// "12 days left", from 60 days on; its colour grows with the haste.
pub fn soon_tag(held: &Accreditation, today: NaiveDate) -> Option<Markup> {
    let left = held.days_left(today).filter(|left| *left <= SOON && held.state != AccreditationState::Refused)?;
    Some(match left {
        left if left < 0 => tag(TagKind::Bad, Some(lu::LuTriangleAlert), "Ran out"),
        0 => tag(TagKind::Bad, Some(lu::LuTriangleAlert), "Last day"),
        left => {
            let kind = if left <= LAST {
                TagKind::Bad
            } else if left <= SOONER {
                TagKind::Warm
            } else {
                TagKind::Plain
            };
            tag(kind, Some(lu::LuTriangleAlert), format!("{} left", words::count(left, "day", "days")))
        }
    })
}

/// What runs out within 60 days, soonest first, unless a newer one of the same scheme follows it.
pub fn warnings(provider: &Provider, today: NaiveDate) -> Vec<Verdict> {
    let verified = |held: &&Accreditation| held.state == AccreditationState::Verified;
    let follows = |held: &Accreditation| {
        provider.accreditations.iter().any(|other| {
            other.scheme == held.scheme && other.state == AccreditationState::Verified && later(other, held)
        })
    };
    let mut ending: Vec<(i64, &Accreditation)> = provider
        .accreditations
        .iter()
        .filter(verified)
        .filter_map(|held| held.days_left(today).map(|left| (left, held)))
        .filter(|(left, held)| *left <= SOON && !follows(held))
        .collect();
    ending.sort_by_key(|(left, held)| (*left, held.id));
    ending.into_iter().map(|(left, held)| warning(left, held)).collect()
}

fn later(other: &Accreditation, than: &Accreditation) -> bool {
    match (other.expires_on, than.expires_on) {
        (None, Some(_)) => true,
        (Some(other), Some(than)) => other > than,
        _ => false,
    }
}

fn warning(left: i64, held: &Accreditation) -> Verdict {
    let name = held.scheme.label();
    let on = held.expires_on.map(long_date).unwrap_or_default();
    let more = "Add the new one as soon as you have it. While a check we ask for is out of date, nobody can order.";
    if left < 0 {
        Verdict::bad(format!("{name}: ran out on {on}.")).more(more)
    } else if left <= LAST {
        Verdict::bad(format!("{name}: {} left, until {on}.", words::count(left, "day", "days"))).more(more)
    } else {
        Verdict::warm(format!("{name}: {} left, until {on}.", words::count(left, "day", "days"))).more(more)
    }
}

/// The form for one more.
pub fn new(ctx: &Ctx, form: &AccreditationForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        p.govuk-body { "We look at each before people see it. You don’t need to send originals." }
        form method="post" action="/provider/accreditations/new" novalidate {
            (csrf_field(ctx))
            (fields.select("scheme", "What do you have?", &form.scheme).option("", "Choose one")
                .options(AccreditationScheme::all().map(|scheme| (scheme.as_str(), scheme.label()))))
            (fields.input("reference", "Number on the certificate", &form.reference).width(20))
            (fields.input("scope", "What it covers", &form.scope)
                .hint("Like “All 9 support workers” or “Up to £10 million”. You can leave this empty."))
            (fields.input("evidence_file", "Where we can see it", &form.evidence_file)
                .hint("A web address, or what you will show us. You can leave this empty."))
            (fields.date("expires_on", "When does it run out?", form.expires_on())
                .hint("Like 31 3 2027. Leave this empty if it doesn’t."))
            (actions(html! { (Button::submit("Send to be checked")
                .once()) (link("/provider/accreditations", "Cancel")) }))
        }
    }
}
