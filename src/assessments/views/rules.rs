//! The editor of a council's money rules, and the what-if.

use maud::{Markup, html};

use super::curve;
use crate::assessments::forms::money::{ExtrasForm, TableForm};
use crate::assessments::model::VersionState;
use crate::assessments::model::figure::RasVersion;
use crate::assessments::model::ras::{Shape, Whom};
use crate::assessments::model::ras_lines::by_words;
use crate::assessments::views::questions::state;
use crate::kernel::dates::{london, long_date};
use crate::kernel::ids::OrganisationId;
use crate::web::components::{
    Button, Checkboxes, PostForm, Table, Verdict, actions, csrf_field, inset, link, lu, panel, paragraph, text,
    warning_text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Where they are.
pub const HERE: &str = "/council/money-rules";

/// Where a version is.
pub fn at(version: &RasVersion) -> String {
    format!("{HERE}/{}", version.id)
}

/// Every version of the council.
pub fn list(ctx: &Ctx, council: (OrganisationId, &str), versions: &[RasVersion]) -> Page {
    let rows = versions.iter().map(|version| {
        let since = version.used_at.map_or_else(|| "Not used yet".to_owned(), |at| long_date(london(at).date()));
        vec![link(&at(version), format!("Version {}", version.number)), state(version.state), text(since)]
    });
    let drafting = versions.iter().any(|version| version.state == VersionState::Draft);
    Page::new("Money rules").nav(HERE).caption(council.1).body(html! {
        (paragraph("These rules turn the points of an assessment into an indicative budget. Everybody may read the ones in use. You write a draft, see what it would cost, and put it in use."))
        p.govuk-body { (link(&format!("/councils/{}/money", council.0), "What the public sees")) }
        @if versions.is_empty() { (inset(&paragraph("There are no rules yet."))) }
        @else { (Table::new("Versions").column("Version").column("State").column("In use since").rows(rows)) }
        @if !drafting { (PostForm::new(ctx, format!("{HERE}/start"), Button::submit("Make a draft"))) }
    })
}

/// One version: to read, and while it is a draft, to change.
pub fn version(ctx: &Ctx, version: &RasVersion, faults: &[String], errors: &FieldErrors) -> Page {
    let draft = version.state == VersionState::Draft;
    let title = format!("Money rules, version {}", version.number);
    Page::new(title).nav(HERE).back(HERE, "Money rules").beside_heading(state(version.state)).errors(errors).body(html! {
        @if draft {
            (Verdict::lilac("This is a draft.").more("Nobody’s money is worked out by it yet."))
            (Button::link(format!("{}/what-if", at(version)), "See what it would cost").icon(lu::LuScale))
        } @else {
            (paragraph("This version never changes. To change the rules, make a new draft."))
        }
        @for (whom, rules) in &version.content.tables {
            (panel(whom.code(), whom.label(), &html! {
                (curve::table(rules, None))
                @if let Some(row) = rules.falls_after() {
                    (warning_text(&format!("After row {row} the money falls while the points rise. Is that meant?")))
                }
                @for (family, low, high) in rules.falling_levels() {
                    (warning_text(&format!("{}: the {high} level gives less than the {low} level, so the money falls while the points rise. Is that meant?", family.label())))
                }
                @if draft { (Button::link(format!("{}/tables/{}", at(version), whom.code()), "Change").secondary().about(format!("the table for {}", whom.label()))) }
            }))
        }
        @if draft { (more_tables(version)) }
        (extras(version, draft))
        @if draft { (to_use(ctx, version, faults, errors)) }
    })
}

fn more_tables(version: &RasVersion) -> Markup {
    let without = Whom::all().filter(|whom| !version.content.tables.iter().any(|(there, _)| there == whom));
    panel(
        "more-tables",
        "Tables for others",
        &html! {
            (paragraph("A group without a table of its own uses the one for everybody else. Unpaid carers use only their own."))
            ul.govuk-list {
                @for whom in without {
                    li { (link(&format!("{}/tables/{}", at(version), whom.code()), format!("Add a table for: {}", whom.label()))) }
                }
            }
        },
    )
}

fn extras(version: &RasVersion, draft: bool) -> Markup {
    let content = &version.content;
    panel(
        "extras",
        "What else counts",
        &html! {
            @if !content.about.is_empty() { (paragraph(&content.about)) }
            @if content.informal.is_empty() { (paragraph("Nothing is taken off for help from family and friends.")) }
            @else {
                (Table::new("Taken off for help from family and friends").show_caption().column("From this many points of such help").numbers("Taken off")
                    .rows(content.informal.iter().map(|step| vec![text(step.from), text(step.off)])))
            }
            @if !content.named.is_empty() {
                (Table::new("Adjustments a care manager may make").show_caption().column("What").column("Changes")
                    .rows(content.named.iter().map(|named| vec![text(&named.words), text(by_words(named.by))])))
            }
            @if draft { (Button::link(format!("{}/extras", at(version)), "Change").secondary().about("what else counts")) }
        },
    )
}

fn to_use(ctx: &Ctx, version: &RasVersion, faults: &[String], errors: &FieldErrors) -> Markup {
    panel(
        "use-it",
        "Put it in use",
        &html! {
            @if faults.is_empty() {
                (paragraph("From then on every new figure is worked out by these rules. Figures that people have now stay until they are assessed again. It can’t be changed after."))
                form method="post" action=(format!("{}/use", at(version))) novalidate {
                    (csrf_field(ctx))
                    input type="hidden" name="revision" value=(version.revision);
                    (Checkboxes::single("sure", "I have seen what it would cost, and it is agreed.", false, errors.get("sure")))
                    (Button::submit("Put it in use").once())
                }
            } @else {
                (paragraph("It can’t be put in use yet:"))
                ul.govuk-list.govuk-list--bullet { @for fault in faults { li { (fault) } } }
            }
        },
    )
}

/// One table of a draft.
pub fn table(ctx: &Ctx, version: &RasVersion, whom: Whom, form: &TableForm, errors: &FieldErrors) -> Page {
    let table = version.content.tables.iter().find(|(there, _)| *there == whom).map(|(_, table)| table);
    let (there, now) = (table.is_some(), TableForm::of(table, 0));
    let title = format!("Table for: {}", whom.label());
    let back = format!("Money rules, version {}", version.number);
    let fields = errors.fields();
    let levels = "Three lines: the points from which it counts, and the pounds a year. Basic, then standard, then enhanced, such as “4 900”.";
    Page::new(title).nav(HERE).back(at(version), back).errors(errors).body(html! {
        (super::stands_now(errors, &[
            ("Pounds a year for each point", &now.each, &form.each),
            ("There is money from this many points", &now.from, &form.from),
            ("Never more than", &now.most, &form.most),
            ("Rows", &now.rows, &form.rows),
            ("Health and wellbeing", &now.health, &form.health),
            ("Choice and control", &now.choice, &form.choice),
            ("Education, training and work", &now.economic, &form.economic),
            ("Social and community life", &now.social, &form.social),
        ]))
        form method="post" action=(format!("{}/tables/{}", at(version), whom.code())) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="revision" value=(form.revision);
            (fields.radios("shape", "How do points become money?", &form.shape).choices(Shape::ALL.iter().map(|shape| (shape.as_str(), shape.label()))))
            h2.govuk-heading-m { "The same amount for each point" }
            (fields.input("each", "Pounds a year for each point", &form.each).width(10).prefix("£"))
            (fields.input("from", "There is money from this many points", &form.from).width(5).hint("Leave it empty for all."))
            (fields.input("most", "Never more than", &form.most).width(10).prefix("£").hint("Leave it empty for no limit."))
            h2.govuk-heading-m { "A table" }
            (fields.textarea("rows", "Rows", &form.rows).rows(10).hint("One on each line: the points, then the pounds a year, such as “20 3,900”. Begin with 0 points. You can paste two columns of a spreadsheet."))
            h2.govuk-heading-m { "Amounts for each outcome" }
            p.govuk-hint { (levels) }
            (fields.textarea("health", "Health and wellbeing", &form.health).rows(3))
            (fields.textarea("choice", "Choice and control", &form.choice).rows(3))
            (fields.textarea("economic", "Education, training and work", &form.economic).rows(3))
            (fields.textarea("social", "Social and community life", &form.social).rows(3))
            (actions(html! {
                (Button::submit("Save the table").once())
                @if there { (Button::submit("Take this table away").warning().value("step", "remove")) }
            }))
        }
    })
}

