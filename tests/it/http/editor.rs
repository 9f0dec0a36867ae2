//! The editor of a listing: pictures, previews, two tabs, and who changed what.

use std::io::Cursor;

use handpick::accounts::Role;
use handpick::directory::model::ListingState;
use handpick::kernel::ListingId;
use image::{ImageFormat, Rgb, RgbImage};

use super::market;
use crate::support::TestApp;
use crate::support::browser::Browser;

async fn grace(app: &TestApp) -> Browser {
    app.signed_in("grace@example.org").await
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let drawn =
        RgbImage::from_fn(700, 350, |x, y| Rgb([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 90]));
    let mut bytes = Cursor::new(Vec::new());
    drawn.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn pictures(id: ListingId) -> String {
    format!("/provider/listings/{id}/edit/pictures")
}

/// The addresses of the pictures on the page, in their order.
fn shown(browser: &Browser) -> Vec<String> {
    let parts = browser.html().split("src=\"/pictures/").skip(1);
    parts.map(|rest| format!("/pictures/{}", rest.split('"').next().unwrap())).collect()
}

async fn add<'a>(browser: &'a mut Browser, id: ListingId, alt: &str, called: &str, bytes: &[u8]) -> &'a mut Browser {
    browser.visit(&pictures(id)).await.attach("The picture", called, bytes).fill("Say what the picture shows", alt);
    browser.press("Add the picture").await
}

