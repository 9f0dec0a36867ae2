//! Small words for sentences: counts and lists.

use super::fixed::thousands;

/// "1 review", "3 reviews", "1,234 reviews", "0 reviews".
#[must_use]
pub fn count(number: impl TryInto<i128>, one: &str, many: &str) -> String {
    let number = number.try_into().unwrap_or(i128::MAX);
    let sign = if number < 0 { "-" } else { "" };
    let noun = if number == 1 { one } else { many };
    format!("{sign}{} {noun}", thousands(number.unsigned_abs()))
}

/// "a", "a and b", "a, b and c"; empty for none.
#[must_use]
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    let Some((last, rest)) = items.split_last() else { return String::new() };
    if rest.is_empty() {
        return last.as_ref().to_owned();
    }
    let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
    format!("{} and {}", rest.join(", "), last.as_ref())
}

/// The same with a capital at the start: "Morning".
#[must_use]
pub fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_agree_with_their_noun() {
        assert_eq!(count(0, "review", "reviews"), "0 reviews");
        assert_eq!(count(1_i64, "review", "reviews"), "1 review");
        assert_eq!(count(1_234_usize, "review", "reviews"), "1,234 reviews");
        assert_eq!(count(-2, "day", "days"), "-2 days");
    }

    #[test]
    fn lists_end_in_and() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}
