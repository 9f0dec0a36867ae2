//! Exceptions from a council's tolerance, money owed back to a provider, and the invoices of a fund.

use handpick::billing::BillingError;
use handpick::billing::model::{InvoiceStatus, Payer};
use handpick::billing::service::paying::{self, PaidMyself};
use handpick::billing::service::{self, CreditInvoice, owing};

use super::{accounts, council, delivered, invoice, make, record, seen};
use crate::support::market::{Market, pounds, weekly};
use crate::support::purse::{assert_books_are_right, day};

/// Ruth has Priya's pot held in another way from a day in January on.
async fn switch(market: &Market, way: &str, on: &str) {
    let mut ruth = market.site.signed_in("ruth@example.org").await;
    ruth.visit(&format!("/council/people/HP-204-7719/pots/{}/switch?held_as={way}", market.pot)).await;
    if way == "isf" {
        ruth.fill("Which provider holds it?", "Aire Valley Home Support");
    }
    for (part, value) in [("Day", on), ("Month", "1"), ("Year", "2027")] {
        ruth.fill_in("From which day on?", part, value);
    }
    ruth.fill("Why?", "It is easier").press("See what changes").await.press("Change it").await;
}

on_each_backend! {
    /// A council lets one provider's lines, or those of one order, be above by another amount; an order's own comes first.
    async fn a_tolerance_can_differ_for_a_provider_and_for_an_order(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        market.now_is("2027-01-04T12:00:00");
        let view = handpick::orders::service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        let visits: Vec<_> = view.deliveries.iter().map(|visit| visit.id).collect();
        for visit in &visits[..3] {
            record(&market, *visit, 325).await;
        }
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        let settings = "/council/invoices/settings";
        daniel.visit(settings).await.press("Add the exception").await.status(422).sees("Choose a provider or an order");
        daniel.choose("All lines of a provider").fill("The provider’s name, or the order’s number", "Nobody Ltd");
        daniel.fill("How much may a line be above?", "101").press("Add the exception").await.status(422).sees("Enter £100 or less");
        daniel.fill("How much may a line be above?", "5").press("Add the exception").await.status(422).sees("Nobody has this name");
        let first = make(&market, &visits[..1]).await.unwrap();
        assert_eq!(invoice(&market, first).await.status, InvoiceStatus::Issued, "£5 above, and nothing is let pass");
        daniel.fill("The provider’s name, or the order’s number", "aire valley home support").press("Add the exception").await;
        daniel.sees("Aire Valley Home Support £5.00");
        let second = make(&market, &visits[1..2]).await.unwrap();
        assert_eq!(invoice(&market, second).await.status, InvoiceStatus::Approved);
        daniel.choose("One order").fill("The provider’s name, or the order’s number", &reference);
        daniel.fill("How much may a line be above?", "4.99").press("Add the exception").await.sees("£4.99");
        let third = make(&market, &visits[2..3]).await.unwrap();
        assert_eq!(invoice(&market, third).await.status, InvoiceStatus::Issued, "the order's own amount comes first");
        daniel.press(&format!("Take it away {reference}")).await.sees("The exception is gone.").does_not_see("£4.99");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/account").await.post("/council/invoices/settings/exceptions", &[("kind", "order"), ("whom", "x"), ("most", "1")]).await.status(404);
        grace.post("/council/invoices/settings/exceptions/1/remove", &[]).await.status(404);
        assert_books_are_right(market.database());
    }

    /// The provider refunds a part, then the whole payment comes back: what was refunded is owed to the provider, on every
    /// page, until the payer says how it was given back, once.
    async fn what_is_owed_back_is_kept_until_it_is_given_back(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let evidence = "FP AIRE VALLEY".to_owned();
        let pay = PaidMyself { key: "the-only-payment".to_owned(), invoice: id, paid_on: day("2027-01-04"), evidence };
        paying::paid_myself(&market.app, &market.priya, pay).await.unwrap();
        let line = seen(&market, id).await.lines[0].id;
        let credit = CreditInvoice {
            key: market.app.random.token(), invoice: id, reason: "A mistake".to_owned(), lines: vec![(line, pounds(20))],
        };
        let note = service::credit(&market.app, &market.grace, credit).await.unwrap();
        service::record_refund(&market.app, &market.priya, note).await.unwrap();
        paying::came_back(&market.app, &market.priya, id, "The account was closed").await.unwrap();
        assert_eq!(seen(&market, id).await.owed, pounds(20));
        let before = accounts(&market);
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/invoices").await.sees("You are owed money back").sees("£20.00");
        grace.visit(&format!("/invoices/{id}")).await.sees("Owed back to the provider £20.00").does_not_see("£20.00 is given back");
        assert_eq!(owing::given_back(&market.app, &market.grace, id, "x").await, Err(BillingError::NotAllowed));
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/invoices/{id}")).await.follow("£20.00 is given back").await.press("It is given back").await.status(422);
        priya.fill("How did you give it back?", "Transfer of 5 January").press("It is given back").await.sees("The provider is told.");
        priya.does_not_see("Owed back to the provider");
        let again = owing::given_back(&market.app, &market.priya, id, "Again").await;
        assert_eq!(again, Err(BillingError::Nothing));
        assert_eq!(accounts(&market), before, "the ledger had nothing to move");
        let mails = market.site.mails().await;
        assert!(mails.iter().any(|mail| mail.subject.starts_with("£20.00 is given back to you") && mail.text.contains("Transfer of 5 January")));
        grace.visit("/provider/invoices").await.does_not_see("You are owed money back");
        assert_books_are_right(market.database());
    }

    /// Whoever holds a fund sees all of its invoices, those of other providers too; nobody else's staff does. What is
    /// invoiced after a pot was switched is paid in the new way; what was invoiced before keeps its payer.
    async fn a_switched_pot_is_paid_the_new_way_and_its_holder_sees_its_invoices(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        market.now_is("2027-01-04T12:00:00");
        let view = handpick::orders::service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        let visits: Vec<_> = view.deliveries.iter().map(|visit| visit.id).collect();
        record(&market, visits[0], 300).await;
        record(&market, visits[1], 300).await;
        let before = make(&market, &visits[..1]).await.unwrap();
        assert_eq!(invoice(&market, before).await.payer, Payer::Holder);
        switch(&market, "council_managed", "4").await;
        let after = make(&market, &visits[1..2]).await.unwrap();
        assert_eq!(invoice(&market, after).await.payer, Payer::Council);
        assert_eq!(invoice(&market, before).await.payer, Payer::Holder, "what was invoiced keeps its payer");
        market.now_is("2027-01-05T12:00:00");
        switch(&market, "isf", "5").await;
        let fund = format!("/funds/{}", market.pot);
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&fund).await.follow("The invoices that are paid from it").await.sees("2 invoices");
        let reference = invoice(&market, after).await.reference;
        grace.follow(&reference).await.status(200);
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("{fund}/invoices")).await.sees(&reference);
        let mut tom = market.site.signed_in("tom@example.org").await;
        tom.visit(&format!("{fund}/invoices")).await.status(404);
        // Another provider holds it: its managers are asked to look at an invoice and pay it, and not Priya.
        let calder = crate::billing::rival(&market).memberships[0].organisation_id;
        market.site.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::pot_holdings::dsl;
            diesel::update(dsl::pot_holdings).set(dsl::organisation_id.eq(Some(calder.0))).execute(db)?;
            Ok::<_, handpick::db::DbError>(())
        });
        record(&market, visits[2], 300).await;
        let before = market.site.mails().await.len();
        make(&market, &visits[2..3]).await.unwrap();
        let mails = market.site.mails().await.split_off(before);
        assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["hal@example.org"]);
        assert_books_are_right(market.database());
    }
}
