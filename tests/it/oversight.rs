//! What a council's officers see, by its pages: their own people, and nobody else's.

use handpick::accounts::service::enrol;
use handpick::accounts::{OrganisationKind, Role};
use handpick::budgets::ledger::{self, AccountKind, Reason};
use handpick::kernel::Money;
use handpick::kernel::ids::{HolderId, OrganisationId};

use crate::support::TestApp;
use crate::support::purse::{posting, pot};

fn council(app: &TestApp, name: &str, officer: &str, role: Role) -> OrganisationId {
    let (user, name, now) = (app.user(officer, "Ruth Okafor"), name.to_owned(), app.now());
    app.write(move |db| {
        let id = enrol::organisation(db, OrganisationKind::Council, &name, (None, None), now)?;
        enrol::member(db, user, id, role, now)?;
        Ok(id)
    })
}

fn holder(app: &TestApp, council: OrganisationId, name: &str, reference: &str) -> HolderId {
    let new = enrol::NewHolder {
        reference: reference.to_owned(),
        council_id: Some(council),
        name: name.to_owned(),
        ..enrol::NewHolder::default()
    };
    let now = app.now();
    app.write(move |db| enrol::holder(db, &new, now))
}

/// A budget of which some is committed.
fn budget(app: &TestApp, holder: HolderId, pounds: i64, committed: i64) {
    app.write(move |db| {
        let pot = pot(db, holder, None, Money::from_pence(pounds * 100)).expect("a pot");
        if committed > 0 {
            let (from, to) = (AccountKind::Available, AccountKind::Committed);
            let key = format!("order of {}", holder.0);
            ledger::post(db, &posting(pot, Reason::Commit, from, to, committed * 100, &key)).expect("money to commit");
        }
        Ok(())
    });
}

fn names(rows: &[Vec<String>]) -> Vec<&str> {
    rows.iter().map(|row| row[0].as_str()).collect()
}

on_each_backend! {
    async fn an_officer_finds_and_sorts_the_councils_people(db: TestDb) {
        let app = TestApp::start(db).await;
        let leeds = council(&app, "Leeds City Council", "ruth@example.org", Role::CareManager);
        let priya = holder(&app, leeds, "Priya Shah", "HP-AAAA-AAAA");
        let devon = holder(&app, leeds, "Devon Clarke", "HP-BBBB-BBBB");
        holder(&app, leeds, "Zoë O’Neill", "HP-CCCC-CCCC");
        budget(&app, priya, 14_560, 3_400);
        budget(&app, devon, 9_000, 8_900);
        let mut ruth = app.signed_in("ruth@example.org").await;
        ruth.at("/council").heading("People").sees("Leeds City Council").sees("3 people");
        let none = ["Zoë O’Neill", "No budget today", "–", "–", "–", "–"];
        assert_eq!(
            ruth.rows(),
            [
                ["Devon Clarke", "Direct payment", "£9,000.00", "£0.00", "£8,900.00", "£100.00"],
                ["Priya Shah", "Direct payment", "£14,560.00", "£0.00", "£3,400.00", "£11,160.00"],
                none,
            ]
        );
        for (sort, order) in [
            ("Largest budget", ["Priya Shah", "Devon Clarke", "Zoë O’Neill"]),
            ("Most committed", ["Devon Clarke", "Priya Shah", "Zoë O’Neill"]),
            ("Least left to use", ["Devon Clarke", "Priya Shah", "Zoë O’Neill"]),
            ("Most spent", ["Devon Clarke", "Priya Shah", "Zoë O’Neill"]),
        ] {
            ruth.select("Sort by", sort).press("Show").await;
            assert_eq!(names(&ruth.rows()), order, "{sort}");
        }
        ruth.fill("Name or case number", "zoe").press("Show").await.sees("1 person found for “zoe”");
        for number in ["HP-AAAA-AAAA", "hp-aaaa-aaaa"] {
            ruth.fill("Name or case number", number).press("Show").await.sees(&format!("1 person found for “{number}”"));
        }
        ruth.fill("Name or case number", "100%_\\").press("Show").await.sees("0 people found").sees("Nobody here");
        ruth.visit("/council?page=999&sort=nonsense").await.status(200);
        ruth.visit("/council").await.follow("Priya Shah").await.heading("Priya Shah").sees("£14,560");
        ruth.sees("They have no agreed plan.").sees("Nobody acts for them.").sees("Leeds City Council.");
    }

    async fn long_lists_have_pages(db: TestDb) {
        let app = TestApp::start(db).await;
        let leeds = council(&app, "Leeds City Council", "ruth@example.org", Role::FinanceOfficer);
        for number in 1..=30 {
            holder(&app, leeds, &format!("Person {number:02}"), &format!("HP-AAAA-AA{number:02}"));
        }
        let mut ruth = app.signed_in("ruth@example.org").await;
        assert_eq!(ruth.rows().len(), 25);
        ruth.follow("Next page").await;
        assert_eq!(names(&ruth.rows()), ["Person 26", "Person 27", "Person 28", "Person 29", "Person 30"]);
    }

    async fn each_council_is_walled_off(db: TestDb) {
        let app = TestApp::start(db).await;
        let leeds = council(&app, "Leeds City Council", "ruth@example.org", Role::CareManager);
        let bradford = council(&app, "Bradford Council", "amir@example.org", Role::FinanceOfficer);
        holder(&app, leeds, "Priya Shah", "HP-AAAA-AAAA");
        holder(&app, bradford, "Devon Clarke", "HP-BBBB-BBBB");
        let mut ruth = app.signed_in("ruth@example.org").await;
        ruth.does_not_see("Devon Clarke").visit("/council/people/HP-ZZZZ-ZZZZ").await.status(404);
        let nobody = ruth.main_text();
        ruth.visit("/council/people/HP-BBBB-BBBB").await.status(404);
        assert_eq!(ruth.main_text(), nobody);
        let mut amir = app.signed_in("amir@example.org").await;
        amir.sees("Devon Clarke").does_not_see("Priya Shah").visit("/council/people/HP-AAAA-AAAA").await.status(404);
        // A commissioner shapes the market and sees no people; nor does anybody else.
        council(&app, "Kirklees Council", "jo@example.org", Role::Commissioner);
        let mut jo = app.signed_in("jo@example.org").await;
        jo.visit("/council").await.status(404);
        jo.visit("/council/people/HP-AAAA-AAAA").await.status(404);
    }
}
