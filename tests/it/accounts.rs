//! Accounts, by their pages: signing in and up, new passwords, sessions, mandates.

use handpick::accounts::service::enrol;
use handpick::app::Limits;
use handpick::kernel::ids::UserId;

use crate::support::TestApp;
use crate::support::app::PASSWORD;
use crate::support::browser::Browser;

/// A user with a budget holder of their own.
fn holder(app: &TestApp, email: &str, name: &str, reference: &str) -> UserId {
    let (user, now) = (app.user(email, name), app.now());
    let new = enrol::NewHolder {
        reference: reference.to_owned(),
        user_id: Some(user),
        name: name.to_owned(),
        ..enrol::NewHolder::default()
    };
    app.write(move |db| enrol::holder(db, &new, now));
    user
}

async fn sign_in<'a>(browser: &'a mut Browser, email: &str, password: &str) -> &'a mut Browser {
    browser.visit("/sign-in").await.fill("Email address", email).fill("Password", password);
    browser.press("Sign in").await
}

async fn sign_up(browser: &mut Browser, email: &str) {
    browser.visit("/sign-up").await;
    browser.follow("For me").await.heading("An account for me");
    browser.fill("Your name", "Priya Shah").fill("Email address", email).fill("Choose a password", PASSWORD);
    browser.press("Make the account").await;
}

async fn forget(browser: &mut Browser, email: &str) {
    browser.visit("/sign-in").await;
    browser.follow("I forgot my password").await.fill("Email address", email).press("Send me a link").await;
}