/// What else counts, to write.
pub fn extras_form(ctx: &Ctx, version: &RasVersion, form: &ExtrasForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let back = format!("Money rules, version {}", version.number);
    let now = ExtrasForm::of(version);
    Page::new("What else counts").nav(HERE).back(at(version), back).errors(errors).body(html! {
        (super::stands_now(errors, &[
            ("What people should know about these rules", &now.about, &form.about),
            ("What is taken off for help from family and friends", &now.informal, &form.informal),
            ("Adjustments a care manager may make", &now.named, &form.named),
        ]))
        form method="post" action=(format!("{}/extras", at(version))) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="revision" value=(form.revision);
            (fields.textarea("about", "What people should know about these rules", &form.about).rows(4))
            (fields.textarea("informal", "What is taken off for help from family and friends", &form.informal).rows(4)
                .hint("One on each line: the points of such help from which it counts, then the percentage, such as “10 15%”. It is taken off what the table gives. Leave it empty to take nothing off."))
            (fields.textarea("named", "Adjustments a care manager may make", &form.named).rows(6)
                .hint("One on each line: the change, then its name, such as “5% Long journeys”, “-10% Shares a home with somebody who is helped” or “£500 Two people are needed to lift”."))
            (Button::submit("Save").once())
        }
    })
}
