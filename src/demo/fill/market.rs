//! Providers with their staff and accreditations, and listings, some dozens to a transaction.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Known, Setting, address, local_of};
use crate::accounts::service::enrol as accounts;
use crate::accounts::{OrganisationKind, Role};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::demo::chance::Chance;
use crate::demo::market::{Composed, Market, about, at_ten, has_website, is_in_airevale};
use crate::demo::written::Provider;
use crate::demo::{DemoError, Progress, shifted};
use crate::directory::model::{
    AccreditationCommand, AccreditationScheme, AccreditationState, ListingState, ProviderSource, ProviderState,
};
use crate::directory::service::enrol::{self, Check, NewAccreditation, NewListing, NewProvider};
use crate::kernel::{ListingId, OrganisationId, ProviderId};

/// Rows of one transaction: enough to be quick, few enough for progress to be seen.
const CHUNK: usize = 40;

pub(super) fn write(
    app: &App,
    setting: &Setting,
    mut known: Known,
    market: Market,
    progress: &dyn Fn(Progress),
) -> Result<Known, DemoError> {
    let mut made = std::collections::HashMap::new();
    let total = market.providers.len();
    for (done, chunk) in market.providers.chunks(CHUNK).enumerate() {
        progress(Progress { what: "providers", done: done * CHUNK, total });
        let (chunk, setting, before) = (Arc::new(chunk.to_vec()), setting.clone(), known.clone());
        let rows = app.db.write_blocking(move |db| {
            let mut known = before.clone();
            let ids: Result<Vec<_>, DbError> =
                chunk.iter().map(|new| Ok((new.key.clone(), provider(db, &setting, &mut known, new)?))).collect();
            Ok::<_, DbError>((known, ids?))
        })?;
        known = rows.0;
        made.extend(rows.1);
    }
    let total = market.listings.len();
    for (done, chunk) in market.listings.chunks(CHUNK).enumerate() {
        progress(Progress { what: "listings", done: done * CHUNK, total });
        let (chunk, made, setting) = (Arc::new(chunk.to_vec()), made.clone(), setting.clone());
        let rows = app.db.write_blocking(move |db| {
            let write = |new: &Composed| {
                let provider = made.get(&new.by).copied().ok_or_else(|| super::unknown(&new.by))?;
                let unit = new.prices.first().map(|price| price.unit);
                Ok(((new.by.clone(), new.command.title.clone()), (listing(db, &setting, provider, new)?, unit)))
            };
            chunk.iter().map(write).collect::<Result<Vec<_>, DbError>>()
        })?;
        known.listings.extend(rows);
    }
    known.providers = made;
    Ok(known)
}

fn listing(db: &mut Db, setting: &Setting, provider: ProviderId, new: &Composed) -> Result<ListingId, DbError> {
    let published = matches!(new.state, ListingState::Live | ListingState::Paused);
    let row = NewListing {
        provider_id: provider,
        command: new.command.clone(),
        prices: new.prices.clone(),
        state: new.state,
        published_at: published.then_some(new.published_at),
    };
    // What nobody has approved yet was written in the last days.
    let lately = at_ten(shifted(setting.today, -Chance::of(&new.command.title).between(1, 6)));
    enrol::listing(db, &row, if published { new.published_at } else { lately })
}

fn provider(db: &mut Db, setting: &Setting, known: &mut Known, new: &Provider) -> Result<ProviderId, DbError> {
    let chance = Chance::of(&new.key);
    let at = setting.before_year(chance.between(720, 880));
    let organisation = if new.unclaimed { None } else { Some(organisation(db, setting, known, new)?) };
    let local = |host: &str| format!("hello@{}.{host}", new.key);
    let person = new.is_person();
    let row = NewProvider {
        organisation_id: organisation,
        name: new.name.clone(),
        kind: new.kind,
        workers: new.workers,
        state: if new.unclaimed { ProviderState::Unclaimed } else { ProviderState::Verified },
        summary: new.summary.clone(),
        description: about(new),
        address: None,
        postcode: Some(new.postcode.clone()),
        place: new.place.clone(),
        phone: (!new.unclaimed).then(|| phone(&chance, person)),
        email: (!new.unclaimed).then(|| local("example")),
        website: (!new.unclaimed && has_website(new.kind)).then(|| format!("https://www.{}.example", new.key)),
        cqc_rating: new.cqc.clone(),
        cqc_checked_on: new.cqc.as_ref().map(|_| shifted(setting.today, -chance.between(90, 600))),
        answers_in_days: new.answers,
        source: new.unclaimed.then(|| ProviderSource {
            name: "The demo’s own list".to_owned(),
            key: new.key.clone(),
            licence: "Invented for the demo: no such place exists.".to_owned(),
            hash: "demo".to_owned(),
        }),
        ..NewProvider::default()
    };
    let id = enrol::provider(db, &row, at)?;
    for scheme in new.has.iter().chain(&new.waiting) {
        let row = accreditation(setting, known, (id, new), *scheme, &chance)?;
        // What nobody has looked at yet was sent in the last days.
        let sent =
            if new.waiting.contains(scheme) { at_ten(shifted(setting.today, -chance.between(1, 6))) } else { at };
        enrol::accreditation(db, &row, sent)?;
    }
    Ok(id)
}

