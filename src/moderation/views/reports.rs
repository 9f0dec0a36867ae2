//! Reporting something, and what was reported as a moderator reads it.

use maud::{Markup, html};

use super::moment;
use crate::directory::forms::moderation::ReviewForm;
use crate::directory::model::decisions::Ruling;
use crate::directory::views::moderation as decide;
use crate::kernel::words;
use crate::moderation::forms::ReportForm;
use crate::moderation::model::{Complaint, Report, Reported};
use crate::moderation::service::reports::{Group, Reportable};
use crate::web::components::{
    Button, LegendSize, SummaryList, TagKind, Verdict, actions, csrf_field, details, inset, link, lu, panel, stars, tag,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Whom to ring when somebody is in danger.
fn who_to_ring(ctx: &Ctx, council: Option<&(String, Option<String>)>) -> Markup {
    html! {
        p.govuk-body { b { "In danger now? Ring 999." } }
        p.govuk-body {
            "If it isn’t an emergency, ring the adult safeguarding team of the council where the person lives"
            @match council {
                Some((name, Some(phone))) => { ": " (name) ", " b { (phone) } "." },
                Some((name, None)) => { ". That may be " (name) "." },
                None => { ". Its number is on the council’s website." },
            }
            @if !ctx.phone.is_empty() { " Or ring us on " b { (ctx.phone) } ", and we will help you find it." }
        }
    }
}

/// The form.
pub(in crate::moderation) fn form(
    ctx: &Ctx,
    (kind, id): (Reported, i64),
    about: &Reportable,
    form: &ReportForm,
    errors: &FieldErrors,
) -> Page {
    let fields = errors.fields();
    let complaints = Complaint::ALL.iter().filter(|known| kind == Reported::Rating || **known != Complaint::Fake);
    let choices = complaints.map(|known| (known.as_str(), known.label()));
    let title = format!("Report a problem with this {}", kind.label());
    Page::new(title).nav("/search").back(about.path.as_str(), about.about.as_str()).errors(errors).body(html! {
        p.govuk-body-l { (what(kind, about)) }
        (inset(&who_to_ring(ctx, about.council.as_ref())))
        form method="post" action=(format!("/report/{}/{id}", kind.as_str())) novalidate {
            (csrf_field(ctx))
            (fields.radios("complaint", "What is wrong?", &form.complaint).legend(LegendSize::Medium).choices(choices))
            (fields.textarea("words", "Tell us what you saw", &form.words).rows(6)
                .hint("Say when and where, if you know. You don’t have to be sure."))
            (fields.input("email", "Your email address (optional)", &form.email).autocomplete("email").mode("email")
                .hint("Only if you would like to hear what became of it. The provider never sees it."))
            (actions(html! { (Button::submit("Send").once()) (link(&about.path, "Cancel")) }))
        }
        (details("What happens then", &html! {
            p.govuk-body { "A moderator reads it. They may ask the provider to put it right, or take it off the site." }
            p.govuk-body { "If you say that someone is at risk, the council’s safeguarding team reads it too." }
            p.govuk-body { "The provider isn’t told who reported it. " (link("/content-rules", "What we allow")) "." }
        }))
    })
}

fn what(kind: Reported, about: &Reportable) -> Markup {
    html! {
        @match kind {
            Reported::Listing => { (about.about) ", from " (about.provider.name) },
            Reported::Provider => { (about.about) },
            Reported::Rating => { "A review of " (about.about) ", from " (about.provider.name) },
        }
    }
}

/// After it was sent.
pub(in crate::moderation) fn thanks(ctx: &Ctx, about: &Reportable, urgent: bool) -> Page {
    Page::new("Thank you for telling us").nav("/search").body(html! {
        @if urgent {
            (Verdict::bad("If someone is in danger now, ring 999."))
            (inset(&who_to_ring(ctx, about.council.as_ref())))
            p.govuk-body {
                "We look at this first. "
                @if about.council.is_some() { "The council’s safeguarding team has it too." }
                @else { "Please ring the council too: we could not send it to them." }
            }
        } @else { p.govuk-body-l { "A moderator reads it." } }
        p.govuk-body { "If you left an email address, we write to you when it is decided." }
        p.govuk-body { (link(&about.path, "Go back to where you were")) }
    })
}

/// The ruling that takes this kind of thing off.
pub(in crate::moderation) fn off(kind: Reported) -> Ruling {
    match kind {
        Reported::Listing => Ruling::TakenOff,
        Reported::Provider => Ruling::Suspended,
        Reported::Rating => Ruling::RatingRemoved,
    }
}

/// Everything that was reported on one thing.
pub(in crate::moderation) fn group(ctx: &Ctx, group: &Group, form: &ReviewForm, errors: &FieldErrors) -> Page {
    let title = match group.kind {
        Reported::Rating => format!("A review of {}", group.about),
        Reported::Listing | Reported::Provider => group.about.clone(),
    };
    let grave = group.reports.iter().filter(|report| report.complaint.is_grave()).count();
    Page::new(title).nav("/moderation").back("/moderation", "To check").caption("Reported").errors(errors).body(html! {
        div.app-with-side {
            div.app-with-side__main {
                @if group.reports.iter().any(|report| report.complaint.is_urgent()) { (at_risk(group)) }
                @if grave > 1 {
                    (Verdict::warm(format!("{grave} grave reports.")).more("Take it off first if you are in doubt. You can put it back."))
                }
                (facts(group))
                (panel("reports", &words::count(group.reports.len(), "report", "reports"), &reports(&group.reports)))
                (decision(ctx, group, form, errors))
            }
            div.app-with-side__side { (decide::history(&group.history)) }
        }
    })
}

fn at_risk(group: &Group) -> Markup {
    let more = if group.has_council {
        "The council’s safeguarding team has it too. Decide only what happens to the page."
    } else {
        "No council on Handpick covers this place. Ring its safeguarding team today and tell them."
    };
    html! { (Verdict::bad("Somebody says that a person is at risk.").more(more)) }
}

fn facts(group: &Group) -> SummaryList {
    let facts = SummaryList::new().fact("Provider", link(&group.provider.path(), &group.provider.name));
    let facts = match &group.path {
        Some(path) => facts.fact("Look at it", link(path, "See it as others do")),
        None => facts.fact("Look at it", "It isn’t on the site now"),
    };
    match &group.review {
        Some((given, words)) => facts.fact("The review", html! { (stars(*given)) br; (words) }),
        None => facts,
    }
}

fn reports(reports: &[Report]) -> Markup {
    html! {
        @for report in reports {
            p.govuk-body {
                @let kind = if report.complaint.is_grave() { TagKind::Bad } else { TagKind::Warm };
                (tag(kind, Some(lu::LuFlag), report.complaint.label())) br;
                (report.words) br;
                span.app-note {
                    (moment(report.at)) ". " @if report.signed_in { "Signed in. " } @else { "Not signed in. " }
                    @if report.wants_answer { "Wants an answer." }
                }
            }
        }
    }
}

fn decision(ctx: &Ctx, group: &Group, form: &ReviewForm, errors: &FieldErrors) -> Markup {
    let (take_off, what) = match group.kind {
        Reported::Listing => {
            ("Take the listing off at once", "People can no longer find or order it. Orders it has go on.")
        }
        Reported::Provider => {
            ("Suspend the provider at once", "Nobody can find them or place new orders. Orders they have go on.")
        }
        Reported::Rating => ("Take the review off the page", "Whoever wrote it is told why."),
    };
    html! {
        form method="post" action=(format!("/moderation/reports/{}/{}", group.kind.as_str(), group.id)) novalidate {
            (csrf_field(ctx))
            (errors.fields().radios("decision", "What do you decide?", &form.decision).legend(LegendSize::Medium)
                .choice_with_hint("nothing", "Nothing has to change", "The provider isn’t told. The reports are closed.")
                .choice_with_hint("put_right", "Ask the provider to put it right", "They are told why, and have 7 days.")
                .choice_with_hint("take_off", take_off, what))
            (decide::reasons(off(group.kind), form, "Why?", "Needed unless nothing has to change. The provider reads it. Don’t say who reported it.", errors))
            (decide::save())
        }
    }
}
