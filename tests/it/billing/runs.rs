//! A council's payment runs: what is in them, what the bank is told, and what can't happen.

use futures_util::future::join_all;
use handpick::billing::BillingError;
use handpick::billing::model::InvoiceStatus;
use handpick::billing::model::payment::{PaymentStatus, RunStatus};
use handpick::billing::service::bank_lines::{self, BankPaid};
use handpick::billing::service::runs::{self, MakeRun};
use handpick::billing::service::{self, CreditInvoice};
use handpick::kernel::Money;
use handpick::kernel::ids::{InvoiceId, PaymentRunId};

use super::{account, accounts, council, delivered, invoice, make, payable, provider_of, seen, sent};
use crate::support::market::{Market, pounds};
use crate::support::purse::{assert_books_are_right, noon};

fn command(key: &str, invoices: &[InvoiceId]) -> MakeRun {
    MakeRun { key: key.to_owned(), invoices: invoices.to_vec() }
}

async fn credit(market: &Market, id: InvoiceId, pence: i64) -> Result<(), BillingError> {
    let line = seen(market, id).await.lines[0].id;
    let lines = vec![(line, Money::from_pence(pence))];
    let command = CreditInvoice { key: market.app.random.token(), invoice: id, reason: "A mistake".to_owned(), lines };
    service::credit(&market.app, &market.grace, command).await.map(drop)
}

async fn run_view(market: &Market, daniel: &handpick::accounts::Actor, run: PaymentRunId) -> runs::RunView {
    runs::view(&market.app, daniel, run).await.unwrap()
}

