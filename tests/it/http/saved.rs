//! Saved searches: keeping one, being told once of what is new, and stopping it.

use handpick::accounts::service::enrol::NewMandate;
use handpick::accounts::{Scope, Scopes, service::enrol as people};
use handpick::app::App;
use handpick::directory::model::{ListingCommand, ListingState, NewPrice, PriceUnit};
use handpick::directory::service::enrol::{self, NewListing};
use handpick::find::saved::service::telling;
use handpick::kernel::Money;
use handpick::kernel::TimeBand;
use handpick::kernel::ids::{HolderId, MandateId, ProviderId};
use handpick::mail::Email;

use super::market;
use crate::support::TestApp;
use crate::support::browser::Browser;

const SUBJECT: &str = "New services in your saved searches";

/// A listing that is published now.
fn publish(app: &TestApp, provider_id: ProviderId, title: &str) {
    let command = ListingCommand { title: title.to_owned(), ..market::command() };
    publish_at(app, provider_id, command, Vec::new());
}

/// The same with a category, and what an hour costs, in pounds.
fn publish_priced(app: &TestApp, provider_id: ProviderId, title: &str, category: &str, pounds: i64) {
    let command = ListingCommand { title: title.to_owned(), category: category.to_owned(), ..market::command() };
    let price = NewPrice::new(PriceUnit::Hour, TimeBand::Weekday, Money::from_pence(pounds * 100));
    publish_at(app, provider_id, command, vec![price]);
}

fn publish_at(app: &TestApp, provider_id: ProviderId, command: ListingCommand, prices: Vec<NewPrice>) {
    let now = app.now();
    app.write(move |db| {
        let new = NewListing {
            provider_id,
            command: command.clone(),
            prices: prices.clone(),
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

    /// What fits a line of the plan and what is left: on the page, in the mail, and behind the mail's link.
    async fn a_search_for_a_plan_stays_for_that_plan(db: TestDb) {
        let (app, own, mut priya) = town(db).await;
        market::money(&app, 100_000, 100_000);
        save(&mut priya, "/search?line=1&budget=1", "At most once a day").await;
        priya.sees("Fits Help at home").sees("Within the budget").sees("For your plan and budget");
        next_day(&app.app);
        for (title, category, pounds) in [
            ("Help that fits", "personal-care/washing-and-dressing", 20),
            ("Help for the rich", "personal-care/washing-and-dressing", 900),
            ("Lawns that fit", "help-around-the-home/gardening", 20),
        ] {
            publish_priced(&app, own, title, category, pounds);
        }
        let mails = told(&app).await;
        assert_eq!(mails.len(), 1);
        let text = &mails[0].text;
        assert!(text.contains("Help that fits") && !text.contains("rich") && !text.contains("Lawns"), "{text}");
        assert!(text.contains("/saved-searches/1/results"), "{text}");
        app.browser().visit("/saved-searches/1/results").await.heading("Sign in");
        let mut priya = app.signed_in("priya@example.org").await;
        priya.visit("/saved-searches/1/results").await.at("/search").sees("Help that fits");
        assert_eq!(priya.address(), "/search?line=1&budget=1&sort=newest");
        priya.sees("Remove filter: Within the budget").does_not_see("Help for the rich").does_not_see("Lawns that fit");
        app.user("eve@example.org", "Eve");
        let mut eve = app.signed_in("eve@example.org").await;
        eve.visit("/saved-searches/1/results").await.status(404);
    }

    /// A broker's search for somebody's plan goes on while they may see that plan, and no longer.
    async fn a_brokers_search_for_a_plan_ends_with_the_mandate(db: TestDb) {
        let (app, own, _priya) = town(db).await;
        market::money(&app, 100_000, 100_000);
        let user = app.user("tom@example.org", "Tom Adeyemi");
        let now = app.now();
        let new = NewMandate {
            holder_id: HolderId(1),
            user_id: user,
            scopes: Scopes::new(&[Scope::View]),
            order_limit: None,
            four_week_limit: None,
            starts_on: market::day("2026-11-01"),
            ends_on: None,
            granted_by: user,
        };
        let mandate: MandateId = app.write(move |db| people::mandate(db, &new, now));
        let mut tom = app.signed_in("tom@example.org").await;
        tom.visit("/search?budget=1").await.sees("it isn’t one of yours");
        tom.visit("/broker/people/HP-204-7719").await.press("Act for Priya Shah").await;
        save(&mut tom, "/search?budget=1", "At most once a day").await;
        tom.sees("For the plan and budget of Priya Shah");
        tom.visit("/saved-searches/1/results").await;
        assert_eq!(tom.address(), "/search?budget=1&sort=newest");
        tom.press("Stop acting for Priya Shah").await.visit("/saved-searches/1/results").await.heading("Whose plan this search is for");
        tom.press("Act for Priya Shah").await.does_not_see("We left out");
        assert_eq!(tom.address(), "/search?budget=1&sort=newest");
        next_day(&app.app);
        publish_priced(&app, own, "Help that fits", "personal-care", 20);
        assert_eq!(told(&app).await.len(), 1);
        app.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::mandates;
            diesel::update(mandates::table.find(mandate.0)).set(mandates::revoked_at.eq(Some(now))).execute(db)?;
            Ok(())
        });
        next_day(&app.app);
        publish_priced(&app, own, "More help that fits", "personal-care", 20);
        assert_eq!(told(&app).await.len(), 1, "nothing more is told");
        let mut tom = app.signed_in("tom@example.org").await;
        tom.visit("/saved-searches").await.sees("you may no longer see it");
        tom.visit("/saved-searches/1/results").await.heading("Whose plan this search is for").sees("no longer see those");
    }
}
