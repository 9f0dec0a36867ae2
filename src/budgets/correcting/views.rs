//! Taking money back, on pages.

use maud::html;

use super::routes::TakeBackForm;
use super::service::{FreeMoney, TakeBack};
use crate::web::components::{Button, SummaryList, actions, csrf_field, link, paragraph, warning_text};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn page(title: &str, view: &FreeMoney) -> Page {
    let back = format!("/council/pots/{}", view.pot);
    Page::new(title).nav("/council").caption(view.holder.as_str()).back(back, format!("Pot {}", view.pot))
}

/// How much, and why.
pub(super) fn form(ctx: &Ctx, view: &FreeMoney, typed: &TakeBackForm, errors: &FieldErrors) -> Page {
    let (fields, pot) = (errors.fields(), view.pot);
    let most = format!("At most {}: what is ordered, spent or their own stays.", view.most);
    page("Take money back", view).errors(errors).body(html! {
        form method="post" action=(format!("/council/pots/{pot}/take-back")) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="key" value=(typed.key);
            (fields.input("amount", "How much?", &typed.amount).prefix("£").width(10).mode("decimal").hint(most))
            (fields.input("why", "Why?", &typed.why).hint("They read this, and it stands in their statement. For example: the plan costs less now."))
            (actions(html! { (Button::submit("Go on")) (link(&format!("/council/pots/{pot}"), "Go back")) }))
        }
    })
}

/// What would be taken, to be looked at before it is done.
pub(super) fn check(ctx: &Ctx, view: &FreeMoney, wanted: &TakeBack) -> Page {
    let rest = view.most.checked_sub(wanted.amount).unwrap_or_default();
    let facts = SummaryList::new()
        .fact("Take back", wanted.amount.to_string().as_str())
        .fact("Then free of the council’s money", rest.to_string().as_str())
        .fact("Why", wanted.why.as_str());
    page("Check before you take it back", view).body(html! {
        (facts)
        (warning_text("The person can’t order with it any more."))
        (paragraph("They get a mail that says why."))
        form method="post" action=(format!("/council/pots/{}/take-back", view.pot)) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="key" value=(wanted.key);
            input type="hidden" name="amount" value=(wanted.amount.plain());
            input type="hidden" name="why" value=(wanted.why);
            (actions(html! {
                (Button::submit(format!("Take {} back", wanted.amount)).value("sure", "yes").once())
                (Button::submit("Change it").value("sure", "no").secondary())
            }))
        }
    })
}
