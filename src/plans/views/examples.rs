//! Plans that were made up, to show how others might do it.

use maud::{Markup, html};

use crate::directory::model::CareGroup;
use crate::kernel::Money;
use crate::plans::model::draft::AboutPart;
use crate::plans::model::examples::{Example, ExampleOutcome};
use crate::web::components::{Table, inset, link, panel, text};
use crate::web::page::Page;

/// All of them, those most like the reader's first.
pub fn list(examples: &[&Example], group: Option<CareGroup>) -> Page {
    Page::new("Plans like this").nav("/plan").back("/plan", "Support plan").body(html! {
        p.govuk-body-l { "We made these people up. They show how a plan can look." }
        @for example in examples {
            section.app-panel {
                h2.govuk-heading-m { (link(&format!("/plans/examples/{}", example.slug), format!("{}’s plan", example.name))) }
                p.govuk-body { (example.who) }
                p.app-note {
                    (example.care_group.label()) ". About " (example.weekly()) " a week."
                    @if group == Some(example.care_group) { " Most like you." }
                }
            }
        }
    })
}

/// One of them.
pub fn one(example: &Example) -> Page {
    Page::new(format!("{}’s plan", example.name)).nav("/plan").back("/plans/examples", "Plans like this").body(html! {
        (inset(&html! { "We made " (example.name) " up. Prices where you live may be different." }))
        p.govuk-body-l { (example.who) }
        (panel("about", "About me", &html! {
            @for part in AboutPart::ALL {
                @if let Some(words) = example.about.get(part) {
                    h3.govuk-heading-s { (part.label()) }
                    p.govuk-body { (words) }
                }
            }
        }))
        @for (outcome, number) in example.outcomes.iter().zip(1..) { (wanted(outcome, number)) }
        (panel("risks", "Keeping safe", &html! {
            @for (risk, handled) in &example.risks { p.govuk-body { b { (risk) } " " (handled) } }
            p.govuk-body { (example.contingency) }
        }))
        p.govuk-body-l { "All of this costs about " b { (example.weekly()) } " a week." }
    })
}

fn wanted(outcome: &ExampleOutcome, number: usize) -> Markup {
    let row = |(what, pence): &(String, i64)| {
        let cost = if *pence == 0 { "Free".to_owned() } else { Money::from_pence(*pence).to_string() };
        vec![text(what), text(cost)]
    };
    let table = Table::new(format!("What helps with outcome {number}")).column("What helps").numbers("A week");
    panel(
        &format!("outcome-{number}"),
        &format!("“{}”", outcome.words),
        &html! {
            p.app-note { (outcome.family.label()) }
            (table.rows(outcome.support.iter().map(row)))
        },
    )
}
