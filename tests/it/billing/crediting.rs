//! Credit notes: never more than is left, the money goes back, and numbers have no gaps.

use futures_util::future::join_all;
use handpick::billing::BillingError;
use handpick::billing::model::{CreditStatus, InvoiceStatus};
use handpick::billing::service::{self, CreditInvoice};
use handpick::kernel::ids::{InvoiceId, InvoiceLineId};
use handpick::kernel::{CreditNoteId, Money};

use super::{accounts, delivered, invoice, make, pence, rival, seen};
use crate::support::market::{Market, pounds};
use crate::support::purse::assert_books_are_right;

fn command(market: &Market, invoice: InvoiceId, lines: &[(InvoiceLineId, Money)]) -> CreditInvoice {
    CreditInvoice {
        key: market.app.random.token(),
        invoice,
        reason: "The visit was shorter".to_owned(),
        lines: lines.to_vec(),
    }
}

async fn credit(
    market: &Market,
    id: InvoiceId,
    lines: &[(InvoiceLineId, Money)],
) -> Result<CreditNoteId, BillingError> {
    service::credit(&market.app, &market.grace, command(market, id, lines)).await
}

on_each_backend! {
    /// What is credited before it is paid is back in the budget at once, and less is owed.
    async fn a_credit_puts_the_money_back(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 2).await;
        let id = make(&market, &visits).await.unwrap();
        let lines = seen(&market, id).await.lines;
        let before = accounts(&market);
        let note = credit(&market, id, &[(lines[0].id, pence(1_550))]).await.unwrap();
        let now = accounts(&market);
        assert_eq!(now.available, before.available.checked_add(pence(1_550)).unwrap());
        assert_eq!(now.invoiced, pence(10_450));
        let view = seen(&market, id).await;
        assert_eq!((view.invoice.status, view.invoice.left()), (InvoiceStatus::Approved, pence(10_450)));
        assert_eq!(view.lines[0].left(), pence(4_450));
        let note = service::credit_note_view(&market.app, &market.priya, note).await.unwrap();
        assert_eq!((note.note.status, note.note.total), (CreditStatus::Settled, pence(1_550)));
        assert!(note.note.reference.starts_with("CN-") && note.note.reference.ends_with("-0001"));
        assert_books_are_right(market.database());
        let mails = market.site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "priya@example.org" && mail.text.contains("The visit was shorter")));
    }

    /// Crediting all of it leaves nothing owed, and nothing more can be credited.
    async fn all_of_it_is_credited_once(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 2).await;
        let id = make(&market, &visits).await.unwrap();
        let lines = seen(&market, id).await.lines;
        let all = [(lines[0].id, pounds(60)), (lines[1].id, pounds(60))];
        credit(&market, id, &all).await.unwrap();
        assert_eq!(invoice(&market, id).await.status, InvoiceStatus::Credited);
        assert_eq!(accounts(&market).invoiced, Money::ZERO);
        assert_eq!(credit(&market, id, &all).await, Err(BillingError::MovedOn(InvoiceStatus::Credited)));
        assert_eq!(service::approve(&market.app, &market.priya, id).await, Err(BillingError::MovedOn(InvoiceStatus::Credited)));
        assert!(service::to_invoice(&market.app, &market.grace, None).await.unwrap().is_empty(), "it isn't invoiced again");
    }

    /// Never more than is left of a line, in one note or in many at once.
    async fn never_more_than_is_left(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let line = seen(&market, id).await.lines[0].id;
        assert_eq!(credit(&market, id, &[(line, pence(6_001))]).await, Err(BillingError::MoreThanLeft(pounds(60))));
        for nothing in [vec![], vec![(line, Money::ZERO)], vec![(line, pounds(1)), (line, pounds(1))]] {
            assert_eq!(credit(&market, id, &nothing).await, Err(BillingError::NothingToCredit));
        }
        let twenty = [(line, pounds(20))];
        let racing = (0..8).map(|_| credit(&market, id, &twenty));
        let made = join_all(racing).await.into_iter().flatten().count();
        assert_eq!(made, 3);
        let view = seen(&market, id).await;
        assert_eq!((view.invoice.status, view.invoice.credited), (InvoiceStatus::Credited, pounds(60)));
        let ends: Vec<String> = view.credits.iter().map(|note| note.reference[note.reference.len() - 4..].to_owned()).collect();
        assert_eq!(ends, ["0001", "0002", "0003"]);
        assert_books_are_right(market.database());
    }

    /// The same form twice is one credit note.
    async fn one_form_sent_twice_credits_once(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let line = seen(&market, id).await.lines[0].id;
        let command = command(&market, id, &[(line, pounds(20))]);
        let first = service::credit(&market.app, &market.grace, command.clone()).await.unwrap();
        assert_eq!(service::credit(&market.app, &market.grace, command).await, Ok(first));
        assert_eq!(invoice(&market, id).await.credited, pounds(20));
    }

    /// Only the provider credits; nothing is due back for what was never paid.
    async fn only_the_provider_credits_and_nothing_unpaid_is_refunded(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let line = seen(&market, id).await.lines[0].id;
        let by_holder = service::credit(&market.app, &market.priya, command(&market, id, &[(line, pounds(1))])).await;
        assert_eq!(by_holder, Err(BillingError::NotAllowed));
        let hal = rival(&market);
        let by_rival = service::credit(&market.app, &hal, command(&market, id, &[(line, pounds(1))])).await;
        assert_eq!(by_rival, Err(BillingError::NotFound));
        let note = credit(&market, id, &[(line, pounds(1))]).await.unwrap();
        let refunded = service::record_refund(&market.app, &market.priya, note).await;
        assert_eq!(refunded, Err(BillingError::CreditMovedOn(CreditStatus::Settled)));
    }
}

on_each_backend! {
    /// The visits were right and the invoice was not: it is credited whole, and the visits are invoiced once more.
    async fn a_credited_delivery_can_be_invoiced_again(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 2).await;
        let first = make(&market, &visits).await.unwrap();
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&format!("/invoices/{first}/credit")).await;
        grace.choose("All of it, and I will invoice these visits again: they were right, the invoice was not");
        grace.fill("Why?", "It went to the wrong address.").press("Check it").await.sees("The visits can be invoiced again.");
        grace.press("Make this credit note").await.sees("The credit note is made.");
        let held = accounts(&market);
        assert_eq!((held.delivered, held.invoiced, held.available), (pence(12_000), Money::ZERO, pence(92_000)));
        let second = make(&market, &visits).await.unwrap();
        assert_ne!(second, first);
        assert_eq!(accounts(&market).invoiced, pence(12_000));
        let thrice = make(&market, &visits).await;
        assert!(thrice.is_err(), "each is on one invoice at a time: {thrice:?}");
        // What was credited in part is not invoiced again, and neither is what is paid.
        let line = seen(&market, second).await.lines[0].id;
        credit(&market, second, &[(line, pence(100))]).await.unwrap();
        grace.visit(&format!("/invoices/{second}/credit")).await.does_not_see("invoice these visits again");
        let all: Vec<_> = seen(&market, second).await.lines.iter().map(|line| (line.id, line.left())).collect();
        let again = service::crediting::Then::InvoicedAgain;
        let refused = service::crediting::credit_then(&market.app, &market.grace, command(&market, second, &all), again).await;
        assert_eq!(refused, Err(BillingError::Changed));
        assert_books_are_right(market.database());
    }
}
