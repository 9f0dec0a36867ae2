//! Payments that holders make themselves, refunds, and money that comes back.

use futures_util::future::join_all;
use handpick::billing::BillingError;
use handpick::billing::model::{CreditStatus, InvoiceStatus};
use handpick::billing::service::paying::{self, PaidMyself};
use handpick::billing::service::{self, CreditInvoice};
use handpick::kernel::Money;
use handpick::kernel::ids::{CreditNoteId, InvoiceId};

use super::{accounts, delivered, invoice, make, seen};
use crate::support::market::{Market, pounds};
use crate::support::purse::{assert_books_are_right, day};

async fn pay(market: &Market, id: InvoiceId, key: &str) -> Result<(), BillingError> {
    let command = PaidMyself {
        key: key.to_owned(),
        invoice: id,
        paid_on: day("2027-01-04"),
        evidence: "FP AIRE VALLEY".to_owned(),
    };
    paying::paid_myself(&market.app, &market.priya, command).await
}

async fn credit(market: &Market, id: InvoiceId, pence: i64) -> Result<CreditNoteId, BillingError> {
    let line = seen(market, id).await.lines[0].id;
    let command = CreditInvoice {
        key: market.app.random.token(),
        invoice: id,
        reason: "A mistake".to_owned(),
        lines: vec![(line, Money::from_pence(pence))],
    };
    service::credit(&market.app, &market.grace, command).await
}

on_each_backend! {
    /// Paying moves the money once, however often it is said.
    async fn an_invoice_is_paid_once(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let keys: Vec<String> = (0..6).map(|number| format!("said-{number}-times")).collect();
        let said = join_all(keys.iter().map(|key| pay(&market, id, key))).await;
        assert_eq!(said.iter().filter(|said| said.is_ok()).count(), 1, "{said:?}");
        assert_eq!(accounts(&market).paid, pounds(60));
        let again = keys.iter().zip(&said).find(|(_, said)| said.is_ok()).unwrap().0;
        assert_eq!(pay(&market, id, again).await, Ok(()), "the same form again changes nothing");
        assert_eq!(invoice(&market, id).await.status, InvoiceStatus::Paid);
        assert_eq!(seen(&market, id).await.payments.len(), 1);
        assert_books_are_right(market.database());
    }

    /// What is credited after it was paid is owed back: it shows until it has come, and comes once.
    async fn a_refund_happens_once(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        pay(&market, id, "the-only-payment").await.unwrap();
        let before = accounts(&market);
        let note = credit(&market, id, 2_000).await.unwrap();
        assert_eq!(accounts(&market), before, "nothing moves before the money has come");
        assert_eq!(invoice(&market, id).await.refund_due(), pounds(20));
        assert_eq!(credit(&market, id, 4_001).await, Err(BillingError::MoreThanLeft(pounds(40))));
        let refunds = join_all((0..5).map(|_| service::record_refund(&market.app, &market.priya, note))).await;
        assert_eq!(refunds.iter().filter(|refund| refund.is_ok()).count(), 1);
        let again = service::record_refund(&market.app, &market.priya, note).await;
        assert_eq!(again, Err(BillingError::CreditMovedOn(CreditStatus::Refunded)));
        let now = accounts(&market);
        assert_eq!(now.paid, pounds(40));
        assert_eq!(now.available, before.available.checked_add(pounds(20)).unwrap());
        assert_eq!(invoice(&market, id).await.refund_due(), Money::ZERO);
        assert_books_are_right(market.database());
    }

    /// A payment that comes back is owed again; what was credited meanwhile is back in the budget instead.
    async fn a_payment_that_comes_back_is_owed_again(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let start = accounts(&market);
        pay(&market, id, "the-first-payment").await.unwrap();
        let note = credit(&market, id, 1_500).await.unwrap();
        paying::came_back(&market.app, &market.priya, id, "The account was closed").await.unwrap();
        let now = invoice(&market, id).await;
        assert_eq!((now.status, now.left(), now.paid), (InvoiceStatus::Approved, pounds(45), Money::ZERO));
        let balances = accounts(&market);
        assert_eq!((balances.paid, balances.invoiced), (Money::ZERO, pounds(45)));
        assert_eq!(balances.available, start.available.checked_add(pounds(15)).unwrap());
        let refunded = service::record_refund(&market.app, &market.priya, note).await;
        assert_eq!(refunded, Err(BillingError::CreditMovedOn(CreditStatus::Settled)));
        let again = paying::came_back(&market.app, &market.priya, id, "Again").await;
        assert_eq!(again, Err(BillingError::MovedOn(InvoiceStatus::Approved)));
        pay(&market, id, "the-second-payment").await.unwrap();
        assert_eq!(accounts(&market).paid, pounds(45));
        assert_books_are_right(market.database());
    }

    /// When all of it was credited, nothing is owed after the money came back.
    async fn a_payment_of_nothing_owed_leaves_it_credited(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        pay(&market, id, "the-only-payment").await.unwrap();
        credit(&market, id, 6_000).await.unwrap();
        paying::came_back(&market.app, &market.priya, id, "Sent back").await.unwrap();
        assert_eq!(invoice(&market, id).await.status, InvoiceStatus::Credited);
        assert_eq!((accounts(&market).paid, accounts(&market).invoiced), (Money::ZERO, Money::ZERO));
        assert_books_are_right(market.database());
    }

    /// Nobody else says that it is paid, and never on a day that can't be.
    async fn only_the_payer_says_that_it_is_paid(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let command = |on: &str| PaidMyself {
            key: market.app.random.token(),
            invoice: id,
            paid_on: day(on),
            evidence: "FP".to_owned(),
        };
        let by_provider = paying::paid_myself(&market.app, &market.grace, command("2027-01-04")).await;
        assert_eq!(by_provider, Err(BillingError::NotAllowed));
        for on in ["2027-01-05", "2026-01-02"] {
            let said = paying::paid_myself(&market.app, &market.priya, command(on)).await;
            assert_eq!(said, Err(BillingError::NeedsDay), "{on}");
        }
        assert_eq!(accounts(&market).paid, Money::ZERO);
        // Who paid before the invoice came can say so.
        paying::paid_myself(&market.app, &market.priya, command("2026-12-30")).await.unwrap();
        assert_eq!(accounts(&market).paid, pounds(60));
    }
}

