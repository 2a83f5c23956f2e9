//! A SAS file cut into parts that are SAS files themselves, so that a file of any size is read in bounded memory.
//!
//! A part is the header, the first pages (*lead*: as many as describe the columns), and a run of later pages. The SAS crate
//! reads each part as a file of its own. Its rows of the lead are passed over in all parts but the first.
//!
//! Owns the bytes: where the header says how many pages and rows there are, and the content's hash. Decodes no row.
//!
//! Reading a whole file with the crate isn't done, for three reasons. It keeps twelve bytes of memory per row of a
//! compressed file. It maps files into memory, so that a file cut short on a network drive ends the process. And it stops
//! at the header's row count without a look at what the pages hold, so that a count that is too low loses rows silently.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::error::ConvertError;

/// The largest header and page that are read; SAS's own limits are far below.
const LARGEST: u64 = 1 << 24;
/// A row count at which the crate doesn't stop, but goes on through every page.
pub(crate) const NO_COUNT: u64 = u32::MAX as u64;
/// The signature of the part of the metadata that holds the row count.
const ROW_SIZE: [u8; 4] = [0xF7; 4];

/// Where a file's header and pages lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    big_endian: bool,
    wide: bool,
    header: u64,
    /// The size of a page, in bytes.
    pub(crate) page: u64,
    /// The number of pages.
    pub(crate) pages: u64,
    /// Where the number of pages stands.
    pages_at: usize,
}

/// A file that is read part by part, from its beginning to its end.
#[derive(Debug)]
pub(crate) struct Cut {
    source: String,
    file: File,
    /// Where its pages lie.
    pub(crate) shape: Shape,
    header: Vec<u8>,
    lead: Vec<u8>,
    next: u64,
    hasher: blake3::Hasher,
    /// Whether the file may use all threads.
    side_by_side: bool,
}

impl Cut {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// A file that can't be read, that is no SAS dataset, or that is shorter than its header says.
    pub(crate) fn open(path: &Path, source: &str, side_by_side: bool) -> Result<Cut, ConvertError> {
        let fault = |e: std::io::Error| ConvertError::unreadable(source, e);
        let mut file = File::open(path).map_err(fault)?;
        let found = file.metadata().map_err(fault)?.len();
        let mut start = [0u8; 288];
        if found < 1024 {
            return Err(ConvertError::not_understood(source, "too short for the header of a SAS dataset"));
        }
        file.read_exact(&mut start).map_err(fault)?;
        let shape = Shape::of(&start).map_err(|reason| ConvertError::not_understood(source, reason))?;
        let expected = shape.pages.checked_mul(shape.page).and_then(|pages| pages.checked_add(shape.header));
        match expected {
            Some(expected) if expected <= found => {}
            Some(expected) => return Err(ConvertError::CutShort { source_file: source.to_owned(), found, expected }),
            None => return Err(ConvertError::not_understood(source, "its header gives no possible size")),
        }
        let mut cut = Cut {
            source: source.to_owned(),
            file,
            shape,
            header: Vec::new(),
            lead: Vec::new(),
            next: 0,
            hasher: blake3::Hasher::new(),
            side_by_side,
        };
        cut.file.seek(SeekFrom::Start(0)).map_err(fault)?;
        let mut header = Vec::new();
        cut.read(shape.header, &mut header)?;
        cut.header = header;
        Ok(cut)
    }

    /// Takes more pages into the lead.
    ///
    /// # Errors
    /// A file that can't be read.
    pub(crate) fn lengthen_lead(&mut self, pages: u64) -> Result<(), ConvertError> {
        let mut lead = std::mem::take(&mut self.lead);
        self.pages(pages, &mut lead)?;
        self.lead = lead;
        Ok(())
    }

    /// How many pages the lead has.
    pub(crate) fn lead_pages(&self) -> u64 {
        self.lead.len() as u64 / self.shape.page
    }

    /// The lead as a file of its own; with `count`, its row count is replaced.
    ///
    /// # Errors
    /// A row count that isn't where it has to be.
    pub(crate) fn lead(&self, count: Option<u64>) -> Result<Vec<u8>, ConvertError> {
        let bytes = [self.header.as_slice(), self.lead.as_slice()].concat();
        self.part(bytes, count)
    }

    /// The next pages behind the lead, as a file of its own without a row count; none at the end. The number is that of the
    /// first page.
    ///
    /// # Errors
    /// A file that can't be read.
    pub(crate) fn next(&mut self, pages: u64) -> Result<Option<(u64, Vec<u8>)>, ConvertError> {
        let first = self.next;
        if first == self.shape.pages {
            return Ok(None);
        }
        let room = usize::try_from(pages.min(self.shape.pages - first) * self.shape.page);
        let room = room.map_err(|e| ConvertError::unreadable(&self.source, e))?;
        let mut bytes = Vec::with_capacity(self.header.len() + self.lead.len() + room);
        bytes.extend_from_slice(&self.header);
        bytes.extend_from_slice(&self.lead);
        self.pages(pages, &mut bytes)?;
        Ok(Some((first, self.part(bytes, Some(NO_COUNT))?)))
    }

    /// The hash of the whole content, after the last page.
    ///
    /// # Errors
    /// A file that can't be read.
    pub(crate) fn hash(mut self) -> Result<String, ConvertError> {
        let mut buffer = vec![0u8; 1 << 20];
        loop {
            let read = self.file.read(&mut buffer).map_err(|e| ConvertError::unreadable(&self.source, e))?;
            if read == 0 {
                return Ok(self.hasher.finalize().to_hex().to_string());
            }
            self.hasher.update(&buffer[..read]);
        }
    }

