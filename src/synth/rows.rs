//! Drawn rows by output file.

use std::collections::HashSet;
use std::path::Path;

use super::calendar::{FIRST, LAST};

/// A register's extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extract {
    /// Population, a file a year and, from 2008, a quarter.
    Bef,
    /// Deaths.
    Dod,
    /// Immigrations, a file a year.
    VndsInd,
    /// Emigrations, a file a year.
    VndsUd,
    /// Income, a file a year.
    Ind,
    /// Weekly transfers.
    Dream,
    /// Somatic hospitals until February 2019, a file a year.
    LprAdm,
    /// All hospitals since March 2019, and contacts that were converted back to 2017.
    LprKontakt,
    /// Psychiatric hospitals until February 2019.
    PsykAdm,
    /// Outpatient visits of contacts with somatic hospitals, a file a year.
    LprBes,
    /// Outpatient visits of contacts with psychiatric hospitals.
    PsykPers,
    /// Health insurance services, a file a year.
    Sssy,
    /// Decisions in criminal cases, a file a year.
    Kraf,
    /// Imprisonments, a file a year: a stay stands in those of the years in which it begins and ends.
    Krin,
    /// Shelters.
    Herb,
    /// Drug treatment.
    Smdb,
    /// Placements.
    Buaf,
    /// Preventive measures.
    Bufo,
    /// Highest completed education, a file a year.
    Udda,
}

/// Every extract.
const ALL: [Extract; 19] = [
    Extract::Bef,
    Extract::Dod,
    Extract::VndsInd,
    Extract::VndsUd,
    Extract::Ind,
    Extract::Dream,
    Extract::LprAdm,
    Extract::LprKontakt,
    Extract::PsykAdm,
    Extract::LprBes,
    Extract::PsykPers,
    Extract::Sssy,
    Extract::Kraf,
    Extract::Krin,
    Extract::Herb,
    Extract::Smdb,
    Extract::Buaf,
    Extract::Bufo,
    Extract::Udda,
];

/// Maximum files of an extract that hold drawn rows: one per year.
const SLOTS: usize = (LAST - FIRST + 1) as usize;

/// The first year in which the population is delivered every quarter, and the months of the deliveries besides December.
const QUARTERS: (i32, [u32; 3]) = (2008, [3, 6, 9]);

/// The month of the deliveries of education.
const EDUCATION: u32 = 9;

impl Extract {
    const fn is_residence(self) -> bool {
        matches!(self, Extract::Bef | Extract::Dod | Extract::VndsInd | Extract::VndsUd)
    }

    /// The name of the register, which is that of the folder and begins that of the files.
    pub const fn name(self) -> &'static str {
        match self {
            Extract::Bef => "bef",
            Extract::Dod => "dod",
            Extract::VndsInd => "vnds_ind",
            Extract::VndsUd => "vnds_ud",
            Extract::Ind => "ind",
            Extract::Dream => "dream",
            Extract::LprAdm => "lpr_adm",
            Extract::LprKontakt => "lpr_a_kontakt",
            Extract::PsykAdm => "psyk_adm",
            Extract::LprBes => "lpr_bes",
            Extract::PsykPers => "psyk_pers",
            Extract::Sssy => "sssy",
            Extract::Kraf => "kraf",
            Extract::Krin => "krin",
            Extract::Herb => "herb_forsorg_mv_f",
            Extract::Smdb => "smdb_ibib",
            Extract::Buaf => "buaf",
            Extract::Bufo => "bufo",
            Extract::Udda => "udda",
        }
    }

    /// The first and last year of an extract with a file per year. `None` for a single file.
    const fn years(self) -> Option<(i32, i32)> {
        match self {
            Extract::Bef => Some((FIRST - 1, LAST)),
            Extract::VndsInd
            | Extract::VndsUd
            | Extract::Ind
            | Extract::Sssy
            | Extract::Kraf
            | Extract::Krin
            | Extract::Udda => Some((FIRST, LAST)),
            Extract::LprAdm | Extract::LprBes => Some((FIRST, super::mean::LPR3_YEAR)),
            _ => None,
        }
    }

    /// The extract with the contacts that visits belong to.
    pub const fn contacts(self) -> Option<Extract> {
        match self {
            Extract::LprBes => Some(Extract::LprAdm),
            Extract::PsykPers => Some(Extract::PsykAdm),
            _ => None,
        }
    }

    /// The name of the delivery of a single file: the year, and for DREAM the month, that it reaches.
    fn delivery(self) -> String {
        match self {
            Extract::PsykAdm | Extract::PsykPers => super::mean::LPR3_YEAR.to_string(),
            Extract::Dream => format!("{LAST}12"),
            _ => LAST.to_string(),
        }
    }
}

