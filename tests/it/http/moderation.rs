//! Moderation, by its pages: the queue, decisions that reach the provider, reports, answers, and a council's inbox.

use handpick::accounts::service::enrol as accounts;
use handpick::accounts::{OrganisationKind, Role};
use handpick::app::Limits;
use handpick::db::Db;
use handpick::directory::model::ListingState;
use handpick::kernel::Quantity;
use handpick::kernel::ids::{ListingId, OrganisationId, ProviderId, UserId};
use handpick::orders::service as orders;
use handpick::ratings::model::{Helped, NewRating, Scores};
use handpick::ratings::service as ratings;

use super::market;
use crate::support::TestApp;
use crate::support::browser::Browser;
use crate::support::market::{Market, once, pounds};

/// Leeds, where Aire Valley lies, with a care manager.
fn council(app: &TestApp, name: &str, code: &str, email: &str, role: Role) -> OrganisationId {
    let (user, now) = (app.user(email, "Ruth Okafor"), app.now());
    let (name, code) = (name.to_owned(), code.to_owned());
    app.write(move |db| {
        let id = accounts::organisation(db, OrganisationKind::Council, &name, (None, Some("0113 496 0111")), now)?;
        accounts::council_code(db, id, &code)?;
        accounts::member(db, user, id, role, now)?;
        Ok(id)
    })
}

fn leeds(app: &TestApp) -> OrganisationId {
    council(app, "Leeds City Council", "E08000035", "ruth@example.org", Role::CareManager)
}

fn second_moderator(app: &TestApp) -> UserId {
    market::staff(app, "second@example.org", "Omar Lee", Role::Moderator, "Handpick").0
}

async fn nia(app: &TestApp) -> Browser {
    app.signed_in("moderator@example.org").await
}

async fn report(browser: &mut Browser, listing: ListingId, complaint: &str, words: &str, email: &str) {
    browser.visit(&format!("/listings/{listing}")).await.follow("Report a problem with this listing").await;
    browser.choose(complaint).fill("Tell us what you saw", words).fill("Your email address (optional)", email);
    browser.press("Send").await.heading("Thank you for telling us");
}

fn live(app: &TestApp) -> (ProviderId, ListingId) {
    market::moderator(app);
    let provider = market::provider(app);
    (provider, market::listing(app, provider, ListingState::Live))
}

/// How many mails to this address say this.
async fn told(app: &TestApp, to: &str, words: &str) -> usize {
    app.mails().await.iter().filter(|mail| mail.to == to && mail.text.contains(words)).count()
}

