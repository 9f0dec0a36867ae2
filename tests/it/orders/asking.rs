//! Asking the council first, wherever something on top of the plan is ordered: changes, pauses that end, longer visits.
//! Quotes and shares are with theirs.

use diesel::prelude::*;
use handpick::accounts::Actor;
use handpick::closing::model::Why;
use handpick::closing::service::{self as closing, Close};
use handpick::db::{DbError, schema};
use handpick::kernel::ids::{ListingId, PlanLineId, PotId};
use handpick::kernel::{Money, Quantity};
use handpick::orders::ActError;
use handpick::orders::error::SpendingError;
use handpick::orders::model::beyond::{AskFor, Purpose, RequestState, Wish};
use handpick::orders::model::{DeliveryStatus, LineRequest};
use handpick::orders::service::pauses::{self, PauseOrders};
use handpick::orders::service::proposals::{self, Answer, Propose};
use handpick::orders::service::spending::{self, TakeBack};
use handpick::orders::service::{self, AddToBasket, ConfirmDelivery, OrderView};
use handpick::plans;

use crate::support::market::{Market, once, pounds, weekly};
use crate::support::purse::{self, assert_books_are_right, day};

/// The rules of a pot say "Ask us first".
pub fn asks_first(market: &Market, pot: PotId) {
    use schema::pot_asks::dsl;
    market.site.write(move |db| {
        diesel::insert_into(dsl::pot_asks).values(dsl::pot_id.eq(pot.0)).execute(db).map_err(DbError::from)
    });
}

/// Somebody asks, and the council says yes.
pub async fn agree(market: &Market, asker: &Actor, ruth: &Actor, ask: &AskFor) {
    spending::ask_for(&market.app, asker, ask.clone(), "It is needed.").await.unwrap();
    let id = spending::mine(&market.app, asker).await.unwrap().requests[0].request.id;
    let yes = spending::Answer { agrees: true, words: String::new() };
    spending::answer(&market.app, ruth, id, yes).await.unwrap();
}

/// How far what somebody asked has come, the newest first.
pub async fn states(market: &Market, asker: &Actor) -> Vec<RequestState> {
    let mine = spending::mine(&market.app, asker).await.unwrap();
    mine.requests.into_iter().map(|one| one.request.state).collect()
}

/// Plans only £100 for help at home.
fn little_is_planned(market: &Market) {
    use schema::plan_lines::dsl;
    let line = market.plan_line.0;
    market.site.write(move |db| {
        let row = diesel::update(dsl::plan_lines.find(line)).set(dsl::amount_pence.eq(10_000_i64));
        row.execute(db).map_err(DbError::from)
    });
}

async fn seen(market: &Market, reference: &str) -> OrderView {
    service::order_view(&market.app, &market.priya, reference).await.unwrap()
}

/// Orders for Priya outside of the plan, accepted by the provider.
async fn outside(market: &Market, request: LineRequest) -> String {
    let key = market.app.random.token();
    let command = AddToBasket { key, listing: market.listing, plan_line: None, request };
    service::add(&market.app, &market.priya, command).await.unwrap();
    let reference = market.place(&market.priya).await.package_reference;
    service::answer::accept(&market.app, &market.grace, &reference).await.unwrap();
    reference
}

async fn change(market: &Market, by: &Actor, reference: &str, request: LineRequest) -> Result<(), ActError> {
    let line = seen(market, reference).await.lines[0].0.id;
    proposals::propose(&market.app, by, reference, Propose { line, request, words: String::new() }).await
}

async fn yes(market: &Market, by: &Actor, reference: &str) -> Result<(), ActError> {
    let asked = seen(market, reference).await.proposals[0].proposal.id;
    proposals::answer(&market.app, by, reference, asked, Answer::Yes).await.map(drop)
}

fn to_ask(refused: Result<(), ActError>) -> AskFor {
    match refused {
        Err(ActError::AskFirst(ask)) => ask.ask,
        other => panic!("the council isn’t asked first: {other:?}"),
    }
}

async fn rest(market: &Market, reference: &str) {
    let rest = PauseOrders {
        orders: vec![reference.to_owned()],
        from: day("2026-12-07"),
        until: Some(day("2026-12-12")),
        words: String::new(),
        seen: None,
    };
    pauses::pause(&market.app, &market.priya, rest).await.unwrap();
}

