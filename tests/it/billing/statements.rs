//! Bank statements: matched by reference, whole or not at all, and harmless the second time.

use handpick::accounts::Actor;
use handpick::billing::BillingError;
use handpick::billing::model::reconciling::Outcome;
use handpick::billing::model::statement::StatementFault;
use handpick::billing::model::{CreditStatus, InvoiceStatus};
use handpick::billing::service::runs::MakeRun;
use handpick::billing::service::{self, CreditInvoice, statements};
use handpick::kernel::Money;
use handpick::kernel::ids::BankStatementId;

use super::{account, accounts, invoice, payable, seen, sent, statement};
use crate::support::market::{Market, pounds};
use crate::support::purse::assert_books_are_right;

async fn read_in(market: &Market, by: &Actor, file: Vec<u8>) -> Result<BankStatementId, BillingError> {
    statements::read_in(&market.app, by, "january.csv", file).await
}

async fn outcomes(market: &Market, by: &Actor, id: BankStatementId) -> Vec<Outcome> {
    let view = statements::view(&market.app, by, id).await.unwrap();
    view.lines.iter().map(|line| line.outcome).collect()
}

on_each_backend! {
    /// Payments are matched by reference; what doesn't fit is listed and changes nothing.
    async fn lines_are_matched_and_exceptions_listed(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 3).await;
        sent(&market, &daniel, &invoices).await;
        let file = statement(&[
            ("BACS HPPAY00000001", -6_000),
            ("hppay00000002 AIRE", -5_999),
            ("HPPAY00000099", -1_000),
            ("Card payment", -250),
            ("HPPAY00000001 again", -6_000),
        ]);
        let id = read_in(&market, &daniel, file).await.unwrap();
        let found = outcomes(&market, &daniel, id).await;
        assert_eq!(found, [Outcome::Paid, Outcome::Look, Outcome::Other, Outcome::Other, Outcome::Look]);
        assert_eq!(invoice(&market, invoices[0]).await.status, InvoiceStatus::Paid);
        assert_eq!(invoice(&market, invoices[1]).await.status, InvoiceStatus::Approved);
        assert_eq!(accounts(&market).paid, pounds(60));
        assert_books_are_right(market.database());
    }

    /// The same statement twice, and the same line in two statements, count once.
    async fn a_duplicate_statement_changes_nothing(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 2).await;
        sent(&market, &daniel, &invoices).await;
        let file = statement(&[("HPPAY00000001", -6_000)]);
        let first = read_in(&market, &daniel, file.clone()).await.unwrap();
        assert_eq!(read_in(&market, &daniel, file).await, Ok(first));
        let longer = statement(&[("HPPAY00000001", -6_000), ("HPPAY00000002", -6_000)]);
        let second = read_in(&market, &daniel, longer).await.unwrap();
        assert_eq!(outcomes(&market, &daniel, second).await, [Outcome::Paid], "the first line came before");
        assert_eq!(accounts(&market).paid, pounds(120));
        assert_books_are_right(market.database());
    }

    /// A payment that was reported as made, and then failed: the money is owed again, once.
    async fn a_payment_that_failed_after_it_was_made_is_put_back(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 2).await;
        sent(&market, &daniel, &invoices).await;
        let file = statement(&[("HPPAY00000001", -6_000), ("RETURN HPPAY00000001", 6_000), ("RETURN HPPAY00000002", 6_000)]);
        let id = read_in(&market, &daniel, file).await.unwrap();
        assert_eq!(outcomes(&market, &daniel, id).await, [Outcome::Paid, Outcome::CameBack, Outcome::Failed]);
        let more = statement(&[("RETURN HPPAY00000001 once more", 6_000)]);
        let id = read_in(&market, &daniel, more).await.unwrap();
        assert_eq!(outcomes(&market, &daniel, id).await, [Outcome::Look]);
        for id in &invoices {
            assert_eq!(invoice(&market, *id).await.status, InvoiceStatus::Approved);
        }
        let now = accounts(&market);
        assert_eq!((now.paid, now.invoiced), (Money::ZERO, pounds(120)));
        assert_books_are_right(market.database());
        let mails = market.site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "grace@example.org" && mail.text.contains("did not go through")));
        sent(&market, &daniel, &invoices).await;
    }

    /// The bank paid twice, and one of the two came back: the provider has been paid, and nothing is owed again.
    async fn of_two_payments_one_that_comes_back_is_no_reason_to_pay_again(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 1).await;
        sent(&market, &daniel, &invoices).await;
        let file = statement(&[("HPPAY00000001", -6_000), ("HPPAY00000001 again", -6_000), ("RETURN HPPAY00000001", 6_000)]);
        let id = read_in(&market, &daniel, file).await.unwrap();
        assert_eq!(outcomes(&market, &daniel, id).await, [Outcome::Paid, Outcome::Look, Outcome::Look]);
        assert_eq!(invoice(&market, invoices[0]).await.status, InvoiceStatus::Paid);
        assert_eq!(accounts(&market).paid, pounds(60));
        // When the other comes back too, nobody was paid.
        let id = read_in(&market, &daniel, statement(&[("RETURN HPPAY00000001 the second", 6_000)])).await.unwrap();
        assert_eq!(outcomes(&market, &daniel, id).await, [Outcome::CameBack]);
        assert_eq!(invoice(&market, invoices[0]).await.status, InvoiceStatus::Approved);
        assert_books_are_right(market.database());
    }

    /// A refund that shows on the statement is recorded, once.
    async fn a_refund_is_found_on_the_statement(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 1).await;
        sent(&market, &daniel, &invoices).await;
        read_in(&market, &daniel, statement(&[("HPPAY00000001", -6_000)])).await.unwrap();
        let line = seen(&market, invoices[0]).await.lines[0].id;
        let command = CreditInvoice {
            key: "a-key-of-its-own".to_owned(),
            invoice: invoices[0],
            reason: "Too much".to_owned(),
            lines: vec![(line, pounds(10))],
        };
        let note = service::credit(&market.app, &market.grace, command).await.unwrap();
        let reference = service::credit_note_view(&market.app, &market.grace, note).await.unwrap().note.reference;
        let words = format!("AIRE {reference} refund");
        let file = statement(&[(words.as_str(), 1_000), (words.as_str(), 1_000)]);
        let id = read_in(&market, &daniel, file).await.unwrap();
        assert_eq!(outcomes(&market, &daniel, id).await, [Outcome::Refunded, Outcome::Look]);
        let note = service::credit_note_view(&market.app, &market.grace, note).await.unwrap();
        assert_eq!(note.note.status, CreditStatus::Refunded);
        assert_eq!(accounts(&market).paid, pounds(50));
        assert_books_are_right(market.database());
    }

    /// A statement of another account, or one that doesn't balance, is refused whole; and it needs the council's account.
    async fn wrong_statements_are_refused_whole(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 1).await;
        sent(&market, &daniel, &invoices).await;
        let right = String::from_utf8(statement(&[("HPPAY00000001", -6_000)])).unwrap();
        let other = right.replace("87654321", "11111111").into_bytes();
        assert_eq!(read_in(&market, &daniel, other).await, Err(BillingError::Statement(StatementFault::OtherAccount)));
        let off = format!("{right}20-00-00 87654321,2027-01-07,Rent,-1.00,9.00\n").into_bytes();
        assert!(matches!(read_in(&market, &daniel, off).await, Err(BillingError::Statement(StatementFault::BadLine(3, _)))));
        for (half, length) in [(&right, 10), (&right, 60)] {
            assert!(read_in(&market, &daniel, half.as_bytes()[..length].to_vec()).await.is_err());
        }
        assert_eq!(accounts(&market).paid, Money::ZERO);
        assert_eq!(read_in(&market, &market.priya, right.clone().into_bytes()).await, Err(BillingError::NotFound));
        let id = read_in(&market, &daniel, right.into_bytes()).await.unwrap();
        assert_eq!(statements::view(&market.app, &market.grace, id).await.err(), Some(BillingError::NotFound));
    }

    /// The bank took a fee from a payment, after the council had gone to another account: a person says what happened, with
    /// the day and how it can be seen, and nothing is paid twice.
    async fn a_payment_that_no_line_fits_is_marked_as_paid_by_hand(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 1).await;
        let made = MakeRun { key: market.app.random.token(), invoices: invoices.clone() };
        let run = service::runs::make(&market.app, &daniel, made).await.unwrap();
        market.now_is("2027-01-07T12:00:00");
        service::runs::send(&market.app, &daniel, run).await.unwrap();
        let view = service::runs::view(&market.app, &daniel, run).await.unwrap();
        let file = service::runs::file(&market.app, &daniel, run).await.unwrap().1;
        assert_eq!(view.run.pay_on.to_string(), "2027-01-11", "sent three days after it was made");
        assert!(file.contains("2027-01-11"), "the page says what the bank reads");
        let (council, by) = (daniel.memberships[0].organisation_id, daniel.user_id);
        market.site.write(move |db| {
            service::enrol::payer_account(db, council, &account("Airevale Council", "11112222"), (by, crate::support::purse::noon()))
        });
        let id = read_in(&market, &daniel, statement(&[("HPPAY00000001", -6_100)])).await.unwrap();
        assert_eq!(outcomes(&market, &daniel, id).await, [Outcome::Look], "of the account that it was sent from");
        let mut page = market.site.signed_in("daniel@example.org").await;
        page.visit("/council/payments").await.follow("1 bank line to look at").await.sees("not what we asked the bank");
        page.follow("The payment").await.follow("The bank paid this").await;
        page.press("The bank paid this").await.status(422).sees("Enter the day you paid");
        page.fill_in("When did the bank pay?", "Day", "6").fill_in("When did the bank pay?", "Month", "1");
        page.fill_in("When did the bank pay?", "Year", "2026").fill("How can it be seen?", "£1 fee taken");
        page.press("The bank paid this").await.status(422).sees("not before it was told to");
        page.fill_in("When did the bank pay?", "Year", "2027").press("The bank paid this").await.status(422);
        page.fill_in("When did the bank pay?", "Day", "7").press("The bank paid this").await.sees("marked as paid");
        page.visit("/council/payments/1/1/paid").await.sees("no payment here that waits for the bank");
        assert_eq!(invoice(&market, invoices[0]).await.status, InvoiceStatus::Paid);
        assert_eq!(accounts(&market).paid, pounds(60));
        page.visit("/council/payments/lines").await.follow("Settle this line").await.press("Settle this line").await.status(422);
        page.fill("What did you find out?", "The bank kept £1").press("Settle this line").await.sees("nothing to look at");
        page.visit(&format!("/council/payments/statements/{id}")).await.sees("Settled: The bank kept £1");
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/council/payments/lines").await.status(404);
        priya.visit("/council/payments/lines/1").await.status(404);
        assert_books_are_right(market.database());
    }

    /// Another council's payments mean nothing to this one.
    async fn another_councils_references_mean_nothing(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 1).await;
        sent(&market, &daniel, &invoices).await;
        let (other, eve) = {
            use diesel::prelude::*;
            use handpick::db::schema::{invoices as table, payer_accounts};
            let user = market.site.user("eve@example.org", "Eve Lund");
            let id = invoices[0];
            let other = market.site.write(move |db| {
                let now = crate::support::purse::noon();
                let kind = handpick::accounts::OrganisationKind::Council;
                let other = handpick::accounts::service::enrol::organisation(db, kind, "Calder Council", (None, None), now)?;
                service::enrol::payer_account(db, other, &account("Calder", "87654321"), (user, now))?;
                let known: i64 = payer_accounts::table.count().get_result(db)?;
                assert_eq!(known, 2);
                let of: Option<i64> = table::table.find(id.0).select(table::council_id).first(db)?;
                assert_ne!(of, Some(other.0));
                Ok::<_, handpick::db::DbError>(other)
            });
            let mut eve = daniel.clone();
            eve.user_id = user;
            eve.memberships[0].organisation_id = other;
            (other, eve)
        };
        let id = read_in(&market, &eve, statement(&[("HPPAY00000001", -6_000)])).await.unwrap();
        assert_eq!(outcomes(&market, &eve, id).await, [Outcome::Other], "of council {other}");
        assert_eq!(accounts(&market).paid, Money::ZERO);
        assert_eq!(statements::view(&market.app, &daniel, id).await.err(), Some(BillingError::NotFound));
    }

    /// The pages of statements.
    async fn statements_have_their_pages(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 1).await;
        sent(&market, &daniel, &invoices).await;
        let id = read_in(&market, &daniel, statement(&[("HPPAY00000001", -6_000), ("Rent", -100)])).await.unwrap();
        let mut page = market.site.signed_in("daniel@example.org").await;
        page.visit("/council/payments").await.follow("Read a bank statement in").await.sees("january.csv");
        page.press("Read it in").await.status(422).sees("Choose a file");
        let ahead = String::from_utf8(statement(&[("Rent", -100)])).unwrap().replace("2027-01-04", "2027-01-05");
        let refused = read_in(&market, &daniel, ahead.into_bytes()).await.unwrap_err();
        assert_eq!(refused.to_string(), "A line of this file is dated 5 January 2027, which is still to come. Nothing was read.");
        page.visit(&format!("/council/payments/statements/{id}")).await.sees("Matched").sees("Not about invoices");
        page.visit("/council/payments/statements/999").await.status(404);
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/council/payments/statements").await.status(404);
    }
}
