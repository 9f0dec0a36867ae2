//! Opening a file: its size, whether it is text, and in which encoding.
//!
//! Spreadsheets write UTF-8 with and without a mark, Windows-1252 and UTF-16; which of them it is is found out by
//! reading the file once, and it is then read again as text, a piece at a time.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use encoding_rs::{CoderResult, Decoder, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ImportError;

/// The largest file that is read, in bytes.
pub(super) const LARGEST_BYTES: u64 = 250 * 1024 * 1024;
const PIECE: usize = 64 * 1024;

/// How the letters of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// With or without a mark at the beginning.
    Utf8,
    /// With a mark at the beginning, either byte first.
    Utf16,
    /// What older programs of Windows write.
    Windows1252,
}

impl Encoding {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16 => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        }
    }
}

/// Why bytes aren't a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::directory) enum NotText {
    /// Nothing but white space.
    Blank,
    /// A spreadsheet, a picture, an archive.
    Binary,
}

/// The text of a file that is in memory, with plain ends of lines, and how it was written.
pub(in crate::directory) fn decode(bytes: &[u8]) -> Result<(Encoding, String), NotText> {
    let mut scan = Scan::default();
    scan.read(bytes).map_err(|_| NotText::Binary)?;
    if scan.blank {
        return Err(NotText::Blank);
    }
    let (encoding, decoder) = scan.verdict().ok_or(NotText::Binary)?;
    let (text, _, _) = decoder.decode(bytes);
    let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
    // As in a file that is streamed, so that lines are counted alike.
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Ok((encoding, text))
}

/// A file that can be read as text.
pub(super) struct Source {
    path: PathBuf,
    /// How its letters are written.
    pub(super) encoding: Encoding,
    decoder: &'static encoding_rs::Encoding,
    /// Its size.
    pub(super) bytes: u64,
    read: Rc<Cell<u64>>,
}

/// Opens a file and finds out how it is written.
pub(super) fn open(path: &Path) -> Result<Source, ImportError> {
    let name = || path.display().to_string();
    let unreadable = |error: io::Error| ImportError::Read { path: name(), problem: error.to_string() };
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(ImportError::NotAFile(name()));
    }
    if about.len() > LARGEST_BYTES {
        return Err(ImportError::TooLarge { path: name(), megabytes: about.len().div_ceil(1024 * 1024) });
    }
    let file = File::open(path).map_err(unreadable)?;
    let mut scan = Scan::default();
    scan.read(file.take(LARGEST_BYTES)).map_err(unreadable)?;
    if scan.blank {
        return Err(ImportError::Empty(name()));
    }
    let Some((encoding, decoder)) = scan.verdict() else {
        return Err(ImportError::Binary(name()));
    };
    Ok(Source { path: path.to_owned(), encoding, decoder, bytes: about.len(), read: Rc::default() })
}

impl Source {
    /// The rows of the file, from its beginning.
    pub(super) fn csv(&self, delimiter: u8) -> Result<csv::Reader<impl Read + use<>>, ImportError> {
        let file = File::open(&self.path).map_err(|error| self.unreadable(&error.to_string()))?;
        self.read.set(0);
        let counted = Counted { inner: file.take(LARGEST_BYTES), read: Rc::clone(&self.read) };
        let text = Text {
            inner: BufReader::with_capacity(PIECE, counted),
            decoder: self.decoder.new_decoder(),
            left: Vec::new(),
            at: 0,
            after_return: false,
            done: false,
        };
        Ok(csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text))
    }

    /// How much of the file was read.
    pub(super) fn bytes_read(&self) -> u64 {
        self.read.get()
    }

    pub(super) fn unreadable(&self, problem: &str) -> ImportError {
        ImportError::Read { path: self.path.display().to_string(), problem: problem.to_owned() }
    }
}

/// The line, from 1, on which the record that was just read begins. The reader's own figure for a record counts neither
/// the empty lines before it nor, in files of Windows, the end of the last one; its figure for the end is right, because
/// [`Text`] makes all ends of lines alike.
pub(in crate::directory) fn line_of<R: Read>(reader: &csv::Reader<R>, record: &csv::StringRecord) -> u64 {
    let inside: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
    reader.position().line().saturating_sub(1 + u64::try_from(inside).unwrap_or(0))
}

