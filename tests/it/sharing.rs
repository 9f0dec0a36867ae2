//! Buying one service together: joining, saying yes, ordering all or nothing, recording once, leaving.

use handpick::accounts::service::enrol::{self as people, NewHolder};
use handpick::accounts::{Actor, Role};
use handpick::budgets::ledger::{self, LedgerError};
use handpick::db::DbError;
use handpick::kernel::ids::{PotId, SharedOrderId};
use handpick::kernel::{Money, Quantity};
use handpick::orders::model::beyond::RequestState;
use handpick::orders::model::{DeliveryStatus, LineRequest};
use handpick::orders::service as orders;
use handpick::orders::{ActError, PlaceOrderError};
use handpick::sharing::ShareError;
use handpick::sharing::model::{MemberStatus, SharedStatus};
use handpick::sharing::service::{self, Agree, Agreed, NewShared, SharedView};

use crate::orders::asking::{agree, asks_first, states};
use crate::support::TestDb;
use crate::support::market::{Market, pounds, weekly};
use crate::support::purse::{self, assert_books_are_right, day, noon};

/// An hour each Tuesday, for three weeks from 1 December.
fn tuesdays() -> LineRequest {
    let mut request = weekly(&["Tue"], 1, "10am", "2026-12-01");
    request.schedule.ends_on = Some(day("2026-12-16"));
    request
}

/// A market whose listing has prices for two (£12.01 each an hour) and three (£10.00 each), and two more people.
struct Sharing {
    market: Market,
    una: Actor,
    vic: Actor,
    pots: [PotId; 3],
}

fn person(market: &Market, email: &str, name: &str, amount: Money) -> (Actor, PotId) {
    let user = market.site.user(email, name);
    let (reference, name_of) = (format!("HP-S-{name}"), name.to_owned());
    let (holder, pot) = market.site.write(move |db| {
        let new = NewHolder {
            reference: reference.clone(),
            user_id: Some(user),
            name: name_of.clone(),
            ..NewHolder::default()
        };
        let holder = people::holder(db, &new, noon())?;
        let pot =
            purse::pot(db, holder, None, amount).map_err(|error: LedgerError| DbError::Other(error.to_string()))?;
        Ok((holder, pot))
    });
    let mut actor = market.priya.clone();
    (actor.user_id, actor.name, actor.email) = (user, name.to_owned(), email.to_owned());
    actor.own_holder = Some(holder);
    (actor, pot)
}

