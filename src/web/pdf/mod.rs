//! Papers as PDF: headings, paragraphs, facts, tables with header cells and sums, on numbered pages, in ordinary or
//! large print. No browser and no other program is needed.
//!
//! Invariants: every word is tagged in reading order and what only decorates is marked as such, so that a screen reader
//! reads the paper as it reads a page; each paper is held against PDF/UA-1 as it is written, and one that breaks it is
//! an error and never leaves. The same paper gives the same bytes.
//!
//! [`Paper`] says what is on it; `layout` decides where, `draw` writes the file.

mod draw;
mod fonts;
mod layout;

use chrono::NaiveDateTime;

/// Why a paper couldn't be written. Never met with words and numbers alone.
#[derive(Debug, thiserror::Error)]
#[error("a PDF could not be written: {0}")]
pub struct PdfError(String);

/// How large the letters are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Print {
    /// 10.5 points.
    #[default]
    Usual,
    /// 18 points, as asked for by people with poor sight.
    Large,
}

/// A column of a [`PaperTable`].
#[derive(Clone, Debug)]
struct Column {
    label: String,
    numeric: bool,
    /// Its part of the width, beside those of the others.
    share: u16,
}

/// A table. The first cell of each row is the row's name.
#[derive(Clone, Debug)]
pub struct PaperTable {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
    total: Option<Vec<String>>,
}

impl PaperTable {
    /// An empty table; the caption stands above it.
    #[must_use]
    pub fn new(caption: impl Into<String>) -> Self {
        Self { caption: caption.into(), columns: Vec::new(), rows: Vec::new(), total: None }
    }

    /// Adds a column of words that takes this part of the width, beside the parts of the others.
    #[must_use]
    pub fn column(mut self, label: impl Into<String>, share: u16) -> Self {
        self.columns.push(Column { label: label.into(), numeric: false, share });
        self
    }

    /// Adds a column of numbers, set to the right.
    #[must_use]
    pub fn numbers(mut self, label: impl Into<String>, share: u16) -> Self {
        self.columns.push(Column { label: label.into(), numeric: true, share });
        self
    }

    /// Adds a row, one cell a column.
    #[must_use]
    pub fn row(mut self, cells: impl IntoIterator<Item = String>) -> Self {
        self.rows.push(cells.into_iter().collect());
        self
    }

    /// A last row, for the sum.
    #[must_use]
    pub fn total(mut self, cells: impl IntoIterator<Item = String>) -> Self {
        self.total = Some(cells.into_iter().collect());
        self
    }
}

#[derive(Clone, Debug)]
enum Block {
    /// A heading below the title, of level 2.
    Heading(String),
    Paragraph(String),
    /// What is what, without lines around it.
    Facts(Vec<(String, String)>),
    Table(PaperTable),
    /// Sums at the right, the last one strong.
    Sums(Vec<(String, String)>),
}

/// A paper to be written.
#[derive(Clone, Debug)]
pub struct Paper {
    title: String,
    from: String,
    print: Print,
    blocks: Vec<Block>,
}

impl Paper {
    /// A paper with only its title on it, and whose it is at the foot of each page.
    #[must_use]
    pub fn new(title: impl Into<String>, from: impl Into<String>, print: Print) -> Self {
        Self { title: title.into(), from: from.into(), print, blocks: Vec::new() }
    }

    fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    /// Adds a heading.
    #[must_use]
    pub fn heading(self, words: impl Into<String>) -> Self {
        self.with(Block::Heading(words.into()))
    }

    /// Adds a paragraph; each line of the text begins a line.
    #[must_use]
    pub fn paragraph(self, words: impl Into<String>) -> Self {
        self.with(Block::Paragraph(words.into()))
    }

    /// Adds what is what: "Due on", "21 December 2026".
    #[must_use]
    pub fn facts(self, facts: impl IntoIterator<Item = (String, String)>) -> Self {
        self.with(Block::Facts(facts.into_iter().collect()))
    }

    /// Adds a table.
    #[must_use]
    pub fn table(self, table: PaperTable) -> Self {
        self.with(Block::Table(table))
    }

    /// Adds sums; the last one is the one that counts.
    #[must_use]
    pub fn sums(self, sums: impl IntoIterator<Item = (String, String)>) -> Self {
        self.with(Block::Sums(sums.into_iter().collect()))
    }

    /// Writes the file; `made_at` is when the paper was made, in UTC.
    ///
    /// # Errors
    /// [`PdfError`] when the paper would not be accessible, or can't be written.
    pub fn render(&self, made_at: NaiveDateTime) -> Result<Vec<u8>, PdfError> {
        let fonts = fonts::Fonts::load()?;
        let laid = layout::lay_out(self, &fonts);
        draw::draw(self, &laid, &fonts, made_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(print: Print, rows: usize) -> Paper {
        let table =
            (0..rows).fold(PaperTable::new("What is on it").column("What", 6).numbers("Amount", 2), |table, row| {
                table.row([
                    format!("Help at home, visit {row}, with a name that is long enough to wrap"),
                    "£60.00".to_owned(),
                ])
            });
        Paper::new("Invoice INV-57-0001", "Aire Valley Home Support", print)
            .facts([("Due on".to_owned(), "3 February 2027".to_owned())])
            .heading("What is on it")
            .table(table.total(["Total".to_owned(), "£180.00".to_owned()]))
            .sums([("Without VAT".to_owned(), "£150.00".to_owned()), ("To be paid".to_owned(), "£180.00".to_owned())])
            .paragraph("Thank you.\nPlease quote the number.")
    }

    fn at() -> NaiveDateTime {
        "2026-11-21T09:00:00".parse().unwrap()
    }

    fn pages(bytes: &[u8]) -> usize {
        let text = String::from_utf8_lossy(bytes);
        text.matches("/Type/Page/").count()
            + text.matches("/Type /Page\n").count()
            + text.matches("/Type /Page ").count()
    }

    #[test]
    fn a_paper_is_an_accessible_pdf_and_always_the_same() {
        let bytes = paper(Print::Usual, 3).render(at()).unwrap();
        assert!(bytes.starts_with(b"%PDF-"));
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("pdfuaid"), "it says that it keeps PDF/UA");
        assert!(text.contains("/StructTreeRoot") && text.contains("/Lang"));
        assert_eq!(bytes, paper(Print::Usual, 3).render(at()).unwrap());
    }

    #[test]
    fn long_tables_go_on_and_large_print_takes_more_pages() {
        let usual = pages(&paper(Print::Usual, 120).render(at()).unwrap());
        let large = pages(&paper(Print::Large, 120).render(at()).unwrap());
        assert!(usual > 1 && large > usual, "{usual} {large}");
    }

    #[test]
    fn letters_that_the_font_lacks_and_endless_words_do_no_harm() {
        let odd = format!("李小龍 {} עברית \u{200f}\t\u{7}", "x".repeat(3_000));
        let paper = Paper::new(odd.clone(), odd.clone(), Print::Usual)
            .paragraph(odd.clone())
            .heading("")
            .paragraph("")
            .table(PaperTable::new("").column("", 1).numbers("", 0).row([odd]))
            .facts([]);
        assert!(paper.render(at()).is_ok());
    }
}
