//! The fields for days and times. One visit a week takes a few of them; "Add another visit time" and "Add a break"
//! bring more, one at a time, by sending the form and showing it again, so that they work without scripts.

use maud::{Markup, html};

use crate::directory::model::PriceUnit;
use crate::kernel::breaks::MOST_BREAKS;
use crate::kernel::dates::{bank_holidays, long_date, weekday_date};
use crate::kernel::visit_times::MOST_MORE;
use crate::kernel::{OnBankHolidays, Weekdays};
use crate::orders::forms::{BreakForm, LineForm, ONCE, VisitForm, WEEKLY};
use crate::orders::model::{Window, units};
use crate::web::components::LegendSize;
use crate::web::form::Fields;

/// What the fields are for.
pub struct When<'a> {
    /// What was typed.
    pub typed: &'a LineForm,
    /// Fields, with what was wrong with them.
    pub fields: Fields<'a>,
    /// The units that can be chosen.
    pub units: &'a [PriceUnit],
    /// "The shortest is 1 hour."
    pub shortest: Option<String>,
    /// When it may be.
    pub window: &'a Window,
    /// Where the form goes.
    pub action: &'a str,
}

impl When<'_> {
    /// All of them but the plan line.
    pub fn all(&self) -> Markup {
        html! {
            // Pressing Enter in a field sends the form as its last button does, not for more fields.
            button.govuk-visually-hidden type="submit" tabindex="-1" aria-hidden="true" { "Continue" }
            (self.days())
            (self.how_much())
            @for (number, visit) in (2_usize..).zip(&self.typed.more) { (self.visit(number, visit)) }
            @if self.typed.more.len() < MOST_MORE {
                (self.more("visit", &format!("visit{}", self.typed.more.len() + 2), "Add another visit time"))
            }
            (self.first_and_last())
            (self.exceptions())
        }
    }

    /// A button that sends the form for more fields and comes back to them.
    fn more(&self, action: &str, to: &str, label: &str) -> Markup {
        html! {
            button.govuk-button.govuk-button--secondary type="submit" name="action" value=(action)
                formaction=(format!("{}#{to}", self.action)) data-module="govuk-button" { (label) }
        }
    }

    fn days(&self) -> Markup {
        let (fields, typed) = (self.fields, self.typed);
        let days = Weekdays::EVERY_DAY.names().map(|name| (name, name));
        html! {
            (fields.radios("often", "How often do you want it?", &typed.often).legend(LegendSize::Medium)
                .choice(WEEKLY, "Every week, or every few weeks").choice(ONCE, "Once"))
            (fields.checkboxes("weekdays", "Which days of the week?", &typed.weekdays).legend(LegendSize::Medium)
                .hint("For every week. Leave this empty if you want it once.").choices(days).small())
            (fields.input("every_weeks", "Every how many weeks?", &typed.every_weeks).width(2)
                .hint("1 is every week, 2 is every second week.").mode("numeric"))
            (fields.input("at", "What time should it start?", &typed.at).width(5).hint("For example, 7pm or 19:00."))
        }
    }

    fn how_much(&self) -> Markup {
        let number = match &self.shortest {
            Some(shortest) => format!("A number, like 3 or 1.5. {shortest}"),
            None => "A number, like 3 or 1.5.".to_owned(),
        };
        let (fields, typed) = (self.fields, self.typed);
        match self.units {
            [only] => html! {
                input type="hidden" name="unit" value=(only);
                (fields.input("units", &format!("How many {} each time?", units::words(*only).1), &typed.units)
                    .width(4).mode("decimal").hint(number))
            },
            several => html! {
                (fields.input("units", "How much each time?", &typed.units).width(4).mode("decimal")
                    .hint("A number, like 3 or 1.5."))
                (fields.select("unit", "Counted in", &typed.unit)
                    .options(several.iter().map(|unit| (unit.as_str(), units::words(*unit).1))))
            },
        }
    }

    fn visit(&self, number: usize, visit: &VisitForm) -> Markup {
        let fields = self.fields;
        let days = Weekdays::EVERY_DAY.names().map(|name| (name, name));
        let how_much = match self.units {
            [only] => format!("How many {} is visit {number}?", units::words(*only).1),
            _ => format!("How much is visit {number}?"),
        };
        html! {
            section #{"visit" (number)} aria-labelledby={"visit" (number) "-title"} {
                h2.govuk-heading-m #{"visit" (number) "-title"} { "Visit " (number) }
                p.govuk-hint { "Leave it empty if you don’t want it after all." }
                (fields.input(&format!("visit{number}_at"), &format!("What time should visit {number} start?"), &visit.at)
                    .width(5))
                (fields.input(&format!("visit{number}_units"), &how_much, &visit.units).width(4).mode("decimal"))
                (fields.checkboxes(&format!("visit{number}_weekdays"), &format!("Which days is visit {number} on?"),
                    &visit.weekdays).hint("Leave this empty for the same days as the first visit.").choices(days).small())
            }
        }
    }

    fn first_and_last(&self) -> Markup {
        let soon = self.window.now.date() + chrono::TimeDelta::days(7);
        let until = long_date(self.window.last_day());
        html! {
            (self.fields.date("starts_on", "What is the first day?", self.typed.starts_on.clone())
                .legend(LegendSize::Medium).hint(format!("For example, {}.", soon.format("%-d %-m %Y"))))
            (self.fields.date("ends_on", "What is the last day? (optional)", self.typed.ends_on.clone())
                .legend(LegendSize::Medium)
                .hint(format!("Leave it empty to go on until {until}. You can stop sooner at any time.")))
        }
    }

    fn exceptions(&self) -> Markup {
        let chosen =
            if self.typed.holidays.is_empty() { OnBankHolidays::AsUsual.as_str() } else { &self.typed.holidays };
        html! {
            (self.fields.radios("holidays", "What about bank holidays?", chosen).legend(LegendSize::Medium)
                .hint(self.next_holidays())
                .choice_with_hint(OnBankHolidays::AsUsual.as_str(), "As usual", "At the bank holiday price, where there is one.")
                .choice(OnBankHolidays::Skip.as_str(), "No visits on bank holidays"))
            @for (number, pause) in (1_usize..).zip(&self.typed.breaks) { (self.pause(number, pause)) }
            @if self.typed.breaks.len() < MOST_BREAKS {
                (self.more("break", &format!("break{}", self.typed.breaks.len() + 1), "Add a break, such as a holiday"))
            }
        }
    }

    /// "For every week. The next in England are Friday 25 December 2026 and Monday 28 December 2026."
    fn next_holidays(&self) -> String {
        let (today, nation) = (self.window.now.date(), self.window.nation);
        let year = chrono::Datelike::year(&today);
        let coming = [year, year.saturating_add(1)].into_iter().flat_map(|year| bank_holidays(year, nation));
        let next: Vec<String> =
            coming.filter(|(day, _)| *day >= today).take(2).map(|(day, _)| weekday_date(day)).collect();
        format!("For every week. The next in {} are {}.", nation.label(), crate::kernel::words::list(&next))
    }

    fn pause(&self, number: usize, pause: &BreakForm) -> Markup {
        let (from, until) = (format!("break{number}_from"), format!("break{number}_until"));
        html! {
            section #{"break" (number)} aria-labelledby={"break" (number) "-title"} {
                h2.govuk-heading-m #{"break" (number) "-title"} { "Break " (number) }
                p.govuk-hint { "No visits, and nothing to pay, from one day to the other. Leave it empty if you don’t want it." }
                (self.fields.date(&from, &format!("First day of break {number}"), pause.from.clone()))
                (self.fields.date(&until, &format!("Last day of break {number}"), pause.until.clone()))
            }
        }
    }
}
