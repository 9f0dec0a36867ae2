//! From questions to money: nothing wrong with any of its pages, for the person, their council, and anybody.

use handpick::accounts::{By, Role};
use handpick::assessments::model::{Answer, Answers, Done, Kind};
use handpick::assessments::service::enrol;
use handpick::assessments::starters;
use handpick::db::DbError;

use crate::support::look::Findings;
use crate::support::town::{Holder, pounds, staff};
use crate::support::{Scripts, Site, open};

/// A desk and a phone.
const WIDTHS: [u32; 2] = [1280, 375];

/// The first choice of each question, of so many.
fn answers(kind: Kind, many: usize) -> Answers {
    let content = starters::questionnaire(kind).unwrap();
    let answer = |question: &handpick::assessments::model::Question| {
        let said = question.choices.last().map_or(Answer::Talk, |choice| Answer::Choice(choice.key.clone()));
        (question.key.clone(), said)
    };
    content.questions.iter().take(many).map(answer).collect()
}

/// Questions and rules of the town's council, with one kind sent in, one half answered, one answered and not sent in.
/// Gives the draft of the rules and the three assessments.
fn asked(site: &Site, holder: &Holder) -> (String, Vec<String>) {
    let (now, council, holder) = (site.now(), site.town.council, holder.clone());
    site.write(move |db| {
        for kind in Kind::ALL {
            let content = starters::questionnaire(*kind).map_err(DbError::Other)?;
            enrol::questionnaire(db, council, *kind, &content, None, now)?;
        }
        enrol::rules(db, council, &starters::rules(), true, None, now)?;
        let rules = enrol::rules(db, council, &starters::rules(), false, None, now)?;
        staff(db, ("remi@example.org", "Remi Cole"), Role::Commissioner, council, now)?;
        let by = By { user: holder.user, mandate: None };
        let mut made = Vec::new();
        for (kind, many, sent) in [(Kind::Adults, 99, true), (Kind::Carers, 3, false), (Kind::Quality, 99, false)] {
            let said = answers(kind, many);
            let id = enrol::assessment(db, (holder.id, council, kind), &said, (Done::Alone, sent), by, now)?;
            made.push(format!("/assessments/{}", id.unwrap()));
        }
        Ok((format!("/council/money-rules/{rules}"), made))
    })
}

#[tokio::test]
async fn nothing_is_wrong_from_questions_to_money() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let holder = site.holder("Nell Frost", pounds(5_000));
    let (rules, made) = asked(site, &holder);
    let money = format!("/councils/{}/money", site.town.council);
    let mut findings = Findings::default();
    for path in [money.clone(), format!("{money}/try")] {
        findings.look(&person, &path, &WIDTHS).await;
    }
    person.becomes(&holder.email).await;
    let [sent, half, whole] = made.as_slice() else { panic!("three assessments") };
    let question = format!("{half}/questions/break");
    for path in [
        "/assessment",
        sent,
        half,
        &question,
        &format!("{sent}/figure"),
        &format!("{sent}/figure/easy-read"),
        "/assessment/contribution/easy-read",
        &format!("{whole}/check"),
    ] {
        findings.look(&person, path, &WIDTHS).await;
    }
    person.visit(&question).await.press("Save and go on").await;
    findings.look_here(&person, "a question, refused", &WIDTHS).await;
    let of_holder = format!("/council/people/{}", holder.reference);
    let extras = [format!("{rules}/what-if"), format!("{rules}/extras"), format!("{rules}/tables/everybody")];
    person.becomes("remi@example.org").await;
    for path in ["/council/questionnaires", "/council/questionnaires/1", "/council/money-rules", &rules] {
        findings.look(&person, path, &WIDTHS).await;
    }
    for path in extras {
        findings.look(&person, &path, &WIDTHS).await;
    }
    person
        .visit("/council/questionnaires")
        .await
        .press_with(&["Make a draft from what is in use", "Needs of adults"])
        .await;
    findings.look_here(&person, "a draft of questions", &WIDTHS).await;
    person.follow("Add a question").await.press("Save the question").await;
    findings.look_here(&person, "a new question, refused", &WIDTHS).await;
    person.becomes("chidi@example.org").await;
    let paths = [format!("{of_holder}/assessment"), format!("{of_holder}/contribution")];
    for path in paths {
        findings.look(&person, &path, &WIDTHS).await;
    }
    // The same page, with what only a care manager may do.
    let mut officers = Findings::default();
    officers.look(&person, &format!("{sent}/figure"), &WIDTHS).await;
    officers.none();
    person.leave().await;
    findings.none();
}
