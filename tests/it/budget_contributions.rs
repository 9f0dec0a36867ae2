//! A contribution that changes moves the running budget's parts: who pays what is still to come, never how much it is.

use diesel::prelude::*;
use handpick::accounts::By;
use handpick::assessments::model::contribution::{Collector, ContributionChanged, Decide};
use handpick::assessments::service::contributions;
use handpick::budgets::arrivals::service::{self as arrivals, NewMoney};
use handpick::budgets::arrivals::{Arrives, Collector as Collects};
use handpick::budgets::contributions::follow;
use handpick::budgets::{HeldAs, Stream, ledger, service::enrol};
use handpick::db::schema;
use handpick::kernel::Money;
use handpick::kernel::ids::PotId;

use crate::billing::council;
use crate::support::browser::Browser;
use crate::support::market::{Market, pounds};
use crate::support::purse::{assert_books_are_right, day};

const PATH: &str = "/council/people/HP-204-7719/contribution";

/// What each source pays of a pot, in pence, and that what it holds in all is so much.
#[track_caller]
fn pays(market: &Market, pot: PotId, all: i64, expected: &[(&str, i64)]) {
    let (arrivals, held) = market
        .database()
        .read_blocking(move |db| Ok::<_, handpick::db::DbError>((arrivals::of(db, pot)?, ledger::balances(db, pot)?)))
        .unwrap();
    let mut found: Vec<(&str, i64)> = Vec::new();
    for stream in &arrivals.streams {
        assert_eq!(Money::sum(stream.parts.iter().map(|part| part.amount)), Some(stream.amount), "{stream:?}");
        let of = (stream.stream.as_str(), stream.amount.pence());
        match found.iter_mut().find(|(name, _)| *name == of.0) {
            Some((_, sum)) => *sum += of.1,
            None => found.push(of),
        }
    }
    found.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(held.available, Money::from_pence(all));
}

/// Decides through the page: how much a week, who collects it, and its days.
async fn decide(daniel: &mut Browser, pounds: &str, collector: &str, [from, until]: [(u32, u32, i32); 2]) {
    let form = [
        ("how", if pounds.is_empty() { "full" } else { "weekly" }.to_owned()),
        ("weekly", pounds.to_owned()),
        ("collector", collector.to_owned()),
        ("from_day", from.0.to_string()),
        ("from_month", from.1.to_string()),
        ("from_year", from.2.to_string()),
        ("until_day", if until.0 == 0 { String::new() } else { until.0.to_string() }),
        ("until_month", if until.0 == 0 { String::new() } else { until.1.to_string() }),
        ("until_year", if until.0 == 0 { String::new() } else { until.2.to_string() }),
        ("reason", "Savings".to_owned()),
    ];
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    daniel.visit(PATH).await.post(PATH, &form).await.sees("The contribution is decided.");
}

const NONE: (u32, u32, i32) = (0, 0, 0);

