//! Where a provider is paid: nothing counts before a second person or a code has confirmed it.

use handpick::accounts::Actor;
use handpick::app::App;
use handpick::billing::BillingError;
use handpick::billing::service::banking;

use super::{account, council};
use crate::support::market::{Market, pounds};

/// The code in the newest mail to somebody.
async fn code(market: &Market, to: &str) -> String {
    let mails = market.site.mails().await;
    let mail = mails.iter().rev().find(|mail| mail.to == to && mail.subject.contains("Confirm")).unwrap();
    mail.text.lines().find(|line| line.starts_with("HP-")).unwrap().to_owned()
}

/// Femi, who manages the same provider as Grace.
fn colleague(market: &Market) -> Actor {
    let user = market.site.user("femi@example.org", "Femi Bello");
    let organisation = market.grace.memberships[0].organisation_id;
    market.site.write(move |db| {
        use handpick::accounts::{Role, service::enrol};
        enrol::member(db, user, organisation, Role::ProviderStaff, crate::support::purse::noon())
    });
    Actor { user_id: user, ..market.grace.clone() }
}

/// The account that somebody sees, confirmed with a code.
async fn confirm(app: &App, who: &Actor, code: &str) -> Result<(), BillingError> {
    let seen = banking::of_provider(app, who).await.unwrap().waiting_id;
    banking::confirm(app, who, seen, code).await
}

/// The account that somebody sees, thrown away.
async fn refuse(app: &App, who: &Actor) -> Result<(), BillingError> {
    let seen = banking::of_provider(app, who).await.unwrap().waiting_id;
    banking::refuse(app, who, seen).await
}

on_each_backend! {
    /// Whoever confirms an account, or throws it away, does so to the one they looked at: not to another that was entered
    /// while they looked.
    async fn nobody_confirms_another_account_than_they_saw(db: TestDb) {
        let market = Market::with(db, pounds(100)).await;
        let femi = colleague(&market);
        let app = &market.app;
        banking::enter(app, &market.grace, account("Aire Valley", "12345678")).await.unwrap();
        let seen = banking::of_provider(app, &femi).await.unwrap().waiting_id;
        banking::enter(app, &market.grace, account("Thief", "66666666")).await.unwrap();
        assert_eq!(banking::confirm(app, &femi, seen, "").await, Err(BillingError::AnotherAccount));
        assert_eq!(banking::confirm(app, &femi, None, "").await, Err(BillingError::AnotherAccount));
        assert_eq!(banking::refuse(app, &femi, seen).await, Err(BillingError::AnotherAccount));
        let now = banking::of_provider(app, &femi).await.unwrap();
        assert_eq!(now.confirmed, None);
        assert_eq!(now.waiting.unwrap().number, "66666666");
        banking::refuse(app, &femi, now.waiting_id).await.unwrap();
    }

    /// The code that was mailed confirms it; a wrong one doesn't, and not often.
    async fn a_code_confirms_an_account(db: TestDb) {
        let market = Market::with(db, pounds(100)).await;
        let (app, grace) = (&market.app, &market.grace);
        banking::enter(app, grace, account("Aire Valley", "12345678")).await.unwrap();
        assert_eq!(banking::of_provider(app, grace).await.unwrap().confirmed, None);
        assert_eq!(confirm(app, grace, "HP-2222-2222").await, Err(BillingError::WrongCode));
        let right = code(&market, "grace@example.org").await;
        confirm(app, grace, &right.to_lowercase()).await.unwrap();
        let now = banking::of_provider(app, grace).await.unwrap();
        assert_eq!(now.confirmed.unwrap().number, "12345678");
        assert_eq!(now.waiting, None);
        assert_eq!(confirm(app, grace, &right).await, Err(BillingError::CodeOver), "a code is used once");
    }

    /// After five wrong codes, or a day, it has to be entered again; what was confirmed before stays.
    async fn codes_run_out(db: TestDb) {
        let market = Market::with(db, pounds(100)).await;
        let (app, grace) = (&market.app, &market.grace);
        banking::enter(app, grace, account("Aire Valley", "12345678")).await.unwrap();
        confirm(app, grace, &code(&market, "grace@example.org").await).await.unwrap();
        banking::enter(app, grace, account("Thief", "66666666")).await.unwrap();
        let right = code(&market, "grace@example.org").await;
        for _ in 0..5 {
            assert_eq!(confirm(app, grace, "wrong").await, Err(BillingError::WrongCode));
        }
        assert_eq!(confirm(app, grace, &right).await, Err(BillingError::CodeOver));
        banking::enter(app, grace, account("Thief", "66666666")).await.unwrap();
        let right = code(&market, "grace@example.org").await;
        market.now_is("2026-11-22T12:00:01");
        assert_eq!(confirm(app, grace, &right).await, Err(BillingError::CodeOver));
        assert_eq!(banking::of_provider(app, grace).await.unwrap().confirmed.unwrap().number, "12345678");
    }

    /// A colleague confirms it without the code, or throws it away; everybody hears of it.
    async fn a_second_person_confirms_it(db: TestDb) {
        let market = Market::with(db, pounds(100)).await;
        let femi = colleague(&market);
        let app = &market.app;
        banking::enter(app, &market.grace, account("Aire Valley", "12345678")).await.unwrap();
        let mails = market.site.mails().await;
        let told = mails.iter().find(|mail| mail.to == "femi@example.org").unwrap();
        assert!(told.text.contains("Grace Mensah entered") && !told.text.contains("12345678") && !told.text.contains("HP-"));
        confirm(app, &femi, "").await.unwrap();
        assert!(banking::of_provider(app, &femi).await.unwrap().confirmed.is_some());
        banking::enter(app, &market.grace, account("Another", "11112222")).await.unwrap();
        refuse(app, &femi).await.unwrap();
        assert_eq!(refuse(app, &femi).await, Err(BillingError::CodeOver));
        assert_eq!(banking::of_provider(app, &femi).await.unwrap().confirmed.unwrap().number, "12345678");
    }

    /// The page: filled in again when it is wrong, and hidden from everybody else.
    async fn the_page_says_where_a_provider_is_paid(db: TestDb) {
        let market = Market::with(db, pounds(100)).await;
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/bank").await.sees("We don’t know where to pay you");
        grace.fill("Name of the account", "Aire Valley").fill("Sort code", "20-00").fill("Account number", "12345678");
        grace.press("Send me a code").await.status(422).sees("Enter a sort code of 6 digits");
        grace.fill("Sort code", "20-00-00").press("Send me a code").await.sees("An account that waits").sees("••••5678");
        grace.fill("The code that we sent you by email", "HP-2222-2222").press("Confirm this account").await.status(422);
        grace.sees("That is not the code we sent");
        let right = code(&market, "grace@example.org").await;
        grace.fill("The code that we sent you by email", &right).press("Confirm this account").await;
        grace.sees("You are paid to 20-00-00, ••••5678.");
        grace.fill("Name of the account", "B").fill("Sort code", "200000").fill("Account number", "1234567");
        grace.press("Send me a code").await.press("Throw it away").await.sees("It is thrown away.");
        council(&market);
        for who in ["priya@example.org", "tom@example.org", "daniel@example.org"] {
            let mut other = market.site.signed_in(who).await;
            other.visit("/provider/bank").await.status(404);
            for address in ["/provider/bank", "/provider/bank/confirm", "/provider/bank/refuse"] {
                let typed = [("name", "Thief"), ("sort_code", "200000"), ("number", "66666666"), ("code", "x")];
                other.visit("/account").await.post(address, &typed).await.status(404);
            }
        }
    }
}
