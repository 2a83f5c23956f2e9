//! Services that planted members use in the years after success is observed, with a known mean.
//!
//! Owns rows that give a consequence a value in a year, how often they are drawn, and the mean. A member has at most one such use a year
//! in each register, so that no row meets another one, and what a use counts for is known. No use counts for a variable that delimits a
//! target group: it makes no one a member. Does not own who is a member (`members`).

use std::collections::{BTreeMap, BTreeSet};

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use definitions::Definitions;
use definitions::variable::Variable;
use engine::threads;
use foundation::error::Result;
use foundation::words::Arm;

use super::super::calendar::{FIRST, LAST};
use super::row::Row;
use super::rows::{self, Order, Others};
use super::school_years;
use super::year_value::YearValue;

/// The share of the years of a member of the arm that uses more in which there is a use in a register.
const MOST_USED: f64 = 0.5;

/// The use of the other arm, as a share.
const LESS: f64 = 0.5;

/// The use of men, as a share of women's.
const MEN: f64 = 0.8;

/// Values that are tried in turn: an amount of kroner, one week, contact or day, a short and a long spell in weeks.
const VALUES: [f64; 5] = [10_000.0, 1.0, 4.0, 0.86, 43.0];

/// One use in one year.
#[derive(Debug)]
struct Use {
    /// The position of its consequence.
    consequence: usize,
    rows: Vec<Row>,
    /// What it counts for: positions of consequences, with values.
    counts: Vec<(usize, f64)>,
}

/// All uses, by year and register.
#[derive(Debug, Default)]
pub struct FollowUp {
    years: BTreeMap<i32, Vec<Vec<Use>>>,
}

/// A drawn use: its year, register and number.
pub type DrawnUse = (i32, usize, usize);

impl FollowUp {
    /// Searches rows for every consequence and year.
    ///
    /// # Errors
    /// Internal errors only.
    pub fn of(definitions: &Definitions) -> Result<FollowUp> {
        let delimiting = delimiting(definitions);
        let consequences: Vec<&Variable> = definitions
            .consequences
            .iter()
            .filter_map(|consequence| definitions.variable(&consequence.variable.value))
            .collect();
        if consequences.len() != definitions.consequences.len() {
            return Ok(FollowUp::default());
        }
        let search = Search { definitions, delimiting, consequences };
        let found = threads::in_order((0..search.consequences.len()).collect(), |at| search.of_years(at));
        let mut years: BTreeMap<i32, BTreeMap<String, Vec<Use>>> = BTreeMap::new();
        for (year, found) in found.into_iter().collect::<Result<Vec<_>>>()?.into_iter().flatten() {
            let Some(register) = found.rows.first().map(|row| row.register.clone()) else { continue };
            years.entry(year).or_default().entry(register).or_default().push(found);
        }
        Ok(FollowUp { years: years.into_iter().map(|(year, of)| (year, of.into_values().collect())).collect() })
    }

    /// The uses of a member from a year on.
    pub fn draw(&self, rng: &mut ChaCha8Rng, first: i32, (arm, woman): (Arm, bool)) -> Vec<DrawnUse> {
        let mut drawn = Vec::new();
        for (year, registers) in self.years.range(first..) {
            for (register, uses) in registers.iter().enumerate() {
                let mut left = rng.random::<f64>();
                let one = uses.iter().position(|one| {
                    left -= chance(one, uses.len(), (arm, woman));
                    left < 0.0
                });
                drawn.extend(one.map(|one| (*year, register, one)));
            }
        }
        drawn
    }

    /// The rows of a drawn use.
    pub fn rows(&self, (year, register, one): DrawnUse) -> &[Row] {
        let of = self.years.get(&year).and_then(|registers| registers.get(register)?.get(one));
        of.map_or(&[], |one| &one.rows)
    }

    /// The mean of every consequence in a year.
    pub fn means(&self, year: i32, consequences: usize, who: (Arm, bool)) -> Vec<f64> {
        let mut means = vec![0.0; consequences];
        for uses in self.years.get(&year).into_iter().flatten() {
            for one in uses {
                let chance = chance(one, uses.len(), who);
                for (at, value) in &one.counts {
                    means.iter_mut().skip(*at).take(1).for_each(|mean| *mean += chance * value);
                }
            }
        }
        means
    }
}

/// How often a use is drawn in a year. Every other consequence is used less by those who succeed, and the rest more.
fn chance(one: &Use, of_register: usize, (arm, woman): (Arm, bool)) -> f64 {
    let more = (arm == Arm::Success) == one.consequence.is_multiple_of(2);
    MOST_USED / of_register as f64 * if more { 1.0 } else { LESS } * if woman { 1.0 } else { MEN }
}

