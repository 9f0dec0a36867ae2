//! A provider's first steps as a list, and the pages about themselves that it leads to.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::directory::forms::profile::{AreasForm, MoreForm};
use crate::directory::model::accreditation::requirements_of;
use crate::directory::model::{Accreditation, AccreditationState, ListingState, Provider, Standing};
use crate::directory::service::start::Start;
use crate::web::components::{
    Button, Checkboxes, PostForm, TagKind, Task, Verdict, actions, csrf_field, details, link, paragraph, tag,
    task_list, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// Where one step stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Done,
    Going,
    Open,
    Waits,
    NotNeeded,
    NotYet,
}

impl Step {
    fn shown(self) -> Markup {
        match self {
            Self::Done => text("Completed"),
            Self::Going => tag(TagKind::Lilac, None, "In progress"),
            Self::Open => tag(TagKind::Warm, None, "To do"),
            Self::Waits => tag(TagKind::Lilac, None, "Waiting for us"),
            Self::NotNeeded => text("Not needed"),
            Self::NotYet => text("Cannot start yet"),
        }
    }
}

fn task(href: &str, name: &str, step: Step, hint: &str) -> Task {
    let task =
        if step == Step::NotYet { Task::waiting(name, step.shown()) } else { Task::new(href, name, step.shown()) };
    task.hint(hint)
}

/// The list. What was saved stays, so they can stop and come back at any time.
pub fn page(ctx: &Ctx, start: &Start, today: NaiveDate) -> Markup {
    let steps = steps(start, today);
    let done = steps.iter().filter(|(_, step)| matches!(step, Step::Done | Step::NotNeeded)).count();
    let all = steps.len();
    let tasks: Vec<Task> = steps.into_iter().map(|(task, _)| task).collect();
    html! {
        @if done == all {
            (Verdict::good("All done.").more("We read your listing and write to you. Then people can find you."))
        } @else {
            p.govuk-body-l { "About ten minutes for your first listing. Stop when you like: what you have saved stays." }
            p.govuk-body { (done) " of " (all) " done." }
        }
        @if start.provider.is_none() && start.claim.is_none() {
            p.govuk-body {
                "Are you in a public record already, such as the CQC’s? " (link("/provider/find", "Find your page and take it over")) "."
            }
        }
        (task_list("start", &tasks))
        (details("What to have at hand", &html! {
            ul.govuk-list.govuk-list--bullet {
                li { "Your postcode, phone number and email address" }
                li { "Your charity, company or CQC number, if you have one" }
                li { "Photos or PDFs of your DBS certificate and your insurance" }
                li { "What you charge, and when you work" }
            }
        }))
        @if checks_open(start, today) {
            (PostForm::new(ctx, "/provider/start/no-checks", Button::submit("I have no checks to add now").plain()))
        }
        @if start.provider.is_some() {
            (actions(html! { (Button::link("/provider", "Go to your day").secondary()) }))
        }
    }
}

fn steps(start: &Start, today: NaiveDate) -> Vec<(Task, Step)> {
    let made = start.provider.is_some();
    let organisation = match (&start.provider, &start.claim) {
        (Some(provider), _) if provider.awaits_verification() => Step::Waits,
        (Some(provider), _) if provider.postcode.is_some() => Step::Done,
        (Some(_), _) => Step::Going,
        (None, Some(_)) => Step::Waits,
        (None, None) => Step::Open,
    };
    let after = |step: Step| if made { step } else { Step::NotYet };
    let profile = &start.profile;
    let more = after(if profile.says_more() { Step::Done } else { Step::Open });
    let areas = after(match (profile.has_area(), profile.no_area_at) {
        (true, _) => Step::Done,
        (false, Some(_)) => Step::NotNeeded,
        (false, None) => Step::Open,
    });
    let (listing, preview, send) = listing_steps(start);
    let organisation_href = if start.claim.is_some() { "/provider/claim" } else { "/provider/profile" };
    let edit = start.first.as_ref().map_or_else(
        || "/provider/listings/new".to_owned(),
        |(listing, _)| format!("/provider/listings/{}/edit", listing.id),
    );
    let check = start
        .first
        .as_ref()
        .map_or_else(String::new, |(listing, _)| format!("/provider/listings/{}/check", listing.id));
    let checks = start.provider.as_ref().map_or(Step::NotYet, |provider| checks(provider, start, today));
    [
        (organisation_href, "Your organisation", organisation, "Name, kind, where you are, how people reach you"),
        ("/provider/profile/more", "More about you", more, "Numbers in public registers, opening times, complaints"),
        ("/provider/areas", "The areas you serve", areas, "New listings begin with them"),
        ("/provider/accreditations", "Checks", checks, "DBS, insurance and whatever else you have"),
        (&edit, "Your first listing", after(listing), "What you do, where, when and for how much"),
        ("/provider/start/preview", "See how it will look", after(preview), "As people see it when it is live"),
        (&check, "Send it to be checked", after(send), "Somebody at Handpick reads it. Then people can find you"),
    ]
    .into_iter()
    .map(|(href, name, step, hint)| (task(href, name, step, hint), step))
    .collect()
}

