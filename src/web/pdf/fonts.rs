//! The two fonts of papers, the same face as on pages, and how wide words are in them.

#![allow(clippy::float_arithmetic, reason = "places on paper, in points; no money is worked out here")]

use krilla::text::Font;
use ttf_parser::Face;

use super::PdfError;
use crate::web::assets;

/// What stands for a letter that the font lacks.
const MISSING: char = '?';

/// Ordinary or strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

struct One {
    font: Font,
    face: Face<'static>,
}

/// Both fonts.
pub(super) struct Fonts {
    regular: One,
    bold: One,
}

fn one(bytes: &'static [u8]) -> Result<One, PdfError> {
    let face = Face::parse(bytes, 0).map_err(|error| PdfError(error.to_string()))?;
    let font = Font::new(bytes.into(), 0).ok_or_else(|| PdfError("the font can't be read".to_owned()))?;
    Ok(One { font, face })
}

impl Fonts {
    pub(super) fn load() -> Result<Self, PdfError> {
        Ok(Self { regular: one(assets::PAPER_FONT)?, bold: one(assets::PAPER_FONT_BOLD)? })
    }

    fn of(&self, weight: Weight) -> &One {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    pub(super) fn font(&self, weight: Weight) -> Font {
        self.of(weight).font.clone()
    }

    /// The words with nothing in them that the font can't draw: other letters become a question mark, and signs that
    /// steer text are left out.
    pub(super) fn drawable(&self, words: &str) -> String {
        let drawn = |letter: char| match letter {
            '\t' | '\u{a0}' | '\u{202f}' => Some(' '),
            letter if letter.is_control() || is_steering(letter) => None,
            letter if self.regular.face.glyph_index(letter).is_some() => Some(letter),
            _ => Some(MISSING),
        };
        words.chars().filter_map(drawn).collect()
    }

    /// How wide words are at a size, in points.
    pub(super) fn width(&self, words: &str, weight: Weight, size: f32) -> f32 {
        let face = &self.of(weight).face;
        let em = f32::from(face.units_per_em().max(1));
        let advance = |letter| face.glyph_index(letter).and_then(|glyph| face.glyph_hor_advance(glyph)).unwrap_or(0);
        words.chars().map(|letter| f32::from(advance(letter)) * size / em).sum()
    }

    /// The lines that words take in a width. A word that is wider is cut.
    pub(super) fn lines(&self, words: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in words.lines() {
            let mut line = String::new();
            for word in self.drawable(paragraph).split_whitespace() {
                for piece in self.pieces(word, weight, size, width) {
                    let longer = if line.is_empty() { piece.clone() } else { format!("{line} {piece}") };
                    if line.is_empty() || self.width(&longer, weight, size) <= width {
                        line = longer;
                    } else {
                        lines.push(std::mem::replace(&mut line, piece));
                    }
                }
            }
            if !line.is_empty() {
                lines.push(line);
            }
        }
        lines
    }

    /// A word, cut where it would not fit on a line of its own.
    fn pieces(&self, word: &str, weight: Weight, size: f32, width: f32) -> Vec<String> {
        if self.width(word, weight, size) <= width {
            return vec![word.to_owned()];
        }
        let mut pieces = Vec::new();
        let mut piece = String::new();
        let mut so_far = 0.0;
        for letter in word.chars() {
            let wide = self.width(letter.encode_utf8(&mut [0; 4]), weight, size);
            if so_far + wide > width && !piece.is_empty() {
                pieces.push(std::mem::take(&mut piece));
                so_far = 0.0;
            }
            piece.push(letter);
            so_far += wide;
        }
        pieces.push(piece);
        pieces
    }
}

/// Signs without a shape of their own: joiners, marks of direction, soft hyphens, variation selectors.
fn is_steering(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}
