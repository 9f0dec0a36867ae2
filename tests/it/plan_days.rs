//! The days of plans: agreed ones share none, somebody who writes one chooses them, and which of two plans a change is of.
//! And beginning again from what was refused or thrown away.

use handpick::budgets::service::current_pot;
use handpick::kernel::Money;
use handpick::plans::service::current_plan;

use crate::plan_changes::{change, costs, now, running, written_down};
use crate::plans::{Council, cost, council, figure, fill, send, want};
use crate::support::browser::Browser;
use crate::support::purse::day;

const BEGINS: &str = "When does the new plan begin?";

/// Fills a day in.
fn on(browser: &mut Browser, question: &str, day: &str) {
    for (part, value) in ["Day", "Month", "Year"].iter().zip(day.split(' ')) {
        browser.fill_in(question, part, value);
    }
}

/// Chooses other days of the plan that is written.
async fn runs<'a>(browser: &'a mut Browser, path: &str, first: &str, last: &str) -> &'a mut Browser {
    browser.visit(&format!("{path}/days")).await;
    on(browser, "When does the plan begin?", first);
    on(browser, "When does it end?", last);
    browser.press("Save the days").await
}

/// Jo says no to a plan, or asks for something.
async fn decides(council: &Council, path: &str, what: &str) {
    let mut jo = council.app.signed_in("jo@example.org").await;
    jo.visit(&format!("{path}/check")).await.choose(what).fill("What do you say to the person?", "Please look at it.");
    jo.press("Decide").await.status(200);
}