/// Its organisation, with whoever runs it here; a broker organisation that offers planning is there already.
fn organisation(db: &mut Db, setting: &Setting, known: &mut Known, new: &Provider) -> Result<OrganisationId, DbError> {
    let at = setting.before_year(880);
    let id = if let Some(id) = known.organisations.get(&new.key) {
        *id
    } else {
        let email = format!("hello@{}.example", new.key);
        accounts::organisation(db, OrganisationKind::Provider, &new.name, (Some(&email), None), at)?
    };
    known.organisations.insert(new.key.clone(), id);
    if let Some(name) = &new.staff {
        // The one that is told about has a short address; everybody else's is their name.
        let local = if name == "Grace Mensah" { "provider".to_owned() } else { local_of(name) };
        let user = accounts::user(db, &address(&local), name, &setting.password_hash, at)?;
        accounts::member(db, user, id, Role::ProviderStaff, at)?;
        known.users.insert(new.key.clone(), user);
    }
    Ok(id)
}

/// Numbers from the ranges that Ofcom keeps for drama.
fn phone(chance: &Chance, person: bool) -> String {
    let last = chance.between(0, 999);
    if person { format!("07700 900{last:03}") } else { format!("0113 496 0{last:03}") }
}

fn accreditation(
    setting: &Setting,
    known: &Known,
    (id, new): (ProviderId, &Provider),
    scheme: AccreditationScheme,
    chance: &Chance,
) -> Result<NewAccreditation, DbError> {
    let number = chance.between(1_000, 9_999);
    let (reference, scope, lasts) = match scheme {
        AccreditationScheme::DBS if new.is_person() => (format!("DBS-{number}"), "Enhanced, with barred lists", 800),
        AccreditationScheme::DBS => (format!("DBS-{number}"), "Enhanced, everyone who visits people", 800),
        AccreditationScheme::INSURANCE if new.is_person() => (format!("PL-{number}"), "£5 million", 300),
        AccreditationScheme::INSURANCE => (format!("PL-{number}"), "£10 million", 330),
        AccreditationScheme::CQC => (format!("DEMO-{number}"), "Registered for personal care", 0),
        AccreditationScheme::COUNCIL_APPROVED => (format!("AP-{number}"), "On the council’s approved list", 500),
        AccreditationScheme::FOOD_HYGIENE => (format!("FH-{number}"), "Rated 5 out of 5", 0),
        AccreditationScheme::HCPC => (format!("DEMO-{number}"), "Registered therapists", 600),
        AccreditationScheme::LIVING_WAGE => (format!("LW-{number}"), "All staff, including travel time", 300),
        AccreditationScheme::TRUSTED_TRADER => (format!("TT-{number}"), "Checked jobs and references", 340),
        AccreditationScheme::PROFESSIONAL => (format!("PB-{number}"), "Registered member", 320),
        other => {
            (format!("DEMO-{number}"), "", i64::from(other.about().and_then(|about| about.months).unwrap_or(0)) * 30)
        }
    };
    let told = new.runs_out.get(&scheme).map(|days| shifted(setting.today, *days));
    let usual = || (lasts > 0).then(|| shifted(setting.today, chance.between(lasts / 3, lasts)));
    let expires_on: Option<NaiveDate> = told.or_else(usual);
    let by_name = match scheme {
        AccreditationScheme::COUNCIL_APPROVED | AccreditationScheme::FOOD_HYGIENE if is_in_airevale(&new.postcode) => {
            "Airevale Council"
        }
        AccreditationScheme::COUNCIL_APPROVED | AccreditationScheme::FOOD_HYGIENE => "Calder Moor Council",
        _ => "Alison Reeve, Handpick",
    };
    let check = Check {
        state: AccreditationState::Verified,
        by: Some(known.user("alison")?),
        by_name: Some(by_name.to_owned()),
        on: Some(shifted(setting.today, -chance.between(15, 240))),
    };
    Ok(NewAccreditation {
        provider_id: id,
        command: AccreditationCommand {
            scheme,
            reference,
            scope: scope.to_owned(),
            evidence_file: None,
            level: None,
            renews: None,
            expires_on,
        },
        check: if new.waiting.contains(&scheme) { Check::default() } else { check },
    })
}
