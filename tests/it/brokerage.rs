//! Acting for somebody, by its pages: who is seen, and that nobody else is.

use handpick::accounts::service::enrol;
use handpick::accounts::{CommunicationNeeds, Scope, Scopes};
use handpick::budgets::ledger::{self, AccountKind, Reason};
use handpick::kernel::Money;
use handpick::kernel::ids::{HolderId, MandateId, UserId};

use crate::support::TestApp;
use crate::support::purse::{day, posting, pot};

/// A holder without a login.
fn holder(app: &TestApp, name: &str, reference: &str) -> HolderId {
    let new = enrol::NewHolder {
        reference: reference.to_owned(),
        name: name.to_owned(),
        born_on: Some(day("1992-05-04")),
        care_group: Some("physical_disability".to_owned()),
        ..enrol::NewHolder::default()
    };
    let now = app.now();
    app.write(move |db| enrol::holder(db, &new, now))
}

fn mandate(app: &TestApp, holder_id: HolderId, user_id: UserId, ends_on: Option<&str>) -> MandateId {
    let new = enrol::NewMandate {
        holder_id,
        user_id,
        scopes: Scopes::new(&[Scope::Plan, Scope::Order]),
        order_limit: Some(Money::from_pence(25_000)),
        four_week_limit: Some(Money::from_pence(60_000)),
        starts_on: day("2026-04-06"),
        ends_on: ends_on.map(day),
        granted_by: user_id,
    };
    let now = app.now();
    app.write(move |db| enrol::mandate(db, &new, now))
}

fn broker(app: &TestApp, email: &str, name: &str) -> UserId {
    let (user, now) = (app.user(email, name), app.now());
    app.write(move |db| {
        let kind = handpick::accounts::OrganisationKind::Broker;
        let circle = enrol::organisation(db, kind, "Leeds Circle of Support", (None, None), now)?;
        enrol::member(db, user, circle, handpick::accounts::Role::Broker, now)
    });
    user
}

