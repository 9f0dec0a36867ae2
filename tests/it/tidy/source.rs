//! Reads the program's own text, well enough to check it: comments and the insides of quotes are blanked
//! (so a word in them is not code, and every line keeps its number), and test modules are cut out.

use std::path::Path;

/// A file of the program.
pub struct Source {
    /// Below the folder it was read from, such as `orders/store.rs`.
    pub path: String,
    /// As it is.
    pub text: String,
    /// Without comments, insides of quotes, and test modules.
    pub code: String,
    /// Only the test modules, likewise.
    pub tests: String,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let (code, tests) = split_tests(&blank(text));
        Self { path: path.to_owned(), text: text.to_owned(), code, tests }
    }

    /// The file's name without its ending.
    pub fn stem(&self) -> &str {
        self.path.rsplit('/').next().unwrap().trim_end_matches(".rs")
    }

    /// The folder or file right below the root: `orders/store.rs` and `orders.rs` are in `orders`.
    pub fn area(&self) -> &str {
        self.path.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// True for `store.rs` and for files in a folder `store/`, if `room` is `store`.
    pub fn is_room(&self, room: &str) -> bool {
        self.stem() == room || self.path.split('/').rev().skip(1).any(|folder| folder == room)
    }

    /// Every place in the code with this text, as `path:line: the line`. A text that begins with a letter is
    /// looked for as a whole word's beginning.
    pub fn uses(&self, text: &str) -> Vec<String> {
        find(&self.path, &self.code, text)
    }

    /// As `uses`, in the test modules.
    pub fn uses_in_tests(&self, text: &str) -> Vec<String> {
        find(&self.path, &self.tests, text)
    }
}

fn find(path: &str, code: &str, text: &str) -> Vec<String> {
    let starts_word = text.starts_with(is_word);
    code.lines()
        .enumerate()
        .filter(|(_, line)| line.match_indices(text).any(|(at, _)| !starts_word || !line[..at].ends_with(is_word)))
        .map(|(number, line)| format!("{path}:{}: {}", number + 1, line.trim()))
        .collect()
}

pub fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// All Rust files below a folder of the package, sorted; none if there is no such folder.
pub fn below(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).ok().into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                found.push(Source::new(&name, &std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The text with spaces in place of comments and of what is inside quotes.
fn blank(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (open, body, close) = piece(rest, out.ends_with(is_word));
        if open + body + close == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        out.push_str(&rest[..open]);
        out.extend(rest[open..open + body].chars().map(|letter| if letter == '\n' { '\n' } else { ' ' }));
        out.push_str(&rest[open + body..open + body + close]);
        rest = &rest[open + body + close..];
    }
    out
}

/// Lengths of the opening, the inside and the closing of a comment or quotation that begins here; zeros if
/// none does.
fn piece(rest: &str, after_word: bool) -> (usize, usize, usize) {
    if rest.starts_with("//") {
        return (0, rest.find('\n').unwrap_or(rest.len()), 0);
    }
    if rest.starts_with("/*") {
        return (0, rest.find("*/").map_or(rest.len(), |end| end + 2), 0);
    }
    if let Some(raw) = rest.strip_prefix('r').filter(|_| !after_word) {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if let Some(inside) = raw[hashes..].strip_prefix('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            return (2 + hashes, inside.find(&close).unwrap_or(inside.len()), close.len());
        }
    }
    if let Some(inside) = rest.strip_prefix('"') {
        return (1, quoted(inside, '"'), 1);
    }
    // 'a' and '\n' are letters; 'a without an end is a lifetime.
    if let Some(inside) = rest.strip_prefix('\'') {
        let mut letters = inside.chars();
        let letter = letters.next();
        if letter == Some('\\') || letters.next() == Some('\'') {
            return (1, quoted(inside, '\''), 1);
        }
    }
    (0, 0, 0)
}

/// How long the inside of a quotation is, minding backslashes.
fn quoted(inside: &str, end: char) -> usize {
    let mut escaped = false;
    inside
        .find(|letter| {
            let ends = letter == end && !escaped;
            escaped = letter == '\\' && !escaped;
            ends
        })
        .unwrap_or(inside.len())
}

/// Parts code from its `#[cfg(test)]` modules, keeping line numbers in both.
fn split_tests(code: &str) -> (String, String) {
    let (mut kept, mut tests) = (String::new(), String::new());
    let mut rest = code;
    while let Some(at) = rest.find("#[cfg(test)]") {
        let end = block_end(&rest[at..]).map_or(rest.len(), |end| at + end);
        kept.push_str(&rest[..at]);
        tests.push_str(&lines_only(&rest[..at]));
        kept.push_str(&lines_only(&rest[at..end]));
        tests.push_str(&rest[at..end]);
        rest = &rest[end..];
    }
    kept.push_str(rest);
    (kept, tests)
}

fn lines_only(text: &str) -> String {
    text.chars().filter(|letter| *letter == '\n').collect()
}

/// Where the next item ends: after its block, or after its semicolon if that comes first.
pub fn block_end(code: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in code.char_indices() {
        match letter {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && letter == '}' {
                    return Some(at + 1);
                }
            }
            ';' if depth == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The functions that are too long: where each begins, its name and its lines.
pub fn functions(code: &str) -> Vec<(usize, String, usize)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let name: String = code[at + 3..].chars().take_while(|letter| is_word(*letter)).collect();
        if name.is_empty() || code[..at].ends_with(is_word) {
            continue;
        }
        let Some(end) = block_end(&code[at..]) else { continue };
        let line = code[..at].matches('\n').count() + 1;
        found.push((line, name, code[at..at + end].matches('\n').count() + 1));
    }
    found
}

#[test]
fn quotes_comments_and_tests_are_not_code() {
    let text = "fn a<'x>(s: &'x str) -> char {\n    // sleep(\n    let _ = (\"fn b() {\", r#\"}\"#, '\"', '\\'', /* } */ '{');\n    'c'\n}\n\
                #[cfg(test)]\nmod tests {\n    fn in_test() { hello() }\n}\nfn last() {}\n";
    let source = Source::new("orders/store/lines.rs", text);
    assert_eq!(functions(&source.code), [(1, "a".to_owned(), 5), (10, "last".to_owned(), 1)]);
    assert!(source.uses("sleep").is_empty() && source.uses("hello").is_empty());
    assert_eq!(source.uses_in_tests("hello"), ["orders/store/lines.rs:8: fn in_test() { hello() }"]);
    assert!(source.uses("tr").is_empty(), "only the beginnings of words");
    assert!(source.is_room("store") && !source.is_room("orders.rs"));
    assert_eq!((source.area(), source.stem()), ("orders", "lines"));
}
