//! Support plans, by their pages: written part by part, sent, changed, asked of the risk panel, agreed and refused; by
//! whoever may, once, on the version that was read.

use handpick::accounts::service::enrol::{self, NewHolder, NewMandate};
use handpick::accounts::service::people;
use handpick::accounts::{Actor, OrganisationKind, Role, Scope, Scopes};
use handpick::closing::model::Why;
use handpick::closing::service::{self as closing, Close};
use handpick::kernel::DraftId;
use handpick::kernel::ids::{HolderId, OrganisationId, UserId};
use handpick::plans::DraftError;
use handpick::plans::model::state::CannotAgree;
use handpick::plans::service::agreeing::{self, Decide};
use handpick::plans::service::reminders;

use crate::support::browser::Browser;
use crate::support::purse::day;
use crate::support::{TestApp, TestDb};

pub struct Council {
    pub app: TestApp,
    pub(crate) organisation: OrganisationId,
    pub priya: HolderId,
    pub jo: UserId,
    pub(crate) pritam: UserId,
}

/// A council with two care managers, a finance officer and a panel member; Priya, and Tom who may plan for her.
pub async fn council(db: TestDb) -> Council {
    let app = TestApp::start(db).await;
    let users = [
        ("priya@example.org", "Priya Shah"),
        ("tom@example.org", "Tom Adeyemi"),
        ("jo@example.org", "Jo Wren"),
        ("pritam@example.org", "Pritam Gill"),
        ("daniel@example.org", "Daniel Okafor"),
        ("helen@example.org", "Helen Sowerby"),
        ("ian@example.org", "Ian Metcalfe"),
    ]
    .map(|(email, name)| app.user(email, name));
    let now = app.now();
    let (council, priya) = app.write(move |db| {
        let [priya, tom, jo, pritam, daniel, helen, ian] = users;
        let council = enrol::organisation(db, OrganisationKind::Council, "Airevale Council", (None, None), now)?;
        let other = enrol::organisation(db, OrganisationKind::Council, "Calder Moor Council", (None, None), now)?;
        for (user, role) in [
            (jo, Role::CareManager),
            (pritam, Role::CareManager),
            (daniel, Role::FinanceOfficer),
            (helen, Role::PanelMember),
        ] {
            enrol::member(db, user, council, role, now)?;
        }
        enrol::member(db, ian, other, Role::CareManager, now)?;
        let new = NewHolder {
            reference: "HP-AAAA-AAAA".to_owned(),
            user_id: Some(priya),
            council_id: Some(council),
            name: "Priya Shah".to_owned(),
            ..NewHolder::default()
        };
        let holder = enrol::holder(db, &new, now)?;
        let mandate = NewMandate {
            holder_id: holder,
            user_id: tom,
            scopes: Scopes::new(&[Scope::Plan]),
            order_limit: None,
            four_week_limit: None,
            starts_on: day("2026-01-01"),
            ends_on: None,
            granted_by: priya,
        };
        enrol::mandate(db, &mandate, now)?;
        Ok((council, holder))
    });
    Council { app, organisation: council, priya, jo: users[2], pritam: users[3] }
}

impl Council {
    /// Priya begins a plan; gives her browser and the plan's address.
    pub async fn begun(&self) -> (Browser, String) {
        let mut priya = self.app.signed_in("priya@example.org").await;
        priya.visit("/plan").await.follow("Write my plan").await.choose("A new plan").press("Start writing").await;
        priya.sees("This plan is being written");
        let path = priya.path().to_owned();
        (priya, path)
    }

    pub fn actor(&self, user: UserId) -> Actor {
        self.app.write(move |db| people::at_work(db, user))
    }

    /// Priya's plan of £20 a week, agreed by Jo; both of them, and its path.
    pub async fn agreed(&self) -> (Browser, Browser, String) {
        self.agreed_with(None).await
    }

    /// The same, with how good life is as a whole, if the plan says so.
    pub async fn agreed_with(&self, life: Option<&str>) -> (Browser, Browser, String) {
        let (mut priya, path) = self.begun().await;
        want(&mut priya, &path, "2, a little").await;
        if let Some(life) = life {
            priya.visit(&format!("{path}/write/outcomes")).await.select("How good is life as a whole, now?", life);
            priya.press("Save and go on").await.status(200);
        }
        cost(&mut priya, &path, "20").await;
        send(&mut priya, &path).await;
        let mut jo = self.app.signed_in("jo@example.org").await;
        figure(self, &path, "1000").await;
        jo.visit(&format!("{path}/check")).await.choose("Agree the plan").press("Decide").await;
        (priya, jo, path)
    }
}

