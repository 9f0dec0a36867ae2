//! Invoices and credit notes as machines read them: UBL 2.1, by the rules of EN 16931.
//!
//! A paper whose seller and buyer both have an electronic address follows Peppol BIS Billing 3.0 and says so; any other
//! says only that it follows EN 16931, because Peppol asks for both addresses. Elements are in the order of the UBL
//! schema. Amounts have two decimals; the price of a unit has up to six, so that price × quantity is the line's amount.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::invoice::{CreditNote, CreditNoteLine, Invoice, InvoiceLine, LineKind, Party};
use super::vat::{RateTotal, VatRate};
use crate::directory::model::PriceUnit;
use crate::kernel::dates::long_date;
use crate::kernel::xml::Element;
use crate::kernel::{Money, Quantity};

const EN_16931: &str = "urn:cen.eu:en16931:2017";
const PEPPOL: &str = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0";
const PROFILE: &str = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0";
const CAC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const CBC: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
const CURRENCY: &str = "GBP";

/// What differs between the two kinds of paper.
struct Kind {
    root: &'static str,
    namespace: &'static str,
    line: &'static str,
    quantity: &'static str,
}

const INVOICE: Kind = Kind {
    root: "Invoice",
    namespace: "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    line: "cac:InvoiceLine",
    quantity: "cbc:InvoicedQuantity",
};

const CREDIT_NOTE: Kind = Kind {
    root: "CreditNote",
    namespace: "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
    line: "cac:CreditNoteLine",
    quantity: "cbc:CreditedQuantity",
};

/// One line of either kind.
struct Line<'a> {
    of: &'a InvoiceLine,
    net: Money,
    quantity: Quantity,
    unit: &'static str,
}

/// An invoice as UBL.
pub fn invoice(of: &Invoice, lines: &[InvoiceLine], rates: &[RateTotal]) -> String {
    let line = |line| {
        let unit = unit_code(line);
        Line { of: line, net: line.net, quantity: line.units, unit }
    };
    let lines: Vec<Line<'_>> = lines.iter().map(line).collect();
    head(&INVOICE, of, &of.reference, of.made_on)
        .child(Element::words("cbc:DueDate", of.due_on))
        .child(Element::words("cbc:InvoiceTypeCode", "380"))
        .child(Element::words("cbc:DocumentCurrencyCode", CURRENCY))
        .child(Element::words("cbc:BuyerReference", &of.parties.person_reference))
        .child(period(of.span))
        .children(parties(of))
        .child(payment(of))
        .child(
            Element::new("cac:PaymentTerms")
                .child(Element::words("cbc:Note", format!("Due on {}", long_date(of.due_on)))),
        )
        .child(tax_total(of.vat, rates))
        .child(total(of.net, of.vat, of.rounding))
        .children(numbered(&INVOICE, &lines))
        .file()
}

/// A credit note as UBL.
pub fn credit_note(
    note: &CreditNote,
    of: &Invoice,
    lines: &[(&CreditNoteLine, &InvoiceLine)],
    rates: &[RateTotal],
) -> String {
    let lines: Vec<Line<'_>> = lines
        .iter()
        .map(|&(credited, of)| Line { of, net: credited.net, quantity: Quantity::ONE, unit: ONE })
        .collect();
    let reference = Element::new("cac:InvoiceDocumentReference")
        .child(Element::words("cbc:ID", &of.reference))
        .child(Element::words("cbc:IssueDate", of.made_on));
    head(&CREDIT_NOTE, of, &note.reference, note.made_on)
        .child(Element::words("cbc:CreditNoteTypeCode", "381"))
        .child(Element::words("cbc:Note", &note.reason))
        .child(Element::words("cbc:DocumentCurrencyCode", CURRENCY))
        .child(Element::words("cbc:BuyerReference", &of.parties.person_reference))
        .child(Element::new("cac:BillingReference").child(reference))
        .children(parties(of))
        .child(
            Element::new("cac:PaymentTerms").child(Element::words("cbc:Note", "Taken off the invoice, or paid back")),
        )
        .child(tax_total(note.vat, rates))
        .child(total(note.net, note.vat, note.rounding))
        .children(numbered(&CREDIT_NOTE, &lines))
        .file()
}

