//! Who may order, answer and look: mandates and their limits, conflicts of interest, other people's orders.

use handpick::accounts::{Actor, Role};
use handpick::kernel::{PageNumber, Quantity};
use handpick::orders::service::proposals::{self, Propose};
use handpick::orders::service::{self, ConfirmDelivery, Viewer, disputes};
use handpick::orders::{ActError, PlaceOrderError};

use crate::support::market::{Market, once, pounds, weekly, whole_basket};

/// Somebody who is no holder, works nowhere and acts for nobody.
fn stranger(market: &Market) -> Actor {
    Actor { memberships: Vec::new(), own_holder: None, acting_for: None, ..market.tom.clone() }
}

on_each_backend! {
    /// What a broker does is recorded as theirs, for the holder, and both hear of it.
    async fn a_broker_orders_within_the_mandate(db: TestDb) {
        let market = Market::with(db, pounds(3_000)).await;
        let tom = market.tom_for_priya();
        market.add(&tom, weekly(&["Tue"], 1, "10am", "2026-12-01")).await;
        let placed = market.place(&tom).await;
        assert_eq!(market.balances(), (264_000, 36_000, 0));
        let view = service::order_view(&market.app, &market.priya, &placed.package_reference).await.unwrap();
        assert_eq!(view.history[0].by, "Tom Adeyemi");
        assert_eq!(view.history[0].on_behalf_of.as_deref(), Some("Priya Shah"));
        let to_answer = service::list_for_provider(&market.app, &market.grace, None, PageNumber::FIRST).await.unwrap();
        assert_eq!(to_answer.items[0].placed_by.as_deref(), Some("Tom Adeyemi"));
    }

    /// Whoever works for the provider says nothing for somebody else that the provider is paid for: not how long a visit
    /// was, nor how a dispute ends, nor what is ordered further. Calling off and complaining they may.
    async fn nobody_says_for_others_that_their_own_firm_is_paid(db: TestDb) {
        let market = Market::with(db, pounds(3_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 1, "10am", "2026-12-01")).await;
        let mut tom = market.tom_for_priya();
        tom.memberships.extend(market.grace.memberships.clone());
        let visits = service::order_view(&market.app, &market.priya, &reference).await.unwrap().deliveries;
        let (first, later) = (visits[0].id, visits[3].id);
        market.now_is("2026-12-01T20:00:00");
        service::record_delivery(&market.app, &market.grace, first, Quantity::from_units(8), "").await.unwrap();
        let yes = ConfirmDelivery { delivery: first, yes_to_more: true, seen: None };
        assert_eq!(service::confirm_delivery(&market.app, &tom, yes).await, Err(ActError::ConflictOfInterest));
        let line = service::order_view(&market.app, &market.priya, &reference).await.unwrap().lines[0].0.id;
        let asked = Propose { line, request: weekly(&["Wed"], 2, "10am", "2026-12-01"), words: String::new() };
        let proposed = proposals::propose(&market.app, &tom, &reference, asked).await;
        assert_eq!(proposed, Err(ActError::ConflictOfInterest));
        service::dispute_delivery(&market.app, &tom, first, "It was one hour.").await.unwrap();
        let offered = disputes::offer(&market.app, &tom, first, Quantity::ONE).await;
        assert_eq!(offered, Err(ActError::ConflictOfInterest));
        let mut ruth = market.council();
        ruth.memberships.extend(market.grace.memberships.clone());
        let decided = disputes::decide(&market.app, &ruth, first, Quantity::ONE, "It was an hour.").await;
        assert_eq!(decided, Err(ActError::NotAllowed(handpick::accounts::Refused)));
        service::cancel_delivery(&market.app, &tom, later, None).await.unwrap();
        // Of their own support everybody says what they like.
        let mut priya = market.priya.clone();
        priya.memberships.extend(market.grace.memberships.clone());
        disputes::offer(&market.app, &priya, first, Quantity::ONE).await.unwrap();
    }

    /// £600 at a time, £1,000 in four weeks.
    async fn the_limits_of_a_mandate_hold(db: TestDb) {
        let market = Market::with(db, pounds(9_000)).await;
        let tom = market.tom_for_priya();
        market.add(&tom, weekly(&["Tue"], 2, "10am", "2026-12-01")).await;
        let refused = service::place(&market.app, &tom, whole_basket("a-key-of-a-form")).await.unwrap_err();
        assert_eq!(
            refused.to_string(),
            "The order with Aire Valley Home Support costs £720.00. You may order up to £600.00 at a time for this \
             person. Nothing was ordered."
        );
        let view = service::view(&market.app, &tom).await.unwrap();
        service::remove(&market.app, &tom, view.groups[0].lines[0].line.id).await.unwrap();
        // The first order for £560 fits, the second would come to £1,120 in four weeks.
        for day in ["2026-12-01", "2026-12-02"] {
            market.add(&tom, once(24, day, "6am")).await;
            market.add(&tom, once(4, day, "6am")).await;
            let placed = service::place(&market.app, &tom, whole_basket(&format!("key-for-{day}"))).await;
            if day == "2026-12-01" {
                placed.unwrap();
            } else {
                let PlaceOrderError::OverFourWeekLimit { left, total, .. } = placed.unwrap_err() else { panic!() };
                assert_eq!((left, total), (pounds(440), pounds(560)));
            }
        }
        // Four weeks later the limit is free again.
        market.now_is("2026-12-20T12:00:00");
        let view = service::view(&market.app, &tom).await.unwrap();
        for line in view.lines() {
            service::remove(&market.app, &tom, line.line.id).await.unwrap();
        }
        market.add(&tom, once(24, "2027-01-05", "6am")).await;
        market.place(&tom).await;
    }

    /// A mandate that was revoked after the page was shown carries nothing.
    async fn a_revoked_mandate_bites_at_once(db: TestDb) {
        use diesel::prelude::*;
        use handpick::db::schema::mandates::dsl;
        let market = Market::with(db, pounds(3_000)).await;
        let tom = market.tom_for_priya();
        market.add(&tom, once(1, "2026-12-02", "10am")).await;
        let placed = market.place(&tom).await.package_reference;
        market.add(&tom, once(1, "2026-12-01", "10am")).await;
        let (id, now) = (market.mandate.0, market.app.clock.now());
        market.database().write_blocking(move |db| {
            diesel::update(dsl::mandates.find(id)).set(dsl::revoked_at.eq(Some(now))).execute(db)
                .map_err(handpick::db::DbError::from)
        }).unwrap();
        let refused = service::place(&market.app, &tom, whole_basket("a-key-of-a-form")).await;
        assert_eq!(refused, Err(PlaceOrderError::MandateEnded));
        assert_eq!(market.balances(), (298_000, 2_000, 0));
        // Nor is he written to any more about what he ordered before.
        let before = market.site.mails().await.len();
        service::answer::accept(&market.app, &market.grace, &placed).await.unwrap();
        let mails = market.site.mails().await.split_off(before);
        assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["priya@example.org"]);
    }

    /// A broker who works for the provider can't order from it for somebody else.
    async fn a_conflict_of_interest_is_refused(db: TestDb) {
        let market = Market::with(db, pounds(3_000)).await;
        let mut tom = market.tom_for_priya();
        tom.memberships.extend(market.grace.memberships.clone());
        market.add(&tom, once(1, "2026-12-01", "10am")).await;
        let refused = service::place(&market.app, &tom, whole_basket("a-key-of-a-form")).await;
        assert!(matches!(refused, Err(PlaceOrderError::ConflictOfInterest { .. })), "{refused:?}");
        assert_eq!(market.balances(), (300_000, 0, 0));
    }

    /// Without a mandate, a broker or anybody else can't even see that the order exists.
    async fn other_peoples_orders_are_not_found(db: TestDb) {
        let market = Market::with(db, pounds(3_000)).await;
        let reference = market.accepted(once(1, "2026-12-01", "10am")).await;
        let delivery =
            service::order_view(&market.app, &market.priya, &reference).await.unwrap().deliveries[0].id;
        for actor in [stranger(&market), market.tom.clone()] {
            let app = &market.app;
            assert_eq!(service::order_view(app, &actor, &reference).await.unwrap_err(), ActError::NotFound);
            assert_eq!(service::cancel_order(app, &actor, &reference, None).await, Err(ActError::NotFound));
            assert_eq!(service::answer::accept(app, &actor, &reference).await, Err(ActError::NotFound));
            assert_eq!(service::cancel_delivery(app, &actor, delivery, None).await, Err(ActError::NotFound));
            let confirm = ConfirmDelivery { delivery, yes_to_more: true, seen: None };
            assert_eq!(service::confirm_delivery(app, &actor, confirm).await, Err(ActError::NotFound));
            let recorded = service::record_delivery(app, &actor, delivery, Quantity::ONE, "").await;
            assert_eq!(recorded, Err(ActError::NotFound));
            assert!(service::place(app, &actor, whole_basket("a-key-of-a-form")).await.is_err());
        }
        // The holder doesn't answer for the provider, nor the provider for the holder.
        assert_eq!(service::answer::accept(&market.app, &market.priya, &reference).await, Err(ActError::NotFound));
        assert_eq!(service::cancel_order(&market.app, &market.grace, &reference, None).await, Err(ActError::NotFound));
        let seen = service::order_view(&market.app, &market.grace, &reference).await.unwrap();
        assert_eq!((seen.viewer, seen.may_act), (Viewer::Provider, false));
    }

    /// Another provider's staff is a stranger, too.
    async fn another_providers_staff_sees_nothing(db: TestDb) {
        let market = Market::with(db, pounds(3_000)).await;
        let reference = market.accepted(once(1, "2026-12-01", "10am")).await;
        let mut other = market.grace.clone();
        other.memberships[0].organisation_id = market.tom.memberships[0].organisation_id;
        other.memberships[0].role = Role::ProviderStaff;
        assert_eq!(service::order_view(&market.app, &other, &reference).await.unwrap_err(), ActError::NotFound);
        let list = service::list_for_provider(&market.app, &other, None, PageNumber::FIRST).await;
        assert!(matches!(list, Err(ActError::NotAllowed(_))));
    }
}