/// One outcome, and how far it is.
pub async fn want(writer: &mut Browser, path: &str, now: &str) {
    writer.visit(&format!("{path}/write/outcomes")).await.fill("What do you want?", "I want to swim each week.");
    writer.select("What is this about?", "Health and wellbeing").select("How far is it now?", now);
    writer.press("Save and go on").await.sees("1 outcome");
}

/// One weekly cost for it.
pub async fn cost(writer: &mut Browser, path: &str, amount: &str) {
    writer.visit(&format!("{path}/write/costs")).await.fill("What is it?", "Swimming");
    writer.fill("How much in pounds?", amount).select("What does it help with?", "I want to swim each week");
    writer.select("What kind of support is it?", "Leisure and lifestyle");
    writer.press("Work out the sums").await.sees("Nothing is saved yet");
    writer.press("Save and go on").await.sees("Saved: What it costs.").sees("1 cost");
}

pub async fn fill(writer: &mut Browser, path: &str, amount: &str) {
    want(writer, path, "Not said").await;
    cost(writer, path, amount).await;
}

pub async fn send(writer: &mut Browser, path: &str) {
    writer.visit(path).await.follow("Check it and send it").await.press("Send the plan").await.at(path);
    writer.sees("This plan is with Airevale Council");
}

pub async fn indicative(officer: &mut Browser, path: &str, amount: &str) {
    officer.visit(&format!("{path}/check")).await.fill("Indicative budget for the whole plan", amount);
    officer.press("Write it down").await.sees("is written down");
}

pub async fn ask_the_panel(officer: &mut Browser, path: &str) {
    officer.visit(&format!("{path}/check")).await.choose("Ask the risk panel");
    officer.fill("What do you say to the person?", "Is it safe to swim alone?");
    for (part, value) in [("Day", "1"), ("Month", "12"), ("Year", "2026")] {
        officer.fill_in("When does the panel meet?", part, value);
    }
    officer.press("Decide").await.sees("The risk panel is asked.");
}

/// Written down by Pritam, so that Jo may decide.
pub async fn figure(council: &Council, path: &str, amount: &str) {
    indicative(&mut council.app.signed_in("pritam@example.org").await, path, amount).await;
}

