//! What stands beside a plan while it is written: the figure that the person's answers come to, and who pays how much.

use handpick::accounts::By;
use handpick::accounts::service::enrol;
use handpick::assessments::model::contribution::{Collector, Decide};
use handpick::assessments::model::figure::Inputs;
use handpick::assessments::model::questionnaire::Score;
use handpick::assessments::model::{Answer, Done, Kind, VersionState};
use handpick::assessments::service::{contributions, enrol as asked};
use handpick::assessments::starters;
use handpick::kernel::Money;
use handpick::kernel::ids::{HolderId, OrganisationId};
use handpick::plans::service::current_plan;

use crate::assessments::{PRIYA, Town};
use crate::support::TestApp;
use crate::support::purse::day;

/// The rules that come with the program, and a figure from so many points under them.
pub fn assessed(app: &TestApp, council: OrganisationId, holder: HolderId, points: i64) {
    let (now, number) = (app.now(), app.app.random.u64());
    app.write(move |db| {
        let by = enrol::user(db, &format!("by{number}@example.org"), "Somebody", "", now)?;
        let questions = starters::questionnaire(Kind::Adults).map_err(handpick::db::DbError::Other)?;
        let questionnaire = asked::questionnaire(db, council, Kind::Adults, &questions, None, now)?;
        let rules = asked::rules(db, council, &starters::rules(), true, None, now)?;
        let rules = asked::version(db, rules)?;
        assert_eq!(rules.state, VersionState::InUse);
        let score = Score { health: points, ..Score::default() };
        let inputs = Inputs { kind: Kind::Adults, group: None, score, adjustments: Vec::new() };
        asked::case(db, (holder, questionnaire), &rules, &inputs, By { user: by, mandate: None }, now)
    });
}

/// Somebody's own answers: how they wash, and that they need help with the toilet every day. Nobody has checked them.
fn answered(app: &TestApp, council: OrganisationId, holder: HolderId, washing: usize) {
    let now = app.now();
    app.write(move |db| {
        let user = handpick::accounts::service::people::user_by_email(db, "sam@example.org")?.unwrap().0;
        let questions = starters::questionnaire(Kind::Adults).map_err(handpick::db::DbError::Other)?;
        let choice = |key: &str, place: usize| {
            let question = questions.questions.iter().find(|question| question.key == key).unwrap();
            (key.to_owned(), Answer::Choice(question.choices[place].key.clone()))
        };
        let answers = [choice("washing", washing), choice("toilet", 2)].into();
        asked::assessment(
            db,
            (holder, council, Kind::Adults),
            &answers,
            (Done::Alone, true),
            By { user, mandate: None },
            now,
        )
    });
}