on_each_backend! {
    async fn a_broker_sees_the_people_whose_mandate_they_have(db: TestDb) {
        let app = TestApp::start(db).await;
        let tom = broker(&app, "tom@example.org", "Tom Adeyemi");
        let mut browser = app.signed_in("tom@example.org").await;
        browser.at("/broker").heading("My people").sees("Nobody has asked you to act for them yet");

        let priya = holder(&app, "Priya Shah", "HP-AAAA-AAAA");
        let devon = holder(&app, "Devon Clarke", "HP-BBBB-BBBB");
        holder(&app, "Walter Finch", "HP-CCCC-CCCC");
        mandate(&app, priya, tom, Some("2027-06-30"));
        mandate(&app, devon, tom, Some("2026-11-27"));
        let needs = CommunicationNeeds {
            format: Some("Easy read".to_owned()),
            language: None,
            contact_by: Some("Text first".to_owned()),
            contact_name: None,
            notes: None,
            checked_on: day("2026-05-04"),
            review_on: day("2027-05-04"),
        };
        app.write(move |db| {
            enrol::communication_needs(db, priya, &needs)?;
            let amount = Money::from_pence(1_456_000);
            let pot = pot(db, priya, None, amount).expect("a pot");
            let (from, to) = (AccountKind::Available, AccountKind::Committed);
            ledger::post(db, &posting(pot, Reason::Commit, from, to, 340_000, "order 1")).expect("money to commit");
            Ok(())
        });

        browser.reload().await.sees("2 people").sees("Your mandate for Devon Clarke ends soon").does_not_see("Walter");
        let may = "See, plan and order";
        assert_eq!(
            browser.rows(),
            [
                ["Devon Clarke", may, "No budget", "27 November 2026"],
                ["Priya Shah Easy read. Text first.", may, "£11,160.00", "30 June 2027"],
            ]
        );
        browser.select("Sort by", "Least left to use").press("Sort").await;
        assert!(browser.rows()[0][0].starts_with("Priya Shah"));

        browser.follow("Priya Shah").await.heading("Priya Shah").sees("Aged 34. Physical disability.");
        browser.sees("Communication needs").sees("Last checked 4 May 2026.").sees("£14,560").sees("£3,400").sees("£11,160");
        browser.sees("Direct payment").sees("up to £250.00 an order and £600.00 in four weeks, until 30 June 2027.");
    }

    async fn acting_shows_on_every_page_and_in_the_history(db: TestDb) {
        let app = TestApp::start(db).await;
        let tom = broker(&app, "tom@example.org", "Tom Adeyemi");
        let priya = holder(&app, "Priya Shah", "HP-AAAA-AAAA");
        mandate(&app, priya, tom, None);
        let mut browser = app.signed_in("tom@example.org").await;
        browser.follow("Priya Shah").await.press("Act for Priya Shah").await.at("/budget");
        browser.visit("/account").await.sees("You are acting for Priya Shah.").sees("Their budget");
        browser.visit("/broker/people/HP-AAAA-AAAA").await.sees("You are acting for them now.");
        browser.sees("Started acting for them").sees("by Tom Adeyemi for Priya Shah");
        // What is recorded for her is recorded under the mandate.
        browser.visit("/account/contact").await.heading("How to contact Priya Shah");
        browser.fill("Format", "Large print").press("Save").await.sees("Saved.");
        browser.visit("/broker/people/HP-AAAA-AAAA").await.sees("Large print").sees("Said how they like to be contacted");
        browser.press("Stop acting for Priya Shah").await.at("/broker").sees("You have stopped acting for Priya Shah.");
        browser.does_not_see("You are acting for");
        browser.visit("/account/contact").await.status(404);
    }

    async fn without_a_mandate_a_holder_does_not_exist(db: TestDb) {
        let app = TestApp::start(db).await;
        let tom = broker(&app, "tom@example.org", "Tom Adeyemi");
        let sana = broker(&app, "sana@example.org", "Sana Malik");
        let priya = holder(&app, "Priya Shah", "HP-AAAA-AAAA");
        let devon = holder(&app, "Devon Clarke", "HP-BBBB-BBBB");
        let hers = mandate(&app, priya, sana, None);
        let ended = mandate(&app, devon, tom, Some("2026-11-20"));
        let mut browser = app.signed_in("tom@example.org").await;
        browser.visit("/broker/people/HP-ZZZZ-ZZZZ").await.status(404);
        let nobody = browser.main_text();
        for reference in ["HP-AAAA-AAAA", "HP-BBBB-BBBB"] {
            browser.visit(&format!("/broker/people/{reference}")).await.status(404);
            assert_eq!(browser.main_text(), nobody);
        }
        for mandate in [hers.to_string(), ended.to_string(), "999".to_owned(), "x".to_owned(), String::new()] {
            browser.visit("/broker").await.post("/acting", &[("mandate", mandate.as_str())]).await.status(404);
            assert_eq!(browser.main_text(), nobody);
        }
        browser.visit("/broker").await.does_not_see("You are acting for");
    }

    async fn a_mandate_taken_back_bites_at_once(db: TestDb) {
        let app = TestApp::start(db).await;
        let priya = app.user("priya@example.org", "Priya Shah");
        let now = app.now();
        app.write(move |db| {
            let (reference, name) = ("HP-AAAA-AAAA".to_owned(), "Priya Shah".to_owned());
            let new = enrol::NewHolder { reference, user_id: Some(priya), name, ..enrol::NewHolder::default() };
            enrol::holder(db, &new, now)
        });
        broker(&app, "tom@example.org", "Tom Adeyemi");
        let mut holder = app.signed_in("priya@example.org").await;
        holder.visit("/account/people/add").await.fill("Their email address", "tom@example.org").tick("Plan");
        holder.press("Let them act for me").await;
        let mut tom = app.signed_in("tom@example.org").await;
        tom.follow("Priya Shah").await.press("Act for Priya Shah").await;
        tom.visit("/account/contact").await.fill("Format", "Braille");
        // Now that he has used it, she sees his name.
        holder.visit("/account/people").await.sees("Tom Adeyemi (tom@example.org)").sees("Last on 21 November 2026");
        holder.follow("Stop Tom Adeyemi acting for you").await.press("Stop them acting for me").await;
        tom.press("Save").await.status(403).heading("This form is too old");
        tom.visit("/broker").await.does_not_see("Priya Shah");
        tom.visit("/broker/people/HP-AAAA-AAAA").await.status(404);
        holder.visit("/account").await.sees("You have not told us yet");
    }

    async fn a_form_opened_for_one_person_never_counts_for_another(db: TestDb) {
        let app = TestApp::start(db).await;
        let tom = broker(&app, "tom@example.org", "Tom Adeyemi");
        let priya = holder(&app, "Priya Shah", "HP-AAAA-AAAA");
        let devon = holder(&app, "Devon Clarke", "HP-BBBB-BBBB");
        mandate(&app, priya, tom, None);
        let his = mandate(&app, devon, tom, None);
        let mut browser = app.signed_in("tom@example.org").await;
        browser.follow("Priya Shah").await.press("Act for Priya Shah").await;
        browser.visit("/account/contact").await;
        let mut other_tab = browser.clone();
        other_tab.visit("/broker").await.post("/acting", &[("mandate", his.to_string().as_str())]).await;
        other_tab.visit("/broker").await.sees("You are acting for Devon Clarke.");
        browser.fill("Format", "Braille").press("Save").await.status(403).heading("This form is too old");
        other_tab.visit("/broker/people/HP-BBBB-BBBB").await.does_not_see("Braille");
    }

    async fn whoever_signed_up_for_somebody_may_act_for_them(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut meena = app.browser();
        meena.visit("/sign-up/for-someone").await;
        meena.fill("Your name", "Meena Shah").fill("Name of the person you help (optional)", "Priya Shah");
        meena.fill("Email address", "meena@example.org").fill("Choose a password", crate::support::app::PASSWORD);
        meena.press("Make the account").await;
        let link = app.link_to("meena@example.org").await;
        meena.visit(&link).await.press("Confirm my email address").await;
        meena.fill("Email address", "meena@example.org").fill("Password", crate::support::app::PASSWORD);
        meena.press("Sign in").await.at("/broker").follow("Priya Shah").await;
        meena.sees("Pays for their own support.").press("Act for Priya Shah").await;
        meena.visit("/broker").await.sees("You are acting for Priya Shah.");
    }
}
