//! Writing straight into a page, for what is drawn hundreds of times on one: `html!` makes a text of its own for each
//! part, which is then copied.

/// Puts pieces one after the other at the end of a page: markup as it stands, values in brackets, escaped, text in
/// parentheses, escaped too and quicker, and markup that was made elsewhere in braces.
///
/// `put!(page, "<b>", [number], " ", (name), "</b>")`
#[macro_export]
macro_rules! put {
    ($page:expr $(, $part:tt)* $(,)?) => {
        { $($crate::web::put::put!(@one $page, $part);)* }
    };
    (@one $page:expr, [$value:expr]) => {
        maud::Render::render_to(&$value, $page)
    };
    (@one $page:expr, ($text:expr)) => {
        $crate::web::put::text($page, $text)
    };
    (@one $page:expr, { $markup:expr }) => {
        $page.push_str($markup)
    };
    (@one $page:expr, $markup:literal) => {
        $page.push_str($markup)
    };
}

pub use crate::put;

/// What a byte of text is written as, where that isn't itself.
fn escaped(byte: u8) -> Option<&'static str> {
    match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        _ => None,
    }
}

/// Puts text at the end of a page, escaped as `html!` does. Most texts have nothing to escape and are copied as a whole.
pub fn text(page: &mut String, text: &str) {
    // Looked at without stopping: so the processor looks at many at once.
    let special = |found: bool, byte: &u8| found | matches!(byte, b'&' | b'<' | b'>' | b'"');
    if !text.as_bytes().iter().fold(false, special) {
        page.push_str(text);
        return;
    }
    let mut from = 0;
    for (at, written) in text.bytes().enumerate().filter_map(|(at, byte)| Some((at, escaped(byte)?))) {
        page.push_str(text.get(from..at).unwrap_or_default());
        page.push_str(written);
        from = at + 1;
    }
    page.push_str(text.get(from..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use maud::Render;
    use proptest::prelude::*;

    #[test]
    fn values_are_escaped_and_markup_is_not() {
        let mut page = String::from("…");
        let name = "<script>";
        put!(&mut page, "<b>", [name], "</b> ", [2_u64]);
        assert_eq!(page, "…<b>&lt;script&gt;</b> 2");
    }

    proptest! {
        #[test]
        fn text_is_escaped_as_everywhere_else(text in "[a&<>\"'é ]{0,40}") {
            let mut page = String::new();
            put!(&mut page, (&text));
            prop_assert_eq!(page, text.render().into_string());
        }
    }
}
