//! A council's questionnaires: drafts, versions in use, and answers that go on under the version they began with.

use handpick::assessments::model::Kind;

use super::Town;

on_each_backend! {
    /// The council copies what comes with the program, changes it, and puts it in use.
    async fn a_council_writes_its_own_questions(db: TestDb) {
        let town = Town::new(db).await;
        let mut jo = town.app.signed_in("jo@example.org").await;
        jo.visit("/council/questionnaires").await.sees("You ask nothing of this kind yet.");
        jo.press("Make a draft from Handpick’s own Needs of adults").await.heading("What you need help with (draft)").sees("This is a draft.");
        let draft = jo.path().to_owned();
        jo.follow("Add a question").await.press("Save the question").await.status(422);
        jo.sees("Write the question.").sees("Write the question in easy read").sees("Write two answers or more");
        jo.fill("The question", "How do you get up?").fill("In easy read", "Do you need help to get up?");
        jo.fill("The answers to choose from", "0 By myself\nfour With help").press("Save the question").await;
        jo.status(422).sees("Line 2: begin with the points").sees("four With help");
        jo.fill("The answers to choose from", "0 By myself\n1001 With help").press("Save the question").await.sees("points are from 0 to 1000");
        jo.fill("The answers to choose from", "0 By myself\n4 With help");
        jo.select("Ask it only after", "How do you manage washing and looking after your body?");
        jo.fill("Only if the answer there gives at least this many points", "99").press("Save the question").await;
        jo.status(422).sees("No answer to that question gives so many points.");
        jo.fill("Only if the answer there gives at least this many points", "9").press("Save the question").await;
        jo.at(&draft).sees("17. How do you get up?").sees("Asked only after “I need help every day” or “I need help from two people, or several times a day” at question 2.");
        jo.press("Move up question 3").await;
        let mut colleague = town.app.signed_in("jo@example.org").await;
        colleague.visit(&format!("{draft}/questions/home")).await;
        jo.visit(&format!("{draft}/questions/home")).await.press("Take this question away").await.sees("The question is gone.");
        colleague.press("Save the question").await.status(422).heading("Add a question").sees("Yours is not saved yet.");
        colleague.visit(&format!("{draft}/questions/work")).await;
        jo.fill("Title", "").press("Save the title").await.status(422).sees("Write a title.");
        jo.fill("Title", "Your needs").press("Save the title").await.heading("Your needs (draft)");
        colleague.fill("The question", "Do you want to work?").press("Save the question").await.status(422);
        colleague.sees("Somebody else changed this while you did.").sees("Do you want to work?").sees("What is there now, where yours is different:");
        jo.press("Put it in use").await.status(422).tick("It is ready, and a colleague has read it.").press("Put it in use").await;
        jo.sees("It is in use now.").sees("This version never changes.");
        jo.post(&format!("{draft}/questions/washing"), &[("step", "remove"), ("revision", "9")]).await.status(409);
        let mut eve = town.app.signed_in("eve@example.org").await;
        eve.visit(&draft).await.status(404);
        let blank = format!("/questionnaires/{}/blank.pdf", draft.rsplit('/').next().unwrap());
        let mut stranger = town.app.browser();
        stranger.visit(&blank).await.status(200);
        assert!(stranger.bytes().starts_with(b"%PDF"), "anybody may print what is in use");
        stranger.visit(&format!("{blank}?print=large")).await.status(200);
        for email in ["priya@example.org", "dan@example.org"] {
            let mut nobody = town.app.signed_in(email).await;
            nobody.visit("/council/questionnaires").await.status(404);
            nobody.visit("/account").await.post("/council/questionnaires/start", &[("kind", "adults")]).await.status(404);
        }
    }

    /// The council changes its questions while Priya answers: nothing is lost, and nothing counts otherwise.
    async fn questions_changed_mid_answer_lose_and_rescore_nothing(db: TestDb) {
        let town = Town::new(db).await;
        let old = town.asks(Kind::Adults);
        let mut priya = town.app.signed_in("priya@example.org").await;
        priya.visit("/assessment").await.press("Begin").await.follow("Begin").await;
        priya.choose("I need help every day").press("Save and go on").await;
        let mut jo = town.app.signed_in("jo@example.org").await;
        jo.visit("/council/questionnaires").await.press("Make a draft from what is in use Needs of adults").await;
        let draft = jo.path().to_owned();
        jo.visit(&format!("{draft}/questions/washing")).await;
        jo.fill("The answers to choose from", "0 By myself\n100 Not by myself").press("Save the question").await;
        jo.visit(&format!("{draft}/questions/toilet")).await.press("Take this question away").await;
        jo.tick("It is ready, and a colleague has read it.").press("Put it in use").await.status(422);
        jo.sees("depends on a question that does not come before it");
        jo.visit(&format!("{draft}/questions/nights")).await.press("Take this question away").await;
        jo.tick("It is ready, and a colleague has read it.").press("Put it in use").await.sees("It is in use now.");
        // The page that Priya had open still saves, and her points are those of when she began.
        priya.choose("I need help now and then").press("Save and go on").await.status(200);
        priya.choose("I am not sure").press("Save and go on").await.press("Save and go on").await.heading("Check the answers");
        priya.follow("Back").await.sees("The council has newer questions now.").follow("Check the answers").await;
        priya.tick("These answers are right, as far as I know.").press("Send in the answers").await.sees("13 points").sees("version 1");
        jo.visit(&format!("/council/questionnaires/{old}")).await.sees("I need help every day").sees("Replaced");
        // What she answers next is the new version, with the answers that are still there.
        priya.visit("/assessment").await.post("/assessment/start", &[("kind", "adults")]).await.sees("0 of 3 questions are answered");
    }

    /// An answer in other words is still the same answer; one that is gone is said at once, and again before it counts.
    async fn a_question_that_waits_for_a_lost_answer_is_never_put_in_use(db: TestDb) {
        let town = Town::new(db).await;
        town.asks(Kind::Adults);
        let mut jo = town.app.signed_in("jo@example.org").await;
        jo.visit("/council/questionnaires").await.press("Make a draft from what is in use Needs of adults").await;
        let draft = jo.path().to_owned();
        let toilet = format!("{draft}/questions/toilet");
        jo.sees("Asked only after “I need help every day” or “I need help many times, day and night” at question 2.");
        let was = "0 I manage by myself\n4 I need help now and then\n8 I need help every day\n";
        jo.visit(&toilet).await.fill("The answers to choose from", &format!("{was}14 Two people help me")).press("Save the question").await;
        jo.sees("The question is saved.").does_not_see("no longer there");
        jo.sees("Asked only after “I need help every day” or “Two people help me” at question 2.");
        // Whoever gives the dearest answer there is asked too, also when that answer is a new one.
        jo.visit(&toilet).await.fill("The answers to choose from", &format!("{was}14 Two people help me\n20 I can’t be alone")).press("Save the question").await;
        jo.sees("Asked only after “I need help every day” or “Two people help me” or “I can’t be alone” at question 2.");
        jo.visit(&toilet).await.fill("The answers to choose from", was).press("Save the question").await;
        jo.sees("The question is saved. Question 3 waits for an answer to question 2 that is no longer there.");
        jo.sees("It waits for an answer that is no longer there before it.").sees("Asked only after “I need help every day” at question 2.");
        jo.tick("It is ready, and a colleague has read it.").press("Put it in use").await.status(422);
        jo.sees("It can’t be used yet. Question 3 waits for an answer to question 2");
        jo.visit(&format!("{draft}/questions/nights")).await.press("Save the question").await.does_not_see("no longer there");
        jo.tick("It is ready, and a colleague has read it.").press("Put it in use").await.sees("It is in use now.");
    }
}
