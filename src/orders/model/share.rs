//! Shares of what several people order together: parts that add up to the penny.

use crate::kernel::Money;

/// The most parts that one person may have.
pub const MOST_PARTS: u32 = 100;

/// Splits an amount by parts. The shares add up to it; the odd pennies go to the first shares that don't come out even, so
/// that nobody pays a whole penny too much. Nothing where there are no parts.
pub fn split(total: Money, parts: &[u32]) -> Vec<Money> {
    let whole: i128 = parts.iter().map(|part| i128::from(*part)).sum();
    if whole == 0 {
        return vec![Money::ZERO; parts.len()];
    }
    let exact = |part: &u32| i128::from(total.pence()) * i128::from(*part) / whole;
    // A share is at most the whole, so it fits where the whole did.
    let mut shares: Vec<i64> = parts.iter().map(|part| i64::try_from(exact(part)).unwrap_or(0)).collect();
    let mut odd = total.pence() - shares.iter().sum::<i64>();
    let penny = odd.signum();
    for (share, part) in shares.iter_mut().zip(parts) {
        let uneven = i128::from(total.pence()) * i128::from(*part) % whole != 0;
        if odd != 0 && uneven {
            *share += penny;
            odd -= penny;
        }
    }
    shares.into_iter().map(Money::from_pence).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pence(amounts: &[i64]) -> Vec<Money> {
        amounts.iter().map(|amount| Money::from_pence(*amount)).collect()
    }

    #[test]
    fn odd_pennies_go_to_the_first_shares() {
        assert_eq!(split(Money::from_pence(100), &[1, 1, 1]), pence(&[34, 33, 33]));
        assert_eq!(split(Money::from_pence(101), &[1, 1, 1]), pence(&[34, 34, 33]));
        assert_eq!(split(Money::from_pence(1_000), &[2, 1, 1]), pence(&[500, 250, 250]));
        assert_eq!(split(Money::from_pence(10), &[0, 3]), pence(&[0, 10]));
        assert_eq!(split(Money::from_pence(10), &[]), pence(&[]));
    }

    proptest! {
        /// However many share, and however they share, nothing is lost and nobody pays a penny more than their part.
        #[test]
        fn shares_add_up_to_the_penny(
            total in 0i64..1_000_000_000_000, parts in proptest::collection::vec(1u32..=MOST_PARTS, 1..50),
        ) {
            let shares = split(Money::from_pence(total), &parts);
            prop_assert_eq!(Money::sum(shares.iter().copied()), Some(Money::from_pence(total)));
            let whole: u32 = parts.iter().sum();
            for (share, part) in shares.iter().zip(&parts) {
                let exact = i128::from(total) * i128::from(*part);
                let given = i128::from(share.pence()) * i128::from(whole);
                prop_assert!((given - exact).abs() < i128::from(whole));
            }
        }

        /// Of two with equal parts the first never pays less.
        #[test]
        fn equal_parts_differ_by_a_penny_at_most(total in 0i64..1_000_000_000, count in 1usize..50) {
            let shares = split(Money::from_pence(total), &vec![1; count]);
            prop_assert!(shares.is_sorted_by(|one, next| one >= next));
            let (most, least) = (shares.first().unwrap().pence(), shares.last().unwrap().pence());
            prop_assert!(most - least <= 1);
        }
    }
}
