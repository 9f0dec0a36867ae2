//! Money rules, figures, contributions and the what-if, through their pages.

use diesel::prelude::*;
use handpick::accounts::By;
use handpick::accounts::service::enrol;
use handpick::assessments::model::contribution::{Collector, Decide, Net};
use handpick::assessments::model::{Answer, Answers, Done, Kind};
use handpick::assessments::service::{self, enrol as asked};
use handpick::assessments::starters;
use handpick::db::schema;
use handpick::directory::model::CareGroup;
use handpick::kernel::Money;
use handpick::kernel::ids::HolderId;

use super::{PRIYA, Town};
use crate::support::browser::Browser;

async fn sure(browser: &mut Browser) {
    browser.tick("I have seen what it would cost, and it is agreed.").press("Put it in use").await;
}

/// The rules that come with the program, in use.
async fn rules_in_use(town: &Town) -> Browser {
    let mut dan = town.app.signed_in("dan@example.org").await;
    dan.visit("/council/money-rules").await.press("Make a draft").await;
    sure(&mut dan).await;
    dan.sees("These rules are in use now.").sees("This version never changes.");
    dan
}

fn choices(said: &[(&str, &str)]) -> Answers {
    let content = starters::questionnaire(Kind::Adults).unwrap();
    let answer = |(key, words): &(&str, &str)| {
        let choice = content.question(key).unwrap().choices.iter().find(|choice| choice.words == *words).unwrap();
        ((*key).to_owned(), Answer::Choice(choice.key.clone()))
    };
    said.iter().map(answer).collect()
}

