//! What the person wants, and the plan lines that serve it.

use maud::{Markup, html};

use crate::kernel::Money;
use crate::plans::model::{Outcome, Plan, PlanLine};
use crate::plans::service::PlanView;
use crate::web::components::{Table, TagKind, lu, tag, tags, text};

pub(super) fn all(view: &PlanView, plan: &Plan) -> Markup {
    let others: Vec<&PlanLine> = plan.lines_of(None).collect();
    html! {
        section aria-labelledby="outcomes" {
            h2.govuk-heading-l #outcomes { @if view.own { "My outcomes" } @else { "Outcomes" } }
            @for (outcome, number) in plan.outcomes.iter().zip(1..) { (one(plan, outcome, number)) }
            @if !others.is_empty() {
                section.app-panel aria-labelledby="other-lines" {
                    h3.govuk-heading-m #other-lines { "Other costs" }
                    (lines("Other costs", "All other costs", &others))
                }
            }
            @if let Some(total) = plan.total() {
                div.app-grand {
                    span { "Everything in the plan" }
                    b { (total) " in all" }
                }
            }
        }
    }
}

fn one(plan: &Plan, outcome: &Outcome, number: usize) -> Markup {
    let id = format!("outcome-{}", outcome.id);
    let need = outcome.need.as_ref().map_or_else(|| "Aspiration".to_owned(), |need| format!("Assessed need: {need}"));
    let serving: Vec<&PlanLine> = plan.lines_of(Some(outcome.id)).collect();
    html! {
        section.app-panel aria-labelledby=(id) {
            div.app-outcome {
                span.app-number aria-hidden="true" { (number) }
                div {
                    h3.govuk-heading-m id=(id) { "“" (outcome.words) "”" }
                    (tags("About this outcome", &[
                        tag(TagKind::Lilac, Some(lu::LuTarget), outcome.family.label()),
                        tag(TagKind::Plain, Some(lu::LuClipboardCheck), need),
                    ]))
                }
            }
            @if serving.is_empty() {
                p.app-note { "Nothing in the plan costs money for this." }
            } @else {
                (lines(&format!("What outcome {number} costs"), "This outcome", &serving))
            }
        }
    }
}

fn lines(caption: &str, sum: &str, lines: &[&PlanLine]) -> Markup {
    let row = |line: &&PlanLine| {
        vec![
            html! { span id=(format!("line-{}", line.id)) { (line.title) } },
            text(&line.detail),
            line.weekly.map_or_else(|| text("–"), text),
            text(line.amount),
        ]
    };
    let total = Money::sum(lines.iter().map(|line| line.amount)).unwrap_or_default();
    html! {
        (Table::new(caption)
            .column("Line")
            .column("How much")
            .numbers("A week")
            .numbers("In all")
            .rows(lines.iter().map(row))
            .total([text(sum), text(""), text(""), text(total)]))
    }
}
