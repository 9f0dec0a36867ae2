//! Approving, asking and answering: each by the right side, in the right order.

use handpick::billing::BillingError;
use handpick::billing::model::InvoiceStatus;
use handpick::billing::service::{self, CreditInvoice};

use super::{accounts, council, delivered, invoice, make, record, seen};
use crate::support::market::{Market, pounds};

/// An invoice that came to more than was ordered, so that it waits.
async fn waiting(market: &Market) -> handpick::kernel::InvoiceId {
    let visits = delivered(market, 0).await;
    assert!(visits.is_empty());
    let reference = market
        .database()
        .read_blocking(|db| {
            use diesel::prelude::*;
            use handpick::db::schema::orders;
            Ok::<String, handpick::db::DbError>(orders::table.select(orders::reference).first(db)?)
        })
        .unwrap();
    let view = handpick::orders::service::order_view(&market.app, &market.priya, &reference).await.unwrap();
    let first = view.deliveries[0].id;
    record(market, first, 400).await;
    make(market, &[first]).await.unwrap()
}

on_each_backend! {
    /// The payer asks, the provider answers, the payer approves; each hears of the other's step by mail.
    async fn a_question_is_asked_answered_and_settled(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let id = waiting(&market).await;
        let app = &market.app;
        assert!(service::query(app, &market.priya, id, "  ").await.is_err());
        service::query(app, &market.priya, id, "Was it four hours?").await.unwrap();
        assert_eq!(invoice(&market, id).await.status, InvoiceStatus::Queried);
        service::answer(app, &market.grace, id, "Yes, you said so on the phone.").await.unwrap();
        assert_eq!(invoice(&market, id).await.status, InvoiceStatus::Issued);
        service::approve(app, &market.priya, id).await.unwrap();
        let view = seen(&market, id).await;
        assert_eq!(view.invoice.status, InvoiceStatus::Approved);
        assert_eq!(view.invoice.approved_by, Some(market.priya.user_id));
        assert_eq!(view.messages.iter().map(|message| message.words.as_str()).collect::<Vec<_>>(), [
            "Was it four hours?",
            "Yes, you said so on the phone.",
        ]);
        let mails = market.site.mails().await;
        let got = |to: &str, words: &str| mails.iter().any(|mail| mail.to == to && mail.text.contains(words));
        assert!(got("grace@example.org", "Was it four hours?"));
        assert!(got("priya@example.org", "on the phone"));
        assert!(got("grace@example.org", "has approved"));
    }

    /// Only whoever pays decides, and only the provider answers.
    async fn each_side_does_its_own(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (_, daniel) = council(&market);
        let id = waiting(&market).await;
        let app = &market.app;
        let refused = Err(BillingError::NotAllowed);
        assert_eq!(service::approve(app, &market.grace, id).await, refused);
        assert_eq!(service::approve(app, &market.priya, id).await, refused, "the council pays it");
        assert_eq!(service::approve(app, &market.tom, id).await, Err(BillingError::NotFound));
        assert_eq!(service::answer(app, &market.grace, id, "Hello").await, Err(BillingError::MovedOn(InvoiceStatus::Issued)));
        service::query(app, &daniel, id, "Why four hours?").await.unwrap();
        assert_eq!(service::answer(app, &daniel, id, "Because").await, refused);
        service::approve(app, &daniel, id).await.unwrap();
        assert_eq!(service::approve(app, &daniel, id).await, Ok(()), "a second press changes nothing");
    }

    /// A broker approves for the holder while the mandate holds, and not a moment longer.
    async fn a_mandate_to_order_lets_somebody_approve(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let id = waiting(&market).await;
        let tom = market.tom_for_priya();
        service::query(&market.app, &tom, id, "Is this right?").await.unwrap();
        let (mandate, by) = (market.mandate, market.priya.user_id);
        market.site.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::mandates;
            let now = crate::support::purse::noon();
            let values = (mandates::revoked_at.eq(Some(now)), mandates::revoked_by.eq(Some(by.0)));
            Ok::<_, handpick::db::DbError>(diesel::update(mandates::table.find(mandate.0)).set(values).execute(db)?)
        });
        assert_eq!(service::approve(&market.app, &tom, id).await, Err(BillingError::MandateEnded));
        assert_eq!(invoice(&market, id).await.status, InvoiceStatus::Queried);
    }

    /// The provider settles a question by crediting what was wrong; the payer looks at what is left.
    async fn a_question_is_settled_by_a_credit(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let id = waiting(&market).await;
        service::query(&market.app, &market.priya, id, "It was three hours.").await.unwrap();
        let line = seen(&market, id).await.lines[0].id;
        let command = CreditInvoice {
            key: "a-key-of-its-own".to_owned(),
            invoice: id,
            reason: "It was three hours, sorry".to_owned(),
            lines: vec![(line, pounds(20))],
        };
        let before = accounts(&market).available;
        service::credit(&market.app, &market.grace, command).await.unwrap();
        let now = invoice(&market, id).await;
        assert_eq!((now.status, now.left()), (InvoiceStatus::Issued, pounds(60)));
        assert_eq!(accounts(&market).available, before.checked_add(pounds(20)).unwrap());
    }
}
