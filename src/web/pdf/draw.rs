//! Writes a paper that is laid out as a PDF file, held against PDF/UA-1.

#![allow(clippy::float_arithmetic, reason = "places on paper, in points; no money is worked out here")]

use std::num::NonZeroU16;

use chrono::{Datelike, NaiveDateTime, Timelike};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree,
};
use krilla::text::TextDirection;
use krilla::{Document, SerializeSettings};

use super::fonts::Fonts;
use super::layout::{Kind, Laid, PAGE, Sheet, Tree, Words};
use super::{Paper, PdfError};

const LANGUAGE: &str = "en-GB";

fn failed(error: impl std::fmt::Debug) -> PdfError {
    PdfError(format!("{error:?}"))
}

pub(super) fn draw(paper: &Paper, laid: &Laid, fonts: &Fonts, made_at: NaiveDateTime) -> Result<Vec<u8>, PdfError> {
    let configuration =
        ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1).finish().map_err(failed)?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    document.set_metadata(metadata(paper, fonts, made_at));
    let mut found: Vec<Vec<Identifier>> = vec![Vec::new(); laid.leaves];
    for sheet in &laid.sheets {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| PdfError("no page has this size".to_owned()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        rules(&mut surface, sheet);
        for words in &sheet.words {
            let identifier = write(&mut surface, words, fonts);
            if let Some(leaf) = words.leaf.and_then(|leaf| found.get_mut(leaf)) {
                leaf.push(identifier);
            }
        }
        surface.finish();
        page.finish();
    }
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.to_owned()));
    for part in &laid.tree {
        if let Some(node) = node(part, &mut found) {
            tree.push(node);
        }
    }
    document.set_tag_tree(tree);
    let mut outline = Outline::new();
    for (words, page, y) in &laid.outline {
        outline.push_child(OutlineNode::new(words.clone(), XyzDestination::new(*page, Point::from_xy(0.0, *y))));
    }
    document.set_outline(outline);
    document.finish().map_err(failed)
}

fn metadata(paper: &Paper, fonts: &Fonts, made_at: NaiveDateTime) -> Metadata {
    let part = |number: u32| u8::try_from(number).unwrap_or(1);
    let made = DateTime::new(u16::try_from(made_at.year()).unwrap_or(2000))
        .month(part(made_at.month()))
        .day(part(made_at.day()))
        .hour(part(made_at.hour()))
        .minute(part(made_at.minute()))
        .second(part(made_at.second()))
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    Metadata::new()
        .title(fonts.drawable(&paper.title))
        .authors(vec![fonts.drawable(&paper.from)])
        .creator("Handpick".to_owned())
        .language(LANGUAGE.to_owned())
        .creation_date(made)
}

fn ink() -> Fill {
    Fill { paint: rgb::Color::new(20, 20, 20).into(), opacity: NormalizedF32::ONE, ..Fill::default() }
}

/// Writes words, as a part of the paper or as what a screen reader passes over.
fn write(surface: &mut Surface<'_>, words: &Words, fonts: &Fonts) -> Identifier {
    let tag = match words.leaf {
        Some(_) => ContentTag::Span(SpanTag::empty()),
        None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)),
    };
    let identifier = surface.start_tagged(tag);
    surface.set_fill(Some(ink()));
    let at = Point::from_xy(words.x, words.y);
    surface.draw_text(at, fonts.font(words.weight), words.size, &words.text, false, TextDirection::LeftToRight);
    surface.end_tagged();
    identifier
}

fn rules(surface: &mut Surface<'_>, sheet: &Sheet) {
    for (x, y, width, thickness) in &sheet.rules {
        let Some(rect) = Rect::from_xywh(*x, *y, *width, *thickness) else { continue };
        let mut path = PathBuilder::new();
        path.push_rect(rect);
        if let Some(path) = path.finish() {
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
            surface.set_fill(Some(ink()));
            surface.draw_path(&path);
            surface.end_tagged();
        }
    }
}

/// A part of the tree with the places of its words; none when there are no words in it.
fn node(tree: &Tree, found: &mut [Vec<Identifier>]) -> Option<Node> {
    match tree {
        Tree::Leaf(leaf) => Some(Node::from(found.get_mut(*leaf)?.pop()?)),
        Tree::Heading(level, words, parts) => {
            let children: Vec<Node> = parts.iter().filter_map(|part| node(part, found)).collect();
            let level = NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN);
            let heading = TagGroup::with_children(Tag::Hn(level, Some(words.clone())), children);
            (!words.is_empty()).then(|| Node::from(heading))
        }
        Tree::Group(kind, parts) => {
            let children: Vec<Node> = parts.iter().filter_map(|part| node(part, found)).collect();
            (!children.is_empty()).then(|| Node::from(group(*kind, children)))
        }
    }
}

fn group(kind: Kind, children: Vec<Node>) -> TagGroup {
    match kind {
        Kind::Paragraph | Kind::Caption => TagGroup::with_children(Tag::P, children),
        Kind::Table => TagGroup::with_children(Tag::Table, children),
        Kind::Head => TagGroup::with_children(Tag::THead, children),
        Kind::Body => TagGroup::with_children(Tag::TBody, children),
        Kind::Total => TagGroup::with_children(Tag::TFoot, children),
        Kind::Row => TagGroup::with_children(Tag::TR, children),
        Kind::ColumnHeader => TagGroup::with_children(Tag::TH(TableHeaderScope::Column), children),
        Kind::RowHeader => TagGroup::with_children(Tag::TH(TableHeaderScope::Row), children),
        Kind::Cell => TagGroup::with_children(Tag::TD, children),
    }
}