/// What a first reading finds.
#[derive(Default)]
struct Scan {
    start: Vec<u8>,
    blank: bool,
    bytes: u64,
    nuls: u64,
    controls: u64,
    /// Letters outside ASCII that are sound UTF-8.
    sound: u64,
    /// Places that are not UTF-8.
    broken: u64,
}

impl Scan {
    fn read(&mut self, mut file: impl Read) -> io::Result<()> {
        self.blank = true;
        let mut piece = vec![0; PIECE];
        let mut carried: Vec<u8> = Vec::new();
        loop {
            let count = file.read(&mut piece)?;
            let fresh = piece.get(..count).unwrap_or_default();
            if count == 0 {
                self.broken += u64::from(!carried.is_empty());
                return Ok(());
            }
            if self.start.len() < 4 {
                self.start.extend(fresh.iter().take(4 - self.start.len()));
            }
            self.count(fresh);
            carried.extend_from_slice(fresh);
            carried = self.check_utf8(&carried);
        }
    }

    fn count(&mut self, piece: &[u8]) {
        for byte in piece {
            self.bytes += 1;
            self.nuls += u64::from(*byte == 0);
            self.controls += u64::from(*byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c));
            let mark = matches!(byte, 0xef | 0xbb | 0xbf | 0xfe | 0xff | 0);
            self.blank &= byte.is_ascii_whitespace() || (self.bytes <= 4 && mark);
        }
    }

    /// Counts sound and broken letters; gives back the bytes of a letter that is cut by the end of the piece.
    fn check_utf8(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.sound += u64::try_from(chunk.valid().chars().filter(|letter| !letter.is_ascii()).count()).unwrap_or(0);
            let invalid = chunk.invalid();
            if invalid.is_empty() {
                continue;
            }
            let cut = chunks.peek().is_none() && std::str::from_utf8(invalid).is_err_and(|e| e.error_len().is_none());
            if cut {
                return invalid.to_vec();
            }
            self.broken += 1;
        }
        Vec::new()
    }

    /// The encoding; none when it isn't text.
    fn verdict(&self) -> Option<(Encoding, &'static encoding_rs::Encoding)> {
        match self.start.as_slice() {
            [0xff, 0xfe, ..] => return Some((Encoding::Utf16, UTF_16LE)),
            [0xfe, 0xff, ..] => return Some((Encoding::Utf16, UTF_16BE)),
            _ => {}
        }
        if self.nuls > 0 || self.controls * 100 > self.bytes {
            return None;
        }
        // A few broken places among sound ones are damage: the rows that have them are skipped. Only broken ones are
        // another encoding.
        let utf8 = self.broken == 0 || self.sound > self.broken;
        Some(if utf8 { (Encoding::Utf8, UTF_8) } else { (Encoding::Windows1252, WINDOWS_1252) })
    }
}

/// Counts what is read through it.
struct Counted<R> {
    inner: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        self.read.set(self.read.get() + u64::try_from(count).unwrap_or(0));
        Ok(count)
    }
}

/// Turns a file's bytes into UTF-8 while they are read. What can't be read becomes U+FFFD; every line, the last one too,
/// ends in a plain line feed.
struct Text<R> {
    inner: BufReader<R>,
    decoder: Decoder,
    left: Vec<u8>,
    at: usize,
    after_return: bool,
    done: bool,
}

impl<R: Read> Text<R> {
    fn fill(&mut self) -> io::Result<()> {
        let mut piece = vec![0; PIECE];
        let count = self.inner.read(&mut piece)?;
        let mut fresh = piece.get(..count).unwrap_or_default();
        self.done = count == 0;
        self.left.clear();
        self.at = 0;
        let mut out = vec![0; PIECE * 3];
        loop {
            let (result, taken, written, _) = self.decoder.decode_to_utf8(fresh, &mut out, self.done);
            self.keep(out.get(..written).unwrap_or_default());
            fresh = fresh.get(taken..).unwrap_or_default();
            if matches!(result, CoderResult::InputEmpty) {
                if self.done {
                    self.left.push(b'\n');
                }
                return Ok(());
            }
        }
    }

