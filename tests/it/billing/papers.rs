//! Invoices and credit notes as PDF and UBL, for those who may see them.

use handpick::billing::service::{self, CreditInvoice};

use super::{delivered, make, seen};
use crate::support::market::{Market, pounds};

on_each_backend! {
    /// Both sides can take both away, in both sizes of print.
    async fn papers_can_be_taken_away(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 2).await;
        let id = make(&market, &visits).await.unwrap();
        let line = seen(&market, id).await.lines[0].id;
        let command = CreditInvoice {
            key: "a-key-of-its-own".to_owned(),
            invoice: id,
            reason: "Too short".to_owned(),
            lines: vec![(line, pounds(10))],
        };
        let note = service::credit(&market.app, &market.grace, command).await.unwrap();
        for who in ["grace@example.org", "priya@example.org"] {
            let mut page = market.site.signed_in(who).await;
            page.visit(&format!("/invoices/{id}")).await.sees("PDF in large print");
            for path in [
                format!("/invoices/{id}/invoice.pdf"),
                format!("/invoices/{id}/invoice.pdf?print=large"),
                format!("/credit-notes/{note}/credit-note.pdf"),
            ] {
                page.visit(&path).await.status(200);
                assert!(page.html().starts_with("%PDF-"), "{path}");
            }
            page.visit(&format!("/invoices/{id}/invoice.xml")).await.status(200);
            assert!(page.html().contains("<cbc:PayableAmount currencyID=\"GBP\">120.00</cbc:PayableAmount>"));
            page.visit(&format!("/credit-notes/{note}/credit-note.xml")).await.status(200);
            assert!(page.html().contains("<cbc:CreditNoteTypeCode>381</cbc:CreditNoteTypeCode>"));
        }
    }
}
