//! Pages behind signing in: for each role, everything that can be reached by links from where they start.

use handpick::guidance;
use handpick::plans::model::examples;

use crate::support::look::Findings;
use crate::support::town::{Holder, pounds};
use crate::support::{Person, Scripts, Site, open};

/// A desk and a phone.
const WIDTHS: [u32; 2] = [1280, 375];

/// Pages that `public` looks at.
fn known() -> Vec<String> {
    let mut known: Vec<String> = guidance::routes::paths().map(ToOwned::to_owned).collect();
    known.extend(["/", "/search", "/display"].map(ToOwned::to_owned));
    // They look alike; `public` looks at one.
    known.extend(examples::all().iter().map(|example| format!("/plans/examples/{}", example.slug)));
    known
}

/// Puts a line into the basket, and leaves by the form's refusal of an empty one.
async fn fill_basket(findings: &mut Findings, person: &Person, site: &Site) {
    person.visit(&format!("/listings/{}/order", site.town.help)).await.press("Add to basket").await;
    findings.look_here(person, "days and times, refused", &WIDTHS).await;
    person.tick("Tuesday").await.fill("What time should it start?", "2pm").await;
    for (part, value) in [("Day", "1"), ("Month", "12"), ("Year", "2026")] {
        person.fill_in("What is the first day?", part, value).await;
    }
    person.fill("How many hours each time?", "3").await.press("See what it costs").await;
    person.press("Add to basket").await.is_on("Your basket").await;
    person.press_with(&["Place order for"]).await;
    findings.look_here(person, "basket, not agreed", &WIDTHS).await;
}

async fn refused(findings: &mut Findings, person: &Person, path: &str, button: &str) {
    person.visit(path).await.press(button).await;
    findings.look_here(person, &format!("{path}, refused"), &WIDTHS).await;
}

/// Adds a line of the bank account by hand, and looks at the page that asks what it was for.
async fn bank_lines(findings: &mut Findings, person: &Person) {
    refused(findings, person, "/budget/bank", "Add it").await;
    for (part, value) in [("Day", "3"), ("Month", "11"), ("Year", "2026")] {
        person.fill_in("When was it paid?", part, value).await;
    }
    person.fill("How much was paid?", "12.50").await.fill("Who was paid?", "Taxi to the clinic").await;
    person.press("Add it").await.follow_with(&["Say what it was for"]).await;
    findings.look_here(person, "a line of the bank account", &WIDTHS).await;
    person.press("Save").await;
    let mut lines = Findings::default();
    lines.look(person, "/budget/bank", &WIDTHS).await;
    lines.none();
}

fn holder_with_everything(site: &Site, name: &str) -> (Holder, String) {
    let holder = site.holder(name, pounds(5_000));
    let order = site.running_order(&holder);
    (holder, order)
}

#[tokio::test]
async fn nothing_is_wrong_for_a_holder() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let (holder, order) = holder_with_everything(site, "Hana Lee");
    let mut findings = Findings::default();
    person.becomes(&holder.email).await;
    findings.look(&person, "/basket", &WIDTHS).await;
    fill_basket(&mut findings, &person, site).await;
    let (order, listing) = (format!("/orders/{order}"), format!("/listings/{}", site.town.help));
    let from = [
        "/account",
        "/budget",
        "/budget/bank",
        "/budget/statements",
        "/budget/tracking",
        "/budget/easy-read",
        "/plan",
        "/orders",
        &order,
        "/basket",
        &listing,
    ];
    let looked = findings.look_around(&person, &from, &known(), &WIDTHS).await;
    for kind in [
        "/orders/{}/rate/{}",
        "/orders/{}/cancel",
        "/orders/{}/visits/{}/cancel",
        "/orders/{}/lines/{}/times",
        "/orders/pause",
        "/calendar",
        "/basket/{}/change",
    ] {
        assert!(looked.iter().any(|looked| looked == kind), "no link leads to {kind}: {looked:?}");
    }
    for path in ["/search?budget=1&near=LS6", "/search?q=zzzzqqqq&check=dbs&day=night", "/requests"] {
        findings.look(&person, path, &[1280, 320]).await;
    }
    refused(&mut findings, &person, "/requests/new", "Send my request").await;
    let (request, _, quote) = site.quoted(&holder);
    // Two that are called the same.
    site.quoted(&holder);
    for path in ["/requests".to_owned(), request, format!("{quote}/accept"), format!("{quote}/decline")] {
        findings.look(&person, &path, &WIDTHS).await;
    }
    refused(&mut findings, &person, &format!("{quote}/decline"), "Say no").await;
    let shared = site.shared(&holder);
    for path in [
        "/shared".to_owned(),
        shared.clone(),
        format!("{shared}/yes"),
        format!("{shared}/parts"),
        format!("{shared}/out"),
    ] {
        findings.look(&person, &path, &WIDTHS).await;
    }
    refused(&mut findings, &person, &shared, "Make a link").await;
    findings.look(&person, &format!("/listings/{}/share", site.town.help), &WIDTHS).await;
    person.visit(&format!("{quote}/accept")).await.press_with(&["Order for"]).await;
    findings.look_here(&person, "a quote, not agreed", &WIDTHS).await;
    refused(&mut findings, &person, "/orders/pause", "See what it does").await;
    bank_lines(&mut findings, &person).await;
    person.visit(&listing).await;
    person.visit(&format!("{listing}/order")).await.press("Add another visit time").await;
    person.press("Add a break, such as a holiday").await;
    // The same page as before, fuller: it has the same title.
    let mut fuller = Findings::default();
    fuller.look_here(&person, "days and times, two visits and a break", &WIDTHS).await;
    fuller.none();
    refused(&mut findings, &person, "/account/password", "Change my password").await;
    refused(&mut findings, &person, "/account/people/add", "Let them act for me").await;
    person.visit(&order).await.follow("Rate it").await.press("Send my review").await;
    findings.look_here(&person, "rating, refused", &WIDTHS).await;
    person.leave().await;
    findings.none();
}

