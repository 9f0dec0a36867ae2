//! Pages that everybody sees: nothing wrong with them for any reader.

use handpick::guidance;

use crate::support::look::Findings;
use crate::support::{Scripts, Site, open};

/// A desk and a phone.
const WIDTHS: [u32; 2] = [1280, 375];

/// Every page that needs no account, and the errors.
fn pages(site: &Site) -> Vec<String> {
    let town = &site.town;
    let mut pages: Vec<String> = guidance::routes::paths().map(ToOwned::to_owned).collect();
    pages.extend(
        [
            "/",
            "/search",
            "/search?q=help+at+home&near=LS6",
            "/search?q=zzzzqqqq&near=nowhere-at-all",
            "/search?near=LS6&within=20&unit=hour&check=dbs&when=tue_morning&group=older_people&soon=28&min=-5",
            "/sign-in",
            "/sign-up",
            "/sign-up/for-me",
            "/sign-up/for-someone",
            "/sign-up/provider",
            "/sign-up/council",
            "/sign-up/check-your-email",
            "/forgotten-password",
            "/forgotten-password/sent",
            "/confirm-email/no-such-link",
            "/join/no-such-link",
            "/display",
            "/plans/examples",
            "/plans/examples/rose-at-home",
            "/no-such-page",
        ]
        .map(ToOwned::to_owned),
    );
    pages.extend([town.help, town.unclaimed].map(|listing| format!("/listings/{listing}")));
    pages.push(format!("/listings/{}-help-at-home?easy-read=1", town.help));
    pages.push("/providers/1".to_owned());
    pages.push(format!("/report/listing/{}", town.help));
    pages.push(format!("/report/listing/{}/thanks?urgent=1", town.help));
    pages
}

#[tokio::test]
async fn nothing_is_wrong_with_public_pages() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let mut findings = Findings::default();
    for path in pages(site) {
        findings.look(&person, &path, &WIDTHS).await;
    }
    person.leave().await;
    findings.none();
}

#[tokio::test]
async fn nothing_is_wrong_with_forms_that_are_refused() {
    let Some((_, person)) = open(Scripts::On).await else { return };
    let mut findings = Findings::default();
    for (path, button) in [
        ("/sign-in", "Sign in"),
        ("/sign-up/for-me", "Make the account"),
        ("/sign-up/for-someone", "Make the account"),
        ("/sign-up/provider", "Make the account"),
        ("/forgotten-password", "Send me a link"),
    ] {
        person.visit(path).await.press(button).await;
        assert!(person.client.title().await.unwrap().starts_with("Error: "), "{path}");
        assert!(person.focus_is(".govuk-error-summary").await, "the summary of {path} has the focus");
        findings.look_here(&person, &format!("{path}, refused"), &WIDTHS).await;
    }
    person.leave().await;
    findings.none();
}

#[tokio::test]
async fn nothing_is_wrong_with_the_style_guide() {
    let Some((_, person)) = open(Scripts::On).await else { return };
    let mut findings = Findings::default();
    for page in ["", "/forms", "/market", "/money", "/front"] {
        findings.look(&person, &format!("/styleguide{page}"), &WIDTHS).await;
    }
    person.leave().await;
    findings.none();
}

#[tokio::test]
async fn public_pages_say_as_much_without_scripts() {
    let Some((site, person)) = open(Scripts::Off).await else { return };
    let mut findings = Findings::default();
    for path in pages(site) {
        person.visit(&path).await;
        findings.facts(&person, &path).await;
    }
    person.leave().await;
    findings.none();
}
