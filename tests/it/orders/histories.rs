//! Random histories of orders, as two sides, a council and time may make them: nothing moves but as the states allow, and
//! what is set aside is always what the open visits cost.

use std::collections::BTreeMap;

use chrono::{TimeDelta, Weekday};
use handpick::accounts::{Actor, Role};
use handpick::budgets::yearend::model::{Keep, Policy};
use handpick::budgets::yearend::service as yearend;
use handpick::kernel::{DeliveryId, Money, OrderId, OrderLineId, PageNumber, Quantity, Weekdays};
use handpick::orders::ActError;
use handpick::orders::model::{DeliveryStatus, LineRequest, LineState, OrderStatus};
use handpick::orders::service::pauses::{self, PauseOrders};
use handpick::orders::service::proposals::{self, Answer, Propose};
use handpick::orders::service::{self, ConfirmDelivery, OrderView, disputes, withdrawing};

use crate::support::market::{Market, pounds, weekly, whole_basket};
use crate::support::purse::assert_books_are_right;

/// Numbers that are the same each time (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { of.get(usize::try_from(self.below(of.len() as u64)).unwrap()) }
    }
}

/// How everything stands.
#[derive(Default)]
struct Stands {
    orders: BTreeMap<OrderId, OrderStatus>,
    lines: BTreeMap<OrderLineId, LineState>,
    deliveries: BTreeMap<DeliveryId, DeliveryStatus>,
    open: Vec<Money>,
    views: Vec<OrderView>,
}

async fn look(market: &Market) -> Stands {
    let mut stands = Stands::default();
    let mut page = 1;
    loop {
        let of = PageNumber::parse(&page.to_string());
        let listed = service::list_for_holder(&market.app, &market.priya, of).await.unwrap();
        for summary in &listed.items {
            let view = service::order_view(&market.app, &market.priya, &summary.order.reference).await.unwrap();
            stands.orders.insert(view.order.id, view.order.status);
            for (line, _) in &view.lines {
                stands.lines.insert(line.id, view.state_of(line.id));
            }
            for visit in &view.deliveries {
                stands.deliveries.insert(visit.id, visit.status);
                if !visit.status.is_settled() {
                    stands.open.push(visit.amount);
                }
            }
            stands.views.push(view);
        }
        if page >= listed.pages() {
            return stands;
        }
        page += 1;
    }
}

/// A pattern of one to three visits a week, from the next days on.
fn pattern(market: &Market, dice: &mut Dice) -> LineRequest {
    let from = market.app.clock.today() + TimeDelta::days(i64::try_from(dice.below(9)).unwrap());
    let all = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let days: Weekdays = (0..=dice.below(2)).filter_map(|_| dice.one(&all).copied()).collect();
    let names: Vec<&str> = days.names().collect();
    let at = ["9am", "noon", "4pm"][usize::try_from(dice.below(3)).unwrap()];
    let mut line = weekly(&names, 1 + u32::try_from(dice.below(3)).unwrap(), at, &from.to_string());
    line.schedule.ends_on = Some(from + TimeDelta::days(21));
    line
}

/// Does something at random. Refusals are fine, as long as they are refusals.
async fn act(market: &Market, ruth: &Actor, dice: &mut Dice, stands: &Stands) -> Result<(), ActError> {
    let (app, priya, grace) = (&market.app, &market.priya, &market.grace);
    let what = dice.below(24);
    if what < 3 {
        market.add(priya, pattern(market, dice)).await;
        let key = app.random.token();
        let _ = service::place(app, priya, whole_basket(&key)).await;
        return Ok(());
    }
    if what < 6 {
        let hours = 6 + i64::try_from(dice.below(60)).unwrap();
        app.clock.advance(TimeDelta::hours(hours));
        service::confirm_due(app).await?;
        pauses::end_over(app).await?;
        return Ok(());
    }
    let Some(view) = dice.one(&stands.views) else { return Ok(()) };
    let reference = view.order.reference.as_str();
    let (Some(visit), Some((line, _))) = (dice.one(&view.deliveries), dice.one(&view.lines)) else { return Ok(()) };
    let from = app.clock.today() + TimeDelta::days(i64::try_from(dice.below(10)).unwrap());
    match what {
        6 | 7 => service::answer::accept(app, grace, reference).await,
        8 => service::answer::decline(app, grace, reference, "We are full.").await,
        9 | 10 => {
            let by = if dice.below(2) == 0 { priya } else { grace };
            let command = Propose { line: line.id, request: pattern(market, dice), words: String::new() };
            proposals::propose(app, by, reference, command).await
        }
        11 | 12 => {
            let Some(open) = view.proposals.first() else { return Ok(()) };
            let by = if dice.below(2) == 0 { priya } else { grace };
            let answer = [Answer::Yes, Answer::Yes, Answer::No("No.".to_owned()), Answer::TakeBack];
            let answer = dice.one(&answer).unwrap().clone();
            proposals::answer(app, by, reference, open.proposal.id, answer).await.map(drop)
        }
        13 => {
            let until = (dice.below(2) == 0).then(|| from + TimeDelta::days(7));
            let orders = vec![reference.to_owned()];
            pauses::pause(app, priya, PauseOrders { orders, from, until, words: String::new(), seen: None })
                .await
                .map(drop)
        }
        14 => pauses::resume(app, priya, reference, from).await.map(drop),
        15 => service::cancel_delivery(app, priya, visit.id, None).await.map(drop),
        16 if dice.below(3) == 0 => service::cancel_order(app, priya, reference, None).await.map(drop),
        17 if dice.below(4) == 0 => withdrawing::end_order(app, grace, reference, "We are closing.").await,
        18 => withdrawing::withdraw_visit(app, grace, visit.id, "No bus.").await,
        19 => service::dispute_delivery(app, priya, visit.id, "Nobody came.").await,
        20 => disputes::decide(app, ruth, visit.id, Quantity::from_hundredths(50), "As the log says.").await,
        21 => {
            let delivery = visit.id;
            service::confirm_delivery(
                app,
                priya,
                ConfirmDelivery { delivery, yes_to_more: dice.below(2) == 0, seen: None },
            )
            .await
        }
        _ => {
            let units = Quantity::from_hundredths(i64::try_from(dice.below(9)).unwrap() * 50);
            service::record_delivery(app, grace, visit.id, units, "").await
        }
    }
}

