//! A case as written, held against a release: [`Inputs`], or the mistakes that stand in the way.

use super::case_file::CaseFile;
use super::inputs::{Inputs, Override, PriceIndex, Release};
use super::resolve_consequences::{self, Resolved};
use super::scope::CaseContext;
use super::{cashable, settings};
use definitions::mistake::Report;
use foundation::tables::Database;

/// Resolves everything that could be read, so that all mistakes are found at once.
pub fn resolve(case: &CaseFile, database: &Database, report: &Report) -> Option<Inputs> {
    let price_year = case.settings.as_ref().map(|settings| &settings.price_year);
    let indexed = price_year.is_some_and(|year| {
        let known = database.price_index.iter().any(|row| row.year == year.value);
        if !known {
            settings::no_index(year, database, report);
        }
        known
    });
    // With a price year that nothing can be carried to, every amount would be the same mistake over again.
    let price_year = price_year.filter(|_| indexed);
    let (group, own_group) = case.target_group.as_ref().and_then(|choice| choice.resolve(database, report)).unzip();
    let effect = case.effect.as_ref().and_then(|choice| choice.resolve(group.as_ref(), database, report));
    let costs = price_year.and_then(|year| case.costs.as_ref().map(|costs| costs.resolve(year, database, report)));
    let choice = case.consequences.as_ref();
    if let Some(costs) = &case.costs {
        let own = choice.iter().flat_map(|choice| &choice.own).map(|own| own.id.as_str());
        let ids: Vec<&str> = database.consequences.iter().map(|row| row.consequence.as_str()).chain(own).collect();
        costs.check_names(&ids, report);
        costs.check_against(case.intervention.as_ref(), effect.as_ref(), report);
    }
    let context = CaseContext {
        group: group.as_ref(),
        price_year,
        years_to_completion: case.intervention.as_ref().map(|intervention| intervention.years_to_completion),
    };
    let consequences = choice.and_then(|choice| resolve_consequences::resolve(choice, &context, database, report));
    let (costs, displaced) = costs?;
    let Resolved { consequences, left_out, during, mut overrides } = consequences?;
    overrides.extend(own_group.flatten());
    let settings = case.settings.as_ref()?;
    let standard = settings::standard_discount()?;
    let discount = settings.discount.clone();
    if discount != standard {
        overrides.push(Override::Discount { was: standard, now: discount.clone() });
    }
    let phase_in = choice.and_then(|choice| choice.phase_in.as_ref());
    overrides.extend(phase_in.map(|p| Override::PhaseIn { now: p.shares.clone(), reason: p.reason.clone() }));
    let intervention = case.intervention.clone()?;
    let effect = effect?;
    let all_costs: Vec<_> = costs.iter().chain(&displaced).collect();
    let cashable = cashable::resolve(&choice?.cashable, &consequences, &during, report);
    let committees = case.committees.as_ref().map(|c| c.resolve(&consequences, &during, &all_costs, report));
    let uncertainty = case.uncertainty.as_ref().map(|choice| choice.resolve(&intervention, &effect, report));
    Some(Inputs {
        database: Release {
            release: database.release.clone(),
            price_year: database.price_year,
            synthetic: database.synthetic,
        },
        intervention,
        group: group?,
        costs,
        displaced,
        effect,
        horizon: choice?.horizon.value,
        consequences,
        used: choice?.used(),
        left_out,
        during,
        // A case without these sections has no phase-in, no committees and no ranges.
        phase_in: phase_in.map(|p| p.shares.clone()).unwrap_or_default(),
        cashable,
        committees: committees.unwrap_or_default(),
        price_year: settings.price_year.value,
        price_index: price_index(database)?,
        discount,
        overrides,
        uncertainty: uncertainty.unwrap_or_default(),
        answers: case.answers.clone(),
    })
}

/// A release without an index has none of the case's price year either, which is a mistake already noted.
fn price_index(database: &Database) -> Option<PriceIndex> {
    // The order of the words is from sure to unsure, so the greatest is the weakest.
    let weakest = database.price_index.iter().max_by_key(|row| row.provenance)?;
    let years = database.price_index.iter().map(|row| (row.year, row.index)).collect();
    Some(PriceIndex { years, source: weakest.source.clone(), provenance: weakest.provenance })
}
