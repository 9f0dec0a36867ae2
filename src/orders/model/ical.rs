//! Visits as an iCalendar (RFC 5545): a file that calendars on phones and desks follow.
//!
//! Times are in UTC, so that no table of time zones is needed. A visit keeps its UID for ever; one that was called off
//! stays in the file for a while as cancelled, so that calendars take it out.

use std::fmt::Write as _;

use chrono::NaiveDateTime;

/// The longest line, in bytes, without its end.
const LONGEST_LINE: usize = 75;

/// One visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The same for the same visit, for ever: "visit-42@handpick.example".
    pub uid: String,
    /// When it starts, in UTC.
    pub starts: NaiveDateTime,
    /// When it ends, in UTC; none where nobody knows.
    pub ends: Option<NaiveDateTime>,
    /// What a calendar shows.
    pub summary: String,
    /// More of it.
    pub description: String,
    /// Its page.
    pub url: String,
    /// It was called off.
    pub cancelled: bool,
}

/// The file.
pub fn file(name: &str, events: &[Event], now: NaiveDateTime) -> String {
    let mut out = String::new();
    let mut line = |text: &str| fold(&mut out, text);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//Handpick//Visits//EN");
    line("CALSCALE:GREGORIAN");
    line("METHOD:PUBLISH");
    line(&format!("NAME:{}", escape(name)));
    line(&format!("X-WR-CALNAME:{}", escape(name)));
    line("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    line("X-PUBLISHED-TTL:PT1H");
    for event in events {
        line("BEGIN:VEVENT");
        line(&format!("UID:{}", escape(&event.uid)));
        line(&format!("DTSTAMP:{}", instant(now)));
        line(&format!("DTSTART:{}", instant(event.starts)));
        if let Some(ends) = event.ends.filter(|ends| *ends > event.starts) {
            line(&format!("DTEND:{}", instant(ends)));
        }
        line(&format!("SUMMARY:{}", escape(&event.summary)));
        if !event.description.is_empty() {
            line(&format!("DESCRIPTION:{}", escape(&event.description)));
        }
        line(&format!("URL:{}", event.url.replace(['\r', '\n'], "")));
        line(if event.cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        // A higher number than before tells a calendar that this is the newer word.
        line(if event.cancelled { "SEQUENCE:1" } else { "SEQUENCE:0" });
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    out
}

/// "20261201T100000Z".
fn instant(utc: NaiveDateTime) -> String {
    utc.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a value may hold it: nothing in it can begin a line or a value of its own.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let text = text.replace("\r\n", "\n");
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' | '\r' => out.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}

/// Writes a line, cut so that no part is longer than 75 bytes and no letter is cut in two.
fn fold(out: &mut String, text: &str) {
    let mut length = 0;
    for letter in text.chars() {
        if length + letter.len_utf8() > LONGEST_LINE {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(letter);
        length += letter.len_utf8();
    }
    // Writing to a String can't fail.
    let _ = write!(out, "\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(summary: &str) -> Event {
        Event {
            uid: "visit-42@handpick.example".to_owned(),
            starts: "2026-12-01T10:00:00".parse().unwrap(),
            ends: Some("2026-12-01T13:00:00".parse().unwrap()),
            summary: summary.to_owned(),
            description: "3 hours; order HP-1, with Aire Valley\nRing first".to_owned(),
            url: "https://handpick.example/orders/HP-1".to_owned(),
            cancelled: false,
        }
    }

    fn unfold(text: &str) -> String {
        text.replace("\r\n ", "")
    }

    #[test]
    fn one_visit() {
        let cancelled = Event { cancelled: true, ..event("Help at home") };
        let text = file("Priya’s visits", &[event("Help at home"), cancelled], "2026-11-21T09:00:00".parse().unwrap());
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert_eq!(lines.first(), Some(&"BEGIN:VCALENDAR"));
        assert!(text.ends_with("END:VCALENDAR\r\n"));
        for line in [
            "UID:visit-42@handpick.example",
            "DTSTAMP:20261121T090000Z",
            "DTSTART:20261201T100000Z",
            "DTEND:20261201T130000Z",
            "SUMMARY:Help at home",
            "DESCRIPTION:3 hours\\; order HP-1\\, with Aire Valley\\nRing first",
            "STATUS:CONFIRMED",
            "STATUS:CANCELLED",
            "SEQUENCE:1",
        ] {
            assert!(lines.contains(&line), "{line} in {text}");
        }
    }

    proptest! {
        /// Whatever people write: lines are short, nothing begins a line of its own, and it reads back.
        #[test]
        fn any_text_stays_in_its_place(summary in "\\PC{0,200}", wild in any::<String>()) {
            let text = file(&wild, &[event(&summary), event(&wild)], NaiveDateTime::default());
            for line in text.split("\r\n") {
                prop_assert!(line.len() <= LONGEST_LINE, "{line}");
            }
            let whole = unfold(&text);
            prop_assert!(whole.split("\r\n").all(|line| !line.contains(['\r', '\n'])));
            prop_assert_eq!(whole.matches("\r\nBEGIN:").count(), 2);
            prop_assert_eq!(whole.matches("\r\nSUMMARY:").count(), 2);
            let shown = whole.split("\r\n").find_map(|line| line.strip_prefix("SUMMARY:")).unwrap();
            let mut read = String::new();
            let mut letters = shown.chars();
            while let Some(letter) = letters.next() {
                match letter {
                    '\\' => match letters.next() {
                        Some('n') => read.push('\n'),
                        Some(other) => read.push(other),
                        None => prop_assert!(false, "a lone backslash"),
                    },
                    ';' | ',' => prop_assert!(false, "not escaped"),
                    other => read.push(other),
                }
            }
            prop_assert_eq!(read, summary);
        }
    }
}
