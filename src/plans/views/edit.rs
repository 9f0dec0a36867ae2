//! The pages on which the parts of a draft are written, with what it costs beside the form.

use actix_web::HttpResponse;
use chrono::NaiveDateTime;
use maud::{Markup, html};

use super::rows::fields;
use crate::assessments::model::contribution::Net;
use crate::kernel::Money;
use crate::kernel::dates::london;
use crate::plans::forms::Typed;
use crate::plans::model::Light;
use crate::plans::model::draft::Part;
use crate::plans::model::sums::Sums;
use crate::plans::service::drafting::Saved;
use crate::plans::service::reading::DraftView;
use crate::web::components::{
    Button, NotificationBanner, Sums as SumsList, TagKind, actions, csrf_field, details, inset, link, lu, tag,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// A form as it is shown.
pub struct Shown<'a> {
    /// What stands in its fields.
    pub typed: &'a Typed,
    /// What was wrong.
    pub errors: FieldErrors,
    /// What was typed adds up to this; not saved.
    pub sums: Option<Sums>,
    /// Somebody else saved the part since: the view has what they wrote.
    pub theirs: bool,
}

impl<'a> Shown<'a> {
    /// A form with nothing wrong.
    pub fn plain(typed: &'a Typed) -> Self {
        Self { typed, errors: FieldErrors::new(), sums: None, theirs: false }
    }
}

/// What a part is for, in a sentence.
fn lead(part: Part, own: bool) -> &'static str {
    match (part, own) {
        (Part::About, true) => "Answer as many as you like, in your own words.",
        (Part::About, false) => "Answer as many as they like, in their own words.",
        (Part::Outcomes, true) => "What do you want to change, or to keep as it is?",
        (Part::Outcomes, false) => "What do they want to change, or to keep as it is?",
        (Part::Costs, _) => "What helps, and what does it cost? Put in free help too, with £0.",
        (Part::Risks, _) => "What could go wrong, and what is done about it? Everybody takes some risks.",
        (Part::Actions, _) => "Who will do what, to make the plan happen?",
    }
}

/// The page of a part.
pub fn page(ctx: &Ctx, view: &DraftView, part: Part, shown: &Shown<'_>) -> Page {
    let own = view.known.may.is_holder;
    let sums = shown.sums.unwrap_or(view.sums);
    let title = if own { part.label().to_owned() } else { format!("{}: {}", view.known.holder.name, part.label()) };
    let list = part != Part::About;
    let path = format!("{}/write/{}", view.known.head.path(), part.as_str());
    Page::new(title).nav("/plan").back(view.known.head.path(), "The plan").errors(&shown.errors).body(html! {
        @if shown.theirs { (theirs(view, part)) }
        @if shown.sums.is_some() {
            (NotificationBanner::info("Added up. Nothing is saved yet: press “Save and go on” when you are ready."))
        }
        p.govuk-body-l { (lead(part, own)) }
        @if part == Part::Costs {
            p.govuk-body { (link(&format!("{}/find", view.known.head.path()), "Look up what support costs near you")) }
        }
        form.app-editor method="post" action=(path) novalidate data-app-glance {
            div {
                (csrf_field(ctx))
                input type="hidden" name="form" value=(shown.typed.form);
                // Pressing Enter in a field saves, and does nothing else.
                button.govuk-visually-hidden type="submit" tabindex="-1" aria-hidden="true" { "Save" }
                (fields(part, view, shown.typed, &shown.errors))
                (actions(html! {
                    (Button::submit("Save and go on"))
                    @if list { (Button::submit("Save and add another").secondary().value("then", "add")) }
                    @if matches!(part, Part::Costs) {
                        (Button::submit("Work out the sums").secondary().value("then", "sum"))
                    }
                    (link(&view.known.head.path(), "Cancel"))
                }))
            }
            aside.app-glance aria-label="What is saved and what it costs" data-app-glance-here {
                (beside(part, shown.typed.seen, &sums, "Press a button to save. With scripts it is saved as you type."))
            }
        }
    })
}

