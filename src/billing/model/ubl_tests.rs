//! The public rules, as far as they are arithmetic and order: EN 16931 (BR-CO-10 to 17, BR-S-8 and its like, BR-DEC)
//! and Peppol BIS Billing 3.0 (R001, R003, R004, R008, R010, R020, R120), over random invoices and credit notes.

use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::*;
use crate::billing::model::{CreditStatus, InvoiceStatus, Parties, Payer, Rated, Totals, Verdict};
use crate::kernel::{
    CreditNoteId, CreditNoteLineId, DeliveryId, HolderId, InvoiceId, InvoiceLineId, OrderLineId, PotId, ProviderId,
};

/// The elements that we write, in the order of the UBL 2.1 schemas.
const ORDER: [(&str, &[&str]); 10] = [
    (
        "Invoice",
        &[
            "CustomizationID",
            "ProfileID",
            "ID",
            "IssueDate",
            "DueDate",
            "InvoiceTypeCode",
            "Note",
            "DocumentCurrencyCode",
            "BuyerReference",
            "InvoicePeriod",
            "BillingReference",
            "AccountingSupplierParty",
            "AccountingCustomerParty",
            "PaymentMeans",
            "PaymentTerms",
            "TaxTotal",
            "LegalMonetaryTotal",
            "InvoiceLine",
        ],
    ),
    (
        "CreditNote",
        &[
            "CustomizationID",
            "ProfileID",
            "ID",
            "IssueDate",
            "CreditNoteTypeCode",
            "Note",
            "DocumentCurrencyCode",
            "BuyerReference",
            "InvoicePeriod",
            "BillingReference",
            "AccountingSupplierParty",
            "AccountingCustomerParty",
            "PaymentMeans",
            "PaymentTerms",
            "TaxTotal",
            "LegalMonetaryTotal",
            "CreditNoteLine",
        ],
    ),
    (
        "Party",
        &[
            "EndpointID",
            "PartyIdentification",
            "PartyName",
            "PostalAddress",
            "PartyTaxScheme",
            "PartyLegalEntity",
            "Contact",
        ],
    ),
    ("PostalAddress", &["StreetName", "AdditionalStreetName", "CityName", "PostalZone", "Country"]),
    ("TaxSubtotal", &["TaxableAmount", "TaxAmount", "TaxCategory"]),
    ("TaxCategory", &["ID", "Percent", "TaxExemptionReason", "TaxScheme"]),
    (
        "LegalMonetaryTotal",
        &["LineExtensionAmount", "TaxExclusiveAmount", "TaxInclusiveAmount", "PayableRoundingAmount", "PayableAmount"],
    ),
    ("InvoiceLine", &["ID", "Note", "InvoicedQuantity", "LineExtensionAmount", "InvoicePeriod", "Item", "Price"]),
    ("CreditNoteLine", &["ID", "Note", "CreditedQuantity", "LineExtensionAmount", "InvoicePeriod", "Item", "Price"]),
    ("Item", &["Description", "Name", "ClassifiedTaxCategory"]),
];

fn found<'a>(node: Node<'a, 'a>, path: &[&str]) -> Vec<Node<'a, 'a>> {
    let Some((first, rest)) = path.split_first() else { return vec![node] };
    node.children().filter(|child| child.tag_name().name() == *first).flat_map(|child| found(child, rest)).collect()
}

fn text(node: Node<'_, '_>, path: &[&str]) -> String {
    found(node, path).first().and_then(|node| node.text().map(str::to_owned)).unwrap_or_default()
}

fn number(node: Node<'_, '_>, path: &[&str]) -> Decimal {
    found(node, path).first().map_or(Decimal::ZERO, |node| node.text().unwrap().parse().unwrap())
}

fn sum(nodes: &[Node<'_, '_>], path: &[&str]) -> Decimal {
    nodes.iter().map(|node| number(*node, path)).sum()
}

