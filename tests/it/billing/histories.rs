//! Random histories of billing: whatever people do in whatever order, the books are right, nothing is paid or credited
//! twice, and what the ledger holds is what the papers say.

use handpick::accounts::Actor;
use handpick::billing::model::{Invoice, InvoiceStatus};
use handpick::billing::service::runs::{self, MakeRun};
use handpick::billing::service::{self, CreditInvoice, statements};
use handpick::kernel::Money;
use handpick::kernel::ids::InvoiceId;

use super::{accounts, payable, seen, statement};
use crate::support::market::{Market, pounds};
use crate::support::purse::assert_books_are_right;

/// A small generator of our own, so that each seed is one history for ever.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

async fn credit(market: &Market, id: InvoiceId, dice: &mut Dice) {
    let line = seen(market, id).await.lines[0].clone();
    let amount = Money::from_pence(i64::try_from(dice.roll(4_000)).unwrap() + 1);
    let lines = vec![(line.id, amount)];
    let reason = "A part of it".to_owned();
    let command = CreditInvoice { key: market.app.random.token(), invoice: id, reason, lines };
    let _ = service::credit(&market.app, &market.grace, command).await;
}

/// One thing that somebody does; many are refused, and that is fine.
async fn act(market: &Market, daniel: &Actor, invoices: &[InvoiceId], dice: &mut Dice) {
    let app = &market.app;
    let id = invoices[usize::try_from(dice.roll(invoices.len() as u64)).unwrap()];
    match dice.roll(10) {
        0 | 1 => credit(market, id, dice).await,
        2 => drop(service::query(app, daniel, id, "What is this?").await),
        3 => drop(service::answer(app, &market.grace, id, "That is right.").await),
        4 => drop(service::approve(app, daniel, id).await),
        5 => {
            let key = app.random.token();
            drop(runs::make(app, daniel, MakeRun { key, invoices: vec![id] }).await);
        }
        6 => {
            for (run, ..) in runs::overview(app, daniel).await.unwrap().runs {
                drop(runs::send(app, daniel, run.id).await);
            }
        }
        7 | 8 => {
            // The bank pays, or sends back, whatever the newest payment of the invoice asked for.
            let back = dice.roll(3) == 0;
            if let Some(payment) = seen(market, id).await.payments.last() {
                let pence = payment.amount.pence() * if back { 1 } else { -1 };
                let words = format!("{} {}", payment.reference, dice.roll(3));
                statements::read_in(app, daniel, "s.csv", statement(&[(&words, pence)])).await.unwrap();
            }
        }
        _ => {
            for note in seen(market, id).await.credits {
                drop(service::record_refund(app, daniel, note.id).await);
            }
        }
    }
}

/// What the papers say is what the pot's accounts hold.
async fn agree(market: &Market, invoices: &[InvoiceId], seed: u64) {
    let (mut left, mut paid) = (0, 0);
    for id in invoices {
        let view = seen(market, *id).await;
        let invoice: &Invoice = &view.invoice;
        let noted: i64 = view.credits.iter().map(|note| note.total.pence()).sum();
        let of_lines: i64 = view.lines.iter().map(|line| line.credited.pence()).sum();
        assert_eq!((noted, of_lines), (invoice.credited.pence(), invoice.credited.pence()), "seed {seed}");
        let live = view.payments.iter().filter(|payment| payment.status.is_live()).count();
        assert!(live <= 1, "seed {seed}: {live} payments at once");
        assert!(invoice.credited <= invoice.total && invoice.paid <= invoice.total, "seed {seed}");
        if invoice.status == InvoiceStatus::Paid {
            paid += invoice.paid.pence() - invoice.refunded.pence();
        } else {
            left += invoice.left().pence();
        }
    }
    let balances = accounts(market);
    assert_eq!((balances.invoiced.pence(), balances.paid.pence()), (left, paid), "seed {seed}");
    assert_books_are_right(market.database());
}

on_each_backend! {
    async fn papers_and_ledger_agree_whatever_happens(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 4).await;
        for seed in 0..4_u64 {
            let mut dice = Dice(seed.wrapping_mul(7_919) + 1);
            for _ in 0..30 {
                act(&market, &daniel, &invoices, &mut dice).await;
            }
            agree(&market, &invoices, seed).await;
        }
    }
}
