//! Evidence: a certificate or a letter that was sent as proof. What a file is, is found out from what is in it.

use chrono::NaiveDateTime;

use crate::kernel::ids::{AccreditationId, ClaimId, EvidenceId};
use crate::kernel::text_enum;

/// The most files that one accreditation or claim may have.
pub const MOST_FILES: usize = 5;

text_enum! {
    /// What a file of evidence is.
    pub enum EvidenceKind {
        Pdf = "pdf" => "PDF",
        Jpeg = "jpeg" => "JPEG picture",
        Png = "png" => "PNG picture",
    }
}

impl EvidenceKind {
    /// What these bytes are, whatever they were called; none for anything else.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let begins: [(&[u8], Self); 3] = [
            (b"%PDF-", Self::Pdf),
            (&[0xff, 0xd8, 0xff], Self::Jpeg),
            (&[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a], Self::Png),
        ];
        begins.into_iter().find(|(begin, _)| bytes.starts_with(begin)).map(|(_, kind)| kind)
    }

    /// For the answer's head.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The end of its name when it is saved.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// What a file is evidence of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EvidenceOf {
    /// An accreditation.
    Accreditation(AccreditationId),
    /// A claim on an entry from open data.
    Claim(ClaimId),
}

/// A file of evidence; its bytes are in the file store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Which one.
    pub id: EvidenceId,
    /// What it is evidence of.
    pub of: EvidenceOf,
    /// What it was called where it came from. Only to be shown.
    pub name: String,
    /// What it is.
    pub kind: EvidenceKind,
    /// How large it is, in bytes.
    pub size: i64,
    /// Its key in the file store.
    pub stored: String,
    /// When it came, in UTC.
    pub sent_at: NaiveDateTime,
}

impl Evidence {
    /// Its address.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/evidence/{}", self.id)
    }

    /// What it is saved as: never the name that it came with.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("evidence-{}.{}", self.id, self.kind.extension())
    }

    /// "PDF, 120 KB".
    #[must_use]
    pub fn words(&self) -> String {
        let kilobytes = self.size.div_euclid(1024).max(1);
        format!("{}, {kilobytes} KB", self.kind.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_is_in_it() {
        assert_eq!(EvidenceKind::of(b"%PDF-1.7\n"), Some(EvidenceKind::Pdf));
        assert_eq!(EvidenceKind::of(&[0xff, 0xd8, 0xff, 0xe0, 0]), Some(EvidenceKind::Jpeg));
        assert_eq!(EvidenceKind::of(b"\x89PNG\r\n\x1a\nrest"), Some(EvidenceKind::Png));
        for other in [&b"MZ\x90"[..], b"<svg xmlns=", b"<html>", b"", b"PK\x03\x04", b"GIF89a", b" %PDF-1.7"] {
            assert_eq!(EvidenceKind::of(other), None);
        }
    }
}
