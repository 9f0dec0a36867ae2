//! Reviews of plans: what changed beside what was spent, and the signs that a plan should be looked at.

use handpick::budgets::ledger::{self, AccountKind, Posting, Reason};
use handpick::budgets::reviewing::service::look;
use handpick::budgets::service::current_pot;
use handpick::kernel::Money;
use handpick::plans::service::{current_plan, reminders};

use crate::plans::council;
use crate::support::browser::Browser;
use crate::support::purse::{assert_books_are_right, day, posting};

/// A change to the plan that runs, put to use as it is; gives its address.
async fn changes_nothing(writer: &mut Browser) -> String {
    writer.visit("/plans/new").await.choose("A change to the plan that runs now").press("Start writing").await;
    let path = writer.path().to_owned();
    writer.visit(&format!("{path}/send")).await.press("Use this plan").await.at(&path);
    path
}

on_each_backend! {
    /// Nothing is spent for six weeks: the person and the care managers are told once, and the review is due soon. What
    /// is spent on an outcome stands beside how it went, in the budget's own figures; the next plan begins from there.
    async fn a_review_shows_what_changed_beside_what_was_spent(db: TestDb) {
        let council = council(db).await;
        let (_priya, _jo, path) = council.agreed().await;
        council.app.mails().await;
        council.app.wait(60 * 24 * 41);
        assert_eq!(look(&council.app.app).await, Ok(0));
        council.app.wait(60 * 24);
        assert_eq!((look(&council.app.app).await, look(&council.app.app).await), (Ok(1), Ok(0)));
        council.app.wait(60 * 24);
        assert_eq!(look(&council.app.app).await, Ok(0), "it was told yesterday");
        reminders::remind(&council.app.app).await.unwrap();
        let mails = council.app.mails().await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.subject.starts_with("Time for a look")).map(|mail| mail.to.as_str()).collect();
        assert_eq!(told, ["jo@example.org", "pritam@example.org", "priya@example.org", "tom@example.org"]);
        assert!(mails.iter().any(|mail| mail.text.contains("Nothing was spent for 6 weeks or more. The plan began on 21 November 2026.")));
        let mut jo = council.app.signed_in("jo@example.org").await;
        jo.visit("/council/reviews").await.sees("1 review due").sees("Nothing was spent").sees("30 January 2027");
        // A change, even one that changes nothing, calls no review off.
        let mut priya = council.app.signed_in("priya@example.org").await;
        let old = path;
        let path = changes_nothing(&mut priya).await;
        assert_ne!(path, old);
        jo.visit("/council/reviews").await.sees("1 review due").sees("Nothing was spent").sees("30 January 2027");
        jo.follow("Priya Shah").await.sees("Why look at it now").press("Write it down, no review needed").await.status(422);
        jo.sees("Write what you found.").fill("If it needs no review: what did you find?", "The pool was closed.");
        jo.press("Write it down, no review needed").await.sees("What you found is written down.").does_not_see("Why look at it now");

        let holder = council.priya;
        let now = council.app.now();
        let pot = council.app.write(move |db| {
            let pot = current_pot(db, holder, day("2027-01-03"))?.unwrap().id;
            let line = current_plan(db, holder, day("2027-01-03"))?.unwrap().lines[0].id;
            for (reason, from, to, pence) in [
                (Reason::Commit, AccountKind::Available, AccountKind::Committed, 10_000),
                (Reason::Deliver, AccountKind::Committed, AccountKind::Delivered, 4_200),
            ] {
                let moved = posting(pot, reason, from, to, pence, &format!("{reason:?}"));
                ledger::post(db, &Posting { plan_line: Some(line), at: now, ..moved }).unwrap();
            }
            Ok(pot)
        });
        let mut priya = council.app.signed_in("priya@example.org").await;
        priya.visit("/budget/tracking").await.sees("Swimming £42 £58 £100 £1,040");
        priya.visit(&format!("{path}/review")).await.sees("Swimming £1,040.00 £42.00 £58.00 £940.00").sees("The budget £1,040.00");
        let mut other = council.app.signed_in("priya@example.org").await;
        other.visit(&format!("{path}/review")).await;
        for browser in [&mut priya, &mut other] {
            browser.select("How far is it now?", "4, mostly").select("How good is life as a whole?", "3, half way");
            browser.fill("In your own words", "I swim each Friday.");
        }
        priya.press("Keep this review").await.sees("The review is kept. A care manager is asked to read it.");
        priya.sees("“I swim each Friday.” 2, a little 4, mostly Better £42.00 £1,040.00");
        other.press("Keep this review").await.status(422).sees("Somebody else reviewed this plan just now.");
        let mut easy = council.app.signed_in("priya@example.org").await;
        easy.visit(&format!("{path}/review")).await.follow("The same in easy read").await.at(&format!("{path}/review/easy-read"));
        easy.sees("Before: 2, a little. Now: 4, mostly. So it is: better.").sees("“I swim each Friday.”").sees("£42 is spent.");
        // It counts once a care manager has read it.
        priya.sees("A care manager has not read this review yet").sees("The review is due by 30 January 2027.");
        priya.does_not_see("I have read this review");
        let mails = council.app.mails().await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.subject == "A review to read: the plan of Priya Shah").collect();
        assert_eq!(told.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["jo@example.org", "pritam@example.org"]);
        assert!(told[0].text.contains("still due by 30 January 2027") && told[0].text.contains(&format!("{path}/review")));
        priya.post(&format!("{path}/review/counts"), &[("review", "1")]).await.status(403);
        jo.visit(&format!("{path}/review")).await.press("I have read this review; it counts as the review").await;
        jo.sees("It counts as the review now.").does_not_see("has not read");
        jo.post(&format!("{path}/review/counts"), &[("review", "1")]).await.status(409);
        // It came early, so the plan's own review is still to come; and the next plan begins from what was said, also after
        // another change.
        priya.visit(&format!("{path}/review")).await.sees("The next review is due by 9 October 2027.");
        let path = changes_nothing(&mut priya).await;
        priya.visit(&format!("{path}/review")).await.sees("The next review is due by 9 October 2027.").follow("Write the next plan, starting from this one").await;
        priya.press("Start writing").await;
        let next = priya.path().to_owned();
        assert_ne!(next, path);
        priya.visit(&format!("{next}/write/outcomes")).await;
        assert!(priya.html().contains("<option value=\"4\" selected"), "{}", priya.html());
        let mut daniel = council.app.signed_in("daniel@example.org").await;
        daniel.visit("/council/year-end/policy").await.choose("Up to a share of the year’s budget").fill("The share", "10");
        daniel.press("Save the policy").await.visit(&format!("{path}/review")).await.sees("Carried forward to the next year £104.00");
        daniel.sees("Taken back by the council £836.00").does_not_see("Keep this review");
        let mut ian = council.app.signed_in("ian@example.org").await;
        ian.visit(&format!("{path}/review")).await.status(404);
        ian.visit(&format!("{path}/review/easy-read")).await.status(404);
        ian.visit("/account").await.post(&format!("{path}/review/signs"), &[("found", "x")]).await.status(404);
        ian.visit("/council/reviews").await.sees("No reviews are due");
        let left = council.app.write(move |db| ledger::balances(db, pot));
        assert_eq!(left.available, Money::from_pence(94_000));
        assert_books_are_right(&council.app.app.db);
    }

    /// How good life was when the plan was written is what its first review is held against; the next plan begins from there.
    async fn how_good_life_is_as_a_whole_is_held_against_what_the_plan_said(db: TestDb) {
        let council = council(db).await;
        let (mut priya, mut jo, path) = council.agreed_with(Some("2, a little")).await;
        priya.visit(&path).await.sees("Life as a whole, when this was written: 2, a little.");
        jo.visit(&format!("{path}/review")).await.sees("Life as a whole, last time: 2, a little.");
        jo.select("How far is it now?", "4, mostly").select("How good is life as a whole?", "3, half way");
        jo.press("Keep this review").await.sees("Life as a whole: 3, half way. The time before: 2, a little. So it is: better.");
        jo.visit(&format!("{path}/review")).await.sees("Life as a whole, last time: 3, half way.");
        priya.visit(&format!("{path}/review")).await.follow("Write the next plan, starting from this one").await;
        priya.press("Start writing").await;
        let next = priya.path().to_owned();
        priya.visit(&format!("{next}/read")).await.sees("Life as a whole, when this was written: 3, half way.");
    }

    /// The person's own review calls no sign off and moves no day, until a care manager has read it.
    async fn the_person_alone_settles_no_sign(db: TestDb) {
        let council = council(db).await;
        let (_priya, _jo, path) = council.agreed().await;
        council.app.mails().await;
        council.app.wait(60 * 24 * 42);
        assert_eq!(look(&council.app.app).await, Ok(1));
        let mut priya = council.app.signed_in("priya@example.org").await;
        priya.visit(&format!("{path}/review")).await.sees("Why look at it now");
        priya.select("How far is it now?", "4, mostly").select("How good is life as a whole?", "3, half way");
        priya.press("Keep this review").await.sees("Why look at it now").sees("The review is due by 30 January 2027.");
        let mut jo = council.app.signed_in("jo@example.org").await;
        jo.visit("/council/reviews").await.sees("1 review due").sees("Nothing was spent").follow("Priya Shah").await;
        jo.press("I have read this review; it counts as the review").await.does_not_see("Why look at it now");
        jo.visit("/council/reviews").await.sees("No reviews are due");
    }
}
