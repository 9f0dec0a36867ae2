//! Choosing days and times: for something new, or for a line that is in the basket.

use maud::{Markup, html};

use super::when::When;
use crate::kernel::dates::long_date;
use crate::orders::forms::{LineForm, OUTSIDE};
use crate::orders::model::{Costing, LineRequest, cancelling, order::sum_words, units};
use crate::orders::service::basket::OrderForm;
use crate::web::components::{Button, Sums, Verdict, actions, csrf_field, effect_box, panel, text};
use crate::web::form::{FieldErrors, Fields};
use crate::web::page::{Ctx, Page};

/// What the page is for.
pub struct Choose<'a> {
    /// What can be chosen.
    pub form: &'a OrderForm,
    /// What was typed.
    pub typed: &'a LineForm,
    /// What was wrong with it.
    pub errors: &'a FieldErrors,
    /// What it would cost, when that was asked.
    pub quote: Option<(LineRequest, Costing)>,
    /// Where the form goes.
    pub action: String,
    /// Where the reader came from.
    pub back: (String, &'static str),
}

impl Choose<'_> {
    /// The page.
    pub fn page(&self, ctx: &Ctx) -> Page {
        let title = if self.form.line.is_some() { "Change days and times" } else { "Choose days and times" };
        Page::new(title)
            .caption(format!("{} from {}", self.form.listing.title, self.form.listing.provider_name))
            .back(self.back.0.as_str(), self.back.1)
            .errors(self.errors)
            .body(self.body(ctx))
    }

    fn body(&self, ctx: &Ctx) -> Markup {
        html! {
            @if let Some(why) = &self.form.listing.refusal {
                (Verdict::warm("This can’t be ordered at the moment.").more(why))
                p.govuk-body { a.govuk-link href="/search" { "Find something else" } }
            } @else if let Some(why) = &self.form.full {
                (Verdict::warm("This is full at the moment.").more(why))
                (actions(html! {
                    (Button::link(format!("/listings/{}/waiting", self.form.listing.listing_id), "Join the waiting list"))
                    a.govuk-link href="/search" { "Find something else" }
                }))
            } @else {
                div.app-with-side {
                    div {
                        (self.form(ctx))
                    }
                    div { (self.side()) }
                }
            }
        }
    }

    fn form(&self, ctx: &Ctx) -> Markup {
        let fields = self.errors.fields();
        let when = When {
            typed: self.typed,
            fields,
            units: &self.form.units,
            shortest: self.shortest(),
            window: &self.form.window,
            action: &self.action,
        };
        html! {
            form method="post" action=(self.action) novalidate {
                (csrf_field(ctx))
                input type="hidden" name="key" value=(self.typed.key);
                (when.all())
                (self.plan_line(fields))
                (actions(html! {
                    (Button::submit(if self.form.line.is_some() { "Save changes" } else { "Add to basket" }))
                    (Button::submit("See what it costs").secondary().value("action", "look"))
                }))
            }
        }
    }

    /// The shortest that can be ordered, in a sentence.
    fn shortest(&self) -> Option<String> {
        let [unit] = self.form.units.as_slice() else { return None };
        let of_unit = self.form.listing.prices.iter().filter(|price| price.unit == *unit && price.group_size == 1);
        let least = of_unit.map(|price| price.minimum).min()?;
        Some(format!("The shortest is {}.", units::amount(*unit, least)))
    }

    fn plan_line(&self, fields: Fields<'_>) -> Markup {
        if self.form.plan_lines.is_empty() {
            return html! { input type="hidden" name="plan_line" value=(OUTSIDE); };
        }
        let lines = self.form.plan_lines.iter().map(|line| (line.id.to_string(), line.title.clone()));
        html! {
            (fields.select("plan_line", "Which part of the plan is it for?", &self.typed.plan_line)
                .option("", "Choose one").options(lines).option(OUTSIDE, "None: it is outside the plan"))
        }
    }

    fn side(&self) -> Markup {
        let listing = &self.form.listing;
        html! {
            @if let Some((request, costing)) = &self.quote { (quote(request, costing)) }
            (panel("prices", "What it costs", &self.prices()))
            (panel("cancelling", "Cancelling",
                &html! { p.govuk-body { (cancelling::words(listing.notice_hours, listing.late_charge_percent)) } }))
        }
    }

    fn prices(&self) -> Markup {
        let today = self.form.window.now.date();
        let prices = self.form.listing.prices.iter().filter(|price| price.group_size == 1 && price.holds_on(today));
        let sums = prices.fold(Sums::new(), |sums, price| {
            let words = format!("{}, {}", price.band.label(), units::words(price.unit).0);
            sums.line(words.as_str(), price.amount)
        });
        html! { (sums) p.app-small { "This is all you pay." } }
    }
}

/// What the line would cost.
fn quote(request: &LineRequest, costing: &Costing) -> Markup {
    let lead = match costing.weekly() {
        Some(weekly) => format!("{weekly} a week"),
        None => costing.total.to_string(),
    };
    let times = crate::orders::model::fit::times(request, costing.deliveries.len());
    let last = costing.last_day().map(long_date).unwrap_or_default();
    effect_box(
        &lead,
        &html! {
            p { (text(request.when_words())) "." }
            p { (text(sum_words(request, costing))) "." }
            (Sums::new().line(format!("{times}, the last on {last}").as_str(), costing.total).total("In all", costing.total))
        },
    )
}
