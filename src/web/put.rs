//! Writing straight into a page, for what is drawn hundreds of times on one: `html!` makes a text of its own for each
//! part, which is then copied.

/// Puts pieces one after the other at the end of a page: markup as it stands, and values in brackets, escaped.
///
/// `put!(page, "<b>", [name], "</b>")`
macro_rules! put {
    ($page:expr $(, $part:tt)* $(,)?) => {
        $($crate::web::put::put!(@one $page, $part);)*
    };
    (@one $page:expr, [$value:expr]) => {
        maud::Render::render_to(&$value, $page)
    };
    (@one $page:expr, $markup:literal) => {
        $page.push_str($markup)
    };
}

pub(crate) use put;

#[cfg(test)]
mod tests {
    #[test]
    fn values_are_escaped_and_markup_is_not() {
        let mut page = String::from("…");
        let name = "<script>";
        put!(&mut page, "<b>", [name], "</b> ", [2_u64]);
        assert_eq!(page, "…<b>&lt;script&gt;</b> 2");
    }
}
