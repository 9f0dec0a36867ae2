//! Fields of JSON objects as plain texts. A field that is missing, null or of another type is nothing.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::directory::model::commands::{tidy, tidy_line};

type Object = Map<String, Value>;

/// A text of several lines, without marks of HTML.
pub(super) fn text(object: &Object, key: &str) -> String {
    match object.get(key) {
        Some(Value::String(text)) => tidy(&plain(text)),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A text of one line, cut to so many letters.
pub(super) fn line(object: &Object, key: &str, longest: usize) -> String {
    tidy_line(&text(object, key)).chars().take(longest).collect()
}

/// An object within.
pub(super) fn object<'a>(object: &'a Object, key: &str) -> Option<&'a Object> {
    object.get(key).and_then(Value::as_object)
}

/// The objects of a list within.
pub(super) fn list<'a>(object: &'a Object, key: &str) -> impl Iterator<Item = &'a Object> + use<'a> {
    object.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// An id that can be a key.
pub(super) fn id(object: &Object) -> Option<String> {
    let id = line(object, "id", 100);
    (!id.is_empty()).then_some(id)
}

/// A day: the beginning of a date or of a time.
pub(super) fn day(object: &Object, key: &str) -> Option<NaiveDate> {
    text(object, key).get(..10)?.parse().ok()
}

/// Many feeds carry HTML in their texts: tags become line ends or nothing, and letters written by name are put right.
fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let is_tag = after.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/');
        if let Some((tag, beyond)) = after.split_once('>').filter(|_| is_tag) {
            let name = tag.trim_start_matches('/').to_ascii_lowercase();
            if ["p", "br", "li", "div", "ul", "h"].iter().any(|block| name.starts_with(block)) {
                out.push('\n');
            }
            rest = beyond;
        } else {
            out.push('<');
            rest = after;
        }
    }
    out.push_str(rest);
    let named = [
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&rsquo;", "’"),
        ("&ndash;", "–"),
        ("&pound;", "£"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    let out = named.iter().fold(out, |out, (name, letter)| out.replace(name, letter));
    let lines: Vec<&str> = out.lines().map(str::trim).collect();
    lines.join("\n").replace("\n\n\n", "\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_plain_text() {
        assert_eq!(plain("<p>Tea &amp; <b>cake</b></p><p>Fridays</p>").trim(), "Tea & cake\n\nFridays");
        assert_eq!(plain("under 5 < 6 & more"), "under 5 < 6 & more");
        assert_eq!(plain("<script>alert(1)</script>"), "alert(1)");
        assert_eq!(plain("&lt;b&gt;"), "<b>");
    }

    #[test]
    fn other_types_are_nothing() {
        let object: Object =
            serde_json::from_str(r#"{"a":null,"b":["x"],"c":12,"d":"2026-01-02T10:00:00Z","id":""}"#).unwrap();
        assert_eq!(
            (text(&object, "a"), text(&object, "b"), text(&object, "c")),
            (String::new(), String::new(), "12".to_owned())
        );
        assert_eq!(
            (day(&object, "d"), day(&object, "c"), id(&object)),
            (NaiveDate::from_ymd_opt(2026, 1, 2), None, None)
        );
    }
}
