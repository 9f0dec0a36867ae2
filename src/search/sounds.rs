//! How a word sounds, roughly, in English: words that people spell by ear have the key of the right one.
//!
//! "demensha" and "dementia", "fisio" and "physio", "weelchair" and "wheelchair" share a key. Pure. Next: `lexicon`.

/// Spellings that sound alike, the longer ones first: what is written, and what stands for it.
const SPELLINGS: [(&str, &str); 40] = [
    ("ough", "o"),
    ("augh", "af"),
    ("eigh", "a"),
    ("tion", "xn"),
    ("sion", "xn"),
    ("cian", "xn"),
    ("tian", "xn"),
    ("tia", "xa"),
    ("cia", "xa"),
    ("sha", "xa"),
    ("tch", "x"),
    ("sch", "sk"),
    ("scious", "xs"),
    ("cious", "xs"),
    ("tious", "xs"),
    ("psy", "si"),
    ("chiro", "kiro"),
    ("chem", "kem"),
    ("ph", "f"),
    ("ch", "x"),
    ("sh", "x"),
    ("th", "0"),
    ("gh", ""),
    ("kn", "n"),
    ("wr", "r"),
    ("wh", "w"),
    ("ck", "k"),
    ("qu", "kw"),
    ("dg", "j"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("ge", "je"),
    ("gi", "ji"),
    ("gy", "ji"),
    ("mb", "m"),
    ("x", "ks"),
    ("q", "k"),
    ("c", "k"),
    ("z", "s"),
];

/// A lower-case word spelt by its sounds: "physio" and "fisio" are the same.
pub(super) fn plainly(word: &str) -> String {
    let mut sounds = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(letter) = rest.chars().next() {
        if let Some((written, sound)) = SPELLINGS.iter().find(|(written, _)| rest.starts_with(written)) {
            sounds.push_str(sound);
            rest = rest.get(written.len()..).unwrap_or_default();
        } else {
            sounds.push(letter);
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        }
    }
    sounds.replace('y', "i")
}

/// The sounds of a lower-case word: consonants, and whether it begins with a vowel.
pub(super) fn key(word: &str) -> String {
    let sounds = plainly(word);
    let mut key = String::with_capacity(sounds.len());
    for (at, sound) in sounds.chars().enumerate() {
        let vowel = matches!(sound, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w') && !(at == 0 && sound == 'w');
        let sound = match sound {
            _ if vowel && at == 0 => 'a',
            _ if vowel => continue,
            other => other,
        };
        if !key.ends_with(sound) {
            key.push(sound);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_spelt_by_ear_sound_like_the_right_ones() {
        for (heard, right) in [
            ("demensha", "dementia"),
            ("fisio", "physio"),
            ("weelchair", "wheelchair"),
            ("alzimers", "alzheimers"),
            ("diabeetis", "diabetes"),
            ("incontinense", "incontinence"),
            ("advocasy", "advocacy"),
            ("kiropodist", "chiropodist"),
            ("counciling", "counselling"),
            ("exersise", "exercise"),
            ("nife", "knife"),
        ] {
            assert_eq!(key(heard), key(right), "{heard}");
        }
        assert_ne!(key("care"), key("cane"));
    }

    proptest! {
        #[test]
        fn anything_has_a_sound(word in any::<String>()) {
            let _ = key(&word);
        }
    }
}
