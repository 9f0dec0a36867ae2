//! A draft as a paper to print or send, and as plain text that goes from top to bottom without tables, for listening.

use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::plans::model::draft::{AboutPart, Cost, Draft};
use crate::plans::model::sums::whole;
use crate::plans::service::reading::DraftView;
use crate::web::pdf::{Paper, PaperTable, Print};

fn fact(name: &str, value: impl std::fmt::Display) -> (String, String) {
    (name.to_owned(), value.to_string())
}

fn each(cost: &Cost) -> String {
    format!("{} {}", cost.amount, cost.per.label().to_lowercase())
}

fn serves<'a>(draft: &'a Draft, cost: &Cost) -> Option<&'a str> {
    draft.wishes.iter().find(|wish| cost.wish == Some(wish.key)).map(|wish| wish.words.as_str())
}

/// The plan as a paper.
pub fn paper(view: &DraftView, print: Print) -> Paper {
    let (draft, holder) = (&view.version.draft, &view.known.holder);
    let mut paper = Paper::new(format!("Support plan of {}", holder.name), holder.name.as_str(), print).facts([
        fact("From", long_date(draft.starts_on)),
        fact("To", long_date(draft.ends_on)),
        fact("Version", view.version.number),
        fact("Where it is", view.known.head.state.label()),
    ]);
    paper = paper.heading("About me");
    for part in AboutPart::ALL.iter().filter(|part| !draft.about(**part).is_empty()) {
        paper = paper.paragraph(format!("{}\n{}", part.label(), draft.about(*part)));
    }
    paper = paper.heading("What I want");
    for (wish, number) in draft.wishes.iter().zip(1..) {
        let need = if wish.need.is_empty() { String::new() } else { format!("\nAssessed need: {}", wish.need) };
        paper = paper.paragraph(format!("{number}. {}{need}", wish.words));
    }
    paper = paper.heading("What it costs");
    if !draft.costs.is_empty() {
        let table = PaperTable::new("What it costs").column("What", 5).column("It helps with", 4);
        let mut table = table.numbers("Each time", 3).numbers("In all", 2);
        for cost in &draft.costs {
            let what =
                if cost.detail.is_empty() { cost.title.clone() } else { format!("{}\n{}", cost.title, cost.detail) };
            let all = whole(draft, cost).unwrap_or_default().to_string();
            table = table.row([what, serves(draft, cost).unwrap_or("–").to_owned(), each(cost), all]);
        }
        paper = paper.table(table);
    }
    paper = end(paper, view);
    paper.sums(sums(view))
}

fn end(mut paper: Paper, view: &DraftView) -> Paper {
    let draft = &view.version.draft;
    if !draft.why_over.is_empty() {
        paper = paper.paragraph(format!("Why it costs more than the indicative budget\n{}", draft.why_over));
    }
    paper = paper.heading("Keeping safe");
    for risk in &draft.risks {
        let who = if risk.who.is_empty() { String::new() } else { format!("\nWho sees to it: {}", risk.who) };
        paper = paper.paragraph(format!("{}\n{}{who}", risk.what, risk.handled));
    }
    if !draft.contingency.words.is_empty() {
        paper = paper.paragraph(format!("When things go wrong\n{}", draft.contingency.words));
    }
    paper = paper.heading("Who does what");
    for action in &draft.actions {
        let by = action.by.map(|day| format!(", by {}", long_date(day))).unwrap_or_default();
        paper = paper.paragraph(format!("{}: {}{by}", action.who, action.what));
    }
    paper.heading("Money")
}