/// Elements are in order, none is empty, and amounts have two decimals.
fn check_elements(document: &Document<'_>) {
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        assert!(
            node.children().any(|child| child.is_element() || child.text().is_some_and(|text| !text.trim().is_empty())),
            "R008: {name} is empty"
        );
        if let Some((_, order)) = ORDER.iter().find(|(of, _)| *of == name) {
            let places: Vec<usize> = node
                .children()
                .filter(Node::is_element)
                .map(|child| {
                    order
                        .iter()
                        .position(|known| *known == child.tag_name().name())
                        .unwrap_or_else(|| panic!("{} in {name}", child.tag_name().name()))
                })
                .collect();
            assert!(places.is_sorted(), "the order in {name}: {places:?}");
        }
        if node.attribute("currencyID").is_some() && name != "PriceAmount" {
            let decimals = node.text().unwrap().split_once('.').map_or(0, |(_, decimals)| decimals.len());
            assert!(decimals <= 2, "BR-DEC: {name}");
        }
    }
}

/// The totals add up.
fn check_totals(root: Node<'_, '_>, lines: &[Node<'_, '_>], subtotals: &[Node<'_, '_>]) {
    let totals = found(root, &["LegalMonetaryTotal"])[0];
    let net = number(totals, &["LineExtensionAmount"]);
    let (exclusive, inclusive) = (number(totals, &["TaxExclusiveAmount"]), number(totals, &["TaxInclusiveAmount"]));
    assert_eq!(net, sum(lines, &["LineExtensionAmount"]), "BR-CO-10");
    assert_eq!(exclusive, net, "BR-CO-13");
    let tax = number(root, &["TaxTotal", "TaxAmount"]);
    assert_eq!(tax, sum(subtotals, &["TaxAmount"]), "BR-CO-14");
    assert_eq!(inclusive, exclusive + tax, "BR-CO-15");
    assert_eq!(number(totals, &["PayableAmount"]), inclusive + number(totals, &["PayableRoundingAmount"]), "BR-CO-16");
    assert!(!text(root, &["DueDate"]).is_empty() || !text(root, &["PaymentTerms", "Note"]).is_empty(), "BR-CO-25");
}

/// The VAT of each rate is right, and its lines come to it.
fn check_rates(lines: &[Node<'_, '_>], subtotals: &[Node<'_, '_>]) {
    for subtotal in subtotals {
        let category = text(*subtotal, &["TaxCategory", "ID"]);
        let taxable = number(*subtotal, &["TaxableAmount"]);
        let exact = taxable * number(*subtotal, &["TaxCategory", "Percent"]) / Decimal::ONE_HUNDRED;
        let rounded = exact.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        assert_eq!(number(*subtotal, &["TaxAmount"]), rounded, "BR-CO-17");
        let of = |line: &&Node<'_, '_>| text(**line, &["Item", "ClassifiedTaxCategory", "ID"]) == category;
        let of_category: Vec<_> = lines.iter().filter(of).copied().collect();
        assert_eq!(taxable, sum(&of_category, &["LineExtensionAmount"]), "BR-{category}-08");
        let reason = text(*subtotal, &["TaxCategory", "TaxExemptionReason"]);
        assert_eq!(reason.is_empty(), matches!(category.as_str(), "S" | "Z"), "BR-{category}-10");
        assert_eq!(found(*subtotal, &["TaxCategory", "Percent"]).is_empty(), category == "O", "BR-48");
    }
}

/// The price of each line times its quantity is its amount.
fn check_lines(lines: &[Node<'_, '_>]) {
    for line in lines {
        let quantity =
            found(*line, &["InvoicedQuantity"]).into_iter().chain(found(*line, &["CreditedQuantity"])).next().unwrap();
        assert!(quantity.attribute("unitCode").is_some(), "BR-23");
        let quantity: Decimal = quantity.text().unwrap().parse().unwrap();
        let price = number(*line, &["Price", "PriceAmount"]);
        let apart = (price * quantity - number(*line, &["LineExtensionAmount"])).abs();
        assert!(price >= Decimal::ZERO && apart <= Decimal::new(2, 2), "R120: {price} × {quantity}");
    }
}