/// One file to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// The extract.
    pub extract: Extract,
    /// The year it holds.
    pub year: Option<i32>,
    /// The month of its status, of the population and of education.
    pub month: Option<u32>,
}

impl Part {
    /// The file of an extract, and of a year where it has one for each.
    pub const fn of(extract: Extract, year: Option<i32>) -> Part {
        Part { extract, year, month: None }
    }

    /// The file at a path.
    pub fn at(path: &Path) -> Option<Part> {
        Part::all().into_iter().find(|part| path.ends_with(part.name()))
    }

    /// Every file.
    pub fn all() -> Vec<Part> {
        ALL.into_iter()
            .flat_map(|extract| match extract.years() {
                Some((first, last)) => (first..=last).flat_map(|year| Part::of_year(extract, year)).collect(),
                None => vec![Part::of(extract, None)],
            })
            .collect()
    }

    fn of_year(extract: Extract, year: i32) -> Vec<Part> {
        let (first, months) = QUARTERS;
        let quarters = months.into_iter().filter(|_| year >= first).chain([12]);
        match extract {
            Extract::Bef => quarters.map(|month| Part { extract, year: Some(year), month: Some(month) }).collect(),
            Extract::Udda => vec![Part { extract, year: Some(year), month: Some(EDUCATION) }],
            _ => vec![Part::of(extract, Some(year))],
        }
    }

    /// Its path below the folder of extracts.
    pub fn name(&self) -> String {
        let name = self.extract.name();
        let period = match (self.year, self.month) {
            (Some(year), Some(month)) => format!("{year}{month:02}"),
            (Some(year), None) => year.to_string(),
            (None, _) => self.extract.delivery(),
        };
        format!("{name}/{name}{period}.parquet")
    }

    fn slot(&self) -> usize {
        let year = self.year.map_or(0, |year| usize::try_from(year - FIRST).unwrap_or(0).min(SLOTS - 1));
        self.extract as usize * SLOTS + year
    }
}

/// One row of any register except the population. The meaning of the numbers depends on the extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The person's number.
    pub person: u32,
    /// A day since 1970, the week of an event, or the first week column.
    pub start: i32,
    /// A day since 1970, or [`OPEN`]; a number of week columns; a fee in øre.
    pub end: i32,
    /// A code, or an amount in øre.
    pub code: i64,
    /// Another code.
    pub more: i32,
}

/// The end of an ongoing stay.
pub const OPEN: i32 = i32::MAX;

/// Rows by file.
#[derive(Debug, Clone)]
pub struct Rows {
    files: Vec<Vec<Entry>>,
}

impl Rows {
    /// No rows.
    pub fn new() -> Rows {
        Rows { files: vec![Vec::new(); ALL.len() * SLOTS] }
    }

    /// The rows of a file.
    pub fn of(&self, part: Part) -> &[Entry] {
        &self.files[part.slot()]
    }

    /// Removes the rows of persons, but those of residence.
    pub fn remove(&mut self, persons: &HashSet<u32>) {
        for extract in ALL.into_iter().filter(|extract| !extract.is_residence()) {
            let first = extract as usize * SLOTS;
            for file in self.files.iter_mut().skip(first).take(SLOTS) {
                file.retain(|entry| !persons.contains(&entry.person));
            }
        }
    }

    /// The rows of a file, to add to or amend.
    pub fn of_mut(&mut self, extract: Extract, year: Option<i32>) -> &mut Vec<Entry> {
        let year = match extract.years() {
            Some((first, last)) => year.map(|year| year.clamp(first, last)),
            None => None,
        };
        &mut self.files[Part::of(extract, year).slot()]
    }
}
