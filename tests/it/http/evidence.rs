//! Accreditations with evidence: sent, read by few, renewed, and told of before they run out.

use handpick::accounts::Role;
use handpick::directory::model::ListingState;

use super::market;
use crate::support::TestApp;

const PDF: &[u8] = b"%PDF-1.7 a certificate";

on_each_backend! {
    async fn evidence_is_read_by_its_staff_moderators_and_commissioners_only(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        market::provider(&app);
        market::staff(&app, "otto@example.org", "Otto Other", Role::ProviderStaff, "Another provider");
        market::staff(&app, "cora@example.org", "Cora Commissioner", Role::Commissioner, "Leeds City Council");
        market::staff(&app, "carl@example.org", "Carl Manager", Role::CareManager, "Leeds City Council");
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/accreditations/new?scheme=dbs").await.sees("Certificate number").sees("Like 001234567890.");
        grace.fill("Certificate number", "A-1").attach("Evidence: a photo or a PDF", "cert.pdf", PDF);
        grace.press("Send to be checked").await.status(422).sees("Enter one like 001234567890.");
        grace.fill("Certificate number", "001234567890").select("Level", "Enhanced");
        grace.attach("Evidence: a photo or a PDF", "me.jpg", b"MZ\x90 a program");
        grace.press("Send to be checked").await.status(422).sees("This file can’t be read.");
        grace.attach("Evidence: a photo or a PDF", "cert.pdf", PDF).press("Send to be checked").await;
        grace.at("/provider/accreditations").follow("DBS check, enhanced").await.sees("cert.pdf").sees("Not yet");
        let here = grace.path().to_owned();
        grace.press("Add the file").await.status(422).sees("Choose a file.");
        grace.attach("Add a file", "more.svg", b"<svg onload=alert(1)>").press("Add the file").await.status(422);
        grace.follow("cert.pdf").await.status(200);
        let file = grace.path().to_owned();
        assert_eq!(grace.bytes(), PDF);
        assert!(grace.header("content-disposition").starts_with("attachment; filename=\"evidence-"));
        assert_eq!(grace.header("x-content-type-options"), "nosniff");
        assert_eq!(grace.header("content-type"), "application/pdf");

        for (who, status) in [("otto", 404), ("carl", 404), ("cora", 200), ("moderator", 200)] {
            app.signed_in(&format!("{who}@example.org")).await.visit(&file).await.status(status);
        }
        assert_eq!(app.browser().visit(&file).await.path(), "/sign-in");
        let mut otto = app.signed_in("otto@example.org").await;
        otto.visit(&here).await.status(404);
        otto.visit(&format!("{here}/renew")).await.status(404);
        otto.visit("/evidence/999").await.status(404);
    }

    async fn a_new_one_takes_the_place_of_the_old_when_it_is_checked(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        let provider = market::provider(&app);
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/accreditations").await.follow("Public liability insurance").await.sees("31 March 2027");
        grace.follow("Send a new one in its place").await.sees("Until then the old one counts.");
        grace.fill("Policy number", "NEW-2").fill("Day", "31").fill("Month", "3").fill("Year", "2028");
        grace.press("Send to be checked").await.at("/provider/accreditations").sees("Waiting to be checked");
        let mut anyone = app.browser();
        anyone.visit(&format!("/providers/{provider}")).await.sees("31 March 2027").does_not_see("31 March 2028");
        let mut nia = app.signed_in("moderator@example.org").await;
        nia.visit("/moderation").await.follow("Public liability insurance of Aire Valley Home Support").await;
        nia.choose("Verify").press("Save decision").await;
        anyone.reload().await.sees("31 March 2028").does_not_see("31 March 2027");
        grace.visit("/provider/accreditations").await.sees("Replaced by a newer one");
        app.wait(60 * 24 * 140);
        handpick::directory::service::lapses::remind(&app.app).await.unwrap();
        assert!(!app.mails().await.iter().any(|mail| mail.subject.contains("public liability")));
    }

    async fn managers_are_reminded_60_30_and_7_days_before_and_at_the_end_each_once(db: TestDb) {
        let app = TestApp::start(db).await;
        market::provider(&app);
        let reminders = async || {
            for _ in 0..2 {
                handpick::directory::service::lapses::remind(&app.app).await.unwrap();
            }
            let mails = app.mails().await;
            mails.iter().filter(|mail| mail.subject.contains("public liability")).map(|mail| mail.subject.clone()).collect::<Vec<_>>()
        };
        assert!(reminders().await.is_empty());
        let mut told = Vec::new();
        // 21 November 2026 to 31 March 2027 is 130 days.
        for (days, words) in [
            (70, "runs out in 60 days, on 31 March 2027"),
            (10, ""),
            (20, "runs out in 30 days"),
            (23, "runs out in 7 days"),
            (6, ""),
            (2, "has run out"),
            (1, ""),
        ] {
            app.wait(60 * 24 * days);
            let now = reminders().await;
            if !words.is_empty() {
                told.push(words);
            }
            assert_eq!(now.len(), told.len(), "{now:?}");
            assert!(now.iter().zip(&told).all(|(subject, words)| subject.contains(words)), "{now:?}");
        }
    }

    async fn a_refused_one_says_why(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        market::provider(&app);
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/accreditations/new?scheme=living_wage").await.fill("Name or number on the list", "LW-1");
        grace.fill("Day", "5").fill("Month", "12").fill("Year", "2027").press("Send to be checked").await;
        let mut nia = app.signed_in("moderator@example.org").await;
        nia.visit("/moderation").await.follow("Living Wage employer of Aire Valley Home Support").await;
        nia.choose("Refuse").press("Save decision").await.status(422);
        nia.fill("If you refuse it: why?", "You are not on the list.").press("Save decision").await;
        grace.visit("/provider/accreditations").await.follow("Living Wage employer").await.sees("You are not on the list.");
        let mails = app.mails().await;
        let told = mails.iter().find(|mail| mail.to == "grace@example.org" && mail.subject == "Not accepted: Living Wage employer");
        assert!(told.is_some_and(|mail| mail.text.contains("Why: You are not on the list.")), "{mails:?}");
        nia.visit("/moderation/decisions?subject=accreditation").await.sees("1 decision").sees("You are not on the list.");
        grace.visit("/provider/decisions").await.follow("Living Wage employer").await.sees("You are not on the list.");
    }
}