/// Holds a paper against the rules.
fn check(file: &str) {
    let document = Document::parse(file).unwrap();
    let root = document.root_element();
    check_elements(&document);
    let is_line = |child: &Node<'_, '_>| ["InvoiceLine", "CreditNoteLine"].contains(&child.tag_name().name());
    let lines: Vec<Node<'_, '_>> = root.children().filter(is_line).collect();
    let subtotals = found(root, &["TaxTotal", "TaxSubtotal"]);
    check_totals(root, &lines, &subtotals);
    check_rates(&lines, &subtotals);
    check_lines(&lines);
    for path in [
        &["ID"][..],
        &["IssueDate"],
        &["DocumentCurrencyCode"],
        &["BuyerReference"],
        &["ProfileID"],
        &["CustomizationID"],
        &["AccountingSupplierParty", "Party", "PartyLegalEntity", "RegistrationName"],
        &["AccountingSupplierParty", "Party", "PostalAddress", "Country", "IdentificationCode"],
        &["AccountingSupplierParty", "Party", "PartyIdentification", "ID"],
        &["AccountingCustomerParty", "Party", "PartyLegalEntity", "RegistrationName"],
        &["AccountingCustomerParty", "Party", "PostalAddress", "Country", "IdentificationCode"],
    ] {
        assert!(!text(root, path).is_empty(), "{path:?}");
    }
    if text(root, &["CustomizationID"]) == PEPPOL {
        for side in ["AccountingSupplierParty", "AccountingCustomerParty"] {
            let endpoint = found(root, &[side, "Party", "EndpointID"]);
            assert!(endpoint.first().is_some_and(|endpoint| endpoint.attribute("schemeID").is_some()), "R010, R020");
        }
    }
}

fn party(name: &str, electronic_address: Option<&str>) -> Party {
    Party {
        name: name.to_owned(),
        address: vec!["1 Mill Lane".to_owned(), "Headingley".to_owned(), "Leeds".to_owned()],
        postcode: "LS6 3HN".to_owned(),
        electronic_address: electronic_address.map(str::to_owned),
        ..Party::default()
    }
}

fn day() -> NaiveDate {
    "2026-11-21".parse().unwrap()
}

fn line(number: i64, rate: VatRate, hundredths: i64, amount: i64, net: Money) -> InvoiceLine {
    let amount = Money::from_pence(amount);
    InvoiceLine {
        id: InvoiceLineId(number),
        delivery: DeliveryId(number),
        order_line: OrderLineId(1),
        plan_line: None,
        order_reference: "HP-7K3M-9QXT".to_owned(),
        title: "Help at home <morning> & more".to_owned(),
        kind: LineKind::Delivery,
        on: day(),
        unit: PriceUnit::Hour,
        units: Quantity::from_hundredths(hundredths),
        unit_price: amount,
        amount,
        net,
        vat: rate,
        ordered: amount,
        delivered: amount,
        verdict: Verdict::Matches,
        credited: Money::ZERO,
    }
}

fn paper(seller: Party, buyer: Party, totals: &Totals) -> Invoice {
    Invoice {
        id: InvoiceId(1),
        reference: "INV-57-0001".to_owned(),
        provider: ProviderId(57),
        holder: HolderId(1),
        pot: PotId(1),
        council: None,
        payer: Payer::Holder,
        parties: Parties { seller, buyer, person: String::new(), person_reference: "HP-204-7719".to_owned() },
        made_on: day(),
        due_on: day(),
        span: (day(), day()),
        net: totals.net,
        vat: totals.vat,
        rounding: totals.rounding,
        total: totals.total,
        credited: Money::ZERO,
        paid: Money::ZERO,
        refunded: Money::ZERO,
        status: InvoiceStatus::Approved,
        made_at: day().and_hms_opt(9, 0, 0).unwrap(),
        approved_by: None,
        approved_at: None,
        paid_at: None,
    }
}

/// The invoice and the credit note of all of it, for lines of a rate, hundredths of units and pence.
fn both(wanted: &[(VatRate, i64, i64)], addresses: (Option<&str>, Option<&str>)) -> (String, String) {
    let rated: Vec<Rated> =
        wanted.iter().map(|(rate, _, pence)| Rated { rate: *rate, paid: Money::from_pence(*pence) }).collect();
    let totals = Totals::of(&rated).unwrap();
    let lines: Vec<InvoiceLine> = (1..)
        .zip(wanted)
        .zip(&totals.nets)
        .map(|((number, (rate, hundredths, pence)), net)| line(number, *rate, *hundredths, *pence, *net))
        .collect();
    // Only a seller without a VAT number sells outside VAT (`VatRate::of`), and all that they sell is.
    let registered = wanted.iter().any(|(rate, ..)| *rate != VatRate::Outside);
    let mut seller = party("Aire Valley & Co", addresses.0);
    seller.vat_number = registered.then(|| "GB123456782".to_owned());
    let of = paper(seller, party("Priya Shah", addresses.1), &totals);
    let note = CreditNote {
        id: CreditNoteId(1),
        reference: "CN-57-0001".to_owned(),
        invoice: of.id,
        made_on: day(),
        reason: "A mistake".to_owned(),
        net: totals.net,
        vat: totals.vat,
        rounding: totals.rounding,
        total: totals.total,
        status: CreditStatus::Settled,
        refunded_at: None,
    };
    let credited: Vec<CreditNoteLine> = lines
        .iter()
        .map(|line| CreditNoteLine {
            id: CreditNoteLineId(line.id.0),
            invoice_line: line.id,
            amount: line.amount,
            net: line.net,
        })
        .collect();
    let pairs: Vec<(&CreditNoteLine, &InvoiceLine)> = credited.iter().zip(&lines).collect();
    (invoice(&of, &lines, &totals.rates), credit_note(&note, &of, &pairs, &totals.rates))
}

