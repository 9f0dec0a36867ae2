//! The risk panel, a refusal, and asking the council to look again: here, or written down by an officer.

use handpick::accounts::service::enrol::{self, NewMandate};
use handpick::accounts::service::people;
use handpick::accounts::{Role, Scope, Scopes};

use crate::plans::{Council, ask_the_panel, council, figure, fill, indicative, send};
use crate::support::browser::Browser;
use crate::support::purse::day;

/// Priya has sent a plan, and Jo has not agreed it: both of them, and the plan's path.
async fn refused(council: &Council) -> (Browser, Browser, String) {
    let (mut priya, path) = council.begun().await;
    fill(&mut priya, &path, "20").await;
    send(&mut priya, &path).await;
    let mut jo = council.app.signed_in("jo@example.org").await;
    indicative(&mut jo, &path, "1000").await;
    jo.visit(&format!("{path}/check")).await.choose("Do not agree the plan");
    jo.fill("What do you say to the person?", "No.").press("Decide").await;
    (priya, jo, path)
}

on_each_backend! {
    async fn a_broker_writes_the_panel_answers_and_a_refusal_is_looked_at_again_by_another(db: TestDb) {
        let council = council(db).await;
        let mut tom = council.app.signed_in("tom@example.org").await;
        tom.visit("/broker").await.follow("Priya Shah").await.press("Act for Priya Shah").await;
        tom.visit("/plans/new").await.choose("A new plan").press("Start writing").await;
        let path = tom.path().to_owned();
        fill(&mut tom, &path, "20").await;
        send(&mut tom, &path).await;
        let mut jo = council.app.signed_in("jo@example.org").await;
        indicative(&mut jo, &path, "1000").await;
        ask_the_panel(&mut jo, &path).await;
        jo.follow("Take the question to the panel back").await.press("Take it back").await.status(422);
        jo.fill("Why need the panel not answer?", "Nobody is there this month.").press("Take it back").await;
        jo.sees("The question is taken back.").sees("This plan is with Airevale Council");
        ask_the_panel(&mut jo, &path).await;
        tom.visit(&path).await.press("Take it back to change it").await.sees("This plan is being written");
        send(&mut tom, &path).await;
        ask_the_panel(&mut jo, &path).await;
        let mut helen = council.app.signed_in("helen@example.org").await;
        helen.visit("/council/plans").await.follow("Priya Shah").await.follow("Write down the panel’s answer").await;
        helen.sees("Is it safe to swim alone?").choose("The panel does not support the plan").tick("Helen Sowerby");
        helen.fill("Why, and what has to be done?", "Go with a friend.").press("Write the answer down").await;
        helen.sees("The panel’s answer is written down.");
        jo.visit(&format!("{path}/check")).await.choose("Agree the plan").press("Decide").await.status(422);
        jo.sees("The risk panel does not support this version.").choose("Do not agree the plan");
        jo.fill("What do you say to the person?", "Swimming alone is not safe yet.").press("Decide").await;
        let mut priya = council.app.signed_in("priya@example.org").await;
        priya.visit(&path).await.sees("did not agree this plan").sees("Swimming alone is not safe yet.");
        priya.follow("Ask the council to look again").await.follow("Send a file with it first").await;
        priya.attach("Add a letter, a report or a picture", "letter.pdf", b"%PDF-1.7 my sister swims").press("Add the file").await;
        priya.attach("Add a letter, a report or a picture", "wrong.pdf", b"%PDF-1.7 somebody else").press("Add the file").await;
        // What she sent herself she may take back until somebody decides; nobody else may.
        let files = format!("{path}/files");
        tom.visit(&files).await.sees("wrong.pdf").does_not_see("Take it off");
        tom.post(&format!("{files}/2/remove"), &[]).await.status(409);
        priya.press("Take it off wrong.pdf").await.does_not_see("wrong.pdf");
        priya.sees("letter.pdf").follow("Go on and ask the council to look again").await.sees("1 file is there");
        priya.press("Ask them").await.status(422);
        priya.fill("What should they look at again, and why?", "My sister comes with me.").press("Ask them").await;
        priya.sees("looks at this plan again");
        jo.visit(&format!("{path}/check")).await.sees("1 file sent with it").choose("Do not agree the plan");
        jo.fill("What do you say to the person?", "No.").press("Decide").await.status(422).sees("Another officer must");
        let mut pritam = council.app.signed_in("pritam@example.org").await;
        pritam.visit(&format!("{path}/check")).await.choose("Ask for changes");
        pritam.fill("What do you say to the person?", "Write your sister into it.").press("Decide").await;
        tom.visit(&format!("{path}/write/risks")).await.fill("What could go wrong?", "I could slip.");
        tom.fill("What is done about it?", "My sister comes.").press("Save and go on").await;
        tom.visit(&path).await.follow("Check it and send it").await.press("Send the plan").await.sees("looks at this plan again");
        // Whoever acts for the person can't answer for the panel, and nobody else is on it.
        council.app.write(|db| {
            let helen = people::account_of(db, "helen@example.org")?.unwrap().0;
            let holder = people::holder_by_reference(db, "HP-AAAA-AAAA")?;
            let scopes = Scopes::new(&[Scope::View]);
            let (starts_on, now) = (day("2026-01-01"), day("2026-11-21").and_hms_opt(9, 0, 0).unwrap());
            let (order_limit, four_week_limit, ends_on) = (None, None, None);
            let new = NewMandate {
                holder_id: holder, user_id: helen, scopes, order_limit, four_week_limit, starts_on, ends_on, granted_by: helen,
            };
            enrol::mandate(db, &new, now)
        });
        pritam.visit(&format!("{path}/check")).await.sees("The risk panel can’t be asked.").does_not_see("Ask the risk panel");
        tom.visit(&path).await.sees("Tom Adeyemi, for Priya Shah");
        let (holder, by, now) = (council.priya, council.jo, council.app.now());
        council.app.write(move |db| {
            for mandate in people::mandates_given(db, holder)? {
                people::end_mandate(db, mandate.id, by, now)?;
            }
            Ok(())
        });
        pritam.visit(&format!("{path}/check")).await.choose("Agree the plan").press("Decide").await.sees("This plan is agreed");
        let mails = council.app.mails().await.into_iter().filter(|mail| mail.subject == "Support plan agreed: Priya Shah");
        let told: Vec<_> = mails.map(|mail| mail.to).collect();
        assert_eq!(told, ["priya@example.org"], "it is none of Tom's business any more");
    }

    /// Whoever sat on the panel can't rely on its yes, nobody sits about a plan they have a hand in, and what the panel wants
    /// done stays in sight.
    async fn the_panel_answers_for_all_who_sat_on_it(db: TestDb) {
        let council = council(db).await;
        let (organisation, pritam, now) = (council.organisation, council.pritam, council.app.now());
        let tom = council.app.write(move |db| {
            let tom = people::user_by_email(db, "tom@example.org")?.unwrap().0;
            enrol::member(db, pritam, organisation, Role::PanelMember, now)?;
            enrol::member(db, tom, organisation, Role::PanelMember, now)?;
            Ok(tom)
        });
        let (mut priya, path) = council.begun().await;
        fill(&mut priya, &path, "40").await;
        send(&mut priya, &path).await;
        figure(&council, &path, "1000").await;
        let mut jo = council.app.signed_in("jo@example.org").await;
        ask_the_panel(&mut jo, &path).await;
        let mut helen = council.app.signed_in("helen@example.org").await;
        helen.visit(&format!("{path}/panel")).await.sees("Pritam Gill").does_not_see("Tom Adeyemi");
        let tom = tom.to_string();
        let posted = [("version", "1"), ("panel", "1"), ("decision", "support"), ("words", "Yes."), ("members", tom.as_str())];
        helen.post(&format!("{path}/panel"), &posted).await.status(422);
        helen.sees("Tom Adeyemi wrote some of this plan, acts for the person, or is the person.");
        helen.visit(&format!("{path}/panel")).await.choose("The panel supports the plan, if some things are done");
        helen.tick("Pritam Gill").fill("Why, and what has to be done?", "Go with a friend.").press("Write the answer down").await;
        let open = "Open: what the risk panel wants done";
        let mut sat = council.app.signed_in("pritam@example.org").await;
        sat.visit(&format!("{path}/check")).await.sees("must say yes to the cost by name").choose("Agree the plan");
        sat.press("Decide").await.status(422).sees("A finance officer must say yes to the cost first.");
        jo.visit(&format!("{path}/check")).await.sees(open).sees("Go with a friend.").does_not_see("You can’t agree it yet");
        jo.choose("Agree the plan").press("Decide").await.sees("This plan is agreed");
        jo.visit(&format!("{path}/review")).await.sees(open).sees("Go with a friend.");
    }

    /// Somebody who doesn't use the site asks by telephone: a care manager writes it down with the day, and another officer
    /// than whoever decided looks again.
    async fn a_care_manager_writes_down_that_the_person_asked_to_look_again(db: TestDb) {
        let council = council(db).await;
        let (mut priya, mut jo, path) = refused(&council).await;
        jo.visit(&path).await.follow("They ask to look again by telephone or letter").await.press("Write it down").await;
        jo.status(422).sees("Choose how they asked").sees("Enter the day on which they asked");
        let why = "What should be looked at again, and why? Use their own words.";
        jo.choose("By telephone").fill(why, "The bus is gone.");
        for (part, value) in ["Day", "Month", "Year"].iter().zip(["1", "1", "2026"]) {
            jo.fill_in("When did they ask?", part, value);
        }
        jo.press("Write it down").await.status(422).sees("between the council’s decision and today").sees("The bus is gone.");
        let now = council.app.now().format("%d %m %Y").to_string();
        for (part, value) in ["Day", "Month", "Year"].iter().zip(now.split(' ')) {
            jo.fill_in("When did they ask?", part, value);
        }
        jo.press("Write it down").await.at(&path).sees("By telephone, on ").sees("The bus is gone.");
        jo.visit(&format!("{path}/check")).await.choose("Do not agree the plan");
        jo.fill("What do you say to the person?", "No.").press("Decide").await.status(422).sees("Another officer must");
        priya.visit(&path).await.sees("looks at this plan again");
        let mut stranger = council.app.signed_in("helen@example.org").await;
        stranger.post(&format!("{path}/look-again"), &[("words", "Again.")]).await.status(403);
    }

    /// Once a newer plan for the same time is agreed, nobody asks the council to look at the old one again.
    async fn a_refusal_is_not_looked_at_again_once_a_newer_plan_is_agreed(db: TestDb) {
        let council = council(db).await;
        let (mut priya, mut jo, path) = refused(&council).await;
        priya.visit(&path).await.follow("Ask the council to look again").await;
        let mut other = council.app.signed_in("priya@example.org").await;
        other.visit("/plans/new").await.choose("A new plan").press("Start writing").await.sees("This plan is being written");
        let newer = other.path().to_owned();
        assert_ne!(newer, path);
        fill(&mut other, &newer, "19").await;
        send(&mut other, &newer).await;
        indicative(&mut jo, &newer, "1000").await;
        let mut pritam = council.app.signed_in("pritam@example.org").await;
        pritam.visit(&format!("{newer}/check")).await.choose("Agree the plan").press("Decide").await.sees("This plan is agreed");
        priya.fill("What should they look at again, and why?", "Please.").press("Ask them").await.status(422);
        priya.sees("A newer plan for this time was agreed since").sees("Please.");
        priya.visit(&path).await.does_not_see("Ask the council to look again");
    }
}
