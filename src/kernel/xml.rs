//! Writing XML: a tree of elements, with everything escaped as it is written.
//!
//! Only what invoices and payment files need. Letters that XML 1.0 can't hold are left out. Reading is elsewhere.

use std::fmt::Write as _;

/// An element with its attributes and what is in it: other elements, or words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    words: String,
    children: Vec<Element>,
}

impl Element {
    /// An element with other elements in it.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), words: String::new(), children: Vec::new() }
    }

    /// An element with words in it.
    #[must_use]
    pub fn words(name: &'static str, words: impl std::fmt::Display) -> Self {
        Self { words: words.to_string(), ..Self::new(name) }
    }

    /// Adds an attribute.
    #[must_use]
    pub fn attribute(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// Adds an element.
    #[must_use]
    pub fn child(mut self, child: Element) -> Self {
        self.children.push(child);
        self
    }

    /// Adds elements: some, or none.
    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children);
        self
    }

    /// The whole file, with its declaration. Elements with nothing in them are left out, as most formats ask.
    #[must_use]
    pub fn file(&self) -> String {
        let mut file = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.put(&mut file, 0);
        file
    }

    fn is_empty(&self) -> bool {
        self.words.trim().is_empty() && self.children.iter().all(Self::is_empty)
    }

    fn put(&self, file: &mut String, depth: usize) {
        if self.is_empty() {
            return;
        }
        let indent = "  ".repeat(depth);
        // Writing to a String can't fail.
        let _ = write!(file, "{indent}<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(file, " {name}=\"{}\"", escaped(value));
        }
        if self.children.is_empty() {
            let _ = writeln!(file, ">{}</{}>", escaped(self.words.trim()), self.name);
            return;
        }
        file.push_str(">\n");
        for child in &self.children {
            child.put(file, depth + 1);
        }
        let _ = writeln!(file, "{indent}</{}>", self.name);
    }
}

/// Words as they may stand in an element or an attribute.
fn escaped(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for letter in words.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\n' | '\t' => safe.push(' '),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_escaped_and_empty_elements_left_out() {
        let file = Element::new("a")
            .attribute("of", "\"x\" & 'y'")
            .child(Element::words("b", "1 < 2 & 3\u{0}\u{8}"))
            .child(Element::words("c", "  "))
            .child(Element::new("d").child(Element::new("e")))
            .file();
        assert_eq!(
            file,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a of=\"&quot;x&quot; &amp; &apos;y&apos;\">\n  \
             <b>1 &lt; 2 &amp; 3</b>\n</a>\n"
        );
    }
}
