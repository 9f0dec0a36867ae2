//! Invoices and credit notes as papers to print, read aloud or send.

use super::making::what;
use super::rate_words;
use crate::billing::model::{InvoiceLine, Party, RateTotal, VatRate};
use crate::billing::service::{CreditNoteView, InvoiceView};
use crate::kernel::Money;
use crate::kernel::dates::{long_date, weekday_date};
use crate::web::pdf::{Paper, PaperTable, Print};

fn address(party: &Party) -> String {
    let mut lines = vec![party.name.clone()];
    lines.extend(party.address.iter().cloned());
    lines.extend((!party.postcode.is_empty()).then(|| party.postcode.clone()));
    lines.extend(party.vat_number.as_ref().map(|number| format!("VAT number {number}")));
    lines.extend(party.phone.clone());
    lines.extend(party.email.clone());
    lines.join("\n")
}

fn sums(net: Money, rates: &[RateTotal], rounding: Money, last: (&str, Money)) -> Vec<(String, String)> {
    let mut sums = Vec::new();
    if rates.iter().any(|rate| rate.rate != VatRate::Outside) {
        sums.push(("Without VAT".to_owned(), net.to_string()));
        sums.extend(rates.iter().map(|rate| (rate_words(rate), rate.vat.to_string())));
    }
    if !rounding.is_zero() {
        sums.push(("Rounding".to_owned(), rounding.to_string()));
    }
    sums.push((last.0.to_owned(), last.1.to_string()));
    sums
}

fn fact(name: &str, value: impl std::fmt::Display) -> (String, String) {
    (name.to_owned(), value.to_string())
}

fn name(line: &InvoiceLine) -> String {
    format!("{}, {}", line.title, weekday_date(line.on))
}

/// An invoice.
pub fn invoice(view: &InvoiceView, print: Print) -> Paper {
    let invoice = &view.invoice;
    let parties = &invoice.parties;
    let mut facts = vec![
        fact("Invoice number", &invoice.reference),
        fact("Made on", long_date(invoice.made_on)),
        fact("Due on", long_date(invoice.due_on)),
        fact("Deliveries from", format!("{} to {}", long_date(invoice.span.0), long_date(invoice.span.1))),
        fact("From", address(&parties.seller)),
        fact("To", address(&parties.buyer)),
    ];
    if !parties.person.is_empty() {
        facts.push(fact("For the support of", format!("{}, {}", parties.person, parties.person_reference)));
    }
    let mut table = PaperTable::new("What is on it")
        .column("What", 6)
        .column("How much", 3)
        .numbers("Price", 2)
        .column("VAT", 2)
        .numbers("Amount", 2);
    for line in &view.lines {
        let words = format!("{}\nOrder {}", name(line), line.order_reference);
        table = table.row([
            words,
            what(line.kind, line.unit, line.units),
            line.unit_price.to_string(),
            line.vat.label().to_owned(),
            line.amount.to_string(),
        ]);
    }
    let mut paper = Paper::new(format!("Invoice {}", invoice.reference), parties.seller.name.as_str(), print)
        .facts(facts)
        .table(table)
        .sums(sums(invoice.net, &view.rates, invoice.rounding, ("To be paid", invoice.total)));
    if !view.credits.is_empty() {
        let mut credits =
            PaperTable::new("Credit notes").column("Credit note", 3).column("Why", 6).numbers("Amount", 2);
        for note in &view.credits {
            credits = credits.row([note.reference.clone(), note.reason.clone(), note.total.to_string()]);
        }
        paper = paper.heading("Taken off since").table(credits).sums([fact("Left to pay", invoice.left())]);
    }
    paper.paragraph(format!("Please quote {} when you pay.", invoice.reference))
}

/// A credit note.
pub fn credit_note(view: &CreditNoteView, print: Print) -> Paper {
    let (note, invoice) = (&view.note, &view.invoice);
    let facts = [
        fact("Credit note number", &note.reference),
        fact("Against invoice", format!("{} of {}", invoice.reference, long_date(invoice.made_on))),
        fact("Made on", long_date(note.made_on)),
        fact("From", address(&invoice.parties.seller)),
        fact("To", address(&invoice.parties.buyer)),
        fact("Why", &note.reason),
    ];
    let mut table = PaperTable::new("What is credited").column("What", 7).column("VAT", 2).numbers("Amount", 2);
    for one in &view.lines {
        table = table.row([name(&one.line), one.line.vat.label().to_owned(), one.credited.amount.to_string()]);
    }
    Paper::new(format!("Credit note {}", note.reference), invoice.parties.seller.name.as_str(), print)
        .facts(facts)
        .table(table)
        .sums(sums(note.net, &view.rates, note.rounding, ("Credited", note.total)))
}