on_each_backend! {
    /// A finance officer writes rules, is told what is wrong with them, and can't change them once they are in use.
    async fn rules_are_written_checked_and_then_fixed(db: TestDb) {
        let town = Town::new(db).await;
        town.asks(Kind::Adults);
        let public = format!("/councils/{}/money", town.council);
        town.app.browser().visit(&public).await.sees("has not put its rules here");
        let mut dan = town.app.signed_in("dan@example.org").await;
        dan.visit("/council/money-rules").await.press("Make a draft").await.heading("Money rules, version 1");
        let draft = dan.path().to_owned();
        dan.visit(&format!("{draft}/tables/everybody")).await;
        for (rows, says) in [
            ("0 0\n30 5000\n20 3900", "Line 3: 20 points come after 30."),
            ("0 0\n\n20 3900", "Line 2 is empty."),
            ("5 0\n20 3900", "Begin at 0 points, so that there is no gap."),
        ] {
            dan.fill("Rows", rows).press("Save the table").await.status(422).sees(says);
        }
        dan.fill("Rows", "0 0\n20 3900").press("Save the table").await.at(&draft);
        dan.sees("It can’t be put in use yet").sees("ends at 20 points, and the questions can come to 36 points");
        dan.visit(&format!("{draft}/extras")).await;
        dan.fill("What is taken off for help from family and friends", "10 120%").press("Save").await;
        dan.status(422).sees("Line 1: Enter a percentage from 0 to 100").sees("10 120%");
        dan.fill("What is taken off for help from family and friends", &"1 1%\n".repeat(3_000)).press("Save").await.status(422);
        dan.fill("What is taken off for help from family and friends", "10 15%").press("Save").await.at(&draft);
        dan.visit(&format!("{draft}/tables/dementia")).await.choose("Amounts for each outcome: basic, standard, enhanced");
        for outcome in ["Health and wellbeing", "Choice and control", "Education, training and work"] {
            dan.fill(outcome, "2 500\n5 1200\n9 3000");
        }
        dan.fill("Social and community life", "5 500\n2 1200\n9 3000").press("Save the table").await.status(422).sees("2 points come after 5");
        dan.fill("Social and community life", "2 500\n5 1200\n9 3000").press("Save the table").await.sees("£3,000 from 9 points");
        dan.does_not_see("the money falls while the points rise").visit(&format!("{draft}/tables/dementia")).await;
        dan.fill("Choice and control", "2 500\n5 400\n9 3000").press("Save the table").await;
        dan.sees("Choice and control: the standard level gives less than the basic level, so the money falls while the points rise.");
        let mut other = town.app.signed_in("dan@example.org").await;
        other.visit(&format!("{draft}/tables/everybody")).await.fill("Rows", "0 0\n40 4567");
        dan.visit(&format!("{draft}/tables/everybody")).await.choose("The same amount for each point");
        dan.fill("Pounds a year for each point", "200").fill("Never more than", "5000").press("Save the table").await;
        other.press("Save the table").await.status(422).sees("Yours is not saved yet.").sees("40 4567");
        other.sees("Pounds a year for each point: 200.00");
        dan.press("Put it in use").await.status(422).sees("Tick the box if it is agreed.");
        sure(&mut dan).await;
        other.press("Save the table").await.status(409);
        dan.visit(&format!("{draft}/extras")).await.status(409);
        for email in ["eve@example.org", "priya@example.org"] {
            let mut nobody = town.app.signed_in(email).await;
            nobody.visit(&draft).await.status(404);
            nobody.visit(&format!("{draft}/what-if")).await.status(404);
            nobody.visit("/council/money-rules").await.status(404);
            nobody.visit("/account").await.post("/council/money-rules/start", &[]).await.status(404);
        }
        // £200 a point: 6 points are £1,200 a year, and the most, £5,000, comes with 25.
        let mut anybody = town.app.browser();
        anybody.visit(&public).await.follow("The same in easy read").await.sees("6 points are about £23 a week.");
        anybody.sees("25 points are about £96 a week.").sees("Then the money can be less.");
        anybody.visit(&public).await.sees("Each point gives £200.00 a year.").sees("Points and pounds a year").follow("Try it").await;
        anybody.press("See what it comes to").await.status(422).sees("Choose at least one answer.");
        anybody.select("How do you manage washing and looking after your body?", "I need help every day");
        anybody.select("Does anybody in your family, or a friend, help you without being paid, and can they go on?", "Yes, most days");
        anybody.press("See what it comes to").await.sees("about £1,530.00 a year").sees("9 points, £200.00 each").sees("15.0% less -£270.00");
        assert_eq!(anybody.address(), format!("{public}/try"), "no address holds what was answered");
        town.app.browser().visit("/councils/999/money").await.status(404);
    }

    /// From answers to a figure, line by line; adjusted and checked by a care manager; paid towards.
    async fn a_figure_says_why_it_is_what_it_is(db: TestDb) {
        let town = Town::new(db).await;
        town.asks(Kind::Adults);
        let (priya, council, now) = (town.priya, town.council, town.app.now());
        drop(rules_in_use(&town).await);
        let mut browser = town.app.signed_in("priya@example.org").await;
        browser.visit("/assessment").await.press("Begin").await.follow("Begin").await;
        for answer in ["I need help every day", "I need help every day", "Some nights", "Yes, most days"] {
            browser.choose(answer).press("Save and go on").await;
        }
        browser.press("Save and go on").await.tick("These answers are right, as far as I know.").press("Send in the answers").await;
        browser.follow("What they come to in money, and why").await.heading("Why is my figure this?");
        // 21 points: £3,900 and one of the 15 steps to £8,320; 10 % less for help from family.
        browser.sees("21 points: between 20 points (£3,900) and 35 points (£8,320) of the table £4,194.67");
        browser.sees("Help from family and friends: 10.0% less -£419.47").sees("£3,775.20").sees("The council has not checked it yet.");
        // Which answers the points come from, one by one, up to the same 21.
        browser.sees("The points of each answer").sees("Points for health and wellbeing I need help every day").sees("Points in all 21");
        browser.does_not_see("For the council").follow("The same in easy read").await;
        browser.sees("The points come to 21.").sees("The points come to about £3,775.20 a year.").follow("See how it is worked out").await;
        let path = browser.path().to_owned();
        browser.post(&path, &[("step", "check"), ("seen", "1")]).await.status(404);
        let mut jo = town.app.signed_in("jo@example.org").await;
        let mails = town.app.mails().await;
        let told = |to: &str, subject: &str| mails.iter().any(|mail| mail.to == to && mail.subject == subject);
        assert!(told("jo@example.org", "Answers sent in: Priya Shah") && told("priya@example.org", "The answers have arrived"));
        jo.visit(&path).await.press("I have checked this figure").await.sees("Jo Wren of the council checked it");
        let mails = town.app.mails().await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.subject == "The indicative budget is checked").collect();
        assert_eq!(told.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["priya@example.org", "ann@example.org", "tom@example.org"]);
        assert!(told[0].text.contains("It is £3,775.20 a year.") && told[0].text.contains(&path), "{}", told[0].text);
        jo.press("Adjust the figure").await.status(422).sees("Choose an adjustment, or write what it is.").sees("Write the reason.");
        jo.fill("What it is, if it is another one", "Ramp").fill("How much, if it is another one", "101%").fill("Why", "x").press("Adjust the figure").await;
        jo.status(422).sees("Enter a percentage from 0 to 100");
        jo.select("Which adjustment", "Two people are needed to lift: £1,500 a year more").fill("Why", "Transfers need two.").press("Adjust the figure").await;
        jo.sees("Two people are needed to lift: £1,500 a year more. Transfers need two. £1,500.00").sees("£5,275.20");
        let mut eve = town.app.signed_in("eve@example.org").await;
        eve.visit(&path).await.status(404);
        let found = town.app.write(move |db| service::indicative_for(db, priya)).unwrap();
        assert_eq!((found.gross, found.checked), (Money::from_pence(527_520), true));
        jo.press("Take this away Two people are needed to lift").await.sees("£3,775.20");
        // New answers count in place of the old ones, and only the newest figure does.
        town.app.write(move |db| {
            let user = enrol::user(db, "x@example.org", "X", "", now)?;
            asked::assessment(db, (priya, council, Kind::Adults), &choices(&[]), (Done::Alone, true), By { user, mandate: None }, now)
        });
        assert_eq!(town.app.write(move |db| service::indicative_for(db, priya)).unwrap().gross, Money::ZERO);
        // Once nothing needs it any more, what was written about her goes, and what it changed stays.
        let lines = town.app.write(move |db| {
            service::forgetting::forget(db, priya)?;
            Ok(schema::figure_lines::table.select(schema::figure_lines::words).load::<String>(db)?)
        });
        assert!(lines.iter().any(|words| words == "Two people are needed to lift: £1,500 a year more"), "{lines:?}");
        assert!(!lines.iter().any(|words| words.contains("Transfers need two")), "{lines:?}");
    }

    /// A contribution is decided by an officer, for a period that no other has, and is never above the budget.
    async fn contributions_have_their_own_days_and_stay_below_the_budget(db: TestDb) {
        let town = Town::new(db).await;
        town.asks(Kind::Adults);
        let (priya, council, now) = (town.priya, town.council, town.app.now());
        drop(rules_in_use(&town).await);
        town.app.write(move |db| {
            let user = enrol::user(db, "x@example.org", "X", "", now)?;
            let said = choices(&[("washing", "I need help every day"), ("toilet", "I need help every day"), ("nights", "Some nights")]);
            asked::assessment(db, (priya, council, Kind::Adults), &said, (Done::Alone, true), By { user, mandate: None }, now)
        });
        let mut dan = town.app.signed_in("dan@example.org").await;
        let path = format!("/council/people/{PRIYA}/contribution");
        dan.visit(&format!("/council/people/{PRIYA}")).await.follow("What they pay towards it").await.at(&path).sees("£4,194.67 a year");
        dan.press("Decide").await.status(422).sees("Choose what the person pays.").sees("Enter the first day.").sees("Write how it was worked out.");
        dan.choose("An amount each week").fill("How much a week", "80.67").fill("How it was worked out", "Pension <b>credit</b>");
        dan.fill_in("First day", "Day", "6").fill_in("First day", "Month", "4").fill_in("First day", "Year", "2026");
        dan.press("Decide").await.status(422).sees("That is more than the indicative budget of £80.66 a week.");
        dan.fill("How much a week", "18.20").press("Decide").await.sees("The contribution is decided.").sees("£18.20 a week").sees("Pension <b>credit</b>");
        dan.sees("Paid by the council, net £62.46");
        let mut easy = town.app.signed_in("priya@example.org").await;
        easy.visit("/assessment").await.follow("What is paid, in easy read").await.at("/assessment/contribution/easy-read");
        easy.sees("You pay £18.20 each week now.").sees("The council sends a bill.").sees("Why: Pension <b>credit</b>");
        easy.sees("The council pays about £62.46 each week.").visit(&format!("{path}/easy-read")).await.status(404);
        dan.visit(&format!("{path}/easy-read")).await.sees("Priya Shah pays £18.20 each week now.").follow("See all of it").await.at(&path);
        dan.choose("The full cost").fill("How it was worked out", "Savings");
        dan.fill_in("First day", "Day", "1").fill_in("First day", "Month", "1").fill_in("First day", "Year", "2027");
        dan.press("Decide").await.status(422).sees("There is a contribution from 6 April 2026 with no last day already.");
        let mails = town.app.mails().await;
        let told = mails.iter().find(|mail| mail.to == "priya@example.org").unwrap();
        assert!(told.text.contains("£18.20 a week, from 6 April 2026.") && told.text.contains("Pension <b>credit</b>"), "{}", told.text);
        let mut priyas = town.app.signed_in("priya@example.org").await;
        priyas.visit("/assessment").await.sees("£18.20 a week").sees("The council sends a bill. Pension <b>credit</b>");
        priyas.visit(&path).await.status(404);
        dan.visit(&path).await.press("End it").await.status(422).sees("Enter the last day.").sees("Write why. The person reads it.");
        dan.post(&format!("{path}/end"), &[("id", "1"), ("step", "end"), ("last-1_day", "31"), ("last-1_month", "2"), ("last-1_year", "2026")]).await;
        dan.status(422).sees("There is no such day.");
        dan.fill("Why it changes", "Savings <b>grew</b>").fill_in("Last day", "Day", "5").fill_in("Last day", "Month", "4").fill_in("Last day", "Year", "2026");
        dan.press("End it").await.status(422).sees("The last day comes before the first day.").sees("Savings <b>grew</b>");
        dan.fill_in("Last day", "Day", "31").fill_in("Last day", "Month", "12").press("End it").await;
        dan.sees("31 December 2026").sees("Pension <b>credit</b>. It ends on 31 December 2026: Savings <b>grew</b>");
        let mails = town.app.mails().await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.subject == "What is to be paid towards support has changed").collect();
        assert_eq!(told.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["priya@example.org", "ann@example.org", "tom@example.org"]);
        let text = &told[0].text;
        assert!(text.contains("£18.20 a week, from 6 April 2026, ends on 31 December 2026.") && text.contains("Savings <b>grew</b>"), "{text}");
        dan.choose("The full cost").fill("How it was worked out", "Savings");
        dan.fill_in("First day", "Day", "1").fill_in("First day", "Month", "1").fill_in("First day", "Year", "2027");
        dan.press("Decide").await.sees("The contribution is decided.");
        let gross = Money::from_pence(419_467);
        let first = "2026-04-06".parse().unwrap();
        let net: Net = town.app.write(move |db| service::net_of_year(db, priya, gross, first));
        // 39 weeks at £18.20, and 13 at the whole £80.66 (the odd pennies are in the first weeks).
        assert_eq!(net.contribution, Money::from_pence(39 * 1_820 + 13 * 8_066));
        let in_february = town.app.write(move |db| service::contribution_on(db, priya, "2027-02-01".parse().unwrap()));
        let in_february = in_february.unwrap();
        assert!(in_february.full_cost);
        let (id, end) = (in_february.id.to_string(), format!("{path}/end"));
        let why = format!("why-{id}");
        dan.post(&end, &[("id", &id), ("step", "take-back")]).await.status(422).sees("Write why. The person reads it.");
        dan.post(&end, &[("id", &id), ("step", "take-back"), (&why, "Another Priya")]).await.does_not_see("1 January 2027");
        let mails = town.app.mails().await;
        let told = mails.iter().rfind(|mail| mail.to == "priya@example.org").unwrap();
        assert!(told.text.contains("the full cost, from 1 January 2027, is taken back"), "{}", told.text);
        dan.visit(&format!("/council/people/{PRIYA}")).await.sees("Took back the contribution from 1 January 2027").does_not_see("Another Priya");
        for email in ["eve@example.org", "tom@example.org"] {
            town.app.signed_in(email).await.visit(&path).await.status(404);
        }
    }

    /// The what-if is what each person would get, worked out one by one.
    async fn a_what_if_equals_working_out_each_person(db: TestDb) {
        let town = Town::new(db).await;
        let (council, now) = (town.council, town.app.now());
        town.app.write(move |db| asked::questionnaire(db, council, Kind::Adults, &starters::questionnaire(Kind::Adults).unwrap(), None, now));
        let mut dan = rules_in_use(&town).await;
        let mut holders = town.app.write(move |db| {
            let user = enrol::user(db, "x@example.org", "X", "", now)?;
            let mut holders = Vec::new();
            let said = ["I manage by myself", "I need help every day", "I need help from two people, or several times a day"];
            for (number, group) in CareGroup::ALL.iter().chain([&CareGroup::Dementia]).enumerate() {
                let new = enrol::NewHolder {
                    reference: format!("HP-WHAT-{number:04}"),
                    council_id: Some(council),
                    name: format!("Person {number}"),
                    care_group: Some(group.as_str().to_owned()),
                    ..enrol::NewHolder::default()
                };
                let holder = enrol::holder(db, &new, now)?;
                let said = choices(&[("washing", said[number % 3]), ("toilet", "I need help every day"), ("family-help", "Yes, most days")]);
                asked::assessment(db, (holder, council, Kind::Adults), &said, (Done::Together, true), By { user, mandate: None }, now)?;
                holders.push(holder);
            }
            Ok(holders)
        });
        // Somebody whose care group is another one by now: it counts, as when their figure is worked out again.
        let moved = holders[0];
        town.app.write(move |db| {
            let theirs = schema::holders::table.find(moved.0);
            diesel::update(theirs).set(schema::holders::care_group.eq(CareGroup::Dementia.as_str())).execute(db)?;
            Ok(())
        });
        // Whose case is closed gets nothing under any rules.
        town.close("HP-WHAT-0003").await;
        let gone = holders.remove(3);
        let indicative = |holder: HolderId| town.app.write(move |db| service::indicative_for(db, holder)).unwrap();
        let figure = |holder| indicative(holder).gross;
        let before = Money::sum(holders.iter().map(|holder| figure(*holder))).unwrap();
        dan.visit("/council/money-rules").await.press("Make a draft").await;
        let draft = dan.path().to_owned();
        dan.visit(&format!("{draft}/tables/everybody")).await.fill("Rows", "0 0\n10 2,500\n20 3,900\n122 9,000").press("Save the table").await;
        dan.visit(&format!("{draft}/tables/dementia")).await.choose("A table of points and amounts, with straight lines between");
        dan.fill("Rows", "0 0\n122 99,000").press("Save the table").await;
        dan.follow("See what it would cost").await.sees("By care group").sees("Person by person").sees(&before.to_string());
        let shown = dan.main_text();
        dan.visit(&format!("{draft}/what-if.csv")).await.status(200);
        let csv = dan.html().to_owned();
        assert_eq!(csv.lines().count(), 1 + holders.len());
        assert!(!csv.contains("HP-WHAT-0003") && indicative(gone).gross > Money::ZERO);
        dan.visit(&draft).await;
        sure(&mut dan).await;
        let mut jo = town.app.signed_in("jo@example.org").await;
        for holder in &holders {
            let found = indicative(*holder);
            jo.visit(&format!("/assessments/{}/figure", found.assessment)).await.press("Work it out under the rules in use now").await;
        }
        let after = Money::sum(holders.iter().map(|holder| figure(*holder))).unwrap();
        let total = format!("Everybody {} {before} {after}", holders.len());
        assert!(shown.contains(&total), "{total} is not in {shown}");
        for (place, holder) in holders.iter().enumerate() {
            let number = if place < 3 { place } else { place + 1 };
            let line = csv.lines().find(|line| line.starts_with(&format!("HP-WHAT-{number:04}"))).unwrap();
            assert!(line.contains(&format!(",{},", figure(*holder).plain())), "{line}");
        }
    }

    /// A closed case takes nothing new: no answers, no figure, no contribution and no plan; what was paid ends with it.
    async fn a_closed_case_is_asked_nothing_and_pays_nothing_more(db: TestDb) {
        const CLOSED: &str = "The case is closed. The council has to open it again first.";
        let town = Town::new(db).await;
        town.asks(Kind::Adults);
        drop(rules_in_use(&town).await);
        let (priya, now) = (town.priya, town.app.now());
        let new = |weekly: i64, from: &str, until: Option<&str>| Decide {
            weekly: Some(Money::from_pence(weekly)),
            collector: Collector::Council,
            starts_on: from.parse().unwrap(),
            ends_on: until.map(|day| day.parse().unwrap()),
            reason: "Pension".to_owned(),
        };
        let all = [
            new(1_000, "2026-04-06", Some("2026-08-31")),
            new(1_820, "2026-09-01", Some("2027-03-31")),
            new(2_000, "2027-04-01", None),
        ];
        town.app.write(move |db| {
            let user = enrol::user(db, "x@example.org", "X", "", now)?;
            for one in &all {
                asked::contribution(db, priya, one, user, now)?;
            }
            Ok(())
        });
        let mut priyas = town.app.signed_in("priya@example.org").await;
        // She has no figure yet, and reads what she pays where the mail says it is.
        priyas.visit("/assessment").await.sees("What is paid towards the support").sees("£18.20 a week");
        priyas.press("Begin").await.follow("Begin").await;
        let begun = priyas.path().to_owned();
        priyas.choose("I need help every day").press("Save and go on").await.status(200);
        town.close(PRIYA).await;
        let mails = town.app.mails().await;
        let told = mails.iter().find(|mail| mail.to == "priya@example.org").unwrap();
        assert!(told.text.contains("You don’t have to pay anything towards your support after 21 November 2026."), "{}", told.text);
        let left = town.app.write(move |db| service::contributions_of(db, priya));
        let ends: Vec<_> = left.iter().map(|one| (one.weekly.pence(), one.ends_on.unwrap().to_string())).collect();
        assert_eq!(ends, [(1_820, "2026-11-21".to_owned()), (1_000, "2026-08-31".to_owned())]);
        priyas.visit(&begun).await.choose("I need help every day").press("Save and go on").await.status(409).sees(CLOSED);
        priyas.visit("/assessment").await.post("/assessment/start", &[("kind", "quality")]).await.status(409).sees(CLOSED);
        priyas.visit("/plan").await.follow("Write my plan").await.choose("A new plan").press("Start writing").await.status(409).sees(CLOSED);
        let mut dan = town.app.signed_in("dan@example.org").await;
        dan.visit(&format!("/council/people/{PRIYA}/contribution")).await.choose("An amount each week");
        dan.fill("How much a week", "5").fill("How it was worked out", "Pension").fill_in("First day", "Day", "1");
        dan.fill_in("First day", "Month", "12").fill_in("First day", "Year", "2026").press("Decide").await.status(422).sees(CLOSED);
        dan.visit(&format!("/council/people/{PRIYA}")).await.sees("The contribution ends on 21 November 2026: the case is closed");
        dan.sees("Took back the contribution from 1 April 2027: the case is closed");
        let mut jo = town.app.signed_in("jo@example.org").await;
        jo.visit(&format!("/council/people/{PRIYA}/close/reopen")).await.sees("What they paid each week has to be decided again.");
        jo.fill("What was wrong?", "Another Priya").press("Open the case again").await.sees("The case is open again");
        assert_eq!(town.app.write(move |db| service::contributions_of(db, priya)), left, "what ended stays so");
        priyas.visit(&begun).await.choose("I need help every day").press("Save and go on").await.status(200);
    }

    /// Questions that come to more points than the money rules know are put in use after the rules, never before.
    async fn questions_never_outgrow_the_money_rules(db: TestDb) {
        let town = Town::new(db).await;
        town.asks(Kind::Adults);
        drop(rules_in_use(&town).await);
        let mut jo = town.app.signed_in("jo@example.org").await;
        jo.visit("/council/questionnaires").await.press("Make a draft from what is in use Needs of adults").await;
        let draft = jo.path().to_owned();
        jo.visit(&format!("{draft}/questions/washing")).await.fill("The answers to choose from", "0 By myself\n900 With help").press("Save the question").await;
        jo.tick("It is ready, and a colleague has read it.").press("Put it in use").await.status(422);
        jo.sees("In the money rules: The table for “Everybody else” ends at 122 points, and the questions can come to 924 points.");
        // Rules that say nothing of unpaid carers are put right before carers are asked.
        let mut dan = town.app.signed_in("dan@example.org").await;
        dan.visit("/council/money-rules").await.press("Make a draft").await;
        let rules = dan.path().to_owned();
        dan.visit(&format!("{rules}/tables/unpaid-carers")).await.press("Take this table away").await;
        sure(&mut dan).await;
        jo.visit("/council/questionnaires").await.press("Make a draft from Handpick’s own Unpaid carers").await;
        jo.tick("It is ready, and a colleague has read it.").press("Put it in use").await.status(422);
        jo.sees("In the money rules: You ask unpaid carers questions, and there is no table for them.");
    }
}