on_each_backend! {
    /// 20 points are £3,900 a year. The plan's sums stand beside that as one types, with what the person pays; when the
    /// figure changes, so does what stands beside, until the plan is agreed.
    async fn a_plan_stands_beside_the_figure_that_the_answers_come_to(db: TestDb) {
        let town = Town::new(db).await;
        let (priya, council, now) = (town.priya, town.council, town.app.now());
        assessed(&town.app, council, priya, 20);
        town.app.write(move |db| {
            let user = handpick::accounts::service::people::user_by_email(db, "dan@example.org")?.unwrap().0;
            let decide = Decide {
                weekly: Some(Money::from_pence(1_000)),
                collector: Collector::Council,
                starts_on: day("2026-11-21"),
                ends_on: Some(day("2027-03-28")),
                reason: "Pension credit".to_owned(),
            };
            contributions::enrol(db, priya, &decide, user, now)
        });
        let mut browser = town.app.signed_in("priya@example.org").await;
        browser.visit("/plan").await.follow("Write my plan").await.choose("A new plan").press("Start writing").await;
        let path = browser.path().to_owned();
        browser.sees("Indicative budget £3,900.00");
        browser.visit(&format!("{path}/write/outcomes")).await.fill("What do you want?", "To swim");
        browser.select("What is this about?", "Health and wellbeing").press("Save and go on").await;
        browser.visit(&format!("{path}/write/costs")).await.fill("What is it?", "Swimming");
        browser.fill("How much in pounds?", "90").select("What does it help with?", "To swim");
        // Nineteen weeks at £10 are paid by Priya: from 21 November 2026 to 28 March 2027.
        browser.press("Work out the sums").await.sees("The whole plan £4,680.00").sees("Over £780.00").sees("Amber");
        browser.sees("£4,680.00 in all, £780.00 over");
        browser.sees("Paid by the person £190.00").sees("Paid by the council, net £4,490.00");
        browser.press("Save and go on").await.visit(&format!("{path}/write/costs")).await;
        browser.follow("Why is the indicative budget this?").await.heading("Why is my figure this?").sees("£3,900.00");
        // 35 points are £8,320; the plan is well within that, and the council's list says so too.
        assessed(&town.app, council, priya, 35);
        browser.visit(&path).await.sees("Indicative budget £8,320.00").sees("Left £3,640.00");
        browser.follow("Check it and send it").await.press("Send the plan").await.sees("This plan is with Airevale Council");
        let mut jo = town.app.signed_in("jo@example.org").await;
        jo.visit("/council/plans").await.sees("Green").follow("Priya Shah").await.follow("Check and decide").await;
        jo.does_not_see("Write it down").post(&format!("{path}/indicative"), &[("amount", "1")]).await.status(403);
        jo.visit(&format!("{path}/check")).await.choose("Agree the plan").press("Decide").await.sees("This plan is agreed");
        town.app.mails().await;
        let plan = town.app.write(move |db| Ok(current_plan(db, priya, day("2026-11-21"))?.unwrap()));
        assert_eq!(plan.indicative, Some(Money::from_pence(832_000)));
        // What it was agreed beside stays; the page says what the newest answers come to.
        assessed(&town.app, council, priya, 20);
        browser.visit("/plan").await.sees("Indicative budget £8,320.00").sees("an indicative budget of £3,900.00");
        browser.sees("Paid by the council, net £4,490.00").follow("Why is my figure this?").await.status(200);
        browser.visit(&path).await.sees("Indicative budget £8,320.00").visit("/budget").await;
        browser.sees("The budget, gross £4,680.00").sees("Paid by you £190.00").sees("Paid by the council, net £4,490.00");
        browser.sees("The council sends a bill.").visit(&format!("{path}/plan.txt")).await;
        assert!(String::from_utf8_lossy(browser.bytes()).contains("The person pays £190.00 of it. The council pays £4,490.00."));
        jo.visit(&format!("/council/people/{PRIYA}")).await.sees("Paid by the council, net £4,490.00");
    }

    /// What answers come to is checked before a plan is agreed beside it; newer answers count once they are checked too.
    async fn a_figure_counts_for_plans_once_the_council_has_checked_it(db: TestDb) {
        let town = Town::new(db).await;
        let (priya, council) = (town.priya, town.council);
        assessed(&town.app, council, priya, 0);
        let other = town.app.user("sam@example.org", "Sam Okoro");
        let now = town.app.now();
        let sam = town.app.write(move |db| {
            let new = enrol::NewHolder {
                reference: "HP-SAMS-0001".to_owned(),
                user_id: Some(other),
                council_id: Some(council),
                name: "Sam Okoro".to_owned(),
                ..enrol::NewHolder::default()
            };
            enrol::holder(db, &new, now)
        });
        answered(&town.app, council, sam, 3);
        let mut browser = town.app.signed_in("sam@example.org").await;
        browser.visit("/plans/new").await.choose("A new plan").press("Start writing").await;
        let path = browser.path().to_owned();
        browser.sees("The indicative budget is not checked by the council yet.");
        browser.visit(&format!("{path}/write/outcomes")).await.fill("What do you want?", "To swim");
        // What the answers say that Sam needs can be chosen from.
        browser.sees("Washing and looking after your body").sees("Using the toilet").does_not_see("Meals and drinks");
        assert!(browser.html().contains("<option value=\"Using the toilet\"></option>"), "{}", browser.html());
        browser.select("What is this about?", "Health and wellbeing").press("Save and go on").await;
        browser.visit(&format!("{path}/write/costs")).await.fill("What is it?", "Swimming");
        browser.fill("How much in pounds?", "10").press("Save and go on").await;
        browser.visit(&format!("{path}/send")).await.sees("No outcome meets this need from the assessment: Using the toilet.");
        browser.visit(&format!("{path}/write/outcomes")).await;
        browser.fill_in("Outcome 1", "Which need from the assessment does it meet?", "Using the toilet").press("Save and go on").await;
        browser.visit(&format!("{path}/send")).await.does_not_see("assessment: Using the toilet.");
        browser.sees("assessment: Washing and looking after your body.");
        browser.sees("not checked by the council yet").press("Send the plan").await;
        browser.visit("/plan").await.sees("The indicative budget is not checked by the council yet.");
        let mut jo = town.app.signed_in("jo@example.org").await;
        jo.visit("/council/plans").await.sees("Green: within 10% not checked by the council yet");
        jo.visit(&format!("{path}/check")).await.sees("You can’t agree it yet").choose("Agree the plan").press("Decide").await;
        jo.status(422).sees("Check the figure first.").follow("what the answers come to").await;
        jo.press("I have checked this figure").await;
        // Newer answers, which nobody has checked: the plan stays beside the figure that was.
        let checked = town.app.write(move |db| handpick::assessments::service::indicative_for(db, sam)).unwrap().gross;
        answered(&town.app, council, sam, 0);
        assert_ne!(town.app.write(move |db| handpick::assessments::service::indicative_for(db, sam)).unwrap().gross, checked);
        jo.visit("/council/plans").await.does_not_see("not checked");
        browser.visit(&path).await.sees(&format!("Indicative budget {checked}")).does_not_see("not checked");
        jo.visit(&format!("{path}/check")).await.does_not_see("You can’t agree it yet").choose("Agree the plan");
        jo.press("Decide").await.sees("This plan is agreed");
        browser.visit("/plan").await.sees("for the same time, not checked by the council yet.");
    }

    /// Whoever takes a reduction of somebody else's away has raised the figure, as by an adjustment: they don't agree the
    /// plan against it alone.
    async fn who_takes_a_reduction_away_has_raised_the_figure(db: TestDb) {
        let town = Town::new(db).await;
        let (priya, council, now) = (town.priya, town.council, town.app.now());
        assessed(&town.app, council, priya, 20);
        let kim = town.app.user("kim@example.org", "Kim Lee");
        town.app.write(move |db| enrol::member(db, kim, council, handpick::accounts::Role::CareManager, now));
        let found = town.app.write(move |db| handpick::assessments::service::indicative_for(db, priya)).unwrap();
        let figure = format!("/assessments/{}/figure", found.assessment);
        let mut kim = town.app.signed_in("kim@example.org").await;
        kim.visit(&figure).await.fill("What it is, if it is another one", "Shares a home");
        kim.fill("How much, if it is another one", "-900").fill("Why", "Half is shared.").press("Adjust the figure").await;
        kim.sees("£3,000.00");
        let mut browser = town.app.signed_in("priya@example.org").await;
        browser.visit("/plans/new").await.choose("A new plan").press("Start writing").await;
        let path = browser.path().to_owned();
        browser.visit(&format!("{path}/write/outcomes")).await.fill("What do you want?", "To swim");
        browser.select("What is this about?", "Health and wellbeing").press("Save and go on").await;
        browser.visit(&format!("{path}/write/costs")).await.fill("What is it?", "Swimming");
        browser.fill("How much in pounds?", "60").press("Save and go on").await;
        browser.visit(&format!("{path}/send")).await.press("Send the plan").await.status(200);
        let mut jo = town.app.signed_in("jo@example.org").await;
        jo.visit(&figure).await.press("Take this away Shares a home").await.sees("£3,900.00");
        jo.visit(&format!("{path}/check")).await.sees("You wrote down or raised the indicative budget yourself.");
        jo.choose("Agree the plan").press("Decide").await.status(422).sees("or another officer decides");
        kim.visit(&format!("{path}/check")).await.does_not_see("You can’t agree it yet").choose("Agree the plan");
        kim.press("Decide").await.sees("This plan is agreed");
    }
}
