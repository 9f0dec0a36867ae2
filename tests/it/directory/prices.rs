//! Prices: notice, what an order sees, and what search shows.

use handpick::directory::DirectoryError;
use handpick::directory::model::{PriceUnit, price_for};
use handpick::directory::service;
use handpick::kernel::TimeBand;
use handpick::kernel::ids::ListingId;

use super::{Market, hourly};

fn pence_on(market: &Market, id: ListingId, day: &str, band: TimeBand) -> Option<i64> {
    let day = day.parse().unwrap();
    let orderable = market.app().db.read_blocking(move |db| service::orderable(db, id, day)).unwrap();
    price_for(&orderable.prices, PriceUnit::Hour, band, day).map(|price| price.amount.pence())
}

on_each_backend! {
    async fn a_new_price_holds_after_its_notice(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let id = market.live_listing(provider).await;
        let mut hasty = hourly(TimeBand::Weekday, 2_300);
        hasty.valid_from = "2026-12-18".parse().ok();
        let Err(DirectoryError::Invalid(faults)) = service::set_prices(market.app(), &market.staff, id, vec![hasty]).await else {
            panic!("it was taken");
        };
        assert_eq!(faults[0].field, "prices.0.valid_from");
        service::set_prices(market.app(), &market.staff, id, vec![hourly(TimeBand::Weekday, 2_300)]).await.unwrap();
        assert_eq!(pence_on(&market, id, "2026-11-21", TimeBand::Weekday), Some(2_150));
        assert_eq!(pence_on(&market, id, "2026-12-18", TimeBand::Night), Some(2_150));
        assert_eq!(pence_on(&market, id, "2026-12-19", TimeBand::Night), Some(2_300));

        assert_eq!(service::follow_calendar(market.app()).await.unwrap(), 0);
        market.test.wait(60 * 24 * 28);
        let (today, now) = (market.app().clock.today(), market.app().clock.now());
        let since = today.pred_opt().unwrap();
        assert_eq!(market.test.write(move |db| service::touch_due(db, since, today, now)), 1);
        assert_eq!(market.test.write(move |db| service::touch_due(db, today, today, now)), 0);
        assert_eq!(service::follow_calendar(market.app()).await.unwrap(), 1);
        assert_eq!(service::follow_calendar(market.app()).await.unwrap(), 0);
    }

    async fn faulty_prices_change_nothing(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let id = market.live_listing(provider).await;
        for wanted in [vec![], vec![hourly(TimeBand::Weekday, 0)], vec![hourly(TimeBand::Weekday, -5)], vec![hourly(TimeBand::Weekday, i64::MAX)]] {
            let answer = service::set_prices(market.app(), &market.staff, id, wanted).await;
            assert!(matches!(answer, Err(DirectoryError::Invalid(_))), "{answer:?}");
        }
        assert_eq!(pence_on(&market, id, "2027-06-01", TimeBand::Weekday), Some(2_150));
    }

    async fn ratings_count_for_the_listing_and_its_provider(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let id = market.live_listing(provider).await;
        let now = market.app().clock.now();
        let before = market.touched();
        market.test.write(move |db| service::add_rating(db, id, provider, 20, 1, now));
        market.test.write(move |db| service::add_rating(db, id, provider, 16, 1, now));
        assert_eq!(market.touched(), before + 2);
        let page = service::listing_page(market.app(), None, id).await.unwrap();
        assert_eq!((page.listing.rating_count, page.listing.rating_sum), (2, 36));
        assert_eq!(page.listing.rating_hundredths(), Some(414));
        assert_eq!(page.provider.rating_hundredths(), Some(414));
        let summary = market.app().db.read_blocking(move |db| service::provider_summary(db, provider)).unwrap();
        assert_eq!((summary.rating_count, summary.rating_sum), (2, 36));
    }

    async fn a_listings_page_takes_few_statements(db: TestDb) {
        let market = Market::open(db).await;
        let provider = market.provider().await;
        let id = market.live_listing(provider).await;
        for _ in 0..5 {
            market.live_listing(provider).await;
        }
        let before = market.app().db.statements();
        service::listing_page(market.app(), None, id).await.unwrap();
        assert!(market.app().db.statements() - before <= 13);
    }
}
