//! The fields of each part of a draft.

use maud::{Markup, html};

use crate::plans::forms::{Typed, field, short};
use crate::plans::model::OutcomeFamily;
use crate::plans::model::draft::{AboutPart, Draft, Part, Per};
use crate::plans::model::review::Scale;
use crate::plans::service::reading::DraftView;
use crate::search::categories;
use crate::web::components::{Button, LegendSize, details, fieldset};
use crate::web::form::{FieldErrors, Fields};

/// What to think of under each question about the person.
fn hint(part: AboutPart) -> &'static str {
    match part {
        AboutPart::People => "People, pets, places, things you own, what you believe.",
        AboutPart::GoodDay => "What happens on a good day? What makes a day bad?",
        AboutPart::Support => "What should people do, and what should they never do?",
        AboutPart::Likes => "Food, music, weather, being alone, being with others.",
        AboutPart::Hopes => "This year, or one day.",
        AboutPart::Tried => "What worked? What didn’t, and why?",
        AboutPart::Week => "What happens on which day, and what you would like to happen.",
        AboutPart::Works => "What will be different?",
    }
}

/// The fields of a part.
pub(super) fn fields(part: Part, view: &DraftView, typed: &Typed, errors: &FieldErrors) -> Markup {
    let (form, draft, needs) = (errors.fields(), &view.version.draft, &view.needs);
    match part {
        Part::About => html! {
            @for about in AboutPart::ALL {
                (form.textarea(about.as_str(), about.label(), typed.get(about.as_str())).hint(hint(*about)).rows(4))
            }
        },
        Part::Outcomes => html! {
            @if !needs.is_empty() {
                (details("The needs that the assessment found", &html! {
                    ul.govuk-list.govuk-list--bullet { @for need in needs { li { (need) } } }
                }))
                datalist id=(NEEDS) { @for need in needs { option value=(need) {} } }
            }
            (rows(part, typed, "Outcome", &|row| outcome(form, typed, row, !needs.is_empty())))
            (form.select("life", "How good is life as a whole, now?", typed.get("life"))
                .hint("The review looks at what is different then.").option("", "Not said").options(scales()))
        },
        Part::Costs => html! {
            (rows(part, typed, "Cost", &|row| cost(form, draft, typed, row)))
            (form.textarea("why_over", "Does it cost more than the indicative budget? Say why", typed.get("why_over"))
                .hint("Leave this empty when it doesn’t.").rows(3))
        },
        Part::Risks => html! {
            (rows(part, typed, "Risk", &|row| risk(form, typed, row)))
            (fieldset("When things go wrong", LegendSize::Medium, &html! {
                (form.textarea("contingency_words", "What happens when the usual support can’t come?", typed.get("contingency_words"))
                    .hint("Who comes? Who do you ring?").rows(3))
                (crate::web::components::Input::money("contingency_amount", "Money kept aside for this, for the whole plan")
                    .value(typed.get("contingency_amount")).error(errors.get("contingency_amount")))
            }))
        },
        Part::Actions => rows(part, typed, "Action", &|row| action(form, typed, row)),
    }
}

/// Each row in a frame with its number, and a button that takes it out.
fn rows(part: Part, typed: &Typed, name: &str, fields: &dyn Fn(u32) -> Markup) -> Markup {
    html! {
        @for (row, number) in typed.rows.iter().zip(1..) {
            section.app-panel {
                input type="hidden" name="row" value=(row);
                (fieldset(&format!("{name} {number}"), LegendSize::Medium, &fields(*row)))
                @if !typed.is_empty(part, *row) {
                    (Button::submit("Take this out").plain().about(format!("{} {number}", name.to_lowercase()))
                        .value("then", format!("remove-{row}")))
                }
            }
        }
    }
}

/// The id of the list of needs to choose from.
const NEEDS: &str = "needs";

fn outcome(form: Fields<'_>, typed: &Typed, row: u32, assessed: bool) -> Markup {
    let need = form.input(&field("need", row), "Which need from the assessment does it meet?", typed.of("need", row));
    let need = if assessed {
        need.list(NEEDS)
            .hint("Choose one from the list, or write it. Leave this empty when it is a hope and not a need.")
    } else {
        need.hint("Leave this empty when it is a hope and not a need.")
    };
    let families = OutcomeFamily::ALL.iter().map(|family| (family.as_str(), family.label()));
    html! {
        (form.textarea(&field("words", row), "What do you want?", typed.of("words", row))
            .hint("In your own words. “I want to see my friends each week.”").rows(2))
        (form.select(&field("family", row), "What is this about?", typed.of("family", row))
            .option("", "Choose one").options(families))
        (form.select(&field("now", row), "How far is it now?", typed.of("now", row))
            .option("", "Not said").options(scales()))
        (need)
    }
}

fn scales() -> impl Iterator<Item = (&'static str, &'static str)> {
    Scale::ALL.iter().map(|scale| (scale.as_str(), scale.label()))
}

fn cost(form: Fields<'_>, draft: &Draft, typed: &Typed, row: u32) -> Markup {
    let wishes = draft.wishes.iter().map(|wish| (wish.key.to_string(), short(&wish.words)));
    // The fourteen kinds; a finer one, as a service brings it, stays.
    let finer = Some(typed.of("category", row)).filter(|code| code.contains('/') && categories::is_known(code));
    let kinds = categories::top().map(|category| category.code.as_str()).chain(finer);
    let kinds = kinds.map(|code| (code, categories::name(code)));
    let per = Per::ALL.iter().map(|per| (per.as_str(), per.label()));
    let chosen = if typed.of("per", row).is_empty() { Per::Week.as_str() } else { typed.of("per", row) };
    html! {
        (form.input(&field("title", row), "What is it?", typed.of("title", row)).hint("For example, “Help at home”."))
        div.app-fields-row {
            (form.input(&field("amount", row), "How much in pounds?", typed.of("amount", row)).prefix("£").width(10).mode("decimal"))
            (form.select(&field("per", row), "How often?", chosen).options(per))
        }
        (form.input(&field("detail", row), "How much of what?", typed.of("detail", row))
            .hint("For example, “3 hours each Tuesday at £20 an hour”."))
        (form.select(&field("wish", row), "What does it help with?", typed.of("wish", row))
            .option("", "Nothing from the list").options(wishes))
        (form.select(&field("category", row), "What kind of support is it?", typed.of("category", row))
            .option("", "None of these").options(kinds))
    }
}

fn risk(form: Fields<'_>, typed: &Typed, row: u32) -> Markup {
    html! {
        (form.textarea(&field("what", row), "What could go wrong?", typed.of("what", row)).rows(2))
        (form.textarea(&field("handled", row), "What is done about it?", typed.of("handled", row)).rows(2))
        (form.input(&field("who", row), "Who sees to that?", typed.of("who", row)))
    }
}

fn action(form: Fields<'_>, typed: &Typed, row: u32) -> Markup {
    html! {
        (form.input(&field("what", row), "What will be done?", typed.of("what", row)))
        (form.input(&field("who", row), "Who does it?", typed.of("who", row)))
        (form.date(&field("by", row), "By which day?", typed.day("by", row)).hint("You can leave this empty."))
    }
}
