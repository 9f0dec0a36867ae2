//! The pages of billing, as people use them.

use super::{council, delivered, make, rival};
use crate::support::market::{Market, pounds};

on_each_backend! {
    /// A provider makes an invoice, the holder asks about it, the provider answers and credits, and each sees the same
    /// figures.
    async fn from_deliveries_to_a_credit_note(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        delivered(&market, 3).await;
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/invoices").await.sees("3 confirmed deliveries are on no invoice yet: £180.00");
        grace.follow("Make invoices").await.sees("Priya Shah").sees("£180.00");
        grace.follow("Check it").await.heading("Check the invoice for Priya Shah");
        grace.untick("Help at home, Tuesday 15 December 2026").press("Make this invoice").await.status(422);
        grace.sees("has changed since you looked").sees("£120.00");
        grace.press("Make this invoice").await.sees("The invoice is made.").sees("Approved").sees("£120.00");
        let at = grace.path().to_owned();

        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/invoices").await.sees("£120.00").sees("1 invoice");
        priya.visit(&at).await.sees("Tuesday 1 December 2026").follow("Ask about it").await;
        priya.press("Send the question").await.status(422).sees("Say what is wrong");
        priya.fill("What is wrong, or not clear?", "The second visit was short.").press("Send the question").await;
        priya.sees("Your question is sent.").sees("Queried");

        grace.visit(&at).await.sees("The second visit was short.").follow("Answer").await;
        grace.fill("Your answer", "You are right.").press("Send the answer").await.sees("Your answer is sent.");
        grace.follow("Make a credit note").await.press("Check it").await.status(422).sees("Choose how much to credit");
        grace.choose("A part of it: I enter amounts below").fill("Help at home, Tuesday 8 December 2026", "61");
        grace.fill("Why?", "Half an hour short").press("Check it").await.status(422).sees("Only £60.00 is left");
        grace.fill("Help at home, Tuesday 8 December 2026", "10").press("Check it").await.sees("£10.00").sees("Half an hour short");
        grace.press("Make this credit note").await.sees("The credit note is made.").sees("Taken off the invoice");
        let note = grace.path().to_owned();

        priya.visit(&note).await.sees("£10.00").sees("Half an hour short");
        priya.visit(&at).await.sees("£110.00").press("Approve this invoice").await.sees("The invoice is approved.");
        priya.visit("/invoices?state=approved&sort=due").await.sees("£110.00");
        priya.visit("/invoices?state=queried").await.sees("None in that state.");
        grace.visit("/provider/invoices").await.sees("£110.00").sees("1 confirmed delivery is on no invoice yet: £60.00");
        grace.visit("/provider/invoices.csv").await.sees("INV-").sees("110.00");
        priya.visit("/invoices.csv").await.sees("Aire Valley Home Support");
        priya.visit(&format!("{note}/refund")).await.sees("Nothing is due for it.");
    }

    /// A council's finance officer sees what the council pays, sets how closely it must match, and nobody else may.
    async fn a_council_sees_what_it_pays(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        daniel.visit("/council/invoices").await.sees("for Priya Shah").sees("£60.00");
        daniel.follow("Settings for invoices").await.fill("How much may a line be above what was ordered?", "101");
        daniel.press("Save").await.status(422).sees("Enter £100 or less");
        daniel.fill("How much may a line be above what was ordered?", "0.50").press("Save").await.at("/council/invoices");
        daniel.visit("/council/invoices/settings").await.status(200);
        daniel.visit("/council/invoices.csv").await.sees("60.00");
        daniel.visit(&format!("/invoices/{id}")).await.sees("Airevale Council");
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/council/invoices").await.status(404);
        priya.visit(&format!("/invoices/{id}")).await.sees("The council pays it");
        for address in ["/provider/invoices", "/provider/invoices/new", "/provider/invoices/details"] {
            priya.visit(address).await.status(404);
        }
    }

    /// A holder with a direct payment says that they have paid, with how it can be seen, and that it came back.
    async fn a_holder_marks_their_own_payment(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/invoices").await.sees("You pay it").does_not_see("The budget holder pays it");
        priya.visit(&format!("/invoices/{id}")).await.sees("You pay it").follow("I have paid it").await;
        priya.press("Mark it as paid").await.status(422).sees("Enter the day you paid").sees("Write how you paid");
        priya.fill("Day", "5").fill("Month", "1").fill("Year", "2027").fill("How can it be seen?", "FP 05JAN AIRE 60.00");
        priya.press("Mark it as paid").await.status(422).sees("not after today");
        priya.fill("Day", "4").press("Mark it as paid").await.sees("The invoice is marked as paid.");
        priya.sees("FP 05JAN AIRE 60.00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/invoices").await.sees("Paid to you £60.00");
        priya.visit(&format!("/invoices/{id}/came-back")).await.fill("Why did it come back?", "Account closed");
        priya.press("It has come back").await.sees("The invoice is to be paid again.").sees("Account closed");
        let mails = market.site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "grace@example.org" && mail.text.contains("FP 05JAN AIRE")));
    }

    /// Somebody else's invoice doesn't exist.
    async fn somebody_elses_invoice_is_not_found(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        rival(&market);
        for who in ["hal@example.org", "tom@example.org"] {
            let mut other = market.site.signed_in(who).await;
            for page in ["", "/query", "/answer", "/credit", "/pay", "/came-back", "/invoice.pdf", "/invoice.xml"] {
                other.visit(&format!("/invoices/{id}{page}")).await.status(404);
            }
        }
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/invoices/999").await.status(404);
        grace.visit("/credit-notes/1").await.status(404);
        grace.visit("/provider/invoices/new/999").await.status(404);
    }

    /// What stands on invoices is asked for once, and checked.
    async fn a_provider_says_what_stands_on_its_invoices(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/invoices/details").await.fill("VAT number (optional)", "12").press("Save").await.status(422);
        grace.sees("Enter an address").sees("Enter a VAT number of 9 or 12 digits");
        grace.fill("Name", "Aire Valley Ltd").fill("Address", "1 Mill Lane\nLeeds").fill("Postcode", "ls6 3hn");
        grace.fill("VAT number (optional)", "GB 123 4567 89").press("Save").await.at("/provider/invoices");
        let id = make(&market, &visits).await.unwrap();
        grace.visit(&format!("/invoices/{id}")).await.sees("Aire Valley Ltd").sees("Exempt from VAT");
    }
}
