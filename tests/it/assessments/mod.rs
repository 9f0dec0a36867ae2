//! From questions to an indicative budget: who answers what, what it comes to, and who may see it.

mod answering;
mod editing;
mod money;
mod worked;

use handpick::accounts::service::enrol;
use handpick::accounts::{OrganisationKind, Role, Scope, Scopes};
use handpick::assessments::model::{Kind, Questionnaire};
use handpick::assessments::service::enrol as asked;
use handpick::assessments::starters;
use handpick::kernel::ids::{HolderId, OrganisationId, QuestionnaireId};

use crate::support::TestApp;

/// A council with its people: Priya answers for herself, Tom may write her plan, Ann may only look.
pub struct Town {
    pub app: TestApp,
    pub council: OrganisationId,
    pub priya: HolderId,
}

pub const PRIYA: &str = "HP-AAAA-AAAA";

/// A questionnaire short enough to answer in a test, from the one that comes with the program.
pub fn short(kind: Kind) -> Questionnaire {
    let mut short = starters::questionnaire(kind).unwrap();
    short.questions.retain(|question| {
        ["washing", "toilet", "nights", "family-help", "important", "hours", "mood"].contains(&question.key.as_str())
    });
    short
}

impl Town {
    pub async fn new(db: crate::support::TestDb) -> Self {
        let app = TestApp::start(db).await;
        let (jo, tom, ann, priya) = (
            app.user("jo@example.org", "Jo Wren"),
            app.user("tom@example.org", "Tom Adeyemi"),
            app.user("ann@example.org", "Ann Shah"),
            app.user("priya@example.org", "Priya Shah"),
        );
        let (dan, eve) = (app.user("dan@example.org", "Daniel Okafor"), app.user("eve@example.org", "Eve Stone"));
        let now = app.now();
        let (council, holder) = app.write(move |db| {
            let council = enrol::organisation(db, OrganisationKind::Council, "Airevale Council", (None, None), now)?;
            let other = enrol::organisation(db, OrganisationKind::Council, "Calder Council", (None, None), now)?;
            enrol::member(db, jo, council, Role::CareManager, now)?;
            enrol::member(db, jo, council, Role::Commissioner, now)?;
            enrol::member(db, dan, council, Role::FinanceOfficer, now)?;
            enrol::member(db, eve, other, Role::CareManager, now)?;
            let new = enrol::NewHolder {
                reference: PRIYA.to_owned(),
                user_id: Some(priya),
                council_id: Some(council),
                name: "Priya Shah".to_owned(),
                care_group: Some("physical_disability".to_owned()),
                ..enrol::NewHolder::default()
            };
            let holder = enrol::holder(db, &new, now)?;
            for (user, scopes) in [(tom, Scopes::new(&[Scope::Plan])), (ann, Scopes::new(&[Scope::View]))] {
                let mandate = enrol::NewMandate {
                    holder_id: holder,
                    user_id: user,
                    scopes,
                    order_limit: None,
                    four_week_limit: None,
                    starts_on: now.date(),
                    ends_on: None,
                    granted_by: priya,
                };
                enrol::mandate(db, &mandate, now)?;
            }
            Ok((council, holder))
        });
        Self { app, council, priya: holder }
    }

    /// Puts a short questionnaire in use.
    pub fn asks(&self, kind: Kind) -> QuestionnaireId {
        let (council, now) = (self.council, self.app.now());
        self.app.write(move |db| asked::questionnaire(db, council, kind, &short(kind), None, now))
    }

    /// Jo closes somebody's case as of today.
    pub async fn close(&self, reference: &str) {
        let mut jo = self.app.signed_in("jo@example.org").await;
        let form = [("why", "ended"), ("on_day", "21"), ("on_month", "11"), ("on_year", "2026"), ("sure", "yes")];
        jo.visit("/account").await.post(&format!("/council/people/{reference}/close"), &form).await;
        jo.sees("The case is closed");
    }

    /// Somebody who acts for Priya.
    pub async fn acting(&self, email: &str) -> crate::support::browser::Browser {
        let mut browser = self.app.signed_in(email).await;
        browser.visit(&format!("/broker/people/{PRIYA}")).await.press("Act for Priya Shah").await;
        browser
    }
}
