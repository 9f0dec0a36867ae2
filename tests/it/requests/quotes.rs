//! Quotes: a provider answers a request, a person compares, says no, or yes; and a yes is an order.

use handpick::accounts::Actor;
use handpick::accounts::service::enrol as people;
use handpick::accounts::{OrganisationKind, Role};
use handpick::db::{Db, DbError, outbox};
use handpick::directory::model::Vat;
use handpick::kernel::ids::{ListingId, ProviderId, QuoteId, RequestId};
use handpick::kernel::{Money, Quantity};
use handpick::orders::PlaceOrderError;
use handpick::orders::model::LineRequest;
use handpick::orders::model::beyond::RequestState;
use handpick::orders::service as orders;
use handpick::orders::service::{agreed, spending};
use handpick::requests::RequestError;
use handpick::requests::model::{AskFor, NewQuoteLine, QuoteStatus, RequestStatus};
use handpick::requests::service::{self, Accept, SendQuote};

use crate::orders::asking::{asks_first, states};
use crate::support::market::{self, Market, once, pounds, weekly};
use crate::support::purse::{assert_books_are_right, day, noon};

/// Tuesdays and Thursdays, an hour at 10am, for four weeks from 1 December: 8 visits.
fn mornings() -> LineRequest {
    let mut request = weekly(&["Tue", "Thu"], 1, "10am", "2026-12-01");
    request.schedule.ends_on = Some(day("2026-12-27"));
    request
}

fn line(listing: ListingId, request: LineRequest, pence: i64) -> NewQuoteLine {
    let title = "Somebody to cook with".to_owned();
    NewQuoteLine { listing, title, request, price: Money::from_pence(pence), vat: Vat::Exempt }
}

fn send_until(day: &str) -> SendQuote {
    SendQuote { notes: "We can begin at once.".to_owned(), valid_until: day.parse().unwrap() }
}

fn accept(key: &str, pence: i64) -> Accept {
    Accept { key: key.to_owned(), agreed: true, seen: Money::from_pence(pence), plan_line: None }
}

/// Says that a listing is delivered to a postcode district.
fn works_in(db: &mut Db, listing: ListingId, district: &str) -> Result<(), DbError> {
    use diesel::prelude::*;
    use handpick::db::schema::listing_terms::dsl;
    let term = (dsl::listing_id.eq(listing.0), dsl::kind.eq("district"), dsl::value.eq(district), dsl::position.eq(0));
    diesel::insert_into(dsl::listing_terms).values(term).execute(db).map(drop).map_err(DbError::from)
}

/// A market with a second provider, Second Helpings, where Omar works.
struct Quoting {
    market: Market,
    omar: Actor,
    second: ListingId,
}

impl Quoting {
    async fn with(db: crate::support::TestDb, pot: Money) -> Self {
        let market = Market::with(db, pot).await;
        let (user, now, first) =
            (market.site.user("omar@example.org", "Omar Haddad"), market.site.now(), market.listing);
        let (organisation, second) = market.site.write(move |db| {
            let organisation =
                people::organisation(db, OrganisationKind::Provider, "Second Helpings", (None, None), noon())?;
            people::member(db, user, organisation, Role::ProviderStaff, noon())?;
            let provider = market::provider(db, "Second Helpings", organisation)?;
            let second = market::listing(db, provider, "Cooking together", &[("weekday", 1_900)])?;
            for listing in [first, second] {
                works_in(db, listing, "LS6")?;
                outbox::touch_listing(db, listing, now)?;
            }
            Ok((organisation, second))
        });
        let mut omar = market.grace.clone();
        (omar.user_id, omar.name, omar.email) = (user, "Omar Haddad".to_owned(), "omar@example.org".to_owned());
        omar.memberships[0].organisation_id = organisation;
        market.site.mails().await;
        Self { market, omar, second }
    }

    fn provider_of(&self, listing: ListingId) -> ProviderId {
        let day = self.market.app.clock.today();
        let found = move |db: &mut Db| handpick::directory::service::orderable(db, listing, day);
        self.market.database().read_blocking(found).unwrap().provider_id
    }

    async fn ask(&self, chosen: &[ListingId]) -> RequestId {
        let ask = AskFor {
            words: "Somebody to cook with in the mornings".to_owned(),
            area: "LS6".to_owned(),
            providers: chosen.iter().map(|listing| self.provider_of(*listing)).collect(),
            ..AskFor::default()
        };
        service::ask(&self.market.app, &self.market.priya, ask).await.unwrap()
    }

