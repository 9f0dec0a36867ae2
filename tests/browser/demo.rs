//! The demo's market, as each of its accounts finds it on the narrowest phone: longer words and fuller pages than the town's.

use handpick::demo::{ACCOUNTS, HOST, PASSWORD};
use handpick::guidance;

use crate::support::look::Findings;
use crate::support::{Person, open_demo};

const PHONE: [u32; 1] = [320];

/// Where each account begins.
const STARTS: [(&str, &[&str]); 6] = [
    ("holder", &["/budget", "/account", "/search?q=help"]),
    ("broker", &["/broker"]),
    ("provider", &["/provider"]),
    ("care-manager", &["/council"]),
    ("finance", &["/council"]),
    ("moderator", &["/moderation", "/moderation/ratings"]),
];

async fn look_as(person: &Person, local: &str, from: &[&str]) {
    let mut known: Vec<String> = guidance::routes::paths().map(ToOwned::to_owned).collect();
    known.push("/display".to_owned());
    if local != "holder" {
        known.extend(["/", "/account", "/account/password", "/account/people"].map(ToOwned::to_owned));
        known.extend(["/search", "/listings/1", "/providers/1"].map(ToOwned::to_owned));
    }
    let mut findings = Findings::default();
    person.signs_in(&format!("{local}@{HOST}"), PASSWORD).await;
    let looked = findings.look_around(person, from, &known, &PHONE).await;
    findings.none();
    assert!(looked.len() > 1, "{local} can go somewhere");
}

#[tokio::test]
async fn nothing_is_wrong_with_the_demo() {
    let Some(person) = open_demo().await else { return };
    assert_eq!(ACCOUNTS.map(|account| account.local), STARTS.map(|(local, _)| local));
    for (local, from) in STARTS {
        look_as(&person, local, from).await;
    }
    person.leave().await;
}
