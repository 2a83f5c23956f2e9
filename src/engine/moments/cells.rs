//! Cells: persons alike in all that a design sees.

use crate::cohort::{Cohort, Entry};
use crate::persons::Persons;
use definitions::day::year_of;
use foundation::error::{Error, Result};
use foundation::keys::PersonIndex;
use foundation::words::Arm;

/// A cell's position among all cells of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellIndex(pub u32);

impl CellIndex {
    /// As an index into lists by cell.
    #[inline]
    pub fn at(self) -> usize {
        self.0 as usize
    }
}

/// What persons of a cell share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellKey {
    /// The year t = 0: kroner are scaled by it, and late follow-up years are carried by some of them only.
    pub t0: i16,
    /// The cohort.
    pub arm: Arm,
    /// Sex, as an index into the population's names.
    pub sex: u8,
    /// Age in t = 0.
    pub age: i16,
    /// Levels of further adjusters, as an index into the cells' combinations.
    pub combination: u32,
}

/// The cells of a comparison, without their persons.
#[derive(Debug)]
pub struct CellList {
    /// What each cell's persons share, sorted.
    pub keys: Vec<CellKey>,
    /// Names of the further adjusters.
    adjusters: Vec<String>,
    /// Combinations of their levels that occur, sorted.
    combinations: Vec<Vec<u32>>,
}

/// The cells of a comparison with their entries.
#[derive(Debug)]
pub struct Cells {
    /// The cells.
    pub list: CellList,
    /// The entries that belong to the comparison: person, t = 0 and cell, sorted by person and year.
    pub members: Vec<Member>,
    /// Named clusters: name, and by member the number.
    clusters: Vec<(String, Vec<u32>)>,
}

/// An entry in its cell.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// The person's index.
    pub person: PersonIndex,
    /// The year t = 0.
    pub t0: i16,
    /// The last year on whose 1 January the person is not dead, kept here because every row is compared with it.
    pub alive_until: i16,
    /// The cell.
    pub cell: CellIndex,
}

impl Member {
    /// Whether the person is not dead on 1 January of a year.
    #[inline]
    pub fn alive(&self, year: i32) -> bool {
        year <= i32::from(self.alive_until)
    }
}

impl CellList {
    /// The positions of named adjusters.
    ///
    /// # Errors
    /// A name that the target group does not define, which checking the definitions rules out.
    pub fn adjusters(&self, names: &[String]) -> Result<Vec<usize>> {
        let unknown = |name: &String| Error::internal(format!("no adjuster `{name}`"));
        let find = |name| self.adjusters.iter().position(|other| other == name).ok_or_else(|| unknown(name));
        names.iter().map(find).collect()
    }

    /// The level of an adjuster, by its position, in a cell.
    pub fn level(&self, key: &CellKey, adjuster: usize) -> u32 {
        self.combinations[key.combination as usize][adjuster]
    }

    /// Whether a cohort has entrants.
    pub fn has(&self, arm: Arm) -> bool {
        self.keys.iter().any(|key| key.arm == arm)
    }

    /// Every cell with its position.
    pub fn iter(&self) -> impl Iterator<Item = (CellIndex, &CellKey)> {
        (0..).map(CellIndex).zip(&self.keys)
    }
}

impl Cells {
    /// Sorts entries of a cohort into cells; `entries` are their positions, ascending, with their arms.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn of(cohort: &Cohort, persons: &Persons, entries: impl Iterator<Item = (usize, Arm)>) -> Result<Cells> {
        let levels_of = |at: usize| -> Vec<u32> { cohort.adjusters.iter().map(|(_, levels)| levels[at]).collect() };
        let entries: Vec<(usize, Arm)> = entries.collect();
        let mut combinations: Vec<Vec<u32>> = entries.iter().map(|(at, _)| levels_of(*at)).collect();
        combinations.sort_unstable();
        combinations.dedup();
        let key = |(at, arm): &(usize, Arm)| {
            let Entry { t0, age, sex, .. } = cohort.entries[*at];
            let combination = position(&combinations, &levels_of(*at))?;
            Ok(CellKey { t0, arm: *arm, sex, age, combination })
        };
        let of_entry: Vec<CellKey> = entries.iter().map(key).collect::<Result<_>>()?;
        let mut keys = of_entry.clone();
        keys.sort_unstable();
        keys.dedup();
        let member = |((at, _), key): (&(usize, Arm), &CellKey)| {
            let Entry { person, t0, .. } = cohort.entries[*at];
            // A year beyond the calendar's type is later than any row.
            let last_alive = |day: i32| i16::try_from(year_of(day)).unwrap_or(i16::MAX);
            let alive_until = persons.death_day(person).map_or(i16::MAX, last_alive);
            Ok(Member { person, t0, alive_until, cell: CellIndex(position(&keys, key)?) })
        };
        let members = entries.iter().zip(&of_entry).map(member).collect::<Result<_>>()?;
        let of_member = |numbers: &Vec<u32>| entries.iter().map(|(at, _)| numbers[*at]).collect();
        let clusters = cohort.clusters.iter().map(|(name, numbers)| (name.clone(), of_member(numbers))).collect();
        let adjusters = cohort.adjusters.iter().map(|(name, _)| name.clone()).collect();
        Ok(Cells { list: CellList { keys, adjusters, combinations }, members, clusters })
    }

    /// The cluster of every member: of a named clustering, or each person's own.
    ///
    /// # Errors
    /// A name that the target group does not define, which checking the definitions rules out.
    pub fn cluster_of(&self, name: Option<&str>) -> Result<Vec<u32>> {
        let Some(name) = name else { return Ok(self.members.iter().map(|member| member.person.0).collect()) };
        let named = self.clusters.iter().find(|(other, _)| other == name);
        let unknown = || Error::internal(format!("no cluster `{name}`"));
        named.map(|(_, of_member)| of_member.clone()).ok_or_else(unknown)
    }
}

/// Where a value stands in a sorted list that has it.
fn position<T: Ord>(sorted: &[T], value: &T) -> Result<u32> {
    let at = sorted.binary_search(value).map_err(|_| Error::internal("a cell that is not listed".to_owned()))?;
    u32::try_from(at).map_err(|_| Error::internal("more cells than 32 bits count".to_owned()))
}