on_each_backend! {
    async fn a_claim_is_shown_by_a_code_that_goes_to_the_address_on_record(db: TestDb) {
        let app = TestApp::start(db).await;
        market::staff(&app, "elms@example.org", "Ellen Elms", Role::ProviderStaff, "The Elms Ltd");
        let (provider, listing) = market::unclaimed(&app);
        let mut ellen = app.signed_in("elms@example.org").await;
        ellen.visit("/provider").await.at("/provider/start").follow("Find your page and take it over").await;
        ellen.fill("Name, postcode or CQC number", "the el").press("Look").await.follow("The Elms").await;
        ellen.press("Send").await.status(422).sees("Choose how you show it.");
        ellen.fill("What do you do there?", "Owner").choose("With a code that we mail to the address on record");
        ellen.sees("h…@airevalley.example").press("Send").await.at("/provider/claim").sees("We have mailed a code.");
        ellen.fill("The code", "HP-AAAA-AAAA").press("Enter the code").await.status(422).sees("You have 4 tries left.");
        let code = code(&app).await;
        ellen.visit("/provider/profile").await.at("/provider/start").sees("Waiting for us");
        ellen.visit("/provider/claim").await.fill("The code", &code.to_lowercase()).press("Enter the code").await;
        ellen.at("/provider/start").sees("The page is yours now.");
        app.browser().visit(&format!("/providers/{provider}")).await.sees("We know who they are");
        ellen.visit(&format!("/provider/listings/{listing}/edit")).await.status(200);
        assert!(app.mails().await.iter().any(|mail| mail.subject == "The page of The Elms is yours"));
        ellen.visit(&format!("/providers/{provider}/claim")).await.status(409);
    }

    async fn a_code_ends_after_seven_days_and_five_tries(db: TestDb) {
        let app = TestApp::start(db).await;
        market::staff(&app, "elms@example.org", "Ellen Elms", Role::ProviderStaff, "The Elms Ltd");
        let (provider, _) = market::unclaimed(&app);
        let mut ellen = app.signed_in("elms@example.org").await;
        ellen.visit(&format!("/providers/{provider}/claim")).await.fill("What do you do there?", "Owner");
        ellen.choose("With a code that we mail to the address on record").press("Send").await;
        let code = code(&app).await;
        for _ in 0..5 {
            ellen.visit("/provider/claim").await.fill("The code", "HP-AAAA-AAAA").press("Enter the code").await.status(422);
        }
        ellen.visit("/provider/claim").await.post("/provider/claim/1/code", &[("code", &code)]).await.status(422);
        ellen.sees("This code no longer works.");
        ellen.visit("/provider/claim").await.press("Take the claim back").await.at("/provider/start");
        ellen.visit(&format!("/providers/{provider}/claim")).await.fill("What do you do there?", "Owner");
        ellen.choose("With a code that we mail to the address on record").press("Send").await.at("/provider/claim");
        let second = self::code(&app).await;
        app.wait(7 * 24 * 60 + 1);
        let mut ellen = app.signed_in("elms@example.org").await;
        ellen.visit("/provider/claim").await.post("/provider/claim/2/code", &[("code", &second)]).await.status(422);
        app.browser().visit(&format!("/providers/{provider}")).await.sees("has not claimed this page yet.");
    }

    async fn two_claims_wait_for_a_moderator_and_one_is_refused_with_the_reason(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        market::staff(&app, "elms@example.org", "Ellen Elms", Role::ProviderStaff, "The Elms Ltd");
        market::staff(&app, "otto@example.org", "Otto Other", Role::ProviderStaff, "Another provider");
        let (provider, _) = market::unclaimed(&app);
        let claim = format!("/providers/{provider}/claim");
        let mut ellen = app.signed_in("elms@example.org").await;
        ellen.visit(&claim).await.fill("What do you do there?", "Owner");
        ellen.choose("With a code that we mail to the address on record").press("Send").await;
        let code = code(&app).await;
        let mut otto = app.signed_in("otto@example.org").await;
        otto.visit(&claim).await.fill("What do you do there?", "Director").choose("With a file").press("Send").await;
        otto.status(422).sees("Choose a file");
        otto.attach("The file, if you send one", "letter.pdf", PDF).press("Send").await.at("/provider/claim");
        otto.follow("letter.pdf").await.status(200);
        let file = otto.path().to_owned();
        ellen.visit(&file).await.status(404);
        ellen.visit("/provider/claim").await.sees("Somebody at Handpick looks at it.");
        ellen.post("/provider/claim/1/code", &[("code", &code)]).await.status(422);
        ellen.visit("/provider/claim").await.post("/provider/claim/2/withdraw", &[]).await.status(404);

        let mut nia = app.signed_in("moderator@example.org").await;
        nia.visit("/moderation/claims").await.at("/moderation").sees("More than one says this page is theirs");
        nia.sees("Claims (2)").follow("The Elms, claimed by The Elms Ltd").await.sees("Ellen Elms");
        nia.sees("1 other claims this page too.").press("Save decision").await.status(422);
        nia.choose("Accept").press("Save decision").await.at("/moderation").sees("Nothing waits for you");
        nia.visit("/moderation/decisions").await.sees("2 decisions").sees("Claim accepted").sees("A claim not accepted");
        nia.sees("We found that it belongs to somebody else.");
        ellen.visit("/provider/decisions").await.sees("Claim accepted").does_not_see("belongs to somebody else");
        nia.visit("/moderation/claims/1").await.post("/moderation/claims/1", &[("decision", "accept")]).await;
        assert!([403, 409].contains(&nia.answered()));
        otto.visit("/provider/claim").await.sees("We found that it belongs to somebody else.");
        assert!(app.mails().await.iter().any(|mail| mail.to == "otto@example.org" && mail.text.contains("Why: We found")));
        otto.visit("/moderation/claims").await.status(404);
    }

    async fn a_new_provider_sees_what_to_do_and_where_they_are(db: TestDb) {
        let app = TestApp::start(db).await;
        market::staff(&app, "sana@example.org", "Sana Malik", Role::ProviderStaff, "Sana Malik");
        let mut sana = app.signed_in("sana@example.org").await;
        sana.at("/provider/start").sees("About ten minutes").sees("0 of 7 done.").sees("Cannot start yet");
        sana.visit("/provider/areas").await.at("/provider/profile");
        sana.choose("One person, such as a personal assistant").fill("Postcode", "LS6 3AA").press("Save").await;
        sana.at("/provider/start").sees("1 of 7 done.").follow("The areas you serve").await.press("Save").await.status(422);
        sana.fill("Postcode areas", "ls6, LS4").press("Save").await.at("/provider/start").sees("2 of 7 done.");
        sana.follow("More about you").await.fill("Charity number", "12").press("Save").await.status(422);
        sana.sees("This is not the shape of a charity number.").fill("Charity number", "1012345");
        sana.fill("Company number", "1234567").fill("How to complain", "Ring Sana.").press("Save").await.at("/provider/start");
        sana.press("I have no checks to add now").await.sees("Not needed").sees("4 of 7 done.");
        sana.follow("Your first listing").await.fill("What do you call it?", "Walk and coffee");
        sana.select("Category", "Leisure and lifestyle (other)").press("Save and go on").await.follow("Who and where").await;
        assert!(sana.html().contains("LS6, LS4"), "the areas are filled in");
        sana.visit("/provider/start").await.sees("In progress").follow("See how it will look").await.heading("Walk and coffee");
        sana.visit("/provider/start").await.sees("5 of 7 done.");
        sana.visit("/provider/start/preview").await.at("/listings/1-walk-and-coffee");
        let mut stranger = app.browser();
        stranger.visit("/sign-in").await.post("/provider/start/no-checks", &[]).await;
        assert_eq!(stranger.path(), "/sign-in");
        let mut anyone = app.browser();
        anyone.visit("/providers/1").await.sees("01234567").sees("Ring Sana.");
        assert!(anyone.html().contains("https://register-of-charities.charitycommission.gov.uk"));
    }

    async fn a_lapsed_check_is_said_on_the_pages_of_a_provider_with_listings(db: TestDb) {
        let app = TestApp::start(db).await;
        market::listing(&app, market::provider(&app), ListingState::Live);
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/accreditations").await.sees("What your listings need").sees("DBS check");
        app.wait(60 * 24 * 400);
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/accreditations").await.sees("Ran out");
    }
}

/// The code in the newest mail to the organisation on record.
async fn code(app: &TestApp) -> String {
    let mails = app.mails().await;
    let mail = mails.iter().rev().find(|mail| mail.to == "hello@airevalley.example").unwrap();
    mail.text.lines().find(|line| line.starts_with("HP-")).unwrap().to_owned()
}
