//! Icons: Lucide's, checked at compile time. Always beside words, never instead of them.
//!
//! A page names an icon; what it looks like is in one picture that browsers keep, [`sprite`]. Drawn into the page, the
//! same few icons were more than half of a page of results.

use std::fmt::Write as _;
use std::sync::LazyLock;

use icondata_core::IconData;
use maud::Render;
use sha2::{Digest, Sha256};

use super::rating::row;

/// One icon.
#[derive(Clone, Copy)]
pub struct Icon {
    name: &'static str,
    drawing: &'static &'static IconData,
}

impl std::fmt::Debug for Icon {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! icons {
    ($($name:ident),* $(,)?) => {
        /// The icons in use, by their names at Lucide. Add to the list whatever a page needs.
        #[allow(non_upper_case_globals, missing_docs)] // the names of `icondata_lu`, which say what they are
        pub mod lu {
            $(pub static $name: super::Icon = super::Icon { name: stringify!($name), drawing: &icondata_lu::$name };)*
        }

        static ALL: &[&Icon] = &[$(&lu::$name),*];
    };
}

icons! {
    LuAccessibility, LuApple, LuArmchair, LuArrowLeft, LuArrowRight, LuBadgeCheck, LuBath, LuBed, LuBedDouble,
    LuBellPlus, LuBellRing, LuBookOpen, LuBookmark, LuBrain, LuBriefcase, LuBuilding, LuBuilding2, LuBus,
    LuCalendarCheck, LuCalendarClock, LuCalendarDays, LuCar, LuCarTaxiFront, LuCheck, LuCircleAlert, LuCircleCheck,
    LuCircleHelp, LuCircleX, LuClipboardCheck, LuClipboardList, LuClock, LuCoffee, LuColumns3, LuCookingPot, LuCopy,
    LuCupSoda, LuDoorOpen, LuDownload, LuDumbbell, LuEar, LuEye, LuFileCheck, LuFileText, LuFlag, LuFlaskConical,
    LuFlower, LuFlower2, LuFootprints, LuGraduationCap, LuHammer, LuHand, LuHandHeart, LuHandHelping, LuHandshake,
    LuHeart, LuHeartHandshake, LuHeartPulse, LuHistory, LuHouse, LuInfo, LuKeyRound, LuLandmark, LuLanguages,
    LuLaptop, LuLeaf, LuLightbulb, LuList, LuListChecks, LuLuggage, LuMap, LuMapPin, LuMegaphone, LuMessageCircle,
    LuMessageCircleHeart, LuMoon, LuMusic, LuPackage, LuPalette, LuPawPrint, LuPencil, LuPhone, LuPiggyBank, LuPill,
    LuPlus, LuPoundSterling, LuPrinter, LuReceiptPoundSterling, LuRoute, LuSalad, LuScale, LuScissors, LuSearch,
    LuSearchCheck, LuSend, LuShield, LuShieldCheck, LuShoppingBasket, LuSlidersHorizontal, LuSmartphone, LuSparkles,
    LuSpeech, LuSprout, LuStar, LuStethoscope, LuSun, LuTarget, LuTractor, LuTriangleAlert, LuType, LuUmbrella,
    LuUndo2, LuUser, LuUserCheck, LuUserRoundCheck, LuUsers, LuUsersRound, LuUtensils, LuWallet, LuWashingMachine,
    LuWrench, LuX,
}

/// An icon at the size of the words beside it, hidden from screen readers: `icon(lu::LuHouse)`.
pub fn icon(icon: Icon) -> Icon {
    icon
}

impl Render for Icon {
    fn render_to(&self, page: &mut String) {
        let svg = r#"<svg class="app-icon" aria-hidden="true"><use href=""#;
        for part in [svg, sprite().href(), "#", self.name, "\"/></svg>"] {
            page.push_str(part);
        }
    }
}

/// The row of stars in the picture.
pub(super) const STARS: &str = "stars";

/// All icons as one picture.
pub struct Sprite {
    href: String,
    svg: String,
}

impl Sprite {
    /// Where it is served; another address when any icon changes.
    pub fn href(&self) -> &str {
        &self.href
    }

    /// The picture: a symbol for each icon, with its name as id.
    pub fn svg(&self) -> &str {
        &self.svg
    }
}

/// All icons as one picture.
pub fn sprite() -> &'static Sprite {
    static SPRITE: LazyLock<Sprite> = LazyLock::new(|| {
        let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\">");
        for Icon { name, drawing } in ALL {
            let (shape, around) = (drawing.data.trim(), drawing.view_box.unwrap_or("0 0 24 24"));
            // Writing to a string can't fail.
            let _ = write!(svg, "<symbol id=\"{name}\" viewBox=\"{around}\">{shape}</symbol>");
        }
        let _ = write!(svg, "<symbol id=\"{STARS}\" viewBox=\"{}\">{}</symbol>", row::VIEW_BOX, row::drawing().0);
        svg.push_str("</svg>");
        let digest = Sha256::digest(svg.as_bytes());
        let hash = digest.iter().take(6).fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"));
        Sprite { href: format!("/static/icons-{hash}.svg"), svg }
    });
    &SPRITE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_an_icon_and_the_picture_has_it() {
        let drawn = icon(lu::LuHouse).render().into_string();
        assert!(drawn.contains(&format!("{}#LuHouse", sprite().href())), "{drawn}");
        assert!(drawn.contains("aria-hidden=\"true\""));
        assert!(sprite().svg().contains("<symbol id=\"LuHouse\" viewBox=\"0 0 24 24\"><path"));
    }
}
