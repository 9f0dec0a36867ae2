//! Listings and providers, by their pages: what everybody sees, what their staff write, what moderators check.

use handpick::accounts::Role;
use handpick::accounts::service::enrol as accounts;
use handpick::directory::model::ListingState;

use super::market;
use crate::support::TestApp;
use crate::support::browser::Browser;

async fn grace(app: &TestApp) -> Browser {
    app.signed_in("grace@example.org").await
}

on_each_backend! {
    /// The whole way of a one-person provider, from nothing to a listing that people find.
    async fn a_new_provider_gets_a_listing_on_the_market(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        market::staff(&app, "sana@example.org", "Sana Malik", Role::ProviderStaff, "Sana Malik");
        let mut sana = app.signed_in("sana@example.org").await;

        sana.visit("/provider/listings").await.sees("First tell people who you are");
        sana.visit("/provider/listings/new").await.at("/provider/profile").sees("First tell people who you are.");
        sana.press("Save").await.status(422).sees("Choose what kind of provider you are.");
        sana.choose("One person, such as a personal assistant").fill("Postcode", "LS6 3AA");
        sana.press("Save").await.at("/provider/start").sees("of 7 done.").visit("/provider/listings").await.sees("You have no listings yet");

        sana.follow("Add a listing").await.press("Save and go on").await.status(422).sees("Enter a title");
        sana.fill("What do you call it?", "Walk and coffee").select("Category", "Leisure and lifestyle (other)");
        sana.press("Save and go on").await.heading("Walk and coffee").sees("Nobody sees this yet.");
        sana.follow("See what is missing").await.sees("Enter a short summary").sees("Add at least one price.");
        sana.follow("Back to the listing").await.follow("What it is").await;
        sana.fill("Summary", "A walk in the park, and a coffee after.");
        sana.fill("Description", "We walk as far as you like.");
        sana.fill("What people get", "A walk\nA coffee").press("Save").await.sees("“What it is” is saved.");
        sana.follow("Who and where").await.tick("Older people").tick("At your home").fill("Postcode areas", "ls6, LS4");
        sana.press("Save").await.follow("Days and times").await;
        sana.tick("Wednesday").fill("From", "2pm").fill("To", "5pm").press("Save and add another group").await;
        sana.sees("Group 2").press("Save").await.follow("Prices").await.fill("Weekday, 6am to 6pm", "17.80");
        sana.press("Save").await.sees("It is ready to be checked.");
        sana.follow("Check and send").await.sees("From £17.80 an hour").sees("LS6 and LS4");
        sana.press("Send to be checked").await.sees("We are checking it.");

        let mut nia = app.signed_in("moderator@example.org").await;
        nia.visit("/moderation").await.sees("2 things to check.").follow("Walk and coffee").await;
        nia.press("Save decision").await.status(422).sees("Choose what you decide.");
        nia.choose("Send back").press("Save decision").await.status(422).sees("Say what should change");
        nia.fill("If you send it back: why?", "Say where you meet.").press("Save decision").await.at("/moderation");
        sana.visit("/provider/listings").await.sees("Sent back to you").follow("Walk and coffee").await;
        sana.sees("Say where you meet.").follow("Check and send").await.press("Send to be checked").await;
        nia.visit("/moderation").await.follow("Walk and coffee").await.choose("Approve");
        nia.press("Save decision").await.sees("Approved. People can find it now.");
        sana.visit("/provider/listings").await.sees("Live").follow("Walk and coffee").await;
        sana.follow("See it as others do").await;

        let mut anyone = app.browser();
        anyone.visit(sana.path()).await.heading("Walk and coffee").sees("£17.80 an hour");
        anyone.sees("Wednesdays");
        anyone.sees("This is all you pay. There is no VAT.").sees("No reviews yet");
        anyone.does_not_see("Only you can see this.");
    }

    async fn a_listing_says_everything_that_matters(db: TestDb) {
        let app = TestApp::start(db).await;
        let provider = market::provider(&app);
        let id = market::listing(&app, provider, ListingState::Live);
        let mut anyone = app.browser();
        anyone.visit(&format!("/listings/{id}-an-old-title")).await;
        anyone.at(&format!("/listings/{id}-morning-help-to-wash-and-dress")).heading("Morning help to wash and dress");
        anyone.sees("£21.50 an hour on weekdays").sees("Evening, 6pm to 10pm £24.50").sees("Bank holiday £43.00");
        anyone.sees("Cancel free up to 24 hours before. After that you pay half the price.");
        anyone.sees("CQC registered, rated Good").sees("Checked by Leeds City Council on 12 November 2026");
        anyone.sees("Its rating is not part of the stars.").sees("4 spaces left").sees("LS4 and LS6.");
        anyone.sees("£16.56 of every £21.50 pays for the people who support you.").sees("Price 100.0% £21.50");
        anyone.sees("For older people, and for people with a physical disability.").sees("English and Gujarati");
        assert!(anyone.html().contains(&format!("/listings/{id}/order")));

        anyone.visit(&format!("{}?easy-read=1", anyone.path().to_owned())).await.sees("We help you wash.");
        anyone.sees("It costs £21.50 an hour.");
        anyone.sees("It can cost more at other times.").sees("Choose days and times");
        anyone.visit(&format!("/listings/{id}?easy-read=1")).await.sees("We help you wash.");
    }

    async fn a_reader_sees_how_far_it_is_and_whether_it_comes_to_them(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Live);
        market::holder(&app, "near@example.org", "LS6 3HN", "HP-AAAA-AAAA");
        market::holder(&app, "far@example.org", "M33 3NB", "HP-BBBB-BBBB");
        let mut near = app.signed_in("near@example.org").await;
        near.visit(&format!("/listings/{id}")).await.sees("miles away").sees("Your postcode, LS6 3HN, is covered");
        let mut far = app.signed_in("far@example.org").await;
        far.visit(&format!("/listings/{id}")).await.sees("Your postcode, M33 3NB, is not in this area");
    }

    async fn a_holder_sees_what_it_would_do_to_their_budget(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Live);
        market::holder(&app, "priya@example.org", "LS6 3HN", "HP-AAAA-AAAA");
        let mut priya = app.signed_in("priya@example.org").await;
        priya.visit(&format!("/listings/{id}")).await.does_not_see("a week");
        market::money(&app, 117_000, 500_000);
        priya.reload().await.sees("About £43 a week").sees("2 hours a week, until your budget ends on 5 April 2027.");
        priya.sees("Help at home, left £1,170.00").sees("This, to 5 April £817.00").sees("Left after £353.00");
        app.browser().visit(&format!("/listings/{id}")).await.does_not_see("Left after");
    }

    async fn what_is_not_live_is_seen_only_by_those_who_work_on_it(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        market::staff(&app, "other@example.org", "Otto Other", Role::ProviderStaff, "Another provider");
        let provider = market::provider(&app);
        let (mut grace, mut nia) = (grace(&app).await, app.signed_in("moderator@example.org").await);
        let (mut other, mut anyone) = (app.signed_in("other@example.org").await, app.browser());
        for state in [ListingState::Draft, ListingState::InReview, ListingState::Paused, ListingState::Withdrawn] {
            let path = format!("/listings/{}-morning-help-to-wash-and-dress", market::listing(&app, provider, state));
            anyone.visit(&path).await.status(404);
            other.visit(&path).await.status(404);
            grace.visit(&path).await.status(200).sees("Only you can see this.").sees("You can’t order from a preview.");
            nia.visit(&path).await.status(200).sees("Only the provider and moderators can see this.");
        }
        for nothing in ["/listings/99", "/listings/none", "/providers/99-none", "/listings/1x"] {
            anyone.visit(nothing).await.status(404);
        }
    }

    async fn only_its_own_staff_change_a_listing(db: TestDb) {
        let app = TestApp::start(db).await;
        market::staff(&app, "other@example.org", "Otto Other", Role::ProviderStaff, "Another provider");
        let id = market::listing(&app, market::provider(&app), ListingState::Live);
        let mut other = app.signed_in("other@example.org").await;
        for page in ["edit", "edit/what", "edit/prices", "check", "withdraw"] {
            other.visit(&format!("/provider/listings/{id}/{page}")).await.status(404);
        }
        other.visit("/provider/profile").await;
        for action in ["submit", "take-back", "pause", "resume", "withdraw", "edit/what", "edit/where", "edit/times", "edit/prices", "edit/know"] {
            other.post(&format!("/provider/listings/{id}/{action}"), &[("title", "Mine now")]).await.status(404);
            other.visit("/provider/profile").await;
        }
        for page in ["/moderation", &format!("/moderation/listings/{id}"), "/moderation/providers/1", "/moderation/accreditations/1"] {
            other.visit(page).await.status(404);
        }
        app.browser().visit("/provider/listings").await.at("/sign-in");
    }

    async fn somebody_without_a_budget_is_told_what_to_do_instead_of_a_basket(db: TestDb) {
        let app = TestApp::start(db).await;
        market::provider(&app);
        let mut grace = grace(&app).await;
        grace.visit("/basket").await.status(200).sees("You have no basket").sees("choose first for whom you act");
    }

    async fn a_form_with_faults_comes_back_filled_in(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Draft);
        let edit = format!("/provider/listings/{id}/edit");
        let mut grace = grace(&app).await;
        grace.visit(&format!("{edit}/what")).await.fill("Name of the listing", "").press("Save").await.status(422);
        grace.sees("Enter a title").sees("The same two people come to you each morning.");
        grace.visit(&format!("{edit}/where")).await.fill("Postcode areas", "LS6, Leeds");
        grace.fill("Or in the whole area of these councils", "Atlantis").press("Save").await.status(422);
        grace.sees("“Leeds” is not the first half of a postcode").sees("We don’t know a council called “Atlantis”.");
        grace.visit(&format!("{edit}/times")).await.fill("How many more people can you take now?", "some");
        grace.press("Save").await.status(422).sees("Enter how many spaces are free, like 4.");
        grace.visit(&format!("{edit}/prices")).await.fill("Weekday, 6am to 6pm", "-3");
        grace.fill("Direct support: pay, training, travel", "80");
        grace.press("Save").await.status(422).sees("add up to exactly 100%");
        grace.fill("Weekday, 6am to 6pm", "200000").fill("Direct support: pay, training, travel", "77");
        grace.press("Save").await.status(422).sees("£100,000 or less");
        grace.visit(&format!("{edit}/know")).await.fill("Cancelling is free up to this long before", "9999");
        grace.press("Save").await.status(422).sees("Enter a number of hours from 0 to 672.");
        grace.visit(&format!("{edit}/nothing")).await.status(404);
    }

    async fn a_new_price_of_a_live_listing_needs_notice(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Live);
        let mut grace = grace(&app).await;
        grace.visit(&format!("/provider/listings/{id}/edit/prices")).await;
        grace.sees("A change of price needs 28 days’ notice.");
        grace.fill("Weekday, 6am to 6pm", "23").fill("Day", "1").fill("Month", "12").fill("Year", "2026");
        grace.press("Save").await.status(422).sees("The earliest day is 19 December 2026.");
        grace.fill("Day", "").fill("Month", "").fill("Year", "").press("Save").await.sees("“Prices” is saved.");
        let mut anyone = app.browser();
        anyone.visit(&format!("/listings/{id}")).await.sees("£21.50 an hour on weekdays");
        anyone.sees("From 19 December 2026: £23.00 an hour on weekdays.").does_not_see("From 19 December 2026: £24.50");
        grace.visit(&format!("/provider/listings/{id}/edit/prices")).await;
        grace.sees("£23.00 an hour on weekdays, from 19 December 2026");
    }

    async fn new_words_of_a_live_listing_are_checked_again(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Live);
        let (edit, mut grace) = (format!("/provider/listings/{id}/edit"), grace(&app).await);
        grace.visit(&format!("{edit}/times")).await.fill("How many more people can you take now?", "0");
        grace.press("Save").await.sees("People can find and order this.");
        grace.visit(&format!("{edit}/what")).await.sees("we check the listing again");
        grace.fill("Summary", "Now with singing.").press("Save").await.sees("We are checking it.");
        app.browser().visit(&format!("/listings/{id}")).await.status(404);
        grace.press("Take it back to change it").await.sees("You have it back.");
    }

    async fn a_listing_is_paused_resumed_and_withdrawn(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Live);
        let mut grace = grace(&app).await;
        grace.visit(&format!("/provider/listings/{id}/edit")).await.press("Pause this listing").await;
        grace.sees("It is paused.");
        grace.press("Make it live again").await.sees("It is live again.");
        grace.follow("Withdraw this listing for good").await.sees("you can’t bring it back");
        grace.press("Withdraw it for good").await.at("/provider/listings").sees("Withdrawn");
        grace.post(&format!("/provider/listings/{id}/resume"), &[]).await.status(409).sees("Nothing was changed.");
    }

    async fn an_accreditation_is_shown_once_a_moderator_has_seen_it(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        let provider = market::provider(&app);
        let (mut grace, mut nia, mut anyone) = (grace(&app).await, app.signed_in("moderator@example.org").await, app.browser());
        grace.visit("/provider/accreditations").await.follow("Add an accreditation").await;
        grace.press("Go on").await.status(422).sees("Choose what you have.");
        grace.select("What do you have?", "Living Wage employer").press("Go on").await.sees("real Living Wage");
        grace.press("Send to be checked").await.status(422).sees("Enter the last day it holds.");
        grace.fill("Name or number on the list", "LW-77");
        grace.fill("Day", "5").fill("Month", "12").fill("Year", "2026");
        grace.press("Send to be checked").await.at("/provider/accreditations").sees("Waiting to be checked");
        grace.sees("14 days left");
        anyone.visit(&format!("/providers/{provider}")).await.sees("Accreditations").does_not_see("LW-77");

        nia.visit("/moderation").await.follow("Living Wage employer of Aire Valley Home Support").await;
        nia.press("Save decision").await.status(422).sees("Choose what you decide.");
        nia.choose("Verify").fill_in("When did you see it?", "Year", "2027").press("Save decision").await.status(422);
        nia.sees("can’t be in the future").fill_in("When did you see it?", "Year", "2026");
        nia.fill_in("When does it run out?", "Year", "2027").press("Save decision").await;
        nia.sees("Verified. People see it now.");
        anyone.reload().await.sees("LW-77").sees("21 November 2026, by Nia Moss").sees("5 December 2027");
        grace.visit("/provider/accreditations").await.does_not_see("days left");
    }

    async fn an_accreditation_that_runs_out_is_warned_of_and_stops_new_orders(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Live);
        app.wait(60 * 24 * 100);
        let mut grace = grace(&app).await;
        grace.visit("/provider/accreditations").await;
        grace.sees("Public liability insurance: 30 days left, until 31 March 2027.");
        app.wait(60 * 24 * 31);
        grace.visit("/sign-in").await;
        let mut anyone = app.browser();
        anyone.visit(&format!("/listings/{id}")).await;
        anyone.sees("can’t take new orders: their public liability insurance ran out on 31 March 2027.");
        anyone.does_not_see("Choose days and times");
    }

    async fn nobody_checks_their_own_organisation(db: TestDb) {
        let app = TestApp::start(db).await;
        let user = market::moderator(&app);
        let provider = market::provider(&app);
        let id = market::listing(&app, provider, ListingState::InReview);
        let now = app.now();
        app.write(move |db| {
            let organisation = handpick::directory::service::provider_summary(db, provider)?.organisation_id.unwrap();
            accounts::member(db, user, organisation, Role::ProviderStaff, now)
        });
        let mut nia = app.signed_in("moderator@example.org").await;
        nia.visit("/moderation").await.sees("Nothing waits for you");
        let refused = "You belong to this organisation, so somebody else has to check it.";
        nia.visit(&format!("/moderation/listings/{id}")).await.status(403).sees(refused);
        nia.visit(&format!("/moderation/providers/{provider}")).await.status(403).sees(refused);
        nia.visit("/provider/profile").await;
        nia.post(&format!("/moderation/listings/{id}"), &[("decision", "approve")]).await.status(403).sees(refused);
    }

    async fn an_entry_of_open_data_has_its_source_and_no_invented_price(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        market::staff(&app, "elms@example.org", "Ellen Elms", Role::ProviderStaff, "The Elms Ltd");
        let (provider, listing) = market::unclaimed(&app);
        let mut anyone = app.browser();
        anyone.visit(&format!("/listings/{listing}")).await.sees("No price given").sees("Open Government Licence v3.0");
        anyone.sees("0161 496 0000").does_not_see("Choose days and times").does_not_see("reviews yet");
        anyone.visit(&format!("/providers/{provider}")).await.sees("has not claimed this page yet.");
        anyone.sees("Open Government Licence");
        anyone.does_not_see("This is my organisation").sees("Its rating is never mixed into the stars.");

        let mut ellen = app.signed_in("elms@example.org").await;
        for typed in ["M33+3NB", "m333nb", "the+elms"] {
            ellen.visit(&format!("/provider/find?find={typed}")).await.sees("The Elms").does_not_see("Nothing found");
        }
        ellen.visit(&format!("/providers/{provider}")).await.follow("This is my organisation").await;
        ellen.fill("What do you do there?", "Owner").choose("With a file");
        ellen.attach("The file, if you send one", "letter.pdf", b"%PDF-1.7 The Elms").press("Send").await.at("/provider/claim");
        ellen.sees("Somebody at Handpick looks at it.");
        // A second page for the same place would make the claim impossible.
        ellen.visit("/provider/listings").await.sees("You asked to take a page over");
        ellen.visit("/provider/listings/new").await.at("/provider/start").does_not_see("Go to your day");
        ellen.visit("/provider/profile").await.at("/provider/start").sees("When that is decided, you can go on.");
        ellen.visit("/provider/claim").await.post("/provider/profile", &[("name", "The Elms"), ("kind", "private")]).await;
        ellen.status(409).sees("Take that back first.");
        let mut nia = app.signed_in("moderator@example.org").await;
        nia.visit("/moderation").await.follow("The Elms, claimed by The Elms Ltd").await.choose("Accept").press("Save decision").await;
        nia.at("/moderation").sees("Accepted. The page is theirs now.").does_not_see("Says this page is theirs");
        ellen.visit("/provider/profile").await.choose("Private company").press("Save").await;
        ellen.sees("Your details are saved.");
        nia.visit(&format!("/moderation/providers/{provider}")).await.choose("Suspend");
        nia.press("Save decision").await.status(422);
        nia.fill("Why?", "The home has closed.").press("Save decision").await.sees("Suspended.");
        anyone.visit(&format!("/providers/{provider}")).await.status(404);
    }
}
