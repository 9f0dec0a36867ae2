//! Pictures for some listings of the demo, drawn here: a sky, hills and a shape or two, in the colours of the site.

use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _, Rgb, RgbImage};

use super::{Known, Setting};
use crate::app::App;
use crate::db::DbError;
use crate::demo::{DemoError, Size};
use crate::directory::service::pictures;

const WIDTH: u32 = 960;
const HEIGHT: u32 = 640;

/// What is drawn in front of the hills.
#[derive(Clone, Copy)]
enum Shape {
    House,
    Van,
    Table,
    Tree,
}

/// What is drawn, and what it shows in words.
const DRAWN: [(Shape, &str); 4] = [
    (Shape::House, "A drawing of a red house under a green hill"),
    (Shape::Van, "A drawing of a white van on a road"),
    (Shape::Table, "A drawing of a table with a bowl on it"),
    (Shape::Tree, "A drawing of a tree in a park"),
];

/// How many listings get a picture.
fn pictured(size: Size) -> usize {
    match size {
        Size::Full => 16,
        Size::Small => 2,
    }
}

/// Draws pictures, stores them, and gives them to listings.
pub(super) fn write(app: &App, setting: &Setting, known: &Known, size: Size) -> Result<(), DemoError> {
    let mut listings: Vec<_> = known.listings.iter().map(|(name, (id, _))| (*id, name.1.clone())).collect();
    listings.sort_unstable();
    for ((id, _), (shape, alt)) in listings.iter().take(pictured(size)).zip(DRAWN.iter().cycle()) {
        let shade = u8::try_from(id.0 % 5 * 12).unwrap_or(0);
        let stored = store(app, drawn(*shape, shade)?, setting.now)?;
        let (id, now) = (*id, setting.now);
        app.db.write_blocking(move |db| pictures::enrol_picture(db, id, &stored, alt, now))?;
    }
    Ok(())
}

/// Stores a picture on a thread of its own: the filling waits, and stores don't.
fn store(app: &App, png: Vec<u8>, now: chrono::NaiveDateTime) -> Result<pictures::StoredPicture, DemoError> {
    let (app, random) = (app.clone(), app.random.bytes());
    let work = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let stored = pictures::store_picture(&app.db, &app.files, random, &png, now);
        runtime.block_on(stored).map_err(|error| error.to_string())
    });
    let failed = |problem: String| DemoError::Db(DbError::Other(problem));
    work.join().map_err(|_| failed("a picture could not be stored".to_owned()))?.map_err(failed)
}

fn drawn(shape: Shape, tint: u8) -> Result<Vec<u8>, DemoError> {
    let picture = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| colour(shape, tint, x, y));
    let mut png = Vec::new();
    PngEncoder::new(&mut png)
        .write_image(picture.as_raw(), WIDTH, HEIGHT, ExtendedColorType::Rgb8)
        .map_err(|error| DemoError::Db(DbError::Other(error.to_string())))?;
    Ok(png)
}

/// The colour of a dot: what stands in front, else the hill, else the sky.
fn colour(shape: Shape, tint: u8, x: u32, y: u32) -> Rgb<u8> {
    if let Some(front) = front(shape, x, y) {
        return front;
    }
    let (far, near) = (hill(x, 300, 200), hill(x + 500, 420, 260));
    if y > near {
        Rgb([58 + tint, 120, 84])
    } else if y > far {
        Rgb([120, 165 + tint / 2, 130])
    } else {
        let pale = u8::try_from(y / 8).unwrap_or(80);
        Rgb([188 + pale / 2, 214 + pale / 4, 232])
    }
}

/// The height of a hill's edge: a parabola that repeats.
fn hill(x: u32, top: u32, wide: u32) -> u32 {
    let from_middle = (x % (2 * wide)).abs_diff(wide);
    top + from_middle * from_middle / (wide * 2)
}

fn inside(x: u32, y: u32, (left, top): (u32, u32), (wide, high): (u32, u32)) -> bool {
    (left..left + wide).contains(&x) && (top..top + high).contains(&y)
}

fn disc(x: u32, y: u32, (middle_x, middle_y): (u32, u32), radius: u32) -> bool {
    let (across, down) = (x.abs_diff(middle_x), y.abs_diff(middle_y));
    across * across + down * down <= radius * radius
}

fn front(shape: Shape, x: u32, y: u32) -> Option<Rgb<u8>> {
    let (wall, roof, dark, light) = (Rgb([196, 92, 70]), Rgb([110, 52, 48]), Rgb([52, 52, 62]), Rgb([250, 244, 228]));
    match shape {
        Shape::House => {
            let roofed = (220..340).contains(&y) && x.abs_diff(480) < (y - 210) * 3 / 2;
            let window = inside(x, y, (370, 390), (70, 70)) || inside(x, y, (520, 390), (70, 70));
            let door = inside(x, y, (450, 440), (60, 100));
            if window || door {
                Some(light)
            } else if roofed {
                Some(roof)
            } else {
                inside(x, y, (330, 340), (300, 200)).then_some(wall)
            }
        }
        Shape::Van => {
            let wheel = disc(x, y, (370, 510), 45) || disc(x, y, (600, 510), 45);
            let window = inside(x, y, (570, 350), (80, 70));
            let body = inside(x, y, (300, 310), (270, 200)) || inside(x, y, (570, 340), (110, 170));
            if wheel || window {
                Some(dark)
            } else if body {
                Some(light)
            } else {
                (y > 540).then_some(Rgb([120, 120, 126]))
            }
        }
        Shape::Table => {
            let leg = inside(x, y, (320, 440), (24, 140)) || inside(x, y, (616, 440), (24, 140));
            let bowl = y > 340 && y < 412 && disc(x, y, (480, 330), 82);
            if bowl { Some(Rgb([226, 158, 70])) } else { (leg || inside(x, y, (290, 412), (380, 28))).then_some(roof) }
        }
        Shape::Tree => {
            let crown = disc(x, y, (480, 270), 130) || disc(x, y, (400, 330), 90) || disc(x, y, (560, 330), 90);
            if crown { Some(Rgb([44, 100, 62])) } else { inside(x, y, (458, 380), (44, 180)).then_some(roof) }
        }
    }
}
