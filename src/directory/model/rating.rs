//! The mean of ratings, shrunk toward the usual one when there are few (DOMAIN, section 3).

/// How many imagined usual ratings are mixed in.
const PRIOR_WEIGHT: u64 = 5;
/// The usual rating, in hundredths of a star.
pub const PRIOR_HUNDREDTHS: u32 = 400;

/// The Bayesian mean in hundredths of a star: 480 is 4.8. `sum_of_four` is the sum of the four dimensions, each 1 to
/// 5, over all `count` ratings. None while nobody has rated; ranking then uses [`PRIOR_HUNDREDTHS`].
#[must_use]
pub fn shrunk(count: u32, sum_of_four: u64) -> Option<u32> {
    if count == 0 {
        return None;
    }
    // A star of the mean of four dimensions is 100 hundredths, so a point of the sum is 25.
    let whole = sum_of_four.checked_mul(25)?.checked_add(PRIOR_WEIGHT * u64::from(PRIOR_HUNDREDTHS))?;
    let weight = PRIOR_WEIGHT + u64::from(count);
    u32::try_from((whole + weight / 2) / weight).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn few_ratings_stay_near_the_usual_one() {
        assert_eq!(shrunk(0, 0), None);
        assert_eq!(shrunk(1, 20), Some(417));
        assert_eq!(shrunk(1, 4), Some(350));
        assert_eq!(shrunk(95, 95 * 20), Some(495));
        assert_eq!(shrunk(3, 48), Some(400));
    }

    proptest! {
        #[test]
        fn it_lies_between_the_plain_mean_and_the_usual(count in 1u32..10_000, mean in 4u64..=20) {
            let shrunk = shrunk(count, mean * u64::from(count)).unwrap();
            let plain = u32::try_from(mean * 25).unwrap();
            prop_assert!(shrunk >= plain.min(PRIOR_HUNDREDTHS) && shrunk <= plain.max(PRIOR_HUNDREDTHS));
        }

        #[test]
        fn no_input_overflows(count: u32, sum: u64) {
            let _ = shrunk(count, sum);
        }
    }
}
