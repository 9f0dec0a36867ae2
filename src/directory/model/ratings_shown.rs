//! Ratings as the pages of listings and providers show them: plain data, filled in by whoever knows ratings.

use chrono::NaiveDate;

use crate::kernel::RatingId;

/// What people said of a listing, or of a provider with all its listings. The shrunk mean and the count beside the
/// title come from the listing itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListingRatings {
    /// How many people rated.
    pub count: u32,
    /// How many of them gave 5, 4, 3, 2 and 1 stars, each the mean of their four dimensions.
    pub distribution: [u64; 5],
    /// The mean of each dimension.
    pub dimensions: Vec<DimensionMean>,
    /// How many said it helped with their outcome.
    pub helped: u32,
    /// The newest, with words.
    pub shown: Vec<ShownRating>,
}

/// The mean of one of the four dimensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DimensionMean {
    /// "Dignity and respect".
    pub name: String,
    /// In tenths of a star: 48 is 4.8.
    pub tenths: u32,
}

/// One rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRating {
    /// Which one, for "report this review".
    pub id: RatingId,
    /// 1 to 5.
    pub stars: u32,
    /// Who wrote it: "Martin", or "Priti, for her father".
    pub by: String,
    /// When.
    pub on: NaiveDate,
    /// What they wrote.
    pub words: String,
    /// "Helped with “Ready for my day without rushing”".
    pub helped: Option<String>,
    /// What the provider answered, once.
    pub reply: Option<ShownReply>,
}

/// A provider's answer to a rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownReply {
    /// The provider's name.
    pub by: String,
    /// What they wrote.
    pub words: String,
}
