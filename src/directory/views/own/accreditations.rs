//! A provider's accreditations: which we have checked, which run out soon, and a form to add one.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::directory::forms::accreditation::AccreditationForm;
use crate::directory::model::accreditation::requirements_of;
use crate::directory::model::catalogue::{Ends, Requirement, Scheme};
use crate::directory::model::evidence::Evidence;
use crate::directory::model::{Accreditation, AccreditationScheme, AccreditationState, Provider, Standing};
use crate::directory::service::accreditations::WithFiles;
use crate::kernel::dates::long_date;
use crate::kernel::words;
use crate::web::components::{
    Button, FileInput, SummaryList, Table, TagKind, Verdict, actions, csrf_field, empty_state, link, lu, paragraph,
    tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// Days before the end at which a warning grows louder.
const SOON: i64 = 60;
const SOONER: i64 = 30;
const LAST: i64 = 7;

/// The list. `categories` are those of the provider's listings.
pub fn list(provider: &Provider, categories: &[String], today: NaiveDate) -> Markup {
    let add = Button::link("/provider/accreditations/new", "Add an accreditation").secondary().icon(lu::LuPlus);
    html! {
        @for warning in warnings(provider, today) { (warning) }
        (needs(provider, categories, today))
        (actions(html! { (add) }))
        @if provider.accreditations.is_empty() {
            (empty_state(lu::LuBadgeCheck, "Nothing here yet", &paragraph(
                "Add your DBS checks, your insurance and whatever else you have. We check each. Then people see it.")))
        } @else {
            (Table::new("Your accreditations").column("What").column("Number").column("State").column("Runs until")
                .rows(provider.accreditations.iter().map(|held| row(provider, held, today))))
        }
    }
}

/// What the provider's listings need, and how it stands with each.
pub fn needs(provider: &Provider, categories: &[String], today: NaiveDate) -> Markup {
    let mut needed: Vec<&Requirement> =
        categories.iter().flat_map(|category| requirements_of(provider, category)).collect();
    needed.dedup_by_key(|required| (required.scheme, required.reason.as_str()));
    let mut seen = Vec::new();
    needed.retain(|required| {
        let new = !seen.contains(&required.scheme);
        seen.push(required.scheme);
        new
    });
    let rows = needed.iter().map(|required| {
        let what = html! { (required.scheme.label()) br; span.app-note { (required.reason) } };
        vec![what, standing(provider, required, today)]
    });
    html! {
        @if !needed.is_empty() {
            (Table::new("What your listings need").show_caption().column("What").column("State").rows(rows))
        }
    }
}

fn standing(provider: &Provider, required: &Requirement, today: NaiveDate) -> Markup {
    match provider.stands_with(required, today).0 {
        Standing::InDate => tag(TagKind::Ok, Some(lu::LuBadgeCheck), "Checked"),
        Standing::Expired(on) => tag(TagKind::Bad, Some(lu::LuTriangleAlert), format!("Ran out on {}", long_date(on))),
        Standing::NotAccepted => tag(TagKind::Bad, Some(lu::LuCircleX), "Not accepted"),
        Standing::Missing => {
            let waits =
                |held: &Accreditation| held.scheme == required.scheme && held.state == AccreditationState::Claimed;
            if provider.accreditations.iter().any(waits) {
                tag(TagKind::Lilac, Some(lu::LuClock), "Waiting to be checked")
            } else {
                tag(TagKind::Warm, Some(lu::LuTriangleAlert), "Missing")
            }
        }
    }
}

fn row(provider: &Provider, held: &Accreditation, today: NaiveDate) -> Vec<Markup> {
    let what = html! {
        (link(&format!("/provider/accreditations/{}", held.id), held.title()))
        @if !held.scope.is_empty() { br; span.app-note { (held.scope) } }
    };
    let until = html! {
        @match held.expires_on { Some(on) => (long_date(on)), None => "No end date" }
        @if let Some(soon) = soon_tag(held, today).filter(|_| !provider.is_followed(held, today)) { " " (soon) }
    };
    vec![what, text(&held.reference), state(held, today), until]
}

/// Where it is on its way.
pub fn state(held: &Accreditation, today: NaiveDate) -> Markup {
    match held.state {
        AccreditationState::Claimed => tag(TagKind::Lilac, Some(lu::LuClock), held.state.label()),
        AccreditationState::Verified if held.replaced_on.is_some() => {
            tag(TagKind::Plain, Some(lu::LuBadgeCheck), "Replaced by a newer one")
        }
        AccreditationState::Verified if !held.in_date(today) => tag(TagKind::Bad, Some(lu::LuTriangleAlert), "Ran out"),
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
    let mut ending: Vec<(i64, &Accreditation)> = provider
        .accreditations
        .iter()
        .filter(|held| held.state == AccreditationState::Verified && !provider.is_followed(held, today))
        .filter_map(|held| held.days_left(today).map(|left| (left, held)))
        .filter(|(left, _)| *left <= SOON)
        .collect();
    ending.sort_by_key(|(left, held)| (*left, held.id));
    ending.into_iter().map(|(left, held)| warning(left, held)).collect()
}

fn warning(left: i64, held: &Accreditation) -> Verdict {
    let name = held.scheme.label();
    let on = held.expires_on.map(long_date).unwrap_or_default();
    let more =
        "Add the new one as soon as you have it. If your listings need it, nobody can order while it is out of date.";
    if left < 0 {
        Verdict::bad(format!("{name}: ran out on {on}.")).more(more)
    } else if left <= LAST {
        Verdict::bad(format!("{name}: {} left, until {on}.", words::count(left, "day", "days"))).more(more)
    } else {
        Verdict::warm(format!("{name}: {} left, until {on}.", words::count(left, "day", "days"))).more(more)
    }
}

/// Which scheme it is: those that people look for in what the provider does come first.
pub fn choose(provider: &Provider, form: &AccreditationForm, errors: &FieldErrors) -> Markup {
    let fits = |scheme: &AccreditationScheme| {
        scheme.about().is_some_and(|about| about.kinds.is_empty() || about.kinds.contains(&provider.kind))
    };
    let all = AccreditationScheme::all().filter(fits).map(|scheme| (scheme.as_str(), scheme.label()));
    html! {
        p.govuk-body { "We look at each before people see it. You don’t need to send originals." }
        form method="get" action="/provider/accreditations/new" novalidate {
            (errors.fields().select("scheme", "What do you have?", &form.scheme).option("", "Choose one").options(all))
            (actions(html! { (Button::submit("Go on")) (link("/provider/accreditations", "Cancel")) }))
        }
    }
}

/// The form for one more of a scheme, or for one that takes the place of an older one.
pub fn new(
    ctx: &Ctx,
    (about, old): (&Scheme, Option<&Accreditation>),
    form: &AccreditationForm,
    errors: &FieldErrors,
) -> Markup {
    let fields = errors.fields();
    let action = old.map_or_else(
        || "/provider/accreditations/new".to_owned(),
        |old| format!("/provider/accreditations/{}/renew", old.id),
    );
    let like = if about.example.is_empty() { String::new() } else { format!("Like {}.", about.example) };
    html! {
        h2.govuk-heading-m { (about.name) }
        p.govuk-body { (about.what) " It comes from: " (about.issuer) "." }
        @if !about.lighter.is_empty() { p.govuk-body { (about.lighter) } }
        @if old.is_some() {
            p.govuk-body { "When we have checked the new one it takes the place of the old one. Until then the old one counts." }
        }
        p.app-small { a.govuk-link href=(about.check_at) rel="noopener" { "Where anybody can check it" } }
        form method="post" action=(action) enctype="multipart/form-data" novalidate {
            (csrf_field(ctx))
            input type="hidden" name="scheme" value=(about.code);
            @if !about.levels.is_empty() {
                (fields.select("level", "Level", &form.level).option("", "Choose one")
                    .options(about.levels.iter().map(|(code, words)| (code.as_str(), words.as_str()))))
            }
            (fields.input("reference", &about.number, &form.reference).width(20).hint(like))
            (fields.input("scope", "What it covers", &form.scope)
                .hint("Like “All 9 support workers” or “Up to £10 million”. You can leave this empty."))
            (fields.date("expires_on", "When does it run out?", form.expires_on()).hint(ends_hint(about)))
            (file("Evidence: a photo or a PDF", errors.get("evidence")))
            (fields.input("evidence_file", "Or where we can see it", &form.evidence_file)
                .hint("A web address, or what you will show us. You can leave this empty."))
            (actions(html! { (Button::submit("Send to be checked")
                .once()) (link("/provider/accreditations", "Cancel")) }))
        }
    }
}

fn ends_hint(about: &Scheme) -> String {
    let usual = about.months.map(|months| format!(" It usually lasts {}.", words::count(months, "month", "months")));
    match about.ends {
        Ends::Always => format!("Like 31 3 2027.{}", usual.unwrap_or_default()),
        Ends::Often | Ends::Never => {
            format!("Like 31 3 2027. Leave this empty if it doesn’t.{}", usual.unwrap_or_default())
        }
    }
}

/// A field for a file of evidence.
pub fn file(label: &str, error: Option<&str>) -> Markup {
    html! {
        (FileInput::new("evidence", label).kinds("application/pdf,image/jpeg,image/png").error(error)
            .hint("A PDF, JPEG or PNG of 10 MB at most. Only your staff, Handpick and council commissioners can read it."))
    }
}

/// Files that were sent, each to be saved.
pub fn files(sent: &[Evidence]) -> Markup {
    html! {
        @if sent.is_empty() { "None" } @else {
            ul.govuk-list {
                @for file in sent {
                    li { (link(&file.path(), &file.name)) " " span.app-note { (file.words()) } }
                }
            }
        }
    }
}

/// One of them: where it is on its way, its files, and what can be done.
pub fn one(ctx: &Ctx, shown: &WithFiles, errors: &FieldErrors, today: NaiveDate) -> Markup {
    let held = &shown.held;
    let here = format!("/provider/accreditations/{}", held.id);
    let checked = match (&held.checked_by_name, held.checked_on) {
        (Some(by), Some(on)) => format!("{}, by {by}", long_date(on)),
        (None, Some(on)) => long_date(on),
        _ => "Not yet".to_owned(),
    };
    let number = held.scheme.about().map_or("Number", |about| about.number.as_str());
    html! {
        @if let Some(why) = &held.refused_reason { (Verdict::bad("We could not accept this.").more(why.as_str())) }
        @if held.state == AccreditationState::Verified && !shown.provider.is_followed(held, today) {
            @if let Some(left) = held.days_left(today).filter(|left| *left <= SOON) { (warning(left, held)) }
        }
        (SummaryList::new()
            .fact("State", state(held, today))
            .fact(number, text(&held.reference))
            .fact("What it covers", text(if held.scope.is_empty() { "Not said" } else { &held.scope }))
            .fact("Runs until", text(held.expires_on.map_or_else(|| "No end date".to_owned(), long_date)))
            .fact("Checked", text(checked))
            .fact("Files", files(&shown.files)))
        @if held.state == AccreditationState::Claimed {
            form method="post" action=(format!("{here}/evidence")) enctype="multipart/form-data" novalidate {
                (csrf_field(ctx))
                (file("Add a file", errors.get("evidence")))
                (actions(html! { (Button::submit("Add the file").secondary().once()) }))
            }
        } @else if held.replaced_on.is_none() {
            (actions(html! { (Button::link(format!("{here}/renew"), "Send a new one in its place")) }))
        }
    }
}
