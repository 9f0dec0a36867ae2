//! From the first question to an order, as four people: the holder, their broker, a care manager, and a member of the risk
//! panel. Each page of the plan on the way is looked at too.

use fantoccini::Locator;
use handpick::accounts::Role;
use handpick::accounts::service::enrol::{self as people, NewHolder};
use handpick::assessments::model::Kind;
use handpick::assessments::service::enrol as asked;
use handpick::assessments::starters;
use handpick::budgets::service::agreed::follow;
use handpick::db::DbError;
use handpick::plans::model::head::PlanAgreed;
use handpick::plans::service::current_plan;

use crate::support::look::Findings;
use crate::support::town::{Holder, day, pounds, staff, user};
use crate::support::{Person, Scripts, Site, open};

/// A desk and a phone.
const WIDTHS: [u32; 2] = [1280, 375];
const CARE_MANAGER: &str = "moira@example.org";
const PANEL_MEMBER: &str = "piet@example.org";

/// A council with questions, money rules and two officers, and Vera, whom it has just taken on.
fn taken_on(site: &Site) -> Holder {
    let now = site.now();
    site.write(move |db| {
        let kind = Role::CareManager.organisation_kind();
        let council = people::organisation(db, kind, "Calder Council", (None, None), now)?;
        staff(db, (CARE_MANAGER, "Moira Bell"), Role::CareManager, council, now)?;
        staff(db, (PANEL_MEMBER, "Piet Hall"), Role::PanelMember, council, now)?;
        let questions = starters::questionnaire(Kind::Adults).map_err(DbError::Other)?;
        asked::questionnaire(db, council, Kind::Adults, &questions, None, now)?;
        asked::rules(db, council, &starters::rules(), true, None, now)?;
        let (email, name, reference) = ("vera@example.org", "Vera Lind", "HP-VERA-0001");
        let user = user(db, email, name, now)?;
        let new = NewHolder {
            reference: reference.to_owned(),
            user_id: Some(user),
            council_id: Some(council),
            name: name.to_owned(),
            postcode: Some("LS6 3HN".to_owned()),
            ..NewHolder::default()
        };
        let id = people::holder(db, &new, now)?;
        Ok(Holder { email: email.to_owned(), name: name.to_owned(), reference: reference.to_owned(), user, id })
    })
}

async fn date(person: &Person, question: &str, parts: [&str; 3]) {
    for (part, value) in ["Day", "Month", "Year"].into_iter().zip(parts) {
        person.fill_in(question, part, value).await;
    }
}

/// Step 1: the holder answers each question and sends the answers in. Gives the address of what they come to.
async fn answer(person: &Person) -> String {
    person.visit("/assessment").await.press("Begin").await.follow("Begin").await;
    for question in starters::questionnaire(Kind::Adults).unwrap().questions {
        let on = person.heading().await;
        if on != question.words {
            // One that is only asked after some answers.
            continue;
        }
        match question.choices.get(1) {
            Some(choice) => person.tick(&choice.words).await,
            None => person.fill("Your answer", "My garden.").await,
        };
        person.press("Save and go on").await;
    }
    person.tick("These answers are right, as far as I know.").await.press("Send in the answers").await;
    person.follow("What they come to in money, and why").await.is_on("Why is my figure this?").await;
    person.path().await
}

/// Step 3: the holder begins their plan and says who they are and what they want.
async fn begin(person: &Person, findings: &mut Findings) -> String {
    person.visit("/plan").await.follow("Write my plan").await;
    findings.look_here(person, "begin a plan", &WIDTHS).await;
    person.answer("What do you want to write?", "A new plan").await;
    person.press("Start writing").await.sees("This plan is being written").await;
    let path = person.path().await;
    findings.look_here(person, "a plan being written", &WIDTHS).await;
    person.follow("About me").await.fill("What I hope for", "To swim a mile").await.press("Save and go on").await;
    person.sees("Saved: About me.").await;
    person.follow("What I want").await.fill("What do you want?", "To swim each week").await;
    person.select("What is this about?", "Health and wellbeing").await;
    person.select("How good is life as a whole, now?", "2, a little").await.press("Save and go on").await;
    for part in ["about", "outcomes", "risks", "actions"] {
        findings.look(person, &format!("{path}/write/{part}"), &WIDTHS).await;
    }
    path
}

/// The broker puts in what it costs, and sends it.
async fn cost_and_send(person: &Person, findings: &mut Findings, path: &str) {
    person.visit(path).await.follow("What it costs").await.fill("What is it?", "Help to get to the pool").await;
    person.select("What does it help with?", "To swim each week").await;
    person.select("What kind of support is it?", "Personal care").await;
    person.fill("How much in pounds?", "60").await;
    // The script saves as one types, and the sums follow.
    let saved = Locator::XPath("//aside[contains(., '£3,120.00') and contains(., 'Saved at')]");
    person.client.wait().for_element(saved).await.unwrap();
    findings.look_here(person, "what a plan costs", &WIDTHS).await;
    person.fill("Does it cost more than the indicative budget? Say why", "Prices went up.").await;
    person.press("Save and go on").await.follow("Check it and send it").await;
    findings.look_here(person, "check a plan and send it", &WIDTHS).await;
    person.press("Send the plan").await.sees("This plan is with Calder Council").await;
}

