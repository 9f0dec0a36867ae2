//! A price that rises: everybody with a running order is told once, and what they ordered keeps its price.

use handpick::directory::model::{NewPrice, PriceUnit};
use handpick::directory::service::set_prices;
use handpick::kernel::{Money, TimeBand};

use crate::support::market::{Market, pounds, weekly};

fn an_hour(pence: i64) -> Vec<NewPrice> {
    vec![NewPrice::new(PriceUnit::Hour, TimeBand::Weekday, Money::from_pence(pence))]
}

/// The listing was live for a while.
fn published(market: &Market) {
    use diesel::prelude::*;
    use handpick::db::schema::listings;
    let (listing, now) = (market.listing, market.site.now());
    market.site.write(move |db| {
        diesel::update(listings::table.find(listing.0)).set(listings::published_at.eq(now)).execute(db)?;
        Ok(())
    });
}

on_each_backend! {
    async fn who_has_a_running_order_is_told_once_and_keeps_their_price(db: TestDb) {
        let market = Market::with(db, pounds(5_000)).await;
        published(&market);
        let order = market.accepted(weekly(&["Tuesday"], 1, "10am", "2026-12-01")).await;
        let before = market.balances();
        market.site.mails().await;
        let told = |mails: &[handpick::mail::Email]| {
            mails.iter().filter(|mail| mail.subject.contains("will charge more")).cloned().collect::<Vec<_>>()
        };
        set_prices(&market.app, &market.grace, market.listing, an_hour(2_250)).await.unwrap();
        let mails = told(&market.site.mails().await);
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, "priya@example.org");
        for words in ["£20.00 now, £22.50 from", &order, "keeps its price", "What you can do"] {
            assert!(mails[0].text.contains(words), "{words} in {}", mails[0].text);
        }
        assert_eq!(market.balances(), before, "nothing that was ordered changed");
        // The same again changes nothing, and less is good news that needs no notice.
        set_prices(&market.app, &market.grace, market.listing, an_hour(2_250)).await.unwrap();
        assert_eq!(told(&market.site.mails().await).len(), 1);

        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{order}")).await.follow("What it said when you ordered: Help at home").await;
        priya.heading("What it said when you ordered").sees("£20.00 an hour").does_not_see("£22.50");
        priya.sees("The listing says something else now.");
        let mut anyone = market.site.browser();
        anyone.visit(&format!("/listings/{}", market.listing)).await.sees("£22.50 an hour");
    }

    async fn a_lower_price_and_orders_that_are_over_tell_nobody(db: TestDb) {
        let market = Market::with(db, pounds(5_000)).await;
        published(&market);
        let order = market.accepted(weekly(&["Tuesday"], 1, "10am", "2026-12-01")).await;
        set_prices(&market.app, &market.grace, market.listing, an_hour(1_900)).await.unwrap();
        handpick::orders::service::cancel_order(&market.app, &market.priya, &order, None).await.unwrap();
        set_prices(&market.app, &market.grace, market.listing, an_hour(2_900)).await.unwrap();
        let mails = market.site.mails().await;
        assert!(mails.iter().all(|mail| !mail.subject.contains("will charge more")));
    }

    async fn what_a_listing_said_is_for_those_who_see_the_order(db: TestDb) {
        let market = Market::with(db, pounds(5_000)).await;
        let order = market.accepted(weekly(&["Tuesday"], 1, "10am", "2026-12-01")).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{order}")).await.follow("What it said when you ordered: Help at home").await;
        let said = priya.path().to_owned();
        market.site.user("someone@example.org", "Sam One");
        market.site.signed_in("someone@example.org").await.visit(&said).await.status(404);
        market.site.signed_in("grace@example.org").await.visit(&said).await.status(200).sees("£20.00 an hour");
        priya.visit(&format!("/orders/{order}/said/99999")).await.status(404);
    }
}