    fn keep(&mut self, decoded: &[u8]) {
        for byte in decoded {
            match byte {
                b'\n' if self.after_return => {}
                b'\r' => self.left.push(b'\n'),
                other => self.left.push(*other),
            }
            self.after_return = *byte == b'\r';
        }
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.left.len() && !self.done {
            self.fill()?;
        }
        let ready = self.left.get(self.at..).unwrap_or_default();
        let count = ready.len().min(into.len());
        if let (Some(target), Some(source)) = (into.get_mut(..count), ready.get(..count)) {
            target.copy_from_slice(source);
        }
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn opened(bytes: &[u8]) -> (Result<Source, ImportError>, tempfile::NamedTempFile) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        (open(file.path()), file)
    }

    fn first_cell(bytes: &[u8]) -> (Encoding, String) {
        let (source, _file) = opened(bytes);
        let source = source.unwrap();
        let mut record = csv::StringRecord::new();
        source.csv(b',').unwrap().read_record(&mut record).unwrap();
        (source.encoding, record.get(0).unwrap_or_default().to_owned())
    }

    #[test]
    fn every_encoding_is_told_apart() {
        assert_eq!(first_cell("Café,x\n".as_bytes()), (Encoding::Utf8, "Café".to_owned()));
        assert_eq!(first_cell("\u{feff}Café,x\n".as_bytes()), (Encoding::Utf8, "Café".to_owned()));
        assert_eq!(first_cell(b"Caf\xe9 \x96 x,y\n"), (Encoding::Windows1252, "Café – x".to_owned()));
        let little: Vec<u8> = "\u{feff}Café,x\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}Café,x\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(first_cell(&little), (Encoding::Utf16, "Café".to_owned()));
        assert_eq!(first_cell(&big), (Encoding::Utf16, "Café".to_owned()));
    }

    #[test]
    fn damage_among_sound_letters_is_not_another_encoding() {
        assert_eq!(first_cell(b"Caf\xc3\xa9 ol\xc3\xa9 \xff,x\n").0, Encoding::Utf8);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(matches!(opened(b"").0, Err(ImportError::Empty(_))));
        assert!(matches!(opened("\u{feff} \r\n\n".as_bytes()).0, Err(ImportError::Empty(_))));
        assert!(matches!(opened(b"PK\x03\x04\x14\0\x06\0").0, Err(ImportError::Binary(_))));
        assert!(matches!(opened(&[1, 2, 3, 4, 5, 65]).0, Err(ImportError::Binary(_))));
        assert!(matches!(open(Path::new("/no/such/file.csv")), Err(ImportError::Read { .. })));
        assert!(matches!(open(Path::new("/")), Err(ImportError::NotAFile(_))));
    }

    #[test]
    fn a_file_that_is_too_large_is_not_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(LARGEST_BYTES + 1).unwrap();
        let refusal = open(file.path()).err().unwrap().to_string();
        assert!(refusal.contains("larger than 250 MB (it has 251 MB)"), "{refusal}");
    }

    #[test]
    fn lines_are_counted_as_a_person_counts_them() {
        for text in ["a\n\n\"b\nb\"\nc\n", "a\r\n\r\n\"b\r\nb\"\r\nc", "a\r\r\"b\rb\"\rc\r\n"] {
            let (source, _file) = opened(text.as_bytes());
            let mut reader = source.unwrap().csv(b',').unwrap();
            let (mut record, mut lines) = (csv::StringRecord::new(), Vec::new());
            while reader.read_record(&mut record).unwrap() {
                lines.push(line_of(&reader, &record));
            }
            assert_eq!(lines, [1, 3, 5], "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn letters_cut_by_a_piece_are_read_whole(before in PIECE - 5..PIECE + 5) {
            let text = format!("{}é€𝄞", "x".repeat(before));
            let (encoding, cell) = first_cell(text.as_bytes());
            prop_assert_eq!(encoding, Encoding::Utf8);
            prop_assert_eq!(cell, text);
        }
    }
}
