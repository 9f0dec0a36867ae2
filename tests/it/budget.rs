//! The pages about a budget and a plan, and who may see them.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use handpick::accounts::service::enrol as people;
use handpick::accounts::service::enrol::{NewHolder, NewMandate};
use handpick::accounts::{By, OrganisationKind, Role, Scope, Scopes};
use handpick::budgets::ledger::{self, AccountKind, Posting, Reason};
use handpick::budgets::overview::Pace;
use handpick::budgets::{BudgetError, service};
use handpick::db::{Db, DbError, schema};
use handpick::kernel::Money;
use handpick::kernel::ids::{HolderId, MandateId, OrganisationId, PlanLineId, PotId, UserId};
use handpick::plans::service::enrol as plans;
use handpick::plans::{NewLine, NewOutcome, NewPlan, OutcomeFamily, PlanStatus};

use crate::support::TestApp;
use crate::support::purse::{assert_books_are_right, day, posting, pot};

fn pounds(pounds: i64) -> Money {
    Money::from_pence(pounds * 100)
}

/// A holder with a plan and a budget for the year from 6 April 2026, and everybody who has to do with them.
struct Home {
    holder: HolderId,
    pot: PotId,
    council: OrganisationId,
    mandate: MandateId,
    priya: UserId,
    tom: UserId,
}

fn line(title: &str, detail: &str, weekly: Option<Money>, amount: Money) -> NewLine {
    NewLine {
        title: title.to_owned(),
        category: Some("personal-care".to_owned()),
        detail: detail.to_owned(),
        weekly,
        hours: None,
        amount,
    }
}

fn plan_of(holder_id: HolderId, jo: UserId, now: NaiveDateTime) -> NewPlan {
    NewPlan {
        holder_id,
        status: PlanStatus::Agreed,
        starts_on: day("2026-04-06"),
        ends_on: day("2027-04-05"),
        indicative: Some(pounds(7_800)),
        written_by: None,
        agreed: Some((jo, now)),
        outcomes: vec![NewOutcome {
            words: "I want to be up and dressed without rushing".to_owned(),
            family: OutcomeFamily::Health,
            need: Some("personal care".to_owned()),
            lines: vec![line("Help at home", "5 hours a week at £30.00", Some(pounds(150)), pounds(7_800))],
        }],
        other_lines: vec![line("Equipment", "One-off", None, pounds(900))],
    }
}

/// Moves money for a plan line.
fn moved(pot: PotId, line: PlanLineId, by: By, reason: Reason, amount: i64, at: &str) -> Posting {
    let (from, to) = match reason {
        Reason::Commit => (AccountKind::Available, AccountKind::Committed),
        _ => (AccountKind::Committed, AccountKind::Delivered),
    };
    let key = format!("{reason}:{line}:{at}");
    Posting {
        plan_line: Some(line),
        by: Some(by),
        at: day(at).and_hms_opt(10, 0, 0).unwrap(),
        memo: "Morning help".to_owned(),
        ..posting(pot, reason, from, to, amount * 100, &key)
    }
}

fn spend(db: &mut Db, home: &Home, lines: &[PlanLineId]) -> Result<(), DbError> {
    let by = By { user: home.tom, mandate: Some(home.mandate) };
    let post = |db: &mut Db, posting: Posting| ledger::post(db, &posting).map_err(|e| DbError::Other(e.to_string()));
    post(db, moved(home.pot, lines[0], by, Reason::Commit, 7_000, "2026-04-07"))?;
    post(db, moved(home.pot, lines[0], by, Reason::Deliver, 1_500, "2026-06-01"))?;
    post(db, moved(home.pot, lines[0], by, Reason::Deliver, 3_200, "2026-11-20"))?;
    post(db, moved(home.pot, lines[1], by, Reason::Commit, 950, "2026-05-01"))?;
    post(db, moved(home.pot, lines[1], by, Reason::Deliver, 950, "2026-05-09"))?;
    Ok(())
}