async fn resume(market: &Market, reference: &str) -> Result<(), ActError> {
    pauses::resume(&market.app, &market.priya, reference, day("2026-12-07")).await.map(drop)
}

on_each_backend! {
    /// Through pages: without the rule a change that goes over the plan is warned about; with it the council is asked, its yes
    /// lets the change be asked for, and is used when the provider agrees.
    async fn a_change_that_goes_over_the_plan_is_warned_about_or_asked_for(db: TestDb) {
        let market = Market::with(db, pounds(9_000)).await;
        market.council();
        little_is_planned(&market);
        let reference = market.accepted(once(3, "2026-12-08", "10am")).await;
        let (mut priya, mut ruth) = (market.site.signed_in("priya@example.org").await, market.site.signed_in("ruth@example.org").await);
        priya.visit("/budget").await.does_not_see("What you asked your council");
        priya.visit("/budget/requests").await.sees("You have asked nothing yet");
        priya.visit(&format!("/orders/{reference}")).await.follow("Change days and times: Help at home").await;
        priya.fill("How many hours each time?", "6").press("See what it does").await;
        priya.sees("It costs £60.00 more.").sees("This goes £20.00 over the plan.").sees("Your council may ask about this.");
        asks_first(&market, market.pot);
        priya.press("See what it does").await.sees("Your council has to agree to it first.");
        priya.press("Send").await.status(422).sees("“Help at home” goes £20.00 over the plan with that. Your council has to agree to it first.");
        priya.follow("Ask your council about Help at home").await.heading("Ask your council");
        priya.sees(&format!("A change to an order: order {reference}")).sees("This goes £20.00 over the plan.");
        let form = priya.address().to_owned();
        assert!(form.contains("amount=60.00"), "{form}");
        priya.press("Ask").await.status(422).sees("Write why.");
        priya.fill("How much more does it cost?", "0").fill("Why do you need it?", "My sister is away.").press("Ask").await;
        priya.status(422).sees("Enter an amount of £0.01 or more.");
        priya.fill("How much more does it cost?", "60").press("Ask").await.at("/budget/requests").sees("Waiting for an answer");
        priya.visit(&form).await.fill("Why do you need it?", "My sister is away.").press("Ask").await;
        priya.at("/budget/requests").sees("Your council is asked about this already.");
        assert_eq!(states(&market, &market.priya).await, [RequestState::Asked], "twice the same is asked once");
        assert!(matches!(change(&market, &market.priya, &reference, once(6, "2026-12-08", "10am")).await, Err(ActError::AskFirst(_))));

        ruth.visit("/council/spending-requests").await.sees("A change to an order").follow("Priya Shah").await;
        ruth.sees(&format!("order {reference}")).sees("£100.00 planned, £60.00 ordered or spent");
        ruth.choose("Yes").press("Answer").await.sees("Nobody waits for an answer");
        let mails = market.site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "priya@example.org" && mail.text.contains("/budget/requests")));
        priya.visit("/budget").await.follow("What you asked your council").await.sees("Agreed");
        priya.follow("Go on with it at the order").await.follow("Change days and times: Help at home").await;
        priya.fill("How many hours each time?", "6").press("See what it does").await.sees("Your council agreed to this.");
        priya.press("Send").await.at(&format!("/orders/{reference}")).sees("Your council agreed to this.");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&format!("/orders/{reference}")).await.does_not_see("over the plan").does_not_see("Your council");
        grace.press("Yes, agree to Tuesday 8 December 2026, 10am to 4pm").await.sees("Agreed. The visits and the money are changed.");
        priya.visit("/budget/requests").await.sees("Ordered").does_not_see("Take it back");
        let again = change(&market, &market.priya, &reference, once(7, "2026-12-08", "10am")).await;
        assert_eq!(to_ask(again).wish.total, pounds(20), "a yes counts once");
        change(&market, &market.priya, &reference, once(5, "2026-12-08", "10am")).await.unwrap();
        assert_books_are_right(market.database());
    }

    /// Two changes wait for one yes: the first that comes into force has it. A suggestion of the provider needs one, too.
    async fn one_yes_is_for_one_change(db: TestDb) {
        let market = Market::with(db, pounds(9_000)).await;
        let ruth = market.council();
        let (one, other) = (outside(&market, once(3, "2026-12-08", "10am")).await, outside(&market, once(3, "2026-12-09", "10am")).await);
        asks_first(&market, market.pot);
        let ask = to_ask(change(&market, &market.priya, &one, once(5, "2026-12-08", "10am")).await);
        assert_eq!((ask.wish.total, ask.purpose, ask.order.as_ref()), (pounds(40), Purpose::Change, Some(&one)));
        agree(&market, &market.priya, &ruth, &ask).await;
        let dearer = change(&market, &market.priya, &one, once(6, "2026-12-08", "10am")).await;
        assert_eq!(to_ask(dearer).wish.total, pounds(60), "no more than its sum");
        for (reference, on) in [(&one, "2026-12-08"), (&other, "2026-12-09")] {
            change(&market, &market.priya, reference, once(5, on, "10am")).await.unwrap();
        }
        let both = futures_util::future::join_all([&one, &other].map(|reference| yes(&market, &market.grace, reference))).await;
        assert_eq!(both.iter().filter(|done| done.is_ok()).count(), 1, "{both:?}");
        assert!(both.contains(&Err(ActError::WaitsForCouncil)), "{both:?}");
        assert_eq!(states(&market, &market.priya).await, [RequestState::Used]);
        let left = if both[0].is_ok() { &other } else { &one };
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{left}")).await.sees("Your council has to agree to it first.").press("Take it back").await;

        let key = market.app.random.token();
        let command = AddToBasket { key, listing: market.listing, plan_line: Some(market.plan_line), request: once(1, "2026-12-10", "10am") };
        service::add(&market.app, &market.priya, command).await.unwrap();
        let placed = market.place(&market.priya).await.package_reference;
        little_is_planned(&market);
        change(&market, &market.grace, &placed, once(6, "2026-12-10", "2pm")).await.unwrap();
        priya.visit(&format!("/orders/{placed}")).await.sees("This goes £20.00 over the plan.").does_not_see("Yes, agree");
        let ask = to_ask(yes(&market, &market.priya, &placed).await);
        agree(&market, &market.priya, &ruth, &ask).await;
        priya.reload().await.sees("Your council agreed to this.").press("Yes, agree to Thursday 10 December 2026, 2pm to 8pm").await;
        priya.sees("Agreed. The visits and the money are changed.");
        assert_eq!(states(&market, &market.priya).await, [RequestState::Used, RequestState::Used]);
        assert_books_are_right(market.database());
    }

    /// Ending a pause restores what was ordered, and asks only where the plan's money went to something else meanwhile.
    async fn a_pause_ends_as_it_began_unless_the_money_went_elsewhere(db: TestDb) {
        let market = Market::with(db, pounds(9_000)).await;
        let ruth = market.council();
        let extra = outside(&market, once(3, "2026-12-09", "10am")).await;
        let reference = market.accepted(once(6, "2026-12-08", "10am")).await;
        // It goes over the plan since the plan was changed.
        little_is_planned(&market);
        asks_first(&market, market.pot);
        for order in [&extra, &reference] {
            rest(&market, order).await;
            resume(&market, order).await.unwrap();
        }
        rest(&market, &reference).await;
        market.accepted(once(4, "2026-12-15", "10am")).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{reference}/resume")).await.sees("This goes £100.00 over the plan.");
        priya.press("End the pause").await.status(422).follow("Ask your council about Help at home").await.sees("Ending the pause of an order");
        let ask = to_ask(resume(&market, &reference).await);
        assert_eq!(ask.wish.total, pounds(120));
        agree(&market, &market.priya, &ruth, &ask).await;
        resume(&market, &reference).await.unwrap();
        assert_eq!(states(&market, &market.priya).await, [RequestState::Used]);
        assert_books_are_right(market.database());
    }

    /// A visit that came to more waits for the council, too; and the provider can always record what was ordered.
    async fn a_longer_visit_waits_for_the_council_and_nobody_for_ever(db: TestDb) {
        let market = Market::with(db, pounds(9_000)).await;
        let ruth = market.council();
        let reference = outside(&market, weekly(&["Tue"], 1, "10am", "2026-12-01")).await;
        asks_first(&market, market.pot);
        market.now_is("2026-12-08T20:00:00");
        let visits = seen(&market, &reference).await.deliveries;
        let [first, second] = [visits[0].id, visits[1].id];
        for visit in [first, second] {
            service::record_delivery(&market.app, &market.grace, visit, Quantity::from_units(2), "").await.unwrap();
        }
        let confirm = |delivery| service::confirm_delivery(&market.app, &market.priya, ConfirmDelivery { delivery, yes_to_more: true, seen: None });
        let ask = to_ask(confirm(first).await);
        assert_eq!((ask.wish.total, ask.purpose), (pounds(20), Purpose::Visit));
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{reference}/visits/{first}/confirm")).await.sees("This is outside of the plan.");
        priya.sees("If it isn’t right, say what was wrong.").tick("Yes, pay £20.00 more than I ordered.").press("Confirm").await;
        priya.status(422).sees("Your council has to agree to it first.").follow("Ask your council about Help at home").await;
        priya.sees("A visit that came to more than was ordered");
        agree(&market, &market.priya, &ruth, &ask).await;
        confirm(first).await.unwrap();
        to_ask(confirm(second).await);
        service::record_delivery(&market.app, &market.grace, second, Quantity::from_units(1), "").await.unwrap();
        confirm(second).await.unwrap();
        let now = seen(&market, &reference).await.deliveries;
        assert!(now[..2].iter().all(|visit| visit.status == DeliveryStatus::Confirmed));
        assert_eq!(market.balances().2, 6_000);
        assert_books_are_right(market.database());
    }

    /// Nobody asks about what isn't theirs, without the rule, or under a mandate that doesn't let them; nor takes back or reads
    /// what others asked.
    async fn only_what_is_theirs_can_be_asked_about(db: TestDb) {
        let market = Market::with(db, pounds(9_000)).await;
        market.council();
        let app = &market.app;
        let wish = Wish { listing: market.listing, plan_line: None, total: pounds(40) };
        let good = AskFor { wish, pot: market.pot, purpose: Purpose::Quote, order: None };
        let ask = |actor: Actor, ask: AskFor| async move { spending::ask_for(app, &actor, ask, "It is needed.").await };
        assert_eq!(ask(market.priya.clone(), good.clone()).await, Err(SpendingError::NothingToAsk), "the pot doesn’t ask");
        asks_first(&market, market.pot);
        let una = market.site.user("una@example.org", "Una Field");
        let (theirs, line) = market.site.write(move |db| {
            let holder = purse::holder(db, "Una Field")?;
            diesel::update(schema::holders::table.find(holder.0)).set(schema::holders::user_id.eq(una.0)).execute(db)?;
            let pot = purse::pot(db, holder, None, pounds(100)).map_err(|error| DbError::Other(error.to_string()))?;
            let line = plans::NewLine { title: "Theirs".to_owned(), category: None, detail: String::new(), weekly: None, hours: None, amount: pounds(10) };
            let plan = plans::NewPlan {
                holder_id: holder,
                status: plans::PlanStatus::Agreed,
                starts_on: day("2026-04-06"),
                ends_on: day("2027-04-05"),
                indicative: None,
                written_by: None,
                agreed: None,
                outcomes: Vec::new(),
                other_lines: vec![line],
            };
            let plan = plans::service::enrol::plan(db, &plan, purse::noon())?;
            let line = schema::plan_lines::table.filter(schema::plan_lines::plan_id.eq(plan.0)).select(schema::plan_lines::id);
            Ok((pot, PlanLineId(line.first(db)?)))
        });
        asks_first(&market, theirs);
        let reference = market.accepted(once(1, "2026-12-08", "10am")).await;
        for wrong in [
            AskFor { pot: theirs, ..good.clone() },
            AskFor { wish: Wish { plan_line: Some(line), ..wish }, ..good.clone() },
            AskFor { wish: Wish { listing: ListingId(999), ..wish }, ..good.clone() },
            AskFor { purpose: Purpose::Change, ..good.clone() },
            AskFor { order: Some("HP-NONE-SUCH".to_owned()), ..good.clone() },
            AskFor { order: Some(reference), ..good.clone() },
        ] {
            assert_eq!(ask(market.priya.clone(), wrong.clone()).await, Err(SpendingError::NotFound), "{wrong:?}");
        }
        let within = AskFor { wish: Wish { plan_line: Some(market.plan_line), ..wish }, ..good.clone() };
        assert_eq!(ask(market.priya.clone(), within).await, Err(SpendingError::NothingToAsk));
        assert!(matches!(ask(market.grace.clone(), good.clone()).await, Err(SpendingError::NotAllowed(_))));

        // Tom may propose and order; then only look; then nothing any more.
        let tom = market.tom_for_priya();
        let twice = futures_util::future::join_all([ask(tom.clone(), good.clone()), ask(market.priya.clone(), good.clone())]).await;
        assert!(twice.contains(&Ok(())) && twice.contains(&Err(SpendingError::Asked)), "{twice:?}");
        let id = spending::mine(app, &market.priya).await.unwrap().requests[0].request.id;
        let (mut una, mut priya) = (market.site.signed_in("una@example.org").await, market.site.signed_in("priya@example.org").await);
        una.visit("/budget/requests").await.sees("You have asked nothing yet");
        una.post(&format!("/budget/requests/{id}/take-back"), &[]).await.status(404);
        una.visit(&format!("/budget/ask?listing={}&pot={}&amount=40&purpose=quote", market.listing, market.pot)).await.status(404);
        una.visit("/budget/ask?listing=nonsense").await.status(404);
        let mandate = market.mandate.0;
        market.site.write(move |db| {
            use schema::mandates::dsl;
            diesel::update(dsl::mandates.find(mandate)).set(dsl::scopes.eq("view")).execute(db).map_err(DbError::from)
        });
        assert!(matches!(spending::take_back(app, &tom, TakeBack::One(id)).await, Err(SpendingError::NotAllowed(_))));
        let looks = market.tom_for_priya();
        assert!(matches!(ask(looks, good.clone()).await, Err(SpendingError::NotAllowed(_))));
        priya.visit("/budget/requests").await.press("Take it back Help at home, £40.00").await.sees("It is taken back.").sees("Taken back");
        assert_eq!(spending::take_back(app, &market.priya, TakeBack::One(id)).await, Err(SpendingError::Answered));
    }

    /// An officer who also works for the provider that would be paid answers nothing, neither yes nor no.
    async fn nobody_answers_what_their_own_firm_would_be_paid_for(db: TestDb) {
        let market = Market::with(db, pounds(500)).await;
        let ruth = market.council();
        asks_first(&market, market.pot);
        let wish = Wish { listing: market.listing, plan_line: None, total: pounds(40) };
        let ask = AskFor { wish, pot: market.pot, purpose: Purpose::Quote, order: None };
        spending::ask_for(&market.app, &market.priya, ask, "It is needed.").await.unwrap();
        let id = spending::mine(&market.app, &market.priya).await.unwrap().requests[0].request.id;
        let mut both = ruth.clone();
        both.memberships.extend(market.grace.memberships.clone());
        for agrees in [true, false] {
            let answer = spending::Answer { agrees, words: "As we see it.".to_owned() };
            let refused = spending::answer(&market.app, &both, id, answer).await;
            assert!(matches!(refused, Err(SpendingError::NotAllowed(_))), "{refused:?}");
        }
        assert_eq!(states(&market, &market.priya).await, [RequestState::Asked]);
        let yes = spending::Answer { agrees: true, words: String::new() };
        spending::answer(&market.app, &ruth, id, yes).await.unwrap();
    }

    /// When a case is closed, what was asked and what was agreed is taken back, and nothing can be asked any more.
    async fn a_closed_case_takes_back_what_is_open(db: TestDb) {
        let market = Market::with(db, pounds(9_000)).await;
        let ruth = market.council();
        asks_first(&market, market.pot);
        let ask = |pence| AskFor {
            wish: Wish { listing: market.listing, plan_line: None, total: Money::from_pence(pence) },
            pot: market.pot,
            purpose: Purpose::Basket,
            order: None,
        };
        agree(&market, &market.priya, &ruth, &ask(4_000)).await;
        spending::ask_for(&market.app, &market.priya, ask(5_000), "More.").await.unwrap();
        let wanted = Close { why: Why::Moved, ended_on: day("2026-11-21"), goes_to: "Bradford".to_owned(), note: String::new() };
        closing::close(&market.app, &ruth, "HP-204-7719", wanted).await.unwrap();
        assert_eq!(states(&market, &market.priya).await, [RequestState::TakenBack, RequestState::TakenBack]);
        assert!(spending::of_council(&market.app, &ruth).await.unwrap().is_empty());
        let again = spending::ask_for(&market.app, &market.priya, ask(5_000), "More.").await;
        assert_eq!(again, Err(SpendingError::NothingToAsk));
        closing::reopen(&market.app, &ruth, "HP-204-7719", "A mistake").await.unwrap();
        assert_eq!(states(&market, &market.priya).await, [RequestState::TakenBack, RequestState::TakenBack]);
    }
}
