//! Pictures that people send, made safe to show: known by what is in them, read within limits, and written anew.
//!
//! What comes out was drawn from the pixels alone, so nothing else of the file survives: no place or camera, no hidden
//! program, no second picture. Each size is kept as JPEG (quality 82) or as lossless WebP, whichever is smaller: photos
//! are smaller as JPEG, and drawings, logos and posters as WebP, which also keeps their edges sharp.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgb, RgbImage, guess_format,
};

/// The widths a picture is kept in, in pixels; larger ones only where the picture has them.
pub const WIDTHS: [u32; 3] = [320, 640, 1280];
/// The longest side taken, in pixels.
pub const LONGEST_SIDE: u32 = 12_000;
/// The most pixels taken: what a telephone of today takes, and no more than memory bears.
pub const MOST_PIXELS: u64 = 32_000_000;
/// The most memory that a picture may take while it is read, in bytes.
const MOST_MEMORY: u64 = 160_000_000;
/// Pictures higher than twice their width are shown smaller.
const HIGHEST: u32 = 2;
const QUALITY: u8 = 82;

/// Why a picture isn't taken. Each displays as a sentence for whoever sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// Its bytes are those of something else.
    #[error("This is not a JPEG, PNG or WebP picture, whatever its name says. Save it as one of these and try again.")]
    OtherKind,
    /// Phones keep photos like this, and browsers can't show them.
    #[error("This is a HEIC photo, which most people can’t see. Save or share it as JPEG and try again.")]
    Heic,
    /// More pixels than we read.
    #[error("This picture has too many pixels. Make it smaller, like 4,000 by 3,000, and try again.")]
    TooManyPixels,
    /// It begins like a picture and then doesn't go on like one.
    #[error("We can’t read this picture. It may be damaged. Save it again or choose another.")]
    Damaged,
}

/// A picture ready to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Of the largest size.
    pub width: u32,
    /// Of the largest size.
    pub height: u32,
    /// The name of each size and its bytes, smallest first; see [`sizes`].
    pub files: Vec<(u32, Vec<u8>)>,
}

/// The names of the sizes that a picture of this width is kept in.
pub fn sizes(width: u32) -> impl Iterator<Item = u32> {
    WIDTHS.into_iter().enumerate().filter_map(move |(place, size)| {
        let before = place.checked_sub(1).and_then(|place| WIDTHS.get(place));
        before.is_none_or(|before| width > *before).then_some(size)
    })
}

/// What a browser is told that a stored picture is.
pub fn content_type(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(b"RIFF") { "image/webp" } else { "image/jpeg" }
}

/// Reads a picture and draws it anew in each size. It takes a core for up to a second or two, so call it where that
/// holds up nobody, and a few at a time.
///
/// # Errors
/// Why it can't be taken; before anything large is read where that can be told from its head.
pub fn prepare(bytes: &[u8]) -> Result<Prepared, PictureFault> {
    let whole = upright(bytes)?;
    let largest = fitted(&whole, WIDTHS.iter().copied().max().unwrap_or(0));
    let (width, height) = largest.dimensions();
    let mut files = Vec::new();
    for size in sizes(width) {
        files.push((size, encoded(&fitted(&largest, size)).ok_or(PictureFault::Damaged)?));
    }
    Ok(Prepared { width, height, files })
}

fn format(bytes: &[u8]) -> Result<ImageFormat, PictureFault> {
    match guess_format(bytes) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => Ok(format),
        _ if bytes
            .get(4..12)
            .is_some_and(|brand| [b"ftypheic", b"ftypheix", b"ftypmif1"].contains(&&to_eight(brand))) =>
        {
            Err(PictureFault::Heic)
        }
        _ => Err(PictureFault::OtherKind),
    }
}

fn to_eight(bytes: &[u8]) -> [u8; 8] {
    bytes.try_into().unwrap_or_default()
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

/// The picture as it is meant to be seen, without what was see-through, and no larger than is needed.
fn upright(bytes: &[u8]) -> Result<RgbImage, PictureFault> {
    let format = format(bytes)?;
    let head = ImageReader::with_format(Cursor::new(bytes), format).into_dimensions();
    let (width, height) = head.map_err(|_| PictureFault::Damaged)?;
    if width == 0 || height == 0 {
        return Err(PictureFault::Damaged);
    }
    let too_large = width > LONGEST_SIDE || height > LONGEST_SIDE;
    if too_large || u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(PictureFault::TooManyPixels);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|_| PictureFault::Damaged)?;
    if decoder.total_bytes() > MOST_MEMORY {
        return Err(PictureFault::TooManyPixels);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| PictureFault::Damaged)?;
    // Turned only once it is small: turning makes a copy.
    let enough = WIDTHS.iter().copied().max().unwrap_or(0) * 2 * HIGHEST;
    if picture.width() > enough || picture.height() > enough {
        picture = picture.thumbnail(enough, enough);
    }
    picture.apply_orientation(orientation);
    Ok(on_white(&picture))
}

/// Transparent parts become white, as paper is.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    let mut drawn = RgbImage::new(seen.width(), seen.height());
    for (to, from) in drawn.pixels_mut().zip(seen.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let over = |part: u8| {
            let mixed = (u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    drawn
}

/// No wider than this, and no higher than twice as much; never larger than it was.
fn fitted(picture: &RgbImage, width: u32) -> RgbImage {
    let highest = width * HIGHEST;
    if picture.width() <= width && picture.height() <= highest {
        return picture.clone();
    }
    DynamicImage::ImageRgb8(picture.clone()).resize(width, highest, FilterType::CatmullRom).to_rgb8()
}

fn encoded(picture: &RgbImage) -> Option<Vec<u8>> {
    let (mut jpeg, mut webp) = (Vec::new(), Vec::new());
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(picture).ok()?;
    let (width, height) = picture.dimensions();
    WebPEncoder::new_lossless(&mut webp).encode(picture.as_raw(), width, height, ExtendedColorType::Rgb8).ok()?;
    Some(if webp.len() < jpeg.len() { webp } else { jpeg })
}

#[cfg(test)]
mod tests;
