//! The calendar: on its page, in words, and as a file that other calendars follow at a secret address.

use handpick::kernel::DeliveryId;
use handpick::orders::service;

use crate::support::browser::Browser;
use crate::support::market::{Market, once, pounds, weekly};

/// Follows an address of another site's links: its path.
fn path(address: &str) -> String {
    let at = address.find("/calendar/").unwrap();
    address[at..].to_owned()
}

/// The file at an address.
async fn fetch(phone: &mut Browser, address: &str) -> String {
    phone.visit(address).await.status(200);
    phone.html().to_owned()
}

async fn first_visit(market: &Market, reference: &str) -> DeliveryId {
    service::order_view(&market.app, &market.priya, reference).await.unwrap().deliveries[0].id
}

on_each_backend! {
    /// A month, a week, and both in words, for the holder, the provider and the broker.
    async fn everybody_sees_their_visits(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        market.add(&market.priya, once(1, "2026-12-04", "2pm")).await;
        market.place(&market.priya).await;
        let first = first_visit(&market, &reference).await;
        service::cancel_delivery(&market.app, &market.priya, first, None).await.unwrap();
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/calendar").await.heading("Calendar: November 2026").sees("There are no visits.");
        priya.follow("December 2026").await.heading("Calendar: December 2026");
        priya.sees("5 visits: 5 to come.").sees("Tue 8").sees("10am to 1pm").sees("Aire Valley Home Support");
        priya.sees("Not accepted yet").follow("Show a week").await.heading("Calendar: Week of 30 November 2026");
        priya.sees("1 visit: 1 to come.");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/calendar?month=2026-12").await.sees("4 visits").sees("Priya Shah").does_not_see("Not accepted yet");
        let mut tom = market.site.signed_in("tom@example.org").await;
        tom.visit("/calendar?week=2026-12-08").await.sees("My people").sees("1 visit").sees("Priya Shah");
        for nonsense in ["/calendar?month=2026-99", "/calendar?week=yesterday&of=77", "/calendar?month=0000-00"] {
            tom.visit(nonsense).await.status(200).heading("Calendar: November 2026");
        }
        market.site.user("new@example.org", "Noor Aziz");
        let mut nobody = market.site.signed_in("new@example.org").await;
        nobody.visit("/calendar").await.status(200).sees("The calendar shows visits to");
    }

    /// The secret address is shown once, works without signing in, says what was called off, and can be made anew or
    /// taken away.
    async fn a_calendar_follows_visits_at_a_secret_address(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let reference = market.accepted(weekly(&["Tue"], 3, "10am", "2027-03-23")).await;
        let first = first_visit(&market, &reference).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/calendar").await.press("Make a secret address").await.heading("Your calendar’s address");
        let address = path(priya.html().split("value=\"").find(|part| part.contains("visits.ics")).unwrap().split('"').next().unwrap());
        priya.visit("/calendar").await.does_not_see("visits.ics").sees("A calendar follows these visits");
        let mut phone = market.site.browser();
        let file = fetch(&mut phone, &address).await;
        assert!(file.starts_with("BEGIN:VCALENDAR\r\n"), "{file}");
        assert_eq!(file.matches("BEGIN:VEVENT").count(), 2);
        // 10am is 10:00 in universal time before the clocks go forward, and 9:00 after.
        for line in [
            format!("UID:visit-{first}@"),
            "DTSTART:20270323T100000Z".to_owned(),
            "DTEND:20270323T130000Z".to_owned(),
            "DTSTART:20270330T090000Z".to_owned(),
            "SUMMARY:Help at home\\, Aire Valley Home Support".to_owned(),
        ] {
            assert!(file.contains(&line), "{line} in {file}");
        }
        assert!(!file.contains("STATUS:CANCELLED"));
        service::cancel_delivery(&market.app, &market.priya, first, None).await.unwrap();
        let file = fetch(&mut phone, &address).await;
        let cancelled = file.split("BEGIN:VEVENT").find(|part| part.contains(&format!("visit-{first}@"))).unwrap();
        assert!(cancelled.contains("STATUS:CANCELLED") && cancelled.contains("SEQUENCE:1"));
        // A new address ends the old one; taking it away ends both.
        priya.visit("/calendar").await.press("Make a new address").await;
        let newer = path(priya.html().split("value=\"").find(|part| part.contains("visits.ics")).unwrap().split('"').next().unwrap());
        phone.visit(&address).await.status(404);
        assert!(fetch(&mut phone, &newer).await.contains("BEGIN:VEVENT"));
        priya.visit("/calendar").await.press("Stop sharing").await.sees("The address no longer works.");
        phone.visit(&newer).await.status(404);
        phone.visit("/calendar/guess/visits.ics").await.status(404);
        priya.visit("/calendar").await;
        priya.post("/calendar/feed/end", &[("of", "1")]).await.sees("The address no longer works.");
        priya.post("/calendar/feed", &[("of", "1")]).await.status(200);
    }

    /// What an address shows ends with the permission of whoever made it.
    async fn a_revoked_mandate_ends_the_brokers_calendar(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.accepted(weekly(&["Tue"], 3, "10am", "2026-12-01")).await;
        let tom = market.tom_for_priya();
        let address = path(&service::diary::new_feed(&market.app, &tom, "1").await.unwrap());
        let people = path(&service::diary::new_feed(&market.app, &market.tom, "1").await.unwrap());
        let mut phone = market.site.browser();
        assert!(fetch(&mut phone, &address).await.contains("BEGIN:VEVENT"));
        assert!(fetch(&mut phone, &people).await.contains("SUMMARY:Help at home\\, Priya Shah"));
        market.now_is("2027-07-01T09:00:00");
        phone.visit(&address).await.status(404);
        assert!(!fetch(&mut phone, &people).await.contains("BEGIN:VEVENT"), "the mandate has run out");
    }
}
