//! What people can't find: asking for it, who sees that, and what is kept of searches that found nothing.

mod quotes;

use handpick::accounts::service::councils::{self, AreaError};
use handpick::accounts::service::enrol as accounts;
use handpick::accounts::{OrganisationKind, Role};
use handpick::budgets::Allowed;
use handpick::budgets::service::enrol as money;
use handpick::db::outbox;
use handpick::kernel::Weekdays;
use handpick::orders::PlaceOrderError;
use handpick::orders::service as orders;
use handpick::requests::gaps::{Gap, GapOutcome};
use handpick::requests::model::{AskFor, RequestStatus};
use handpick::requests::service;
use handpick::requests::{RequestError, service::enrol};

use crate::support::market::{Market, once, pounds, whole_basket};

fn ask(words: &str) -> AskFor {
    AskFor {
        words: words.to_owned(),
        category: Some("personal-care".to_owned()),
        area: "LS6".to_owned(),
        weekdays: Weekdays::parse(["friday"]).unwrap(),
        weekly_limit: Some(pounds(40)),
        ..AskFor::default()
    }
}

/// Helen, commissioner of a council without people here.
fn commissioner(market: &Market) {
    let (user, now) = (market.site.user("helen@example.org", "Helen Sowerby"), market.site.now());
    market.site.write(move |db| {
        let council = accounts::organisation(db, OrganisationKind::Council, "Airevale", (None, None), now)?;
        accounts::member(db, user, council, Role::Commissioner, now)
    });
}