on_each_backend! {
    async fn signing_in_and_out(db: TestDb) {
        let app = TestApp::start(db).await;
        holder(&app, "priya@example.org", "Priya Shah", "HP-AAAA-AAAA");
        let mut browser = app.browser();
        browser.visit("/account").await.heading("Sign in");
        browser.fill("Email address", " Priya@Example.org ").fill("Password", PASSWORD).press("Sign in").await;
        browser.at("/account").sees("Priya Shah").sees("HP-AAAA-AAAA").sees("Firefox on Linux This one");
        browser.press("Sign out").await.sees("Sign in");
        browser.visit("/account").await.heading("Sign in");
    }

    async fn an_unknown_address_and_a_wrong_password_get_the_same_answer(db: TestDb) {
        let app = TestApp::start(db).await;
        app.user("priya@example.org", "Priya Shah");
        let (mut known, mut unknown) = (app.browser(), app.browser());
        sign_in(&mut known, "priya@example.org", "not her password").await.status(422);
        sign_in(&mut unknown, "nobody@example.org", "not her password").await.status(422);
        known.sees("The email address or the password is wrong.");
        assert_eq!(known.main_text(), unknown.main_text());
        sign_in(&mut known, "", "").await.status(422).sees("Enter your email address").sees("Enter your password");
    }

    async fn only_pages_of_this_site_are_gone_to_after_signing_in(db: TestDb) {
        let app = TestApp::start(db).await;
        holder(&app, "priya@example.org", "Priya Shah", "HP-AAAA-AAAA");
        for (next, lands) in [("/account/people", "/account/people"), ("//evil.example", "/budget"), ("https://evil.example", "/budget")] {
            let mut browser = app.browser();
            browser.visit(&format!("/sign-in?next={next}")).await;
            browser.fill("Email address", "priya@example.org").fill("Password", PASSWORD).press("Sign in").await;
            browser.at(lands);
        }
    }

    async fn an_account_exists_once_its_address_is_confirmed(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut browser = app.browser();
        sign_up(&mut browser, "priya@example.org").await;
        browser.heading("Check your email");
        sign_in(&mut browser, "priya@example.org", PASSWORD).await.status(422);
        let link = app.link_to("priya@example.org").await;
        // A link scanner opens the link, twice.
        app.browser().visit(&link).await.status(200);
        app.browser().visit(&link).await.heading("Confirm your email address");
        sign_in(&mut browser, "priya@example.org", PASSWORD).await.status(422);
        browser.visit(&link).await.press("Confirm my email address").await;
        browser.at("/sign-in").sees("Your email address is confirmed.");
        sign_in(&mut browser, "priya@example.org", PASSWORD).await;
        browser.visit("/account").await.sees("Your reference HP-").sees("you pay for your own support");
        app.browser().visit(&link).await.status(410).heading("This link no longer works");
    }

    async fn a_confirmation_link_works_for_a_day(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut browser = app.browser();
        sign_up(&mut browser, "priya@example.org").await;
        let link = app.link_to("priya@example.org").await;
        browser.visit(&link).await.heading("Confirm your email address");
        app.wait(24 * 60);
        browser.press("Confirm my email address").await.status(410);
        browser.visit("/confirm-email/made-up").await.status(410);
    }

    async fn signing_up_with_a_known_address_looks_the_same_and_changes_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        app.user("priya@example.org", "Priya Shah");
        let (mut known, mut unknown) = (app.browser(), app.browser());
        sign_up(&mut known, "priya@example.org").await;
        sign_up(&mut unknown, "new@example.org").await;
        assert_eq!((known.path(), known.main_text()), (unknown.path(), unknown.main_text()));
        let mails = app.mails().await;
        assert_eq!(mails[0].subject, "You already have an account");
        assert_eq!(mails[1].subject, "Confirm your email address");
        sign_in(&mut known, "priya@example.org", PASSWORD).await.sees("Sign out");
    }

    async fn the_owner_of_an_address_gets_their_own_sign_up(db: TestDb) {
        let app = TestApp::start(db).await;
        let (mut stranger, mut owner) = (app.browser(), app.browser());
        stranger.visit("/sign-up/for-me").await;
        stranger.fill("Your name", "Eve").fill("Email address", "priya@example.org").fill("Choose a password", "the stranger's words");
        stranger.press("Make the account").await;
        sign_up(&mut owner, "priya@example.org").await;
        let link = app.link_to("priya@example.org").await;
        owner.visit(&link).await.press("Confirm my email address").await;
        sign_in(&mut stranger, "priya@example.org", "the stranger's words").await.status(422);
        sign_in(&mut owner, "priya@example.org", PASSWORD).await.sees("Priya Shah");
        // The stranger's link died with the confirmation.
        let first = app.mails().await.into_iter().next().unwrap();
        let link = first.text.lines().find_map(|line| line.strip_prefix("http://localhost")).unwrap().to_owned();
        stranger.visit(&link).await.status(410);
    }

    async fn signing_up_for_a_provider_and_for_someone(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut grace = app.browser();
        grace.visit("/sign-up/provider").await.press("Make the account").await.status(422);
        grace.sees("Enter what your organisation is called").sees("Enter your name").sees("Choose a password");
        grace.fill("What your organisation is called", "Aire Valley Home Support").fill("Your name", "Grace Obi");
        grace.fill("Email address", "grace@example.org").fill("Choose a password", PASSWORD);
        grace.press("Make the account").await.heading("Check your email");
        let link = app.link_to("grace@example.org").await;
        grace.visit(&link).await.press("Confirm my email address").await;
        sign_in(&mut grace, "grace@example.org", PASSWORD).await;
        grace.visit("/account").await.sees("Provider staff Aire Valley Home Support");

        let mut meena = app.browser();
        meena.visit("/sign-up/for-someone").await;
        meena.fill("Your name", "Meena Shah").fill("Name of the person you help (optional)", "Priya Shah");
        meena.fill("Email address", "meena@example.org").fill("Choose a password", PASSWORD);
        meena.press("Make the account").await;
        let link = app.link_to("meena@example.org").await;
        meena.visit(&link).await.press("Confirm my email address").await;
        sign_in(&mut meena, "meena@example.org", PASSWORD).await;
        meena.visit("/account").await.sees("People you act for 1 person").sees("My people");
        meena.visit("/sign-up/council").await.heading("An account for a council");
        meena.visit("/sign-up/king").await.status(404);
    }

    async fn a_forgotten_password_is_set_anew_with_a_link_that_works_once(db: TestDb) {
        let app = TestApp::start(db).await;
        app.user("priya@example.org", "Priya Shah");
        let mut thief = app.signed_in("priya@example.org").await;
        let (mut known, mut unknown) = (app.browser(), app.browser());
        forget(&mut known, "priya@example.org").await;
        forget(&mut unknown, "nobody@example.org").await;
        assert_eq!((known.path(), known.main_text()), (unknown.path(), unknown.main_text()));
        assert_eq!(app.mails().await.len(), 1);
        let link = app.link_to("priya@example.org").await;
        known.visit(&link).await.fill("New password", "short").press("Set the new password").await.status(422);
        known.fill("New password", "a new set of words").press("Set the new password").await;
        known.at("/sign-in").sees("Your password is changed.");
        thief.visit("/account").await.heading("Sign in").sees("You were signed out.");
        sign_in(&mut known, "priya@example.org", PASSWORD).await.status(422);
        sign_in(&mut known, "priya@example.org", "a new set of words").await.sees("Sign out");
        unknown.visit(&link).await.status(410);
        assert_eq!(app.mails().await.last().unwrap().subject, "Your password was changed");
    }

    async fn a_link_for_a_new_password_works_for_an_hour(db: TestDb) {
        let app = TestApp::start(db).await;
        app.user("priya@example.org", "Priya Shah");
        let mut browser = app.browser();
        forget(&mut browser, "priya@example.org").await;
        let link = app.link_to("priya@example.org").await;
        app.wait(60);
        browser.visit(&link).await.status(410).sees("ask for another link");
    }

    async fn too_many_tries_are_refused_before_anything_is_hashed(db: TestDb) {
        let app = TestApp::with_limits(db, Limits::new(3, 100)).await;
        app.user("priya@example.org", "Priya Shah");
        for email in ["priya@example.org", "nobody@example.org"] {
            let mut browser = app.browser();
            for _ in 0..3 {
                sign_in(&mut browser, email, "wrong and wrong").await.status(422);
            }
            sign_in(&mut browser, email, PASSWORD).await.status(429).heading("Too many tries");
            for _ in 0..3 {
                forget(&mut browser, email).await;
                browser.status(200);
            }
            forget(&mut browser, email).await;
            browser.status(429);
            for _ in 0..3 {
                sign_up(&mut browser, email).await;
                browser.status(200);
            }
            sign_up(&mut browser, email).await;
            browser.status(429);
        }
    }

    async fn one_address_cannot_try_many_accounts(db: TestDb) {
        let app = TestApp::with_limits(db, Limits::new(100, 2)).await;
        let mut browser = app.browser();
        for (email, status) in [("a@example.org", 422), ("b@example.org", 422), ("c@example.org", 429)] {
            sign_in(&mut browser, email, "wrong and wrong").await.status(status);
        }
        sign_in(&mut app.browser(), "c@example.org", "wrong and wrong").await.status(422);
    }

    async fn a_session_revoked_while_a_form_is_open_loses_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        holder(&app, "priya@example.org", "Priya Shah", "HP-AAAA-AAAA");
        let mut here = app.signed_in("priya@example.org").await;
        let mut there = app.signed_in("priya@example.org").await;
        here.visit("/account/contact").await.fill("Format", "Easy read");
        there.visit("/account").await.press("Sign out everywhere").await;
        there.at("/sign-in").sees("You are signed out everywhere.");
        here.press("Save").await.at("/sign-in");
        here.sees("You were signed out before your form reached us, so nothing was changed.");
        here.fill("Email address", "priya@example.org").fill("Password", PASSWORD).press("Sign in").await;
        here.at("/account/contact").fill("Format", "Easy read").press("Save").await;
        here.at("/account").sees("Saved.").sees("Easy read.");
    }

    async fn a_session_lapses_when_idle_and_after_half_a_day(db: TestDb) {
        let app = TestApp::start(db).await;
        app.user("priya@example.org", "Priya Shah");
        let mut browser = app.signed_in("priya@example.org").await;
        for _ in 0..14 {
            app.wait(50);
            browser.visit("/account").await.heading("Your account");
        }
        app.wait(50);
        browser.visit("/account").await.heading("Sign in").sees("You were signed out.");
        let mut idle = app.signed_in("priya@example.org").await;
        app.wait(60);
        idle.visit("/account").await.heading("Sign in");
    }

    async fn a_form_without_its_token_is_refused(db: TestDb) {
        let app = TestApp::start(db).await;
        app.user("priya@example.org", "Priya Shah");
        let mut browser = app.browser();
        let fields = [("email", "priya@example.org"), ("password", PASSWORD)];
        browser.visit("/sign-in").await.post_without_token("/sign-in", &fields).await.status(403);
        browser.heading("This form is too old");
        browser.visit("/sign-in").await.post("/sign-in", &fields).await.sees("Sign out");
        browser.post_without_token("/account/sign-out-everywhere", &[]).await.status(403);
        browser.visit("/account").await.heading("Your account");
        // A form from before signing in belongs to nobody now.
        let mut other = app.browser();
        other.visit("/sign-in").await;
        let mut stale = app.browser();
        stale.post("/sign-in", &fields).await.status(403);
    }

    async fn changing_the_password_ends_other_sessions(db: TestDb) {
        let app = TestApp::start(db).await;
        app.user("priya@example.org", "Priya Shah");
        let mut here = app.signed_in("priya@example.org").await;
        let mut there = app.signed_in("priya@example.org").await;
        here.visit("/account").await.follow("Change your password").await;
        here.fill("The password you have now", "wrong and wrong").fill("New password", "a new set of words");
        here.press("Change my password").await.status(422).sees("This is not the password you have now");
        here.fill("The password you have now", PASSWORD).fill("New password", "a new set of words");
        here.press("Change my password").await.at("/account").sees("Your password is changed.");
        there.visit("/account").await.heading("Sign in");
        sign_in(&mut there, "priya@example.org", "a new set of words").await.sees("Sign out");
    }

    async fn giving_and_taking_back_a_mandate(db: TestDb) {
        let app = TestApp::start(db).await;
        holder(&app, "priya@example.org", "Priya Shah", "HP-AAAA-AAAA");
        app.user("tom@example.org", "Tom Adeyemi");
        let mut priya = app.signed_in("priya@example.org").await;
        priya.visit("/account/people").await.sees("Nobody acts for you").follow("Let someone act for you").await;
        priya.press("Let them act for me").await.status(422).sees("Choose what they may do");
        for email in ["tom@example.org", "stranger@example.org"] {
            priya.visit("/account/people/add").await;
            priya.fill("Their email address", email).tick("Order").fill("The most one order may cost", "250");
            priya.fill_in("The last day (optional)", "Day", "30").fill_in("The last day (optional)", "Month", "6");
            priya.fill_in("The last day (optional)", "Year", "2027").press("Let them act for me").await;
            priya.at("/account/people").sees("We have written to them.").sees(email);
        }
        // Whether an address has an account can't be told.
        priya.does_not_see("Tom Adeyemi").sees("Up to £250.00").sees("30 June 2027");
        let mails = app.mails().await;
        let subjects: Vec<_> = mails.iter().map(|mail| (mail.to.as_str(), mail.subject.as_str())).collect();
        let said = "You can now act for Priya Shah";
        assert_eq!(subjects, [("tom@example.org", said), ("stranger@example.org", said)]);
        assert!(mails[0].text.contains("up to £250.00 an order, until 30 June 2027"), "{}", mails[0].text);

        priya.visit("/account/people/add").await.fill("Their email address", "tom@example.org").tick("See");
        priya.press("Let them act for me").await.status(422).sees("They may act for you already.");
        priya.fill("Their email address", "priya@example.org").press("Let them act for me").await.status(422);

        priya.visit("/account/people").await.follow("Stop tom@example.org acting for you").await;
        priya.press("Stop them acting for me").await.at("/account/people").sees("They can no longer act for you.");
        priya.sees("tom@example.org: you took it back");
        assert_eq!(app.mails().await.last().unwrap().subject, "You no longer act for Priya Shah");
    }

    async fn nobody_takes_back_another_holders_mandate(db: TestDb) {
        let app = TestApp::start(db).await;
        holder(&app, "priya@example.org", "Priya Shah", "HP-AAAA-AAAA");
        holder(&app, "devon@example.org", "Devon Clarke", "HP-BBBB-BBBB");
        let mut priya = app.signed_in("priya@example.org").await;
        priya.visit("/account/people/add").await.fill("Their email address", "tom@example.org").tick("Order");
        priya.press("Let them act for me").await;
        let mut devon = app.signed_in("devon@example.org").await;
        devon.visit("/account/people/1/take-back").await.status(404);
        devon.visit("/account").await.post("/account/people/1/take-back", &[]).await.status(404);
        devon.visit("/account/people/x/take-back").await.status(404);
        priya.visit("/account/people/1/take-back").await.heading("Stop tom@example.org acting for you?");
        // Somebody who is no budget holder has nothing to give.
        app.user("grace@example.org", "Grace Obi");
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/account/people").await.status(404);
        grace.visit("/account/contact").await.status(404);
    }
}