#[tokio::test]
async fn nothing_is_wrong_for_somebody_without_a_budget() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let now = site.now();
    site.write(move |db| crate::support::town::user(db, "new@example.org", "Noor Aziz", now));
    let mut findings = Findings::default();
    person.becomes("new@example.org").await;
    for path in ["/budget", "/plan", "/orders", "/account"] {
        assert_eq!(findings.look(&person, path, &WIDTHS).await, 200, "{path} is in the menu");
    }
    findings.look(&person, "/basket", &WIDTHS).await;
    person.leave().await;
    findings.none();
}

#[tokio::test]
async fn nothing_is_wrong_for_a_provider() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let (holder, order) = holder_with_everything(site, "Ines Roth");
    site.rated(&holder, &order, "They come when they say.");
    let mut findings = Findings::default();
    person.becomes(&holder.email).await;
    fill_basket(&mut Findings::default(), &person, site).await;
    person.tick("I have read this, and I want these orders.").await.press_with(&["Place order for"]).await;
    person.becomes("grace@example.org").await;
    let listing = format!("/provider/listings/{}/edit", site.town.help);
    let mut known = known();
    known.push(format!("/listings/{}-help-at-home", site.town.help));
    let looked = findings.look_around(&person, &["/provider", &listing], &known, &WIDTHS).await;
    for kind in [
        "/provider/accreditations/new",
        "/provider/orders/{}/decline",
        "/provider/visits/{}",
        "/provider/ratings/{}/reply",
        "/provider/listings/{}/edit/prices",
        "/provider/listings/{}/edit/pictures",
        "/provider/listings/{}/history",
    ] {
        assert!(looked.iter().any(|looked| looked == kind), "no link leads to {kind}: {looked:?}");
    }
    refused(&mut findings, &person, "/provider/listings/new", "Save and go on").await;
    let (_, request, _) = site.quoted(&holder);
    for path in [request.clone(), format!("{request}/quote"), format!("{request}/quote/withdraw")] {
        findings.look(&person, &path, &WIDTHS).await;
    }
    refused(&mut findings, &person, &format!("{request}/quote/line"), "Add to the quote").await;
    refused(&mut findings, &person, "/provider/accreditations/new?scheme=dbs", "Send to be checked").await;
    refused(&mut findings, &person, "/provider/staff/invite", "Send the invitation").await;
    for path in [
        "/provider/start",
        "/provider/profile/more",
        "/provider/areas",
        "/provider/staff",
        "/provider/claim",
        "/provider/find?find=the",
        "/provider/invoices",
        "/provider/invoices/details",
        "/provider/bank",
    ] {
        findings.look(&person, path, &WIDTHS).await;
    }
    for path in ["/provider/listings/bulk", "/provider/listings/bulk/columns"] {
        findings.look(&person, path, &WIDTHS).await;
    }
    refused(&mut findings, &person, "/provider/listings/bulk", "Check this file").await;
    refused(&mut findings, &person, "/provider/bank", "Send me a code").await;
    let mut fuller = Findings::default();
    fuller.look(&person, "/provider/invoices/new?until=all", &WIDTHS).await;
    fuller.none();
    person.leave().await;
    findings.none();
}

