//! Rows by year, and years that have many more or many fewer than the year before.

use std::collections::BTreeMap;

use super::finding::{Finding, note};
use definitions::day::Day;
use definitions::register::Register;
use foundation::words::Label;

/// A jump: 1.5 times the rows of the year before, or the inverse.
const JUMP: f64 = 1.5;

/// Years of fewer rows than this jump by chance.
const MANY: u64 = 100;

/// A register's rows by year, of years that it covers.
pub struct Rows {
    register: String,
    /// Rows by year, and whether the year is covered to its end.
    years: BTreeMap<i32, (u64, bool)>,
}

impl Rows {
    /// None yet, for every covered year.
    pub fn new(register: &Register) -> Rows {
        let whole = |year: i32| register.covers.holds(Day::first_of(year), Day::last_of(year));
        let years = register.covers.years().into_iter().map(|year| (year, (0, whole(year)))).collect();
        Rows { register: register.id.value.clone(), years }
    }

    /// Rows by covered year; empty where no row has a year.
    pub fn by_year(&self) -> Vec<(i32, u64)> {
        let all = self.years.iter().map(|(year, (rows, _))| (*year, *rows));
        if self.years.values().all(|(rows, _)| *rows == 0) { Vec::new() } else { all.collect() }
    }

    /// Adds rows, if their year is covered.
    pub fn add(&mut self, year: i32, rows: u64) {
        if let Some((known, _)) = self.years.get_mut(&year) {
            *known += rows;
        }
    }
}

/// How many rows there are in each year, and the jumps between years that are next to each other and wholly covered.
pub fn findings(rows: &Rows) -> Vec<Finding> {
    let all: u64 = rows.years.values().map(|(count, _)| count).sum();
    if all == 0 {
        return Vec::new();
    }
    let by_year: Vec<String> = rows.years.iter().map(|(year, (count, _))| format!("{year}: {count}")).collect();
    let by_year = by_year.join(", ");
    let mut findings = vec![note(&rows.register, "rows", Label::owned(&by_year, &by_year), Some(all))];
    let mut jumps: Vec<(Label, u64)> = Vec::new();
    for ((before, (few, _)), (year, (many, _))) in
        rows.years.iter().zip(rows.years.iter().skip(1)).filter(|((a, (_, x)), (b, (_, y)))| *x && *y && **b == **a + 1)
    {
        let (least, most) = (few.min(many), few.max(many));
        if *most >= MANY && *most as f64 > JUMP * *least as f64 {
            let sentence = Label {
                da: format!("{year} har {many} række(r), og {before} har {few}"),
                en: format!("{year} has {many} row(s), and {before} has {few}"),
            };
            jumps.push((sentence, *many));
        }
    }
    if !jumps.is_empty() {
        let joined = |of: fn(&Label) -> &str| jumps.iter().map(|(label, _)| of(label)).collect::<Vec<_>>().join("; ");
        let sentence = Label { da: joined(|label| &label.da), en: joined(|label| &label.en) };
        // Of several years, no one count.
        let count = if let [(_, many)] = jumps.as_slice() { Some(*many) } else { None };
        findings.push(note(&rows.register, "jump", sentence, count));
    }
    findings
}