pub fn id_of(path: &str) -> DraftId {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

on_each_backend! {
    async fn a_plan_is_written_sent_changed_and_agreed_and_its_budget_is_set(db: TestDb) {
        let council = council(db).await;
        let (mut priya, path) = council.begun().await;
        fill(&mut priya, &path, "20").await;
        send(&mut priya, &path).await;
        priya.visit(&format!("{path}/write/about")).await.status(409).sees("This plan can’t be changed now");
        assert!(council.app.mails().await.iter().any(|mail| mail.to == "jo@example.org" && mail.text.contains(&path)));
        let mut jo = council.app.signed_in("jo@example.org").await;
        figure(&council, &path, "1000").await;
        jo.visit("/council/plans").await.sees("1 plan").follow("Priya Shah").await.follow("Check and decide").await;
        jo.choose("Ask for changes").press("Decide").await.status(422).sees("Say what has to be changed.");
        jo.fill("What do you say to the person?", "Please say why swimming.").press("Decide").await;
        jo.sees("The person is asked for changes.");
        priya.visit(&path).await.sees("Airevale Council asks for changes").sees("Please say why swimming.");
        priya.visit(&format!("{path}/write/about")).await.fill("What I hope for", "To swim a mile");
        priya.press("Save and go on").await;
        send(&mut priya, &path).await;
        priya.visit(&format!("{path}/versions")).await.sees("What changed from version 1 to version 2").sees("To swim a mile");
        jo.visit(&format!("{path}/check")).await.sees("£1,040.00").choose("Agree the plan").press("Decide").await;
        jo.sees("This plan is agreed");
        priya.visit("/plan").await.sees("Your plan is agreed").sees("Swimming").sees("£1,040.00");
        council.app.mails().await;
        priya.visit("/budget").await.sees("£1,040");
        for (page, words) in [("read", "I want to swim each week."), ("easy-read", "Swimming helps me.")] {
            priya.visit(&format!("{path}/{page}")).await.sees(words);
        }
        priya.visit(&format!("{path}/plan.txt")).await.status(200);
        assert!(String::from_utf8_lossy(priya.bytes()).contains("Swimming. It costs £20.00 each week, £1,040.00 in all."));
        priya.visit(&format!("{path}/plan.pdf?print=large")).await.status(200);
        assert!(priya.bytes().starts_with(b"%PDF-"));
    }

    async fn an_agreed_plan_is_reviewed_once_after_reminders_eight_and_two_weeks_before(db: TestDb) {
        let council = council(db).await;
        let (_priya, mut jo, path) = council.agreed().await;
        jo.sees("Its review is due by 9 October 2027.");
        let told = async |days: i64| {
            council.app.wait(60 * 24 * days);
            for _ in 0..2 {
                reminders::remind(&council.app.app).await.unwrap();
            }
            let mails = council.app.mails().await;
            mails.into_iter().filter(|mail| mail.to == "priya@example.org" && mail.subject.starts_with("Review due")).count()
        };
        assert_eq!((told(200).await, told(67).await, told(40).await, told(10).await), (0, 1, 1, 2));
        let mut jo = council.app.signed_in("jo@example.org").await;
        jo.visit(&path).await.follow("Review the plan").await.press("Keep this review").await.status(422);
        jo.sees("Choose how far “I want to swim each week” is now").select("How far is it now?", "4, mostly");
        jo.select("How good is life as a whole?", "3, half way").fill("In your own words", "I swim each Friday.");
        jo.press("Keep this review").await.sees("The review is kept.").sees("I swim each Friday.").sees("Better");
        assert_eq!(told(20).await, 2);
    }

    async fn whoever_wrote_it_does_not_agree_it_and_high_costs_need_a_named_yes(db: TestDb) {
        let council = council(db).await;
        let mut jo = council.app.signed_in("jo@example.org").await;
        jo.visit("/plans/new?person=HP-AAAA-AAAA").await.choose("A new plan").press("Start writing").await;
        let path = jo.path().to_owned();
        fill(&mut jo, &path, "40").await;
        send(&mut jo, &path).await;
        jo.visit(&format!("{path}/check")).await.sees("You wrote some of this plan").does_not_see("Write it down");
        jo.choose("Agree the plan").press("Decide").await.status(422).sees("An officer who did not must decide.");
        jo.post(&format!("{path}/indicative"), &[("amount", "3000")]).await.status(422).sees("must write the figure down");
        // Nor is a figure that they wrote down themselves a yardstick for whoever decides.
        let mut pritam = council.app.signed_in("pritam@example.org").await;
        indicative(&mut pritam, &path, "3000").await;
        pritam.sees("You wrote down or raised the indicative budget yourself.").choose("Agree the plan").press("Decide").await;
        pritam.status(422).sees("or another officer decides");
        indicative(&mut pritam, &path, "1000").await;
        pritam.visit(&format!("{path}/check")).await.choose("Agree the plan").press("Decide").await.status(422);
        pritam.sees("A finance officer must say yes to the cost first.");
        pritam.visit(&format!("{path}/cost")).await.sees("Only a finance officer can say yes");
        let mut daniel = council.app.signed_in("daniel@example.org").await;
        daniel.visit(&path).await.follow("Say yes to the cost").await.press("Say yes to the cost").await.status(422);
        daniel.fill("Why is this cost right?", "Nobody else teaches her.").press("Say yes to the cost").await;
        daniel.sees("Your yes to the cost is written down");
        daniel.visit(&format!("{path}/check")).await.status(404);
        pritam.visit(&format!("{path}/check")).await.sees("by Daniel Okafor").choose("Agree the plan").press("Decide").await;
        pritam.sees("This plan is agreed");
        let mut ian = council.app.signed_in("ian@example.org").await;
        for page in ["", "/check", "/read", "/versions", "/plan.pdf", "/write/about", "/files", "/panel"] {
            ian.visit(&format!("{path}{page}")).await.status(404);
        }
        ian.visit("/council/plans").await.sees("No plans here");
    }

    async fn two_tabs_of_one_part_lose_nothing(db: TestDb) {
        let council = council(db).await;
        let (mut one, path) = council.begun().await;
        let mut other = council.app.signed_in("priya@example.org").await;
        one.visit(&format!("{path}/write/about")).await.fill("What I hope for", "To swim");
        other.visit(&format!("{path}/write/about")).await.fill("What I hope for", "To sing");
        one.press("Save and go on").await.at(&path);
        other.press("Save and go on").await.status(409).sees("Somebody else saved this part").sees("To swim").sees("To sing");
        other.press("Save and go on").await.at(&path);
        one.visit(&format!("{path}/write/actions")).await;
        other.visit(&format!("{path}/write/about")).await.fill("What my week looks like", "Full").press("Save and go on").await;
        one.fill("What will be done?", "Ring the pool").fill("Who does it?", "Tom").press("Save and add another").await;
        one.sees("Saved.").visit(&format!("{path}/read")).await.sees("To sing").sees("Full").sees("Ring the pool");
        one.visit(&format!("{path}/write/actions")).await.press("Take this out action 1").await;
        one.visit(&format!("{path}/read")).await.does_not_see("Ring the pool");
        one.visit(&format!("{path}/throw-away")).await.press("Throw it away").await.sees("This draft was thrown away");
        other.visit("/plan").await.sees("You have no support plan here yet");
    }

    async fn too_much_and_wrong_things_are_refused_in_words(db: TestDb) {
        let council = council(db).await;
        let (mut priya, path) = council.begun().await;
        let costs = format!("{path}/write/costs");
        priya.visit(&costs).await.fill("What is it?", "Gold").fill("How much in pounds?", "-5").press("Save and go on").await;
        priya.status(422).sees("The amount must not be below zero.");
        assert!(priya.html().contains("Gold"));
        let many: Vec<(String, String)> = (1..=1_000).flat_map(|row| {
            [("row".to_owned(), row.to_string()), (format!("title-{row}"), "x".to_owned()), (format!("amount-{row}"), "1".to_owned())]
        }).collect();
        let fields: Vec<(&str, &str)> = many.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        priya.post(&costs, &fields).await.status(422).sees("100 of these at most");
        let long = "a".repeat(900_000);
        priya.visit(&costs).await.post(&format!("{path}/write/about"), &[("hopes", &long)]).await.status(413);
        priya.sees("too much to send at once").visit(&format!("{path}/write/about")).await;
        priya.fill("What I hope for", &long[..5_000]).press("Save and go on").await.status(422).sees("Use 4000 letters or fewer");
        // What fits into a box can be sent in any script, in each of them.
        let bengali = "আমি সাঁতার কাটতে চাই। ".repeat(180);
        for box_ in ["What I hope for", "What my week looks like", "How to support me well"] {
            priya.fill(box_, &bengali);
        }
        priya.press("Save and go on").await.sees("Saved: About me.");
        priya.visit(&format!("{path}/write/about")).await;
        let scripts = "<script>alert(1)</script>";
        priya.fill("What I hope for", scripts).press("Save and go on").await.visit(&format!("{path}/read")).await;
        assert!(!priya.html().contains(scripts) && priya.main_text().contains(scripts));
        priya.visit(&format!("{path}/files")).await.press("Add the file").await.status(422).sees("Choose a file");
        priya.attach("Add a letter, a report or a picture", "plan.docx", b"PK\x03\x04").press("Add the file").await.status(422);
        priya.sees("Send a PDF").attach("Add a letter, a report or a picture", "letter.pdf", b"%PDF-1.7 hello");
        priya.press("Add the file").await.follow("letter.pdf").await.status(200);
        assert_eq!(priya.bytes(), b"%PDF-1.7 hello");
        priya.visit(&format!("{path}/files")).await.press("Take it off letter.pdf").await.sees("There are no files yet.");
        priya.visit(&path).await.press("Add the comment").await.status(422).sees("Write what you want to say.");
        priya.fill("Add a comment", "Is this right?").press("Add the comment").await.sees("Is this right?");
        priya.visit(&format!("{path}/send")).await.press("Send the plan").await.status(422).sees("at least one outcome");
        priya.visit(&format!("{path}/find?q=help")).await.sees("We found nothing");
        priya.visit("/plans/99999").await.status(404).visit("/plans/new").await.press("Start writing").await.status(200);
        priya.visit("/plans/examples").await.follow("Rose’s plan").await.sees("We made Rose up.");
        priya.visit("/plans/examples/nobody").await.status(404);
    }

    async fn two_officers_at_once_one_wins_and_the_other_is_told(db: TestDb) {
        let council = council(db).await;
        let (mut priya, path) = council.begun().await;
        fill(&mut priya, &path, "20").await;
        send(&mut priya, &path).await;
        figure(&council, &path, "1000").await;
        let (id, jo, pritam) = (id_of(&path), council.actor(council.jo), council.actor(council.pritam));
        let app = &council.app.app;
        let stale = agreeing::decide(app, &jo, id, 9, Decide::Agree(String::new())).await;
        assert_eq!(stale, Err(DraftError::CannotAgree(CannotAgree::NotNewest)));
        let (one, other) = futures_util::future::join(
            agreeing::decide(app, &jo, id, 1, Decide::Agree(String::new())),
            agreeing::decide(app, &pritam, id, 1, Decide::Refuse("No.".to_owned())),
        )
        .await;
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let told = one.err().or(other.err()).unwrap();
        assert!([DraftError::MovedOn, DraftError::CannotAgree(CannotAgree::MovedOn)].contains(&told), "{told:?}");
    }

    /// Of somebody whose case is closed nothing is said or written down any more, by whoever.
    async fn nothing_is_said_about_the_plan_of_a_closed_case(db: TestDb) {
        let council = council(db).await;
        let (mut priya, path) = council.begun().await;
        fill(&mut priya, &path, "20").await;
        send(&mut priya, &path).await;
        figure(&council, &path, "1000").await;
        let close = || Close {
            why: Why::Moved,
            ended_on: day("2026-11-21"),
            goes_to: "Bradford".to_owned(),
            note: String::new(),
        };
        let (app, jo, reference) = (&council.app.app, council.actor(council.jo), "HP-AAAA-AAAA");
        closing::close(app, &jo, reference, close()).await.unwrap();
        let closed = "The case is closed. The council has to open it again first.";
        let read = [("version", "1"), ("words", "It is right."), ("amount", "3000"), ("decision", "support"), ("panel", "1")];
        for (who, step) in [("daniel", "cost"), ("pritam", "indicative")] {
            let mut officer = council.app.signed_in(&format!("{who}@example.org")).await;
            officer.visit("/account").await.post(&format!("{path}/{step}"), &read).await.status(409).sees(closed);
        }
        closing::reopen(app, &jo, reference, "Another Priya").await.unwrap();
        let mut officer = council.app.signed_in("jo@example.org").await;
        ask_the_panel(&mut officer, &path).await;
        closing::close(app, &jo, reference, close()).await.unwrap();
        for (who, step) in [("helen", "panel"), ("jo", "recall")] {
            let mut officer = council.app.signed_in(&format!("{who}@example.org")).await;
            officer.visit("/account").await.post(&format!("{path}/{step}"), &read).await.status(409).sees(closed);
        }
    }

    async fn who_has_to_answer_is_reminded_once_before_and_once_after(db: TestDb) {
        let council = council(db).await;
        let (mut priya, path) = council.begun().await;
        fill(&mut priya, &path, "20").await;
        send(&mut priya, &path).await;
        council.app.mails().await;
        let told = async || {
            for _ in 0..2 {
                reminders::remind(&council.app.app).await.unwrap();
            }
            let mails = council.app.mails().await;
            mails.into_iter().filter(|mail| mail.to == "jo@example.org" && mail.subject.contains("the plan of")).count()
        };
        assert_eq!(told().await, 0);
        council.app.wait(60 * 24 * 11);
        assert_eq!(told().await, 1);
        council.app.wait(60 * 24 * 4);
        assert_eq!(told().await, 2);
        let mut jo = council.app.signed_in("jo@example.org").await;
        jo.visit("/council/plans?due=overdue").await.sees("1 plan").sees("Late");
        jo.visit("/council/plans?due=week").await.sees("No plans here");
        jo.visit("/council/plans?state=submitted&q=priya").await.sees("1 plan");
        let mut priya = council.app.signed_in("priya@example.org").await;
        priya.visit(&path).await.press("Take it back to change it").await.sees("This plan is being written");
        assert!(council.organisation.0 > 0);
    }
}