impl Sharing {
    async fn with(db: TestDb, third: Money) -> Self {
        let market = Market::with(db, pounds(500)).await;
        let listing = market.listing;
        market.site.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::prices::dsl as price;
            for (size, pence) in [(2, 1_201_i64), (3, 1_000)] {
                diesel::insert_into(price::prices)
                    .values((
                        (
                            price::listing_id.eq(listing.0),
                            price::unit.eq("hour"),
                            price::band.eq("weekday"),
                            price::group_size.eq(size),
                        ),
                        (price::amount_pence.eq(pence), price::vat.eq("exempt"), price::minimum_hundredths.eq(100_i64)),
                        (price::valid_from.eq(day("2026-01-01")), price::created_at.eq(noon())),
                    ))
                    .execute(db)?;
            }
            Ok(())
        });
        let (una, second) = person(&market, "una@example.org", "Una Field", pounds(500));
        let (vic, last) = person(&market, "vic@example.org", "Vic Moor", third);
        let pots = [market.pot, second, last];
        Self { market, una, vic, pots }
    }

    async fn begin(&self) -> SharedOrderId {
        let new =
            NewShared { listing: self.market.listing, request: tuesdays(), plan_line: Some(self.market.plan_line) };
        service::start(&self.market.app, &self.market.priya, new).await.unwrap()
    }

    /// Makes a link, and gives its token.
    async fn link(&self, id: SharedOrderId) -> String {
        service::invite(&self.market.app, &self.market.priya, id, "somebody", "").await.unwrap();
        let view = self.look(&self.market.priya, id).await;
        view.invites.last().unwrap().address.as_ref().unwrap().rsplit('/').next().unwrap().to_owned()
    }

    async fn join(&self, actor: &Actor, id: SharedOrderId) {
        let link = self.link(id).await;
        service::join(&self.market.app, actor, &link).await.unwrap();
    }

    async fn look(&self, actor: &Actor, id: SharedOrderId) -> SharedView {
        service::view(&self.market.app, actor, id).await.unwrap()
    }

    async fn yes(&self, actor: &Actor, id: SharedOrderId) -> Result<Agreed, ShareError> {
        let view = self.look(actor, id).await;
        let seen = view.asked().unwrap_or(Money::ZERO);
        let command = Agree { agreed: true, terms: view.shared.terms, seen, plan_line: None };
        service::agree(&self.market.app, actor, id, command).await
    }

    /// Vic gives a day's notice three minutes before the visit of the next day; it is two minutes into that visit now.
    async fn over_amid_a_visit(&self) -> SharedOrderId {
        let id = self.running().await;
        self.market.now_is("2026-12-07T09:57:00");
        service::leave(&self.market.app, &self.vic, id).await.unwrap();
        self.market.now_is("2026-12-08T10:02:00");
        id
    }

    /// Three people share it, and the provider has said yes to all.
    async fn running(&self) -> SharedOrderId {
        let id = self.begin().await;
        self.join(&self.una, id).await;
        self.join(&self.vic, id).await;
        for actor in [&self.market.priya, &self.una, &self.vic] {
            self.yes(actor, id).await.unwrap();
        }
        let order = self.look(&self.una, id).await.order.unwrap();
        orders::answer::accept(&self.market.app, &self.market.grace, &order).await.unwrap();
        id
    }

    /// What is available, committed and delivered of each, in pence.
    fn money(&self) -> [(i64, i64, i64); 3] {
        self.pots.map(|pot| {
            let now = self.market.database().read_blocking(|db| ledger::balances(db, pot)).unwrap();
            (now.available.pence(), now.committed.pence(), now.delivered.pence())
        })
    }
}

