//! A finance officer follows a pound from its stream to the provider, and a payment back to its stream.

use handpick::billing::service::statements;

use crate::billing::{invoice, payable, sent, statement};
use crate::support::market::{Market, pounds};

on_each_backend! {
    async fn a_pound_is_followed_to_the_provider_and_back(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 2).await;
        sent(&market, &daniel, &invoices).await;
        let file = statement(&[("HPPAY00000001", -6_000)]);
        statements::read_in(&market.app, &daniel, "january.csv", file).await.unwrap();
        let reference = invoice(&market, invoices[0]).await.reference;

        let mut officer = market.site.signed_in("daniel@example.org").await;
        officer.visit("/council/money?q=nobody").await.sees("Nothing found for “nobody”");
        officer.visit("/council/money").await.fill("What are you looking for?", "shah").press("Search").await;
        officer.follow(&format!("Pot {}", market.pot)).await.sees("Sealed, and it fits.").sees("£2,000.00").sees("100.0%");
        let pot = officer.path().to_owned();
        officer.follow("Help at home").await.sees("Adult social care").sees("Ordered: Left to use to Committed").sees("Grace Mensah");
        assert!(officer.html().contains("/council/money/visits/1\">Visit of 1 Dec 2026"), "{}", officer.text());
        officer.visit("/council/money/visits/1").await.sees("Adult social care").sees("Delivered: Committed to Delivered");
        officer.sees("Invoiced: Delivered to Invoiced").sees("Paid: Invoiced to Paid").sees("Payment HPPAY00000001");
        officer.sees("to Aire Valley Home Support");

        officer.visit("/council/money?q=hppay00000001").await.follow(&reference).await;
        officer.sees("HPPAY00000001").sees("Aire Valley").sees("Paid").sees("Adult social care").sees("£60.00");
        officer.visit(&format!("/council/money?q={reference}")).await.sees(&reference);
        officer.visit(&format!("{pot}/transfers.csv")).await.sees("HPPAY00000001").sees("Adult social care").sees("60.00");

        // Whoever is no finance officer of this council finds nothing there.
        let mut grace = market.site.signed_in("grace@example.org").await;
        for path in ["/council/money", &pot, "/council/money/lines/1", "/council/money/visits/1"] {
            grace.visit(path).await.status(404);
        }
        grace.visit(&format!("/council/money/invoices/{reference}")).await.status(404);
        officer.visit("/council/money/pots/999").await.status(404);
    }
}
