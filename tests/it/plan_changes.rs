//! Changes to a plan that runs: small ones that nobody has to agree, held against what the council agreed, and those
//! that go back to it.

use handpick::accounts::By;
use handpick::accounts::service::enrol::{self, NewHolder};
use handpick::kernel::Money;
use handpick::kernel::ids::PlanId;
use handpick::plans::model::review::Scale;
use handpick::plans::service::{current_plan, enrol as plans};
use handpick::plans::{NewLine, NewOutcome, NewPlan, OutcomeFamily, Plan, PlanStatus};

use crate::plans::{Council, council, fill, send};
use crate::support::browser::Browser;
use crate::support::purse::day;

/// A plan that Jo agreed: £20 a week for the pool, for an assessed need, and £10 for the choir.
pub fn running(council: &Council) -> Plan {
    written_down(council, "2026-04-06", "2027-04-05");
    now(council)
}

/// The same for a year.
pub fn written_down(council: &Council, from: &'static str, until: &'static str) -> PlanId {
    let (holder, now, jo) = (council.priya, council.app.now(), council.jo);
    council.app.write(move |db| {
        let line = |title: &str, pence| NewLine {
            title: title.to_owned(),
            category: Some("leisure".to_owned()),
            detail: String::new(),
            weekly: Some(Money::from_pence(pence)),
            hours: None,
            amount: Money::from_pence(pence * 52),
        };
        let outcome = NewOutcome {
            words: "Swim".to_owned(),
            family: OutcomeFamily::Health,
            need: Some("Moving about".to_owned()),
            lines: vec![line("Pool", 2_000), line("Choir", 1_000)],
        };
        let new = NewPlan {
            holder_id: holder,
            status: PlanStatus::Agreed,
            starts_on: day(from),
            ends_on: day(until),
            indicative: None,
            written_by: None,
            agreed: Some((jo, now)),
            outcomes: vec![outcome],
            other_lines: vec![],
        };
        plans::plan(db, &new, now)
    })
}

pub fn now(council: &Council) -> Plan {
    let holder = council.priya;
    council.app.write(move |db| Ok(current_plan(db, holder, day("2026-11-21"))?.unwrap()))
}

/// Priya begins a change; gives its address.
pub async fn change(priya: &mut Browser) -> String {
    priya.visit("/plans/new").await.choose("A change to the plan that runs now").press("Start writing").await;
    priya.path().to_owned()
}

/// Her costs come to so much a week.
pub async fn costs(priya: &mut Browser, path: &str, pool: &str, choir: &str) {
    priya.visit(&format!("{path}/write/costs")).await.fill_in("Cost 1", "How much in pounds?", pool);
    priya.fill_in("Cost 2", "How much in pounds?", choir).press("Save and go on").await;
}