on_each_backend! {
    /// Through pages: a link works once and names nobody; nothing is ordered before the last yes; then all is.
    async fn three_people_share_one_worker(db: TestDb) {
        let sharing = Sharing::with(db, pounds(500)).await;
        let (market, site) = (&sharing.market, &sharing.market.site);
        let mut priya = site.signed_in("priya@example.org").await;
        priya.visit(&format!("/listings/{}", market.listing)).await.follow("Share this with others").await;
        priya.heading("Share this with others").sees("Each of 3 people");
        for units in ["0", "0.001", "1000000000"] {
            priya.fill("How many hours each time?", units).press("Begin").await.status(422);
        }
        priya.tick("Tuesday").fill("What time should it start?", "10am").fill("How many hours each time?", "1");
        for (name, date) in [("What is the first day?", ["1", "12", "2026"]), ("What is the last day? (optional)", ["16", "12", "2026"])] {
            for (part, value) in ["Day", "Month", "Year"].into_iter().zip(date) {
                priya.fill_in(name, part, value);
            }
        }
        priya.select("Which part of the plan is your share for?", "Help at home").press("Begin").await.sees("It is begun").sees("Nobody shares it with you yet.");
        let page = priya.address().to_owned();
        let id: SharedOrderId = page.rsplit('/').next().unwrap().parse().unwrap();
        priya.fill("Whom is the link for?", "").press("Make a link").await.status(422);
        priya.fill("Whom is the link for?", "Una next door").fill("Their email address (you can leave this empty)", "una@example.org").press("Make a link").await;
        let link = site.link_to("una@example.org").await;
        let mut una = site.signed_in("una@example.org").await;
        una.visit(&link).await.sees("Help at home").does_not_see("Priya").does_not_see("Una next door");
        una.visit(&page).await.status(404);
        una.visit(&link).await.press("Join").await.sees("You have joined").sees("Priya Shah").does_not_see("£500");
        let mut vic = site.signed_in("vic@example.org").await;
        vic.visit("/shared/join/nonsense").await.status(409);
        vic.visit(&link).await.status(409).sees("This link doesn’t work any more");
        sharing.join(&sharing.vic, id).await;
        priya.visit(&page).await.follow("Change who pays how much").await.fill("Parts of Priya Shah", "0").press("Save").await.status(422);
        priya.fill("Parts of Priya Shah", "2").press("Save").await.sees("The shares are changed");
        priya.follow("Look at your share").await.press("Yes to £45.00").await.status(422).sees("Tick the box");
        priya.tick("I have read this, and I say yes to my share.").press("Yes to £45.00").await.sees("Your yes is kept");
        sharing.yes(&sharing.una, id).await.unwrap();
        assert_eq!(sharing.money().map(|money| money.1), [0, 0, 0]);
        vic.visit(&format!("/shared/{id}/yes")).await.tick("I have read this, and I say yes to my share.").press("Yes to £22.50").await;
        vic.sees("Everybody has said yes").sees("Running");
        assert_eq!(sharing.money(), [(45_500, 4_500, 0), (47_750, 2_250, 0), (47_750, 2_250, 0)]);
        vic.visit("/shared").await.sees("Help at home").sees("3 people");
        vic.visit("/orders").await.follow("What you share with others").await.at("/shared");
        assert_books_are_right(market.database());
    }

    /// Where a council is asked first, its yes is looked at when somebody says yes to a share, and used when all have; a new
    /// share needs one of its own.
    async fn a_share_beyond_the_plan_waits_for_the_council(db: TestDb) {
        let sharing = Sharing::with(db, pounds(500)).await;
        let (market, app) = (&sharing.market, &sharing.market.app);
        let ruth = market.council();
        asks_first(market, market.pot);
        let id = sharing.begin().await;
        sharing.join(&sharing.una, id).await;
        sharing.join(&sharing.vic, id).await;
        let refused = sharing.yes(&market.priya, id).await.unwrap_err();
        assert!(matches!(refused, ShareError::Order(PlaceOrderError::AskFirst { .. })), "{refused}");
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/shared/{id}/yes")).await.select("Which part of the plan is your share for?", "None: it is outside the plan");
        priya.tick("I have read this, and I say yes to my share.").press("Yes to £30.00").await.status(422);
        priya.follow("Ask your council about Help at home").await.sees("A share of what is ordered with others");
        agree(market, &market.priya, &ruth, &refused.asks()[0].ask).await;
        assert_eq!(sharing.yes(&market.priya, id).await, Ok(Agreed::Waiting));
        assert_eq!(states(market, &market.priya).await, [RequestState::Agreed], "looking at it doesn’t use it");
        sharing.yes(&sharing.una, id).await.unwrap();
        assert!(matches!(sharing.yes(&sharing.vic, id).await, Ok(Agreed::Ordered(_))));
        assert_eq!(states(market, &market.priya).await, [RequestState::Used]);
        let order = sharing.look(&sharing.una, id).await.order.unwrap();
        orders::answer::accept(app, &market.grace, &order).await.unwrap();

        market.now_is("2026-12-07T12:00:00");
        service::leave(app, &sharing.vic, id).await.unwrap();
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/shared/{id}/yes")).await.sees("This is outside of the plan.").sees("Your council has to agree to it first.");
        let refused = sharing.yes(&market.priya, id).await.unwrap_err();
        assert!(matches!(refused, ShareError::Act(ActError::AskFirst(_))), "{refused}");
        let ask = &refused.asks()[0].ask;
        assert_eq!(ask.wish.total, Money::from_pence(201));
        agree(market, &market.priya, &ruth, ask).await;
        assert_eq!(sharing.yes(&market.priya, id).await, Ok(Agreed::Waiting));
        assert_eq!(sharing.yes(&sharing.una, id).await, Ok(Agreed::Changed));
        assert_eq!(states(market, &market.priya).await, [RequestState::Used, RequestState::Used]);
        assert_books_are_right(market.database());
    }

    /// All or nothing: who can't pay is told why, the others only that somebody can't, and nothing is ordered.
    async fn all_of_it_is_ordered_or_none(db: TestDb) {
        let sharing = Sharing::with(db, pounds(20)).await;
        let (market, site) = (&sharing.market, &sharing.market.site);
        let id = sharing.begin().await;
        assert!(matches!(sharing.yes(&market.priya, id).await, Err(ShareError::Field("", _))));
        sharing.join(&sharing.una, id).await;
        sharing.join(&sharing.vic, id).await;
        sharing.yes(&market.priya, id).await.unwrap();
        let poor = sharing.yes(&sharing.vic, id).await;
        assert!(matches!(poor, Err(ShareError::Order(PlaceOrderError::WouldOverspend { .. }))), "{poor:?}");
        // Una pays more parts, so that it fits; then Vic spends the money on something else.
        let parts = sharing.look(&market.priya, id).await.members.iter().map(|one| (one.id, if one.name == "Una Field" { 3 } else { 1 })).collect();
        service::set_parts(&market.app, &market.priya, id, parts).await.unwrap();
        for actor in [&sharing.vic, &market.priya] {
            assert_eq!(sharing.yes(actor, id).await, Ok(Agreed::Waiting));
        }
        assert_eq!(sharing.yes(&market.priya, id).await, Ok(Agreed::Waiting), "the same yes again changes nothing");
        let pot = sharing.pots[2];
        market.site.write(move |db| {
            let spent = purse::posting(pot, ledger::Reason::Recover, ledger::AccountKind::Available, ledger::AccountKind::Recovered, 500, "taken-back");
            ledger::post(db, &spent).map(drop).map_err(|error| DbError::Other(error.to_string()))
        });
        site.mails().await;
        let last = sharing.yes(&sharing.una, id).await;
        assert_eq!(last, Err(ShareError::SomebodyElse));
        assert!(!last.unwrap_err().to_string().contains("£"));
        let told = site.mails().await;
        assert!(told.iter().any(|mail| mail.to == "vic@example.org" && mail.text.contains("more than the £15.00 that is left")));
        assert_eq!(sharing.money().map(|money| money.1), [0, 0, 0]);
        let view = sharing.look(&sharing.una, id).await;
        assert_eq!((view.shared.status, view.own), (SharedStatus::Gathering, MemberStatus::Agreed));
        assert_books_are_right(market.database());
    }

    /// Of last yeses at once one orders; a yes to old terms, or to another sum, is refused.
    async fn yeses_at_once_order_once(db: TestDb) {
        let sharing = Sharing::with(db, pounds(500)).await;
        let (market, app) = (&sharing.market, &sharing.market.app);
        let id = sharing.begin().await;
        let link = sharing.link(id).await;
        let both = futures_util::future::join_all([&sharing.una, &sharing.vic].map(|actor| service::join(app, actor, &link))).await;
        assert_eq!(both.iter().filter(|joined| joined.is_ok()).count(), 1, "{both:?}");
        let joined = if both[0].is_ok() { &sharing.una } else { &sharing.vic };
        let old = sharing.look(&market.priya, id).await;
        let other = if both[0].is_ok() { &sharing.vic } else { &sharing.una };
        sharing.join(other, id).await;
        let seen = old.asked().unwrap();
        let stale = Agree { agreed: true, terms: old.shared.terms, seen, plan_line: None };
        assert_eq!(service::agree(app, &market.priya, id, stale).await, Err(ShareError::Changed));
        let now = sharing.look(&market.priya, id).await.shared.terms;
        let liar = Agree { terms: now, seen: Money::from_pence(1), ..stale };
        assert_eq!(service::agree(app, &market.priya, id, liar).await, Err(ShareError::Changed));
        assert_eq!(service::agree(app, &market.priya, id, Agree { agreed: false, ..liar }).await, Err(ShareError::NotAgreed));
        let people = [&market.priya, joined, other, joined, other];
        let all = futures_util::future::join_all(people.map(|actor| sharing.yes(actor, id))).await;
        assert!(all.iter().all(Result::is_ok), "{all:?}");
        assert_eq!(sharing.money().map(|money| money.1), [3_000, 3_000, 3_000]);
        assert_books_are_right(market.database());
    }

    /// Recorded once for all, each confirms their own share, and the shares add up to what was delivered.
    async fn a_visit_is_recorded_once_and_each_confirms_their_share(db: TestDb) {
        let sharing = Sharing::with(db, pounds(500)).await;
        let (market, app) = (&sharing.market, &sharing.market.app);
        let id = sharing.running().await;
        let people = [&market.priya, &sharing.una, &sharing.vic];
        let order = async |actor: &Actor| {
            let reference = sharing.look(actor, id).await.order.unwrap();
            orders::order_view(app, actor, &reference).await.unwrap()
        };
        for actor in people {
            let view = order(actor).await;
            assert!(view.deliveries.iter().all(|visit| visit.status == DeliveryStatus::Scheduled));
            let refused = orders::cancel_order(app, actor, &view.order.reference, None).await;
            assert_eq!(refused, Err(ActError::Shared(id)));
        }
        market.now_is("2026-12-01T12:00:00");
        let first = order(&sharing.una).await.deliveries[0].id;
        orders::record_delivery(app, &market.grace, first, Quantity::from_hundredths(33), "She was ill.").await.unwrap();
        let mut sum = 0;
        for actor in people {
            let visit = order(actor).await.deliveries[0].clone();
            assert_eq!(visit.status, DeliveryStatus::Recorded);
            sum += visit.recorded_amount.unwrap().pence();
            orders::confirm_delivery(app, actor, orders::ConfirmDelivery { delivery: visit.id, yes_to_more: false, seen: None }).await.unwrap();
        }
        // A third of an hour at £30.00 for all three.
        assert_eq!(sum, 990);
        assert_eq!(sharing.money().map(|money| money.2).iter().sum::<i64>(), 990);
        // The provider calls one off: for all.
        let second = order(&market.priya).await.deliveries[1].id;
        orders::withdrawing::withdraw_visit(app, &market.grace, second, "The van is broken.").await.unwrap();
        for actor in people {
            assert_eq!(order(actor).await.deliveries[1].status, DeliveryStatus::Cancelled);
        }
        assert_books_are_right(market.database());
    }

    /// Whoever leaves gives notice; the others' yes gives them new shares from its end; together, or not at all.
    async fn whoever_leaves_is_out_after_the_notice(db: TestDb) {
        let sharing = Sharing::with(db, pounds(500)).await;
        let (market, app) = (&sharing.market, &sharing.market.app);
        let id = sharing.running().await;
        // The visit of 8 December begins within the notice of 24 hours.
        market.now_is("2026-12-07T12:00:00");
        service::leave(app, &sharing.vic, id).await.unwrap();
        assert_eq!(service::leave(app, &sharing.una, id).await, Err(ShareError::MovedOn(SharedStatus::Leaving)));
        let view = sharing.look(&sharing.una, id).await;
        assert_eq!(view.after, Some(Ok((Money::from_pence(1_000), Money::from_pence(1_201)))));
        assert_eq!(sharing.yes(&sharing.una, id).await, Ok(Agreed::Waiting));
        assert_eq!(sharing.money().map(|money| money.1), [3_000, 3_000, 3_000]);
        assert_eq!(sharing.yes(&market.priya, id).await, Ok(Agreed::Changed));
        assert_eq!(sharing.money().map(|money| money.1), [3_201, 3_201, 2_000]);
        let view = sharing.look(&market.priya, id).await;
        assert_eq!((view.shared.status, view.members.len()), (SharedStatus::Running, 2));
        assert!(matches!(service::view(app, &sharing.vic, id).await, Err(ShareError::NotFound)));
        // Una leaves, and nobody says yes: it ends with the notice.
        service::leave(app, &sharing.una, id).await.unwrap();
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/shared/{id}/yes")).await;
        assert_eq!(service::say_no(app, &sharing.una, id, 9).await, Err(ShareError::Changed));
        assert_eq!(service::follow(app).await.unwrap(), 0);
        market.now_is("2026-12-08T12:00:00");
        assert_eq!((service::follow(app).await.unwrap(), service::follow(app).await.unwrap()), (1, 0));
        assert_eq!(sharing.look(&market.priya, id).await.shared.status, SharedStatus::Ended);
        assert_eq!(sharing.money().map(|money| money.1), [2_000, 2_000, 2_000]);
        assert_books_are_right(market.database());
    }

    /// A visit that has begun between the notice's end and the worker's turn can't be called off: it stays to be recorded,
    /// and the rest ends.
    async fn what_has_begun_when_a_notice_is_over_stays(db: TestDb) {
        let sharing = Sharing::with(db, pounds(500)).await;
        let (market, app) = (&sharing.market, &sharing.market.app);
        let id = sharing.over_amid_a_visit().await;
        assert_eq!(service::follow(app).await.unwrap(), 1);
        assert_eq!(sharing.look(&market.priya, id).await.shared.status, SharedStatus::Ended);
        assert_eq!(sharing.money().map(|money| money.1), [2_000, 2_000, 2_000], "those of the 1st and of the 8th");
        assert_books_are_right(market.database());
    }

    /// So it does for whoever stays and says yes at that moment: the new share is for what is still to come.
    async fn a_yes_after_the_notice_is_for_what_is_still_to_come(db: TestDb) {
        let sharing = Sharing::with(db, pounds(500)).await;
        let market = &sharing.market;
        let id = sharing.over_amid_a_visit().await;
        assert_eq!(sharing.yes(&sharing.una, id).await, Ok(Agreed::Waiting));
        assert_eq!(sharing.yes(&market.priya, id).await, Ok(Agreed::Changed));
        assert_eq!(sharing.money().map(|money| money.1), [3_201, 3_201, 2_000]);
        assert_books_are_right(market.database());
    }

    /// A yes is for one sum; and somebody whose pot can't pay a new share is told so alone, while the others wait.
    async fn a_yes_to_another_sum_or_without_the_money_is_asked_for_again(db: TestDb) {
        let sharing = Sharing::with(db, pounds(40)).await;
        let (market, app) = (&sharing.market, &sharing.market.app);
        let id = sharing.begin().await;
        sharing.join(&sharing.una, id).await;
        sharing.join(&sharing.vic, id).await;
        assert_eq!(sharing.yes(&sharing.vic, id).await, Ok(Agreed::Waiting));
        // The price for three goes up while the others think about it.
        let set = |pence: i64| {
            market.site.write(move |db| {
                use diesel::prelude::*;
                use handpick::db::schema::prices::dsl;
                let three = dsl::prices.filter(dsl::group_size.eq(3));
                diesel::update(three).set(dsl::amount_pence.eq(pence)).execute(db)?;
                Ok::<_, DbError>(())
            });
        };
        set(1_100);
        assert_eq!(sharing.look(&sharing.vic, id).await.own, MemberStatus::Joined);
        assert_eq!(sharing.yes(&market.priya, id).await, Ok(Agreed::Waiting));
        assert_eq!(sharing.yes(&sharing.una, id).await, Ok(Agreed::Waiting), "not the last: Vic said yes to another sum");
        assert_eq!(sharing.money().map(|money| money.1), [0, 0, 0]);
        let mails = market.site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "vic@example.org" && mail.text.contains("The share is £33.00 now")));
        assert!(matches!(sharing.yes(&sharing.vic, id).await, Ok(Agreed::Ordered(_))));
        let order = sharing.look(&sharing.una, id).await.order.unwrap();
        orders::answer::accept(app, &market.grace, &order).await.unwrap();
        // Una leaves. Vic's £7 is gone when Priya, who is the last, says yes to her new share.
        market.now_is("2026-12-07T12:00:00");
        service::leave(app, &sharing.una, id).await.unwrap();
        assert_eq!(sharing.yes(&sharing.vic, id).await, Ok(Agreed::Waiting));
        let pot = sharing.pots[2];
        market.site.write(move |db| {
            let spent = purse::posting(pot, ledger::Reason::Recover, ledger::AccountKind::Available, ledger::AccountKind::Recovered, 700, "taken-back");
            ledger::post(db, &spent).map(drop).map_err(|error| DbError::Other(error.to_string()))
        });
        market.site.mails().await;
        assert_eq!(sharing.yes(&market.priya, id).await, Err(ShareError::SomebodyElse));
        let mails = market.site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "vic@example.org" && mail.text.contains("£0.00 that is left")));
        assert!(!mails.iter().any(|mail| mail.to == "priya@example.org" && mail.text.contains("that is left")));
        let (own, vics) = (sharing.look(&market.priya, id).await, sharing.look(&sharing.vic, id).await);
        assert_eq!((own.own, vics.own, own.shared.status), (MemberStatus::Agreed, MemberStatus::Joined, SharedStatus::Leaving));
        assert_books_are_right(market.database());
    }

    /// A no to a new share ends it with the notice, for all, who are told at once.
    async fn a_no_to_a_new_share_ends_it_with_the_notice(db: TestDb) {
        let sharing = Sharing::with(db, pounds(500)).await;
        let (market, app) = (&sharing.market, &sharing.market.app);
        let id = sharing.running().await;
        market.now_is("2026-12-07T12:00:00");
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/shared/{id}")).await.post(&format!("/shared/{id}/no"), &[("terms", "1")]).await.status(409);
        service::leave(app, &sharing.vic, id).await.unwrap();
        market.site.mails().await;
        priya.visit(&format!("/shared/{id}")).await.follow("Look at your new share").await.press("No, end it with the notice").await;
        priya.sees("You have said no.");
        assert_eq!(sharing.look(&sharing.una, id).await.shared.status, SharedStatus::Ended);
        // The visits within the notice still happen.
        assert_eq!(sharing.money().map(|money| money.1), [2_000, 2_000, 2_000]);
        let mails = market.site.mails().await;
        assert_eq!(mails.iter().filter(|mail| mail.subject == "The shared order has ended").count(), 3);
        assert_books_are_right(market.database());
    }

    /// Who helps somebody with a share and works for the provider says neither yes nor yes to a new share.
    async fn nobody_says_yes_to_a_share_that_pays_their_own_firm(db: TestDb) {
        let sharing = Sharing::with(db, pounds(500)).await;
        let market = &sharing.market;
        let mut tom = market.tom_for_priya();
        tom.memberships.extend(market.grace.memberships.clone());
        let (user, firm) = (tom.user_id, market.grace.memberships[0].organisation_id);
        market.site.write(move |db| people::member(db, user, firm, Role::ProviderStaff, noon()));
        let id = sharing.begin().await;
        sharing.join(&sharing.una, id).await;
        sharing.join(&sharing.vic, id).await;
        assert!(sharing.yes(&tom, id).await.is_err());
        for actor in [&market.priya, &sharing.una, &sharing.vic] {
            sharing.yes(actor, id).await.unwrap();
        }
        let order = sharing.look(&sharing.una, id).await.order.unwrap();
        orders::answer::accept(&market.app, &market.grace, &order).await.unwrap();
        market.now_is("2026-12-07T12:00:00");
        service::leave(&market.app, &sharing.vic, id).await.unwrap();
        let before = sharing.money();
        assert_eq!(sharing.yes(&tom, id).await, Err(ShareError::Act(ActError::ConflictOfInterest)));
        assert_eq!(sharing.money(), before);
        assert_eq!(sharing.look(&market.priya, id).await.own, MemberStatus::Joined);
        assert_eq!(sharing.yes(&market.priya, id).await, Ok(Agreed::Waiting), "Priya herself says what she likes");
    }

    /// The VAT of a share is that of the price which so many pay, not of the price for another number.
    async fn the_vat_of_a_share_is_that_of_its_price(db: TestDb) {
        use diesel::prelude::*;
        use handpick::db::schema::{agreed_prices, prices};
        let sharing = Sharing::with(db, pounds(500)).await;
        let market = &sharing.market;
        market.site.write(|db| {
            let two = prices::table.filter(prices::group_size.eq(2));
            diesel::update(two).set(prices::vat.eq("included")).execute(db).map_err(DbError::from)
        });
        let id = sharing.begin().await;
        sharing.join(&sharing.una, id).await;
        sharing.yes(&market.priya, id).await.unwrap();
        assert!(matches!(sharing.yes(&sharing.una, id).await, Ok(Agreed::Ordered(_))));
        let vat: Vec<String> =
            market.site.write(|db| agreed_prices::table.select(agreed_prices::vat).load(db).map_err(DbError::from));
        assert_eq!(vat, ["included", "included"]);
    }

    /// Nobody's yes in time, a no, and a provider's no.
    async fn what_is_not_wanted_ends(db: TestDb) {
        let sharing = Sharing::with(db, pounds(500)).await;
        let (market, app) = (&sharing.market, &sharing.market.app);
        let first = sharing.begin().await;
        sharing.join(&sharing.una, first).await;
        sharing.yes(&market.priya, first).await.unwrap();
        service::withdraw(app, &sharing.una, first).await.unwrap();
        assert_eq!(sharing.look(&market.priya, first).await.own, MemberStatus::Joined);
        sharing.join(&sharing.una, first).await;
        service::withdraw(app, &market.priya, first).await.unwrap();
        assert_eq!(sharing.look(&sharing.una, first).await.shared.status, SharedStatus::CalledOff);
        let second = sharing.running().await;
        let order = sharing.look(&sharing.vic, second).await.order.unwrap();
        orders::withdrawing::end_order(app, &market.grace, &order, "We are closing.").await.unwrap();
        assert_eq!(sharing.money().map(|money| money.1), [0, 0, 0]);
        assert_eq!(service::follow(app).await.unwrap(), 1);
        let third = sharing.begin().await;
        market.now_is("2026-12-25T12:00:00");
        assert_eq!(service::follow(app).await.unwrap(), 1);
        assert_eq!(sharing.look(&market.priya, third).await.shared.status, SharedStatus::Lapsed);
        // A broker lets another of their people in only with a mandate for them.
        let tom = market.tom_for_priya();
        assert!(matches!(service::add_person(app, &tom, third, market.mandate).await, Err(ShareError::MovedOn(_))));
        let mut page = market.site.signed_in("una@example.org").await;
        page.visit(&format!("/shared/{first}/out")).await.sees("There is nothing to leave now.");
        for (path, fields) in [("add", [("person", "999")].as_slice()), ("out", &[]), ("leave", &[])] {
            page.visit(&format!("/shared/{first}")).await;
            page.post(&format!("/shared/{first}/{path}"), fields).await.status(409);
        }
    }
}
