//! Money that comes on top of an order: changes, pauses that end, visits that took longer. The pot's rules and a mandate's
//! limits hold for it as for an order.

use diesel::prelude::*;
use handpick::budgets::model::{NewFunding, Stream};
use handpick::budgets::service::enrol as money;
use handpick::db::{DbError, schema};
use handpick::kernel::{Money, Quantity};
use handpick::orders::model::LineRequest;
use handpick::orders::service::pauses::{self, PauseOrders};
use handpick::orders::service::proposals::{self, Answer, Propose};
use handpick::orders::service::{self, ConfirmDelivery, OrderView};
use handpick::orders::{ActError, PlaceOrderError};

use crate::support::market::{Market, once, pounds, weekly, whole_basket};
use crate::support::purse::{assert_books_are_right, day, noon};

async fn seen(market: &Market, reference: &str) -> OrderView {
    service::order_view(&market.app, &market.priya, reference).await.unwrap()
}

async fn change(
    market: &Market,
    reference: &str,
    by: &handpick::accounts::Actor,
    request: LineRequest,
) -> Result<(), ActError> {
    let line = seen(market, reference).await.lines[0].0.id;
    let asked = Propose { line, request, words: String::new() };
    proposals::propose(&market.app, by, reference, asked).await
}

/// Gives Priya this much more, for meals only.
fn meals_only(market: &Market, amount: Money) {
    use schema::stream_purposes::dsl;
    let pot_id = market.pot;
    market.site.write(move |db| {
        let new = NewFunding { pot_id, stream: Stream::AdultSocialCare, amount, by: None };
        let stream = money::funding(db, &new, noon()).map_err(|error| DbError::Other(error.to_string()))?;
        let row = (dsl::funding_stream_id.eq(stream.0), dsl::category.eq("meals"));
        diesel::insert_into(dsl::stream_purposes).values(row).execute(db)?;
        Ok::<_, DbError>(())
    });
}