fn home(site: &TestApp) -> Home {
    let priya = site.user("priya@example.org", "Priya Shah");
    let tom = site.user("tom@example.org", "Tom Adeyemi");
    let jo = site.user("jo@example.org", "Jo Wren");
    let now = site.now();
    site.write(move |db| {
        let council = people::organisation(db, OrganisationKind::Council, "Leeds City Council", (None, None), now)?;
        people::member(db, jo, council, Role::CareManager, now)?;
        let new = NewHolder {
            reference: "HP-204-7719".to_owned(),
            user_id: Some(priya),
            council_id: Some(council),
            name: "Priya Shah".to_owned(),
            ..NewHolder::default()
        };
        let holder = people::holder(db, &new, now)?;
        let plan = plans::plan(db, &plan_of(holder, jo, now), now)?;
        let mandate = NewMandate {
            holder_id: holder,
            user_id: tom,
            scopes: Scopes::new(&[Scope::View]),
            order_limit: None,
            four_week_limit: None,
            starts_on: day("2026-04-06"),
            ends_on: None,
            granted_by: priya,
        };
        let mandate = people::mandate(db, &mandate, now)?;
        let pot = pot(db, holder, Some(plan), pounds(9_000)).map_err(|error| DbError::Other(error.to_string()))?;
        let home = Home { holder, pot, council, mandate, priya, tom };
        let lines: Vec<PlanLineId> =
            handpick::plans::service::plan(db, plan)?.lines.iter().map(|line| line.id).collect();
        spend(db, &home, &lines)?;
        Ok(home)
    })
}

/// An order of £2,300 that is still to come: half in December, half in March.
fn order(db: &mut Db, home: &Home, now: NaiveDateTime) -> Result<(), DbError> {
    use schema::{deliveries, listings, order_lines, orders, providers};
    let provider: i64 = diesel::insert_into(providers::table)
        .values((
            (
                providers::name.eq("Aire Valley"),
                providers::name_key.eq("aire valley"),
                providers::slug.eq("aire-valley"),
            ),
            (providers::kind.eq("private"), providers::state.eq("verified"), providers::place.eq("Leeds")),
            (providers::summary.eq(""), providers::description.eq("")),
            (providers::rating_count.eq(0), providers::rating_sum.eq(0_i64)),
            (providers::created_at.eq(now), providers::updated_at.eq(now)),
        ))
        .returning(providers::id)
        .get_result(db)?;
    let listing: i64 = diesel::insert_into(listings::table)
        .values((
            (listings::provider_id.eq(provider), listings::title.eq("Morning help"), listings::slug.eq("morning-help")),
            (listings::summary.eq(""), listings::description.eq(""), listings::easy_read.eq("")),
            (listings::category.eq("personal-care"), listings::state.eq("live")),
            (listings::notice_hours.eq(24), listings::late_charge_percent.eq(50)),
            (listings::rating_count.eq(0), listings::rating_sum.eq(0_i64)),
            (listings::created_at.eq(now), listings::updated_at.eq(now)),
        ))
        .returning(listings::id)
        .get_result(db)?;
    let order: i64 = diesel::insert_into(orders::table)
        .values((
            (orders::reference.eq("HP-1"), orders::package_reference.eq("HP-1"), orders::holder_id.eq(home.holder.0)),
            (orders::provider_id.eq(provider), orders::pot_id.eq(home.pot.0), orders::status.eq("accepted")),
            (orders::total_pence.eq(230_000_i64), orders::placed_by.eq(home.priya.0), orders::placed_at.eq(now)),
        ))
        .returning(orders::id)
        .get_result(db)?;
    let line: i64 = diesel::insert_into(order_lines::table)
        .values((
            (
                order_lines::order_id.eq(order),
                order_lines::listing_id.eq(listing),
                order_lines::title.eq("Morning help"),
            ),
            (order_lines::unit.eq("hour"), order_lines::units_hundredths.eq(100_i64)),
            (order_lines::schedule_kind.eq("one_off"), order_lines::weekdays.eq(0), order_lines::every_weeks.eq(1)),
            (order_lines::at_time.eq("10:00"), order_lines::starts_on.eq(day("2026-12-08"))),
            (order_lines::notice_hours.eq(24), order_lines::late_charge_percent.eq(50)),
            order_lines::total_pence.eq(230_000_i64),
        ))
        .returning(order_lines::id)
        .get_result(db)?;
    for (on, status) in [("2026-11-10", "confirmed"), ("2026-12-08", "scheduled"), ("2027-03-08", "scheduled")] {
        diesel::insert_into(deliveries::table)
            .values((
                (deliveries::order_id.eq(order), deliveries::order_line_id.eq(line), deliveries::on_day.eq(day(on))),
                (deliveries::at_time.eq("10:00"), deliveries::band.eq("weekday"), deliveries::status.eq(status)),
                (deliveries::units_hundredths.eq(100_i64), deliveries::unit_price_pence.eq(115_000_i64)),
                deliveries::amount_pence.eq(115_000_i64),
            ))
            .execute(db)?;
    }
    Ok(())
}

