//! Beginning a shared order: what, when, and what it costs each by how many share.

use maud::{Markup, html};

use crate::kernel::Money;
use crate::kernel::OnBankHolidays;
use crate::orders::model::units;
use crate::orders::{LineForm, When};
use crate::sharing::forms::{OUTSIDE, StartForm};
use crate::sharing::service::NewForm;
use crate::web::components::{Button, Sums, Verdict, actions, csrf_field, link, panel, paragraph};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// A form to start from.
pub fn begin(form: &NewForm) -> StartForm {
    let line = LineForm {
        unit: form.steps.first().map(|(unit, _)| unit.as_str().to_owned()).unwrap_or_default(),
        often: "weekly".to_owned(),
        every_weeks: "1".to_owned(),
        holidays: OnBankHolidays::AsUsual.as_str().to_owned(),
        ..LineForm::default()
    };
    StartForm { line }
}

/// What one costs each, by how many share.
pub fn steps(unit: &str, steps: &[(i32, Money)]) -> Markup {
    let sums = steps.iter().fold(Sums::new(), |sums, (size, each)| match size {
        1 => sums.line("Alone", *each),
        size => sums.line(format!("Each of {size} people").as_str(), *each),
    });
    html! { (sums) p.app-small { "For one " (unit) " on a weekday." } }
}

/// The form.
pub fn page(ctx: &Ctx, form: &NewForm, typed: &StartForm, errors: &FieldErrors) -> Page {
    let listing = &form.listing;
    let back = format!("/listings/{}-{}", listing.listing_id, listing.slug);
    let page = Page::new("Share this with others").caption(format!("{} from {}", listing.title, listing.provider_name));
    let page = page.nav("/shared").back(back.as_str(), "The service").errors(errors);
    if let Some(why) = &listing.refusal {
        return page.body(html! { (Verdict::warm("This can’t be ordered at the moment.").more(why)) });
    }
    if form.steps.is_empty() {
        let more = "This service has no price for several people who share it. You can ask the provider for a quote.";
        return page.body(html! {
            (Verdict::warm("This can’t be shared.").more(more))
            p.govuk-body { (link("/requests/new", "Ask for a quote")) }
        });
    }
    let (fields, action) = (errors.fields(), format!("/listings/{}/share", listing.listing_id));
    let known: Vec<_> = form.steps.iter().map(|(unit, _)| *unit).collect();
    let when =
        When { typed: &typed.line, fields, units: &known, shortest: None, window: &form.window, action: &action };
    page.body(html! {
        (paragraph("You choose days and times. Then you ask others, by a link for each. Nothing is ordered until everybody has said yes to their share. Each pays from their own budget."))
        div.app-with-side {
            div {
                form method="post" action=(action) novalidate {
                    (csrf_field(ctx))
                    (when.all())
                    @if form.plan_lines.is_empty() { input type="hidden" name="plan_line" value=(OUTSIDE); }
                    @else {
                        (fields.select("plan_line", "Which part of the plan is your share for?", &typed.line.plan_line)
                            .options(form.plan_lines.iter().map(|(id, title)| (id.to_string(), title.clone())))
                            .option(OUTSIDE, "None: it is outside the plan"))
                    }
                    (actions(html! { (Button::submit("Begin").once()) }))
                }
            }
            div {
                @for (unit, prices) in &form.steps {
                    (panel(&format!("steps-{unit}"), "What it costs", &steps(units::words(*unit).0, prices)))
                }
            }
        }
    })
}
