//! The page on which the council is asked to look again, by the person or by an officer who was told of it.

use maud::html;

use crate::kernel::words;
use crate::plans::forms::AppealForm;
use crate::plans::model::state::Heard;
use crate::plans::service::reading::WholeView;
use crate::web::components::{Button, actions, csrf_field, link, paragraph};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Whether an officer writes down what the person asked for in another way.
pub fn written_down(view: &WholeView) -> bool {
    let may = view.draft.known.may;
    may.decide && !may.own
}

/// The page.
pub fn look_again(ctx: &Ctx, view: &WholeView, form: &AppealForm, errors: &FieldErrors) -> Page {
    let known = &view.draft.known;
    let (path, officer, name) = (known.head.path(), written_down(view), &known.holder.name);
    let fields = errors.fields();
    let title = if officer {
        format!("{name} asks the council to look again")
    } else {
        "Ask the council to look again".to_owned()
    };
    Page::new(title).nav("/plan").back(&path, "The plan").errors(errors).body(html! {
        @if officer {
            (paragraph("Write this down when they asked by telephone, in a letter or in person. It counts when they asked within 28 days of the decision, and once for each plan. An officer who did not decide before looks at it."))
        } @else {
            (paragraph("You can do this within 28 days, and once for each plan. An officer who did not decide before looks at it."))
        }
        @if view.takes_files {
            p.govuk-body {
                "A letter or a report can help. " (link(&format!("{path}/files"), "Send a file with it first"))
                @if !view.files.is_empty() { " (" (words::count(view.files.len(), "file is", "files are")) " there)" }
            }
        }
        form method="post" action=(format!("{path}/look-again")) novalidate {
            (csrf_field(ctx))
            @if officer {
                (Heard::ALL.iter().fold(fields.radios("heard", "How did they ask?", &form.heard),
                    |radios, heard| radios.choice(heard.as_str(), heard.label())))
                (fields.date("asked", "When did they ask?", form.asked()).hint("For example, 21 11 2026."))
            }
            @let label = if officer { "What should be looked at again, and why? Use their own words." } else { "What should they look at again, and why?" };
            (fields.textarea("words", label, &form.words).rows(6))
            @let button = if officer { "Write it down" } else { "Ask them" };
            (actions(html! { (Button::submit(button).once()) (link(&path, "Go back")) }))
        }
    })
}