on_each_backend! {
    async fn somebody_asks_for_what_they_can_not_find_and_takes_it_back(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        let site = &market.site;
        let mut stranger = site.browser();
        stranger.visit("/requests/new?q=ceilidh&near=LS6+3HN&category=leisure").await.at("/sign-in");
        let mut priya = site.signed_in("priya@example.org").await;
        priya.visit("/requests").await.sees("Nothing asked for yet");
        priya.visit("/search?q=ceilidh+dancing&near=LS6+3HN").await.sees("We found nothing");
        priya.follow("ask for what you need").await.heading("Ask for what you need");
        priya.fill("What would you like?", "").press("Send my request").await.status(422).sees("Say what you would like");
        priya.fill("What would you like?", "Somebody to go to a ceilidh with me").tick("Friday");
        priya.fill("Up to how much a week? (you can leave this empty)", "-3").press("Send my request").await.status(422);
        priya.sees("Somebody to go to a ceilidh with me").fill("Up to how much a week? (you can leave this empty)", "30");
        priya.press("Send my request").await.heading("We have your request").sees("Fridays").does_not_see("3HN");
        let mails = site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "priya@example.org" && mail.text.contains("ceilidh")));
        priya.visit("/requests").await.sees("Up to £30.00 a week").follow("Cancel this request").await;
        priya.heading("Cancel this request?").press("Cancel my request").await.at("/requests").sees("Cancelled");
    }

    async fn the_same_request_twice_is_one_and_there_are_only_so_many(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        let first = service::ask(&market.app, &market.priya, ask("A choir")).await.unwrap();
        assert_eq!(service::ask(&market.app, &market.priya, ask("A choir")).await.unwrap(), first);
        for number in 1..20 {
            service::ask(&market.app, &market.priya, ask(&format!("Wish {number}"))).await.unwrap();
        }
        assert_eq!(service::ask(&market.app, &market.priya, ask("One more")).await, Err(RequestError::TooMany));
        service::cancel(&market.app, &market.priya, first).await.unwrap();
        assert_eq!(service::cancel(&market.app, &market.priya, first).await, Err(RequestError::Closed(RequestStatus::Withdrawn)));
        service::ask(&market.app, &market.priya, ask("One more")).await.unwrap();
        let mine = service::mine(&market.app, &market.priya).await.unwrap();
        assert_eq!(mine.requests.iter().filter(|one| one.request.status == RequestStatus::Open).count(), 20);
    }

    async fn whoever_acts_for_somebody_may_ask_and_nobody_else_may_look(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        let tom = market.tom_for_priya();
        let id = service::ask(&market.app, &tom, ask("A befriender")).await.unwrap();
        assert_eq!(service::mine(&market.app, &market.priya).await.unwrap().requests.len(), 1);
        assert!(matches!(service::ask(&market.app, &market.tom, ask("x")).await, Err(RequestError::NotAllowed(_))));
        assert!(matches!(service::one(&market.app, &market.grace, id).await, Err(RequestError::NotAllowed(_))));
        let mut tom = market.site.signed_in("tom@example.org").await;
        tom.visit(&format!("/requests/{id}/cancel")).await.status(403);
        tom.visit("/requests/999/cancel").await.status(403);
    }

    async fn a_search_is_shown_to_commissioners_once_three_said_it(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        let site = &market.site;
        commissioner(&market);
        let mut anyone = site.browser();
        for _ in 0..3 {
            anyone.visit("/search?q=hydrotherapy+07700900123&near=LS6+3HN").await;
        }
        anyone.visit("/search?q=mrs+ethel+smith+of+elm+row").await;
        site.mails().await;
        let mut helen = site.signed_in("helen@example.org").await;
        helen.visit("/council/gaps").await.sees("hydrotherapy").sees("3 searches").sees("LS6");
        helen.does_not_see("ethel").does_not_see("07700").does_not_see("3HN").sees("made 3 times or more");
        helen.visit("/council/gaps.csv").await.status(200);
        assert!(helen.html().contains("Search,hydrotherapy,LS6,3,2026-11-2"), "{}", helen.html());
        let mut priya = site.signed_in("priya@example.org").await;
        priya.visit("/council/gaps").await.status(404);
        priya.visit("/council/gaps.csv").await.status(404);
    }

    async fn a_council_with_an_area_sees_the_gaps_of_its_own(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        let site = &market.site;
        commissioner(&market);
        let mut anyone = site.browser();
        for (words, near) in [("hydrotherapy", "LS6"), ("trampoline", "BD1")] {
            for _ in 0..3 {
                anyone.visit(&format!("/search?q={words}&near={near}")).await;
            }
        }
        site.mails().await;
        let mut helen = site.signed_in("helen@example.org").await;
        helen.visit("/council/gaps").await.sees("hydrotherapy").sees("trampoline");
        assert!(matches!(site.app.db.write_blocking(|db| councils::set_area(db, "Nowhere Council", "Leeds")), Err(AreaError::NoSuchCouncil(_))));
        assert!(matches!(site.app.db.write_blocking(|db| councils::set_area(db, "airevale", "Atlantis")), Err(AreaError::NoSuchArea(_))));
        let set = site.app.db.write_blocking(|db| councils::set_area(db, "airevale", "Leeds")).unwrap();
        assert_eq!(set.code.as_deref(), Some("E08000035"));
        let now = site.now();
        let taken = site.app.db.write_blocking(move |db| councils::add(db, "Leeds Again", "e08000035", (None, None), now));
        assert!(matches!(taken, Err(AreaError::Taken(by)) if by == "Airevale"));
        let other = site.app.db.write_blocking(move |db| councils::add(db, "Bradford Council", "Bradford", (None, None), now)).unwrap();
        assert_eq!(site.app.db.write_blocking(councils::all).unwrap(), [set, other]);
        helen.visit("/council/gaps").await.sees("hydrotherapy").does_not_see("trampoline");
    }

    async fn gaps_add_up_over_days_and_are_forgotten_after_thirteen_months(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        commissioner(&market);
        let gap = |on: &str, words: &str| Gap {
            on: on.parse().unwrap(),
            words: words.to_owned(),
            area: "LS6".to_owned(),
            council: String::new(),
            filters: "check=dbs".to_owned(),
            outcome: GapOutcome::Nothing,
        };
        let rows = [gap("2025-09-01", "old"), gap("2026-11-01", "pool"), gap("2026-11-01", "pool"), gap("2026-11-20", "pool")];
        market.site.write(move |db| rows.iter().try_for_each(|gap| enrol::gap(db, gap, 2)));
        let helen = market.site.signed_in("helen@example.org").await;
        drop(helen);
        assert_eq!(service::forget_old(&market.app).await.unwrap(), 1);
        let mut helen = market.site.signed_in("helen@example.org").await;
        helen.visit("/council/gaps").await.sees("6 searches").sees("20 November 2026").does_not_see("old");
    }

    async fn a_pot_buys_only_what_it_may(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        let pot = market.pot;
        market.site.write(move |db| money::allow(db, pot, &Allowed::Category("meals".to_owned())));
        market.add(&market.priya, once(1, "2026-12-02", "2pm")).await;
        let refused = orders::place(&market.app, &market.priya, whole_basket("key-for-a-voucher")).await.unwrap_err();
        assert!(matches!(refused, PlaceOrderError::PotMayNotBuy { .. }), "{refused}");
        assert!(refused.to_string().contains("It may be spent on meals. Nothing was ordered."), "{refused}");
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/basket").await.sees("This budget may not be spent on this. It may be spent on meals.");
        assert_eq!(market.balances().1, 0);
    }

    async fn a_search_narrows_to_a_plan_a_pot_and_a_budget(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        let (site, pot, listing, now) = (&market.site, market.pot, market.listing, market.site.now());
        site.write(move |db| outbox::touch_listing(db, listing, now));
        site.mails().await;
        let mut priya = site.signed_in("priya@example.org").await;
        priya.visit("/search").await.sees("Within the budget").sees("a week for 1 hour");
        priya.visit("/search?budget=1").await.sees("Remove filter: Within the budget").sees("1 service");
        priya.visit("/search?line=999&pot=1").await.sees("We left out what belongs to a plan or a budget");
        site.write(move |db| money::allow(db, pot, &Allowed::Category("meals".to_owned())));
        priya.visit("/search").await.tick("What the budget may buy (0)").press("Apply filters").await;
        priya.sees("0 services").follow("Search without “What the budget may buy”").await.sees("1 service");
        let mut stranger = site.browser();
        stranger.visit("/search?budget=1&line=1").await.sees("We left out").sees("1 service");
    }
}