fn listing_steps(start: &Start) -> (Step, Step, Step) {
    let Some((listing, missing)) = &start.first else { return (Step::Open, Step::NotYet, Step::NotYet) };
    let sent = listing.state != ListingState::Draft;
    let whole = missing.is_empty();
    let preview = if sent || start.profile.previewed_at.is_some() { Step::Done } else { Step::Open };
    let last = match (sent, whole) {
        (true, _) => Step::Done,
        (false, true) => Step::Open,
        (false, false) => Step::NotYet,
    };
    (if whole { Step::Done } else { Step::Going }, preview, last)
}

fn checks(provider: &Provider, start: &Start, today: NaiveDate) -> Step {
    let needed = || start.categories.iter().flat_map(|category| requirements_of(provider, category));
    let sent = |held: &Accreditation| held.state != AccreditationState::Refused;
    if needed().next().is_some() {
        let waits = |scheme| provider.accreditations.iter().any(|held| held.scheme == scheme && sent(held));
        return if needed().all(|required| provider.stands_with(required, today).0 == Standing::InDate) {
            Step::Done
        } else if needed().all(|required| waits(required.scheme)) {
            Step::Waits
        } else if provider.accreditations.iter().any(sent) {
            Step::Going
        } else {
            Step::Open
        };
    }
    match (provider.accreditations.iter().any(sent), start.profile.no_checks_at) {
        (true, _) => Step::Done,
        (false, Some(_)) => Step::NotNeeded,
        (false, None) => Step::Open,
    }
}

/// Whether saying "none" makes sense: nothing is needed for what they offer, and nothing is there.
fn checks_open(start: &Start, today: NaiveDate) -> bool {
    start.provider.as_ref().is_some_and(|provider| {
        let needed = start.categories.iter().any(|category| requirements_of(provider, category).next().is_some());
        !needed && checks(provider, start, today) == Step::Open
    })
}

/// Numbers, times and words.
pub fn more(ctx: &Ctx, form: &MoreForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        (paragraph("You can leave any of these empty. People see what you fill in on your page."))
        form method="post" action="/provider/profile/more" novalidate {
            (csrf_field(ctx))
            (fields.textarea("about_us", "What you are like, in 3 lines", &form.about_us).rows(3)
                .hint("Like “We are six people who grew up here.”"))
            (fields.textarea("opening_times", "When somebody answers", &form.opening_times).rows(3)
                .hint("Like “Monday to Friday, 9am to 5pm”."))
            (fields.input("other_phone", "Another phone number", &form.other_phone).width(20).mode("tel")
                .hint("Like one for evenings. Say which."))
            (fields.textarea("complaints", "How to complain", &form.complaints).rows(3)
                .hint("Who to write to or ring, and how soon you answer."))
            h2.govuk-heading-m { "Numbers in public registers" }
            (fields.input("charity_number", "Charity number", &form.charity_number).width(20)
                .hint("Like 1012345, SC012345 or NIC100123."))
            (fields.input("company_number", "Company number", &form.company_number).width(20)
                .hint("Like 01234567, SC123456 or NI012345."))
            (fields.input("cqc_provider", "CQC provider number", &form.cqc_provider).width(20)
                .hint("Like 1-101611758. The number of each location is with your other details."))
            (actions(html! { (Button::submit("Save").once()) (link("/provider/start", "Cancel")) }))
        }
    }
}

/// Where they go.
pub fn areas(ctx: &Ctx, form: &AreasForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        (paragraph("New listings begin with these areas. You can change them for each listing."))
        form method="post" action="/provider/areas" novalidate {
            (csrf_field(ctx))
            (fields.input("districts", "Postcode areas", &form.districts)
                .hint("The first half of postcodes, like “LS4, LS5, LS6”."))
            (fields.input("radius_miles", "Or within this many miles of you", &form.radius_miles).width(4)
                .mode("numeric").suffix("miles"))
            (fields.textarea("councils", "Or in the whole area of these councils", &form.councils).rows(3)
                .hint("One name on each line, like “Leeds”."))
            (Checkboxes::new("nowhere", "Or do you not go to people?").choice("yes", "People come to us, or we work online or by post")
                .checked([form.nowhere.clone()]))
            (actions(html! { (Button::submit("Save").once()) (link("/provider/start", "Cancel")) }))
        }
    }
}