#[test]
fn only_papers_with_both_addresses_say_that_they_are_peppols() {
    let lines = [(VatRate::Standard, 300, 7_200)];
    let (peppol, _) = both(&lines, (Some("0088:5060012349998"), Some("0060:123456789")));
    check(&peppol);
    assert!(peppol.contains("billing:3.0</cbc:CustomizationID>"), "{peppol}");
    assert!(peppol.contains("<cbc:EndpointID schemeID=\"0088\">5060012349998</cbc:EndpointID>"));
    for addresses in [(None, None), (Some("0088:5060012349998"), None)] {
        let (plain, _) = both(&lines, addresses);
        check(&plain);
        assert!(plain.contains("<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>"));
    }
}

/// `make papers` names the folder, and has others' schemas and rules look at what is in it.
#[test]
fn papers_for_others_to_check() {
    type Lines = &'static [(VatRate, i64, i64)];
    let Some(folder) = crate::billing::model::papers_folder() else { return };
    let addresses = (Some("0088:5060012349998"), Some("0060:123456789"));
    let one: [(&str, Lines); 5] = [
        ("exempt", &[(VatRate::Exempt, 300, 7_200), (VatRate::Exempt, 150, 3_333)]),
        ("standard", &[(VatRate::Standard, 300, 7_200), (VatRate::Standard, 33, 1_999), (VatRate::Standard, 7, 1)]),
        ("zero", &[(VatRate::Zero, 100, 12_345)]),
        ("mixed", &[(VatRate::Exempt, 300, 7_200), (VatRate::Zero, 25, 101), (VatRate::Standard, 175, 9_999)]),
        ("outside", &[(VatRate::Outside, 300, 7_200)]),
    ];
    for (name, lines) in one {
        for (kind, addresses) in [("en16931", (None, None)), ("peppol", addresses)] {
            let (invoice, credit_note) = both(lines, addresses);
            std::fs::write(folder.join(format!("{kind}-{name}-invoice.xml")), invoice).unwrap();
            std::fs::write(folder.join(format!("{kind}-{name}-credit-note.xml")), credit_note).unwrap();
        }
    }
}

#[test]
fn what_people_typed_is_escaped() {
    let (file, _) = both(&[(VatRate::Exempt, 100, 2_000)], (None, None));
    assert!(file.contains("Help at home &lt;morning&gt; &amp; more") && file.contains("Aire Valley &amp; Co"));
    assert!(file.contains("<cbc:PriceAmount currencyID=\"GBP\">20.00</cbc:PriceAmount>"), "{file}");
}

proptest! {
    #[test]
    fn every_paper_keeps_the_public_rules(
        wanted in prop::collection::vec(
            (prop::sample::select(vec![VatRate::Exempt, VatRate::Zero, VatRate::Standard]), 1..10_000_i64, 1..1_000_000_i64),
            1..20,
        ),
    ) {
        let (invoice, credit_note) = both(&wanted, (None, None));
        check(&invoice);
        check(&credit_note);
    }

    #[test]
    fn so_does_one_of_a_seller_without_vat(wanted in prop::collection::vec((1..10_000_i64, 1..1_000_000_i64), 1..20)) {
        let wanted: Vec<_> = wanted.into_iter().map(|(hundredths, pence)| (VatRate::Outside, hundredths, pence)).collect();
        let (invoice, credit_note) = both(&wanted, (None, None));
        check(&invoice);
        check(&credit_note);
    }
}