on_each_backend! {
    /// £100 for anything, and £1,900 for meals: what an order may not begin with, it may not become.
    async fn what_comes_on_top_keeps_to_what_the_money_is_for(db: TestDb) {
        let market = Market::with(db, pounds(100)).await;
        meals_only(&market, pounds(1_900));
        let reference = market.accepted(once(3, "2026-12-08", "10am")).await;
        let refused = change(&market, &reference, &market.priya, once(6, "2026-12-08", "10am")).await.unwrap_err();
        assert!(matches!(refused, ActError::PotMayNotBuy { .. }), "{refused}");
        assert!(refused.to_string().contains("£1,900.00 of it is for"), "{refused}");
        // While it rests, the money goes elsewhere.
        let rest = PauseOrders {
            orders: vec![reference.clone()],
            from: day("2026-12-07"),
            until: Some(day("2026-12-09")),
            words: String::new(),
            seen: None,
        };
        pauses::pause(&market.app, &market.priya, rest).await.unwrap();
        let other = market.accepted(once(3, "2026-12-10", "10am")).await;
        let refused = pauses::resume(&market.app, &market.priya, &reference, day("2026-12-08")).await;
        assert!(matches!(refused, Err(ActError::PotMayNotBuy { .. })), "{refused:?}");
        service::cancel_order(&market.app, &market.priya, &other, None).await.unwrap();
        pauses::resume(&market.app, &market.priya, &reference, day("2026-12-08")).await.unwrap();
        // The visit takes twice as long.
        market.now_is("2026-12-08T18:00:00");
        let visits = seen(&market, &reference).await.deliveries;
        let delivery = visits.iter().find(|visit| visit.status == handpick::orders::model::DeliveryStatus::Scheduled).unwrap().id;
        let yes = ConfirmDelivery { delivery, yes_to_more: true, seen: None };
        service::record_delivery(&market.app, &market.grace, delivery, Quantity::from_units(6), "").await.unwrap();
        let refused = service::confirm_delivery(&market.app, &market.priya, yes).await;
        assert!(matches!(refused, Err(ActError::PotMayNotBuy { .. })), "{refused:?}");
        service::record_delivery(&market.app, &market.grace, delivery, Quantity::from_units(5), "").await.unwrap();
        service::confirm_delivery(&market.app, &market.priya, yes).await.unwrap();
        assert_eq!(market.balances(), (190_000, 0, 10_000));
        assert_books_are_right(market.database());
    }

    /// Visits that came to more add up to what the order costs: for whoever looks, and for the limit of a mandate.
    async fn what_visits_came_to_more_belongs_to_what_the_order_costs(db: TestDb) {
        let market = Market::with(db, pounds(9_000)).await;
        let tom = market.tom_for_priya();
        // Eighteen visits of an hour at £20: £360 of the £600 that Tom may order at once.
        let reference = market.accepted(weekly(&["Tue"], 1, "10am", "2026-12-01")).await;
        let before = seen(&market, &reference).await.order.total;
        assert_eq!(before, pounds(360));
        let visits: Vec<_> = seen(&market, &reference).await.deliveries.iter().map(|visit| visit.id).collect();
        market.now_is("2026-12-09T09:00:00");
        for visit in &visits[..2] {
            service::record_delivery(&market.app, &market.grace, *visit, Quantity::from_units(9), "").await.unwrap();
        }
        let yes = |delivery| ConfirmDelivery { delivery, yes_to_more: true, seen: None };
        service::confirm_delivery(&market.app, &tom, yes(visits[0])).await.unwrap();
        let after = seen(&market, &reference).await;
        assert_eq!((after.order.total, after.lines[0].0.total), (pounds(520), pounds(520)), "£160 more");
        let refused = service::confirm_delivery(&market.app, &tom, yes(visits[1])).await;
        assert_eq!(refused, Err(ActError::OverLimit(pounds(600))), "£680 in all");
        assert_books_are_right(market.database());
    }

    /// £600 for an order, £1,000 in four weeks: also for what somebody else ordered, and what a visit came to.
    async fn a_mandates_limits_hold_for_what_comes_on_top(db: TestDb) {
        let market = Market::with(db, pounds(9_000)).await;
        let tom = market.tom_for_priya();
        let reference = market.accepted(weekly(&["Tue"], 1, "10am", "2026-12-01")).await;
        let twice = change(&market, &reference, &tom, weekly(&["Tue"], 2, "10am", "2026-12-01")).await;
        assert_eq!(twice, Err(ActError::OverLimit(pounds(600))), "£720 in all");
        let mandate = market.mandate;
        market.site.write(move |db| {
            use schema::mandates::dsl;
            diesel::update(dsl::mandates.find(mandate.0)).set(dsl::order_limit_pence.eq(None::<i64>)).execute(db)?;
            Ok::<_, DbError>(())
        });
        let tom = market.tom_for_priya();
        // £720 more, to which the provider says yes: it is Tom who ordered that.
        change(&market, &reference, &tom, weekly(&["Tue"], 3, "10am", "2026-12-01")).await.unwrap();
        let asked = seen(&market, &reference).await.proposals[0].proposal.id;
        proposals::answer(&market.app, &market.grace, &reference, asked, Answer::Yes).await.unwrap();
        let more = change(&market, &reference, &tom, weekly(&["Tue"], 4, "10am", "2026-12-01")).await;
        assert_eq!(more, Err(ActError::OverLimit(pounds(1_000))));
        market.add(&tom, once(15, "2026-12-03", "6am")).await;
        let placed = service::place(&market.app, &tom, whole_basket("a-key-of-a-form")).await.unwrap_err();
        assert!(matches!(placed, PlaceOrderError::OverFourWeekLimit { left, .. } if left == pounds(280)), "{placed}");
        // Other times at the same cost are no new money.
        change(&market, &reference, &tom, weekly(&["Wed"], 3, "10am", "2026-12-01")).await.unwrap();
        market.now_is("2026-12-02T09:00:00");
        let delivery = seen(&market, &reference).await.deliveries.iter().find(|one| !one.status.is_settled()).unwrap().id;
        service::record_delivery(&market.app, &market.grace, delivery, Quantity::from_units(20), "").await.unwrap();
        let yes = ConfirmDelivery { delivery, yes_to_more: true, seen: None };
        let refused = service::confirm_delivery(&market.app, &tom, yes).await;
        assert_eq!(refused, Err(ActError::OverLimit(pounds(1_000))), "£340 more");
        assert_books_are_right(market.database());
    }
}