/// The variables that delimit target groups.
fn delimiting(definitions: &Definitions) -> Vec<&Variable> {
    let mut known = BTreeSet::new();
    let read = definitions.target_groups.iter().flat_map(|group| definitions.reads_of(&group.population));
    read.filter_map(|(_, variable, _)| known.insert(variable.id.value.as_str()).then_some(variable)).collect()
}

/// The search for rows of uses.
struct Search<'a> {
    definitions: &'a Definitions,
    delimiting: Vec<&'a Variable>,
    consequences: Vec<&'a Variable>,
}

impl Search<'_> {
    /// A use of a consequence in every year that has one: the rows of another year on the same days, or rows that are searched for
    /// where those of no other year fit.
    fn of_years(&self, consequence: usize) -> Result<Vec<(i32, Use)>> {
        let mut found: Vec<(i32, Use)> = Vec::new();
        let mut in_vain: Vec<Vec<(String, usize)>> = Vec::new();
        for year in FIRST + 2..=LAST {
            let one = match found.last() {
                Some((before, one)) => self.moved(one, year - before)?,
                None => None,
            };
            let read = self.read_in(consequence, year);
            let one = match one {
                None if !in_vain.contains(&read) => self.found(consequence, year)?,
                one => one,
            };
            match one {
                Some(one) => found.push((year, one)),
                None => in_vain.push(read),
            }
        }
        Ok(found)
    }

    /// The registers that a consequence is read from in a year, with the number of the source.
    fn read_in(&self, consequence: usize, year: i32) -> Vec<(String, usize)> {
        let Some(variable) = self.consequences.get(consequence) else { return Vec::new() };
        let in_year = YearValue { variable, offset: 0 };
        let sources = in_year.sources(self.definitions, year);
        let number = |source| variable.from.iter().position(|of| std::ptr::eq(of, source));
        sources
            .into_iter()
            .filter_map(|(register, source, _)| Some((register.id.value.clone(), number(source)?)))
            .collect()
    }

    /// A use some years later, if it counts for the same.
    fn moved(&self, one: &Use, years: i32) -> Result<Option<Use>> {
        let rows: Option<Vec<Row>> = one.rows.iter().map(|row| row.moved(years)).collect();
        let (Some(rows), Some(first)) = (rows, one.rows.first()) else { return Ok(None) };
        let counts = self.counts(&rows, first.year + years)?;
        let same = counts.is_some_and(|counts| counts == one.counts);
        Ok(same.then(|| Use { consequence: one.consequence, rows, counts: one.counts.clone() }))
    }

    /// Rows that give a consequence a value in a year and count for no target group. `None` if none were found.
    fn found(&self, consequence: usize, year: i32) -> Result<Option<Use>> {
        let Some(variable) = self.consequences.get(consequence) else { return Ok(None) };
        if self.delimiting.iter().any(|other| other.id.value == variable.id.value) {
            return Ok(None);
        }
        let of = |variable| YearValue { variable, offset: 0 };
        let mut unknowns = vec![of(*variable)];
        unknowns.extend(self.delimiting.iter().map(|other| of(*other)));
        let of_kroner =
            self.definitions.consequences.get(consequence).is_some_and(|consequence| consequence.is_kroner());
        for value in VALUES.into_iter().skip(usize::from(!of_kroner)) {
            let mut values = vec![0.0; unknowns.len()];
            values.iter_mut().take(1).for_each(|first| *first = value);
            let Ok(rows) =
                rows::make(self.definitions, &unknowns, &values, (year, Others::Avoided, Order::FirstSource))?
            else {
                continue;
            };
            if let Some(counts) = self.counts(&rows, year)? {
                return Ok(Some(Use { consequence, rows, counts }));
            }
        }
        Ok(None)
    }

    /// What rows count for. `None` if they count for a target group, are joined with others, are of several registers, or count in two years.
    fn counts(&self, rows: &[Row], year: i32) -> Result<Option<Vec<(usize, f64)>>> {
        let register = rows.first().map(|row| row.register.as_str());
        let is_other = |row: &Row| {
            let is_joined = row.link.is_some() || Some(row.register.as_str()) != register;
            is_joined || row.year != year || school_years::counts_in(self.definitions, row, year + 1)
        };
        if rows.is_empty() || rows.iter().any(is_other) {
            return Ok(None);
        }
        let total = |variable| rows::total(self.definitions, &YearValue { variable, offset: 0 }, rows, year);
        for other in &self.delimiting {
            if total(*other)? != 0.0 {
                return Ok(None);
            }
        }
        let mut counts = Vec::new();
        for (at, variable) in self.consequences.iter().enumerate() {
            let value = total(*variable)?;
            if value != 0.0 {
                counts.push((at, value));
            }
        }
        Ok(Some(counts))
    }
}