/// Step 4: the care manager asks for changes, then the panel; and agrees what the panel supports.
async fn agree(person: &Person, findings: &mut Findings, (holder, path): (&Holder, &str)) {
    person.becomes(CARE_MANAGER).await.visit("/council/plans").await;
    findings.look_here(person, "a council’s plans", &WIDTHS).await;
    person.follow("Vera Lind").await.follow("Check and decide").await;
    findings.look_here(person, "check a plan", &WIDTHS).await;
    person.answer("What do you decide?", "Ask for changes").await;
    person.fill("What do you say to the person?", "Say what could go wrong.").await.press("Decide").await;

    person.becomes(&holder.email).await.visit(path).await.sees("Say what could go wrong.").await;
    person.follow("Keeping safe").await.fill("What could go wrong?", "I could get tired.").await;
    person.fill("What is done about it?", "I rest at the side.").await.press("Save and go on").await;
    person.follow("Check it and send it").await.press("Send the plan").await;

    person.becomes(CARE_MANAGER).await.visit(&format!("{path}/check")).await;
    person.answer("What do you decide?", "Ask the risk panel").await;
    person.fill("What do you say to the person?", "Is a mile too far?").await;
    date(person, "When does the panel meet?", ["1", "12", "2026"]).await;
    person.press("Decide").await.sees("The risk panel is asked").await;

    person.becomes(PANEL_MEMBER).await.visit("/council/plans").await.follow("Vera Lind").await;
    person.follow("Write down the panel’s answer").await;
    findings.look_here(person, "the panel’s answer", &WIDTHS).await;
    person.answer("What does the panel say?", "The panel supports the plan").await;
    person.fill("Why, and what has to be done?", "It is her choice.").await.press("Write the answer down").await;

    person.becomes(CARE_MANAGER).await.visit(&format!("{path}/check")).await;
    person.opens("The risk panel of 1 December 2026").await.sees("It is her choice.").await;
    person.answer("What do you decide?", "Agree the plan").await.press("Decide").await;
    person.sees("This plan is agreed").await;
}

/// Step 5: what the worker does about an agreed plan, done before anybody looks; that it may do so again changes nothing.
async fn budget_follows(site: &Site, holder: &Holder) {
    let holder = holder.id;
    let plan = site.write(move |db| Ok(current_plan(db, holder, day("2026-11-21"))?.unwrap().id));
    follow(&site.app, PlanAgreed { plan, by: None, splits: false, was: None }).await.unwrap();
}

/// Step 6: the broker finds what the plan is for, and orders it.
async fn order(person: &Person, (broker, listing): (&str, i64)) {
    person.becomes(broker).await.visit("/broker").await.follow("Vera Lind").await.press("Act for Vera Lind").await;
    person.visit("/search?q=help+at+home&near=LS6").await.follow("Help at home").await;
    assert!(person.path().await.starts_with(&format!("/listings/{listing}")));
    person.follow("Choose days and times").await.tick("Tuesday").await.fill("What time should it start?", "2pm").await;
    date(person, "What is the first day?", ["1", "12", "2026"]).await;
    person.fill("How many hours each time?", "3").await;
    person.select("Which part of the plan is it for?", "Help to get to the pool").await.press("Add to basket").await;
    person.is_on("Vera Lind’s basket").await.sees("£60.00 a week").await;
    person.tick("I have read this, and I want these orders.").await.press_with(&["Place order for"]).await;
    person.is_on("Order placed").await;
}

#[tokio::test]
async fn the_way_from_the_first_question_to_an_order_as_four_people() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let holder = taken_on(site);
    let broker = site.broker("Tim Planner", &[&holder]);
    let mut findings = Findings::default();
    person.becomes(&holder.email).await;
    let figure = answer(&person).await;
    person.becomes(CARE_MANAGER).await.visit(&figure).await.press("I have checked this figure").await;

    person.becomes(&holder.email).await;
    let path = begin(&person, &mut findings).await;
    person.becomes(&broker).await.visit(&format!("/broker/people/{}", holder.reference)).await;
    person.press("Act for Vera Lind").await;
    cost_and_send(&person, &mut findings, &path).await;
    agree(&person, &mut findings, (&holder, &path)).await;
    budget_follows(site, &holder).await;

    person.becomes(&holder.email).await;
    for page in ["", "/read", "/easy-read", "/versions", "/files", "/review", "/review/easy-read"] {
        findings.look(&person, &format!("{path}{page}"), &WIDTHS).await;
    }
    person.visit(&path).await.sees("This plan is agreed").await.visit("/budget").await.sees("£3,120").await;
    let left = person.tile("Left to use").await;
    assert_eq!(left, pounds(3_120));
    order(&person, (&broker, site.town.help.0)).await;
    person.becomes(&holder.email).await.visit("/orders").await.sees("Aire Valley Home Support").await;
    person.visit("/budget").await;
    let (committed, now) = (person.tile("Committed, still to come").await, person.tile("Left to use").await);
    assert_eq!(committed, pounds(51 * 60), "51 Tuesdays of three hours at £20, from 1 December to 20 November");
    assert_eq!(left.checked_sub(committed), Some(now));
    person.leave().await;
    findings.none();
}
