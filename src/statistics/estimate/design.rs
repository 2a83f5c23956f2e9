//! The columns of a design: intercept, adjusters and, last, success.
//!
//! Numbers are centred and scaled, levels that are empty here are left out, and what is constant is dropped with a reason;
//! the coefficient on success does not depend on any of it.

use std::collections::BTreeMap;

use nalgebra::DVector;

use super::adjust::{Adjust, Age, Bands};
use foundation::words::Form;

/// What a design sees of a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct DesignCell {
    /// Persons.
    pub n: u64,
    /// Whether they are the success cohort.
    pub success: bool,
    /// Sex, as any code.
    pub sex: u8,
    /// Age, or any number that stands in its place.
    pub age: f64,
    /// The year t = 0.
    pub t0: i16,
    /// Levels of the further adjusters that the design names, in their order.
    pub levels: Vec<u32>,
}

/// A term that was left out of a design, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroppedTerm {
    /// The term.
    pub term: String,
    /// Why.
    pub reason: &'static str,
}

/// A category whose levels are removed from every other column, in place of a column for each. Its levels span the
/// intercept too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AbsorbedLevels {
    /// The level of every cell, counted from 0 without gaps.
    pub level: Vec<usize>,
    /// How many levels there are.
    pub levels: usize,
}

/// A design over cells, its columns not yet multiplied by weights.
#[derive(Debug, Clone)]
pub struct Design {
    /// Persons by cell, all above zero. Frequency weights are persons.
    pub n: Vec<u64>,
    /// Sampling weight of every person of a cell, above zero; 1 without weights.
    pub weights: Vec<f64>,
    /// Name and column of every adjuster, the intercept first.
    pub adjusters: Vec<(String, DVector<f64>)>,
    /// A category of very many levels, in place of a column each.
    pub absorbed: Option<AbsorbedLevels>,
    /// 1 where the cell succeeded, else 0; or any number whose coefficient is wanted.
    pub success: DVector<f64>,
    /// Terms left out because they are constant.
    pub dropped: Vec<DroppedTerm>,
}

impl Design {
    /// Builds the columns. Every cell must have persons.
    pub fn new(cells: &[DesignCell], adjust: &Adjust) -> Design {
        let success: Vec<f64> = cells.iter().map(|cell| f64::from(u8::from(cell.success))).collect();
        let mut design = Design::of(cells.iter().map(|cell| cell.n).collect(), &success);
        if adjust.sex {
            design.categories("sex", &cells.iter().map(|cell| f64::from(cell.sex)).collect::<Vec<_>>());
        }
        let ages: Vec<f64> = cells.iter().map(|cell| cell.age).collect();
        match &adjust.age {
            Some(Age::Bands(Bands { bands })) => {
                let band = |age: &f64| bands.partition_point(|first| f64::from(*first) <= *age) as f64;
                design.categories("age band", &ages.iter().map(band).collect::<Vec<_>>());
            }
            Some(Age::Form(form)) => design.age("age", &ages, *form),
            None => {}
        }
        if adjust.entry_year {
            design.categories("entry_year", &cells.iter().map(|cell| f64::from(cell.t0)).collect::<Vec<_>>());
        }
        for (position, name) in adjust.categories.iter().enumerate() {
            let level = |cell: &DesignCell| f64::from(cell.levels[position]);
            design.categories(name, &cells.iter().map(level).collect::<Vec<_>>());
        }
        design
    }

    /// An intercept and success over cells of `n` persons, without adjusters and sampling weights.
    pub fn of(n: Vec<u64>, success: &[f64]) -> Design {
        Design {
            adjusters: vec![("intercept".to_owned(), DVector::from_element(n.len(), 1.0))],
            weights: vec![1.0; n.len()],
            success: DVector::from_column_slice(success),
            absorbed: None,
            dropped: Vec::new(),
            n,
        }
    }

    /// Age, or any number that stands in its place, by cell and in one of its forms.
    pub fn age(&mut self, term: &str, ages: &[f64], form: Form) {
        match form {
            Form::Linear => self.polynomial(term, ages, 1),
            Form::Quadratic => self.polynomial(term, ages, 2),
            Form::Categorical => self.categories(term, ages),
        }
    }

    /// A column for every level but the one with most persons.
    pub fn categories(&mut self, term: &str, values: &[f64]) {
        let mut levels: BTreeMap<u64, (f64, u64)> = BTreeMap::new();
        for (value, n) in values.iter().zip(&self.n) {
            levels.entry(ordered(*value)).or_insert((*value, 0)).1 += n;
        }
        if levels.len() < 2 {
            self.dropped.push(DroppedTerm { term: term.to_owned(), reason: "constant" });
            return;
        }
        let reference = levels.iter().max_by_key(|(key, (_, n))| (*n, std::cmp::Reverse(**key))).map(|(key, _)| *key);
        for (key, (level, _)) in levels {
            if Some(key) != reference {
                let column = values.iter().map(|value| f64::from(u8::from(value == &level)));
                self.adjusters.push((format!("{term} {level}"), DVector::from_iterator(values.len(), column)));
            }
        }
    }

    /// A category of many levels without a column for each. A design has one at most: the last.
    pub fn absorb(&mut self, values: &[f64]) {
        let mut levels: BTreeMap<u64, usize> = values.iter().map(|value| (ordered(*value), 0)).collect();
        levels.values_mut().zip(0..).for_each(|(number, at)| *number = at);
        let level = values.iter().map(|value| levels[&ordered(*value)]).collect();
        self.absorbed = Some(AbsorbedLevels { level, levels: levels.len() });
    }

    /// Powers of a centred and scaled number.
    pub fn polynomial(&mut self, term: &str, values: &[f64], degree: i32) {
        let total: f64 = self.n.iter().map(|n| *n as f64).sum();
        let mean = values.iter().zip(&self.n).map(|(x, n)| x * *n as f64).sum::<f64>() / total;
        let spread = values.iter().map(|x| (x - mean).abs()).fold(0.0, f64::max);
        if values.iter().all(|x| Some(x) == values.first()) || spread == 0.0 {
            self.dropped.push(DroppedTerm { term: term.to_owned(), reason: "constant" });
            return;
        }
        for power in 1..=degree {
            let column = values.iter().map(|x| ((x - mean) / spread).powi(power));
            let name = if power == 1 { term.to_owned() } else { format!("{term}^{power}") };
            self.adjusters.push((name, DVector::from_iterator(values.len(), column)));
        }
    }
}

/// Numbers as keys that sort like the numbers.
fn ordered(value: f64) -> u64 {
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}