/// What was may have become what is: in one step, or in two that one act takes.
fn assert_allowed(before: &Stands, after: &Stands) {
    for (id, from) in &before.orders {
        let to = after.orders[id];
        let direct = *from == to || from.may_become(to);
        let over = OrderStatus::ALL.iter().any(|by| from.may_become(*by) && by.may_become(to));
        assert!(direct || over, "order {id}: {from} → {to}");
    }
    for (id, from) in &before.deliveries {
        let to = after.deliveries[id];
        assert!(*from == to || from.may_become(to), "visit {id}: {from} → {to}");
    }
    for (id, from) in &before.lines {
        let to = after.lines[id];
        let over = LineState::ALL.iter().any(|by| from.may_become(*by) && by.may_become(to));
        assert!(*from == to || from.may_become(to) || over, "line {id}: {from} → {to}");
    }
}

on_each_backend! {
    async fn nothing_moves_but_as_the_states_allow(db: TestDb) {
        let market = Market::with(db, pounds(3_000)).await;
        let ruth = market.council();
        market.site.write({
            let id = market.listing.0;
            move |db| {
                use diesel::prelude::*;
                use handpick::db::schema::listings::dsl;
                diesel::update(dsl::listings.find(id)).set(dsl::notice_hours.eq(48)).execute(db)
                    .map_err(handpick::db::DbError::from)
            }
        });
        let mut dice = Dice(20_261_122);
        let mut stands = look(&market).await;
        let (mut done, mut refused) = (0, 0);
        for step in 0..150 {
            match act(&market, &ruth, &mut dice, &stands).await {
                Ok(()) => done += 1,
                Err(ActError::Db(error)) => panic!("step {step}: {error}"),
                Err(_) => refused += 1,
            }
            let after = look(&market).await;
            assert_allowed(&stands, &after);
            let committed = Money::sum(after.open.iter().copied()).unwrap();
            assert_eq!(market.balances().1, committed.pence(), "step {step}: what is set aside is what is open");
            stands = after;
        }
        assert!(done > 40 && refused > 10, "{done} done, {refused} refused");
        assert_books_are_right(market.database());
        // The year ends in the middle of it all: what is free is taken back, and again as more comes free; what is set
        // aside, delivered or owed stays where it is.
        market.now_is("2027-04-20T09:00:00");
        let mut officer = ruth.clone();
        officer.memberships[0].role = Role::FinanceOfficer;
        let policy = Policy { keep: Keep::Nothing, ..Policy::default() };
        yearend::set_policy(&market.app, &officer, policy).await.unwrap();
        for step in 0..30 {
            if let Err(ActError::Db(error)) = act(&market, &ruth, &mut dice, &stands).await {
                panic!("step {step} after the year: {error}");
            }
            yearend::carry_out(&market.app, &officer).await.unwrap();
            assert_eq!(yearend::carry_out(&market.app, &officer).await, Ok(0), "twice is once");
            stands = look(&market).await;
            let committed = Money::sum(stands.open.iter().copied()).unwrap();
            assert_eq!((market.balances().0, market.balances().1), (0, committed.pence()), "step {step} after the year");
        }
        assert_books_are_right(market.database());
    }
}
