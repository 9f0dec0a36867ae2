//! Closing a person's case: orders end, what is left goes to whom it belongs, mandates end, nobody who died is written to,
//! a mistake is undone to the penny, and what need not be kept is deleted.

use chrono::NaiveDate;
use diesel::prelude::*;
use handpick::accounts::service::enrol as people;
use handpick::accounts::{Actor, Role};
use handpick::budgets::arrivals::model::Arrives;
use handpick::budgets::arrivals::service::{self as arrivals, NewMoney};
use handpick::budgets::ledger::{self, Balances};
use handpick::budgets::pots::service as pots;
use handpick::budgets::service::enrol as money;
use handpick::budgets::{NewFunding, Stream};
use handpick::closing::ClosingError;
use handpick::closing::model::Why;
use handpick::closing::service::{self, Close, keeping, settling};
use handpick::db::{DbError, schema};
use handpick::kernel::Quantity;
use handpick::orders::PlaceOrderError;
use handpick::orders::service as orders;

use crate::billing::{delivered, make};
use crate::plans;
use crate::support::app::PASSWORD;
use crate::support::browser::Browser;
use crate::support::market::{Market, once, pounds, weekly, whole_basket};
use crate::support::purse::{assert_books_are_right, day, noon};

const PRIYA: &str = "/council/people/HP-204-7719";
const AT: &str = "/council/people/HP-204-7719/close";

fn holds(market: &Market) -> Balances {
    let pot = market.pot;
    market.database().read_blocking(move |db| ledger::balances(db, pot)).unwrap()
}

/// A finance officer of the same council.
fn femi(market: &Market, ruth: &Actor) -> Actor {
    let (user, mut membership) = (market.site.user("femi@example.org", "Femi Bello"), ruth.memberships[0].clone());
    membership.role = Role::FinanceOfficer;
    let council = membership.organisation_id;
    market.site.write(move |db| people::member(db, user, council, Role::FinanceOfficer, noon()));
    Actor { user_id: user, name: "Femi Bello".to_owned(), memberships: vec![membership], ..ruth.clone() }
}

async fn ends_on(ruth: &mut Browser, on: NaiveDate) -> &mut Browser {
    let on = on.format("%d %m %Y").to_string();
    for (part, value) in ["Day", "Month", "Year"].iter().zip(on.split(' ')) {
        ruth.fill_in("When did it happen?", part, value);
    }
    ruth.press("See what it does").await
}

fn wanted(why: Why, on: &str) -> Close {
    Close { why, ended_on: day(on), goes_to: "Bradford".to_owned(), note: String::new() }
}

