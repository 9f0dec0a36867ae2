//! Saved searches: keeping one, being told once of what is new, and stopping it.

use handpick::app::App;
use handpick::directory::model::{ListingCommand, ListingState};
use handpick::directory::service::enrol::{self, NewListing};
use handpick::find::saved::service::telling;
use handpick::kernel::ids::ProviderId;
use handpick::mail::Email;

use super::market;
use crate::support::TestApp;
use crate::support::browser::Browser;

const SUBJECT: &str = "New services in your saved searches";

/// A listing that is published now.
fn publish(app: &TestApp, provider_id: ProviderId, title: &str) {
    let now = app.now();
    let command = ListingCommand { title: title.to_owned(), ..market::command() };
    app.write(move |db| {
        let new = NewListing {
            provider_id,
            command: command.clone(),
            prices: Vec::new(),
            state: ListingState::Live,
            published_at: None,
        };
        let listing = enrol::listing(db, &new, now)?;
        handpick::db::outbox::touch_listing(db, listing, now)
    });
}

/// The index follows, the calendar is looked at, and what is queued is sent: the mails about saved searches.
async fn told(app: &TestApp) -> Vec<Email> {
    app.mails().await;
    telling::tell(&app.app).await.unwrap();
    app.mails().await.into_iter().filter(|mail| mail.subject == SUBJECT).collect()
}

fn next_day(app: &App) {
    app.clock.advance(chrono::TimeDelta::days(1));
}

async fn town(db: crate::support::TestDb) -> (TestApp, ProviderId, Browser) {
    let app = TestApp::start(db).await;
    let own = market::provider(&app);
    publish(&app, own, "Gardening for older people");
    app.mails().await;
    market::holder(&app, "priya@example.org", "LS6 3HN", "HP-204-7719");
    let priya = app.signed_in("priya@example.org").await;
    (app, own, priya)
}

async fn save(browser: &mut Browser, search: &str, often: &str) {
    browser.visit(search).await.follow("Save this search").await.heading("Save this search");
    browser.choose(often).press("Save this search").await.at("/saved-searches").sees("The search is saved.");
}