on_each_backend! {
    /// Approved invoices are put together, and the file says each to the penny; providers hear what is coming.
    async fn a_run_pays_what_is_approved(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 3).await;
        credit(&market, invoices[1], 1_000).await.unwrap();
        let before = runs::overview(&market.app, &daniel).await.unwrap();
        assert_eq!(before.to_pay.len(), 3);
        assert_eq!(before.pay_on.to_string(), "2027-01-06");
        let run = sent(&market, &daniel, &invoices).await;
        let (name, file) = runs::file(&market.app, &daniel, run).await.unwrap();
        assert_eq!(name, "HPRUN00000001.xml");
        for words in ["<CtrlSum>170.00</CtrlSum>", "<NbOfTxs>3</NbOfTxs>", ">50.00</InstdAmt>", "<MmbId>200000</MmbId>", "<Id>87654321</Id>"] {
            assert!(file.contains(words), "{words} in {file}");
        }
        let again = runs::send(&market.app, &daniel, run).await;
        assert_eq!(again, Ok(()), "a second press changes nothing");
        assert_eq!(runs::file(&market.app, &daniel, run).await.unwrap().1, file);
        assert!(runs::overview(&market.app, &daniel).await.unwrap().to_pay.is_empty());
        assert_eq!(accounts(&market).paid, Money::ZERO, "nothing is paid before the bank says so");
        let mails = market.site.mails().await;
        let advice = mails.iter().find(|mail| mail.subject.contains("pays you £170.00")).unwrap();
        assert_eq!(advice.to, "grace@example.org");
        assert!(advice.text.contains("HPPAY00000001"), "{}", advice.text);
    }

    /// What is credited or queried before the bank is told is not paid; afterwards it has to wait.
    async fn a_run_never_pays_what_was_credited(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 4).await;
        let run = runs::make(&market.app, &daniel, command("a-run-of-four", &invoices)).await.unwrap();
        credit(&market, invoices[0], 6_000).await.unwrap();
        credit(&market, invoices[1], 100).await.unwrap();
        service::query(&market.app, &daniel, invoices[2], "Who came?").await.unwrap();
        let view = run_view(&market, &daniel, run).await;
        let states: Vec<PaymentStatus> = view.payments.iter().map(|(payment, _)| payment.status).collect();
        assert_eq!(states, [PaymentStatus::Withdrawn, PaymentStatus::Withdrawn, PaymentStatus::Withdrawn, PaymentStatus::Made]);
        runs::send(&market.app, &daniel, run).await.unwrap();
        let (_, file) = runs::file(&market.app, &daniel, run).await.unwrap();
        assert!(file.contains("<CtrlSum>60.00</CtrlSum>") && file.contains("<NbOfTxs>1</NbOfTxs>"), "{file}");
        assert_eq!(credit(&market, invoices[3], 100).await, Err(BillingError::OnItsWay));
        assert_eq!(service::query(&market.app, &daniel, invoices[3], "Late").await, Err(BillingError::OnItsWay));
        let left = runs::overview(&market.app, &daniel).await.unwrap().to_pay;
        assert_eq!(left.iter().map(|one| one.listed.invoice.left()).collect::<Vec<_>>(), [pounds(59)]);
    }

    /// However many people press at once, an invoice is in one run.
    async fn an_invoice_is_in_one_run(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 2).await;
        let keys: Vec<String> = (0..6).map(|number| format!("run-number-{number}")).collect();
        let made = join_all(keys.iter().map(|key| runs::make(&market.app, &daniel, command(key, &invoices)))).await;
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1, "{made:?}");
        let (key, run) = keys.iter().zip(&made).find_map(|(key, made)| Some((key, made.as_ref().ok()?))).unwrap();
        assert_eq!(runs::make(&market.app, &daniel, command(key, &invoices)).await.as_ref(), Ok(run));
        assert_eq!(runs::overview(&market.app, &daniel).await.unwrap().runs.len(), 1);
    }

    /// A run that is given up, or a payment that is taken out, leaves its invoices for another.
    async fn what_is_taken_out_can_be_paid_by_another(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 2).await;
        let run = runs::make(&market.app, &daniel, command("the-first-run", &invoices)).await.unwrap();
        let first = run_view(&market, &daniel, run).await.payments[0].0.id;
        runs::take_out(&market.app, &daniel, run, first).await.unwrap();
        assert_eq!(runs::overview(&market.app, &daniel).await.unwrap().to_pay.len(), 1);
        runs::cancel(&market.app, &daniel, run).await.unwrap();
        assert_eq!(runs::cancel(&market.app, &daniel, run).await, Err(BillingError::RunMovedOn(RunStatus::Cancelled)));
        assert_eq!(runs::send(&market.app, &daniel, run).await, Err(BillingError::NothingToPay));
        sent(&market, &daniel, &invoices).await;
    }

    /// A finance officer who also works for a provider pays everybody but that provider: a colleague does.
    async fn nobody_pays_the_firm_they_work_for(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 1).await;
        let mut both = daniel.clone();
        both.memberships.extend(market.grace.memberships.clone());
        let listed = runs::overview(&market.app, &both).await.unwrap().to_pay;
        assert!(listed[0].conflict && !listed[0].can_be_paid());
        let made = runs::make(&market.app, &both, command("a-key-of-its-own", &invoices)).await;
        assert_eq!(made, Err(BillingError::ConflictOfInterest));
        let run = runs::make(&market.app, &daniel, command("another-key-of-a-form", &invoices)).await.unwrap();
        assert_eq!(runs::send(&market.app, &both, run).await, Err(BillingError::ConflictOfInterest));
        runs::send(&market.app, &daniel, run).await.unwrap();
        let payment = run_view(&market, &daniel, run).await.payments[0].0.id;
        let bounced = bank_lines::bounced(&market.app, &both, run, (payment, "No such account")).await;
        assert_eq!(bounced, Err(BillingError::ConflictOfInterest));
        let paid_on = market.app.clock.today();
        let said = BankPaid { payment, paid_on, evidence: "I saw it".to_owned() };
        let by_hand = bank_lines::bank_paid(&market.app, &both, run, said).await;
        assert_eq!(by_hand, Err(BillingError::ConflictOfInterest));
        assert_eq!(invoice(&market, invoices[0]).await.status, InvoiceStatus::Approved);
    }

    /// The bank could not pay: the invoice is to be paid again, and both sides hear of it.
    async fn a_payment_that_fails_is_to_be_paid_again(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 1).await;
        let run = sent(&market, &daniel, &invoices).await;
        let payment = run_view(&market, &daniel, run).await.payments[0].0.id;
        bank_lines::bounced(&market.app, &daniel, run, (payment, "No such account")).await.unwrap();
        let again = bank_lines::bounced(&market.app, &daniel, run, (payment, "No such account")).await;
        assert_eq!(again, Err(BillingError::PaymentMovedOn(PaymentStatus::Failed)));
        assert_eq!(invoice(&market, invoices[0]).await.status, InvoiceStatus::Approved);
        let mails = market.site.mails().await;
        for to in ["grace@example.org", "daniel@example.org"] {
            assert!(mails.iter().any(|mail| mail.to == to && mail.text.contains("No such account")), "{to}");
        }
        sent(&market, &daniel, &invoices).await;
        assert_books_are_right(market.database());
    }

    /// Without a confirmed account nobody is paid, and a new account stops a run that was made for the old one.
    async fn accounts_are_needed_and_a_new_one_stops_the_old(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (_, daniel) = council(&market);
        let visits = delivered(&market, 1).await;
        let id = make(&market, &visits).await.unwrap();
        let made = runs::make(&market.app, &daniel, command("without-a-payer", &[id])).await;
        assert_eq!(made, Err(BillingError::NoPayerAccount));
        let (organisation, provider, by) = (daniel.memberships[0].organisation_id, provider_of(&market), market.grace.user_id);
        market.site.write(move |db| service::enrol::payer_account(db, organisation, &account("Council", "87654321"), (by, noon())));
        let made = runs::make(&market.app, &daniel, command("without-a-payee", &[id])).await;
        assert_eq!(made, Err(BillingError::NoPayeeAccount));
        assert_eq!(runs::make(&market.app, &daniel, command("without-anything", &[])).await, Err(BillingError::NothingToPay));
        market.site.write(move |db| service::enrol::bank_account(db, provider, &account("Aire", "12345678"), (by, noon())));
        let run = runs::make(&market.app, &daniel, command("with-everything", &[id])).await.unwrap();
        market.site.write(move |db| service::enrol::bank_account(db, provider, &account("Thief", "66666666"), (by, noon())));
        assert_eq!(runs::send(&market.app, &daniel, run).await, Err(BillingError::NothingToPay));
        assert_eq!(run_view(&market, &daniel, run).await.run.status, RunStatus::Made, "nothing was sent");
    }

    /// Payment runs are a council's own, and nobody else's.
    async fn nobody_else_sees_a_run(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let (daniel, invoices) = payable(&market, 1).await;
        let run = sent(&market, &daniel, &invoices).await;
        for other in [&market.priya, &market.grace, &market.tom] {
            assert_eq!(runs::file(&market.app, other, run).await.err(), Some(BillingError::NotFound));
            assert_eq!(runs::make(&market.app, other, command("not-my-council", &invoices)).await, Err(BillingError::NotFound));
        }
        let mut daniel_page = market.site.signed_in("daniel@example.org").await;
        daniel_page.visit("/council/payments").await.sees("HPRUN00000001").sees("There is nothing to pay");
        daniel_page.follow("HPRUN00000001").await.sees("Sent to the bank").sees("••••5678");
        daniel_page.visit("/council/payments/1/file").await.sees("HPRUN00000001").sees("60.00");
        daniel_page.visit("/council/payments/1/1/bounced").await.press("It did not go through").await.status(422);
        daniel_page.fill("What did the bank say?", "Closed").press("It did not go through").await.sees("to be paid again");
        daniel_page.visit("/council/payments").await.press("Make a payment run").await.sees("The payment run is made");
        daniel_page.press("Take out").await.sees("It is out of this payment run.");
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/council/payments").await.status(404);
        priya.visit("/council/payments/1").await.status(404);
    }

    /// The council says from which account it pays.
    async fn the_councils_account_is_checked(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        council(&market);
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        daniel.visit("/council/payments").await.follow("Enter the account").await.press("Save").await.status(422);
        daniel.sees("Enter a sort code of 6 digits").fill("Name of the account", "Airevale").fill("Sort code", "20 00 00");
        daniel.fill("Account number", "87654321").press("Save").await.at("/council/payments").sees("••••4321");
        daniel.visit("/council/payments/account").await.sees("Payment runs are paid from this account");
    }
}
