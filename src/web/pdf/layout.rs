//! Where everything goes: lines of words and rules at places on numbered pages, and the tree that says what each is.

#![allow(clippy::float_arithmetic, reason = "places on paper, in points; no money is worked out here")]

use super::fonts::{Fonts, Weight};
use super::{Block, Column, Paper, PaperTable, Print};

/// A4, in points.
pub(super) const PAGE: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 54.0;
/// Kept free for the foot of a page.
const FOOT: f32 = 40.0;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
/// Between two columns.
const GAP: f32 = 10.0;

/// What a piece of the paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Paragraph,
    Caption,
    Table,
    Head,
    Body,
    Total,
    Row,
    ColumnHeader,
    RowHeader,
    Cell,
}

/// The tree of the paper. A leaf is a line of words, by its number.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Group(Kind, Vec<Tree>),
    /// A heading of a level, with its words.
    Heading(u16, String, Vec<Tree>),
    Leaf(usize),
}

/// Words at a place.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub x: f32,
    /// Of the line the letters stand on, from the top of the page.
    pub y: f32,
    pub text: String,
    pub weight: Weight,
    pub size: f32,
    /// The leaf they are; none for what a screen reader should pass over.
    pub leaf: Option<usize>,
}

/// A page.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub words: Vec<Words>,
    /// Rules from left to right: x, y, width, thickness.
    pub rules: Vec<(f32, f32, f32, f32)>,
}

/// The whole paper, laid out.
pub(super) struct Laid {
    pub sheets: Vec<Sheet>,
    pub tree: Vec<Tree>,
    pub leaves: usize,
    /// Each heading: its words, the number of its page, and how far down it is.
    pub outline: Vec<(String, usize, f32)>,
}

struct Layout<'a> {
    fonts: &'a Fonts,
    print: Print,
    sheets: Vec<Sheet>,
    /// How far down the page is full.
    y: f32,
    leaves: usize,
    outline: Vec<(String, usize, f32)>,
}

/// Cells of one row, cut into lines.
struct Cut {
    cells: Vec<Vec<String>>,
    weight: Weight,
}

pub(super) fn lay_out(paper: &Paper, fonts: &Fonts) -> Laid {
    let mut layout =
        Layout { fonts, print: paper.print, sheets: vec![Sheet::default()], y: MARGIN, leaves: 0, outline: Vec::new() };
    let mut tree = vec![layout.heading(1, &paper.title, 1.9)];
    for block in &paper.blocks {
        match block {
            Block::Heading(words) => {
                layout.space(1.0);
                layout.keep(4.0);
                tree.push(layout.heading(2, words, 1.3));
            }
            Block::Paragraph(words) => {
                layout.space(0.6);
                tree.push(layout.text(Kind::Paragraph, words, Weight::Regular, 1.0));
            }
            Block::Facts(facts) => tree.extend(layout.pairs(facts, false)),
            Block::Sums(sums) => tree.extend(layout.pairs(sums, true)),
            Block::Table(table) => tree.extend(layout.table(table)),
        }
    }
    layout.feet(&paper.from);
    Laid { sheets: layout.sheets, tree, leaves: layout.leaves, outline: layout.outline }
}

