//! Sentences about how money is held, splits that add up, and ring-fences.

use proptest::prelude::*;

use super::*;

fn holding(held_as: HeldAs) -> Holding {
    Holding {
        id: None,
        pot: PotId(1),
        held_as,
        from_on: NaiveDate::default(),
        person: Some((UserId(1), "Nina Shah".to_owned())),
        organisation: None,
        scopes: Scopes::default(),
        allows: Allowance::default(),
        fee: None,
        reason: String::new(),
        made_by: None,
        made_at: NaiveDateTime::default(),
        mandate: None,
        applied_at: Some(NaiveDateTime::default()),
    }
}

#[test]
fn people_read_in_plain_words_who_has_their_money() {
    let council = Some("Leeds City Council");
    let said = |way| holding(way).sentence("£4,000", council, To::Them);
    assert_eq!(said(HeldAs::DirectPayment), "£4,000 is paid to your bank account. You pay for your support from it.");
    assert_eq!(said(HeldAs::CouncilManaged), "£4,000 is kept by Leeds City Council, which pays for you.");
    assert_eq!(said(HeldAs::ThirdParty), "£4,000 is held for you by Nina Shah, who pays with it.");
    let other = holding(HeldAs::DirectPayment).sentence("£4,000", council, To::Other("Priya Shah"));
    assert_eq!(other, "£4,000 is paid to Priya Shah’s bank account. Priya Shah pays for their support from it.");
}

/// Each top-up and each rise is a source of its own, and there may be dozens.
#[test]
fn many_sources_are_all_looked_at() {
    let anything = std::iter::repeat_n((pounds(10), Vec::new()), 30);
    let meals = (pounds(10), vec!["meals".to_owned()]);
    let other = |amount: i64| [("help-around-the-home".to_owned(), pounds(amount))];
    for first in [true, false] {
        let mut sources: Vec<Source> = anything.clone().collect();
        sources.insert(if first { 0 } else { 30 }, meals.clone());
        assert_eq!(ring_fences(&sources, &other(300)), None, "all of it is there");
        assert!(ring_fences(&sources, &other(301)).is_some(), "the £10 is for meals");
    }
}

fn pounds(pounds: i64) -> Money {
    Money::from_pence(pounds * 100)
}

#[test]
fn money_for_one_thing_pays_for_nothing_else() {
    let sources = [(pounds(300), vec!["equipment".to_owned()]), (pounds(120), Vec::new())];
    let wants = |category: &str, amount| ring_fences(&sources, &[(category.to_owned(), pounds(amount))]);
    assert_eq!(wants("equipment/beds", 420), None);
    assert_eq!(wants("meals", 120), None);
    let why = wants("meals", 150).unwrap();
    assert!(
        why.contains("£300.00 of it is for") && why.contains("it has £120.00, and with this £30.00 too little"),
        "{why}"
    );
    let both = [("meals".to_owned(), pounds(100)), ("equipment".to_owned(), pounds(320))];
    assert_eq!(ring_fences(&sources, &both), None);
    let more = [("meals".to_owned(), pounds(101)), ("equipment".to_owned(), pounds(320))];
    assert!(ring_fences(&sources, &more).is_some());
}

/// Tries every way to share the items out, whole pounds at a time.
fn can_pay(sources: &[Source], items: &[(String, Money)]) -> bool {
    let Some(((category, cost), rest)) = items.split_first() else { return true };
    if cost.is_zero() {
        return can_pay(sources, rest);
    }
    let less = cost.checked_sub(Money::from_pence(1)).unwrap();
    (0..sources.len()).any(|at| {
        let (held, only_for) = &sources[at];
        if held.is_zero() || !buys(only_for, category) {
            return false;
        }
        let mut after = sources.to_vec();
        after[at].0 = held.checked_sub(Money::from_pence(1)).unwrap();
        let mut items = items.to_vec();
        items[0].1 = less;
        can_pay(&after, &items)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn ring_fences_hold_exactly_when_the_money_can_be_shared_out(
        sources in proptest::collection::vec((0_i64..3, 0_usize..4), 1..4),
        items in proptest::collection::vec((0_usize..3, 0_i64..3), 0..4),
    ) {
        let kinds = ["meals", "transport", "equipment"];
        let fence = |at: usize| kinds.get(at).map(|kind| vec![(*kind).to_owned()]).unwrap_or_default();
        let sources: Vec<Source> = sources.into_iter().map(|(pence, at)| (Money::from_pence(pence), fence(at))).collect();
        let items: Vec<(String, Money)> =
            items.into_iter().map(|(at, pence)| (kinds[at].to_owned(), Money::from_pence(pence))).collect();
        let all_free = sources.iter().all(|(_, only_for)| only_for.is_empty());
        prop_assume!(!all_free);
        prop_assert_eq!(ring_fences(&sources, &items).is_none(), can_pay(&sources, &items));
    }

    #[test]
    fn a_split_is_agreed_only_when_its_parts_come_to_the_penny(
        parts in proptest::collection::vec(1_i64..1_000_000, 1..7),
        off in -3_i64..4,
    ) {
        let terms = Terms {
            held_as: HeldAs::DirectPayment, person: None, organisation: None, scopes: Vec::new(), fee_pence: None,
            allows: Allowance::default(),
        };
        let part = |pence: &i64| Part {
            terms: terms.clone(),
            streams: vec![PartStream { stream: Stream::AdultSocialCare, pence: *pence, only_for: Vec::new(), arrives: None, collector: None }],
        };
        let split = Split {
            plan: PlanId(1),
            starts_on: NaiveDate::default(),
            ends_on: NaiveDate::default(),
            pence: parts.iter().sum::<i64>() + off,
            parts: parts.iter().map(part).collect(),
        };
        prop_assert_eq!(split.adds_up(), off == 0);
        prop_assert_eq!(split.rest(), Some(Money::from_pence(off)));
    }
}
