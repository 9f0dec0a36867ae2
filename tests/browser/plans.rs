//! A plan from the first word to agreed, as four people: the holder, their broker, a care manager, and a member of the
//! risk panel. Each page on the way is looked at too.

use fantoccini::Locator;

use crate::support::look::Findings;
use crate::support::town::pounds;
use crate::support::{Person, Scripts, open};

/// A desk and a phone.
const WIDTHS: [u32; 2] = [1280, 375];

async fn date(person: &Person, question: &str, parts: [&str; 3]) {
    for (part, value) in ["Day", "Month", "Year"].into_iter().zip(parts) {
        person.fill_in(question, part, value).await;
    }
}

/// The holder begins their next plan and says who they are and what they want.
async fn begin(person: &Person, findings: &mut Findings) -> String {
    person.visit("/plan").await.follow("Change the plan, or write the next one").await;
    findings.look_here(person, "begin a plan", &WIDTHS).await;
    person.answer("What do you want to write?", "The next plan, starting from this one").await;
    date(person, "When does the new plan begin?", ["6", "4", "2027"]).await;
    person.press("Start writing").await.sees("This plan is being written").await;
    let path = person.path().await;
    findings.look_here(person, "a plan being written", &WIDTHS).await;
    person.follow("About me").await.fill("What I hope for", "To swim a mile").await.press("Save and go on").await;
    person.sees("Saved: About me.").await;
    for part in ["about", "outcomes", "risks", "actions"] {
        findings.look(person, &format!("{path}/write/{part}"), &WIDTHS).await;
    }
    path
}

/// The broker puts in what it costs, and sends it.
async fn cost_and_send(person: &Person, findings: &mut Findings, path: &str) {
    person.visit(path).await.follow("What it costs").await;
    person.fill_in("Cost 1", "How much in pounds?", "90").await;
    // The script saves as one types, and the sums follow.
    let amber = Locator::XPath("//aside[contains(., 'Amber: say why') and contains(., 'Saved at')]");
    person.client.wait().for_element(amber).await.unwrap();
    findings.look_here(person, "what a plan costs", &WIDTHS).await;
    person.fill("Does it cost more than the indicative budget? Say why", "Prices went up.").await;
    person.press("Save and go on").await.follow("Check it and send it").await;
    findings.look_here(person, "check a plan and send it", &WIDTHS).await;
    person.press("Send the plan").await.sees("This plan is with Leeds City Council").await;
}

#[tokio::test]
async fn a_plan_is_written_by_two_sent_changed_asked_of_the_panel_and_agreed() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let holder = site.holder("Vera Lind", pounds(5_000));
    let tom = site.broker("Tim Planner", &[&holder]);
    let mut findings = Findings::default();
    person.becomes(&holder.email).await;
    let path = begin(&person, &mut findings).await;
    person.becomes(&tom).await.visit(&format!("/broker/people/{}", holder.reference)).await;
    person.press("Act for Vera Lind").await;
    cost_and_send(&person, &mut findings, &path).await;

    person.becomes("chidi@example.org").await.visit("/council/plans").await;
    findings.look_here(&person, "a council’s plans", &WIDTHS).await;
    person.follow("Vera Lind").await.follow("Check and decide").await;
    findings.look_here(&person, "check a plan", &WIDTHS).await;
    person.answer("What do you decide?", "Ask for changes").await;
    person.fill("What do you say to the person?", "Say what could go wrong.").await.press("Decide").await;

    person.becomes(&holder.email).await.visit(&path).await.sees("Say what could go wrong.").await;
    person.follow("Keeping safe").await.fill("What could go wrong?", "I could get tired.").await;
    person.fill("What is done about it?", "I rest at the side.").await.press("Save and go on").await;
    person.follow("Check it and send it").await.press("Send the plan").await;

    person.becomes("chidi@example.org").await.visit(&format!("{path}/check")).await;
    person.answer("What do you decide?", "Ask the risk panel").await;
    person.fill("What do you say to the person?", "Is a mile too far?").await;
    date(&person, "When does the panel meet?", ["1", "12", "2026"]).await;
    person.press("Decide").await.sees("The risk panel is asked").await;

    person.becomes("paula@example.org").await.visit("/council/plans").await.follow("Vera Lind").await;
    person.follow("Write down the panel’s answer").await;
    findings.look_here(&person, "the panel’s answer", &WIDTHS).await;
    person.answer("What does the panel say?", "The panel supports the plan").await;
    person.fill("Why, and what has to be done?", "It is her choice.").await.press("Write the answer down").await;

    person.becomes("chidi@example.org").await.visit(&format!("{path}/check")).await;
    person.opens("The risk panel of 1 December 2026").await.sees("It is her choice.").await;
    person
        .answer("What do you decide?", "Agree the plan")
        .await
        .press("Decide")
        .await
        .sees("This plan is agreed")
        .await;

    person.becomes(&holder.email).await;
    for page in ["", "/read", "/easy-read", "/versions", "/files", "/review", "/review/easy-read"] {
        findings.look(&person, &format!("{path}{page}"), &WIDTHS).await;
    }
    person.visit(&path).await.sees("This plan is agreed").await;
    person.leave().await;
    findings.none();
}