on_each_backend! {
    async fn the_page_says_what_is_spent_committed_and_left(db: TestDb) {
        let site = TestApp::start(db).await;
        let home = home(&site);
        let now = site.now();
        site.write(move |db| order(db, &home, now));
        let mut priya = site.signed_in("priya@example.org").await;
        priya.visit("/budget").await.status(200);
        priya.sees("My budget").sees("6 April 2026 to 5 April 2027");
        priya.sees("You are on track").sees("£54.04 a week left. At this rate £1,050.00 will be unspent on 5 April 2027.");
        priya.sees("One thing to look at: Equipment is £50.00 over what was planned.");
        for tile in ["Your budget for this time £9,000 Agreed by Leeds City Council", "Spent so far £5,650 62% of the budget",
            "Committed, still to come £2,300 1 order", "Left to use £1,050"] {
            priya.sees(tile);
        }
        priya.sees("See this chart as a table");
        let rows = priya.rows();
        let row = |name: &str| rows.iter().find(|row| row[0].starts_with(name)).unwrap().clone();
        assert_eq!(row("Help at home")[2..], ["£4,700", "£2,300", "£7,800", "£800"]);
        assert_eq!(row("Equipment")[2..], ["£950", "£0", "£900", "£50 over"]);
        assert_eq!(row("Outside the plan")[2..], ["£0", "£0", "£300", "£300"]);
        assert_eq!(row("All together")[2..], ["£5,650", "£2,300", "£9,000", "£1,050"]);
        priya.sees("£3,200.00 spent: Morning help 20 November 2026, by Tom Adeyemi for Priya Shah.");
    }

    async fn the_forecast_follows_what_is_ordered(db: TestDb) {
        let site = TestApp::start(db).await;
        let home = home(&site);
        let (pot, now) = (home.pot, site.now());
        site.write(move |db| order(db, &home, now));
        let overview = site
            .app
            .db
            .read_blocking(move |db| {
                let found = service::current_pot(db, HolderId(1), day("2026-11-21"))?.unwrap();
                assert_eq!(found.id, pot);
                service::overview_of(db, &found, day("2026-11-21"))
            })
            .unwrap();
        assert_eq!(overview.pace, Pace::OnTarget);
        assert_eq!(overview.forecast, pounds(7_950));
        assert_eq!(overview.months.spent[..3], [pounds(0), pounds(2_450), pounds(2_450)]);
        let half_way = pounds(5_650 + 1_150);
        assert_eq!(overview.months.forecast, [half_way, half_way, half_way, pounds(7_950)]);
        assert_books_are_right(&site.app.db);
    }

    async fn what_is_nearly_spent_is_told_once(db: TestDb) {
        let site = TestApp::start(db).await;
        let home = home(&site);
        assert_eq!(service::alerts::tell(&site.app).await.unwrap(), 1);
        let mails = site.mails().await;
        let to = |email: &str| mails.iter().find(|mail| mail.to == email).unwrap();
        assert_eq!(to("priya@example.org").subject, "About your budget");
        assert!(to("priya@example.org").text.contains("Equipment: £950.00 is spent. The plan has £900.00 for it."));
        assert!(to("tom@example.org").text.contains("We looked at Priya Shah’s budget."));
        assert_eq!(mails.len(), 2);
        // Not again on the same day, nor on the next.
        assert_eq!(service::alerts::tell(&site.app).await.unwrap(), 0);
        site.wait(24 * 60);
        assert_eq!(service::alerts::tell(&site.app).await.unwrap(), 0);
        // Somebody whose right to look was taken back hears nothing more.
        let (mandate, now) = (home.mandate.0, site.now());
        site.write(move |db| {
            let theirs = schema::mandates::table.find(mandate);
            diesel::update(theirs).set(schema::mandates::revoked_at.eq(Some(now))).execute(db)?;
            let lines: Vec<i64> = schema::plan_lines::table.select(schema::plan_lines::id).order(schema::plan_lines::id).load(db)?;
            let by = By { user: home.priya, mandate: None };
            let more = moved(home.pot, PlanLineId(lines[0]), by, Reason::Deliver, 1_600, "2026-11-21");
            ledger::post(db, &more).map(|_| ()).map_err(|error| DbError::Other(error.to_string()))
        });
        site.wait(24 * 60);
        assert_eq!(service::alerts::tell(&site.app).await.unwrap(), 1);
        let mails = site.mails().await;
        assert_eq!(mails.len(), 3);
        assert!(mails[2].text.contains("Help at home: £6,300.00 of £7,800.00 is spent. That is more than 80%."), "{}", mails[2].text);
        assert_eq!(mails[2].to, "priya@example.org");
    }

    async fn the_plan_page_shows_outcomes_lines_and_the_light(db: TestDb) {
        let site = TestApp::start(db).await;
        home(&site);
        let mut priya = site.signed_in("priya@example.org").await;
        priya.visit("/plan").await.status(200);
        priya.sees("My support plan").sees("Your plan is agreed").sees("Agreed on 21 November 2026 by Jo Wren.");
        priya.sees("“I want to be up and dressed without rushing”").sees("Assessed need: personal care");
        priya.sees("5 hours a week at £30.00").sees("£8,700.00 in all");
        priya.sees("The plan costs £900.00 more than the indicative budget. That is 11% over.").sees("Amber: up to 50% over");
        priya.visit("/budget").await.follow("Help at home").await.at("/plan#line-1");
        priya.visit("/budget").await.follow("Easy read the budget").await.at("/budget/easy-read").sees("is left to use.");
        priya.follow("See all of it").await.at("/budget");
    }

    async fn a_broker_sees_it_while_acting_and_not_otherwise(db: TestDb) {
        let site = TestApp::start(db).await;
        let home = home(&site);
        let mut tom = site.signed_in("tom@example.org").await;
        tom.visit("/budget").await.status(200).sees("You have no budget here yet").does_not_see("Priya");
        tom.visit("/budget/easy-read").await.status(200).sees("You have no budget here yet");
        site.write(move |db| {
            use schema::sessions;
            let theirs = sessions::table.filter(sessions::user_id.eq(home.tom.0));
            Ok(diesel::update(theirs).set(sessions::mandate_id.eq(home.mandate.0)).execute(db)?)
        });
        tom.visit("/budget").await.status(200).sees("Priya Shah’s budget").sees("Priya Shah is on track");
        tom.visit("/plan").await.status(200).sees("Priya Shah’s support plan").sees("Priya Shah’s plan is agreed");
        tom.visit("/budget.csv").await.status(200);
        assert!(tom.html().starts_with("Date,What,Details,Part of the plan,By,Amount,In,Out,Left to use\n"));
    }

    async fn an_officer_of_the_holders_council_sees_it_and_others_do_not(db: TestDb) {
        let site = TestApp::start(db).await;
        let home = home(&site);
        let sam = site.user("sam@example.org", "Sam Field");
        let now = site.now();
        site.write(move |db| {
            let other = people::organisation(db, OrganisationKind::Council, "Trafford Council", (None, None), now)?;
            people::member(db, sam, other, Role::CareManager, now)
        });
        let jo = actor(&site, "jo@example.org").await;
        assert!(jo.has_in(Role::CareManager, home.council));
        let seen = service::overview_for(&site.app, &jo, home.holder).await.unwrap();
        assert!(!seen.own && seen.budget.is_some());
        let sam = actor(&site, "sam@example.org").await;
        let refused = service::overview_for(&site.app, &sam, home.holder).await;
        assert!(matches!(refused, Err(BudgetError::Refused(_))));
        let nobody = service::overview_for(&site.app, &jo, HolderId(999)).await;
        assert!(matches!(nobody, Err(BudgetError::Refused(_))));
        let tom = actor(&site, "tom@example.org").await;
        assert!(matches!(service::overview_for(&site.app, &tom, home.holder).await, Err(BudgetError::Refused(_))));
    }

    async fn every_movement_can_be_taken_away(db: TestDb) {
        let site = TestApp::start(db).await;
        home(&site);
        let mut priya = site.signed_in("priya@example.org").await;
        priya.visit("/budget").await.follow("Download every movement (CSV)").await.status(200);
        let lines: Vec<&str> = priya.html().lines().collect();
        assert_eq!(lines.len(), 7);
        assert_eq!(lines[1], "2026-04-06,Added,Adult social care,,,9000.00,9000.00,,9000.00");
        let last = "2026-11-20,Spent,Morning help,Help at home,by Tom Adeyemi for Priya Shah,3200.00,,,1050.00";
        assert_eq!(lines[6], last);
    }

    async fn somebody_new_is_told_what_a_budget_and_a_plan_are(db: TestDb) {
        let site = TestApp::start(db).await;
        site.user("new@example.org", "Nia Cole");
        let mut nia = site.signed_in("new@example.org").await;
        nia.visit("/budget").await.status(200).heading("My budget").sees("You have no budget here yet");
        nia.visit("/plan").await.status(200).heading("My support plan").sees("You have no support plan here yet");
        nia.visit("/budget.csv").await.status(404);
        let mut nobody = site.browser();
        nobody.visit("/budget").await.at("/sign-in");
    }
}

async fn actor(site: &TestApp, email: &str) -> handpick::accounts::Actor {
    let attempt = handpick::accounts::service::sessions::SignIn {
        email: email.to_owned(),
        password: crate::support::app::PASSWORD.to_owned(),
        address: "192.0.2.200".to_owned(),
        user_agent: String::new(),
    };
    let session = handpick::accounts::service::sessions::sign_in(&site.app, attempt).await.unwrap();
    let now = site.now();
    site.app.db.read(move |db| handpick::accounts::service::sessions::actor(db, &session, now)).await.unwrap().unwrap()
}
