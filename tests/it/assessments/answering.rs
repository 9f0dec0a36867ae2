//! Answering: alone, together, by a care manager; saved as one goes; fixed once it is sent in.

use handpick::assessments::model::Kind;
use handpick::assessments::service::indicative_for;

use super::{PRIYA, Town};
use crate::support::browser::Browser;

async fn choose(browser: &mut Browser, question: &str, answer: &str) {
    browser.heading(question).choose(answer).press("Save and go on").await.status(200);
}

const WASHING: &str = "How do you manage washing and looking after your body?";
const TOILET: &str = "How do you manage using the toilet?";
const NIGHTS: &str = "How often do you need somebody at night?";
const FAMILY: &str = "Does anybody in your family, or a friend, help you without being paid, and can they go on?";
const IMPORTANT: &str = "What matters most to you?";

on_each_backend! {
    /// Priya stops half way, comes back to where she left, puts an answer right, and sends it in.
    async fn answers_are_saved_one_by_one_and_fixed_when_sent_in(db: TestDb) {
        let town = Town::new(db).await;
        let mut priya = town.app.signed_in("priya@example.org").await;
        priya.visit("/assessment").await.sees("Airevale Council has not put its questions here");
        town.asks(Kind::Adults);
        priya.visit("/assessment").await.press("Begin").await.sees("0 of 4 questions are answered");
        priya.follow("Begin").await.sees("question 1 of 4").sees("Do you need help to wash?");
        priya.press("Save and go on").await.status(422).sees("Choose an answer. You can also choose to talk about it.");
        choose(&mut priya, WASHING, "I need help every day").await;
        choose(&mut priya, TOILET, "I need help every day").await;
        priya.heading(NIGHTS).sees("question 3 of 5");
        let mut later = town.app.signed_in("priya@example.org").await;
        later.visit("/assessment").await.follow("Go on").await.sees("2 of 5 questions are answered").follow("Go on").await;
        choose(&mut later, NIGHTS, "I would rather talk about this").await;
        choose(&mut later, FAMILY, "Yes, most days").await;
        later.heading(IMPORTANT).fill("Your answer", &"long ".repeat(1_000)).press("Save and go on").await;
        later.status(422).sees("letters too long. Use 4000 or fewer.").sees("long long long");
        later.fill("Your answer", "My sister <script>alert(1)</script>").press("Save and go on").await;
        later.heading("Check the answers").sees("My sister <script>alert(1)</script>").sees("Would rather talk about it");
        // An answer put right leads back to all of them; the question that hung on it is asked no more.
        later.visit(&format!("{}/questions/toilet", later.path().trim_end_matches("/check"))).await;
        choose(&mut later, TOILET, "I manage by myself").await;
        later.heading("Check the answers").does_not_see(NIGHTS);
        let check = later.path().to_owned();
        priya.visit(&check).await;
        choose_changed(&mut priya, &check).await;
        later.press("Send in the answers").await.status(422).sees("Tick the box if the answers are right.");
        later.tick("These answers are right, as far as I know.").press("Send in the answers").await;
        later.sees("The answers are sent in").sees("The answers come to 12 points.").sees("Priya Shah, 21 November 2026");
        let sent = later.path().to_owned();
        later.visit(&check).await.at(&sent);
        later.visit("/assessment").await;
        later.post(&format!("{sent}/questions/washing"), &[("answer", "i-manage-by-myself")]).await.status(409);
        later.visit("/assessment").await.post(&check, &[("agreed", "yes"), ("seen", "1")]).await.status(409);
    }

    /// Family and brokers answer under their mandate, look without one that lets them answer; nobody else sees anything.
    async fn each_sees_and_answers_what_they_may(db: TestDb) {
        let town = Town::new(db).await;
        town.asks(Kind::Adults);
        town.asks(Kind::Quality);
        let mut tom = town.acting("tom@example.org").await;
        tom.visit("/assessment").await.heading("Priya Shah’s needs").press("Begin What you need help with").await;
        let path = tom.path().to_owned();
        tom.follow("Begin").await.sees("Answer for Priya Shah");
        choose(&mut tom, WASHING, "I need help every day").await;
        tom.visit(&path).await.sees("Tom Adeyemi, 21 November 2026");
        let mut ann = town.acting("ann@example.org").await;
        ann.visit(&path).await.status(200).sees("I need help every day").does_not_see("Stop, and do not send");
        ann.visit(&format!("{path}/questions/toilet")).await.at(&path);
        ann.visit("/assessment").await.sees("the mandate does not let you answer");
        ann.post(&format!("{path}/questions/toilet"), &[("answer", "i-manage-by-myself")]).await.status(404);
        ann.post("/assessment/start", &[("kind", "quality")]).await.status(404);
        let mut jo = town.app.signed_in("jo@example.org").await;
        jo.visit(&format!("/council/people/{PRIYA}/assessment")).await.sees("Go on");
        jo.visit(&path).await.sees("1 of 4 questions");
        for email in ["eve@example.org", "dan@example.org", "tom@example.org"] {
            let mut other = town.app.signed_in(email).await;
            other.visit(&path).await.status(404);
            other.visit(&format!("/council/people/{PRIYA}/assessment")).await.status(404);
            other.visit("/account").await.post(&format!("{path}/stop"), &[("sure", "yes")]).await.status(404);
        }
    }

    /// Who answers together says with whom, once; it stands on the record, on paper and in the list. Whoever acts for the
    /// person is named by their own name.
    async fn who_answers_together_says_with_whom(db: TestDb) {
        let town = Town::new(db).await;
        town.asks(Kind::Quality);
        let mut priya = town.app.signed_in("priya@example.org").await;
        priya.visit("/assessment").await.select("Who answers? How your life is", "I answer together with somebody");
        priya.press("Begin").await.status(422).sees("Write who answers with you: their name, or who they are to you.");
        priya.fill("If together: with whom? How your life is", &"x".repeat(101)).press("Begin").await.status(422).sees("100 letters or fewer");
        priya.fill("If together: with whom? How your life is", "Ann <b>Shah</b>,  my sister").press("Begin").await;
        let path = priya.path().to_owned();
        priya.sees("Together with Ann <b>Shah</b>, my sister").visit("/assessment").await;
        priya.sees("Together with Ann <b>Shah</b>, my sister").visit(&format!("{path}/answers.pdf?print=large")).await.status(200);
        assert!(priya.bytes().starts_with(b"%PDF"));
        town.app.signed_in("eve@example.org").await.visit(&format!("{path}/answers.pdf")).await.status(404);
        priya.visit(&path).await.tick("Yes, stop these questions.").press("Stop").await;
        let mut tom = town.acting("tom@example.org").await;
        tom.visit("/assessment").await.press("Begin How your life is").await.sees("Together with Tom Adeyemi");
    }

    /// A care manager's assessment begins with what the person said, and asks again what they wanted to talk about.
    async fn a_care_manager_goes_on_from_what_the_person_said(db: TestDb) {
        let town = Town::new(db).await;
        town.asks(Kind::Adults);
        let mut priya = town.app.signed_in("priya@example.org").await;
        priya.visit("/assessment").await.press("Begin").await.follow("Begin").await;
        choose(&mut priya, WASHING, "I would rather talk about this").await;
        choose(&mut priya, TOILET, "I need help now and then").await;
        choose(&mut priya, FAMILY, "I am not sure").await;
        priya.press("Save and go on").await.sees("You would rather talk about 1 question");
        priya.tick("These answers are right, as far as I know.").press("Send in the answers").await.sees("4 points");
        town.app.wait(60 * 24);
        let mut jo = town.app.signed_in("jo@example.org").await;
        jo.visit(&format!("/council/people/{PRIYA}/assessment")).await;
        jo.post(&format!("/council/people/{PRIYA}/assessment/start"), &[("kind", "adults")]).await;
        jo.sees("3 of 4 questions are answered").follow("Go on").await;
        choose(&mut jo, WASHING, "I need help a few times a week").await;
        jo.tick("These answers are right, as far as we know.").press("Send in the answers").await;
        jo.sees("9 points").sees("By a care manager");
        // What she took over is still what Priya said, when she said it.
        jo.sees("I need help now and then Priya Shah, 21 November 2026").sees("I need help a few times a week Jo Wren, 22 November 2026");
        let mut priya = town.app.signed_in("priya@example.org").await;
        // One that was stopped is gone from the list, and another can begin.
        priya.visit("/assessment").await.post("/assessment/start", &[("kind", "adults"), ("done", "alone")]).await;
        priya.press("Stop").await.status(422).tick("Yes, stop these questions.").press("Stop").await.at("/assessment");
        priya.does_not_see("Not finished");
    }

    /// Somebody who would rather talk about everything gets no figure of nothing: what they had stays until they have talked.
    async fn who_would_rather_talk_gets_no_figure_of_nothing(db: TestDb) {
        let town = Town::new(db).await;
        crate::plan_money::assessed(&town.app, town.council, town.priya, 20);
        town.asks(Kind::Adults);
        let holder = town.priya;
        let figure = || town.app.write(move |db| indicative_for(db, holder)).expect("there is a figure");
        let before = figure();
        let mut priya = town.app.signed_in("priya@example.org").await;
        priya.visit("/assessment").await.post("/assessment/start", &[("kind", "adults"), ("done", "alone")]).await;
        priya.follow("Begin").await;
        for question in [WASHING, TOILET, FAMILY] {
            choose(&mut priya, question, "I would rather talk about this").await;
        }
        priya.press("Save and go on").await.tick("These answers are right, as far as I know.");
        priya.press("Send in the answers").await.sees("The answers are sent in");
        assert_eq!(figure(), before);
        let page = format!("{}/figure", priya.path());
        priya.visit(&page).await.sees("All of this is still to be talked about.").does_not_see("no money rules");
        let mut jo = town.app.signed_in("jo@example.org").await;
        jo.visit(&page).await.sees("still to be talked about").does_not_see("Work it out");
    }
}

/// Changes an answer in another window, so that the first one must look again.
async fn choose_changed(other: &mut Browser, check: &str) {
    other.visit(&format!("{}/questions/washing", check.trim_end_matches("/check"))).await;
    choose(other, WASHING, "I need help from two people, or several times a day").await;
    other.heading("Check the answers");
    other
        .post(check, &[("agreed", "yes"), ("seen", "1")])
        .await
        .status(422)
        .sees("Somebody changed an answer while you were looking");
}