on_each_backend! {
    async fn somebody_saves_renames_and_deletes_a_search(db: TestDb) {
        let (_app, _, mut priya) = town(db).await;
        priya.visit("/saved-searches").await.sees("No saved searches yet");
        save(&mut priya, "/search?q=gardening&near=LS6&within=5&view=map&page=1", "At most once a day").await;
        priya.sees("Gardening near LS6").sees("Within 5 miles").sees("We write at most once a day.");
        priya.follow("Change: Gardening near LS6").await.fill("What do you want to call it?", "My garden");
        priya.choose("No emails").press("Save").await.sees("My garden").sees("We send you no emails about it.");
        priya.follow("My garden").await.heading("Gardening near LS6");
        priya.visit("/search?q=gardening&near=LS6&within=5").await.follow("Save this search").await;
        priya.press("Save this search").await.status(422).sees("You have already saved this search, as “My garden”.");
        priya.fill("What do you want to call it?", " ").press("Save this search").await.status(422).sees("Enter a name");
        priya.visit("/saved-searches").await.press("Delete My garden").await.sees("The saved search is deleted.");
        priya.sees("No saved searches yet").press("Put it back").await.sees("My garden");
    }

    async fn a_new_match_is_told_once(db: TestDb) {
        let (app, own, mut priya) = town(db).await;
        save(&mut priya, "/search?q=gardening&near=LS6", "At most once a day").await;
        assert!(told(&app).await.is_empty(), "what was there is not new");
        next_day(&app.app);
        assert!(told(&app).await.is_empty(), "nothing is new");
        publish(&app, own, "Gardening on Saturdays");
        publish(&app, own, "Swimming lessons");
        assert!(told(&app).await.is_empty(), "it was looked at today");
        next_day(&app.app);
        let mails = told(&app).await;
        assert_eq!(mails.len(), 1);
        let mail = &mails[0];
        assert_eq!(mail.to, "priya@example.org");
        assert!(mail.text.contains("Gardening on Saturdays") && mail.text.contains("1 new service"), "{}", mail.text);
        assert!(!mail.text.contains("Swimming") && !mail.text.contains("Gardening for older"), "{}", mail.text);
        assert_eq!(telling::tell(&app.app).await.unwrap(), 0, "running again tells nothing");
        next_day(&app.app);
        assert_eq!(told(&app).await.len(), 1, "and never again");
    }

    async fn all_of_a_persons_searches_come_in_one_mail_a_day(db: TestDb) {
        let (app, own, mut priya) = town(db).await;
        save(&mut priya, "/search?q=gardening", "At most once a day").await;
        save(&mut priya, "/search?q=older", "At most once a day").await;
        save(&mut priya, "/search?q=swimming", "At most once a week").await;
        save(&mut priya, "/search?q=people", "No emails").await;
        next_day(&app.app);
        for number in 1..=12 {
            publish(&app, own, &format!("Gardening for older people {number}"));
        }
        publish(&app, own, "Swimming");
        let mails = told(&app).await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].text.matches("/listings/").count(), 10, "{}", mails[0].text);
        assert!(mails[0].text.contains("12 new services") && !mails[0].text.contains("Swimming"), "{}", mails[0].text);
        for _ in 0..5 {
            next_day(&app.app);
            assert_eq!(told(&app).await.len(), 1);
        }
        next_day(&app.app);
        let mails = told(&app).await;
        assert!(mails.len() == 2 && mails[1].text.contains("Swimming"), "a week after it was saved");
    }

    /// Two nodes at once, and a run that died before its commit: each is only another run.
    async fn running_it_at_once_tells_once(db: TestDb) {
        let (app, own, mut priya) = town(db).await;
        save(&mut priya, "/search?q=gardening", "At most once a day").await;
        next_day(&app.app);
        publish(&app, own, "Gardening on Saturdays");
        app.mails().await;
        let runs = futures_util::future::join_all((0..4).map(|_| telling::tell(&app.app))).await;
        let sent: usize = runs.into_iter().map(|run| run.unwrap_or(0)).sum();
        assert_eq!(sent, 1);
        assert_eq!(told(&app).await.len(), 1);
    }

    async fn nobody_is_woken_in_the_night(db: TestDb) {
        let (app, own, mut priya) = town(db).await;
        save(&mut priya, "/search?q=gardening", "At most once a day").await;
        app.wait(5);
        publish(&app, own, "Gardening on Saturdays");
        app.app.clock.set("2026-11-22T06:30:00".parse().unwrap());
        assert!(told(&app).await.is_empty());
        app.app.clock.set("2026-11-22T07:00:00".parse().unwrap());
        assert_eq!(told(&app).await.len(), 1);
    }

    async fn the_link_in_the_mail_opens_a_page_and_its_button_stops_the_mails(db: TestDb) {
        let (app, own, mut priya) = town(db).await;
        save(&mut priya, "/search?q=gardening", "At most once a day").await;
        next_day(&app.app);
        publish(&app, own, "Gardening on Saturdays");
        let mails = told(&app).await;
        let link = mails[0].text.lines().find(|line| line.contains("/saved-searches/stop/")).unwrap();
        let path = link.strip_prefix("http://localhost").unwrap().to_owned();
        let mut scanner = app.browser();
        scanner.visit(&path).await.heading("Stop emails about saved searches?");
        let mut priya = app.signed_in("priya@example.org").await;
        priya.visit("/saved-searches").await.sees("We write at most once a day.");
        scanner.post_without_token(&path, &[]).await.status(403);
        scanner.visit(&path).await.press("Stop these emails").await.heading("The emails are stopped");
        priya.visit("/saved-searches").await.sees("We send you no emails about it.");
        let other = path.replace("/stop/", "/stop/1");
        for wrong in [other.as_str(), "/saved-searches/stop/1/x", "/saved-searches/stop/x/", &format!("{path}x")] {
            app.browser().visit(wrong).await.status(404);
        }
    }

    async fn twenty_can_be_saved_and_no_more(db: TestDb) {
        let (_app, _, mut priya) = town(db).await;
        priya.visit("/saved-searches/new?q=help").await;
        for number in 1..=20 {
            let query = format!("q=help+{number}");
            priya.post("/saved-searches", &[("name", "Help"), ("mails", "none"), ("search", &query)]).await.at("/saved-searches");
            priya.visit("/saved-searches/new?q=help").await;
        }
        priya.press("Save this search").await.status(422).sees("You have 20 saved searches, which is the most.");
        let long = format!("q={}", "a".repeat(4_100));
        priya.post("/saved-searches", &[("name", "Help"), ("search", &long)]).await.status(422).sees("more filters than we can save");
    }

    async fn nobody_reaches_somebody_elses_searches(db: TestDb) {
        let (app, _, mut priya) = town(db).await;
        save(&mut priya, "/search?q=gardening", "At most once a day").await;
        let mut grace = app.signed_in("grace@example.org").await;
        grace.visit("/saved-searches").await.sees("No saved searches yet");
        grace.visit("/saved-searches/1").await.status(404);
        for path in ["/saved-searches/1", "/saved-searches/1/remove", "/saved-searches/1/restore", "/saved-searches/0/remove", "/saved-searches/x"] {
            grace.visit("/account").await.post(path, &[("name", "Mine"), ("mails", "none")]).await.status(404);
        }
        priya.visit("/saved-searches").await.sees("Gardening").sees("We write at most once a day.");
        app.browser().visit("/saved-searches/new?q=x").await.heading("Sign in");
    }
}
