//! Who holds the money: budgets split into parts, switched later, held by a provider, or one's own.

use chrono::NaiveDate;
use handpick::accounts::service::enrol::{self, NewHolder};
use handpick::accounts::{Scope, Scopes};
use handpick::budgets::ledger;
use handpick::budgets::service::current_pot;
use handpick::kernel::ids::HolderId;
use handpick::orders::service::{self as orders, AddToBasket};
use handpick::plans::{NewLine, NewPlan, PlanStatus, service::enrol as plans};

use crate::plans as written;
use crate::support::market::{Market, once, pounds, whole_basket};
use crate::support::purse::{assert_books_are_right, day};

const POTS: &str = "/council/people/HP-300-0001/pots";

/// Somebody of Ruth's council who signs in as sam@example.org, with an agreed plan of £6,112 and no budget.
fn sam(market: &Market, council: bool) -> HolderId {
    let ruth = market.council();
    let user = market.site.user("sam@example.org", "Sam Okoro");
    let organisation = ruth.memberships[0].organisation_id;
    let now = market.site.now();
    market.site.write(move |db| {
        let new = NewHolder {
            reference: "HP-300-0001".to_owned(),
            user_id: Some(user),
            council_id: council.then_some(organisation),
            name: "Sam Okoro".to_owned(),
            ..NewHolder::default()
        };
        let holder = enrol::holder(db, &new, now)?;
        if council {
            let line = |title: &str, category: &str, amount| NewLine {
                title: title.to_owned(),
                category: Some(category.to_owned()),
                detail: String::new(),
                weekly: None,
                hours: None,
                amount: pounds(amount),
            };
            let plan = NewPlan {
                holder_id: holder,
                status: PlanStatus::Agreed,
                starts_on: day("2026-11-01"),
                ends_on: day("2027-10-31"),
                indicative: None,
                written_by: None,
                agreed: None,
                outcomes: Vec::new(),
                other_lines: vec![line("Help at home", "help-around-the-home", 4_000), line("Meals", "meals", 2_112)],
            };
            plans::plan(db, &plan, now)?;
        }
        Ok(holder)
    })
}

fn today(market: &Market) -> NaiveDate {
    market.app.clock.today()
}