on_each_backend! {
    /// The weekly money follows what is decided, week by week; the council's part goes the other way, and the budget stays
    /// what it is. It ends, begins anew and is collected by somebody else; what has arrived stays. Twice is once.
    async fn the_weekly_money_follows_what_is_decided_and_the_budget_stays(db: TestDb) {
        let market = Market::with(db, pounds(5_200)).await;
        council(&market);
        let (pot, holder) = (market.pot, market.holder);
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        // 19 weeks of the budget begin from Monday 23 November 2026 on.
        decide(&mut daniel, "10", "council", [(23, 11, 2026), NONE]).await;
        let mails = market.site.mails().await;
        let told = mails.iter().find(|mail| mail.subject == "Your budget follows the contribution").unwrap();
        assert_eq!(told.to, "priya@example.org");
        assert!(told.text.contains("The budget itself stays £5,200.00. You pay £190.00 of it in all. Airevale Council pays £190.00 less than before."), "{}", told.text);
        assert!(told.text.contains("- From 23 November 2026: £10.00 a week. The council sends a bill."), "{}", told.text);
        let told = mails.iter().find(|mail| mail.subject == "A budget follows a contribution: Priya Shah").unwrap();
        assert_eq!(told.to, "daniel@example.org");
        pays(&market, pot, 520_000, &[("adult_social_care", 501_000), ("own_contribution", 19_000)]);
        let by = market.priya.user_id;
        follow(&market.app, ContributionChanged { holder, by }).await.unwrap();
        pays(&market, pot, 520_000, &[("adult_social_care", 501_000), ("own_contribution", 19_000)]);
        assert_eq!(market.database().read_blocking(move |db| ledger::length(db, pot)).unwrap(), 3, "twice is once");

        // £10 until the end of the year, six weeks; then £20, thirteen weeks, and the provider asks for it.
        daniel.visit(PATH).await.fill("Why it changes", "More income").fill_in("Last day", "Day", "31");
        daniel.fill_in("Last day", "Month", "12").fill_in("Last day", "Year", "2026").press("End it").await;
        market.site.mails().await;
        pays(&market, pot, 520_000, &[("adult_social_care", 514_000), ("own_contribution", 6_000)]);
        decide(&mut daniel, "20", "provider", [(1, 1, 2027), NONE]).await;
        market.site.mails().await;
        pays(&market, pot, 520_000, &[("adult_social_care", 488_000), ("own_contribution", 32_000)]);
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/budget").await.sees("£5,200.00").sees("Own contribution: £260.00, every week. The provider that holds the money collects it.");
        priya.sees("The next £10.00 arrives on 23 November 2026.").does_not_see("was taken back").does_not_see("runs ahead");
        daniel.visit(&format!("/council/pots/{pot}")).await.sees("Adult social care").sees("£4,880.00").sees("£260.00");

        // After the first £20 has come it is taken back: that stays, the rest goes over to the council.
        market.now_is("2027-01-05T09:00:00");
        assert_eq!(arrivals::follow_calendar(&market.app).await, Ok(7));
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        let second = market.database().read_blocking(move |db| contributions::contribution_on(db, holder, day("2027-02-01"))).unwrap().unwrap();
        let (id, why) = (second.id.to_string(), format!("why-{}", second.id));
        daniel.visit(PATH).await.post(&format!("{PATH}/end"), &[("id", &id), ("step", "take-back"), (&why, "A mistake")]).await;
        let mails = market.site.mails().await;
        let told = mails.iter().rfind(|mail| mail.subject.starts_with("A budget follows")).unwrap();
        assert!(told.text.contains("In the weeks before, £20.00 more came than was asked. That stays as it is."), "{}", told.text);
        pays(&market, pot, 520_000, &[("adult_social_care", 512_000), ("own_contribution", 8_000)]);
        assert_eq!(arrivals::follow_calendar(&market.app).await, Ok(0), "nothing else is to come");
        // What moved is on the month's statement, and is neither spent nor lost; nothing of it counts at the year's end.
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/budget/statements/{pot}/2026-11")).await.sees("What the person pays now instead of the council");
        priya.sees("£5,200.00");
        market.now_is("2027-04-20T09:00:00");
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        daniel.visit("/council/year-end").await.sees("£5,200.00");
        assert_books_are_right(market.database());
    }

    /// The person pays at most what the council paid: who pays the full cost pays that, whatever the NHS puts in, and finance
    /// hears what couldn't be. A budget in two pots keeps both; somebody's own money and a closed case stay as they are.
    async fn no_more_moves_than_the_council_pays(db: TestDb) {
        let market = Market::with(db, pounds(1_000)).await;
        council(&market);
        let (pot, holder, now) = (market.pot, market.holder, market.site.now());
        let user = market.priya.user_id;
        let second = market.site.write(move |db| {
            let found = handpick::budgets::service::current_pot(db, holder, day("2026-11-21"))?.unwrap();
            let second = enrol::pot(db, found.budget_id, HeldAs::DirectPayment, now)?;
            let money = |stream, pounds_: i64, arrives| NewMoney {
                stream, amount: pounds(pounds_), arrives, first: None, from: day("2026-04-06"),
                collector: (stream == Stream::OwnContribution).then_some(Collects::Council),
            };
            let at = (None::<By>, now, day("2026-11-21"));
            for (into, new) in [
                (second, money(Stream::NhsPersonalHealthBudget, 500, Arrives::AllAtOnce)),
                (second, money(Stream::AdultSocialCare, 1_040, Arrives::FourWeekly)),
                (second, money(Stream::OwnContribution, 52, Arrives::Weekly)),
            ] {
                arrivals::fund(db, (into, day("2027-04-05")), &new, at).map_err(|error| handpick::db::DbError::Other(error.to_string()))?;
            }
            let decide = Decide {
                weekly: Some(pounds(11)), collector: Collector::Council, starts_on: day("2026-04-06"), ends_on: None,
                reason: "Savings".to_owned(),
            };
            contributions::enrol(db, holder, &decide, user, now)?;
            diesel::update(schema::budgets::table.find(found.budget_id.0)).set(schema::budgets::amount_pence.eq(500_000)).execute(db)?;
            Ok(second)
        });
        let by = market.priya.user_id;
        follow(&market.app, ContributionChanged { holder, by }).await.unwrap();
        // £1 a week came for 33 weeks; £11 for the other 19, in the pot that has what they pay already.
        pays(&market, second, 159_200, &[("adult_social_care", 85_000), ("nhs_personal_health_budget", 50_000), ("own_contribution", 24_200)]);
        pays(&market, pot, 100_000, &[("adult_social_care", 100_000)]);
        // The council's four-weekly payments that are still to come are each smaller, and by the same.
        let four_weekly = market.database().read_blocking(move |db| arrivals::of(db, second)).unwrap().streams;
        let to_come: Vec<i64> = four_weekly.iter().find(|stream| stream.stream == Stream::AdultSocialCare).unwrap().parts.iter()
            .filter(|part| !part.arrived).map(|part| part.amount.pence()).collect();
        assert_eq!(to_come, [3_250, 3_250, 3_250, 3_250]);
        let mails = market.site.mails().await;
        let told = mails.iter().rfind(|mail| mail.subject.starts_with("A budget follows")).unwrap();
        assert!(told.text.contains("In the weeks before, £330.00 less came than was asked."), "{}", told.text);
        assert_books_are_right(market.database());
        let mut ruth = market.site.signed_in("daniel@example.org").await;
        ruth.visit(PATH).await.fill("Why it changes", "A mistake").press("Take it back").await;
        decide(&mut ruth, "", "council", [(6, 4, 2026), NONE]).await;
        let mails = market.site.mails().await;
        let told = mails.iter().rfind(|mail| mail.subject.starts_with("A budget follows")).unwrap();
        assert!(told.text.contains("£2,908.00 of it could not be moved"), "{}", told.text);
        pays(&market, second, 159_200, &[("nhs_personal_health_budget", 50_000), ("own_contribution", 109_200)]);
        pays(&market, pot, 100_000, &[("own_contribution", 100_000)]);
        assert!(told.text.contains("the council pays no more of this budget that the person could pay instead"), "{}", told.text);
        assert_books_are_right(market.database());
    }
}