on_each_backend! {
    /// A plan is in use up to its last day, and says so; the day after it has ended.
    async fn a_plan_whose_last_day_is_past_has_ended(db: TestDb) {
        let council = council(db).await;
        running(&council);
        for (today, says, not) in [
            ("2027-04-05", "It runs until 5 April 2027.", "has ended"),
            ("2027-04-06", "Your plan has ended", "It runs until"),
        ] {
            council.app.app.clock.set(day(today).and_hms_opt(12, 0, 0).unwrap());
            let mut priya = council.app.signed_in("priya@example.org").await;
            priya.visit("/plan").await.sees(says).does_not_see(not);
        }
    }

    /// Two agreed plans share no day, or the second gets no money: it is said when the plan is begun, sent and agreed.
    async fn two_agreed_plans_share_no_day(db: TestDb) {
        let council = council(db).await;
        running(&council);
        let mut priya = council.app.signed_in("priya@example.org").await;
        priya.visit("/plans/new").await.sees("6 April 2027 or later: agreed plans share no day.");
        on(priya.choose("A new plan, starting from nothing"), BEGINS, "1 3 2027");
        priya.press("Start writing").await.status(422);
        priya.sees("Their plan runs until 5 April 2027. Choose 6 April 2027 or later, or write a change to it.");
        on(&mut priya, BEGINS, "1 4 2024");
        priya.press("Start writing").await.status(422).sees("Choose days that go on until 21 November 2026 or later.");
        on(&mut priya, BEGINS, "6 4 2027");
        priya.press("Start writing").await.sees("6 April 2027 to 5 April 2028");
        let path = priya.path().to_owned();
        fill(&mut priya, &path, "20").await;
        send(&mut priya, &path).await;
        figure(&council, &path, "1000").await;
        // Another one is agreed for some of these days meanwhile.
        written_down(&council, "2027-10-01", "2028-03-31");
        let mut jo = council.app.signed_in("jo@example.org").await;
        jo.visit(&format!("{path}/check")).await.sees("It begins on 6 April 2027 and ends on 5 April 2028.");
        jo.choose("Agree the plan").press("Decide").await.status(422);
        jo.sees("Their next plan begins on 1 October 2027. Choose 30 September 2027 or earlier as the last day of this one.");
        priya.visit(&path).await.press("Take it back to change it").await;
        priya.visit(&format!("{path}/send")).await.press("Send the plan").await.status(422).sees("Choose 30 September 2027 or earlier");
        runs(&mut priya, &path, "6 4 2027", "1 10 2027").await.status(422).sees("Choose 30 September 2027 or earlier");
        runs(&mut priya, &path, "6 4 2027", "30 9 2027").await.sees("Saved: the days of the plan.").sees("25 weeks");
        send(&mut priya, &path).await;
        jo.visit(&format!("{path}/check")).await.choose("Agree the plan").press("Decide").await.sees("This plan is agreed");
        council.app.mails().await;
        let holder = council.priya;
        let pot = council.app.write(move |db| current_pot(db, holder, day("2027-05-01"))).unwrap();
        assert_eq!((pot.starts_on, pot.ends_on), (day("2027-04-06"), day("2027-09-30")));
        assert_eq!(pot.amount, Money::from_pence(25 * 2_000));
        // The next that begins from nothing begins after all of them.
        priya.visit("/plans/new").await.sees("1 April 2028 or later");
    }

    /// Whoever writes a plan chooses its days, from a week to two years; costs and the figure follow, and every form of the
    /// plan says them. A change keeps the days of its plan.
    async fn a_plan_has_the_days_that_somebody_chooses(db: TestDb) {
        let council = council(db).await;
        let (mut priya, path) = council.begun().await;
        want(&mut priya, &path, "Not said").await;
        cost(&mut priya, &path, "20").await;
        priya.visit(&path).await.sees("52 weeks");
        let mut other = council.app.signed_in("priya@example.org").await;
        other.visit(&format!("{path}/days")).await.sees("It is for 52 weeks now.");
        runs(&mut priya, &path, "1 12 2026", "6 12 2026").await.status(422);
        priya.sees("A plan is for a week or more. Choose 7 December 2026 or later as its last day.");
        runs(&mut priya, &path, "1 12 2026", "1 12 2028").await.status(422);
        priya.sees("A plan is for two years at most. Choose 30 November 2028 or earlier as its last day.");
        runs(&mut priya, &path, "1 12 2026", "31 2 2027").await.status(422).sees("Enter the last day of the plan");
        send(&mut priya, &path).await;
        figure(&council, &path, "1000").await;
        decides(&council, &path, "Ask for changes").await;
        runs(&mut priya, &path, "1 12 2026", "31 5 2027").await.sees("26 weeks").sees("1 December 2026 to 31 May 2027");
        priya.sees("£520.00").sees("Indicative budget £500.00");
        on(&mut other, "When does it end?", "30 11 2027");
        other.press("Save the days").await.status(422).sees("now they are 1 December 2026 to 31 May 2027");
        priya.visit(&format!("{path}/versions")).await.sees("The days of the plan").sees("1 December 2026 to 31 May 2027");
        priya.visit(&format!("{path}/easy-read")).await.sees("It begins on 1 December 2026. It ends on 31 May 2027.");
        priya.visit(&format!("{path}/plan.txt")).await;
        assert!(String::from_utf8_lossy(priya.bytes()).contains("From 1 December 2026 to 31 May 2027."));
        send(&mut priya, &path).await;
        let mut jo = council.app.signed_in("jo@example.org").await;
        jo.visit(&format!("{path}/check")).await.choose("Agree the plan").press("Decide").await.sees("This plan is agreed");
        council.app.mails().await;
        let holder = council.priya;
        let pot = council.app.write(move |db| current_pot(db, holder, day("2026-12-01"))).unwrap();
        assert_eq!((pot.starts_on, pot.ends_on, pot.amount), (day("2026-12-01"), day("2027-05-31"), Money::from_pence(52_000)));
        let path = change(&mut priya).await;
        priya.does_not_see("The days of the plan").visit(&format!("{path}/days")).await.status(404);
        let days = [("first_day", "1"), ("first_month", "1"), ("first_year", "2027"), ("last_day", "1"), ("last_month", "2"), ("last_year", "2027"), ("seen", "2026-12-01/2027-05-31")];
        priya.visit(&path).await.post(&format!("{path}/days"), &days).await.status(403).sees("A change keeps the days");
    }

    /// Nothing of a plan that is over is changed: the next one begins from it.
    async fn a_plan_that_is_over_is_not_changed(db: TestDb) {
        let council = council(db).await;
        running(&council);
        let mut priya = council.app.signed_in("priya@example.org").await;
        let path = change(&mut priya).await;
        costs(&mut priya, &path, "25", "20").await;
        council.app.wait(60 * 24 * 140);
        let mut priya = council.app.signed_in("priya@example.org").await;
        priya.visit(&format!("{path}/send")).await.press("Send the plan").await.status(422);
        priya.sees("The plan that this changes ended on 5 April 2027. It can’t be changed any more. A new plan can be started from it.");
        priya.visit("/plans/new").await.does_not_see("A change to the plan that runs now");
        priya.press("Start writing").await.sees("This plan is being written").sees("10 April 2027 to").sees("2 costs");
    }

    /// What was refused or thrown away need not be typed again.
    async fn a_new_plan_begins_from_one_that_was_refused_or_thrown_away(db: TestDb) {
        let council = council(db).await;
        let (mut priya, path) = council.begun().await;
        fill(&mut priya, &path, "20").await;
        send(&mut priya, &path).await;
        decides(&council, &path, "Do not agree the plan").await;
        council.app.wait(60 * 24 * 30);
        let mut priya = council.app.signed_in("priya@example.org").await;
        priya.visit(&path).await.press("Start a new plan from this one").await.sees("All that was written is here.");
        priya.sees("This plan is being written").sees("21 December 2026 to 20 December 2027").sees("1 outcome").sees("1 cost");
        let second = priya.path().to_owned();
        assert_ne!(second, path);
        priya.visit(&format!("{second}/throw-away")).await.press("Throw it away").await;
        priya.visit("/plans/new").await.sees("Plans that were thrown away").sees("Thrown away");
        priya.visit(&second).await.press("Start a new plan from this one").await.sees("1 outcome").sees("1 cost");
        let mut helen = council.app.signed_in("helen@example.org").await;
        helen.visit(&second).await.does_not_see("Start a new plan").post(&format!("{second}/again"), &[]).await.status(403);

        // A change is begun again as one: its rows are still those of the plan that runs.
        let before = running(&council);
        let path = change(&mut priya).await;
        costs(&mut priya, &path, "25", "20").await;
        send(&mut priya, &path).await;
        decides(&council, &path, "Do not agree the plan").await;
        let open = change(&mut priya).await;
        priya.visit(&path).await.press("Start a new plan from this one").await.at(&open).sees("Another change to this plan is open.");
        priya.visit(&format!("{open}/throw-away")).await.press("Throw it away").await;
        priya.visit(&path).await.press("Start a new plan from this one").await.sees(", a change");
        let again = priya.path().to_owned();
        costs(&mut priya, &again, "20", "9").await;
        priya.visit(&format!("{again}/send")).await.press("Use this plan").await.sees("This plan is in use");
        let after = now(&council);
        assert_eq!((after.id, after.lines[1].id), (before.id, before.lines[1].id));
        assert_eq!(after.lines[1].weekly, Some(Money::from_pence(900)));
    }

    /// The next plan can be changed before its first day; which plan a change is of is chosen.
    async fn the_next_plan_is_changed_before_it_begins(db: TestDb) {
        let council = council(db).await;
        running(&council);
        written_down(&council, "2027-04-06", "2028-04-05");
        let mut priya = council.app.signed_in("priya@example.org").await;
        priya.visit("/plans/new").await.choose("A change to the plan from 6 April 2027 to 5 April 2028");
        priya.press("Start writing").await.sees("6 April 2027 to 5 April 2028");
        let path = priya.path().to_owned();
        costs(&mut priya, &path, "19", "9").await;
        priya.visit(&format!("{path}/send")).await.press("Use this plan").await.sees("This plan is in use");
        assert_eq!(now(&council).lines[0].weekly, Some(Money::from_pence(2_000)), "the one that runs stays");
        let holder = council.priya;
        let next = council.app.write(move |db| current_plan(db, holder, day("2027-05-01"))).unwrap();
        assert_eq!(next.lines[0].weekly, Some(Money::from_pence(1_900)));
        priya.visit(&path).await.follow("Change this plan").await.press("Start writing").await.sees("6 April 2027 to 5 April 2028");
        let path = change(&mut priya).await;
        priya.visit(&path).await.sees("6 April 2026 to 5 April 2027");
        priya.visit("/plans/new").await.post("/plans/new", &[("kind", "change-999")]).await.status(404);
    }
}
