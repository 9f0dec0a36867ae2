//! The pages of billing. Pure functions of plain data.

pub mod bank;
pub mod bank_lines;
pub mod credits;
pub mod csv;
pub mod invoice;
pub mod lists;
pub mod making;
pub mod paper;
pub mod paying;
pub mod runs;
pub mod settings;

use maud::{Markup, html};

use super::model::payment::{PaymentStatus, RunStatus};
use super::model::{CreditStatus, InvoiceStatus, RateTotal, VatRate};
use crate::audit::Recorded;
use crate::kernel::Money;
use crate::kernel::dates::{london, short_date};
use crate::web::components::{Sums, TagKind, icon, link, lu, panel, tag};

/// The tag of an invoice's state.
fn status_tag(status: InvoiceStatus, overdue: bool) -> Markup {
    match status {
        InvoiceStatus::Issued => tag(TagKind::Warm, Some(lu::LuClock), status.label()),
        InvoiceStatus::Queried => tag(TagKind::Lilac, Some(lu::LuSearch), status.label()),
        InvoiceStatus::Approved if overdue => tag(TagKind::Bad, Some(lu::LuClock), "Overdue"),
        InvoiceStatus::Approved | InvoiceStatus::Paid => tag(TagKind::Ok, Some(lu::LuCircleCheck), status.label()),
        InvoiceStatus::Credited => tag(TagKind::Plain, None, status.label()),
    }
}

/// The tag of a credit note's state.
fn credit_tag(status: CreditStatus) -> Markup {
    match status {
        CreditStatus::Settled => tag(TagKind::Plain, None, status.label()),
        CreditStatus::RefundDue => tag(TagKind::Warm, Some(lu::LuClock), status.label()),
        CreditStatus::Refunded => tag(TagKind::Ok, Some(lu::LuCircleCheck), status.label()),
    }
}

/// The tag of a payment's state.
fn payment_tag(status: PaymentStatus) -> Markup {
    match status {
        PaymentStatus::Made => tag(TagKind::Plain, Some(lu::LuClock), status.label()),
        PaymentStatus::Sent => tag(TagKind::Lilac, Some(lu::LuClock), status.label()),
        PaymentStatus::Paid => tag(TagKind::Ok, Some(lu::LuCircleCheck), status.label()),
        PaymentStatus::Failed | PaymentStatus::Reversed => tag(TagKind::Bad, Some(lu::LuCircleX), status.label()),
        PaymentStatus::Withdrawn => tag(TagKind::Plain, None, status.label()),
    }
}

/// The tag of a payment run's state.
fn run_tag(status: RunStatus) -> Markup {
    match status {
        RunStatus::Made => tag(TagKind::Warm, Some(lu::LuClock), status.label()),
        RunStatus::Sent => tag(TagKind::Ok, Some(lu::LuCircleCheck), status.label()),
        RunStatus::Cancelled => tag(TagKind::Plain, None, status.label()),
    }
}

/// What stands beside a rate: "VAT at 20% on £100.00".
fn rate_words(rate: &RateTotal) -> String {
    match rate.rate {
        VatRate::Standard | VatRate::Zero => format!("VAT at {} on {}", rate.rate.label(), rate.net),
        VatRate::Exempt => format!("Exempt from VAT, {}", rate.net),
        VatRate::Outside => "The provider charges no VAT".to_owned(),
    }
}

/// Net, VAT of each rate, and what is paid.
fn sums(net: Money, rates: &[RateTotal], rounding: Money, (label, total): (&str, Money)) -> Markup {
    let mut sums = Sums::new();
    if rates.iter().any(|rate| rate.rate != VatRate::Outside) {
        sums = sums.line("Without VAT", net);
        for rate in rates {
            sums = sums.line(rate_words(rate), rate.vat);
        }
    }
    if !rounding.is_zero() {
        sums = sums.line("Rounding", rounding);
    }
    html! { (sums.total(label, total)) }
}

/// Who did what.
fn history(entries: &[Recorded]) -> Markup {
    let by = |entry: &Recorded| match &entry.on_behalf_of {
        Some(holder) => format!("{} for {holder}", entry.by),
        None => entry.by.clone(),
    };
    let feed = html! {
        ul.app-feed {
            @for entry in entries {
                li {
                    (icon(lu::LuHistory))
                    div {
                        b { (entry.detail) }
                        span.app-note { (short_date(london(entry.at).date())) ", by " (by(entry)) }
                    }
                }
            }
        }
    };
    panel("history", "What happened", &feed)
}

/// A paper to print or send: as PDF in both sizes of print, and for machines.
fn take_away(path: &str) -> Markup {
    html! {
        p.govuk-body {
            (link(&format!("{path}.pdf"), "PDF")) ", " (link(&format!("{path}.pdf?print=large"), "PDF in large print"))
            " or " (link(&format!("{path}.xml"), "for accounting software (UBL)"))
        }
    }
}