#[tokio::test]
async fn nothing_is_wrong_for_a_broker() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let (holder, order) = holder_with_everything(site, "Jo Marsh");
    let email = site.broker("Tess Quinn", &[&holder]);
    let mut findings = Findings::default();
    person.becomes(&email).await;
    findings.look_around(&person, &["/broker", "/account"], &known(), &WIDTHS).await;
    person.visit(&format!("/broker/people/{}", holder.reference)).await.press("Act for Jo Marsh").await;
    for path in ["/budget", "/plan", "/orders", "/basket", &format!("/orders/{order}")] {
        findings.look(&person, path, &WIDTHS).await;
    }
    person.leave().await;
    findings.none();
}

#[tokio::test]
async fn nothing_is_wrong_for_a_council_and_a_moderator() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let (holder, order) = holder_with_everything(site, "Lou Page");
    site.rated(&holder, &order, "He hit me twice.");
    let mut known = known();
    known.push(format!("/listings/{}", site.town.help));
    known.push("/account".to_owned());
    let starts: [(&str, &[&str]); 3] = [
        ("chidi@example.org", &["/council", "/council/plans", "/council/reviews", "/council/spending-requests"]),
        (
            "fay@example.org",
            &[
                "/council/invoices",
                "/council/invoices/settings",
                "/council/payments",
                "/council/payments/lines",
                "/council/money?q=a",
                "/council/money/pots/1",
                "/council/year-end",
                "/council/year-end/policy",
                "/council/pots/1",
                "/council/pots/1/money",
                "/council/pots/1/rules",
            ],
        ),
        ("nia@example.org", &["/moderation", "/moderation/ratings", "/moderation/duplicates"]),
    ];
    let mut looked = Vec::new();
    for (email, from) in starts {
        let mut findings = Findings::default();
        person.becomes(email).await;
        looked.extend(findings.look_around(&person, from, &known, &WIDTHS).await);
        findings.none();
    }
    closing_a_case(&person, site).await;
    for kind in ["/council/people/{}", "/moderation/listings/{}", "/moderation/accreditations/{}"] {
        assert!(looked.iter().any(|looked| looked == kind), "no link leads to {kind}: {looked:?}");
    }
    person.leave().await;
}

/// Closes a case, and looks at each page of it.
async fn closing_a_case(person: &Person, site: &Site) {
    let holder = site.holder("Ivo Marsh", pounds(900));
    let mut findings = Findings::default();
    person.becomes("chidi@example.org").await;
    let at = format!("/council/people/{}/close", holder.reference);
    refused(&mut findings, person, &at, "See what it does").await;
    person
        .answer("Why is the case closed?", "Something else")
        .await
        .fill("What else should be known? (optional)", "A test")
        .await;
    for (part, value) in [("Day", "20"), ("Month", "11"), ("Year", "2026")] {
        person.fill_in("When did it happen?", part, value).await;
    }
    person.press("See what it does").await;
    findings.look_here(person, "what closing a case does", &WIDTHS).await;
    person.press("Close the case").await;
    findings.look_here(person, "a closed case", &WIDTHS).await;
    for path in [format!("{at}/reopen"), "/council/closed".to_owned()] {
        findings.look(person, &path, &WIDTHS).await;
    }
    findings.none();
}

/// 320 px is what 400 % zoom leaves of a 1280 px screen.
#[tokio::test]
async fn key_pages_are_fine_dark_and_large_and_narrow() {
    let Some((site, person)) = open(Scripts::On).await else { return };
    let (holder, order) = holder_with_everything(site, "Max Dunn");
    let mut findings = Findings::default();
    person.becomes(&holder.email).await.visit(&format!("/listings/{}/order", site.town.help)).await;
    fill_basket(&mut Findings::default(), &person, site).await;
    for colours in ["Light words on a dark page", "Dark words on cream"] {
        person.visit("/display").await.answer("Colours", colours).await.answer("Size of the words", "Large").await;
        person.press("Save").await;
        let (order, listing) = (format!("/orders/{order}"), format!("/listings/{}", site.town.help));
        let choose = format!("{listing}/order");
        let search = "/search?q=help+at+home&near=LS6";
        for path in ["/", search, &listing, &choose, "/basket", "/budget", "/plan", "/orders", &order, "/account"] {
            findings.look(&person, path, &[320]).await;
        }
    }
    person.leave().await;
    findings.none();
}
