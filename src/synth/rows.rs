//! Drawn rows by output file.

use super::calendar::{FIRST, LAST};

/// A register's extract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extract {
    /// Population, a file a year.
    Bef,
    /// Deaths.
    Dod,
    /// Migration.
    Vnds,
    /// Income, a file a year.
    Ind,
    /// Weekly transfers.
    Dream,
    /// Somatic hospitals until February 2019, a file a year.
    LprAdm,
    /// All hospitals since March 2019, a file a year.
    LprKontakt,
    /// Psychiatric hospitals until February 2019, a file a year.
    PsykAdm,
    /// Health insurance services, a file a year.
    Sssy,
    /// Decisions in criminal cases, a file a year.
    Kraf,
    /// Imprisonments.
    Krin,
    /// Shelters and crisis centres.
    Boformer,
    /// Drug treatment.
    Stof,
    /// Placements and preventive measures.
    Bua,
}

/// Every extract.
const ALL: [Extract; 14] = [
    Extract::Bef,
    Extract::Dod,
    Extract::Vnds,
    Extract::Ind,
    Extract::Dream,
    Extract::LprAdm,
    Extract::LprKontakt,
    Extract::PsykAdm,
    Extract::Sssy,
    Extract::Kraf,
    Extract::Krin,
    Extract::Boformer,
    Extract::Stof,
    Extract::Bua,
];

/// Maximum files of an extract: one per year, plus one of the population.
const SLOTS: usize = (LAST - FIRST + 2) as usize;

impl Extract {
    /// The folder, and the file's name before the year.
    pub const fn path(self) -> (&'static str, &'static str) {
        match self {
            Extract::Bef => ("bef", "bef"),
            Extract::Dod => ("dod", "dod"),
            Extract::Vnds => ("vnds", "vnds"),
            Extract::Ind => ("ind", "ind"),
            Extract::Dream => ("dream", "dream"),
            Extract::LprAdm => ("lpr", "lpr_adm"),
            Extract::LprKontakt => ("lpr", "lpr_a_kontakt"),
            Extract::PsykAdm => ("psyk", "psyk_adm"),
            Extract::Sssy => ("sssy", "sssy"),
            Extract::Kraf => ("kraf", "kraf"),
            Extract::Krin => ("krin", "krin"),
            Extract::Boformer => ("boformer", "boformer"),
            Extract::Stof => ("stof", "stof"),
            Extract::Bua => ("bua", "bua"),
        }
    }

    /// The first and last year of an extract with a file per year. `None` for a single file.
    const fn years(self) -> Option<(i32, i32)> {
        match self {
            Extract::Bef => Some((FIRST, LAST + 1)),
            Extract::Ind | Extract::Sssy | Extract::Kraf => Some((FIRST, LAST)),
            Extract::LprAdm | Extract::PsykAdm => Some((FIRST, super::mean::LPR3_YEAR)),
            Extract::LprKontakt => Some((super::mean::LPR3_YEAR, LAST)),
            _ => None,
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
}

impl Part {
    /// Every file.
    pub fn all() -> Vec<Part> {
        ALL.into_iter()
            .flat_map(|extract| match extract.years() {
                Some((first, last)) => (first..=last).map(|year| Part { extract, year: Some(year) }).collect(),
                None => vec![Part { extract, year: None }],
            })
            .collect()
    }

    /// Its path below the folder of extracts.
    pub fn name(&self) -> String {
        let (folder, file) = self.extract.path();
        match self.year {
            Some(year) => format!("{folder}/{file}{year}.parquet"),
            None => format!("{folder}/{file}.parquet"),
        }
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

    /// The rows of a file, to add to or amend.
    pub fn of_mut(&mut self, extract: Extract, year: Option<i32>) -> &mut Vec<Entry> {
        let year = match extract.years() {
            Some((first, last)) => year.map(|year| year.clamp(first, last)),
            None => None,
        };
        &mut self.files[Part { extract, year }.slot()]
    }
}