on_each_backend! {
    /// The worked example of docs/POTS.md.
    async fn a_budget_is_split_to_the_penny_and_the_person_reads_who_has_it(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let holder = sam(&market, true);
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(POTS).await.sees("is agreed and has no budget yet").follow("Split the budget").await;
        ruth.sees("£6,112.00").fill("How much is the budget, for the whole time?", "6112.01").press("Go on").await.status(422);
        ruth.sees("The plan costs £6,112.00. A budget can’t be more than that").fill("How much is the budget, for the whole time?", "6112");
        ruth.press("Go on").await.sees("Still to be split");
        ruth.choose("Direct payment").press("Go on").await;
        ruth.fill_in("Source 1", "How much", "7000").press("Add this part").await.status(422);
        ruth.sees("Only £6,112.00 of the budget is left");
        ruth.fill_in("Source 1", "How much", "4000").press("Add this part").await.sees("£2,112.00");
        ruth.choose("Held by a nominee or trust").press("Go on").await;
        ruth.fill("Whose name is it in? Their email address", "nobody@example.org").press("Add this part").await.status(422);
        ruth.sees("Nobody uses Handpick with this address");
        ruth.visit(&format!("{POTS}/split")).await.choose("Managed by the council").press("Go on").await;
        ruth.fill_in("Source 1", "How much", "1900").fill_in("Source 2", "How much", "212");
        ruth.press("Add this part").await.status(422).sees("Choose where this money comes from");
        let fields = [
            ("version", "2"), ("held_as", "council_managed"), ("stream_1", "adult_social_care"), ("amount_1", "1900"),
            ("stream_2", "own_contribution"), ("amount_2", "212"), ("only_2", "meals"), ("only_2", "transport"), ("collector_2", "council"), ("arrives_2", "weekly"),
        ];
        ruth.post(&format!("{POTS}/split/part"), &fields).await.sees("to the penny").sees("every week. The council collects it");
        ruth.press("Agree the budget").await;
        ruth.sees("The budget is agreed").sees("£4,000 is paid to Sam Okoro’s bank account.").sees("for meals and transport only");
        let again = ruth.post(&format!("{POTS}/split/agree"), &[("version", "3")]).await;
        again.at(POTS);
        let mut sam = market.site.signed_in("sam@example.org").await;
        sam.visit("/budget").await.sees("£4,000 is paid to your bank account. You pay for your support from it.");
        sam.sees("£2,112 is kept by Leeds City Council, which pays for you.").sees("£6,112.00");
        let mails = market.site.mails().await;
        let told: Vec<_> = mails.iter().filter(|mail| mail.subject == "How your budget is held").collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].text.contains("£2,112 is kept by Leeds City Council"));
        // £212 is for meals and transport only: the council's part pays £1,900 of other things, and no penny more.
        sam.visit("/budget/pots").await.choose("Managed by the council").press("Use this part").await;
        let (listing, app) = (market.listing, &market.app);
        let actor = handpick::accounts::Actor { own_holder: Some(holder), ..market.priya.clone() };
        let wants = |hours: u32| AddToBasket {
            key: app.random.token(), listing, plan_line: None, request: once(hours, "2026-12-02", "6am"),
        };
        orders::add(app, &actor, wants(12)).await.unwrap();
        orders::place(app, &actor, whole_basket("a-first-order")).await.unwrap();
        let pot = market.database().read_blocking(move |db| current_pot(db, holder, day("2026-11-21"))).unwrap().unwrap();
        assert_eq!(pot.held_as, handpick::budgets::HeldAs::CouncilManaged);
        let left = market.database().read_blocking(move |db| ledger::balances(db, pot.id)).unwrap();
        assert_eq!((left.available, left.committed), (pounds(1_872), pounds(240)));
        let wanted = [("help-around-the-home".to_owned(), pounds(1_661))];
        let fence = market.database().read_blocking(move |db| handpick::budgets::pots::service::fences::of(db, pot.id));
        let why = fence.unwrap().unwrap().refusal(&wanted);
        assert_eq!(
            why.unwrap(),
            "£212.00 of it is for meals and transport only. For all else it has £1,900.00, and with this £1.00 too little."
        );
        assert_books_are_right(market.database());
    }

    async fn switching_keeps_orders_and_history_and_tells_everybody(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let nina = market.site.user("nina@example.org", "Nina Shah");
        let reference = market.accepted(once(3, "2026-12-02", "2pm")).await;
        let before = market.balances();
        let at = format!("/council/people/HP-204-7719/pots/{}/switch", market.pot);
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(&at).await.choose("Held by a nominee or trust").press("Go on").await;
        ruth.fill("Whose name is it in? Their email address", "nina@example.org");
        for (part, value) in [("Day", "1"), ("Month", "12"), ("Year", "2026")] {
            ruth.fill_in("From which day on?", part, value);
        }
        ruth.fill("Why?", "Priya asked her sister to do the money").press("See what changes").await;
        ruth.sees("1 order with £60.00 to come go on as they are").sees("No money moves");
        ruth.press("Change it").await.sees("everybody was told").sees("Nina Shah");
        let mails = market.site.mails().await;
        let told = mails.iter().filter(|mail| mail.subject.starts_with("A change in how")).map(|mail| mail.to.as_str());
        let mut told: Vec<&str> = told.collect();
        told.sort_unstable();
        assert_eq!(told, ["nina@example.org", "priya@example.org", "tom@example.org"]);
        // It isn't December yet.
        handpick::budgets::pots::service::follow(&market.app).await.unwrap();
        let held = || market.database().read_blocking(move |db| current_pot(db, market.holder, day("2026-12-01")));
        assert_eq!(held().unwrap().unwrap().held_as, handpick::budgets::HeldAs::DirectPayment);
        market.now_is("2026-12-01T09:00:00");
        assert_eq!(handpick::budgets::pots::service::follow(&market.app).await, Ok(1));
        assert_eq!(handpick::budgets::pots::service::follow(&market.app).await, Ok(0));
        assert_eq!(held().unwrap().unwrap().held_as, handpick::budgets::HeldAs::ThirdParty);
        let may = market.database().read_blocking(move |db| {
            handpick::accounts::service::people::mandates_in_force(db, nina, day("2026-12-01"))
        });
        assert!(may.unwrap().iter().any(|mandate| mandate.scopes.has(Scope::Order)));
        assert_eq!(market.balances(), before);
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/orders/{reference}")).await.status(200);
        priya.visit("/budget").await.sees("is held for you by Nina Shah, who pays with it.");
        // Nobody but the council switches, and nobody elsewhere knows.
        priya.visit(&at).await.status(404);
        assert_books_are_right(market.database());
    }

    async fn a_provider_that_holds_the_money_has_a_statement_that_all_sides_see(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        market.council();
        let at = format!("/council/people/HP-204-7719/pots/{}/switch", market.pot);
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(&format!("{at}?held_as=isf")).await.fill("Which provider holds it?", "Aire Valley Home Support");
        ruth.fill("What may it charge for managing it, every four weeks? (optional)", "12.50");
        let now = today(&market).format("%d %m %Y").to_string();
        for (part, value) in ["Day", "Month", "Year"].iter().zip(now.split(' ')) {
            ruth.fill_in("From which day on?", part, value);
        }
        ruth.fill("Why?", "Priya likes it so").press("See what changes").await.press("Change it").await;
        market.accepted(once(3, "2026-12-02", "2pm")).await;
        let fund = format!("/funds/{}", market.pot);
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/funds").await.sees("Priya Shah").follow("Priya Shah").await.at(&fund);
        grace.sees("£60.00").sees("Nothing is due at the moment");
        market.now_is("2026-12-20T09:00:00");
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit(&fund).await.press("Charge £12.50").await.sees("£12.50 is charged.").sees("£1,927.50");
        grace.post(&format!("{fund}/charge"), &[]).await.sees("Nothing is due at the moment.");
        for who in ["priya@example.org", "ruth@example.org"] {
            let mut reader = market.site.signed_in(who).await;
            reader.visit(&fund).await.sees("£1,927.50").sees("£12.50 was charged up to now").does_not_see("Charge £");
        }
        let mut tom = market.site.signed_in("tom@example.org").await;
        tom.visit(&fund).await.status(404);
        tom.visit("/provider/funds").await.status(404);
        // The council takes it back: what was held and spent meanwhile stays to be read, and later spending isn't in it.
        market.now_is("2026-12-21T09:00:00");
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(&format!("{at}?held_as=council_managed")).await;
        for (part, value) in ["Day", "Month", "Year"].iter().zip(["21", "12", "2026"]) {
            ruth.fill_in("From which day on?", part, value);
        }
        ruth.fill("Why?", "Priya asked for it").press("See what changes").await.press("Change it").await;
        market.now_is("2026-12-22T09:00:00");
        market.accepted(once(2, "2026-12-29", "2pm")).await;
        let mut grace = market.site.signed_in("grace@example.org").await;
        grace.visit("/provider/funds").await.follow("Priya Shah").await.at(&fund);
        grace.sees("Aire Valley Home Support held this money until 21 December 2026. £1,927.50 was left then, and £60.00 was ordered and not delivered yet.");
        grace.sees("£2,000").sees("£12.50 was charged.").does_not_see("The invoices that are paid from it");
        grace.visit(&format!("{fund}/invoices")).await.status(404);
        grace.post(&format!("{fund}/charge"), &[]).await.status(404);
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/budget").await.follow("See the statement of the provider that held it").await.sees("held this money until");
        // And again: a second statement begins with what was handed over, and the first can still be read.
        market.now_is("2026-12-23T09:00:00");
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(&format!("{at}?held_as=isf")).await.fill("Which provider holds it?", "Aire Valley Home Support");
        for (part, value) in ["Day", "Month", "Year"].iter().zip(["23", "12", "2026"]) {
            ruth.fill_in("From which day on?", part, value);
        }
        ruth.fill("Why?", "They agreed").press("See what changes").await.press("Change it").await;
        ruth.visit(&fund).await.sees("Since 23 December 2026").sees("£1,987").does_not_see("£12.50");
        ruth.follow("Aire Valley Home Support: 21 November 2026 to 21 December 2026").await.sees("held this money until 21 December 2026").sees("£12.50 was charged.");
        assert_books_are_right(market.database());
    }

    async fn somebody_who_pays_for_themselves_plans_orders_and_adds_money(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let holder = sam(&market, false);
        let mut sam = market.site.signed_in("sam@example.org").await;
        sam.visit("/budget").await.follow("Set up my own money").await;
        sam.fill("How much money is there?", "100").choose("A week");
        sam.fill_in("Part 1", "What would you like?", "Help at home").fill_in("Part 1", "How much a week?", "120");
        sam.press("Set it up").await.status(422).sees("come to £6,240.00 a year, and there is £5,200.00");
        sam.fill_in("Part 1", "How much a week?", "60").press("Set it up").await.at("/budget");
        sam.sees("£5,200 is your own money. You pay for your support from it.").sees("Help at home");
        sam.visit("/budget/own-money").await.fill("How much more is there?", "50.50").press("Add it").await;
        sam.sees("£50.50 is added.").sees("£5,250.50");
        sam.visit("/budget/own-money").await.post("/budget/own-money/more", &[("amount", "0")]).await.status(422);
        let actor = handpick::accounts::Actor { own_holder: Some(holder), ..market.priya.clone() };
        let (listing, request) = (market.listing, once(3, "2026-12-02", "2pm"));
        let key = market.app.random.token();
        orders::add(&market.app, &actor, AddToBasket { key, listing, plan_line: None, request }).await.unwrap();
        orders::place(&market.app, &actor, whole_basket("a-first-order")).await.unwrap();
        sam.visit("/budget").await.sees("£60.00 committed");
        // A mistake is taken out again, as far as it isn't promised.
        sam.visit("/budget/own-money").await.fill("How much do you take out?", "5190.51").press("Take it out").await;
        sam.status(422).sees("Only £5,190.50 is free to take out.").fill("How much do you take out?", "190.50");
        sam.press("Take it out").await.at("/budget").sees("£190.50 is taken out.").sees("£5,060");
        sam.visit("/budget/own-money").await.post("/budget/own-money/less", &[("less", "0")]).await.status(422);
        // Whoever helps somebody sets it up for them, when they may plan and order.
        let (now, user) = (market.site.now(), market.site.user("rosa@example.org", "Rosa Diaz"));
        market.site.write(move |db| {
            let new = NewHolder { reference: "HP-300-0002".to_owned(), name: "Luis Diaz".to_owned(), ..NewHolder::default() };
            let holder_id = enrol::holder(db, &new, now)?;
            let mandate = enrol::NewMandate {
                holder_id,
                user_id: user,
                scopes: Scopes::new(&[Scope::View, Scope::Plan, Scope::Order]),
                order_limit: None,
                four_week_limit: None,
                starts_on: now.date(),
                ends_on: None,
                granted_by: user,
            };
            enrol::mandate(db, &mandate, now)
        });
        let mut rosa = market.site.signed_in("rosa@example.org").await;
        rosa.visit("/broker/people/HP-300-0002").await.press("Act for Luis Diaz").await.visit("/budget").await;
        rosa.does_not_see("the council has agreed it").follow("Set up their own money").await.heading("Luis Diaz’s own money");
        rosa.fill("How much money is there?", "5200").choose("For the year").press("Set it up").await.at("/budget");
        rosa.sees("£5,200");
        // Whoever has a council doesn't.
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/budget/own-money").await.status(404);
        assert_books_are_right(market.database());
    }

    /// A voucher buys what is on its list, from the pages on which the council splits the money; a basket that needs two
    /// parts says so, and is ordered as two orders.
    async fn a_voucher_keeps_to_its_list_and_a_basket_goes_to_two_parts(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let holder = sam(&market, true);
        let mut ruth = market.site.signed_in("ruth@example.org").await;
        ruth.visit(&format!("{POTS}/split")).await.press("Go on").await.choose("Voucher").press("Go on").await;
        ruth.press("Add this part").await.status(422).sees("Choose at least one kind of support, or name a provider below");
        let nobody = [
            ("version", "1"), ("held_as", "voucher"), ("providers", "Nobody Ltd"), ("stream_1", "adult_social_care"), ("amount_1", "4000"),
        ];
        ruth.post(&format!("{POTS}/split/part"), &nobody).await.status(422).sees("Choose a provider whose staff use Handpick.");
        assert!(ruth.html().contains("Nobody Ltd"), "what was typed is still there");
        let voucher = [
            ("version", "1"), ("held_as", "voucher"), ("category", "meals"), ("stream_1", "adult_social_care"), ("amount_1", "4000"),
        ];
        ruth.post(&format!("{POTS}/split/part"), &voucher).await.sees("£2,112.00");
        let direct = [("version", "2"), ("held_as", "direct_payment"), ("stream_1", "adult_social_care"), ("amount_1", "2112")];
        ruth.post(&format!("{POTS}/split/part"), &direct).await.press("Agree the budget").await.sees("The budget is agreed");
        // Its rules can be changed, and never so that it buys anything at all.
        let now = today(&market);
        let (daniel_user, at) = (market.site.user("daniel@example.org", "Daniel Frost"), market.site.now());
        let pot = market.site.write(move |db| {
            let council = handpick::accounts::service::people::holder_summary(db, holder)?.council_id.unwrap();
            enrol::member(db, daniel_user, council, handpick::accounts::Role::FinanceOfficer, at)?;
            Ok(current_pot(db, holder, now)?.unwrap().id)
        });
        let mut daniel = market.site.signed_in("daniel@example.org").await;
        daniel.visit(&format!("/council/pots/{pot}/rules")).await.untick("Meals").press("Save").await;
        daniel.status(422).sees("a voucher buys only what is on its list");
        // Nobody decides about their own money, officer or not.
        let officer = daniel_user;
        market.site.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::holders::dsl;
            diesel::update(dsl::holders.find(holder.0)).set(dsl::user_id.eq(officer.0)).execute(db)?;
            Ok(())
        });
        let mut own = market.site.signed_in("daniel@example.org").await;
        for page in ["rules", "money", "take-back"] {
            own.visit(&format!("/council/pots/{pot}/{page}")).await.status(404);
        }
        market.site.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::{holders::dsl, users};
            let sam: i64 = users::table.filter(users::email.eq("sam@example.org")).select(users::id).get_result(db)?;
            diesel::update(dsl::holders.find(holder.0)).set(dsl::user_id.eq(sam)).execute(db)?;
            Ok(())
        });
        let (listing, app) = (market.listing, &market.app);
        let actor = handpick::accounts::Actor { own_holder: Some(holder), ..market.priya.clone() };
        let key = app.random.token();
        let request = once(3, "2026-12-02", "2pm");
        orders::add(app, &actor, AddToBasket { key, listing, plan_line: None, request }).await.unwrap();
        let refused = orders::place(app, &actor, whole_basket("with-the-voucher")).await;
        assert!(matches!(refused, Err(handpick::orders::PlaceOrderError::PotMayNotBuy { .. })), "{refused:?}");
        let mut sam = market.site.signed_in("sam@example.org").await;
        sam.visit("/basket").await.sees("This budget may not be spent on this.");
        sam.sees("Another part of the budget could pay for “Help at home”, £60.00: Direct payment.");
        sam.press("Pay from “Direct payment” instead").await.at("/basket").sees("This fits your budget.");
        orders::place(app, &actor, whole_basket("with-the-payment")).await.unwrap();
        sam.visit("/budget").await.sees("£60.00 committed");
        assert_books_are_right(market.database());
    }

    /// With one part there is nothing to choose, and the page says what there is.
    async fn a_budget_in_one_part_has_nothing_to_choose(db: TestDb) {
        let market = Market::with(db, pounds(2_000)).await;
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/budget/pots").await.sees("The whole budget is in one part, so there is nothing to choose.");
        priya.sees("£2,000.00").does_not_see("Use this part");
    }

    /// A plan is agreed and its money is to be in parts: there is no budget before finance has said how each is held.
    async fn a_plan_that_is_agreed_in_parts_waits_for_finance(db: TestDb) {
        let council = written::council(db).await;
        let (mut priya, path) = council.begun().await;
        written::fill(&mut priya, &path, "20").await;
        written::send(&mut priya, &path).await;
        let mut jo = council.app.signed_in("jo@example.org").await;
        written::indicative(&mut jo, &path, "1100").await;
        let mut pritam = council.app.signed_in("pritam@example.org").await;
        pritam.visit(&format!("{path}/check")).await.choose("Agree the plan, and say how the money is held first");
        pritam.press("Decide").await.sees("The plan is agreed");
        let mails = council.app.mails().await;
        let asked = mails.iter().find(|mail| mail.to == "daniel@example.org").expect("finance is asked");
        assert!(asked.text.contains("/council/people/HP-AAAA-AAAA/pots/split"), "{}", asked.text);
        priya.visit("/budget").await.does_not_see("£1,040");
        let mut daniel = council.app.signed_in("daniel@example.org").await;
        daniel.visit("/council/people/HP-AAAA-AAAA/pots").await.follow("Go on splitting the budget").await;
        daniel.sees("£1,040.00").choose("Direct payment").press("Go on").await;
        daniel.fill_in("Source 1", "How much", "1040").press("Add this part").await.press("Agree the budget").await;
        daniel.sees("The budget is agreed").sees("£1,040 is paid to Priya Shah’s bank account.");
        priya.visit("/budget").await.sees("£1,040.00");
        assert_books_are_right(&council.app.app.db);
    }
}