impl Layout<'_> {
    fn size(&self) -> f32 {
        match self.print {
            Print::Usual => 10.5,
            Print::Large => 18.0,
        }
    }

    fn line(&self, scale: f32) -> f32 {
        self.size() * scale * 1.35
    }

    fn space(&mut self, lines: f32) {
        self.y += self.line(lines);
    }

    fn bottom() -> f32 {
        PAGE.1 - MARGIN - FOOT
    }

    fn new_page(&mut self) {
        self.sheets.push(Sheet::default());
        self.y = MARGIN;
    }

    /// Begins a page when less than this many lines are free.
    fn keep(&mut self, lines: f32) {
        if self.y + self.line(lines) > Self::bottom() && self.y > MARGIN {
            self.new_page();
        }
    }

    fn put(&mut self, words: Words) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.words.push(words);
        }
    }

    fn rule(&mut self, (x, width): (f32, f32), thickness: f32) {
        let y = self.y;
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.rules.push((x, y, width, thickness));
        }
    }

    fn leaf(&mut self) -> usize {
        self.leaves += 1;
        self.leaves - 1
    }

    /// A heading, which readers can also go to by the list of headings.
    fn heading(&mut self, level: u16, words: &str, scale: f32) -> Tree {
        self.keep(scale);
        let plain = self.fonts.drawable(words).split_whitespace().collect::<Vec<_>>().join(" ");
        if !plain.is_empty() {
            self.outline.push((plain.clone(), self.sheets.len().saturating_sub(1), self.y));
        }
        Tree::Heading(level, plain, self.words(words, Weight::Bold, scale))
    }

    /// Words over the whole width.
    fn text(&mut self, kind: Kind, words: &str, weight: Weight, scale: f32) -> Tree {
        Tree::Group(kind, self.words(words, weight, scale))
    }

    fn words(&mut self, words: &str, weight: Weight, scale: f32) -> Vec<Tree> {
        let size = self.size() * scale;
        let mut leaves = Vec::new();
        for text in self.fonts.lines(words, weight, size, WIDTH) {
            self.keep(scale);
            let leaf = self.leaf();
            leaves.push(Tree::Leaf(leaf));
            let y = self.y + size;
            // The space between two lines is a word's end too.
            self.put(Words { x: MARGIN, y, text: format!("{text} "), weight, size, leaf: Some(leaf) });
            self.space(scale);
        }
        leaves
    }

    /// Names and values: facts from the left, sums at the right with the last one strong.
    fn pairs(&mut self, pairs: &[(String, String)], sums: bool) -> Option<Tree> {
        if pairs.is_empty() {
            return None;
        }
        self.space(0.6);
        let columns = if sums {
            [
                Column { label: String::new(), numeric: true, share: 4 },
                Column { label: String::new(), numeric: true, share: 1 },
            ]
        } else {
            [
                Column { label: String::new(), numeric: false, share: 1 },
                Column { label: String::new(), numeric: false, share: 2 },
            ]
        };
        let mut rows = Vec::new();
        for (place, (name, value)) in pairs.iter().enumerate() {
            let strong = sums && place + 1 == pairs.len();
            let weight = if strong { Weight::Bold } else { Weight::Regular };
            let cut = self.cut(&columns, &[name.clone(), value.clone()], weight);
            rows.push(self.row(&columns, &cut, false, true));
        }
        Some(Tree::Group(Kind::Table, vec![Tree::Group(Kind::Body, rows)]))
    }

    fn widths(columns: &[Column]) -> Vec<f32> {
        let all: f32 = columns.iter().map(|column| f32::from(column.share.max(1))).sum();
        columns.iter().map(|column| WIDTH * f32::from(column.share.max(1)) / all).collect()
    }

    fn cut(&self, columns: &[Column], cells: &[String], weight: Weight) -> Cut {
        let lines = |(width, cell): (&f32, &String)| self.fonts.lines(cell, weight, self.size(), width - GAP);
        Cut { cells: Self::widths(columns).iter().zip(cells).map(lines).collect(), weight }
    }

    fn height(&self, cut: &Cut) -> f32 {
        let most = cut.cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        (0..most).map(|_| self.line(1.0)).sum::<f32>() + self.line(0.4)
    }

    /// One row of a table, on one page if it fits on any.
    fn row(&mut self, columns: &[Column], cut: &Cut, header: bool, tagged: bool) -> Tree {
        let height = self.height(cut);
        if self.y + height > Self::bottom() && self.y > MARGIN {
            self.new_page();
        }
        let (size, top) = (self.size(), self.y + self.line(0.2));
        let (mut x, mut cells) = (MARGIN, Vec::new());
        for (place, ((column, width), lines)) in columns.iter().zip(Self::widths(columns)).zip(&cut.cells).enumerate() {
            let mut leaves = Vec::new();
            let mut y = top + size;
            // An empty cell holds a space, or the cells after it would move under other heads.
            let blank = [String::new()];
            for text in if lines.is_empty() { &blank[..] } else { lines.as_slice() } {
                let at = if column.numeric {
                    x + width - GAP / 2.0 - self.fonts.width(text, cut.weight, size)
                } else {
                    x + if place == 0 { 0.0 } else { GAP / 2.0 }
                };
                let leaf = tagged.then(|| self.leaf());
                leaves.extend(leaf.map(Tree::Leaf));
                self.put(Words { x: at, y, text: format!("{text} "), weight: cut.weight, size, leaf });
                y += self.line(1.0);
            }
            let kind = match (header, place) {
                (true, _) => Kind::ColumnHeader,
                (false, 0) => Kind::RowHeader,
                (false, _) => Kind::Cell,
            };
            cells.push(Tree::Group(kind, leaves));
            x += width;
        }
        self.y += height;
        Tree::Group(Kind::Row, cells)
    }

    fn table(&mut self, table: &PaperTable) -> Vec<Tree> {
        self.space(0.8);
        self.keep(5.0);
        let caption = self.text(Kind::Caption, &table.caption, Weight::Bold, 1.0);
        let columns = &table.columns;
        let labels: Vec<String> = columns.iter().map(|column| column.label.clone()).collect();
        let head = self.cut(columns, &labels, Weight::Bold);
        let first = self.row(columns, &head, true, true);
        self.rule((MARGIN, WIDTH), 1.0);
        let mut rows = Vec::new();
        for cells in &table.rows {
            let cut = self.cut(columns, cells, Weight::Regular);
            if self.y + self.height(&cut) > Self::bottom() {
                self.new_page();
                // The head again, for eyes only: a screen reader knows it already.
                self.row(columns, &head, true, false);
                self.rule((MARGIN, WIDTH), 1.0);
            }
            rows.push(self.row(columns, &cut, false, true));
            self.rule((MARGIN, WIDTH), 0.4);
        }
        let mut parts = vec![Tree::Group(Kind::Head, vec![first]), Tree::Group(Kind::Body, rows)];
        if let Some(cells) = &table.total {
            let cut = self.cut(columns, cells, Weight::Bold);
            parts.push(Tree::Group(Kind::Total, vec![self.row(columns, &cut, false, true)]));
            self.rule((MARGIN, WIDTH), 1.0);
        }
        vec![caption, Tree::Group(Kind::Table, parts)]
    }

    /// Whose paper it is and which page, at the foot of each.
    fn feet(&mut self, from: &str) {
        let size = self.size() * 0.85;
        let pages = self.sheets.len();
        let y = PAGE.1 - MARGIN;
        let from = self.fonts.lines(from, Weight::Regular, size, WIDTH * 0.7).into_iter().next();
        for (place, sheet) in self.sheets.iter_mut().enumerate() {
            let foot = |x: f32, text: String| Words { x, y, text, weight: Weight::Regular, size, leaf: None };
            let number = format!("Page {} of {pages}", place + 1);
            let wide = self.fonts.width(&number, Weight::Regular, size);
            sheet.words.push(foot(PAGE.0 - MARGIN - wide, number));
            sheet.words.extend(from.clone().map(|from| foot(MARGIN, from)));
        }
    }
}
