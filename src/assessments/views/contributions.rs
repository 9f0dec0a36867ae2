//! What somebody pays towards their support: for themselves to read, and for the council to decide.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::accounts::HolderSummary;
use crate::assessments::forms::contributions::{DecideForm, EndForm};
use crate::assessments::model::contribution::{Collector, Contribution, Net, week};
use crate::assessments::model::figure::Indicative;
use crate::assessments::service::contributions::MoneyView;
use crate::kernel::dates::long_date;
use crate::web::components::{
    Button, DateText, Sums, Table, actions, csrf_field, idea, link, lu, panel, paragraph, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// "£18.20 a week", "The full cost".
fn amount(one: &Contribution) -> String {
    if one.full_cost { "The full cost".to_owned() } else { format!("{} a week", one.weekly) }
}

fn until(one: &Contribution) -> String {
    one.ends_on.map_or_else(|| "No last day".to_owned(), long_date)
}

/// Gross, contribution and net by the week.
fn by_the_week(net: &Net) -> Markup {
    let sums = Sums::new()
        .line("Indicative budget, gross", net.gross)
        .line("Paid by the person", net.contribution)
        .total("Paid by the council, net", net.net);
    html! { (sums) }
}

/// The indicative budget and what is paid towards it, on the person's own page.
pub fn summary(
    indicative: Option<&Indicative>,
    contributions: &[Contribution],
    (easy, today): (&str, NaiveDate),
) -> Markup {
    let Some(indicative) = indicative else {
        return html! {
            @if !contributions.is_empty() { (panel("paid", "What is paid towards the support", &periods(contributions))) }
        };
    };
    let net = week(indicative.gross, contributions, today);
    panel(
        "indicative",
        "Indicative budget",
        &html! {
            p.govuk-body { "About " b { (indicative.gross) " a year" } ". " @if indicative.checked { "The council has checked it." } @else { "The council has not checked it yet." } }
            p.govuk-body { (link(&format!("/assessments/{}/figure", indicative.assessment), "Why is it this?")) }
            @if contributions.is_empty() { (paragraph("Nobody has said yet whether anything is to be paid towards it.")) }
            @else {
                h3.govuk-heading-s { "A week, now" }
                (by_the_week(&net))
                (periods(contributions))
            }
            p.govuk-body { (link(easy, "What is paid, in easy read")) }
        },
    )
}

/// What somebody pays in easy read: one idea a line, with a picture.
pub fn easy(
    holder: &HolderSummary,
    own: bool,
    (indicative, contributions): (Option<&Indicative>, &[Contribution]),
    (back, today): (&str, NaiveDate),
) -> Page {
    let (who, pay) = if own { ("You", "pay") } else { (holder.name.as_str(), "pays") };
    let amount = |one: &Contribution| match (one.full_cost, one.weekly.is_zero()) {
        (true, _) => "all of the cost".to_owned(),
        (false, true) => "nothing".to_owned(),
        (false, false) => format!("{} each week", one.weekly),
    };
    let now = contributions.iter().find(|one| one.covers(today));
    let mut later: Vec<&Contribution> = contributions.iter().filter(|one| one.starts_on > today).collect();
    later.sort_by_key(|one| one.starts_on);
    let body = html! {
        ul.app-easy {
            (idea(lu::LuWallet, &html! { "Support costs money. The council pays for it. Some people pay a part of it themselves." }))
            @match now {
                Some(one) => {
                    (idea(lu::LuPoundSterling, &html! { (who) " " (pay) " " b { (amount(one)) } " now." }))
                    @if one.full_cost || !one.weekly.is_zero() { (idea(lu::LuReceiptPoundSterling, &html! { (one.collector.label()) "." })) }
                    @if let Some(day) = one.ends_on { (idea(lu::LuCalendarDays, &html! { "That is until " (long_date(day)) "." })) }
                    @if !one.reason.is_empty() { (idea(lu::LuMessageCircle, &html! { b { "Why:" } " " (one.reason) })) }
                },
                None => (idea(lu::LuPoundSterling, &html! { (who) " " (pay) " " b { "nothing" } " now." })),
            }
            @if let Some(indicative) = indicative {
                @let net = week(indicative.gross, contributions, today);
                (idea(lu::LuLandmark, &html! { "The council pays about " b { (net.net.short()) } " each week." }))
            }
            @for one in later {
                (idea(lu::LuCalendarDays, &html! { "From " (long_date(one.starts_on)) " " @if own { "you" } @else { (who) } " " (pay) " " b { (amount(one)) } "." }))
            }
            (idea(lu::LuPhone, &html! { "Is it too much? Is something wrong? Tell the council." }))
        }
        (actions(html! { (Button::link(back, "See all of it").secondary()) }))
    };
    let title =
        if own { "What you pay, easy read".to_owned() } else { format!("What {} pays, easy read", holder.name) };
    Page::new(title)
        .caption(holder.name.as_str())
        .nav(if back.starts_with("/council") { "/council" } else { "/assessment" })
        .back(back, "All of it")
        .body(body)
}

fn periods(contributions: &[Contribution]) -> Markup {
    let rows = contributions.iter().map(|one| {
        let how = format!("{}. {}", one.collector.label(), one.reason);
        vec![text(long_date(one.starts_on)), text(until(one)), text(amount(one)), text(how)]
    });
    html! { (Table::new("What is paid, and when").column("From").column("Until").column("How much").column("How").rows(rows)) }
}

/// One of a council's people, for an officer.
pub fn page(
    ctx: &Ctx,
    view: &MoneyView,
    (form, ending): (&DecideForm, &EndForm),
    errors: &FieldErrors,
    today: NaiveDate,
) -> Page {
    let holder = &view.holder;
    let path = format!("/council/people/{}/contribution", holder.reference);
    let title = format!("What {} pays", holder.name);
    Page::new(title).nav("/council").back(format!("/council/people/{}", holder.reference), holder.name.as_str()).errors(errors).body(html! {
        p.govuk-body { (link(&format!("{path}/easy-read"), "The same in easy read")) }
        @match &view.indicative {
            Some(indicative) => {
                p.govuk-body { "Indicative budget: " b { (indicative.gross) " a year" } ", gross. "
                    @if view.care_manager { (link(&format!("/assessments/{}/figure", indicative.assessment), "Why is it this?")) } }
                (panel("this-week", "A week, now", &by_the_week(&week(indicative.gross, &view.contributions, today))))
            },
            None => (paragraph("They have no indicative budget yet.")),
        }
        (panel("decided", "What was decided", &html! {
            @if view.contributions.is_empty() { (paragraph("Nothing yet.")) }
            @else { (periods(&view.contributions)) }
            @for one in &view.contributions { (to_end(ctx, &path, one, ending, errors)) }
        }))
        (panel("decide", "Decide a contribution", &decide(ctx, &path, form, errors)))
    })
}

fn to_end(ctx: &Ctx, path: &str, one: &Contribution, typed: &EndForm, errors: &FieldErrors) -> Markup {
    let name = format!("the one from {}", long_date(one.starts_on));
    let (last, why) = (format!("last-{}", one.id), format!("why-{}", one.id));
    let here = typed.id == one.id.0;
    let (day, reason) = if here { (typed.last(), typed.why.as_str()) } else { (DateText::default(), "") };
    let fields = errors.fields();
    html! {
        details.govuk-details open[here] {
            summary.govuk-details__summary { span.govuk-details__summary-text { "Change " (name) } }
            div.govuk-details__text {
                form method="post" action=(format!("{path}/end")) novalidate {
                    (csrf_field(ctx))
                    input type="hidden" name="id" value=(one.id);
                    (fields.textarea(&why, "Why it changes", reason).rows(2).hint("The person reads this."))
                    (fields.date(&last, "Last day", day).hint("Not needed to take it back, as if it had never been asked."))
                    (actions(html! {
                        (Button::submit("End it").value("step", "end").secondary().about(name.as_str()))
                        (Button::submit("Take it back").value("step", "take-back").warning().about(name.as_str()))
                    }))
                }
            }
        }
    }
}

fn decide(ctx: &Ctx, path: &str, form: &DecideForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        form method="post" action=(path) novalidate {
            (csrf_field(ctx))
            (fields.radios("how", "What does the person pay?", &form.how).choice("weekly", "An amount each week").choice("full", "The full cost"))
            (fields.input("weekly", "How much a week", &form.weekly).width(8).prefix("£").hint("Not needed for the full cost. Nothing to pay is 0. If the agreed budget is less than this in a week, they pay that week’s budget and no more."))
            (fields.select("collector", "Who collects it", &form.collector).options(Collector::ALL.iter().map(|one| (one.as_str(), one.label()))))
            (fields.date("from", "First day", form.from()))
            (fields.date("until", "Last day, if there is one", form.until()).hint("Leave it empty if nobody knows yet."))
            (fields.textarea("reason", "How it was worked out", &form.reason).rows(3).hint("The person reads this."))
            (paragraph("A budget that runs follows by itself: what is still to come of it changes, what has arrived stays."))
            (Button::submit("Decide").once())
        }
    }
}
