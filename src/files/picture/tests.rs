//! What is promised of pictures: what can't be shown safely is refused, and what is kept holds only what was drawn.

use proptest::prelude::*;

use super::*;

fn drawn(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let part = |at: u32| u8::try_from(at * 37 % 256).unwrap();
        Rgb([part(x), part(y), part(x * y + x)])
    })
}

fn saved(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG that says it is this large, and holds next to nothing.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = saved(&drawn(2, 2), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = checksum(&png[12..29]);
    png[29..33].copy_from_slice(&sum.to_be_bytes());
    png
}

fn checksum(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xEDB8_8320 } else { sum >> 1 })
    })
}

#[test]
fn all_three_kinds_are_taken_in_three_sizes() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let prepared = prepare(&saved(&drawn(1600, 900), format)).unwrap();
        assert_eq!((prepared.width, prepared.height), (1280, 720));
        let widths =
            prepared.files.iter().map(|(size, bytes)| (*size, image::load_from_memory(bytes).unwrap().width()));
        assert_eq!(widths.collect::<Vec<_>>(), [(320, 320), (640, 640), (1280, 1280)]);
    }
}

#[test]
fn small_pictures_are_never_made_larger() {
    let prepared = prepare(&saved(&drawn(400, 100), ImageFormat::Png)).unwrap();
    assert_eq!((prepared.width, prepared.height), (400, 100));
    assert_eq!(prepared.files.iter().map(|(size, _)| *size).collect::<Vec<_>>(), [320, 640]);
    assert_eq!(prepare(&saved(&drawn(10, 10), ImageFormat::Png)).unwrap().files.len(), 1);
}

#[test]
fn what_is_no_picture_is_refused_whatever_it_is_called() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let exe = [b"MZ".as_slice(), &[0x90; 200]].concat();
    for bytes in [
        &svg[..],
        &exe,
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        b"%PDF-1.7",
        b"<?xml version=\"1.0\"?><svg/>",
        b"",
        b"BM",
    ] {
        assert_eq!(prepare(bytes), Err(PictureFault::OtherKind));
    }
    assert_eq!(prepare(b"\0\0\0\x18ftypheic\0\0\0\0"), Err(PictureFault::Heic));
}

#[test]
fn a_bomb_is_refused_by_its_head() {
    for (width, height) in [(60_000, 60_000), (12_001, 1), (1, 12_001), (8_000, 8_000)] {
        assert_eq!(prepare(&bomb(width, height)), Err(PictureFault::TooManyPixels), "{width} by {height}");
    }
    assert_eq!(prepare(&bomb(0, 5)), Err(PictureFault::Damaged));
    assert_eq!(prepare(&bomb(3_000, 3_000)), Err(PictureFault::Damaged));
}

#[test]
fn half_a_picture_is_refused_or_read_as_far_as_it_goes() {
    let png = saved(&drawn(200, 200), ImageFormat::Png);
    assert_eq!(prepare(&png[..png.len() / 2]), Err(PictureFault::Damaged));
    let jpeg = saved(&drawn(200, 200), ImageFormat::Jpeg);
    assert_eq!(prepare(&jpeg[..20]), Err(PictureFault::Damaged));
}

#[test]
fn only_the_pixels_survive() {
    let mut jpeg = saved(&drawn(64, 64), ImageFormat::Jpeg);
    // An APP1 part as cameras write it: turned a quarter, and a comment.
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPS 53.8N 1.5W secret place");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let part: Vec<u8> = [&[0xFF, 0xE1], &length[..], &exif].concat();
    jpeg.splice(2..2, part);
    let prepared = prepare(&jpeg).unwrap();
    for (_, bytes) in &prepared.files {
        assert!(!bytes.windows(6).any(|seen| seen == b"secret" || seen == b"Exif\0\0"));
    }
}

#[test]
fn a_photo_that_was_taken_sideways_stands_upright() {
    let mut jpeg = saved(&drawn(64, 32), ImageFormat::Jpeg);
    let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    jpeg.splice(2..2, [&[0xFF, 0xE1], &length[..], &exif].concat());
    let prepared = prepare(&jpeg).unwrap();
    assert_eq!((prepared.width, prepared.height), (32, 64));
}

#[test]
fn see_through_becomes_white() {
    let clear = image::RgbaImage::from_pixel(8, 8, image::Rgba([200, 0, 0, 0]));
    let mut bytes = Cursor::new(Vec::new());
    clear.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let prepared = prepare(&bytes.into_inner()).unwrap();
    let shown = image::load_from_memory(&prepared.files[0].1).unwrap().to_rgb8();
    assert_eq!(shown.get_pixel(4, 4).0, [255, 255, 255]);
}

#[test]
fn drawings_are_kept_sharp_and_photos_small() {
    let flat = RgbImage::from_fn(640, 480, |x, _| if x < 320 { Rgb([0, 90, 60]) } else { Rgb([250, 240, 220]) });
    let kept = prepare(&saved(&flat, ImageFormat::Png)).unwrap();
    assert_eq!(content_type(&kept.files[0].1), "image/webp");
    let photo = prepare(&saved(&drawn(640, 480), ImageFormat::Jpeg)).unwrap();
    assert_eq!(content_type(&photo.files[0].1), "image/jpeg");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_make_it_fall_over(start in 0_usize..3, bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let magic: &[u8] = [&b"\xFF\xD8\xFF\xE0"[..], b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 "][start];
        let _ = prepare(&[magic, &bytes].concat());
    }

    #[test]
    fn sizes_follow_the_width(width in 1_u32..5_000) {
        let sizes: Vec<u32> = sizes(width).collect();
        prop_assert_eq!(sizes[0], 320);
        prop_assert!(sizes.iter().rev().skip(1).all(|size| *size < width));
        prop_assert_eq!(sizes.len(), 1 + usize::from(width > 320) + usize::from(width > 640));
    }
}
