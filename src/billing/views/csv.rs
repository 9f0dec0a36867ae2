//! Lists of invoices as files to take away.

use crate::billing::model::Listed;

const HEADER: [&str; 15] = [
    "Invoice",
    "Provider",
    "For",
    "Paid by",
    "Made",
    "Due",
    "From",
    "To",
    "Without VAT",
    "VAT",
    "Total",
    "Credited",
    "Paid",
    "Left to pay",
    "State",
];

/// One row for each invoice. Amounts are in pounds without a sign, as "1234.50".
///
/// # Errors
/// When a row can't be written, which memory never refuses.
pub fn invoices(rows: &[Listed]) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADER)?;
    for Listed { invoice, provider_name, holder_name } in rows {
        file.write_record([
            invoice.reference.clone(),
            harmless(provider_name),
            harmless(holder_name),
            invoice.payer.label().to_owned(),
            invoice.made_on.to_string(),
            invoice.due_on.to_string(),
            invoice.span.0.to_string(),
            invoice.span.1.to_string(),
            invoice.net.plain(),
            invoice.vat.plain(),
            invoice.total.plain(),
            invoice.credited.plain(),
            invoice.paid.plain(),
            invoice.left().plain(),
            invoice.status.label().to_owned(),
        ])?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}

/// Words that a spreadsheet can't take for a formula.
pub fn harmless(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{words}") } else { words.to_owned() }
}
