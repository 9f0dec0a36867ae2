//! Making invoices: what is on them, what they come to, and their numbers.

use std::collections::BTreeSet;

use diesel::prelude::*;
use futures_util::future::join_all;
use handpick::billing::BillingError;
use handpick::billing::model::{Details, InvoiceStatus, LineKind, Payer, VatRate, Verdict};
use handpick::billing::service::{self, MakeInvoice, details};
use handpick::db::schema::{self, invoice_lines, invoices};
use handpick::kernel::Money;
use handpick::orders::service::cancel_delivery;

use super::{accounts, council, delivered, invoice, make, make_with, pence, record, rival, seen};
use crate::support::market::{Market, pounds, weekly};
use crate::support::purse::{assert_books_are_right, noon};

fn registered_for_vat() -> Details {
    Details {
        legal_name: "Aire Valley Home Support Ltd".to_owned(),
        address: "1 Mill Lane, Leeds".to_owned(),
        postcode: "LS6 3HN".to_owned(),
        vat_number: Some("GB123456789".to_owned()),
        electronic_address: None,
    }
}

on_each_backend! {
    /// Every delivery is a line, the total is theirs, the money is on the invoice, and because order, deliveries and
    /// invoice agree nobody has to approve it.
    async fn confirmed_deliveries_become_an_invoice(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 3).await;
        let before = accounts(&market);
        let id = make(&market, &visits).await.unwrap();
        let view = seen(&market, id).await;
        assert_eq!(view.invoice.total, pounds(180));
        assert_eq!(view.lines.iter().map(|line| line.amount).collect::<Vec<_>>(), [pounds(60); 3]);
        assert_eq!(view.lines.iter().map(|line| line.delivery).collect::<Vec<_>>(), visits);
        assert!(view.lines.iter().all(|line| line.verdict == Verdict::Matches && line.kind == LineKind::Delivery));
        assert_eq!((view.invoice.status, view.invoice.payer), (InvoiceStatus::Approved, Payer::Holder));
        assert_eq!(view.invoice.due_on.to_string(), "2027-02-03");
        let now = accounts(&market);
        assert_eq!((now.delivered, now.invoiced), (Money::ZERO, pounds(180)));
        assert_eq!(now.available, before.available);
        assert_books_are_right(market.database());
        let mails = market.site.mails().await;
        let mail = mails.iter().find(|mail| mail.subject.contains(&view.invoice.reference)).unwrap();
        assert_eq!(mail.to, "priya@example.org");
        assert!(mail.text.contains("£180.00") && mail.text.contains(&format!("/invoices/{id}")), "{}", mail.text);
        assert!(service::to_invoice(&market.app, &market.grace, None).await.unwrap().is_empty());
    }

    /// A second press of the button, or the same form from two tabs, is one invoice.
    async fn one_form_sent_many_times_is_one_invoice(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 2).await;
        let makes = (0..8).map(|_| make_with(&market, &market.grace, "the-same-form", &visits));
        let made: BTreeSet<_> = join_all(makes).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(made.len(), 1);
        assert_eq!(accounts(&market).invoiced, pounds(120));
    }

    /// A delivery is on one invoice at most, whoever races for it; and numbers have no gap, also when most are refused.
    async fn races_leave_neither_gaps_nor_doubles(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 5).await;
        let keys: Vec<String> = (0..20).map(|number| format!("key-number-{number}")).collect();
        let makes = keys.iter().enumerate().map(|(number, key)| {
            make_with(&market, &market.grace, key, std::slice::from_ref(&visits[number % 5]))
        });
        let made: Vec<_> = join_all(makes).await;
        let good: Vec<_> = made.iter().filter_map(|made| made.as_ref().ok()).collect();
        assert_eq!(good.len(), 5, "{made:?}");
        assert!(made.iter().filter_map(|made| made.as_ref().err()).all(|error| *error == BillingError::Changed));
        let mut references = Vec::new();
        for id in good {
            references.push(invoice(&market, *id).await.reference);
        }
        references.sort();
        let ends: Vec<&str> = references.iter().map(|reference| &reference[reference.len() - 5..]).collect();
        assert_eq!(ends, ["-0001", "-0002", "-0003", "-0004", "-0005"]);
        assert_eq!(accounts(&market).invoiced, pounds(300));
        assert_books_are_right(market.database());
    }

    /// What was cancelled too late is on the invoice, as a charge and by the order's terms.
    async fn a_late_cancellation_is_invoiced_as_a_charge(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let view = handpick::orders::service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        let first = view.deliveries[0].id;
        market.now_is("2026-11-30T20:00:00");
        assert_eq!(cancel_delivery(&market.app, &market.priya, first, None).await.unwrap(), pounds(30));
        let id = make(&market, &[first]).await.unwrap();
        let view = seen(&market, id).await;
        let line = &view.lines[0];
        assert_eq!((line.kind, line.amount, line.verdict), (LineKind::LateCharge, pounds(30), Verdict::Matches));
        assert_eq!(view.invoice.status, InvoiceStatus::Approved);
    }

    /// More than was ordered waits for whoever pays, unless it is within the council's tolerance.
    async fn more_than_was_ordered_waits(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (_, daniel) = council(&market);
        let visits = delivered(&market, 1).await;
        let view = handpick::orders::service::order_view(&market.app, &market.priya, &only_order(&market)).await.unwrap();
        let (second, third) = (view.deliveries[1].id, view.deliveries[2].id);
        record(&market, second, 350).await;
        record(&market, third, 350).await;
        let id = make(&market, &[visits[0], second]).await.unwrap();
        let view = seen(&market, id).await;
        assert_eq!((view.invoice.status, view.invoice.payer), (InvoiceStatus::Issued, Payer::Council));
        assert_eq!(view.lines[1].verdict, Verdict::MoreThanOrdered);
        let mails = market.site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "daniel@example.org" && mail.text.contains("more than was ordered")));
        details::set_council(&market.app, &daniel, (pounds(10), None)).await.unwrap();
        let id = make(&market, &[third]).await.unwrap();
        assert_eq!(invoice(&market, id).await.status, InvoiceStatus::Approved);
    }

    /// Prices have VAT in them; the invoice says how much, and needs the provider's number for it.
    async fn vat_stands_on_the_invoice(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.site.write(|db| {
            Ok::<_, handpick::db::DbError>(diesel::update(schema::prices::table).set(schema::prices::vat.eq("included")).execute(db)?)
        });
        let visits = delivered(&market, 2).await;
        assert_eq!(make(&market, &visits[..1]).await, Err(BillingError::NeedsVatNumber));
        details::set(&market.app, &market.grace, registered_for_vat()).await.unwrap();
        let id = make(&market, &visits).await.unwrap();
        let view = seen(&market, id).await;
        assert_eq!((view.invoice.net, view.invoice.vat, view.invoice.total), (pounds(100), pounds(20), pounds(120)));
        assert!(view.lines.iter().all(|line| line.vat == VatRate::Standard && line.net == pounds(50)));
        assert_eq!(view.invoice.parties.seller.vat_number.as_deref(), Some("GB123456789"));
        assert!(view.invoice.reference.ends_with("-0001"), "the refused one used no number");
    }

    /// What was ordered before VAT was put into a price has none, also when it is invoiced after; what is ordered since has.
    async fn vat_is_that_of_the_day_of_the_order(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let before = delivered(&market, 1).await;
        // The same amount, with VAT in it from the next day on.
        let today = market.app.clock.today();
        let (until, from) = (today, today.succ_opt().unwrap());
        market.site.write(move |db| {
            use schema::prices::dsl;
            diesel::update(dsl::prices).set(dsl::valid_until.eq(Some(until))).execute(db)?;
            let (listing, unit, band, amount): (i64, String, String, i64) =
                dsl::prices.select((dsl::listing_id, dsl::unit, dsl::band, dsl::amount_pence)).order(dsl::id).first(db)?;
            diesel::insert_into(dsl::prices)
                .values((
                    (dsl::listing_id.eq(listing), dsl::unit.eq(unit), dsl::band.eq(band), dsl::group_size.eq(1)),
                    (dsl::amount_pence.eq(amount), dsl::vat.eq("included"), dsl::minimum_hundredths.eq(100_i64)),
                    (dsl::valid_from.eq(from), dsl::created_at.eq(noon())),
                ))
                .execute(db)?;
            Ok::<_, handpick::db::DbError>(())
        });
        details::set(&market.app, &market.grace, registered_for_vat()).await.unwrap();
        let id = make(&market, &before).await.unwrap();
        assert_eq!(seen(&market, id).await.lines[0].vat, VatRate::Exempt);
        market.now_is(&format!("{from}T09:00:00"));
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2027-01-12")).await;
        market.now_is("2027-01-12T14:00:00");
        let order = handpick::orders::service::order_view(&market.app, &market.priya, &reference).await.unwrap();
        let after = order.deliveries[0].id;
        record(&market, after, 300).await;
        let id = make(&market, &[after]).await.unwrap();
        assert_eq!(seen(&market, id).await.lines[0].vat, VatRate::Standard);
    }

    /// What the page showed is what is invoiced, or nothing.
    async fn what_changed_since_it_was_looked_at_is_refused(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 2).await;
        let command = |seen: Money| MakeInvoice {
            key: market.app.random.token(),
            pot: market.pot,
            deliveries: visits.clone(),
            seen: Some(seen),
        };
        let made = service::make(&market.app, &market.grace, command(pence(11_999))).await;
        assert_eq!(made, Err(BillingError::Changed));
        assert_eq!(make(&market, &[]).await, Err(BillingError::Nothing));
        assert!(service::make(&market.app, &market.grace, command(pounds(120))).await.is_ok());
    }

    /// A provider sees and invoices its own deliveries, and learns nothing of another's.
    async fn one_provider_never_sees_anothers_lines(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 2).await;
        let hal = rival(&market);
        assert!(service::to_invoice(&market.app, &hal, None).await.unwrap().is_empty());
        let checked = service::check(&market.app, &hal, market.pot, None).await;
        assert_eq!(checked.err(), Some(BillingError::NotFound));
        assert_eq!(make_with(&market, &hal, "not-my-deliveries", &visits).await, Err(BillingError::Changed));
        let id = make(&market, &visits).await.unwrap();
        let looked = service::invoice_view(&market.app, &hal, id).await;
        assert_eq!(looked.err(), Some(BillingError::NotFound));
        let ledger = service::provider_ledger(&market.app, &hal, handpick::billing::model::Wanted::default()).await.unwrap();
        assert_eq!((ledger.invoices.total, ledger.ageing.owed()), (0, Some(Money::ZERO)));
    }

    /// What was sent stays as it was sent: the databases themselves refuse to change or delete it.
    async fn the_database_refuses_to_change_what_an_invoice_says(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let refused = |work: fn(&mut handpick::db::Db, i64) -> Result<usize, diesel::result::Error>| {
            let number = id.0;
            market.database().write_blocking(move |db| Ok::<_, handpick::db::DbError>(work(db, number)?)).is_err()
        };
        assert!(refused(|db, id| diesel::update(invoices::table.find(id)).set(invoices::total_pence.eq(1)).execute(db)));
        assert!(refused(|db, id| diesel::update(invoices::table.find(id)).set(invoices::number.eq(9)).execute(db)));
        assert!(refused(|db, id| diesel::update(invoices::table.find(id)).set(invoices::credited_pence.eq(6_001)).execute(db)));
        assert!(refused(|db, id| diesel::update(invoices::table.find(id)).set(invoices::status.eq("paid")).execute(db)));
        assert!(refused(|db, id| diesel::delete(invoices::table.find(id)).execute(db)));
        assert!(refused(|db, _| diesel::update(invoice_lines::table).set(invoice_lines::amount_pence.eq(1)).execute(db)));
        assert!(refused(|db, _| diesel::delete(invoice_lines::table).execute(db)));
        assert_eq!(invoice(&market, id).await.total, pounds(60));
    }
}

/// The reference of the one order there is.
fn only_order(market: &Market) -> String {
    market
        .database()
        .read_blocking(|db| {
            Ok::<String, handpick::db::DbError>(schema::orders::table.select(schema::orders::reference).first(db)?)
        })
        .unwrap()
}
