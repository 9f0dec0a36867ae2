//! Spaces of a listing: each order takes one, two never take the same, and one that is over gives it back.

use diesel::prelude::*;
use handpick::accounts::Actor;
use handpick::accounts::service::enrol::{self as people, NewHolder};
use handpick::db::schema::listings::dsl;
use handpick::directory::service::waiting;
use handpick::kernel::ids::UserId;
use handpick::orders::model::LineRequest;
use handpick::orders::service::{self, AddToBasket};
use handpick::orders::{BasketError, PlaceOrderError};

use crate::support::market::{Market, once, pounds, whole_basket};
use crate::support::purse::{assert_books_are_right, pot};

fn set_spaces(market: &Market, spaces: i32) {
    let id = market.listing.0;
    market.site.write(move |db| {
        diesel::update(dsl::listings.find(id)).set(dsl::spaces_left.eq(Some(spaces))).execute(db)?;
        Ok(())
    });
}

fn spaces(market: &Market) -> Option<i32> {
    let id = market.listing.0;
    market
        .database()
        .read_blocking(|db| Ok::<_, handpick::db::DbError>(dsl::listings.find(id).select(dsl::spaces_left).first(db)?))
        .unwrap()
}

fn three_hours() -> LineRequest {
    once(3, "2026-12-01", "10am")
}

/// Somebody else with a pot of their own.
fn another(market: &Market, number: usize) -> Actor {
    let (email, name) = (format!("holder{number}@example.org"), format!("Holder {number}"));
    let (user, now): (UserId, _) = (market.site.user(&email, &name), market.site.now());
    let new = NewHolder {
        reference: format!("HP-S-{number}"),
        user_id: Some(user),
        name: name.clone(),
        ..NewHolder::default()
    };
    let holder = market.site.write(move |db| people::holder(db, &new, now));
    market.database().write_blocking(move |db| pot(db, holder, None, pounds(500))).unwrap();
    Actor { user_id: user, name, email, own_holder: Some(holder), memberships: Vec::new(), ..market.priya.clone() }
}

async fn add(market: &Market, actor: &Actor) -> Result<(), BasketError> {
    let command = AddToBasket {
        key: market.app.random.token(),
        listing: market.listing,
        plan_line: None,
        request: three_hours(),
    };
    service::add(&market.app, actor, command).await
}

on_each_backend! {
    async fn eight_people_at_once_take_three_spaces(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        set_spaces(&market, 3);
        let actors: Vec<Actor> = (0..8).map(|number| another(&market, number)).collect();
        for actor in &actors {
            add(&market, actor).await.unwrap();
        }
        let presses = actors.iter().enumerate().map(|(number, actor)| {
            let key = format!("the-key-of-holder-{number}");
            let market = &market;
            async move { service::place(&market.app, actor, whole_basket(&key)).await }
        });
        let outcomes = futures_util::future::join_all(presses).await;
        let full = |outcome: &&Result<_, PlaceOrderError>| {
            matches!(outcome, Err(PlaceOrderError::Unavailable { why, .. }) if why.contains("no spaces left"))
        };
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 3, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(full).count(), 5, "{outcomes:?}");
        assert_eq!(spaces(&market), Some(0));
        assert_books_are_right(market.database());
    }

    async fn a_space_comes_back_when_the_order_is_over_and_goes_to_whoever_waits(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        set_spaces(&market, 1);
        add(&market, &market.priya).await.unwrap();
        let placed = market.place(&market.priya).await;
        assert_eq!(spaces(&market), Some(0));
        let ann = another(&market, 1);
        assert!(matches!(add(&market, &ann).await, Err(BasketError::Unavailable(why)) if why.contains("waiting list")));
        waiting::join(&market.app, &ann, market.listing, "Ann", "0113 496 0111").await.unwrap();
        service::answer::decline(&market.app, &market.grace, &placed.package_reference, "We are full.").await.unwrap();
        assert_eq!(spaces(&market), Some(1));
        assert_eq!(waiting::pass_on(&market.app).await.unwrap(), 1);
        assert_eq!(waiting::pass_on(&market.app).await.unwrap(), 0, "one space is offered once");
        // It is kept for Ann, so nobody else gets it.
        assert!(matches!(add(&market, &market.priya).await, Err(BasketError::Unavailable(why)) if why.contains("kept for people")));
        add(&market, &ann).await.unwrap();
        service::place(&market.app, &ann, whole_basket("ann-takes-her-space")).await.unwrap();
        assert_eq!(spaces(&market), Some(0));
        assert_eq!(waiting::own_place(&market.app, &ann, market.listing).await.unwrap().own, None);
    }

    async fn the_pages_of_a_full_listing_say_so_and_offer_the_waiting_list(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        set_spaces(&market, 1);
        market.add(&market.priya, three_hours()).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        let order = format!("/listings/{}/order", market.listing);
        priya.visit(&order).await.sees("How often do you want it?");
        let mut late = priya.clone();
        late.visit("/basket").await.tick("I have read this, and I want these orders.");
        set_spaces(&market, 0);
        priya.press("See what it costs").await.sees("This is full at the moment.");
        priya.visit(&order).await.sees("There are no spaces left.").does_not_see("How often").follow("Join the waiting list").await;
        priya.sees("Nobody waits yet.");
        late.press("Place order for £60.00").await.status(422).sees("There are no spaces left. You can join its waiting list. Nothing was ordered.");
        late.follow("Join the waiting list").await.sees("Nobody waits yet.");
        assert_eq!(market.balances(), (50_000, 0, 0));
    }
}