fn sums(view: &DraftView) -> Vec<(String, String)> {
    let draft = &view.version.draft;
    let mut sums = vec![
        fact("All of the support", view.sums.costs(draft)),
        fact("Kept aside for when things go wrong", draft.contingency.amount),
    ];
    let name =
        if view.sums.checked { "Indicative budget" } else { "Indicative budget, not checked by the council yet" };
    sums.extend(view.sums.indicative.map(|amount| fact(name, amount)));
    if let Some(net) = &view.sums.net {
        sums.extend([fact("Paid by the person", net.contribution), fact("Paid by the council", net.net)]);
    }
    sums.extend([fact("The plan, a week", view.sums.weekly), fact("The whole plan", view.sums.total)]);
    sums
}

/// The plan as sentences, one after the other.
pub fn text(view: &DraftView) -> String {
    let (draft, name) = (&view.version.draft, &view.known.holder.name);
    let mut lines = vec![
        format!("Support plan of {name}."),
        format!("From {} to {}.", long_date(draft.starts_on), long_date(draft.ends_on)),
        format!("{}.", view.known.head.state.label()),
    ];
    let heading = |lines: &mut Vec<String>, words: &str| lines.extend([String::new(), format!("{words}.")]);
    heading(&mut lines, "Part 1. About me");
    for part in AboutPart::ALL.iter().filter(|part| !draft.about(**part).is_empty()) {
        lines.push(format!("{}. {}", part.label(), draft.about(*part)));
    }
    heading(&mut lines, "Part 2. What I want, and what helps");
    for (wish, number) in draft.wishes.iter().zip(1..) {
        let need =
            if wish.need.is_empty() { "This is a hope.".to_owned() } else { format!("The need is: {}.", wish.need) };
        lines.push(format!("Number {number}. {} {need}", wish.words));
        lines.extend(draft.costs_of(Some(wish.key)).map(|cost| aloud(draft, cost)));
    }
    if draft.costs_of(None).next().is_some() {
        lines.push("Other costs.".to_owned());
        lines.extend(draft.costs_of(None).map(|cost| aloud(draft, cost)));
    }
    heading(&mut lines, "Part 3. Keeping safe");
    for risk in &draft.risks {
        let who = if risk.who.is_empty() { String::new() } else { format!(" Who sees to it: {}.", risk.who) };
        lines.push(format!("This could go wrong. {} This is done about it. {}{who}", risk.what, risk.handled));
    }
    if !draft.contingency.words.is_empty() {
        lines.push(format!("When things go wrong. {}", draft.contingency.words));
    }
    if draft.contingency.amount > Money::ZERO {
        lines.push(format!("{} is kept aside for when things go wrong.", draft.contingency.amount));
    }
    heading(&mut lines, "Part 4. Who does what");
    for action in &draft.actions {
        let by = action.by.map(|day| format!(" By {}.", long_date(day))).unwrap_or_default();
        lines.push(format!("{}. {}.{by}", action.who, action.what));
    }
    heading(&mut lines, "Part 5. Money");
    lines.push(format!("All of the support costs {}.", view.sums.costs(draft)));
    lines.push(format!("{} is kept aside for when things go wrong.", draft.contingency.amount));
    lines.push(format!("Together that is {}, or {} a week.", view.sums.total, view.sums.weekly));
    if let Some(indicative) = view.sums.indicative {
        let checked = if view.sums.checked { "" } else { " The council has not checked that yet." };
        lines.push(format!("The indicative budget is {indicative}.{checked}"));
    }
    if !draft.why_over.is_empty() {
        lines.push(format!("Why it costs more than the indicative budget. {}", draft.why_over));
    }
    if let Some(net) = &view.sums.net {
        lines.push(format!("The person pays {} of it. The council pays {}.", net.contribution, net.net));
    }
    lines.push("End of the plan.".to_owned());
    lines.join("\n") + "\n"
}

fn aloud(draft: &Draft, cost: &Cost) -> String {
    let all = whole(draft, cost).unwrap_or_default();
    let detail = if cost.detail.is_empty() { String::new() } else { format!(" {}.", cost.detail) };
    format!("{}.{detail} It costs {}, {all} in all.", cost.title, each(cost))
}