    async fn quote(&self, actor: &Actor, request: RequestId, listing: ListingId, pence: i64) -> QuoteId {
        let app = &self.market.app;
        service::add_line(app, actor, request, line(listing, mornings(), pence)).await.unwrap().unwrap();
        service::send(app, actor, request, send_until("2026-12-10")).await.unwrap();
        service::provider_view(app, actor, request).await.unwrap().sent().unwrap().id
    }

    async fn accept(&self, which: (RequestId, QuoteId), key: &str, pence: i64) -> Result<String, RequestError> {
        service::accept(&self.market.app, &self.market.priya, which, accept(key, pence)).await
    }
}

on_each_backend! {
    /// From asking to an invoice, through pages. The provider learns who asks only when the quote is accepted.
    async fn a_quote_becomes_an_order_at_its_own_price(db: TestDb) {
        let quoting = Quoting::with(db, pounds(2_000)).await;
        let (market, site) = (&quoting.market, &quoting.market.site);
        let mut priya = site.signed_in("priya@example.org").await;
        priya.visit("/requests/new").await.fill("What would you like?", "Ask Priya about cooking").fill("Postcode or town", "LS6 3HN");
        priya.press("Send my request").await.status(422).sees("Take out “Priya”");
        priya.fill("What would you like?", "Somebody to cook with in the mornings");
        priya.fill("What times, and for how long? (you can leave this empty)", "An hour from 10am");
        priya.select("Which part of the plan is it for?", "Help at home");
        priya.press("Send my request").await.heading("We have your request").follow("See what you asked for").await;
        priya.follow("See quotes and questions").await.sees("No quotes yet");
        let request: RequestId = priya.address().rsplit('/').next().unwrap().parse().unwrap();
        let mails = site.mails().await;
        let wanted = mails.iter().find(|mail| mail.to == "grace@example.org").unwrap();
        assert!(wanted.text.contains("Somebody to cook with") && !wanted.text.contains("Priya"), "{wanted:?}");

        let mut grace = site.signed_in("grace@example.org").await;
        grace.visit("/provider/requests").await.sees("An hour from 10am").does_not_see("Priya").does_not_see("3HN");
        grace.follow("Send a quote or ask a question").await.does_not_see("Priya").does_not_see("Help at home £");
        grace.fill("Ask a question", "").press("Send the question").await.status(422);
        grace.fill("Ask a question", "Is there a kitchen?").press("Send the question").await.sees("Your question is sent.");
        grace.follow("Write a quote").await.heading("Add a line to your quote");
        for (units, said) in [("0", "more than 0"), ("0.001", "two figures after the point"), ("1000000000", "10,000 or less")] {
            grace.fill("How much each time?", units).fill("What time should it start?", "10am").tick("Tuesday").tick("Thursday");
            grace.fill_in("What is the first day?", "Day", "1").fill_in("What is the first day?", "Month", "12").fill_in("What is the first day?", "Year", "2026");
            grace.fill_in("What is the last day? (optional)", "Day", "27").fill_in("What is the last day? (optional)", "Month", "12").fill_in("What is the last day? (optional)", "Year", "2026");
            grace.press("Add to the quote").await.status(422).sees(said);
        }
        grace.fill("How much each time?", "1").fill("Price of one", "0").press("Add to the quote").await.status(422).sees("£0.01");
        grace.fill("What is it?", "Cooking in the morning").fill("Price of one", "18.50").press("Add to the quote").await;
        grace.heading("Your quote").sees("8 visits, the last on 24 December 2026").sees("£148.00 in all");
        grace.fill_in("What is the last day that it holds?", "Year", "2025").press("Send the quote").await.status(422);
        grace.fill_in("What is the last day that it holds?", "Year", "2026").press("Send the quote").await.sees("Waiting for an answer");

        priya.reload().await.sees("£148.00").sees("£37.00").sees("£1,852.00 left after it").sees("Is there a kitchen?");
        priya.follow("Answer Aire Valley Home Support").await.fill("What do you want to say?", "Yes, ring 07700 900123");
        priya.press("Send").await.status(422).sees("Take out the telephone number");
        priya.fill("What do you want to say?", "Yes, a large one.").press("Send").await.sees("They don’t see who you are.");
        grace.reload().await.sees("Yes, a large one.").does_not_see("Priya");
        priya.follow("Accept").await.press("Order for £148.00").await.status(422).sees("Tick the box");
        priya.tick("I have read this, and I want to order it.").press("Order for £148.00").await;
        priya.sees("The quote is accepted").sees("Cooking in the morning").sees("Accepted").sees("Agreed by quote");
        assert_eq!(market.balances(), (185_200, 14_800, 0));
        let mails = site.mails().await;
        assert!(mails.iter().any(|mail| mail.to == "grace@example.org" && mail.text.contains("It is for Priya Shah")));
        grace.reload().await.sees("They accepted your quote");
        priya.visit(&format!("/requests/{request}")).await.sees("You accepted a quote.");
        assert_books_are_right(market.database());
    }

    /// Where the council is asked first, a quote is accepted once it agreed; that yes is for one order.
    async fn a_quote_beyond_the_plan_is_accepted_when_the_council_agreed(db: TestDb) {
        let quoting = Quoting::with(db, pounds(2_000)).await;
        let (market, app) = (&quoting.market, &quoting.market.app);
        let ruth = market.council();
        asks_first(market, market.pot);
        let request = quoting.ask_words("Somebody to cook with").await;
        let quote = quoting.quote(&market.grace, request, market.listing, 1_850).await;
        let refused = quoting.accept((request, quote), "key-of-one-tab", 14_800).await;
        let Err(RequestError::Order(PlaceOrderError::AskFirst { asks, .. })) = &refused else { panic!("{refused:?}") };
        assert_eq!((asks.len(), asks[0].ask.wish.total), (1, Money::from_pence(14_800)));
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit(&format!("/requests/{request}/quotes/{quote}/accept")).await;
        priya.tick("I have read this, and I want to order it.").press("Order for £148.00").await.status(422);
        priya.sees("Your council has to agree to it first.").follow("Ask your council about Somebody to cook with").await;
        priya.sees("A quote").fill("Why do you need it?", "I like to cook.").press("Ask").await.sees("Your council is asked.");
        let id = spending::mine(app, &market.priya).await.unwrap().requests[0].request.id;
        spending::answer(app, &ruth, id, spending::Answer { agrees: true, words: String::new() }).await.unwrap();
        quoting.accept((request, quote), "key-of-one-tab", 14_800).await.unwrap();
        assert_eq!(market.balances(), (185_200, 14_800, 0));
        assert_eq!(states(market, &market.priya).await, [RequestState::Used]);
        let another = quoting.ask_words("Somebody to cook with again").await;
        let quote = quoting.quote(&market.grace, another, market.listing, 1_850).await;
        let again = quoting.accept((another, quote), "key-of-another-tab", 14_800).await;
        assert!(matches!(again, Err(RequestError::Order(PlaceOrderError::AskFirst { .. }))), "{again:?}");
        assert_books_are_right(market.database());
    }

    /// One provider never sees another's quote, nor a request that went to others, nor what they were asked.
    async fn providers_see_only_what_is_theirs(db: TestDb) {
        let quoting = Quoting::with(db, pounds(2_000)).await;
        let (market, app) = (&quoting.market, &quoting.market.app);
        let request = quoting.ask(&[market.listing]).await;
        assert!(matches!(service::provider_view(app, &quoting.omar, request).await, Err(RequestError::NotFound)));
        assert!(service::for_provider(app, &quoting.omar).await.unwrap().is_empty());
        let to_all = quoting.ask_words("Anybody to cook with").await;
        let quote = quoting.quote(&market.grace, to_all, market.listing, 1_850).await;
        service::ask_holder(app, &market.grace, to_all, "Do you have a dog?").await.unwrap();
        let seen = service::provider_view(app, &quoting.omar, to_all).await.unwrap();
        assert!(seen.quotes.is_empty() && seen.messages.is_empty());
        let mut omar = market.site.signed_in("omar@example.org").await;
        omar.visit(&format!("/provider/requests/{to_all}")).await.does_not_see("£18.50").does_not_see("dog");
        for path in ["quote", "quote/line", "quote/withdraw"] {
            omar.visit(&format!("/provider/requests/{request}/{path}")).await.status(404);
        }
        omar.visit(&format!("/requests/{to_all}/quotes/{quote}/accept")).await.status(403);
        omar.visit(&format!("/requests/{to_all}/quotes/{quote}/decline")).await.status(403);
        let refused = service::add_line(app, &quoting.omar, to_all, line(market.listing, mornings(), 1_000)).await;
        assert!(matches!(refused, Err(RequestError::Field("listing", _))), "{refused:?}");
        let mut priya = market.site.signed_in("priya@example.org").await;
        priya.visit("/provider/requests/1").await.status(404);
        assert!(matches!(service::provider_view(app, &market.priya, request).await, Err(RequestError::NotAllowed(_))));
    }

    /// Of several answers at once one counts; the same form twice is one order; the others are told.
    async fn two_yeses_at_once_make_one_order(db: TestDb) {
        let quoting = Quoting::with(db, pounds(2_000)).await;
        let (market, site) = (&quoting.market, &quoting.market.site);
        let request = quoting.ask_words("Somebody to cook with").await;
        let first = quoting.quote(&market.grace, request, market.listing, 1_850).await;
        let second = quoting.quote(&quoting.omar, request, quoting.second, 1_500).await;
        site.mails().await;
        let (one, other) = ((request, first), (request, second));
        let answers = futures_util::future::join_all([
            quoting.accept(one, "key-of-one-tab", 14_800),
            quoting.accept(other, "key-of-another-tab", 12_000),
            quoting.accept(one, "key-of-one-tab", 14_800),
            quoting.accept(other, "key-of-another-tab", 12_000),
        ]).await;
        let made: Vec<&String> = answers.iter().flatten().collect();
        assert!(made.len() == 2 && made[0] == made[1], "{answers:?}");
        let refused = answers.iter().filter(|answer| matches!(answer, Err(RequestError::Closed(RequestStatus::Ordered))));
        assert_eq!(refused.count(), 2);
        assert!(matches!(market.balances(), (_, 14_800 | 12_000, 0)), "{:?}", market.balances());
        assert!(site.mails().await.iter().any(|mail| mail.subject == "Your quote is closed"));
        assert_books_are_right(market.database());
    }

    /// What changed since the page was shown is refused, and nothing is ordered.
    async fn what_changed_meanwhile_is_not_ordered(db: TestDb) {
        let quoting = Quoting::with(db, pounds(150)).await;
        let (market, app) = (&quoting.market, &quoting.market.app);
        let request = quoting.ask_words("Somebody to cook with").await;
        let first = quoting.quote(&market.grace, request, market.listing, 1_850).await;
        // Replaced by a better one: the first can't be accepted, and both versions are kept.
        service::change_quote(app, &market.grace, request).await.unwrap();
        service::change_quote(app, &market.grace, request).await.unwrap();
        service::send(app, &market.grace, request, send_until("2026-12-10")).await.unwrap();
        let again = service::send(app, &market.grace, request, send_until("2026-12-10")).await;
        assert_eq!(again, Err(RequestError::QuoteOver(QuoteStatus::Sent)));
        let gone = quoting.accept((request, first), "key-of-the-first", 14_800).await;
        assert_eq!(gone, Err(RequestError::QuoteOver(QuoteStatus::Replaced)));
        let view = service::provider_view(app, &market.grace, request).await.unwrap();
        assert_eq!(view.quotes.iter().map(|quote| quote.version).collect::<Vec<_>>(), [2, 1]);
        let now = (request, view.sent().unwrap().id);
        // Another sum than was seen, and more than there is.
        let changed = quoting.accept(now, "key-of-a-liar", 100).await;
        assert_eq!(changed, Err(RequestError::Order(PlaceOrderError::Changed)));
        let dear = quoting.quote(&quoting.omar, request, quoting.second, 2_000).await;
        let over = quoting.accept((request, dear), "key-of-the-dear", 16_000).await;
        assert!(matches!(over, Err(RequestError::Order(PlaceOrderError::WouldOverspend { .. }))), "{over:?}");
        // The listing is taken off the market.
        let listing = market.listing;
        market.site.write(move |db| {
            use diesel::prelude::*;
            use handpick::db::schema::listings::dsl;
            Ok(diesel::update(dsl::listings.find(listing.0)).set(dsl::state.eq("withdrawn")).execute(db)?)
        });
        let gone = quoting.accept(now, "key-of-the-listing", 14_800).await;
        assert!(matches!(gone, Err(RequestError::Order(PlaceOrderError::Unavailable { .. }))), "{gone:?}");
        // Taken back; declined with a reason; and run out.
        service::withdraw(app, &market.grace, request).await.unwrap();
        let twice = service::withdraw(app, &market.grace, request).await;
        assert_eq!(twice, Err(RequestError::QuoteOver(QuoteStatus::Withdrawn)));
        assert_eq!(quoting.accept(now, "key-of-the-late", 14_800).await, Err(RequestError::QuoteOver(QuoteStatus::Withdrawn)));
        let no = (request, dear);
        assert!(matches!(service::decline(app, &market.priya, no, " ").await, Err(RequestError::Field("words", _))));
        service::decline(app, &market.priya, no, "It is too dear for me.").await.unwrap();
        let twice = service::decline(app, &market.priya, no, "Still too dear.").await;
        assert_eq!(twice, Err(RequestError::QuoteOver(QuoteStatus::Declined)));
        assert_eq!(market.balances(), (15_000, 0, 0));
    }

    /// Quotes and requests run out by themselves, once, and both sides are told.
    async fn what_nobody_answers_runs_out(db: TestDb) {
        let quoting = Quoting::with(db, pounds(2_000)).await;
        let (market, app, site) = (&quoting.market, &quoting.market.app, &quoting.market.site);
        let request = quoting.ask_words("Somebody to cook with").await;
        let quote = quoting.quote(&market.grace, request, market.listing, 1_850).await;
        site.mails().await;
        assert_eq!(service::expire(app).await.unwrap(), 0);
        market.now_is("2026-12-11T09:00:00");
        let late = quoting.accept((request, quote), "key-of-the-late", 14_800).await;
        assert_eq!(late, Err(RequestError::QuoteOver(QuoteStatus::Expired)));
        assert_eq!((service::expire(app).await.unwrap(), service::expire(app).await.unwrap()), (1, 0));
        let mails = site.mails().await;
        let told: Vec<&str> = mails.iter().filter(|mail| mail.subject.contains("run out")).map(|mail| mail.to.as_str()).collect();
        assert_eq!(told, ["priya@example.org", "grace@example.org"]);
        market.now_is("2026-12-31T09:00:00");
        assert_eq!((service::expire(app).await.unwrap(), service::expire(app).await.unwrap()), (1, 0));
        let over = service::add_line(app, &market.grace, request, line(market.listing, mornings(), 1_000)).await;
        assert_eq!(over, Err(RequestError::Closed(RequestStatus::Expired)));
        assert!(matches!(service::cancel(app, &market.priya, request).await, Err(RequestError::Closed(_))));
    }

    /// Brokers ask, answer and accept for their people, within their mandate; never with their own organisation.
    async fn brokers_act_for_their_people(db: TestDb) {
        let quoting = Quoting::with(db, pounds(5_000)).await;
        let (market, app) = (&quoting.market, &quoting.market.app);
        let tom = market.tom_for_priya();
        let ask = AskFor { words: "A cook".to_owned(), area: "LS6".to_owned(), ..AskFor::default() };
        let request = service::ask(app, &tom, ask).await.unwrap();
        service::add_line(app, &market.grace, request, line(market.listing, mornings(), 1_850)).await.unwrap().unwrap();
        let mut long = mornings();
        long.units = Quantity::from_units(8);
        service::add_line(app, &market.grace, request, line(market.listing, once(1, "2026-12-30", "9am"), 100)).await.unwrap().unwrap();
        service::send(app, &market.grace, request, send_until("2026-12-10")).await.unwrap();
        let small = (request, service::provider_view(app, &market.grace, request).await.unwrap().sent().unwrap().id);
        service::add_line(app, &quoting.omar, request, line(quoting.second, long, 1_900)).await.unwrap().unwrap();
        service::send(app, &quoting.omar, request, send_until("2026-12-10")).await.unwrap();
        let large = (request, service::provider_view(app, &quoting.omar, request).await.unwrap().sent().unwrap().id);
        let over = service::accept(app, &tom, large, accept("key-of-tom-large", 121_600)).await;
        assert!(matches!(over, Err(RequestError::Order(PlaceOrderError::OverOrderLimit { .. }))), "{over:?}");
        let mut conflict = tom.clone();
        conflict.memberships.extend(market.grace.memberships.clone());
        let refused = service::accept(app, &conflict, small, accept("key-of-conflict", 14_900)).await;
        assert!(matches!(refused, Err(RequestError::Order(PlaceOrderError::ConflictOfInterest { .. }))), "{refused:?}");
        assert!(matches!(service::accept(app, &market.tom, small, accept("key-of-nobody", 14_900)).await, Err(RequestError::NotAllowed(_))));
        let order = service::accept(app, &tom, small, accept("key-of-tom-small", 14_900)).await.unwrap();
        let view = orders::order_view(app, &market.priya, &order).await.unwrap();
        assert_eq!((view.order.total, view.order.mandate_id), (Money::from_pence(14_900), Some(market.mandate)));
        let lines: Vec<_> = view.lines.iter().map(|(line, _)| line.id).collect();
        let agreed = market.database().read_blocking(move |db| agreed::prices(db, &lines)).unwrap();
        assert_eq!(agreed.iter().map(|(_, price)| price.unit_price.pence()).collect::<Vec<_>>(), [1_850, 100]);
    }
}

impl Quoting {
    /// Asks all who work in the area.
    async fn ask_words(&self, words: &str) -> RequestId {
        let ask = AskFor { words: words.to_owned(), area: "LS6".to_owned(), ..AskFor::default() };
        service::ask(&self.market.app, &self.market.priya, ask).await.unwrap()
    }
}
