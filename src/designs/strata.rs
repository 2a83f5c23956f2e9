//! Strata of persons who are alike: exact matching and coarsened exact matching.
//!
//! A participant is kept if the stratum has a control; the controls of a stratum share its participants' weight equally.
//! Coarsening follows Iacus, King & Porro 2012, Political Analysis 20.

use rustc_hash::FxHashMap;

use crate::column::Column;
use crate::error::DesignError;
use crate::study::Study;

/// The stratum of a person who has no counterpart.
pub(crate) const NONE: u32 = u32::MAX;

/// How a variable is coarsened.
#[derive(Debug, Clone, PartialEq)]
pub enum Coarsening {
    /// Not at all: equal numbers only.
    Exact,
    /// Intervals that begin at these numbers, ascending; numbers below the first are an interval of their own.
    Cuts(Vec<f64>),
    /// So many intervals of equal width, from the lowest to the highest number of all persons.
    Intervals(u32),
}

/// Strata that have both participants and controls.
#[derive(Debug, Clone)]
pub struct Strata {
    /// The stratum of every person; `u32::MAX` without counterpart.
    pub(crate) of: Vec<u32>,
    /// Participants by stratum.
    pub participants: Vec<u32>,
    /// Controls by stratum.
    pub controls: Vec<u32>,
}

impl Strata {
    /// Strata of persons whose variables are equal.
    ///
    /// # Errors
    /// No participant has a control.
    pub fn exact(study: &Study) -> Result<Strata, DesignError> {
        Strata::coarsened(study, &vec![Coarsening::Exact; study.columns().len()])
    }

    /// Strata of persons whose coarsened variables are equal; a rule for each variable.
    ///
    /// # Errors
    /// Wrong rules, no participant has a control.
    pub fn coarsened(study: &Study, rules: &[Coarsening]) -> Result<Strata, DesignError> {
        let columns = study.columns();
        if rules.len() != columns.len() {
            return Err(DesignError::Coarsening { variables: columns.len() as u64 });
        }
        let participates = study.participates();
        // Persons are divided by one variable after the other; only what participants have opens a new stratum.
        let mut of = vec![0u32; study.persons()];
        for ((column, rule), name) in columns.iter().zip(rules).zip(study.names()) {
            let level = level(column, rule, name)?;
            let mut known: FxHashMap<(u32, u64), u32> = FxHashMap::default();
            for ((of, x), _) in of.iter_mut().zip(column.iter()).zip(participates).filter(|(_, p)| **p) {
                let next = known.len() as u32;
                *of = *known.entry((*of, level(x))).or_insert(next);
            }
            for ((of, x), _) in
                of.iter_mut().zip(column.iter()).zip(participates).filter(|((of, _), p)| !**p && **of != NONE)
            {
                *of = known.get(&(*of, level(x))).copied().unwrap_or(NONE);
            }
        }
        Strata::counted(of, participates)
    }

    /// Counts strata and leaves out those without participants or without controls.
    fn counted(mut of: Vec<u32>, participates: &[bool]) -> Result<Strata, DesignError> {
        let strata = of.iter().filter(|of| **of != NONE).max().map_or(0, |most| *most as usize + 1);
        let mut counts = vec![(0u32, 0u32); strata];
        for (of, participates) in of.iter().zip(participates).filter(|(of, _)| **of != NONE) {
            let count = &mut counts[*of as usize];
            if *participates { count.0 += 1 } else { count.1 += 1 }
        }
        let kept = |(participants, controls): &(u32, u32)| *participants > 0 && *controls > 0;
        let mut number = 0;
        let numbers: Vec<u32> = counts
            .iter()
            .map(|count| {
                let here = if kept(count) { number } else { NONE };
                number += u32::from(kept(count));
                here
            })
            .collect();
        if number == 0 {
            return Err(DesignError::NoOverlap { within: "in its stratum" });
        }
        of.iter_mut().filter(|of| **of != NONE).for_each(|of| *of = numbers[*of as usize]);
        counts.retain(kept);
        let (participants, controls) = counts.into_iter().unzip();
        Ok(Strata { of, participants, controls })
    }

    /// Every person's weight: 1 for a participant who is kept, for a control the participants over the controls of the
    /// stratum, 0 for all others.
    pub fn weights(&self, study: &Study) -> Vec<f64> {
        let weight = |(of, participates): (&u32, &bool)| match (*of, *participates) {
            (NONE, _) => 0.0,
            (_, true) => 1.0,
            (of, false) => f64::from(self.participants[of as usize]) / f64::from(self.controls[of as usize]),
        };
        self.of.iter().zip(study.participates()).map(weight).collect()
    }
}

/// The level of a number under a rule.
fn level(column: &Column, rule: &Coarsening, name: &str) -> Result<impl Fn(f64) -> u64 + use<>, DesignError> {
    let cuts = match rule {
        Coarsening::Exact => None,
        Coarsening::Cuts(cuts) => {
            if cuts.iter().any(|cut| !cut.is_finite()) || !cuts.is_sorted_by(|a, b| a < b) {
                return Err(DesignError::CutPoints { variable: name.to_owned() });
            }
            Some(cuts.clone())
        }
        Coarsening::Intervals(0) => return Err(DesignError::NoIntervals),
        Coarsening::Intervals(intervals) => {
            let (low, high) = column.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), x| (l.min(x), h.max(x)));
            let cut = |at| low + (high - low) * f64::from(at) / f64::from(*intervals);
            Some((1..*intervals).map(cut).collect())
        }
    };
    // −0 and 0 are the same number.
    Ok(move |x: f64| match &cuts {
        Some(cuts) => cuts.partition_point(|cut| *cut <= x) as u64,
        None => (x + 0.0).to_bits(),
    })
}