on_each_backend! {
    /// Up to a quarter may move between lines, and the care managers read what did; what would be more in the end goes to
    /// the council, however small each step is.
    async fn a_small_change_needs_no_council_and_many_of_them_make_no_large_one(db: TestDb) {
        let council = council(db).await;
        let before = running(&council);
        let mut priya = council.app.signed_in("priya@example.org").await;
        let path = change(&mut priya).await;
        costs(&mut priya, &path, "25", "10").await;
        priya.follow("Check it and send it").await.sees("It costs more than was agreed.");
        costs(&mut priya, &path, "15", "12.50").await;
        priya.visit(&format!("{path}/versions")).await;
        priya.sees("What changed from the plan as it was agreed on 21 November 2026 to version 1");
        priya.sees("Pool: £20.00 each week").sees("Pool: £15.00 each week").visit(&path).await;
        priya.follow("Check it and use it").await;
        priya.sees("The plan costs £130.00 less than before: £130.00 goes back to the council as far as it is not spent or ordered.");
        priya.press("Use this plan").await.sees("This plan is in use").sees("Used by Priya Shah on 21 November 2026.");
        priya.visit("/plan").await.sees("Your plan is in use").sees("Used by Priya Shah on 21 November 2026.");
        priya.does_not_see("by Jo Wren");
        let after = now(&council);
        assert_eq!(after.id, before.id);
        assert_eq!(after.lines[0].id, before.lines[0].id, "orders still point at it");
        assert_eq!(after.lines[0].weekly, Some(Money::from_pence(1_500)));
        assert_eq!(after.agreed_by, before.agreed_by);
        let mails = council.app.mails().await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.subject.starts_with("For your information")).collect();
        assert_eq!(told.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["jo@example.org", "pritam@example.org"]);
        for words in ["Pool: £1,040.00 before, £780.00 now.", "Choir: £520.00 before, £650.00 now.", "£1,560.00 before, £1,430.00 now."] {
            assert!(told[0].text.contains(words), "{}", told[0].text);
        }

        // The next step would be small beside the last one, but not beside what the council agreed.
        let path = change(&mut priya).await;
        costs(&mut priya, &path, "14", "12.50").await;
        priya.follow("Check it and send it").await;
        priya.sees("“Pool” would cost £312.00 less than agreed: that is more than a quarter.");
        priya.visit(&format!("{path}/write/costs")).await.press("Take this out cost 1").await;
        priya.visit(&format!("{path}/send")).await.sees("“Pool” would be taken out. It helps with a need from the assessment.");
        priya.post(&format!("{path}/use"), &[("version", "1")]).await.status(422).sees("This change needs your council.");
        assert_eq!(now(&council).lines[0].weekly, Some(Money::from_pence(1_500)), "nothing was changed");
        priya.visit(&format!("{path}/send")).await.press("Send the plan").await.status(200);
        let mut jo = council.app.signed_in("jo@example.org").await;
        crate::plans::figure(&council, &path, "1000").await;
        jo.visit(&format!("{path}/check")).await.follow("What would change in the plan that runs").await;
        jo.sees("What changed from the plan as it was put to use on 21 November 2026 to version 1").sees("it was taken out");
        jo.visit(&format!("{path}/check")).await.sees("£780.00 goes back to the council").choose("Agree the plan").press("Decide").await.sees("This plan is agreed");
        let after = now(&council);
        assert_eq!((after.lines[1].id, after.lines[1].amount), (before.lines[0].id, Money::ZERO));
        // From now on that is what the council agreed.
        let path = change(&mut priya).await;
        priya.visit(&format!("{path}/write/costs")).await.fill_in("Cost 1", "How much in pounds?", "9.50").press("Save and go on").await;
        priya.follow("Check it and use it").await.sees("Nobody has to agree it.");
    }

    /// The page of the plan leads to the plan that it shows, and names the one that is agreed for next year.
    async fn the_plan_of_this_year_and_that_of_the_next_are_told_apart(db: TestDb) {
        let council = council(db).await;
        for (from, until) in [("2026-04-06", "2027-04-05"), ("2027-04-06", "2028-04-05")] {
            let plan = written_down(&council, from, until);
            let (now, by) = (council.app.now(), By { user: council.jo, mandate: None });
            council.app.write(move |db| {
                let kept = plans::agreed_as(db, plan, (None, Scale::Half), (by, by), now);
                kept.map_err(|error| handpick::db::DbError::Other(error.to_string()))
            });
        }
        let mut priya = council.app.signed_in("priya@example.org").await;
        priya.visit("/plan").await.follow("Read the whole plan, and have it in other ways").await;
        priya.sees("6 April 2026 to 5 April 2027");
        priya.visit("/plan").await.sees("The next plan is agreed too: from 6 April 2027 to 5 April 2028.");
        priya.follow("Read the plan from 6 April 2027 to 5 April 2028").await.sees("6 April 2027 to 5 April 2028");
    }

    /// What is read aloud or in easy read says all that the plan does: needs, who sees to a risk, what is kept aside; and
    /// its amounts make the total.
    async fn plain_text_and_easy_read_leave_nothing_out(db: TestDb) {
        let council = council(db).await;
        let (mut priya, path) = council.begun().await;
        fill(&mut priya, &path, "20").await;
        priya.visit(&format!("{path}/write/outcomes")).await;
        priya.fill_in("Outcome 1", "Which need from the assessment does it meet?", "Moving about").press("Save and go on").await;
        priya.visit(&format!("{path}/write/risks")).await.fill("What could go wrong?", "I could slip.");
        priya.fill("What is done about it?", "We go slowly.").fill("Who sees to that?", "My sister");
        priya.fill("Money kept aside for this, for the whole plan", "100").press("Save and go on").await;
        priya.visit(&format!("{path}/write/costs")).await.fill_in("Cost 1", "How much of what?", "An hour each Friday").press("Save and go on").await;
        priya.visit(&format!("{path}/write/costs")).await;
        priya.fill("Does it cost more than the indicative budget? Say why", "The pool is far away.").press("Save and go on").await;
        priya.visit(&format!("{path}/write/actions")).await.fill("What will be done?", "Ask the pool").fill("Who does it?", "My sister");
        priya.fill_in("By which day?", "Day", "1").fill_in("By which day?", "Month", "2").fill_in("By which day?", "Year", "2027");
        priya.press("Save and go on").await;
        priya.visit(&format!("{path}/plan.txt")).await.status(200);
        let text = String::from_utf8_lossy(priya.bytes()).into_owned();
        for words in [
            "The need is: Moving about.",
            "Who sees to it: My sister.",
            "Why it costs more than the indicative budget. The pool is far away.",
            "My sister. Ask the pool. By 1 February 2027.",
            "Swimming. An hour each Friday. It costs £20.00 each week, £1,040.00 in all.",
            "All of the support costs £1,040.00.\n£100.00 is kept aside for when things go wrong.\nTogether that is £1,140.00",
        ] {
            assert!(text.contains(words), "{words} is not in {text}");
        }
        priya.visit(&format!("{path}/easy-read")).await.sees("I need help with this: Moving about.");
        priya.sees("Who does this: My sister.").sees("Swimming helps me. It costs £1,040.00. An hour each Friday");
        priya.sees("My sister: Ask the pool By 1 February 2027.").sees("Why it costs more than the indicative budget: The pool is far away.");
        priya.sees("All of the support costs £1,040.00. £100.00 is kept for when things go wrong. That is £1,140.00 in all.");
    }

    /// Somebody who pays for themselves reads nothing of a council that would have to agree.
    async fn self_funders_read_nothing_of_a_council(db: TestDb) {
        let council = council(db).await;
        let (olive, now) = (council.app.user("olive@example.org", "Olive Reed"), council.app.now());
        council.app.write(move |db| {
            let new = NewHolder {
                reference: "HP-OLIV-0001".to_owned(),
                user_id: Some(olive),
                name: "Olive Reed".to_owned(),
                ..NewHolder::default()
            };
            enrol::holder(db, &new, now)
        });
        let mut olive = council.app.signed_in("olive@example.org").await;
        olive.visit("/plan").await.sees("nobody has to agree it").does_not_see("your council agrees it");
        olive.follow("Write my plan").await.choose("A new plan").press("Start writing").await;
        olive.does_not_see("No indicative budget is known yet");
        let path = olive.path().to_owned();
        fill(&mut olive, &path, "20").await;
        olive.visit(&path).await.follow("Check it and use it").await.press("Use this plan").await.sees("This plan is in use");
        olive.visit(&format!("{path}/review")).await.select("How far is it now?", "4, mostly");
        olive.select("How good is life as a whole?", "3, half way").press("Keep this review").await;
        olive.sees("The review is kept.").sees("Reviewed on 21 November 2026").does_not_see("care manager");
        olive.visit("/plans/new").await.sees("Nobody has to agree it.").does_not_see("Small changes need no council");
        let path = change(&mut olive).await;
        olive.visit(&format!("{path}/send")).await.sees("Your own money stays yours; nothing is taken.");
    }

    /// Officers and the person are told why something can't be done just now.
    async fn whoever_comes_too_early_or_too_late_reads_why(db: TestDb) {
        let council = council(db).await;
        running(&council);
        let mut priya = council.app.signed_in("priya@example.org").await;
        let path = change(&mut priya).await;
        costs(&mut priya, &path, "20", "30").await;
        send(&mut priya, &path).await;
        let mut jo = council.app.signed_in("jo@example.org").await;
        jo.visit(&format!("{path}/check")).await.sees("more than before").sees("is added to the budget.");
        jo.choose("Ask the risk panel").fill("What do you say to the person?", "Is it safe?");
        for (part, value) in [("Day", "1"), ("Month", "12"), ("Year", "2031")] {
            jo.fill_in("When does the panel meet?", part, value);
        }
        jo.press("Decide").await.status(422).sees("Choose a day within the next year.");
        priya.visit(&path).await.press("Take it back to change it").await;
        jo.choose("Do not agree the plan").press("Decide").await.status(422);
        jo.sees("The person took this plan back to change it.").does_not_see("Somebody decided about this plan");
        send(&mut priya, &path).await;
        jo.visit(&format!("{path}/check")).await.choose("Do not agree the plan");
        jo.fill("What do you say to the person?", "It is too much.").press("Decide").await.sees("The plan is not agreed.");
        let mails = council.app.mails().await.into_iter().filter(|mail| mail.subject == "Support plan not agreed: Priya Shah");
        let told: Vec<_> = mails.map(|mail| mail.to).collect();
        assert_eq!(told, ["priya@example.org", "tom@example.org"], "whoever acts for her hears it too");
        let newer = change(&mut priya).await;
        priya.visit(&format!("{path}/look-again")).await.fill("What should they look at again, and why?", "Please.");
        priya.press("Ask them").await.status(422).sees("Another change to this plan is open.").sees("Please.");
        priya.visit(&format!("{newer}/throw-away")).await.press("Throw it away").await;
        priya.visit(&format!("{path}/look-again")).await.fill("What should they look at again, and why?", "Please.");
        priya.press("Ask them").await.visit("/plans/new").await.sees("The council is looking at a plan again");
        priya.choose("A change to the plan that runs now").press("Start writing").await.at(&path);
        priya.sees("There is nothing to write on it until the council has answered.");
        crate::plans::indicative(&mut jo, &path, "2600").await;
        let mut pritam = council.app.signed_in("pritam@example.org").await;
        pritam.visit(&format!("{path}/check")).await.choose("Agree the plan, and say how the money is held first");
        pritam.press("Decide").await.sees("Finance is asked to set up the budget. The person can order once that is done.");
    }
}
