//! A budget follows its plan: by what the plan's cost changed, once, without touching what people put in of their own.

use chrono::NaiveDateTime;
use handpick::assessments::model::contribution::{Collector, Decide};
use handpick::assessments::service::contributions;
use handpick::budgets::ledger::{self, AccountKind, Reason};
use handpick::budgets::service::agreed::follow;
use handpick::budgets::service::{current_pot, enrol as money};
use handpick::budgets::{HeldAs, NewBudget, NewFunding, Stream};
use handpick::db::{Db, DbError};
use handpick::kernel::Money;
use handpick::kernel::ids::{HolderId, PlanId, PotId};
use handpick::plans::model::head::PlanAgreed;
use handpick::plans::service::enrol as plans;
use handpick::plans::{NewLine, NewPlan, PlanStatus};

use crate::plans::{Council, council};
use crate::support::market::pounds;
use crate::support::purse::{assert_books_are_right, day, posting};

/// A plan of so much over these days.
fn plan(council: &Council, cost: i64, days: (&str, &str)) -> PlanId {
    let (holder, days, now) = (council.priya, (day(days.0), day(days.1)), council.app.now());
    council.app.write(move |db| {
        let line = NewLine {
            title: "Help at home".to_owned(),
            category: None,
            detail: String::new(),
            weekly: None,
            hours: None,
            amount: pounds(cost),
        };
        let new = NewPlan {
            holder_id: holder,
            status: PlanStatus::Agreed,
            starts_on: days.0,
            ends_on: days.1,
            indicative: None,
            written_by: None,
            agreed: None,
            outcomes: Vec::new(),
            other_lines: vec![line],
        };
        plans::plan(db, &new, now)
    })
}

/// The plan costs so much now.
fn costs(council: &Council, plan: PlanId, cost: i64) {
    council.app.write(move |db| {
        use diesel::prelude::*;
        use handpick::db::schema::plan_lines;
        let lines = plan_lines::table.filter(plan_lines::plan_id.eq(plan.0));
        diesel::update(lines).set(plan_lines::amount_pence.eq(cost * 100)).execute(db)?;
        Ok(())
    });
}

/// The pot of last year's budget, empty, held in this way.
fn last_years(db: &mut Db, holder: HolderId, held_as: HeldAs, now: NaiveDateTime) -> Result<PotId, DbError> {
    let old = NewBudget {
        holder_id: holder,
        plan_id: None,
        starts_on: day("2025-11-21"),
        ends_on: day("2026-11-20"),
        amount: pounds(100),
    };
    let budget = money::budget(db, &old, now)?;
    money::pot(db, budget, held_as, now)
}

/// From the first day on Priya pays the full cost, which the council collects.
fn full_cost(council: &Council) {
    let (holder, now) = (council.priya, council.app.now());
    council.app.write(move |db| {
        let user = handpick::accounts::service::people::user_by_email(db, "daniel@example.org")?.unwrap().0;
        let decide = Decide {
            weekly: None,
            collector: Collector::Council,
            starts_on: day("2026-11-21"),
            ends_on: None,
            reason: "Savings".to_owned(),
        };
        contributions::enrol(db, holder, &decide, user, now)
    });
}

/// What pays for somebody's budget: each source that is not wholly paid by another, and how much.
fn streams(db: &mut Db, holder: HolderId) -> Result<Vec<(String, i64)>, DbError> {
    use diesel::prelude::*;
    use handpick::db::schema::{funding_streams as s, pots};
    let pots: Vec<i64> = pots::table.filter(pots::holder_id.eq(holder.0)).select(pots::id).load(db)?;
    let left = s::table.filter(s::pot_id.eq_any(pots).and(s::moved_pence.lt(s::amount_pence)));
    Ok(left.select((s::stream, s::amount_pence - s::moved_pence)).load(db)?)
}

fn agreed(plan: PlanId, was: Option<Money>) -> PlanAgreed {
    PlanAgreed { plan, by: None, splits: false, was }
}

