//! The two passes over registers: one for cohorts, and one for the values of consequences over the cohorts' persons.

use rayon::prelude::*;

use check::inputs::Inputs;
use definitions::Definitions;
use definitions::day::Years;
use definitions::target_group::TargetGroup;
use definitions::variable::Variable;
use engine::cache::Cache;
use engine::cohort::{self, Cohort};
use engine::persons::Persons;
use engine::progress::Progress;
use engine::registers::{Extracts, OpenRegister};
use engine::variables::{Keeping, Reader, Sums};
use foundation::error::Result;
use foundation::tables::audit::ReadingRow;

use crate::stale;

/// What cohorts and consequences are read from.
pub struct Passes<'a> {
    /// The definitions.
    pub definitions: &'a Definitions,
    /// The extracts.
    pub extracts: &'a Extracts,
    /// The population.
    pub persons: &'a Persons,
    /// Where finished work is kept.
    pub cache: Option<&'a Cache>,
    /// What the population was read from, in one hash.
    pub population_hash: String,
}

impl Passes<'_> {
    /// Cohorts first, from what populations and success measures read; then one pass over every register that consequences
    /// read, over the cohorts' persons only.
    ///
    /// # Errors
    /// Faults in extracts, or the user asked to stop.
    pub fn read(
        &self,
        reading: &mut Vec<ReadingRow>,
        inputs: &mut Inputs,
        progress: &dyn Progress,
    ) -> Result<(Vec<Cohort>, Sums)> {
        let Passes { definitions, extracts, persons, .. } = *self;
        progress.stage("cohorts");
        let populations = stale::populations(definitions);
        let keeping = |pass, wanted, years| {
            let (persons, populations) = (self.population_hash.as_str(), populations.as_str());
            let keeping = |cache| Keeping { cache, pass, persons, wanted, populations, years };
            self.cache.map(keeping)
        };
        let years = delimiting_years(definitions);
        let kept = keeping(stale::COHORTS, None, years);
        let everyone = Reader::new(definitions, extracts, persons, None, Some(years), kept.as_ref());
        let delimiting = delimiting(definitions);
        let mut opened = |register: &OpenRegister<'_>| {
            inputs.opened(register);
            progress.register(&register.definition.id, register.rows());
        };
        let sums = everyone.read(&delimiting, reading, &mut opened, |rows| progress.rows(rows))?;
        let cohorts: Vec<Result<Cohort>> = definitions
            .target_groups
            .par_iter()
            .map(|group| cohort::delimit(definitions, group, persons, &sums))
            .collect();
        let cohorts = cohorts.into_iter().collect::<Result<Vec<_>>>()?;
        drop(sums);
        progress.stage("consequences");
        let mut wanted = vec![false; persons.len()];
        for entry in cohorts.iter().flat_map(|cohort| &cohort.entries) {
            wanted[entry.person as usize] = true;
        }
        let of_whom = blake3::hash(&wanted.iter().map(|wanted| u8::from(*wanted)).collect::<Vec<u8>>()).to_hex();
        let years = followed_years(definitions);
        let kept = keeping(stale::CONSEQUENCES, Some(of_whom.as_str()), years);
        let followed = Reader::new(definitions, extracts, persons, Some(&wanted), Some(years), kept.as_ref());
        let outcomes = outcomes(definitions);
        let sums = followed.read(&outcomes, reading, &mut opened, |rows| progress.rows(rows))?;
        Ok((cohorts, sums))
    }
}

/// The variables that delimit target groups and measure success.
pub fn delimiting(definitions: &Definitions) -> Vec<&Variable> {
    unique(definitions.target_groups.iter().flat_map(|group| cohort::variables_of(definitions, group)))
}

/// The calendar years that delimiting target groups read.
pub fn delimiting_years(definitions: &Definitions) -> Years {
    Years::span(definitions.target_groups.iter().map(TargetGroup::delimiting_years))
}

/// The calendar years that following target groups read.
pub fn followed_years(definitions: &Definitions) -> Years {
    Years::span(definitions.target_groups.iter().map(TargetGroup::followed_years))
}

/// The variables of consequences.
pub fn outcomes(definitions: &Definitions) -> Vec<&Variable> {
    unique(definitions.consequences.iter().filter_map(|c| definitions.variable(&c.variable)))
}

fn unique<'a>(variables: impl Iterator<Item = &'a Variable>) -> Vec<&'a Variable> {
    let mut all: Vec<&Variable> = variables.collect();
    all.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    all.dedup_by(|a, b| a.id.value == b.id.value);
    all
}
