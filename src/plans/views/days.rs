//! The page on which the days of a plan are chosen.

use maud::html;

use crate::kernel::words;
use crate::plans::forms::DaysForm;
use crate::plans::model::sums::weeks;
use crate::plans::service::reading::DraftView;
use crate::web::components::{Button, actions, csrf_field, link, paragraph};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// The page.
pub fn page(ctx: &Ctx, view: &DraftView, form: &DaysForm, errors: &FieldErrors) -> Page {
    let path = view.known.head.path();
    let fields = errors.fields();
    let long = usize::try_from(weeks(&view.version.draft)).unwrap_or_default();
    let lead = format!(
        "It is for {} now. It can be for a week, or for two years at most. What it costs follows.",
        words::count(long, "week", "weeks")
    );
    Page::new("The days of the plan").nav("/plan").back(path.clone(), "The plan").errors(errors).body(html! {
        (paragraph(lead))
        form method="post" action=(format!("{path}/days")) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="seen" value=(form.seen);
            (fields.date("first", "When does the plan begin?", form.first()).hint("For example, 6 4 2027."))
            (fields.date("last", "When does it end?", form.last()).hint("Its last day. For example, 5 4 2028."))
            (actions(html! { (Button::submit("Save the days").once()) (link(&path, "Cancel")) }))
        }
    })
}
