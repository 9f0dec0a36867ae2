//! A provider's own listings as a file, by the pages.

use handpick::accounts::Role;
use handpick::directory::model::ListingState;

use super::market;
use crate::support::TestApp;
use crate::support::browser::Browser;

async fn grace(app: &TestApp) -> Browser {
    app.signed_in("grace@example.org").await
}

async fn exported(browser: &mut Browser) -> String {
    browser.visit("/provider/listings/bulk/listings.csv").await.status(200);
    String::from_utf8(browser.bytes().to_vec()).unwrap()
}

/// Sends a file; stays on whichever page comes.
async fn send(browser: &mut Browser, content: impl AsRef<[u8]>) {
    browser.visit("/provider/listings/bulk").await.attach("CSV file", "mine.csv", content.as_ref());
    browser.press("Check this file").await;
}

on_each_backend! {
    async fn what_is_sent_out_changes_nothing_when_it_comes_back(db: TestDb) {
        let app = TestApp::start(db).await;
        let provider = market::provider(&app);
        market::listing(&app, provider, ListingState::Live);
        market::listing(&app, provider, ListingState::Draft);
        let mut grace = grace(&app).await;
        grace.visit("/provider/listings").await.follow("Change many at once").await.at("/provider/listings/bulk");
        let file = exported(&mut grace).await;
        assert!(file.starts_with("listing_id,reference,state,title,"), "{file}");
        assert!(grace.header("content-disposition").contains("listings.csv"));
        send(&mut grace, &file).await;
        grace.heading("Check what this file does").sees("This file changes nothing. 2 listings stay as they are.");
        grace.visit("/provider/listings/bulk/listings.csv?mark=1").await;
        assert!(grace.bytes().starts_with("\u{feff}".as_bytes()));
        let marked = grace.bytes().to_vec();
        send(&mut grace, marked).await;
        grace.sees("This file changes nothing.").press("Throw the file away").await.at("/provider/listings/bulk");
    }

    async fn a_file_is_looked_at_before_it_is_applied_and_applied_as_one(db: TestDb) {
        let app = TestApp::start(db).await;
        let provider = market::provider(&app);
        let id = market::listing(&app, provider, ListingState::Live);
        let mut grace = grace(&app).await;
        let file = format!(
            "listing_id,reference,title,category,spaces_left,time_1_days,time_1_from,time_1_to,languages\n\
             {id},HELP-1,Morning help to wash and dress,personal-care/washing-and-dressing,2,Mon-Fri,7:00,10am,English | Polish\n\
             ,TEA-1,Tea and talk,leisure/befriending,,weekends,14:00:00,4pm,English\n"
        );
        send(&mut grace, &file).await;
        grace.sees("1 new listing, 1 changed, 0 as they are.").sees("Nothing is saved yet.").sees("Spaces left 4 2");
        let here = grace.path().to_owned();
        grace.press("Save all of it").await.at(&here).heading("Saved").sees("1 listing added, 1 changed, 0 as they were.");
        grace.visit("/provider/listings").await.sees("Tea and talk").sees("Draft");
        send(&mut grace, &file).await;
        grace.sees("This file changes nothing.");
        let mut other = grace;
        other.visit(&here).await.heading("Saved");
    }

    async fn a_long_file_is_saved_by_a_job_while_its_page_says_so(db: TestDb) {
        let app = TestApp::start(db).await;
        market::provider(&app);
        let mut grace = grace(&app).await;
        let rows: Vec<String> = (0..600).map(|number| format!("Walk {number},leisure/befriending\n")).collect();
        send(&mut grace, format!("title,category\n{}", rows.concat())).await;
        grace.sees("600 new listings, 0 changed, 0 as they are.");
        let here = grace.path().to_owned();
        let mut late = grace.clone();
        grace.press("Save all of it").await.at(&here).heading("Saving your listings").sees("We are saving 600 rows.");
        assert_eq!(grace.header("refresh"), "5");
        grace.visit("/provider/listings").await.does_not_see("Walk 599").visit(&here).await.heading("Saving your listings");
        // Another tab neither saves it twice nor throws it away now.
        late.press("Throw the file away").await.status(409);
        late.visit("/provider/listings/bulk").await.post(&format!("{here}/apply"), &[]).await.heading("Saving your listings");
        app.mails().await;
        grace.reload().await.heading("Saved").sees("600 listings added, 0 changed, 0 as they were.");
        assert_eq!(grace.header("refresh"), "");
        let again = exported(&mut grace).await;
        assert_eq!(again.lines().count(), 601);
    }

    /// As the worker counts them while it saves.
    async fn the_page_of_a_long_file_says_how_far_it_is(db: TestDb) {
        let app = TestApp::start(db).await;
        market::provider(&app);
        let mut grace = grace(&app).await;
        let rows: Vec<String> = (0..600).map(|number| format!("Walk {number},leisure/befriending\n")).collect();
        send(&mut grace, format!("title,category\n{}", rows.concat())).await;
        let id = grace.path().rsplit('/').next().unwrap().parse().unwrap();
        grace.press("Save all of it").await.heading("Saving your listings").does_not_see("done so far");
        let saving = app.app.saves.begin(id);
        (0..340).for_each(|_| saving.one_more());
        grace.reload().await.sees("340 rows of 600 done so far.");
        drop(saving);
        grace.reload().await.sees("We are saving 600 rows.").does_not_see("done so far");
    }

    /// A name that a spreadsheet would run goes out with an apostrophe before it, and comes back as it was typed.
    async fn a_formula_goes_out_harmless_and_comes_back_as_it_was(db: TestDb) {
        let app = TestApp::start(db).await;
        market::provider(&app);
        let mut grace = grace(&app).await;
        send(&mut grace, "title,category\n=1+1,leisure/befriending\n").await;
        grace.sees("1 new listing").sees("=1+1").press("Save all of it").await.heading("Saved");
        grace.visit("/provider/listings").await.sees("=1+1").does_not_see("'=1+1");
        let file = exported(&mut grace).await;
        assert!(file.contains(",'=1+1,"), "{file}");
        assert!(!file.contains(",=1+1"), "{file}");
        send(&mut grace, &file).await;
        grace.sees("This file changes nothing. 1 listing stays");
    }

    async fn a_long_file_that_can_not_be_saved_any_more_says_why(db: TestDb) {
        let app = TestApp::start(db).await;
        let provider = market::provider(&app);
        let mut grace = grace(&app).await;
        let rows: Vec<String> = (0..600).map(|number| format!("Walk {number},leisure/befriending\n")).collect();
        send(&mut grace, format!("title,category\n{}", rows.concat())).await;
        let here = grace.path().to_owned();
        grace.press("Save all of it").await.heading("Saving your listings");
        market::listing(&app, provider, ListingState::Draft);
        app.mails().await;
        grace.visit(&here).await.heading("Check what this file does").sees("Your listings have changed since you looked");
        grace.press("Save all of it").await.heading("Saving your listings");
        app.mails().await;
        grace.visit(&here).await.heading("Saved").sees("600 listings added");
    }

    async fn what_is_wrong_is_told_by_line_and_column_and_nothing_is_saved(db: TestDb) {
        let app = TestApp::start(db).await;
        let provider = market::provider(&app);
        let id = market::listing(&app, provider, ListingState::Draft);
        let mut grace = grace(&app).await;
        send(&mut grace, format!(
            "listing_id,title,category,radius_miles,councils,price_1_unit,price_1_amount,time_1_days,time_1_from,time_1_to\n\
             {id},New name,leisure,far,Atlantis,hour,a lot,Funday,9am,5pm\n\
             999999,Not mine,leisure,1,,,,,,\n\
             ,Fine,leisure,1,,hour,12.50,,,\n\
             ,Fine,leisure,1,,hour,12.50,,,\n"
        )).await;
        grace.sees("things are wrong with this file.").sees("Line 2 radius_miles “far” Write a whole number of miles, like 5.");
        grace.sees("We don’t know a council called “Atlantis”.").sees("price_1_amount “a lot”").sees("“Funday” Write the days");
        grace.sees("Line 3 listing_id “999999” None of your listings has this number.");
        grace.sees("Line 5 The whole row – Line 4 is about the same listing.").does_not_see("Save all of it");
        let here = grace.path().to_owned();
        grace.post(&format!("{here}/apply"), &[]).await.at(&here).sees("Nothing was saved");
        grace.visit("/provider/listings").await.does_not_see("Fine").does_not_see("New name");
    }

    async fn a_new_price_has_its_notice_here_too(db: TestDb) {
        let app = TestApp::start(db).await;
        let provider = market::provider(&app);
        let id = market::listing(&app, provider, ListingState::Live);
        let mut grace = grace(&app).await;
        let file = exported(&mut grace).await.replace(",21.50,", ",22.50,");
        assert!(file.contains(",22.50,"), "{file}");
        send(&mut grace, &file).await;
        grace.sees("£22.50 an hour (weekday) from 19 December 2026").sees("ends on 18 December 2026");
        grace.press("Save all of it").await.heading("Saved");
        send(&mut grace, &file).await;
        grace.sees("This file changes nothing.");
        let early = format!("listing_id,price_1_unit,price_1_amount,price_1_from\n{id},hour,30,2026-11-30\n");
        send(&mut grace, early).await;
        grace.sees("price_1_from “2026-11-30” A new price needs 28 days’ notice.");
    }

    async fn new_words_go_back_to_be_checked_and_what_changed_meanwhile_is_noticed(db: TestDb) {
        let app = TestApp::start(db).await;
        let provider = market::provider(&app);
        let id = market::listing(&app, provider, ListingState::Live);
        let mut grace = grace(&app).await;
        send(&mut grace, format!("listing_id,summary,spaces_left\n{id},Our new words.,1\n")).await;
        grace.sees("We check this again.");
        let here = grace.path().to_owned();
        grace.visit(&format!("/provider/listings/{id}/edit/times")).await.fill("How many more people can you take now?", "9");
        grace.press("Save").await.visit(&here).await.press("Save all of it").await.at(&here);
        grace.sees("Your listings have changed since you looked, so nothing was saved.").sees("Spaces left 9 1");
        grace.press("Save all of it").await.heading("Saved");
        grace.visit("/provider/listings").await.sees("In review");
        send(&mut grace, format!("listing_id,summary\n{id},Other words.\n")).await;
        grace.sees("We are checking this listing now. Take it back first, or leave its row out.");
    }

    async fn files_that_cant_be_read_come_back_with_a_reason(db: TestDb) {
        let app = TestApp::start(db).await;
        market::provider(&app);
        let mut grace = grace(&app).await;
        for (content, words) in [
            (&b""[..], "The file is empty."),
            (b"\n\n", "The file is empty."),
            (b"PK\x03\x04\0\0\x08\0", "This isn’t a CSV file."),
            (b"MZ\x90\0\x03", "This isn’t a CSV file."),
            (b"title,catagory\nx,y\n", "“catagory” (did you mean “category”?)"),
            (b"title,summary\n\"half", "A quotation mark is missing"),
        ] {
            send(&mut grace, content).await;
            grace.status(422).sees(words);
        }
        send(&mut grace, format!("title\n{}", "x".repeat(11 * 1024 * 1024))).await;
        grace.status(413);
        send(&mut grace, "title,category,summary\n=1+1,leisure,<script>alert(1)</script>\n").await;
        grace.sees("=1+1").sees("<script>alert(1)</script>").press("Save all of it").await.heading("Saved");
        let file = exported(&mut grace).await;
        assert!(file.contains(",'=1+1,"), "{file}");
        send(&mut grace, &file).await;
        grace.sees("This file changes nothing.");
    }

    async fn a_file_is_its_providers_alone_and_waits_a_day(db: TestDb) {
        let app = TestApp::start(db).await;
        let provider = market::provider(&app);
        let id = market::listing(&app, provider, ListingState::Live);
        let mut grace = grace(&app).await;
        send(&mut grace, format!("listing_id,spaces_left\n{id},3\n")).await;
        let here = grace.path().to_owned();
        market::staff(&app, "otto@example.org", "Otto Lane", Role::ProviderStaff, "Otto Lane");
        let mut otto = app.signed_in("otto@example.org").await;
        otto.visit("/provider/listings/bulk").await.at("/provider/profile");
        otto.visit(&here).await.status(404);
        otto.visit("/account").await.post(&format!("{here}/apply"), &[]).await.status(404);
        otto.visit("/account").await.post(&format!("{here}/discard"), &[]).await.status(404);
        grace.visit(&here).await.sees("Spaces left");
        app.wait(24 * 60 + 1);
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit(&here).await.status(404);
        grace.visit("/provider/listings/bulk/columns").await.sees("price_1_amount").sees("28 days’ notice");
        grace.visit("/provider/listings/bulk/template.csv").await.status(200);
        let template = String::from_utf8(grace.bytes().to_vec()).unwrap();
        send(&mut grace, &template).await;
        grace.sees("1 new listing, 0 changed").sees("EXAMPLE: change or take out this row");
    }
}