/// What somebody else wrote in the meantime.
fn theirs(view: &DraftView, part: Part) -> Markup {
    inset(&html! {
        p.govuk-body { b { "Both are still here." } " Below is what you wrote. Press “Save and go on” to keep yours instead of theirs." }
        (details("What they saved", &super::read::part(&view.version.draft, part)))
    })
}

/// What stands beside the form: how often the part was saved, and what the plan costs.
fn beside(part: Part, seen: u32, sums: &Sums, words: &str) -> Markup {
    html! {
        input type="hidden" name="seen" value=(seen);
        p.app-note role="status" { (words) }
        @if matches!(part, Part::Costs | Part::Risks) {
            (in_sight(sums))
            (sums_box(sums, true))
        }
    }
}

/// The sums in one line, which stays in sight on a phone, where the rest is below the form.
fn in_sight(sums: &Sums) -> Markup {
    html! {
        p.app-in-sight {
            b { (sums.total) } " in all"
            @if let Some(left) = sums.left() { ", " b { (magnitude(left)) } " " (over_words(left).to_lowercase()) }
        }
    }
}

/// What stands with each figure that nobody of the council has checked.
pub(super) const NOT_CHECKED: &str = "not checked by the council yet";

/// What the plan costs, beside the indicative budget, and who pays it. `why` for readers who may see the answers.
pub(super) fn sums_box(sums: &Sums, why: bool) -> Markup {
    let list = SumsList::new().line("A week", sums.weekly).line("The whole plan", sums.total);
    html! {
        section.app-panel aria-labelledby="sums" {
            h2.govuk-heading-m #sums { "What the plan costs" }
            @match (sums.indicative, sums.left()) {
                (Some(indicative), Some(left)) => {
                    (list.line("Indicative budget", indicative).total(over_words(left), magnitude(left)))
                    p { (light_tag(sums.light)) }
                    @if !sums.checked { p.app-small { "The indicative budget is " (NOT_CHECKED) "." } }
                    @if let Some(answers) = sums.answers.filter(|_| why) {
                        p.app-small { (link(&format!("/assessments/{answers}/figure"), "Why is the indicative budget this?")) }
                    }
                }
                _ => {
                    (list.total("In all", sums.total))
                    @if !sums.own_money { p.app-small { "No indicative budget is known yet." } }
                }
            }
            @if let Some(net) = &sums.net { (who_pays(net, false)) }
        }
    }
}

/// Gross, contribution and net.
pub(super) fn who_pays(net: &Net, own: bool) -> Markup {
    let person = if own { "Paid by you" } else { "Paid by the person" };
    html! {
        h3.govuk-heading-s { "Who pays it" }
        (SumsList::new().line("The whole plan, gross", net.gross).line(person, net.contribution)
            .total("Paid by the council, net", net.net))
    }
}

fn over_words(left: Money) -> &'static str {
    if left.is_negative() { "Over" } else { "Left" }
}

fn magnitude(left: Money) -> Money {
    if left.is_negative() { left.checked_neg().unwrap_or_default() } else { left }
}

/// The traffic light.
pub(super) fn light_tag(light: Option<Light>) -> Markup {
    match light {
        Some(Light::Green) => tag(TagKind::Ok, Some(lu::LuCircleCheck), Light::Green.label()),
        Some(Light::Amber) => tag(TagKind::Warm, Some(lu::LuTriangleAlert), Light::Amber.label()),
        Some(Light::Red) => tag(TagKind::Bad, Some(lu::LuCircleAlert), Light::Red.label()),
        None => tag(TagKind::Plain, None, "Nothing to compare with"),
    }
}

/// What the script puts beside the form once it has saved.
pub fn glance(part: Part, saved: &Saved, now: NaiveDateTime) -> HttpResponse {
    let words = format!("Saved at {}.", london(now).format("%-H:%M"));
    piece(&beside(part, saved.saved, &saved.sums, &words))
}

/// The same when it could not be saved, with what was saved last.
pub fn glance_wrong(part: Part, typed: &Typed, errors: &FieldErrors, saved: &Sums) -> HttpResponse {
    let first = errors.iter().next().map_or("", |(_, message)| message);
    piece(&beside(part, typed.seen, saved, &format!("Not saved yet. {first}")))
}

fn piece(markup: &Markup) -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(markup.0.clone())
}
