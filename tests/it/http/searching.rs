//! Finding support through its page: filters with counts, addresses of every kind, and ways on from nothing.

use handpick::directory::model::ListingState;

use super::market;
use crate::support::{TestApp, TestDb};

/// One home-help listing and one care home of open data, in the index.
async fn town(db: TestDb) -> TestApp {
    let app = TestApp::start(db).await;
    let provider = market::provider(&app);
    market::listing(&app, provider, ListingState::Live);
    market::unclaimed(&app);
    app.mails().await;
    app
}

/// Every filter there is, each with something that the listing is.
const EVERYTHING: &str = "/search?q=help+wash&near=LS6+3HN&category=personal-care&within=20&unit=hour&price=hour:2000&min=5\
    &max=50&check=dbs&check=insurance&group=older_people&outcome=health&delivery=at_home&cqc=Good&kind=voluntary\
    &day=weekday&when=tue_morning&when=wed&language=Gujarati&access=Visit+notes+in+easy+read&spaces=1&soon=14\
    &by_day=24&by_month=12&by_year=2026&sort=nearest";

on_each_backend! {
    async fn every_filter_at_once_finds_what_is_all_of_that(db: TestDb) {
        let app = town(db).await;
        let mut anyone = app.browser();
        anyone.visit(EVERYTHING).await.status(200).sees("1 service").sees("Morning help to wash and dress");
        anyone.sees("Tuesday morning").sees("Can start within 2 weeks").sees("£20 to £25").sees("Has spaces left");
        anyone.follow("Clear all filters").await.sees("1 service").does_not_see("Clear all filters");
    }

    async fn a_box_that_is_ticked_gives_as_many_as_it_says(db: TestDb) {
        let app = town(db).await;
        let mut anyone = app.browser();
        anyone.visit("/search").await.sees("2 services").tick("DBS check (1)").press("Apply filters").await;
        anyone.sees("1 service").sees("Remove filter: DBS check");
        anyone.visit("/search").await.tick("Has spaces left (1)").press("Apply filters").await.sees("1 service");
        anyone.visit("/search?when=tue_morning&when=sat").await.sees("1 service").sees("Remove filter: Saturday, any time");
        anyone.visit("/search?when=tue_night").await.sees("Search without “Tuesday night” (2 services)");
        anyone.visit("/search?category=living-and-breaks").await.sees("Care homes (1)").sees("1 service");
    }

    async fn prices_come_in_bands_of_the_unit_that_was_chosen(db: TestDb) {
        let app = town(db).await;
        let mut anyone = app.browser();
        anyone.visit("/search").await.select("Priced by", "an hour (1)").press("Apply filters").await;
        anyone.tick("£20 to £25 (1)").press("Apply filters").await.sees("1 service").sees("Priced an hour");
    }

    async fn what_can_not_be_used_is_said_and_the_rest_is_searched(db: TestDb) {
        let app = town(db).await;
        let mut anyone = app.browser();
        anyone.visit("/search?min=-5&max=cheap&rating=999&within=-1&when=never&check=paid&page=-2").await.status(200);
        anyone.sees("2 services").sees("We left out the lowest price. The amount must not be below zero.");
        anyone.sees("We left out the highest price.").does_not_see("Clear all filters");
        anyone.visit("/search?min=60&max=10").await.sees("We looked from £10.00 to £60.00.").sees("1 service");
        anyone.visit("/search?by_day=31&by_month=2&by_year=2027").await.sees("Give a real day, month and year");
        anyone.visit("/search?page=1000000000").await.sees("2 services").sees("Morning help to wash and dress");
    }

    async fn nothing_found_says_what_to_drop_and_how_many_that_gives(db: TestDb) {
        let app = town(db).await;
        let mut anyone = app.browser();
        anyone.visit("/search?near=LS6&check=dbs&day=night").await.sees("We found nothing that fits all of that");
        anyone.sees("Search without “Nights” (1 service)").does_not_see("Search without “DBS check”");
        anyone.follow("Search without “Nights”").await.sees("1 service").sees("Morning help to wash and dress");
        anyone.visit("/search?category=meals/lunch-clubs&near=LS6").await.sees("Search without “Lunch clubs” (1 service)");
        anyone.sees("ask a person to help you look");
    }

    async fn a_word_put_right_is_shown_with_the_way_back(db: TestDb) {
        let app = town(db).await;
        let mut anyone = app.browser();
        anyone.visit("/search?q=mornnig").await.sees("Showing results for morning").sees("1 service");
        anyone.follow("Search instead for mornnig").await.sees("We found nothing");
    }

    async fn providers_who_work_there_see_what_is_wanted_and_not_who_asked(db: TestDb) {
        let app = town(db).await;
        market::holder(&app, "priya@example.org", "LS6 3HN", "HP-0000-0001");
        let mut priya = app.signed_in("priya@example.org").await;
        for (wish, kind) in [("Help with my back on Fridays", "Personal care"), ("A band for my wake", "Transport")] {
            priya.visit("/requests/new").await.fill("What would you like?", wish);
            priya.select("Type of support, if you know it", kind).press("Send my request").await;
            priya.heading("We have your request").sees("LS6").does_not_see("3HN");
        }
        priya.visit("/provider/requests").await.status(404);
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/provider/requests").await.heading("What people ask for").sees("Help with my back on Fridays");
        grace.does_not_see("A band for my wake").does_not_see("Priya");
    }
}
