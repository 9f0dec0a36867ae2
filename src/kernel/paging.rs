//! Pages of a long list: which one is asked for, and one that was found.

use std::fmt;
use std::num::NonZeroU32;

/// No list is paged further than this; later pages are of use to nobody and cost the database dearly.
pub const LAST_PAGE: u32 = 10_000;

/// The number of a page, from 1 to [`LAST_PAGE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PageNumber(NonZeroU32);

impl PageNumber {
    /// The first page.
    pub const FIRST: PageNumber = PageNumber(NonZeroU32::MIN);

    /// The page with this number; numbers outside the range give the nearest page there is.
    #[must_use]
    pub fn new(number: u32) -> PageNumber {
        NonZeroU32::new(number.min(LAST_PAGE)).map_or(PageNumber::FIRST, PageNumber)
    }

    /// The page an address asks for; anything that is no page number is the first page, because an address that
    /// was cut short should still show something.
    #[must_use]
    pub fn parse(text: &str) -> PageNumber {
        text.trim().parse().map_or(PageNumber::FIRST, PageNumber::new)
    }

    /// The number, from 1.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0.get()
    }

    /// How many items come before this page.
    #[must_use]
    pub fn offset(self, per_page: u32) -> i64 {
        i64::from(self.get() - 1) * i64::from(per_page)
    }
}

impl Default for PageNumber {
    fn default() -> PageNumber {
        PageNumber::FIRST
    }
}

impl fmt::Display for PageNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    /// What is on this page.
    pub items: Vec<T>,
    /// How many items there are on all pages.
    pub total: i64,
    /// Which page this is.
    pub page: PageNumber,
    /// How many items a full page has.
    pub per_page: u32,
}

impl<T> Paged<T> {
    /// How many pages there are; at least one, even when it is empty.
    #[must_use]
    pub fn pages(&self) -> u32 {
        let per_page = i64::from(self.per_page.max(1));
        let pages = (self.total.max(1) - 1) / per_page + 1;
        u32::try_from(pages).unwrap_or(LAST_PAGE).clamp(1, LAST_PAGE)
    }

    /// The page before this one.
    #[must_use]
    pub fn previous(&self) -> Option<PageNumber> {
        (self.page > PageNumber::FIRST).then(|| PageNumber::new(self.page.get() - 1))
    }

    /// The page after this one.
    #[must_use]
    pub fn next(&self) -> Option<PageNumber> {
        (self.page.get() < self.pages()).then(|| PageNumber::new(self.page.get() + 1))
    }

    /// The same page with each item turned into something else.
    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Paged<U> {
        let Paged { items, total, page, per_page } = self;
        Paged { items: items.into_iter().map(change).collect(), total, page, per_page }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paged(total: i64, page: u32) -> Paged<u8> {
        Paged { items: vec![], total, page: PageNumber::new(page), per_page: 20 }
    }

    #[test]
    fn counts_pages() {
        assert_eq!(paged(0, 1).pages(), 1);
        assert_eq!(paged(20, 1).pages(), 1);
        assert_eq!(paged(21, 1).pages(), 2);
        assert_eq!(paged(41, 2).next(), Some(PageNumber::new(3)));
        assert_eq!(paged(41, 3).next(), None);
        assert_eq!(paged(41, 1).previous(), None);
        assert_eq!(PageNumber::new(3).offset(20), 40);
        assert_eq!(paged(5, 1).map(u32::from).total, 5);
    }

    proptest! {
        #[test]
        fn any_address_gives_a_page(text in "\\PC*", total: i64, per_page: u32) {
            let page = PageNumber::parse(&text);
            prop_assert!((1..=LAST_PAGE).contains(&page.get()));
            prop_assert!(page.offset(per_page) >= 0);
            let paged = Paged { items: Vec::<u8>::new(), total, page, per_page };
            prop_assert!(paged.pages() >= 1);
        }

        #[test]
        fn numbers_are_read_back(number in 1..=LAST_PAGE) {
            prop_assert_eq!(PageNumber::parse(&PageNumber::new(number).to_string()).get(), number);
        }
    }
}
