//! Order references that can be read over the telephone: "HP-7K3M-9QXT".

/// Without 0, O, 1, I and L, which are taken for each other.
const ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const PREFIX: &str = "HP";
const LETTERS: usize = 8;

/// The reference made from a random number: one of 31^8 (850 thousand million). Two orders may get the same one,
/// so the database keeps them unique and the caller tries another number.
#[must_use]
pub fn order_reference(random: u64) -> String {
    let mut rest = random;
    let mut reference = String::from(PREFIX);
    for position in 0..LETTERS {
        if position % 4 == 0 {
            reference.push('-');
        }
        let index = usize::try_from(rest % ALPHABET.len() as u64).unwrap_or(0);
        reference.extend(ALPHABET.get(index).map(|letter| char::from(*letter)));
        rest /= ALPHABET.len() as u64;
    }
    reference
}

/// The reference someone typed, as it is stored: "hp 7k3m 9qxt" is "HP-7K3M-9QXT". `None` when it can't be one.
#[must_use]
pub fn parse_reference(text: &str) -> Option<String> {
    let plain: String =
        text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    let letters = plain.strip_prefix(PREFIX)?;
    let known = letters.len() == LETTERS && letters.bytes().all(|b| ALPHABET.contains(&b));
    let (first, second) = if known { letters.split_at_checked(LETTERS / 2)? } else { return None };
    Some(format!("{PREFIX}-{first}-{second}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn typed_references_are_understood() {
        assert_eq!(parse_reference(" hp 7k3m 9qxt").as_deref(), Some("HP-7K3M-9QXT"));
        for text in ["", "HP", "HP-7K3M-9QX", "HP-7K3M-9QXTT", "HP-0K3M-9QXT", "XX-7K3M-9QXT", "HP-éééé"] {
            assert_eq!(parse_reference(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn references_have_their_shape(random: u64) {
            let reference = order_reference(random);
            prop_assert_eq!(reference.len(), 12);
            prop_assert!(!reference.get(3..).unwrap().contains(['0', 'O', '1', 'I', 'L']));
            prop_assert_eq!(parse_reference(&reference.to_lowercase()), Some(reference));
        }
    }
}