on_each_backend! {
    /// A death: what runs ends, what is left goes back, mandates end, and mails are fitting.
    async fn a_death_ends_what_runs_and_writes_with_care(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        market.accepted(weekly(&["Tuesday"], 1, "10am", "2026-12-01")).await;
        market.accepted(once(3, "2026-12-02", "2pm")).await;
        let before = market.site.mails().await.len();
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(AT).await.status(404);
        priya.visit("/council/closed").await.status(404);
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(&format!("{PRIYA}/pots")).await.follow("Close the case").await;
        ruth.press("See what it does").await.status(422).sees("Choose why the case is closed");
        ruth.choose("The person has died");
        ends_on(&mut ruth, day("2030-01-01")).await.status(422).sees("Choose today or an earlier day");
        ends_on(&mut ruth, day("2026-11-21")).await.sees("Settled now £2,000.00");
        ruth.sees("Tom Adeyemi can no longer act for them").press("Close the case").await;
        ruth.at(AT).sees("The case is closed").sees("31 December 2032").sees("Ruth Okafor, 21 November 2026");
        let holds = holds(&market);
        assert_eq!((holds.available, holds.committed, holds.recovered), (pounds(0), pounds(0), pounds(2_000)));
        let mails = market.site.mails().await;
        let mails = &mails[before..];
        let to: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
        assert!(to.contains(&"grace@example.org") && to.contains(&"tom@example.org"), "{to:?}");
        assert!(!to.contains(&"priya@example.org"), "{to:?}");
        let words = &mails.iter().find(|mail| mail.to == "tom@example.org").unwrap().text;
        assert!(words.contains("We are very sorry that Priya Shah has died."), "{words}");
        priya.visit("/budget").await.sees("Sign in");
        // Not even a session that somehow still holds lets anybody in.
        market.site.write(|db| {
            Ok(diesel::update(schema::sessions::table).set(schema::sessions::revoked_at.eq(None::<chrono::NaiveDateTime>)).execute(db)?)
        });
        priya.visit("/budget").await.sees("Sign in");
        priya.fill("Email address", "priya@example.org").fill("Password", PASSWORD).press("Sign in").await;
        priya.visit("/budget").await.sees("Sign in");
        ruth.visit("/council/closed").await.sees("Priya Shah").sees("The person has died");
        ruth.visit(AT).await.follow("It was a mistake").await.fill("What was wrong?", "Another Priya");
        ruth.press("Open the case again").await.sees("The case is open again");
        market.site.signed_in("priya@example.org").await.visit("/budget").await.sees("£2,000.00");
        assert_books_are_right(market.database());
    }

    /// Somebody who pays for themselves has no council: a moderator closes their case, and nobody of a council's people's.
    async fn a_moderator_closes_the_case_of_somebody_without_a_council(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.accepted(once(3, "2026-12-02", "2pm")).await;
        let before = market.site.mails().await.len();
        let moderator = market.site.user("nia@example.org", "Nia Moss");
        market.site.write(move |db| {
            let kind = Role::Moderator.organisation_kind();
            let site = people::organisation(db, kind, "Handpick", (None, None), noon())?;
            people::member(db, moderator, site, Role::Moderator, noon())
        });
        let at = AT.replace("/council", "/moderation");
        let mut priya = market.site.signed_in("priya@example.org").await;
        for page in ["/moderation/people", "/moderation/people?reference=HP-204-7719", &at] {
            priya.visit(page).await.status(404);
        }
        let mut nia = market.site.signed_in("nia@example.org").await;
        nia.visit("/moderation").await.follow("People without a council: close a case").await;
        nia.fill("Their reference", "HP-NONE").press("Find them").await.sees("Nobody without a council has this reference.");
        nia.fill("Their reference", "hp-204-7719").press("Find them").await.sees("Priya Shah").follow("Close the case, or see how it was closed").await;
        nia.at(&at).choose("They no longer need support");
        ends_on(&mut nia, day("2026-11-21")).await.sees("The money is their own").does_not_see("the council");
        nia.press("Close the case").await.at(&at).sees("The case is closed").sees("Nia Moss, 21 November 2026");
        assert_eq!((holds(&market).available, holds(&market).committed), (pounds(0), pounds(0)));
        let mails = market.site.mails().await;
        let of = |to: &str| mails[before..].iter().find(|mail| mail.to == to).unwrap().text.clone();
        assert!(of("grace@example.org").contains("Priya Shah has stopped using Handpick."), "{}", of("grace@example.org"));
        assert!(of("priya@example.org").contains("Handpick has closed your budget here."), "{}", of("priya@example.org"));
        // Who paid for themselves has no next council to be sent a file.
        nia.does_not_see("Download").post(&format!("{at}/export"), &[]).await.status(404);
        nia.visit(&at).await.follow("It was a mistake").await.fill("What was wrong?", "Another Priya").press("Open the case again").await;
        nia.at("/moderation/people").sees("The case is open again");
        assert_eq!(holds(&market).available, pounds(2_000));
        market.council();
        nia.visit(&at).await.status(404);
        nia.visit("/moderation/people?reference=HP-204-7719").await.sees("Nobody without a council has this reference.");
        assert_books_are_right(market.database());
    }

    /// A move: money goes to whom it belongs, also what comes free later; nothing can be ordered; a mistake is undone.
    async fn what_is_left_goes_to_whom_it_belongs_and_a_mistake_is_undone(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let pot = market.pot;
        market.site.write(move |db| {
            let own = NewFunding { pot_id: pot, stream: Stream::OwnTopUp, amount: pounds(100), by: None };
            money::funding(db, &own, noon()).map_err(|error| DbError::Other(error.to_string()))
        });
        let visits = delivered(&market, 1).await;
        let invoice = make(&market, &visits).await.unwrap();
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(AT).await.choose("They moved to another council’s area");
        ruth.fill("Who is responsible now? (optional)", "Bradford");
        ends_on(&mut ruth, day("2026-11-30")).await.status(422).sees("A visit on 1 December 2026 was confirmed");
        ends_on(&mut ruth, day("2027-01-04")).await.sees("4 visits already past and not recorded");
        ruth.sees("The person, or their estate").press("Close the case").await;
        // Five visits of £60 are still to be settled or paid, and half of tomorrow's is due by its notice.
        let now = holds(&market);
        assert_eq!((now.available, now.recovered, now.invoiced), (pounds(0), pounds(1_770), pounds(60)));
        ruth.visit(PRIYA).await.sees("£1,670.00 was taken out for the council, £100.00 of their own is theirs");
        let told = market.site.mails().await;
        let told = told.iter().find(|mail| mail.to == "priya@example.org" && mail.subject == "Your budget is closed");
        assert!(told.unwrap().text.contains("Bradford is responsible for your support now."));
        let again = orders::place(&market.app, &market.priya, whole_basket("another-order")).await;
        assert_eq!(again.unwrap_err(), PlaceOrderError::NoBudget);

        let missed = {
            let reference = market.database().read_blocking(|db| {
                Ok::<_, DbError>(schema::orders::table.select(schema::orders::reference).first::<String>(db)?)
            });
            let view = orders::order_view(&market.app, &market.grace, &reference.unwrap()).await.unwrap();
            view.deliveries[1].id
        };
        orders::record_delivery(&market.app, &market.grace, missed, Quantity::ZERO, "").await.unwrap();
        assert_eq!(holds(&market).available, pounds(60));
        assert_eq!(settling::follow(&market.app).await, Ok(1));
        assert_eq!(settling::follow(&market.app).await, Ok(0));
        assert_eq!(holds(&market).recovered, pounds(1_830));

        ruth.visit(AT).await.press("Mark it as paid").await.status(422).sees("Write how it was paid");
        ruth.fill("How can it be seen?", "Paid by his sister").press("Mark it as paid").await.sees("marked as paid");
        assert_eq!(holds(&market).paid, pounds(60));
        ruth.visit(&format!("/invoices/{invoice}")).await.sees("Paid by his sister");
        ruth.visit(AT).await.post(&format!("{AT}/settle"), &[]).await.sees("There is nothing to settle");
        ruth.visit(AT).await.press("Download what the next council needs (JSON)").await.status(200);
        for words in ["\"closed_because\": \"moved\"", "\"acted_for_them\"", "\"contributions\"", "Tom Adeyemi", "Help at home", "\"went_back\": \"1830.00\""] {
            assert!(ruth.html().contains(words), "{words} in {}", ruth.html());
        }

        ruth.visit(AT).await.follow("It was a mistake").await.press("Open the case again").await;
        ruth.status(422).sees("Write what was wrong").fill("What was wrong?", "They came back");
        ruth.press("Open the case again").await.at(PRIYA).sees("The case is open again");
        assert_eq!(holds(&market).available, pounds(1_830));
        assert!(!market.tom_for_priya().acting_for.unwrap().revoked);
        ruth.visit(AT).await.post(&format!("{AT}/reopen"), &[("why", "x")]).await.status(409);
        market.add(&market.priya, once(3, "2027-02-02", "2pm")).await;
        market.place(&market.priya).await;
        assert_books_are_right(market.database());
    }

    /// A visit of a day after the case was closed doesn't confirm itself: its money is held until the council has looked.
    async fn a_visit_after_a_death_waits_for_the_council(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let ruth = market.council();
        let reference = market.accepted(weekly(&["Tuesday"], 3, "10am", "2026-12-01")).await;
        market.now_is("2026-12-16T12:00:00");
        service::close(&market.app, &ruth, "HP-204-7719", wanted(Why::Deceased, "2026-12-10")).await.unwrap();
        let visits = orders::order_view(&market.app, &market.grace, &reference).await.unwrap().deliveries;
        for visit in &visits[1..3] {
            orders::record_delivery(&market.app, &market.grace, visit.id, visit.units, "").await.unwrap();
        }
        let before = market.site.mails().await.len();
        market.now_is("2026-12-24T12:00:00");
        assert_eq!(orders::confirm_due(&market.app).await, Ok(1), "8 December is before the death");
        assert_eq!(orders::confirm_due(&market.app).await, Ok(0));
        let now = holds(&market);
        assert_eq!((now.delivered, now.committed), (pounds(60), pounds(120)), "1 December was never recorded");
        let mails = market.site.mails().await;
        let told: Vec<_> = mails[before..].iter().map(|mail| (mail.to.as_str(), mail.subject.as_str())).collect();
        assert!(told.iter().any(|(to, subject)| *to == "ruth@example.org" && subject.contains("please settle a visit")), "{told:?}");
        assert!(!told.iter().any(|(to, _)| *to == "priya@example.org"), "{told:?}");
        let mut officer = market.site.signed_in("ruth@example.org").await;
        officer.visit("/council/disputes").await.sees("Priya Shah").sees("15 December 2026");
        officer.visit(&format!("/orders/{reference}/visits/{}/problem", visits[2].id)).await.sees("This visit is after 10 December 2026");
        assert_books_are_right(market.database());
    }

    /// Money of their own that was planned and had not come is nobody's to give back.
    async fn only_own_money_that_came_is_given_back(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let ruth = market.council();
        let femi = femi(&market, &ruth);
        let own = NewMoney {
            stream: Stream::OwnTopUp,
            amount: pounds(100),
            arrives: Arrives::Weekly,
            first: None,
            from: day("2026-11-21"),
            collector: None,
        };
        arrivals::put_in(&market.app, &femi, (market.pot, "own-money-weekly".to_owned()), own).await.unwrap();
        service::close(&market.app, &ruth, "HP-204-7719", wanted(Why::Moved, "2026-11-20")).await.unwrap();
        // Twenty weeks are left of the year, and the first of twenty parts came today. Later none comes any more.
        market.now_is("2027-03-01T12:00:00");
        assert_eq!(settling::follow(&market.app).await, Ok(0));
        let pot = market.pot;
        let all = market.database().read_blocking(move |db| ledger::all_movements(db, pot)).unwrap();
        let out: Vec<_> = all.iter().filter(|one| one.reason == ledger::Reason::Recover).map(|one| one.amount).collect();
        assert_eq!(out, [pounds(5), pounds(95), pounds(2_000)]);
        let mut officer = market.site.signed_in("ruth@example.org").await;
        officer.visit(PRIYA).await.sees("£2,095.00 was taken out for the council, £5.00 of their own is theirs");
        officer.visit(AT).await.follow("It was a mistake").await.fill("What was wrong?", "Another Priya");
        officer.press("Open the case again").await.sees("The case is open again");
        assert_eq!(holds(&market).available, pounds(2_100));
        assert_books_are_right(market.database());
    }

    /// A plan that waits when the case is closed isn't agreed and brings no money; and when its words are gone it can still be
    /// opened.
    async fn a_closed_case_gets_no_budget(db: TestDb) {
        let council = plans::council(db).await;
        let (mut priya, path) = council.begun().await;
        plans::fill(&mut priya, &path, "20").await;
        plans::send(&mut priya, &path).await;
        let mut jo = council.app.signed_in("jo@example.org").await;
        plans::indicative(&mut jo, &path, "1000").await;
        jo.visit("/council/people/HP-AAAA-AAAA/close").await.choose("They no longer need support");
        ends_on(&mut jo, day("2026-11-21")).await.press("Close the case").await.sees("The case is closed");
        jo.visit("/council/plans?q=priya").await.sees("No plans here").sees("With the council (0)");
        jo.visit(&format!("{path}/check")).await.choose("Agree the plan").press("Decide").await.status(409);
        jo.sees("The case is closed. The council has to open it again first.");
        priya.post(&format!("{path}/take-back"), &[]).await;
        council.app.mails().await;
        let (holder, now) = (council.priya, council.app.now().date());
        assert!(council.app.write(move |db| handpick::budgets::service::current_pot(db, holder, now)).is_none());
        jo.visit("/council/people/HP-AAAA-AAAA/pots/split").await.sees("The case is closed");
        council.app.wait(60 * 24 * 365 * 8);
        assert_eq!(keeping::follow(&council.app.app).await, Ok(1));
        let mut jo = council.app.signed_in("jo@example.org").await;
        jo.visit(&path).await.status(200).does_not_see("I want to swim each week.");
    }

    /// Of two officers at once one closes it, and the other is told.
    async fn two_officers_at_once_close_it_once(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let ruth = market.council();
        let femi = femi(&market, &ruth);
        let close = |actor: Actor, why| {
            let app = market.app.clone();
            async move { service::close(&app, &actor, "HP-204-7719", wanted(why, "2026-11-20")).await }
        };
        let (a, b) = tokio::join!(close(ruth, Why::Nhs), close(femi, Why::Moved));
        let said = match (a, b) {
            (Ok(()), Err(error)) | (Err(error), Ok(())) => error,
            other => panic!("{other:?}"),
        };
        assert!(matches!(said, ClosingError::ClosedBefore(_)), "{said}");
        assert_eq!(holds(&market).recovered, pounds(2_000));
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        let form = [("why", "ended"), ("on_day", "1"), ("on_month", "11"), ("on_year", "2026"), ("sure", "yes")];
        ruth.visit("/account").await.post(AT, &form).await.at(AT).sees("The case was closed before, by");
    }

    /// What the law doesn't need is deleted when its time is over, and money and the record stay.
    async fn what_need_not_be_kept_is_deleted(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let ruth = market.council();
        let femi = femi(&market, &ruth);
        let mut officer = market.site.signed_in("femi@example.org").await;
        let switch = format!("{PRIYA}/pots/{}/switch", market.pot);
        let form = [("held_as", "third_party"), ("email", "femi@example.org"), ("scope", "view"), ("reason", "Her hands shake"), ("sure", "yes")];
        let form: Vec<_> = form.into_iter().chain([("from_day", "1"), ("from_month", "12"), ("from_year", "2026")]).collect();
        officer.visit(&format!("{switch}?held_as=third_party")).await.post(&switch, &form).await.sees("everybody was told");
        service::close(&market.app, &ruth, "HP-204-7719", wanted(Why::Ended, "2026-11-20")).await.unwrap();
        officer.visit(&switch).await.status(409).sees("The case is closed.");
        officer.visit("/council/closed").await.fill("Years after the year of closing", "5").press("Save").await;
        officer.status(422).sees("Enter 6 to 25 years").fill("Years after the year of closing", "7").press("Save").await;
        officer.sees("31 December 2033");
        assert!(keeping::set_years(&market.app, &ruth, 8).await.is_err(), "only finance officers say so");
        market.now_is("2033-12-31T12:00:00");
        assert_eq!(pots::follow(&market.app).await, Ok(0), "nobody is let in after the closing");
        assert_eq!(keeping::follow(&market.app).await, Ok(0));
        let words = || {
            let words = |db: &mut handpick::db::Db| {
                Ok::<_, DbError>(schema::plan_outcomes::table.select(schema::plan_outcomes::words).first::<String>(db)?)
            };
            market.database().read_blocking(words).unwrap()
        };
        assert_eq!(words(), "I want to stay in my own home");
        market.now_is("2034-01-01T12:00:00");
        assert_eq!(keeping::follow(&market.app).await, Ok(1));
        assert_eq!(keeping::follow(&market.app).await, Ok(0));
        assert_eq!(words(), "Deleted");
        let why = |db: &mut handpick::db::Db| {
            let kept = schema::pot_holdings::table.select(schema::pot_holdings::reason).load::<String>(db)?;
            Ok::<_, DbError>((kept, schema::audit_entries::table.select(schema::audit_entries::detail).load::<String>(db)?))
        };
        let (kept, noted) = market.database().read_blocking(why).unwrap();
        assert!(kept.iter().all(String::is_empty) && !noted.iter().any(|one| one.contains("Her hands shake")), "{kept:?}");
        let mut officer = market.site.signed_in("femi@example.org").await;
        officer.visit(AT).await.sees("was deleted on 1 January 2034").visit("/account").await.post(&format!("{AT}/export"), &[]).await.status(409);
        officer.visit(PRIYA).await.sees("Deleted what need not be kept any more");
        let late = service::reopen(&market.app, &femi, "HP-204-7719", "They are back").await;
        assert!(matches!(late, Err(ClosingError::TooLate)), "{late:?}");
        assert_eq!(holds(&market).recovered, pounds(2_000));
        assert_books_are_right(market.database());
    }
}