/// The pot's budget, what is free in it, and what went back.
fn stands(council: &Council) -> (Money, Money, Money) {
    let (holder, today) = (council.priya, council.app.app.clock.today());
    council.app.write(move |db| {
        let pot = current_pot(db, holder, today)?.ok_or(DbError::NotFound)?;
        let holds = ledger::balances(db, pot.id)?;
        Ok((pot.amount, holds.available, holds.recovered))
    })
}

on_each_backend! {
    /// A change that costs nothing takes nothing, though the budget was more than the plan; one that costs less takes
    /// just that much; what the person added stays; and the same job twice does it once.
    async fn a_budget_moves_by_what_the_plan_changed_and_own_money_stays(db: TestDb) {
        let council = council(db).await;
        let app = &council.app.app;
        let id = plan(&council, 9_620, ("2026-11-21", "2027-11-20"));
        follow(app, agreed(id, None)).await.unwrap();
        assert_eq!(stands(&council), (pounds(9_620), pounds(9_620), pounds(0)));
        let holder = council.priya;
        council.app.write(move |db| {
            let pot = current_pot(db, holder, day("2026-11-21"))?.ok_or(DbError::NotFound)?;
            let own = NewFunding { pot_id: pot.id, stream: Stream::OwnTopUp, amount: pounds(300), by: None };
            money::funding(db, &own, day("2026-11-21").and_hms_opt(9, 0, 0).unwrap()).map(drop).map_err(|error| DbError::Other(error.to_string()))
        });
        follow(app, agreed(id, Some(pounds(9_620)))).await.unwrap();
        assert_eq!(stands(&council), (pounds(9_620), pounds(9_920), pounds(0)), "nothing changed");
        costs(&council, id, 9_500);
        for _ in 0..2 {
            follow(app, agreed(id, Some(pounds(9_620)))).await.unwrap();
        }
        assert_eq!(stands(&council), (pounds(9_500), pounds(9_800), pounds(120)));
        let told = council.app.mails().await;
        let told: Vec<_> = told.iter().filter(|mail| mail.text.contains("£120.00 went back to the council")).collect();
        assert_eq!(told.iter().filter(|mail| mail.to == "priya@example.org").count(), 1);
        costs(&council, id, 0);
        follow(app, agreed(id, Some(pounds(9_500)))).await.unwrap();
        assert_eq!(stands(&council), (pounds(0), pounds(300), pounds(9_620)), "their own £300 stays");
        assert_books_are_right(&app.db);
    }

    /// A plan that goes down and up again, however often, leaves the budget where it was: also when what it costs less is
    /// ordered and can't be taken back.
    async fn down_and_up_again_makes_no_money(db: TestDb) {
        let council = council(db).await;
        let app = &council.app.app;
        let id = plan(&council, 1_000, ("2026-11-21", "2027-11-20"));
        follow(app, agreed(id, None)).await.unwrap();
        for _ in 0..2 {
            costs(&council, id, 750);
            follow(app, agreed(id, Some(pounds(1_000)))).await.unwrap();
            assert_eq!((stands(&council).0, stands(&council).1), (pounds(750), pounds(750)));
            costs(&council, id, 1_000);
            follow(app, agreed(id, Some(pounds(750)))).await.unwrap();
            assert_eq!((stands(&council).0, stands(&council).1), (pounds(1_000), pounds(1_000)));
        }
        let holder = council.priya;
        council.app.write(move |db| {
            let pot = current_pot(db, holder, day("2026-11-21"))?.ok_or(DbError::NotFound)?.id;
            let ordered = posting(pot, Reason::Commit, AccountKind::Available, AccountKind::Committed, 90_000, "ordered");
            ledger::post(db, &ordered).map(drop).map_err(|error| DbError::Other(error.to_string()))
        });
        for _ in 0..2 {
            costs(&council, id, 750);
            follow(app, agreed(id, Some(pounds(1_000)))).await.unwrap();
            assert_eq!((stands(&council).0, stands(&council).1), (pounds(900), pounds(0)), "only £100 was free");
            costs(&council, id, 1_000);
            follow(app, agreed(id, Some(pounds(750)))).await.unwrap();
            assert_eq!((stands(&council).0, stands(&council).1), (pounds(1_000), pounds(100)));
        }
        assert_books_are_right(&app.db);
    }

    /// What is decided that the person pays is a source of its own, and arrives week by week: 52 weeks of it.
    async fn a_contribution_is_a_source_of_its_own(db: TestDb) {
        let council = council(db).await;
        let (app, holder, now) = (&council.app.app, council.priya, council.app.now());
        council.app.write(move |db| {
            let user = handpick::accounts::service::people::user_by_email(db, "daniel@example.org")?.unwrap().0;
            let decide = Decide {
                weekly: Some(Money::from_pence(1_820)),
                collector: Collector::Holder,
                starts_on: day("2026-11-21"),
                ends_on: None,
                reason: "Pension credit".to_owned(),
            };
            contributions::enrol(db, holder, &decide, user, now)
        });
        let id = plan(&council, 9_100, ("2026-11-21", "2027-11-20"));
        follow(app, agreed(id, None)).await.unwrap();
        let mut priya = council.app.signed_in("priya@example.org").await;
        priya.visit("/budget").await.sees("£8,153.60 from Adult social care").sees("£946.40 from Own contribution");
        priya.sees("£18.20");
        assert_eq!(stands(&council), (pounds(9_100), pounds(9_100), pounds(0)));
        assert_books_are_right(&app.db);
    }

    /// Who pays the full cost pays what the plan costs now: less of a cheaper plan, more of a dearer one, in the weeks that are
    /// to come. Nothing of it goes to the council, and nothing is asked twice.
    async fn what_the_person_pays_follows_a_plan_that_costs_less_or_more(db: TestDb) {
        let council = council(db).await;
        let (app, holder) = (&council.app.app, council.priya);
        full_cost(&council);
        let id = plan(&council, 6_000, ("2026-11-21", "2027-11-20"));
        follow(app, agreed(id, None)).await.unwrap();
        for (cost, was) in [(6_000, 6_000), (5_000, 6_000), (7_000, 5_000), (6_000, 7_000)] {
            costs(&council, id, cost);
            for _ in 0..2 {
                follow(app, agreed(id, Some(pounds(was)))).await.unwrap();
                assert_eq!((stands(&council).0, stands(&council).1), (pounds(cost), pounds(cost)));
                let streams = council.app.write(move |db| streams(db, holder));
                let of = |own: bool| -> i64 { streams.iter().filter(|one| (one.0 == "own_contribution") == own).map(|one| one.1).sum() };
                assert_eq!(of(true), cost * 100, "all of it is paid by the person: {streams:?}");
            }
        }
        assert_books_are_right(&app.db);
    }

    /// A dearer plan whose budget has several parts: finance puts the rest in by hand, and what the person pays follows then.
    async fn what_the_person_pays_follows_what_finance_puts_in_by_hand(db: TestDb) {
        let council = council(db).await;
        let (app, holder, now) = (&council.app.app, council.priya, council.app.now());
        full_cost(&council);
        let id = plan(&council, 6_000, ("2026-11-21", "2027-11-20"));
        follow(app, agreed(id, None)).await.unwrap();
        let meals = council.app.write(move |db| {
            let pot = current_pot(db, holder, day("2026-11-21"))?.ok_or(DbError::NotFound)?;
            money::pot(db, pot.budget_id, HeldAs::CouncilManaged, now)
        });
        costs(&council, id, 7_000);
        follow(app, agreed(id, Some(pounds(6_000)))).await.unwrap();
        let mut daniel = council.app.signed_in("daniel@example.org").await;
        daniel.visit(&format!("/council/pots/{meals}")).await.follow("Put money in").await;
        daniel.select("Where does it come from?", "Adult social care").fill("How much in all?", "1000");
        let date = "When does the first of it arrive?";
        daniel.choose("All at once").fill_in(date, "Day", "23").fill_in(date, "Month", "11").fill_in(date, "Year", "2026");
        daniel.press("Go on").await.press("Put £1,000.00 in").await.sees("The money is in the pot.");
        let paid = council.app.write(move |db| streams(db, holder));
        let of = |own: bool| -> i64 { paid.iter().filter(|one| (one.0 == "own_contribution") == own).map(|one| one.1).sum() };
        assert_eq!((of(true), of(false)), (700_000, 0), "{paid:?}");
        let mails = council.app.mails().await;
        assert!(mails.iter().any(|mail| mail.text.contains("The council put money in, and what is paid towards the budget follows. You pay £7,000.00 of it in all.")), "{mails:?}");
        assert_books_are_right(&app.db);
    }

    /// Last year’s money was the NHS’s too, or came in parts: finance says what this year’s is made of.
    async fn a_budget_of_several_sources_is_not_copied_as_the_councils(db: TestDb) {
        let council = council(db).await;
        let (app, holder, now) = (&council.app.app, council.priya, council.app.now());
        council.app.write(move |db| {
            let pot = last_years(db, holder, HeldAs::DirectPayment, now)?;
            let new = NewFunding {
                pot_id: pot, stream: Stream::NhsPersonalHealthBudget, amount: pounds(100), by: None,
            };
            money::funding(db, &new, now).map(drop).map_err(|error| DbError::Other(error.to_string()))
        });
        let id = plan(&council, 9_100, ("2026-11-21", "2027-11-20"));
        let by = council.app.user("agrees@example.org", "Ada Agrees");
        follow(app, PlanAgreed { by: Some(by), ..agreed(id, None) }).await.unwrap();
        let mails = council.app.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "daniel@example.org" && mail.text.contains("/pots/split")), "{mails:?}");
    }

    /// Last year's money was held by somebody: nobody holds this year's before finance has said who.
    async fn a_budget_that_somebody_holds_is_not_copied_without_them(db: TestDb) {
        let council = council(db).await;
        let (app, holder, now) = (&council.app.app, council.priya, council.app.now());
        council.app.write(move |db| {
            last_years(db, holder, HeldAs::Voucher, now)
        });
        let id = plan(&council, 9_100, ("2026-11-21", "2027-11-20"));
        let by = council.app.user("agrees@example.org", "Ada Agrees");
        follow(app, PlanAgreed { by: Some(by), ..agreed(id, None) }).await.unwrap();
        let pot = council.app.write(move |db| current_pot(db, holder, day("2026-11-21"))).unwrap();
        assert_eq!(pot.ends_on, day("2026-11-20"), "there is no new budget yet");
        let mails = council.app.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "daniel@example.org" && mail.subject == "Please split a budget: Priya Shah"));
        let mut daniel = council.app.signed_in("daniel@example.org").await;
        daniel.visit("/council/people/HP-AAAA-AAAA/pots/split").await.sees("£9,100.00").choose("Managed by the council");
        daniel.press("Go on").await.press("Add this part").await.press("Agree the budget").await.sees("The budget is agreed");
        assert_eq!(stands(&council).0, pounds(9_100));
        // Of a budget that begins later the person and the officer both know.
        let next = plan(&council, 5_200, ("2027-11-21", "2028-11-20"));
        follow(app, PlanAgreed { by: Some(by), ..agreed(next, None) }).await.unwrap();
        daniel.visit("/council/people/HP-AAAA-AAAA/pots").await.sees("From 21 November 2027").sees("Managed by the council: £5,200.00");
        let mut priya = council.app.signed_in("priya@example.org").await;
        priya.visit("/budget").await.sees("The next budget is set: £5,200.00 from 21 November 2027");
        assert_books_are_right(&app.db);
    }

    /// A budget in several parts isn't changed by the program, which can't know the part: finance is told once, takes it back
    /// from that part after a look, never more than is free, and the person reads why.
    async fn of_several_parts_an_officer_says_which(db: TestDb) {
        let council = council(db).await;
        let app = &council.app.app;
        let id = plan(&council, 1_000, ("2026-11-21", "2027-11-20"));
        follow(app, agreed(id, None)).await.unwrap();
        let holder = council.priya;
        let meals = council.app.write(move |db| {
            let pot = current_pot(db, holder, day("2026-11-21"))?.ok_or(DbError::NotFound)?;
            let now = day("2026-11-21").and_hms_opt(9, 0, 0).unwrap();
            let meals = money::pot(db, pot.budget_id, HeldAs::CouncilManaged, now)?;
            let new = NewFunding { pot_id: meals, stream: Stream::AdultSocialCare, amount: pounds(400), by: None };
            money::funding(db, &new, now).map_err(|error| DbError::Other(error.to_string()))?;
            Ok(meals)
        });
        costs(&council, id, 700);
        for _ in 0..2 {
            follow(app, agreed(id, Some(pounds(1_000)))).await.unwrap();
        }
        assert_eq!((stands(&council).1, stands(&council).2), (pounds(1_000), pounds(0)), "nothing moved by itself");
        let mails = council.app.mails().await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.text.contains("costs £300.00 less now")).map(|mail| mail.to.as_str()).collect();
        assert_eq!(told, ["daniel@example.org"]);

        let mut daniel = council.app.signed_in("daniel@example.org").await;
        daniel.visit(&format!("/council/pots/{meals}")).await.follow("Take money back").await;
        daniel.fill("How much?", "400.01").press("Go on").await.status(422).sees("Enter an amount from £0.01 to £400.00").sees("Say why");
        daniel.fill("How much?", "300").fill("Why?", "The plan has no meals now").press("Go on").await;
        daniel.heading("Check before you take it back").sees("£100.00").press("Take £300.00 back").await.sees("£300.00 is taken back.");
        let left = council.app.write(move |db| ledger::balances(db, meals));
        assert_eq!((left.available, left.recovered), (pounds(100), pounds(300)));
        let mails = council.app.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "priya@example.org" && mail.text.contains("The plan has no meals now")));
        let mut jo = council.app.signed_in("jo@example.org").await;
        jo.visit(&format!("/council/pots/{meals}/take-back")).await.status(404);
        assert_books_are_right(&app.db);
    }

    /// A plan that is agreed while a budget runs has no money of its own: finance counts the budget against it, and no money
    /// moves by that.
    async fn a_plan_within_a_running_budget_is_joined_to_it(db: TestDb) {
        let council = council(db).await;
        let app = &council.app.app;
        follow(app, agreed(plan(&council, 1_000, ("2026-11-21", "2027-11-20")), None)).await.unwrap();
        let second = plan(&council, 1_200, ("2026-11-21", "2027-11-20"));
        follow(app, agreed(second, None)).await.unwrap();
        assert_eq!(stands(&council).1, pounds(1_000), "money isn't given twice");
        let mut daniel = council.app.signed_in("daniel@example.org").await;
        daniel.visit("/council/people/HP-AAAA-AAAA/pots").await.sees("is still counted against the plan before");
        daniel.press("Count this budget against the new plan").await.sees("No money was moved");
        daniel.does_not_see("is still counted against the plan before");
        daniel.post("/council/people/HP-AAAA-AAAA/pots/join", &[]).await.status(409);
        assert_eq!(stands(&council).1, pounds(1_000));
        costs(&council, second, 1_300);
        follow(app, agreed(second, Some(pounds(1_200)))).await.unwrap();
        assert_eq!((stands(&council).0, stands(&council).1), (pounds(1_100), pounds(1_100)), "it follows the new plan from now on");
        assert_books_are_right(&app.db);
    }
}