/// Whether both sides have the address that Peppol delivers by.
fn is_peppol(of: &Invoice) -> bool {
    endpoint(&of.parties.seller).is_some() && endpoint(&of.parties.buyer).is_some()
}

fn head(kind: &Kind, of: &Invoice, reference: &str, made_on: NaiveDate) -> Element {
    Element::new(kind.root)
        .attribute("xmlns", kind.namespace)
        .attribute("xmlns:cac", CAC)
        .attribute("xmlns:cbc", CBC)
        .child(Element::words("cbc:CustomizationID", if is_peppol(of) { PEPPOL } else { EN_16931 }))
        .child(Element::words("cbc:ProfileID", PROFILE))
        .child(Element::words("cbc:ID", reference))
        .child(Element::words("cbc:IssueDate", made_on))
}

fn period((from, until): (NaiveDate, NaiveDate)) -> Element {
    Element::new("cac:InvoicePeriod")
        .child(Element::words("cbc:StartDate", from))
        .child(Element::words("cbc:EndDate", until))
}

/// The scheme and the address that Peppol delivers by: what the party gave, or its VAT number.
fn endpoint(party: &Party) -> Option<(String, String)> {
    if let Some((scheme, address)) = party.electronic_address.as_deref().and_then(|given| given.split_once(':')) {
        return Some((scheme.to_owned(), address.to_owned()));
    }
    party.vat_number.clone().map(|number| ("9932".to_owned(), number))
}

fn parties(of: &Invoice) -> [Element; 2] {
    let seller_id = format!("HANDPICK-{}", of.provider);
    let seller = party(&of.parties.seller, Some(seller_id));
    let buyer = party(&of.parties.buyer, None);
    [
        Element::new("cac:AccountingSupplierParty").child(seller),
        Element::new("cac:AccountingCustomerParty").child(buyer),
    ]
}

fn party(party: &Party, id: Option<String>) -> Element {
    let (street, more) = party.address.split_first().map_or(("", &[][..]), |(first, more)| (first.as_str(), more));
    let (city, between) = more.split_last().map_or(("", &[][..]), |(last, between)| (last.as_str(), between));
    let address = Element::new("cac:PostalAddress")
        .child(Element::words("cbc:StreetName", street))
        .child(Element::words("cbc:AdditionalStreetName", between.join(", ")))
        .child(Element::words("cbc:CityName", city))
        .child(Element::words("cbc:PostalZone", &party.postcode))
        .child(Element::new("cac:Country").child(Element::words("cbc:IdentificationCode", "GB")));
    let tax = |number: &String| {
        Element::new("cac:PartyTaxScheme").child(Element::words("cbc:CompanyID", number)).child(tax_scheme())
    };
    let contact = Element::new("cac:Contact")
        .child(Element::words("cbc:Telephone", party.phone.as_deref().unwrap_or_default()))
        .child(Element::words("cbc:ElectronicMail", party.email.as_deref().unwrap_or_default()));
    let endpoint = endpoint(party)
        .map(|(scheme, address)| Element::words("cbc:EndpointID", address).attribute("schemeID", scheme));
    let id = id.map(|id| Element::new("cac:PartyIdentification").child(Element::words("cbc:ID", id)));
    Element::new("cac:Party")
        .children(endpoint)
        .children(id)
        .child(Element::new("cac:PartyName").child(Element::words("cbc:Name", &party.name)))
        .child(address)
        .children(party.vat_number.iter().map(tax))
        .child(Element::new("cac:PartyLegalEntity").child(Element::words("cbc:RegistrationName", &party.name)))
        .child(contact)
}

fn tax_scheme() -> Element {
    Element::new("cac:TaxScheme").child(Element::words("cbc:ID", "VAT"))
}

/// How it is paid isn't said (code 1); what to quote is.
fn payment(of: &Invoice) -> Element {
    Element::new("cac:PaymentMeans")
        .child(Element::words("cbc:PaymentMeansCode", "1"))
        .child(Element::words("cbc:PaymentID", &of.reference))
}

fn amount(name: &'static str, money: Money) -> Element {
    Element::words(name, money.plain()).attribute("currencyID", CURRENCY)
}

