//! Words that would tell a provider who asks: a request says what is wanted, and never by whom.

use super::super::gaps::{is_district, is_inward};

/// As many figures in a row, with spaces or dashes between them, are a telephone number.
const FIGURES: usize = 9;

/// What in the words would tell who somebody of this name, who lives at this address, is, as a sentence for them; none when nothing would.
pub fn gives_away(words: &str, (name, address): (&str, &str)) -> Option<String> {
    let tokens: Vec<&str> = words.split_whitespace().collect();
    if tokens.iter().any(|token| is_address(token)) {
        return Some("Take out the email or web address. Providers must not learn who asks.".to_owned());
    }
    if has_phone_number(words) {
        return Some("Take out the telephone number. Providers must not learn who asks.".to_owned());
    }
    let plain: Vec<String> = tokens.iter().map(|token| bare(token)).collect();
    if plain.iter().any(|token| is_postcode(token)) || plain.windows(2).any(is_postcode_pair) {
        return Some("Take out the postcode. Providers see only its first part.".to_owned());
    }
    let words: Vec<&str> = tokens.iter().flat_map(|token| parts(token)).collect();
    if let Some(street) = streets(address).into_iter().find(|street| stands_in(street, &words)) {
        let street = street.join(" ");
        return Some(format!("Take out your address (“{street}”). Providers must not learn who asks."));
    }
    let named = names(name).into_iter().find(|part| words.iter().any(|word| is_named(part, word)));
    named.map(|part| format!("Take out “{part}”. Providers must not learn who asks."))
}

/// Names that are everyday words, too: they tell somebody only when they are written as names are.
const EVERYDAY: [&str; 24] = [
    "will", "may", "hope", "grace", "joy", "rose", "mark", "sue", "bill", "art", "faith", "dawn", "pat", "rob",
    "young", "long", "day", "green", "brown", "black", "white", "wood", "page", "cook",
];

/// Whether a word is a part of a name, in large letters or small.
fn is_named(part: &str, word: &str) -> bool {
    let small = part.to_lowercase();
    part == word || (word.to_lowercase() == small && !EVERYDAY.contains(&small.as_str()))
}

/// The words of a word: “Shah-Jones’s” is two.
fn parts(token: &str) -> impl Iterator<Item = &str> {
    trimmed(token).split(['-', '‑', '–']).map(trimmed)
}

/// A name's words that are long enough to tell somebody by.
fn names(name: &str) -> Vec<&str> {
    name.split_whitespace().flat_map(parts).filter(|part| part.chars().count() >= 3).collect()
}

/// The streets of an address, each as its words without numbers: what stands before the town.
fn streets(address: &str) -> Vec<Vec<String>> {
    let lines = address.split([',', '\n']).map(str::trim).filter(|line| !line.is_empty());
    let with_number = |line: &&str| line.chars().any(|letter| letter.is_ascii_digit());
    let words = |line: &str| -> Vec<String> {
        let plain = line.split_whitespace().map(|word| trimmed(word).to_lowercase());
        plain.filter(|word| word != "flat" && !word.is_empty() && !word.chars().any(|c| c.is_ascii_digit())).collect()
    };
    lines.filter(with_number).map(words).filter(|words| words.len() >= 2).collect()
}

/// Whether these words stand beside each other in others.
fn stands_in(street: &[String], words: &[&str]) -> bool {
    words.windows(street.len()).any(|some| some.iter().zip(street).all(|(word, of)| word.to_lowercase() == *of))
}

/// A word without what stands around it, and without "’s".
fn trimmed(token: &str) -> &str {
    let word = token.trim_matches(|letter: char| !letter.is_alphanumeric());
    word.strip_suffix("’s").or_else(|| word.strip_suffix("'s")).unwrap_or(word)
}

fn bare(token: &str) -> String {
    token.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase()
}

fn is_address(token: &str) -> bool {
    token.contains("://") || token.to_lowercase().starts_with("www.") || {
        let mut parts = token.split('@');
        let (before, after) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        !before.is_empty() && after.contains('.')
    }
}

fn has_phone_number(words: &str) -> bool {
    let mut figures = 0;
    for letter in words.chars() {
        if letter.is_ascii_digit() {
            figures += 1;
        } else if !matches!(letter, ' ' | '-' | '(' | ')' | '+' | '\u{a0}') {
            figures = 0;
        }
        if figures >= FIGURES {
            return true;
        }
    }
    false
}

fn is_postcode(token: &str) -> bool {
    let split = token.len().checked_sub(3).filter(|at| token.is_char_boundary(*at));
    split.is_some_and(|at| {
        let (outward, inward) = token.split_at(at);
        is_district(outward) && is_inward(inward)
    })
}

fn is_postcode_pair(pair: &[String]) -> bool {
    matches!(pair, [outward, inward] if is_district(outward) && is_inward(inward))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_who_asks_is_named() {
        let said =
            |words: &str| gives_away(words, ("Priya Shah-Jones", "Flat 2, 14 Mill Lane, Leeds")).unwrap_or_default();
        assert!(said("Ask for Priya at the desk").contains("“Priya”"));
        assert!(said("It is for Mrs Shah’s mother").contains("“Shah”"));
        assert!(said("ask for priya").contains("“Priya”"), "in small letters, too");
        assert!(said("Mrs Jones’s mother").contains("“Jones”"), "each half of a double name");
        assert!(said("Come to the mill lane flats").contains("your address"));
        assert!(said("Write to priya@example.org").contains("email"));
        assert!(said("See www.example.org").contains("web address"));
        assert!(said("Ring 07700 900 123 after six").contains("telephone"));
        assert!(said("I live at LS6 3HN.").contains("postcode"));
        assert!(said("I live at ls63hn").contains("postcode"));
    }

    #[test]
    fn what_is_wanted_may_be_said() {
        for words in [
            "Two hours on Tuesdays @ 10am, in LS6",
            "Somebody who speaks Gujarati, 3 times a week, from 1 12 2026",
            "£25 or less; 2 - 3 hours",
            "It will be in Leeds, near a lane with a mill",
            "",
        ] {
            assert_eq!(gives_away(words, ("Will Bloggs-Smith", "14 Mill Lane, Leeds")), None, "{words}");
        }
    }
}