on_each_backend! {
    async fn everything_that_waits_is_one_list_oldest_first(db: TestDb) {
        let app = TestApp::start(db).await;
        let (provider, listing) = live(&app);
        market::listing(&app, provider, ListingState::InReview);
        app.wait(60 * 24 * 3);
        let mut anyone = app.browser();
        report(&mut anyone, listing, "The information is wrong or out of date", "They moved.", "").await;
        report(&mut anyone, listing, "It looks unsafe", "No ramp.", "").await;
        let mut nia = nia(&app).await;
        nia.visit("/moderation").await.sees("2 things to check.").sees("3 days").sees("Reported 2 times");
        nia.sees("All (2)").follow("Reports (1)").await.sees("Reported 2 times").does_not_see("3 days");
        nia.visit("/moderation?kind=nonsense&page=99").await.status(200);
        nia.visit("/moderation").await.follow("Open the first").await.sees("Check a listing");
        nia.choose("Approve").press("Save and open the next").await.sees("Approved.").sees("Reported");
        nia.sees("No ramp.").sees("They moved.").choose("Nothing has to change").press("Save and open the next").await;
        nia.at("/moderation").sees("Nothing waits for you").visit("/moderation/next").await.at("/moderation");
    }

    async fn a_decision_reaches_the_provider_with_its_reason_and_can_be_answered_once(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        let provider = market::provider(&app);
        let listing = market::listing(&app, provider, ListingState::InReview);
        let mut nia = nia(&app).await;
        nia.visit(&format!("/moderation/listings/{listing}")).await.sees("Nothing was decided on this provider before.");
        nia.choose("Send back").tick("It is in the wrong category.").fill("If you send it back: why?", "Say <b>where</b>.");
        nia.press("Save decision").await.sees("Sent back.");
        assert_eq!(told(&app, "grace@example.org", "It is in the wrong category. Say <b>where</b>.").await, 1);
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/listings").await.follow("Decisions about you").await.sees("Sent back");
        grace.follow("Morning help to wash and dress").await.sees("It is in the wrong category. Say <b>where</b>.");
        grace.sees("Then send it to be checked again.").press("Send my answer").await.status(422);
        grace.fill("Do you think that we are wrong? Tell us why", "The category is right.").press("Send my answer").await;
        grace.sees("The category is right.").does_not_see("Send my answer");
        grace.post("/provider/decisions/1", &[("words", "Again")]).await.status(409);
        // Nobody else could judge it, so the one moderator there is may.
        nia.visit("/moderation").await.sees("Answers “Sent back”");
        second_moderator(&app);
        nia.visit("/moderation").await.sees("Nothing waits for you");
        nia.visit("/moderation/appeals/1").await.status(403).sees("You made this decision");
        let mut omar = app.signed_in("second@example.org").await;
        omar.visit("/moderation").await.follow("Morning help to wash and dress").await.sees("The category is right.");
        omar.press("Save decision").await.status(422).choose("Change the decision");
        omar.fill("What should they read?", "You are right. Send it again.").press("Save decision").await.sees("The provider is told.");
        assert_eq!(told(&app, "grace@example.org", "You are right. Send it again.").await, 1);
        omar.post("/moderation/appeals/1", &[("outcome", "kept"), ("words", "No")]).await.status(409);
        grace.visit("/provider/decisions").await.sees("The decision was changed");
    }

    /// What a moderator took off isn't read at another address either, and nobody is told that its provider paused it.
    async fn what_is_taken_off_cannot_be_read(db: TestDb) {
        let app = TestApp::start(db).await;
        let (_, listing) = live(&app);
        let mut anyone = app.browser();
        let (page, compare) = (format!("/listings/{listing}"), format!("/compare?listing={listing}"));
        anyone.visit(&compare).await.sees("Morning help to wash and dress");
        anyone.visit(&page).await.post("/shortlist", &[("listing", &listing.to_string()), ("back", &page)]).await;
        let mut nia = nia(&app).await;
        nia.visit(&format!("/moderation/listings/{listing}")).await.tick("It may not be safe.").press("Take it off").await;
        for address in [compare.as_str(), "/shortlist"] {
            anyone.visit(address).await.does_not_see("Morning help to wash and dress").does_not_see("has paused this");
        }
        anyone.visit("/shortlist").await.sees("It is being checked, so it is not on show at the moment.");
        let day = app.app.clock.today();
        let found = move |db: &mut Db| handpick::directory::service::orderable(db, listing, day);
        let refusal = app.app.db.read_blocking(found).unwrap().refusal;
        assert_eq!(refusal.as_deref(), Some("This is being checked, so it can’t be ordered at the moment."));
    }

    /// A name that is put right is right everywhere.
    async fn a_provider_that_changes_its_name_is_called_so_everywhere(db: TestDb) {
        let app = TestApp::start(db).await;
        market::provider(&app);
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/profile").await.fill("Name", "Aire & Calder Support").press("Save").await;
        grace.visit("/account").await.sees("Aire & Calder Support").does_not_see("Aire Valley Home Support");
        grace.visit("/provider/staff").await.sees("Aire & Calder Support");
    }

    async fn others_see_neither_decisions_nor_answers(db: TestDb) {
        let app = TestApp::start(db).await;
        let (_, listing) = live(&app);
        market::staff(&app, "other@example.org", "Otto Other", Role::ProviderStaff, "Another provider");
        let mut nia = nia(&app).await;
        nia.visit(&format!("/moderation/listings/{listing}")).await.tick("It may not be safe.").press("Take it off").await;
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/decisions/1").await.fill("Do you think that we are wrong? Tell us why", "We are safe.");
        grace.press("Send my answer").await;
        let mut other = app.signed_in("other@example.org").await;
        for page in ["/provider/decisions/1", "/provider/decisions/x", "/moderation", "/moderation/next", "/moderation/decisions",
            "/moderation/decisions.csv", "/moderation/appeals/1", "/moderation/reports/listing/1", "/moderation/ratings/1", "/council/safeguarding"] {
            other.visit(page).await.status(404);
        }
        other.visit("/provider/decisions").await.sees("Nothing was decided yet").visit("/provider/profile").await;
        for page in ["/provider/decisions/1", "/moderation/appeals/1", "/moderation/reports/listing/1", "/moderation/ratings/1"] {
            other.post(page, &[("words", "x"), ("decision", "nothing"), ("outcome", "kept")]).await.status(404);
            other.visit("/provider/profile").await;
        }
        nia.visit("/provider/decisions").await.status(404);
    }

    async fn the_second_of_two_moderators_is_told(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        second_moderator(&app);
        let listing = market::listing(&app, market::provider(&app), ListingState::InReview);
        let page = format!("/moderation/listings/{listing}");
        let (mut nia, mut omar) = (nia(&app).await, app.signed_in("second@example.org").await);
        nia.visit(&page).await.choose("Approve");
        omar.visit(&page).await.choose("Send back").fill("If you send it back: why?", "Too short.");
        nia.press("Save decision").await.sees("Approved.");
        omar.press("Save decision").await.status(409).sees("The last decision was “Approved”, by Nia Moss");
        omar.visit(&page).await.sees("Live");
    }

    async fn what_changed_since_it_was_approved_is_marked(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        let listing = market::listing(&app, market::provider(&app), ListingState::InReview);
        let page = format!("/moderation/listings/{listing}");
        let mut nia = nia(&app).await;
        nia.visit(&page).await.does_not_see("Changed since").choose("Approve").press("Save decision").await;
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit(&format!("/provider/listings/{listing}/edit/what")).await;
        grace.fill("Summary", "A small team of 12 support workers. You meet your worker before you start.").press("Save").await;
        nia.visit(&page).await.sees("Changed since it was approved on 21 November 2026");
        assert!(nia.html().contains("<del>9 </del>") && nia.html().contains("<ins>12 </ins>"), "{}", nia.html());
    }

    async fn a_listing_that_was_taken_off_comes_back_only_through_a_moderator(db: TestDb) {
        let app = TestApp::start(db).await;
        let (_, listing) = live(&app);
        let mut anyone = app.browser();
        report(&mut anyone, listing, "It looks like a scam", "They asked for cash.", "kim@example.org").await;
        let mut nia = nia(&app).await;
        nia.visit("/moderation").await.follow("Morning help to wash and dress").await;
        nia.choose("Take the listing off at once").press("Save decision").await.status(422).sees("Say why.");
        nia.tick("It may not be safe.").press("Save decision").await.sees("Taken off.");
        assert_eq!(told(&app, "kim@example.org", "we did something about it").await, 1);
        assert_eq!(told(&app, "grace@example.org", "It may not be safe.").await, 1);
        assert_eq!(told(&app, "grace@example.org", "cash").await, 0, "the provider isn't told what was reported");
        anyone.visit("/search").await.does_not_see("Morning help");
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit(&format!("/provider/listings/{listing}/edit")).await.sees("We took this off the site.");
        grace.post(&format!("/provider/listings/{listing}/resume"), &[]).await.status(403).sees("We took this listing off");
        nia.visit(&format!("/moderation/listings/{listing}")).await.press("Put it back").await.sees("It is back.");
        anyone.visit(&format!("/listings/{listing}")).await.status(200);
        // Changing what was wrong leads back to a moderator, who may approve it.
        nia.visit(&format!("/moderation/listings/{listing}")).await.press("Take it off").await.status(422);
        nia.fill("Why?", "Say what it costs.").press("Take it off").await;
        grace.visit(&format!("/provider/listings/{listing}/edit/what")).await.fill("Summary", "It costs £21.50.").press("Save").await;
        nia.visit(&format!("/moderation/listings/{listing}")).await.choose("Approve").press("Save decision").await;
        anyone.visit(&format!("/listings/{listing}")).await.sees("It costs £21.50.");
    }

    async fn a_provider_that_is_put_right_by_an_answer_is_back_at_once(db: TestDb) {
        let app = TestApp::start(db).await;
        let (provider, _) = live(&app);
        second_moderator(&app);
        let mut nia = nia(&app).await;
        nia.visit(&format!("/moderation/providers/{provider}")).await.choose("Suspend").tick("We heard that you have closed.");
        nia.press("Save decision").await.sees("Suspended.");
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/decisions/1").await.fill("Do you think that we are wrong? Tell us why", "We are open.");
        grace.press("Send my answer").await;
        app.browser().visit(&format!("/providers/{provider}")).await.status(404);
        let mut omar = app.signed_in("second@example.org").await;
        omar.visit("/moderation/appeals/1").await.choose("Change the decision").fill("What should they read?", "Sorry.");
        omar.press("Save decision").await;
        app.browser().visit(&format!("/providers/{provider}")).await.status(200);
    }

    async fn someone_at_risk_is_urgent_and_reaches_the_right_council(db: TestDb) {
        let app = TestApp::start(db).await;
        let (provider, listing) = live(&app);
        leeds(&app);
        council(&app, "Bradford Council", "E08000032", "amir@example.org", Role::Commissioner);
        app.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::providers::dsl;
            diesel::update(dsl::providers.find(provider.0)).set(dsl::council_code.eq(Some("E08000035"))).execute(db)?;
            Ok(())
        });
        let mut anyone = app.browser();
        anyone.visit(&format!("/report/listing/{listing}")).await.sees("Ring 999").sees("Leeds City Council, 0113 496 0111");
        let words = "The worker shouts at <script>alert(1)</script> Ann.";
        report(&mut anyone, listing, "Someone is at risk", words, "kim@example.org").await;
        anyone.sees("If someone is in danger now, ring 999.").sees("0800 000 0000").sees("safeguarding team has it too");
        let mails = app.mails().await;
        let mail = mails.iter().find(|mail| mail.to == "ruth@example.org").unwrap();
        assert!(!mail.text.contains("Ann") && !mail.text.contains("Aire Valley"), "{}", mail.text);
        assert!(!mails.iter().any(|mail| mail.to == "amir@example.org"));

        let mut ruth = app.signed_in("ruth@example.org").await;
        ruth.follow("Safeguarding").await.sees("Open (1)").follow("Morning help to wash and dress (Aire Valley Home Support)").await.sees(words);
        ruth.sees("kim@example.org");
        assert!(!ruth.html().contains("<script>alert"), "what was typed is text");
        ruth.press("I deal with this").await.sees("Dealt with by Ruth Okafor");
        ruth.press("Save the note").await.status(422).fill("Write a note", "Rang Ann. She is safe.");
        ruth.press("Save the note").await.sees("Rang Ann. She is safe.").fill("Write a note", "Done.");
        ruth.press("Save the note and close").await.at("/council/safeguarding").sees("Closed (1)").follow("Closed (1)").await;
        ruth.sees("Morning help to wash and dress");
        ruth.visit("/council/safeguarding/1").await.sees("Closed by").does_not_see("Write a note");
        ruth.post("/council/safeguarding/1", &[("step", "close"), ("words", "x")]).await.status(409);

        let mut amir = app.signed_in("amir@example.org").await;
        amir.visit("/council/safeguarding").await.sees("Nothing here").visit("/council/safeguarding/1").await.status(404);
        amir.visit("/account").await.post("/council/safeguarding/1", &[("step", "acknowledge")]).await.status(404);
        let mut nia = nia(&app).await;
        nia.visit("/council/safeguarding/1").await.status(404);
        nia.visit("/moderation").await.sees("Urgent").follow("Morning help to wash and dress").await.sees(words);
        nia.sees("The council’s safeguarding team has it too.").does_not_see("kim@example.org");
    }

    async fn anybody_reports_what_anybody_sees_and_nothing_else(db: TestDb) {
        let app = TestApp::start(db).await;
        let (provider, listing) = live(&app);
        let draft = market::listing(&app, provider, ListingState::Draft);
        let mut anyone = app.browser();
        for nothing in [format!("listing/{draft}"), "listing/99".to_owned(), "listing/x".to_owned(), "order/1".to_owned(), "rating/1".to_owned()] {
            anyone.visit(&format!("/report/{nothing}")).await.status(404);
        }
        anyone.visit(&format!("/report/provider/{provider}")).await.does_not_see("I think the review is fake");
        anyone.press("Send").await.status(422).sees("Choose what is wrong.").sees("Say what is wrong, in a few words.");
        anyone.choose("Something else").fill("Tell us what you saw", &"x".repeat(2_001)).fill("Your email address (optional)", "nobody");
        anyone.press("Send").await.status(422).sees("Use 2000 letters or fewer.").sees("Enter an email address like");
        anyone.post_without_token(&format!("/report/listing/{listing}"), &[("complaint", "other"), ("words", "x")]).await.status(403);
        anyone.visit("/content-rules").await.sees("Only people whose order was delivered can write one");
    }

    async fn one_place_cannot_flood_the_queue(db: TestDb) {
        let app = TestApp::with_limits(db, Limits::new(2, 100)).await;
        let (_, listing) = live(&app);
        let mut anyone = app.browser();
        for _ in 0..2 {
            report(&mut anyone, listing, "Something else", "Hm.", "").await;
        }
        anyone.visit(&format!("/report/listing/{listing}")).await.choose("Something else").fill("Tell us what you saw", "Hm.");
        anyone.press("Send").await.status(429);
        report(&mut app.browser(), listing, "Something else", "From elsewhere.", "").await;
    }

    async fn nobody_decides_on_reports_about_their_own_organisation(db: TestDb) {
        let app = TestApp::start(db).await;
        let user = market::moderator(&app);
        let provider = market::provider(&app);
        let listing = market::listing(&app, provider, ListingState::Live);
        report(&mut app.browser(), listing, "It looks unsafe", "No ramp.", "").await;
        let now = app.now();
        app.write(move |db| {
            let organisation = handpick::directory::service::provider_summary(db, provider)?.organisation_id.unwrap();
            accounts::member(db, user, organisation, Role::ProviderStaff, now)
        });
        let mut nia = nia(&app).await;
        nia.visit("/moderation").await.sees("1 more thing waits, of an organisation you belong to.").does_not_see("No ramp.");
        nia.visit(&format!("/moderation/reports/listing/{listing}")).await.status(403).sees("You belong to this organisation");
        nia.visit("/provider/profile").await.post(&format!("/moderation/reports/listing/{listing}"), &[("decision", "nothing")]).await.status(403);
    }

    async fn every_decision_is_in_the_log(db: TestDb) {
        let app = TestApp::start(db).await;
        let (provider, listing) = live(&app);
        let mut nia = nia(&app).await;
        nia.visit(&format!("/moderation/listings/{listing}")).await.fill("Why?", "=1+1, and no ramp").press("Take it off").await;
        nia.visit(&format!("/moderation/listings/{listing}")).await.press("Put it back").await;
        nia.visit(&format!("/moderation/providers/{provider}")).await.choose("Suspend").fill("Why?", "Closed.").press("Save decision").await;
        nia.visit("/moderation").await.follow("All decisions").await.sees("3 decisions");
        nia.select("Decided", "Taken off").press("Show").await.sees("1 decision").sees("=1+1, and no ramp");
        nia.visit("/moderation/decisions").await.select("About", "Provider").select("By", "Nia Moss").fill("Provider", "aire").press("Show").await;
        nia.sees("1 decision").sees("Closed.");
        nia.visit("/moderation/decisions?provider=%25&page=0&by=x&ruling=y").await.sees("3 decisions");
        nia.visit("/moderation/decisions.csv?ruling=taken_off").await;
        assert!(nia.html().contains("Taken off,'=1+1") || nia.html().contains("\"'=1+1, and no ramp\""), "{}", nia.html());
    }

    /// Words that suggest harm: off the page, to the council without a word in the mail, and to a moderator.
    async fn a_held_review_reaches_council_and_moderator_and_counts_only_when_shown(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let app = &market.site;
        let (council, holder) = (leeds(app), market.holder);
        app.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::holders::dsl;
            diesel::update(dsl::holders.find(holder.0)).set(dsl::council_id.eq(Some(council.0))).execute(db)?;
            Ok(())
        });
        let reference = market.accepted(once(3, "2026-12-01", "10am")).await;
        let view = orders::order_view(&market.app, &market.priya, &reference).await.unwrap();
        market.now_is("2026-12-01T13:00:00");
        orders::record_delivery(&market.app, &market.grace, view.deliveries[0].id, Quantity::from_hundredths(300), "").await.unwrap();
        market.now_is("2026-12-09T13:00:00");
        orders::confirm_due(&market.app).await.unwrap();
        let new = NewRating {
            scores: Scores { quality: 1, reliability: 1, dignity: 1, value: 1 },
            words: "She hit me.".to_owned(),
            helped: Helped::No,
            shown_name: "Priya".to_owned(),
        };
        ratings::rate(&market.app, &market.priya, view.lines[0].0.id, new).await.unwrap();
        let mails = app.mails().await;
        let mail = mails.iter().find(|mail| mail.to == "ruth@example.org").unwrap();
        assert!(!mail.text.contains("hit") && !mail.text.contains("Priya"), "{}", mail.text);
        let mut ruth = app.signed_in("ruth@example.org").await;
        ruth.visit("/council/safeguarding/1").await.sees("She hit me.").sees("Priya Shah").sees("A review that was held back");

        market::moderator(app);
        let mut nia = nia(app).await;
        nia.visit("/moderation").await.sees("Urgent").follow("Reviews (1)").await.sees("its words suggest harm");
        nia.visit("/moderation/ratings").await.sees("She hit me.").follow("Decide on this review").await;
        nia.press("Save decision").await.status(422).choose("Show it").press("Save decision").await.sees("on the page now");
        assert_eq!(told(app, "priya@example.org", "everybody can see it now").await, 1);
        let count = || {
            let provider = market.app.db.read_blocking(|db| handpick::directory::service::provider_summary(db, ProviderId(1)));
            provider.unwrap().rating_count
        };
        assert_eq!(count(), 1);
        nia.visit("/moderation/ratings/1").await.choose("Keep it off the page").press("Save decision").await.status(422);
        nia.tick("It says that somebody was harmed. The council has it now.").press("Save decision").await;
        assert_eq!(count(), 0);
        assert_eq!(told(app, "priya@example.org", "The council has it now.").await, 1);
        nia.visit("/moderation").await.sees("Nothing waits for you");
        nia.visit("/moderation/decisions?subject=rating").await.sees("2 decisions");
    }
}
