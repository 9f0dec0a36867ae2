//! Beginning with a person, by the pages of a council: its officers, whom they take on, and how those join.

use handpick::accounts::officer::Rights;
use handpick::accounts::service::{enrol, officers, people};
use handpick::accounts::{OrganisationKind, Role};
use handpick::budgets::service::agreed::follow;
use handpick::kernel::Money;
use handpick::kernel::ids::{OrganisationId, PlanId};
use handpick::plans::model::head::PlanAgreed;
use handpick::plans::service::enrol as plans;
use handpick::plans::{NewLine, NewPlan, PlanStatus};

use crate::support::TestApp;
use crate::support::app::PASSWORD;
use crate::support::browser::Browser;

/// A council in the area of Leeds, with Ruth as its care manager; another one with Amir as its care manager.
fn councils(app: &TestApp) -> OrganisationId {
    let (ruth, dan, amir) = (
        app.user("ruth@example.org", "Ruth Okafor"),
        app.user("dan@example.org", "Daniel Webb"),
        app.user("amir@example.org", "Amir Khan"),
    );
    let now = app.now();
    app.write(move |db| {
        let leeds = enrol::organisation(db, OrganisationKind::Council, "Leeds City Council", (None, None), now)?;
        enrol::council_code(db, leeds, "E08000035")?;
        let other = enrol::organisation(db, OrganisationKind::Council, "Bradford Council", (None, None), now)?;
        enrol::member(db, ruth, leeds, Role::CareManager, now)?;
        enrol::member(db, dan, leeds, Role::FinanceOfficer, now)?;
        enrol::member(db, amir, other, Role::CareManager, now)?;
        enrol::officer(db, amir, other, &Rights::new(&[Role::CareManager], true), now)?;
        Ok(leeds)
    })
}

/// Somebody who signed up for themselves.
fn self_funder(app: &TestApp, email: &str, name: &str, reference: &str) {
    let (user, now) = (app.user(email, name), app.now());
    let (name, reference) = (name.to_owned(), reference.to_owned());
    app.write(move |db| {
        let (user_id, name, reference) = (Some(user), name.clone(), reference.clone());
        enrol::holder(db, &enrol::NewHolder { reference, user_id, name, ..enrol::NewHolder::default() }, now)
    });
}

async fn begins(ruth: &mut Browser, name: &str, email: &str) {
    ruth.visit("/council/people/new").await.fill("Their name", name).fill("Email address (optional)", email);
    ruth.press("Take them on").await;
}

/// Sam, who uses the site already, is asked by Leeds and says yes.
async fn joins(app: &TestApp, sam: &mut Browser) {
    let mut ruth = app.signed_in("ruth@example.org").await;
    begins(&mut ruth, "S Reed", "sam@example.org").await;
    ruth.tick("I have looked. Go on.").press("Take them on").await;
    sam.visit(&app.link_to("sam@example.org").await).await.press("Yes, join").await.at("/assessment");
}