/// Why a rate has no VAT, in words.
const fn reason(rate: VatRate) -> &'static str {
    match rate {
        VatRate::Exempt => "Exempt from VAT: welfare services",
        VatRate::Outside => "Not subject to VAT: the seller is not registered",
        VatRate::Standard | VatRate::Zero => "",
    }
}

/// A rate's category. What isn't subject to VAT has no percentage.
fn category(name: &'static str, rate: VatRate, reason: &str) -> Element {
    let percent = (rate != VatRate::Outside).then(|| Element::words("cbc:Percent", rate.percent()));
    Element::new(name)
        .child(Element::words("cbc:ID", rate.category()))
        .children(percent)
        .child(Element::words("cbc:TaxExemptionReason", reason))
        .child(tax_scheme())
}

fn tax_total(vat: Money, rates: &[RateTotal]) -> Element {
    let subtotal = |rate: &RateTotal| {
        Element::new("cac:TaxSubtotal")
            .child(amount("cbc:TaxableAmount", rate.net))
            .child(amount("cbc:TaxAmount", rate.vat))
            .child(category("cac:TaxCategory", rate.rate, reason(rate.rate)))
    };
    Element::new("cac:TaxTotal").child(amount("cbc:TaxAmount", vat)).children(rates.iter().map(subtotal))
}

fn total(net: Money, vat: Money, rounding: Money) -> Element {
    let with_vat = net.checked_add(vat).unwrap_or(net);
    let payable = with_vat.checked_add(rounding).unwrap_or(with_vat);
    Element::new("cac:LegalMonetaryTotal")
        .child(amount("cbc:LineExtensionAmount", net))
        .child(amount("cbc:TaxExclusiveAmount", net))
        .child(amount("cbc:TaxInclusiveAmount", with_vat))
        .children((!rounding.is_zero()).then(|| amount("cbc:PayableRoundingAmount", rounding)))
        .child(amount("cbc:PayableAmount", payable))
}

/// "One", where no code of UN/ECE recommendation 20 says what is counted.
const ONE: &str = "C62";

/// The code of a line's unit (UN/ECE recommendation 20).
fn unit_code(line: &InvoiceLine) -> &'static str {
    match (line.kind, line.unit) {
        (LineKind::Delivery, PriceUnit::Hour) => "HUR",
        (LineKind::Delivery, PriceUnit::Day) => "DAY",
        (LineKind::Delivery, PriceUnit::Week) => "WEE",
        (LineKind::Delivery, PriceUnit::Mile) => "SMI",
        _ => ONE,
    }
}

/// The net price of a unit: what price × quantity needs to come to the line's net amount.
fn net_price(line: &Line<'_>) -> Decimal {
    let quantity = Decimal::new(line.quantity.hundredths(), 2);
    let price = Decimal::new(line.net.pence(), 2).checked_div(quantity).unwrap_or_default();
    let mut rounded = price.round_dp(6).normalize();
    // Pounds are written with their pence, always.
    rounded.rescale(rounded.scale().max(2));
    rounded
}

fn numbered(kind: &Kind, lines: &[Line<'_>]) -> Vec<Element> {
    lines.iter().enumerate().map(|(place, line)| one(kind, place + 1, line)).collect()
}

fn one(kind: &Kind, number: usize, line: &Line<'_>) -> Element {
    let of = line.of;
    let what = match of.kind {
        LineKind::Delivery => String::new(),
        LineKind::LateCharge => "Charge for cancelling late".to_owned(),
    };
    let item = Element::new("cac:Item")
        .child(Element::words("cbc:Description", what))
        .child(Element::words("cbc:Name", &of.title))
        .child(category("cac:ClassifiedTaxCategory", of.vat, ""));
    let quantity = Decimal::new(line.quantity.hundredths(), 2).normalize();
    Element::new(kind.line)
        .child(Element::words("cbc:ID", number))
        .child(Element::words("cbc:Note", format!("Order {}", of.order_reference)))
        .child(Element::words(kind.quantity, quantity).attribute("unitCode", line.unit))
        .child(amount("cbc:LineExtensionAmount", line.net))
        .child(period((of.on, of.on)))
        .child(item)
        .child(
            Element::new("cac:Price")
                .child(Element::words("cbc:PriceAmount", net_price(line)).attribute("currencyID", CURRENCY)),
        )
}

#[cfg(test)]
#[path = "ubl_tests.rs"]
mod tests;
