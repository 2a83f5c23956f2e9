//! Which cached parts of a build are current, and why the others must be read again.

use crate::passes::{COHORTS, CONSEQUENCES};
use definitions::Definitions;
use definitions::intervention::Intervention;
use definitions::plan::reading::{WantedVariable, delimiting, outcomes, years_of_register};
use engine::cache::{Cache, EntryState};
use engine::persons;
use engine::registers::Extracts;
use engine::variables::{self, PassCache};
use foundation::error::Result;
use foundation::tables::build::StaleRow;

/// What decides who belongs to target groups, besides registers and variables.
pub fn populations(definitions: &Definitions) -> String {
    let groups = definitions.target_groups.iter().map(|group| format!("{:?}\n", group.population));
    let interventions = definitions.interventions.iter().map(|of| {
        let Intervention { participants, controls, design, balance, .. } = of;
        format!("{participants:?} {controls:?} {design:?} {balance:?}\n")
    });
    groups.chain(interventions).collect()
}

/// Compares every piece of a build's reading with the cache.
///
/// # Errors
/// A fault in the extracts.
pub fn stale(definitions: &Definitions, extracts: &Extracts, cache: &Cache) -> Result<Vec<StaleRow>> {
    let registers = persons::registers(definitions, extracts)?;
    let key = persons::key(cache, &registers)?;
    let mut rows = vec![row("population", None, cache.state(&key, None))];
    let made_of = key.hash();
    let populations = populations(definitions);
    let keeping = |pass| PassCache { cache, pass, persons: &made_of, wanted: None, populations: &populations };
    let mut pass = |keeping: &PassCache<'_>, all: &[WantedVariable<'_>]| -> Result<()> {
        for register in &definitions.registers {
            let sources = || {
                let each = all.iter().flat_map(|of| of.variable.from.iter().map(move |source| (of.variable, source)));
                each.filter(|(_, source)| source.register.value == register.id.value)
            };
            if sources().next().is_none() {
                continue;
            }
            let open = extracts.open(register)?;
            let related = variables::opened_related(definitions, extracts, sources().map(|(_, source)| source))?;
            let years = years_of_register(register, all);
            let key = keeping.key(&open, &related.iter().collect::<Vec<_>>(), sources(), years)?;
            let state = cache.state(&key, Some(variables::COHORTS));
            rows.push(row(keeping.pass, Some(&register.id.value), state));
        }
        Ok(())
    };
    pass(&keeping(COHORTS), &delimiting(definitions))?;
    pass(&keeping(CONSEQUENCES), &outcomes(definitions))?;
    // What was hashed for the plan need not be hashed for the build; if it can't be remembered, it is.
    let _ = cache.contents.remember();
    // Who is followed is known only when cohorts are.
    let known = rows.iter().filter(|row| row.pass != CONSEQUENCES).all(|row| row.state == KEPT);
    for row in rows.iter_mut().filter(|row| !known && row.pass == CONSEQUENCES && row.state == KEPT) {
        (row.state, row.because) = ("stale", Some("the cohorts may change".to_owned()));
    }
    Ok(rows)
}

const KEPT: &str = "kept";

fn row(pass: &'static str, register: Option<&str>, state: EntryState) -> StaleRow {
    let (state, because) = match state {
        EntryState::Current => (KEPT, None),
        EntryState::New => ("new", None),
        EntryState::Stale { because } => ("stale", Some(because.join("; "))),
    };
    StaleRow { pass, register: register.map(str::to_owned), state, because }
}