on_each_backend! {
    async fn a_care_manager_takes_somebody_on_who_then_signs_in(db: TestDb) {
        let app = TestApp::start(db).await;
        councils(&app);
        let mut ruth = app.signed_in("ruth@example.org").await;
        ruth.visit("/council").await.follow("Take somebody on").await.press("Take them on").await.status(422);
        ruth.sees("Enter their name").fill("Their name", "Priya Shah").fill("Postcode (optional)", "ls63hn");
        ruth.fill("Your own case number (optional)", "A-77").select("Care group (optional)", "Older people");
        ruth.fill("Email address (optional)", "priya@example.org").press("Take them on").await;
        ruth.heading("Priya Shah").sees("Their record is made. We have written to them.");
        let person = ruth.path().to_owned();

        let mut priya = app.browser();
        let link = app.link_to("priya@example.org").await;
        priya.visit(&link).await.sees("Leeds City Council helps Priya Shah").press("Yes, make the account and join").await;
        priya.sees("Choose a password").fill("Choose a password", PASSWORD).press("Yes, make the account and join").await;
        priya.fill("Email address", "priya@example.org").fill("Password", PASSWORD).press("Sign in").await.at("/assessment");
        app.browser().visit(&link).await.status(410);
        assert!(app.mails().await.iter().any(|mail| mail.to == "ruth@example.org" && mail.subject == "Priya Shah has joined"));

        // Taken on twice is seen before anything is made.
        ruth.visit("/council/people/new").await.fill("Their name", "priya shah").fill("Postcode (optional)", "LS6 3HN");
        ruth.fill("Email address (optional)", "priya@example.org").press("Take them on").await.status(422);
        ruth.sees("Priya Shah uses this address already").fill("Email address (optional)", "").press("Take them on").await;
        ruth.sees("Your council may have them already: Priya Shah, LS6 3HN").tick("I have looked. Go on.");
        ruth.fill("Your own case number (optional)", "A-77").press("Take them on").await.status(422);
        ruth.sees("Another of your council’s cases is called so");
        ruth.fill("Their name", "Hana Lee").fill("Postcode (optional)", "BD1 1AA").press("Take them on").await;
        ruth.sees("The postcode lies in Bradford");

        ruth.visit(&format!("{person}/edit")).await.sees("They sign in with priya@example.org.");
        // Two officers at once: the second reads what the first saved, and loses nothing of their own.
        let mut second = app.signed_in("ruth@example.org").await;
        second.visit(&format!("{person}/edit")).await.fill("Address, without the postcode (optional)", "2 New Road");
        ruth.select("Care group (optional)", "Dementia").press("Save").await.sees("Saved.");
        second.press("Save").await.status(422).sees("Somebody else changed this since you opened it.");
        second.sees("As it is saved now").sees("Care group Dementia").select("Care group (optional)", "Dementia");
        second.press("Save").await.sees("Saved.");
        ruth.sees("care group: Dementia, before: Older people");

        let mut dan = app.signed_in("dan@example.org").await;
        dan.visit(&person).await.status(200).visit(&format!("{person}/edit")).await.status(404);
        dan.visit("/council/people/new").await.status(404);
        let mut amir = app.signed_in("amir@example.org").await;
        amir.visit(&format!("{person}/edit")).await.status(404);
        amir.visit("/council/people/new").await.post(&format!("{person}/edit"), &[("name", "Mine")]).await.status(404);
        amir.visit("/council/people/new").await.post("/council/invitations/1/withdraw", &[]).await.status(404);
        amir.visit("/council/people/new").await;
        amir.post(&format!("{person}/invite"), &[("email", "x@example.org")]).await.status(404);
    }

    async fn whoever_uses_the_site_already_joins_only_by_their_own_yes(db: TestDb) {
        let app = TestApp::start(db).await;
        councils(&app);
        self_funder(&app, "sam@example.org", "Sam Reed", "HP-SAAA-AAAA");
        let mut ruth = app.signed_in("ruth@example.org").await;
        begins(&mut ruth, "S Reed", "sam@example.org").await;
        ruth.sees("Somebody uses Handpick for themselves").tick("I have looked. Go on.").press("Take them on").await;
        ruth.sees("We have asked them").sees("Asked, and not answered yet");
        ruth.visit("/council/people/HP-SAAA-AAAA").await.status(404);
        let link = app.link_to("sam@example.org").await;
        app.signed_in("dan@example.org").await.visit(&link).await.sees("another email address");
        let mut sam = app.signed_in("sam@example.org").await;
        sam.visit(&link).await.sees("your plan, your orders and your budget").press("Yes, join").await.at("/assessment");
        ruth.visit("/council/people/HP-SAAA-AAAA").await.heading("Sam Reed");

        // Whoever signed up between the mail and the yes brings that record, and the one that waited is gone.
        begins(&mut ruth, "Ann Moor", "ann@example.org").await;
        let waited = ruth.path().to_owned();
        let link = app.link_to("ann@example.org").await;
        self_funder(&app, "ann@example.org", "Ann Moor", "HP-ANNA-AAAA");
        let mut ann = app.signed_in("ann@example.org").await;
        ann.visit(&link).await.press("Yes, join").await.at("/assessment");
        ruth.visit(&waited).await.status(404).visit("/council/people/HP-ANNA-AAAA").await.heading("Ann Moor");

        // Without mail at first; asked later, and the council changes its mind.
        begins(&mut ruth, "Lou Page", "").await;
        let lou = ruth.path().to_owned();
        ruth.visit(&format!("{lou}/edit")).await.sees("They don’t sign in").fill("Their email address", "lou@example.org");
        ruth.press("Ask them to sign in").await.sees("We have written to them.");
        let link = app.link_to("lou@example.org").await;
        ruth.visit(&format!("{lou}/edit")).await.press("Withdraw the invitation").await.sees("no longer works");
        app.browser().visit(&link).await.status(410);
    }

    /// Whoever signed up with somebody else's address has a link that is good for nothing once the owner has joined.
    async fn an_old_sign_up_opens_nothing_once_somebody_has_joined(db: TestDb) {
        let app = TestApp::start(db).await;
        councils(&app);
        let mut stranger = app.browser();
        stranger.visit("/sign-up/for-me").await.fill("Your name", "Eve").fill("Email address", "priya@example.org");
        stranger.fill("Choose a password", "the stranger's words").press("Make the account").await;
        let confirm = app.link_to("priya@example.org").await;
        let mut ruth = app.signed_in("ruth@example.org").await;
        begins(&mut ruth, "Priya Shah", "priya@example.org").await;
        let mut priya = app.browser();
        priya.visit(&app.link_to("priya@example.org").await).await.fill("Choose a password", PASSWORD);
        priya.press("Yes, make the account and join").await.at("/sign-in");
        stranger.visit(&confirm).await.status(410);
        stranger.visit("/sign-in").await.fill("Email address", "priya@example.org").fill("Password", "the stranger's words");
        stranger.press("Sign in").await.status(422);
        priya.fill("Email address", "priya@example.org").fill("Password", PASSWORD).press("Sign in").await.at("/assessment");
    }

    /// Who acts for somebody who doesn't sign in is written down by a care manager, with what says so, and ended with a reason;
    /// not for colleagues, not by others, and not for whoever decides for themselves.
    async fn a_care_manager_writes_down_who_acts_for_somebody_without_a_login(db: TestDb) {
        let app = TestApp::start(db).await;
        councils(&app);
        app.user("ann@example.org", "Ann Moor");
        let mut ruth = app.signed_in("ruth@example.org").await;
        begins(&mut ruth, "Lou Page", "").await;
        let person = ruth.path().to_owned();
        ruth.follow("Write down who acts for them, or end it").await.sees("Nobody acts for them.");
        let here = ruth.path().to_owned();
        ruth.press("Write it down").await.status(422).sees("Choose what they may do").sees("Write what you have seen");
        ruth.tick("See").tick("Order").fill("The most one order may cost", "100");
        ruth.fill("What have you seen that says so?", "A lasting power of attorney of 3 March 2024");
        for (email, says) in [("ruth@example.org", "This is your own address"), ("dan@example.org", "They work for your council")] {
            ruth.fill("Their email address", email).press("Write it down").await.status(422).sees(says);
        }
        ruth.fill("Their email address", "ann@example.org").press("Write it down").await.at(&here).sees("Ann Moor (ann@example.org)");
        let mails = app.mails().await;
        let told = mails.iter().find(|mail| mail.to == "ann@example.org").unwrap();
        assert!(told.text.contains("Leeds City Council has written down that you may act for Lou Page"), "{}", told.text);
        ruth.visit(&person).await.sees("Seen: A lasting power of attorney of 3 March 2024");
        let mut ann = app.signed_in("ann@example.org").await;
        ann.visit("/broker").await.sees("Lou Page");
        ruth.visit(&here).await.fill("Their email address", "ann@example.org").tick("See");
        ruth.fill("What have you seen that says so?", "Once more").press("Write it down").await.status(422).sees("They may act for this person already");

        for other in ["dan@example.org", "amir@example.org", "ann@example.org"] {
            let mut other = app.signed_in(other).await;
            other.visit(&here).await.status(404).visit(&format!("{here}/1/end")).await.status(404);
            other.post(&here, &[("email", "x@example.org"), ("scopes", "view"), ("seen", "Me")]).await.status(404);
            other.post(&format!("{here}/1/end"), &[("why", "Mine")]).await.status(404);
        }
        ruth.visit(&here).await.follow("End it for Ann Moor").await.press("End it").await.status(422).sees("Write why");
        ruth.fill("Why?", "Lou’s sister does it now").press("End it").await.at(&here).sees("It was ended");
        ann.visit("/broker").await.does_not_see("Lou Page");
        assert!(app.mails().await.iter().any(|mail| mail.to == "ann@example.org" && mail.text.contains("Lou’s sister does it now")));

        begins(&mut ruth, "Priya Shah", "priya@example.org").await;
        let own = format!("{}/helpers", ruth.path());
        let mut priya = app.browser();
        priya.visit(&app.link_to("priya@example.org").await).await.fill("Choose a password", PASSWORD);
        priya.press("Yes, make the account and join").await;
        ruth.visit(&own).await.sees("They sign in themselves").does_not_see("Write it down");
        ruth.post(&own, &[("email", "x@example.org"), ("scopes", "view"), ("seen", "Me")]).await.status(409);
    }

    /// Whoever moved begins anew with the council of their new place, by their own yes; the one that closed their case keeps
    /// its record.
    async fn whoever_moved_is_taken_on_by_the_other_council(db: TestDb) {
        let app = TestApp::start(db).await;
        councils(&app);
        self_funder(&app, "sam@example.org", "Sam Reed", "HP-SAAA-AAAA");
        let (mut ruth, mut amir) = (app.signed_in("ruth@example.org").await, app.signed_in("amir@example.org").await);
        begins(&mut ruth, "S Reed", "sam@example.org").await;
        ruth.tick("I have looked. Go on.").press("Take them on").await;
        let mut sam = app.signed_in("sam@example.org").await;
        sam.visit(&app.link_to("sam@example.org").await).await.press("Yes, join").await;
        begins(&mut amir, "Sam Reed", "sam@example.org").await;
        amir.status(422).sees("This address can’t be used here");

        ruth.visit("/council/people/HP-SAAA-AAAA/close").await.choose("They moved to another council’s area");
        for (part, value) in ["Day", "Month", "Year"].iter().zip(app.now().format("%d %m %Y").to_string().split(' ')) {
            ruth.fill_in("When did it happen?", part, value);
        }
        ruth.press("See what it does").await.press("Close the case").await.sees("The case is closed");
        begins(&mut amir, "Sam Reed", "sam@example.org").await;
        amir.sees("Somebody uses Handpick for themselves").tick("I have looked. Go on.").press("Take them on").await.sees("We have asked them");
        sam.visit(&app.link_to("sam@example.org").await).await.sees("Leeds City Council has closed your case").press("Yes, join").await;
        sam.at("/assessment").visit("/account").await.sees("Bradford Council").does_not_see("HP-SAAA-AAAA");
        amir.visit("/council").await.follow("Sam Reed").await.status(200);
        ruth.visit("/council/people/HP-SAAA-AAAA/edit").await.sees("They don’t sign in.");
        let mut other = app.signed_in("dan@example.org").await;
        other.visit("/council/people/HP-SAAA-AAAA").await.status(200).sees("The case is closed");
    }

    /// Somebody without a council stopped, and a moderator closed their case: a council that helps them later begins anew, and
    /// has neither the closed case nor what was written down with it.
    async fn whose_case_a_moderator_closed_begins_anew_with_a_council(db: TestDb) {
        let app = TestApp::start(db).await;
        councils(&app);
        self_funder(&app, "sam@example.org", "Sam Reed", "HP-SAAA-AAAA");
        let (moderator, now) = (app.user("nia@example.org", "Nia Moss"), app.now());
        app.write(move |db| {
            let kind = Role::Moderator.organisation_kind();
            let site = enrol::organisation(db, kind, "Handpick", (None, None), now)?;
            enrol::member(db, moderator, site, Role::Moderator, now)
        });
        let mut nia = app.signed_in("nia@example.org").await;
        nia.visit("/moderation/people/HP-SAAA-AAAA/close").await.choose("They no longer need support");
        for (part, value) in ["Day", "Month", "Year"].iter().zip(app.now().format("%d %m %Y").to_string().split(' ')) {
            nia.fill_in("When did it happen?", part, value);
        }
        nia.press("See what it does").await.press("Close the case").await.sees("The case is closed");
        let mut ruth = app.signed_in("ruth@example.org").await;
        begins(&mut ruth, "S Reed", "sam@example.org").await;
        ruth.tick("I have looked. Go on.").press("Take them on").await.sees("We have asked them");
        let mut sam = app.signed_in("sam@example.org").await;
        sam.visit(&app.link_to("sam@example.org").await).await.sees("Handpick has closed your case").press("Yes, join").await;
        sam.at("/assessment").visit("/account").await.sees("Leeds City Council").does_not_see("HP-SAAA-AAAA");
        ruth.visit("/council/people/HP-SAAA-AAAA/close").await.status(404);
        ruth.visit("/council").await.follow("S Reed").await.status(200).does_not_see("The case is closed");
    }

    /// A plan that somebody agreed with themselves ends when they join a council: it can't be changed as an agreed one, nor
    /// bring money of the council's.
    async fn a_plan_agreed_with_oneself_ends_when_a_council_helps(db: TestDb) {
        let app = TestApp::start(db).await;
        councils(&app);
        self_funder(&app, "sam@example.org", "Sam Reed", "HP-SAAA-AAAA");
        let mut sam = app.signed_in("sam@example.org").await;
        sam.visit("/plans/new").await.choose("A new plan").press("Start writing").await;
        let mine = sam.path().to_owned();
        crate::plans::fill(&mut sam, &mine, "20").await;
        sam.visit(&format!("{mine}/send")).await.press("Use this plan").await.sees("This plan is in use");
        let plan = app.write(|db| {
            use diesel::prelude::*;
            use handpick::db::schema::plans;
            Ok(plans::table.select(plans::id).first::<i64>(db)?)
        });
        joins(&app, &mut sam).await;
        // As when what follows a plan runs after the joining.
        let agreed = PlanAgreed { plan: PlanId(plan), by: None, splits: false, was: None };
        follow(&app.app, agreed).await.unwrap();
        sam.visit("/plans/new").await.does_not_see("A change to the plan");
        sam.visit("/plan").await.sees("Your plan ended when Leeds City Council began to help").sees("Ended");
        sam.does_not_see("did not agree").does_not_see("Refused");
        let due: i64 = app.write(|db| {
            use diesel::prelude::*;
            use handpick::db::schema::plan_drafts;
            Ok(plan_drafts::table.filter(plan_drafts::due_on.is_not_null()).count().get_result(db)?)
        });
        assert_eq!(due, 0, "nobody is reminded of its review");
        app.mails().await;
        let pots: i64 = app.write(|db| {
            use diesel::prelude::*;
            use handpick::db::schema::pots;
            Ok(pots::table.filter(pots::held_as.ne("own_money")).count().get_result(db)?)
        });
        assert_eq!(pots, 0, "no budget of the council's came of it");
    }

    /// Who paid for themselves joins a council: a plan they began needs its yes, what the council agrees is its own money, and
    /// theirs can be taken out.
    async fn joining_a_council_makes_no_money_and_takes_none(db: TestDb) {
        let app = TestApp::start(db).await;
        councils(&app);
        self_funder(&app, "sam@example.org", "Sam Reed", "HP-SAAA-AAAA");
        let mut sam = app.signed_in("sam@example.org").await;
        sam.visit("/plans/new").await.choose("A new plan").press("Start writing").await;
        let mine = sam.path().to_owned();
        sam.visit("/budget/own-money").await.fill("How much money is there?", "5200").choose("For the year").press("Set it up").await;
        joins(&app, &mut sam).await;
        sam.visit(&mine).await.does_not_see("Check it and use it").post(&format!("{mine}/use"), &[("version", "1")]).await.status(422);
        sam.sees("needs your council");
        sam.visit("/budget/own-money").await.sees("A council helps you now").does_not_see("Add more money");
        sam.post("/budget/own-money/more", &[("key", "another-key"), ("amount", "1")]).await.status(404);
        sam.visit("/budget/own-money").await.fill("How much do you take out?", "200").press("Take it out").await.sees("£200.00 is taken out.");

        // What the council agrees for the same year is a budget of its own.
        let (now, today) = (app.now(), app.now().date());
        let plan = app.write(move |db| {
            let holder = people::holder_by_reference(db, "HP-SAAA-AAAA")?;
            let line = NewLine {
                title: "Help at home".to_owned(), category: None, detail: String::new(), weekly: None, hours: None,
                amount: Money::from_pence(100_000),
            };
            let ends_on = today + chrono::TimeDelta::days(363);
            let new = NewPlan {
                holder_id: holder, status: PlanStatus::Agreed, starts_on: today, ends_on, indicative: None, written_by: None,
                agreed: None, outcomes: Vec::new(), other_lines: vec![line],
            };
            plans::plan(db, &new, now)
        });
        follow(&app.app, PlanAgreed { plan, by: None, splits: false, was: None }).await.unwrap();
        sam.visit("/budget").await.sees("£1,000 is kept by Leeds City Council, which pays for you.");
        sam.visit("/budget/own-money").await.fill("How much do you take out?", "5000").press("Take it out").await.sees("£5,000.00 is taken out.");
        crate::support::purse::assert_books_are_right(&app.app.db);
    }

    async fn whoever_looks_after_staff_invites_officers_and_never_changes_themselves(db: TestDb) {
        let app = TestApp::start(db).await;
        let (leeds, now, first) = (councils(&app), app.now(), officers::link(&app.app));
        app.write(move |db| {
            let rights = Rights::new(&[Role::Commissioner], true);
            officers::invite_first(db, leeds, ("jo@example.org", &rights), &first, now)
        });
        let mut jo = app.browser();
        jo.visit(&app.link_to("jo@example.org").await).await.sees("Commissioner, Looks after staff");
        jo.fill("Your name", "Jo Wren").fill("Choose a password", PASSWORD).press("Make the account and join").await;
        jo.fill("Email address", "jo@example.org").fill("Password", PASSWORD).press("Sign in").await.at("/council/staff");
        jo.sees("Ruth Okafor").sees("Jo Wren (you)");

        jo.follow("Invite an officer").await.press("Send the invitation").await.sees("Choose at least one role");
        jo.fill("Their work email address", "pat@example.org").tick("Panel member").press("Send the invitation").await;
        jo.sees("We have sent the invitation.").sees("pat@example.org");
        app.user("pat@example.org", "Pat Hill");
        let mut pat = app.signed_in("pat@example.org").await;
        pat.visit(&app.link_to("pat@example.org").await).await.press("Join").await.at("/council/staff").sees("Pat Hill (you)");
        pat.does_not_see("Change roles").visit("/council/staff/invite").await.status(404);

        jo.visit("/council/staff").await.follow("Change roles: Pat Hill").await.tick("Looks after staff").press("Save").await;
        jo.sees("Panel member, Looks after staff");
        jo.visit("/council/staff/invite").await.fill("Their work email address", "kim@example.org").tick("Care manager");
        jo.press("Send the invitation").await;
        let kims = app.link_to("kim@example.org").await;
        pat.visit("/council/staff").await.follow("Remove: Jo Wren").await.press("Remove from staff").await.sees("no longer on your staff");
        jo.visit("/council/staff").await.status(404);
        // Whom Jo invited doesn't come in any more.
        app.browser().visit(&kims).await.status(410);
        assert!(app.mails().await.iter().any(|mail| mail.to == "jo@example.org" && mail.subject.contains("no longer work")));

        // The one who is left can't give that right away, nor anything to themselves; another council's can't come in.
        let me = app.write(|db| people::account_of(db, "pat@example.org")).unwrap().0;
        pat.visit("/council/staff").await.sees("Only somebody else can change it");
        pat.post(&format!("/council/staff/{me}/roles"), &[("rights", "finance_officer"), ("rights", "staff")]).await.status(422);
        pat.sees("You can’t change what you may do yourself");
        pat.post(&format!("/council/staff/{me}/remove"), &[]).await.status(409);
        let mut amir = app.signed_in("amir@example.org").await;
        amir.visit("/council/staff").await.does_not_see("Pat Hill");
        amir.visit(&format!("/council/staff/{me}/roles")).await.status(404);
        amir.visit("/council/staff/invite").await.fill("Their work email address", "max@example.org").tick("Care manager");
        amir.press("Send the invitation").await.press("Withdraw").await.sees("The invitation no longer works.");
        app.browser().visit(&app.link_to("max@example.org").await).await.status(410);
        pat.visit("/council/staff").await.post("/council/staff/invites/1/withdraw", &[]).await.status(404);
    }
}