    /// Reads the next pages behind what is in a buffer.
    fn pages(&mut self, pages: u64, to: &mut Vec<u8>) -> Result<(), ConvertError> {
        let pages = pages.min(self.shape.pages - self.next);
        self.next += pages;
        self.read(pages * self.shape.page, to)
    }

    fn read(&mut self, length: u64, to: &mut Vec<u8>) -> Result<(), ConvertError> {
        let fault = |reason: &dyn std::fmt::Display| ConvertError::unreadable(&self.source, reason);
        let from = to.len();
        let read = (&self.file).take(length).read_to_end(to).map_err(|e| fault(&e))?;
        if read as u64 != length {
            return Err(ConvertError::ChangedMeanwhile { source_file: self.source.clone() });
        }
        if self.side_by_side {
            self.hasher.update_rayon(&to[from..]);
        } else {
            self.hasher.update(&to[from..]);
        }
        Ok(())
    }

    /// Header and pages with the number of pages that they are; with `count`, the row count is replaced.
    fn part(&self, mut bytes: Vec<u8>, count: Option<u64>) -> Result<Vec<u8>, ConvertError> {
        let number = (bytes.len() - self.header.len()) as u64 / self.shape.page;
        let fault = |reason| ConvertError::not_understood(&self.source, reason);
        self.shape.put(&mut bytes, self.shape.pages_at, number).ok_or_else(|| fault("its header is too short"))?;
        if let Some(count) = count {
            let at = self.shape.count_at(&bytes, self.header.len(), self.lead_pages());
            let at = at.ok_or_else(|| fault("its row count isn't where SAS puts it"))?;
            self.shape.put(&mut bytes, at, count).ok_or_else(|| fault("its row count isn't where SAS puts it"))?;
        }
        Ok(bytes)
    }
}

impl Shape {
    /// By a file's first 288 bytes.
    fn of(start: &[u8; 288]) -> Result<Shape, &'static str> {
        const MAGIC: [u8; 20] = [
            0xC2, 0xEA, 0x81, 0x60, 0xB3, 0x14, 0x11, 0xCF, 0xBD, 0x92, 0x08, 0x00, 0x09, 0xC7, 0x31, 0x8C, 0x18, 0x1F,
            0x10, 0x11,
        ];
        if start[..12] != [0; 12] || start[12..32] != MAGIC {
            return Err("no SAS dataset");
        }
        let big_endian = match start[37] {
            0 => true,
            1 => false,
            _ => return Err("its byte order is unknown"),
        };
        let wide = start[32] == b'3';
        // Sizes stand behind the dates of the file, which some systems align to eight bytes.
        let at = 196 + if start[35] == b'3' { 4 } else { 0 };
        let mut shape = Shape { big_endian, wide, header: 0, page: 0, pages: 0, pages_at: at + 8 };
        let small = |at: usize| shape.get(start, at, 4);
        let (header, page) = (small(at), small(at + 4));
        let pages = shape.get(start, at + 8, shape.width());
        let (Some(header), Some(page), Some(pages)) = (header, page, pages) else {
            return Err("its header is too short");
        };
        if !(1024..=LARGEST).contains(&header) || !(1024..=LARGEST).contains(&page) {
            return Err("its header gives no possible size of a page");
        }
        (shape.header, shape.page, shape.pages) = (header, page, pages);
        Ok(shape)
    }

    fn width(self) -> usize {
        if self.wide { 8 } else { 4 }
    }

    fn get(self, bytes: &[u8], at: usize, width: usize) -> Option<u64> {
        let bytes = bytes.get(at..at.checked_add(width)?)?;
        let add = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        Some(if self.big_endian { bytes.iter().fold(0, add) } else { bytes.iter().rev().fold(0, add) })
    }

    fn put(self, bytes: &mut [u8], at: usize, value: u64) -> Option<()> {
        let width = self.width();
        let place = bytes.get_mut(at..at.checked_add(width)?)?;
        let little = value.to_le_bytes();
        place.copy_from_slice(&little[..width]);
        if self.big_endian {
            place.reverse();
        }
        Some(())
    }

    /// Where the row count stands in a file's bytes: in the first pages, behind a pointer to the part with its signature.
    fn count_at(self, bytes: &[u8], header: usize, pages: u64) -> Option<usize> {
        let (page_header, pointer, offset) = if self.wide { (40, 24, 48) } else { (24, 12, 24) };
        let size = usize::try_from(self.page).ok()?;
        for number in 0..usize::try_from(pages).ok()? {
            let start = header + number * size;
            let page = bytes.get(start..start + size)?;
            let pointers = usize::try_from(self.get(page, page_header - 4, 2)?).ok()?;
            for at in (0..pointers).map(|n| page_header + n * pointer) {
                let Some(part) = self.get(page, at, self.width()).and_then(|part| usize::try_from(part).ok()) else {
                    break;
                };
                let compressed = page.get(at + 2 * self.width()).copied();
                let signature = page.get(part..part.saturating_add(4));
                if compressed == Some(0) && signature == Some(&ROW_SIZE) {
                    return Some(start + part + offset);
                }
            }
        }
        None
    }
}