on_each_backend! {
    /// The provider paid a part back, then the whole payment came back: one step puts it right, and both sides hear whose
    /// the refund is.
    async fn a_payment_returned_after_a_refund_has_a_way_on(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let start = accounts(&market);
        pay(&market, id, "the-first-payment").await.unwrap();
        let note = credit(&market, id, 1_500).await.unwrap();
        service::record_refund(&market.app, &market.priya, note).await.unwrap();
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/invoices/{id}")).await.follow("The payment came back").await;
        priya.sees("had paid £15.00 back before").fill("Why did it come back?", "The account was closed.");
        priya.press("It has come back").await.sees("The invoice is to be paid again.");
        let now = invoice(&market, id).await;
        assert_eq!((now.status, now.left(), now.paid, now.refunded), (InvoiceStatus::Approved, pounds(45), Money::ZERO, Money::ZERO));
        let balances = accounts(&market);
        assert_eq!((balances.paid, balances.invoiced), (Money::ZERO, pounds(45)));
        assert_eq!(balances.available, start.available.checked_add(pounds(15)).unwrap());
        let mails = market.site.mails().await;
        let told = |to: &str| mails.iter().any(|mail| mail.to == to && mail.text.contains("£15.00 that the provider had paid back before"));
        assert!(told("grace@example.org"), "{mails:?}");
        let again = paying::came_back(&market.app, &market.priya, id, "Again").await;
        assert_eq!(again, Err(BillingError::MovedOn(InvoiceStatus::Approved)));
        pay(&market, id, "the-second-payment").await.unwrap();
        assert_eq!(accounts(&market).paid, pounds(45));
        assert_books_are_right(market.database());
    }
}
