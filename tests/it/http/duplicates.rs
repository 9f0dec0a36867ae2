//! Providers that may be one, by the pages of a moderator.

use handpick::accounts::Role;
use handpick::directory::model::{ProviderKind, ProviderState};
use handpick::directory::service::enrol::{self, NewProvider};
use handpick::kernel::ids::ProviderId;

use super::market;
use crate::support::TestApp;
use crate::support::browser::Browser;

/// A second provider of the same name at the same postcode, and the pair noted.
fn twin(app: &TestApp, name: &str) -> ProviderId {
    let now = app.now();
    let name = name.to_owned();
    app.write(move |db| {
        let new = NewProvider {
            name: name.clone(),
            postcode: Some("LS4 2BP".to_owned()),
            phone: Some("0113 496 0999".to_owned()),
            ..NewProvider::default()
        };
        enrol::provider(db, &new, now)
    })
}

async fn nia(app: &TestApp) -> Browser {
    market::moderator(app);
    app.signed_in("moderator@example.org").await
}

/// An organisation of its own with somebody who works there.
async fn newcomer(app: &TestApp, email: &str, name: &str) -> Browser {
    let (_, organisation) = market::staff(app, email, "Sana Malik", Role::ProviderStaff, name);
    let (now, name) = (app.now(), name.to_owned());
    app.write(move |db| {
        let (kind, state) = (ProviderKind::Voluntary, ProviderState::Verified);
        let new = NewProvider {
            organisation_id: Some(organisation),
            name: name.clone(),
            kind,
            state,
            ..NewProvider::default()
        };
        enrol::provider(db, &new, now)
    });
    app.signed_in(email).await
}

on_each_backend! {
    /// Nothing else about them is alike.
    async fn saving_a_charitys_or_companys_number_finds_who_has_it_already(db: TestDb) {
        let app = TestApp::start(db).await;
        let mut nia = nia(&app).await;
        let mut staff = [
            newcomer(&app, "first@example.org", "Aire Befrienders").await,
            newcomer(&app, "second@example.org", "Saltaire Lunch Club").await,
            newcomer(&app, "third@example.org", "Ilkley Minibus").await,
        ];
        for (who, field, number) in [
            (0, "Charity number", "1012345"),
            (1, "Charity number", "1012345"),
            (1, "Company number", "01234567"),
            (2, "Company number", "01234567"),
        ] {
            staff[who].visit("/provider/profile/more").await.fill(field, number).press("Save").await.status(200);
        }
        nia.visit("/moderation/duplicates").await.sees("2 pairs to look at.");
        nia.sees("The same charity number").sees("Aire Befrienders and Saltaire Lunch Club");
        nia.sees("The same company number").sees("Saltaire Lunch Club and Ilkley Minibus");
    }

    async fn a_moderator_merges_two_that_are_the_same(db: TestDb) {
        let app = TestApp::start(db).await;
        let kept = market::provider(&app);
        let name = handpick::directory::service::provider_page(&app.app, None, kept).await.unwrap().provider;
        let twin = {
            let (now, postcode, name) = (app.now(), name.postcode.clone(), format!("{} Ltd", name.name));
            app.write(move |db| {
                let new = NewProvider {
                    name: name.clone(),
                    postcode: postcode.clone(),
                    phone: Some("0113 496 0999".to_owned()),
                    ..NewProvider::default()
                };
                let id = enrol::provider(db, &new, now)?;
                enrol::find_duplicates(db, id, now)?;
                Ok(id)
            })
        };
        let mut nia = nia(&app).await;
        nia.visit("/moderation/duplicates").await.sees("1 pair to look at.").sees("A similar name at the same postcode");
        let pair = format!("{} and {} Ltd", name.name, name.name);
        nia.follow(&pair).await.heading("Are these the same provider?").sees("0113 496 0999");
        let here = nia.path().to_owned();
        nia.visit(&format!("{here}/check")).await.status(422).sees("Choose which one stays.");
        nia.visit(&here).await.press("Check and merge").await.heading("Check before you merge");
        nia.sees("This can’t be undone.").press("Merge them").await.at("/moderation/duplicates").sees("Merged.");
        nia.sees("No two look the same");
        nia.visit("/moderation/decisions").await.sees("1 decision").sees(&format!("{} Ltd was merged into {}.", name.name, name.name));
        let mails = app.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "grace@example.org" && mail.text.contains("They are one page now.")));
        let mut anyone = app.browser();
        anyone.visit(&format!("/providers/{twin}-anything")).await.at(&name.path()).status(200);
        nia.visit(&here).await.status(409).sees("Somebody has already checked this.");
        nia.post("/moderation/duplicates/1/merge", &[("stays", "first")]).await;
        assert!([403, 409].contains(&nia.answered()));
    }

    async fn two_that_arent_are_remembered(db: TestDb) {
        let app = TestApp::start(db).await;
        let (one, two) = (twin(&app, "Larch House"), twin(&app, "Larch  HOUSE"));
        assert!(one < two);
        let now = app.now();
        app.write(move |db| enrol::find_duplicates(db, two, now));
        let mut nia = nia(&app).await;
        nia.visit("/moderation/duplicates").await.follow("Larch House and Larch HOUSE").await;
        nia.press("They are not the same").await.at("/moderation/duplicates").sees("Noted.").sees("No two look the same");
        app.write(move |db| enrol::find_duplicates(db, two, now));
        nia.reload().await.sees("No two look the same");
        nia.visit("/moderation/decisions").await.sees("Not the same provider").sees("Not the same as Larch HOUSE");
    }

    async fn only_moderators_see_them(db: TestDb) {
        let app = TestApp::start(db).await;
        let (_, two) = (twin(&app, "Larch House"), twin(&app, "Larch House"));
        let now = app.now();
        app.write(move |db| enrol::find_duplicates(db, two, now));
        app.user("anna@example.org", "Anna Lee");
        let mut anna = app.signed_in("anna@example.org").await;
        for path in ["/moderation/duplicates", "/moderation/duplicates/1", "/moderation/duplicates/1/check?stays=first"] {
            anna.visit(path).await.status(404);
        }
        anna.visit("/account").await;
        for path in ["/moderation/duplicates/1/merge", "/moderation/duplicates/1/different"] {
            anna.post(path, &[("stays", "first")]).await.status(404);
            anna.post_without_token(path, &[("stays", "first")]).await.status(403);
        }
        let mut nia = nia(&app).await;
        for odd in ["0", "x", "99", "9223372036854775808"] {
            nia.visit(&format!("/moderation/duplicates/{odd}")).await.status(404);
        }
    }
}