on_each_backend! {
    async fn a_picture_is_added_described_moved_and_removed(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Draft);
        let mut grace = grace(&app).await;
        add(&mut grace, id, "A van", "van.jpg", &picture(ImageFormat::Jpeg)).await.status(200).sees("The picture is added.");
        add(&mut grace, id, "A kitchen", "kitchen.png", &picture(ImageFormat::Png)).await.sees("The picture is added.");
        let first = shown(&grace);
        assert_eq!(first.len(), 2);
        grace.press("Move down picture 1").await.sees("Moved.");
        assert_eq!(shown(&grace), [first[1].clone(), first[0].clone()]);
        grace.fill("What picture 2 shows", "").press("Save words picture 2").await.status(422).sees("Say what the picture shows");
        grace.visit(&pictures(id)).await.fill("What picture 2 shows", "A red van");
        grace.press("Save words picture 2").await.sees("Saved what the picture shows.");
        grace.visit(&format!("/listings/{id}")).await;
        assert!(grace.html().contains("alt=\"A red van\""));
        grace.visit(&pictures(id)).await.follow("Remove picture 2").await.heading("Remove this picture?");
        grace.press("Remove it").await.sees("The picture is removed.");
        assert_eq!(shown(&grace), [first[1].clone()]);
        grace.visit(&format!("/provider/listings/{id}/history")).await.sees("A red van").sees("Grace Mensah, 21 November 2026");
    }

    async fn a_picture_is_shown_to_whoever_may_see_its_listing(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        market::staff(&app, "other@example.org", "Otto Other", Role::ProviderStaff, "Another provider");
        let id = market::listing(&app, market::provider(&app), ListingState::Draft);
        let (mut grace, mut nia) = (grace(&app).await, app.signed_in("moderator@example.org").await);
        let (mut other, mut anyone) = (app.signed_in("other@example.org").await, app.browser());
        add(&mut grace, id, "A van", "van.jpg", &picture(ImageFormat::Jpeg)).await.status(200);
        let address = shown(&grace).remove(0);
        anyone.visit(&address).await.status(404);
        other.visit(&address).await.status(404);
        nia.visit(&address).await.status(200);
        grace.visit(&address).await.status(200);
        assert_eq!(grace.header("cache-control"), "private, max-age=60");
        grace.visit(&format!("/provider/listings/{id}/check")).await.press("Send to be checked").await;
        nia.visit(&format!("/moderation/listings/{id}")).await.choose("Approve").press("Save decision").await;
        anyone.visit(&address).await.status(200);
        assert_eq!(anyone.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(anyone.header("x-content-type-options"), "nosniff");
        assert!(["image/jpeg", "image/webp"].contains(&anyone.header("content-type")));
        assert!(image::load_from_memory(anyone.bytes()).is_ok());
        for none in ["/pictures/1", "/pictures/..%2f..%2fsecret.key", "/pictures/00000000000000000000000000000000-320"] {
            anyone.visit(none).await.status(404);
        }
        app.mails().await;
        anyone.visit("/search?q=morning+help").await;
        assert_eq!(shown(&anyone).len(), 1, "the card has the picture");
    }

    async fn a_changed_picture_of_a_live_listing_is_checked_again(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Live);
        let mut grace = grace(&app).await;
        grace.visit(&pictures(id)).await.sees("we check the listing again");
        add(&mut grace, id, "A van", "van.jpg", &picture(ImageFormat::WebP)).await;
        grace.sees("We check the listing again before people can see it.").sees("We are checking it.");
        app.browser().visit(&format!("/listings/{id}")).await.status(404);
        grace.visit(&pictures(id)).await.attach("The picture", "b.jpg", &picture(ImageFormat::Jpeg));
        grace.fill("Say what the picture shows", "B").press("Add the picture").await.status(409);
    }

    async fn what_is_no_picture_is_refused_in_words(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Draft);
        let mut grace = grace(&app).await;
        let good = picture(ImageFormat::Jpeg);
        let mut bomb = picture(ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec();
        let exe = [b"MZ\x90\0".as_slice(), &[0; 500]].concat();
        for (bytes, says) in [
            (svg, "This is not a JPEG, PNG or WebP picture"),
            (exe, "This is not a JPEG, PNG or WebP picture"),
            (b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "This is not a JPEG, PNG or WebP picture"),
            (good[..40].to_vec(), "We can’t read this picture."),
            (bomb, "e picture"),
            (Vec::new(), "not a JPEG"),
        ] {
            add(&mut grace, id, "A van", "van.jpg", &bytes).await.status(422).sees(says);
            assert!(grace.html().contains("value=\"A van\""), "what was typed is kept");
        }
        add(&mut grace, id, "", "van.jpg", &good).await.status(422).sees("Say what the picture shows, like");
        grace.visit(&pictures(id)).await.fill("Say what the picture shows", "A van").press("Add the picture").await;
        grace.status(422).sees("Choose a picture.");
        add(&mut grace, id, "A van", "van.jpg", &vec![0; 8 * 1024 * 1024 + 1]).await.status(413).heading("That file is too large");
        for number in 1..=6 {
            add(&mut grace, id, &format!("Van {number}"), "van.jpg", &good).await.status(200);
        }
        grace.sees("You have 6 pictures.");
    }

    async fn pictures_of_others_are_none_of_ones_business(db: TestDb) {
        let app = TestApp::start(db).await;
        market::staff(&app, "other@example.org", "Otto Other", Role::ProviderStaff, "Another provider");
        let id = market::listing(&app, market::provider(&app), ListingState::Draft);
        let mut grace = grace(&app).await;
        add(&mut grace, id, "A van", "van.jpg", &picture(ImageFormat::Jpeg)).await.status(200);
        let mut other = app.signed_in("other@example.org").await;
        for path in [pictures(id), format!("/provider/listings/{id}/pictures/1/remove"), format!("/provider/listings/{id}/history")] {
            other.visit(&path).await.status(404);
        }
        for action in ["words", "move", "remove"] {
            let path = format!("/provider/listings/{id}/pictures/1/{action}");
            other.visit("/account").await.post(&path, &[("alt", "Mine"), ("way", "up")]).await.status(404);
            grace.visit(&pictures(id)).await.post_without_token(&path, &[("alt", "x")]).await.status(403);
        }
        grace.visit(&pictures(id)).await;
        let html = grace.html().replace("name=\"csrf\" value=\"", "name=\"csrf\" value=\"x");
        grace.shows_instead(html);
        grace.attach("The picture", "a.jpg", &picture(ImageFormat::Jpeg)).fill("Say what the picture shows", "A");
        grace.press("Add the picture").await.status(403).heading("This form is too old");
        grace.visit(&pictures(id)).await.post(&pictures(id), &[("alt", "A")]).await.status(400);
    }

    async fn a_listing_is_looked_at_before_it_is_saved(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Live);
        let mut grace = grace(&app).await;
        grace.visit(&format!("/provider/listings/{id}/edit/what")).await.fill("Name of the listing", "Evening help");
        grace.press("See how it looks").await.status(200).heading("Evening help").sees("Nothing is saved yet.");
        grace.press("Go on writing").await.status(200).sees("Description");
        assert!(grace.html().contains("value=\"Evening help\""));
        app.browser().visit(&format!("/listings/{id}")).await.heading("Morning help to wash and dress");
        grace.press("See how it looks").await.press("Save").await.sees("We check the listing again");
        let mut refused = grace.clone();
        refused.visit(&format!("/listings/{id}")).await.heading("Evening help");

        let draft = market::listing(&app, handpick::kernel::ProviderId(1), ListingState::Draft);
        grace.visit(&format!("/provider/listings/{draft}/edit/prices")).await.fill("Weekday, 6am to 6pm", "33.10");
        grace.press("See how it looks").await.sees("£33.10 an hour").press("Go on writing").await;
        grace.fill("Weekday, 6am to 6pm", "much").press("See how it looks").await.status(422);
        grace.visit(&format!("/provider/listings/{draft}/edit/what")).await;
        grace.post(&format!("/provider/listings/{draft}/edit/what"), &[("title", "A <b>walk"), ("then", "glance")]).await;
        assert!(grace.html().contains("A &lt;b&gt;walk") && grace.header("content-type").starts_with("text/plain"), "{}", grace.html());
    }

    async fn every_price_has_its_own_vat_least_and_parts(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Draft);
        let page = format!("/provider/listings/{id}/edit/prices");
        let mut grace = grace(&app).await;
        let main = [("unit", "hour"), ("amount_weekday", "24.00"), ("vat", "exempt"), ("minimum", "1"),
            ("direct", "77"), ("coordination", "13.5"), ("company", "9.5")];
        let night = [("other_unit_0", "night"), ("other_band_0", "weekday"), ("other_amount_0", "140.00"),
            ("other_vat_0", "included"), ("other_minimum_0", "2"), ("other_direct_0", "80"), ("other_coordination_0", "10")];
        let bad: Vec<(&str, &str)> = main.iter().chain(&night).copied().collect();
        grace.visit(&page).await.post(&page, &bad).await.status(422);
        grace.sees("The three parts of the price must add up to exactly 100%. They make 90% now.");
        let shared = [("other_unit_1", "hour"), ("other_band_1", "weekday"), ("other_people_1", "2"), ("other_amount_1", "14.00")];
        let good: Vec<(&str, &str)> = main.iter().chain(&night).chain(&[("other_company_0", "10")]).chain(&shared).copied().collect();
        grace.visit(&page).await.post(&page, &good).await.sees("“Prices” is saved.");
        grace.visit(&page).await;
        for (field, value) in [
            ("other_amount_0", "140.00"),
            ("other_minimum_0", "2"),
            ("other_direct_0", "80"),
            ("other_company_0", "10"),
            ("other_people_1", "2"),
            ("other_amount_1", "14.00"),
        ] {
            assert!(grace.html().contains(&format!("name=\"{field}\"")), "{field}");
            let at = grace.html().find(&format!("name=\"{field}\"")).unwrap();
            let tag = &grace.html()[at..at + grace.html()[at..].find('>').unwrap()];
            assert!(tag.contains(&format!("value=\"{value}\"")), "{field}: {tag}");
        }
        // Saved as it stands, nothing is lost.
        grace.press("Save").await.sees("is saved.");
        grace.visit(&format!("/listings/{id}")).await.sees("VAT is included. At least 2 nights at a time");
        grace.sees("A night: £140.00").sees("£112.00").sees("Where your money goes");
    }

    async fn where_it_takes_place_is_said_on_the_listing(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Draft);
        let mut grace = grace(&app).await;
        grace.visit(&format!("/provider/listings/{id}/edit/where")).await.tick("At a venue");
        grace.fill("Where does it take place?", &"x".repeat(201)).press("Save").await.status(422);
        grace.fill("Where does it take place?", "St Chad’s Hall, Otley Road, LS6 4AB").press("Save").await.sees("is saved.");
        grace.visit(&format!("/listings/{id}")).await.sees("You go to St Chad’s Hall, Otley Road, LS6 4AB.");
        grace.visit("/provider/listings/bulk/listings.csv").await.status(200);
        assert!(grace.html().contains("\"St Chad’s Hall, Otley Road, LS6 4AB\""), "{}", grace.html());
        grace.visit(&format!("/provider/listings/{id}/history")).await.sees("Where it takes place");
    }

    async fn two_tabs_of_one_listing_lose_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let id = market::listing(&app, market::provider(&app), ListingState::Draft);
        let what = format!("/provider/listings/{id}/edit/what");
        let mut one = grace(&app).await;
        one.visit(&what).await.fill("Summary", "Help each morning.");
        let mut other = one.clone();
        other.visit(&what).await.fill("Summary", "Help at seven.").press("Save").await.sees("“What it is” is saved.");
        let mut third = one.clone();
        one.press("Save").await.status(409).sees("Somebody else changed this while you were writing.");
        one.sees("Help at seven.").sees("Help each morning.").press("Save").await.sees("“What it is” is saved.");
        one.visit(&what).await.sees("Help each morning.");
        // Another part of the same listing is no conflict.
        third.visit(&format!("/provider/listings/{id}/edit/know")).await.fill("Languages you speak", "Polish");
        one.visit(&what).await.fill("Summary", "Help at eight.").press("Save").await.sees("is saved.");
        third.press("Save").await.sees("“What people should know” is saved.");
        one.visit(&what).await.sees("Help at eight.");
    }

    async fn everybody_who_works_on_a_listing_sees_who_changed_what(db: TestDb) {
        let app = TestApp::start(db).await;
        market::moderator(&app);
        let id = market::listing(&app, market::provider(&app), ListingState::Draft);
        let mut grace = grace(&app).await;
        grace.visit(&format!("/provider/listings/{id}/history")).await.sees("Nothing has been changed yet");
        grace.visit(&format!("/provider/listings/{id}/edit/what")).await.fill("Summary", "First words.").press("Save").await;
        app.wait(10);
        grace.visit(&format!("/provider/listings/{id}/edit/prices")).await.fill("Weekday, 6am to 6pm", "19.00").press("Save").await;
        grace.follow("Who changed what").await.sees("Change 2").sees("£19.00 an hour").sees("First words.");
        grace.sees("Grace Mensah, 21 November 2026 at 09:10").sees("As it began");
        grace.select("From", "As it began").select("To", "Change 1").press("Compare").await;
        grace.sees("From “As it began” to “Change 1”");
        let mut nia = app.signed_in("moderator@example.org").await;
        nia.visit(&format!("/provider/listings/{id}/history")).await.status(200).sees("Change 2");
        app.browser().visit(&format!("/provider/listings/{id}/history")).await.at("/sign-in");
    }
}
