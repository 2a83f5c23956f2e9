//! A case as written, held against a release: [`Inputs`], or the mistakes that stand in the way.

use super::inputs::{Inputs, Override, PriceIndex, Release};
use super::resolve_consequences::{self, Resolved};
use super::{CaseFile, settings};
use crate::definitions::mistake::Report;
use crate::tables::Database;

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
    let group = case.target_group.as_ref().and_then(|choice| choice.resolve(database, report));
    let effect = case.effect.as_ref().and_then(|choice| choice.resolve(group.as_ref(), database, report));
    let costs = price_year.and_then(|year| case.costs.as_ref().map(|costs| costs.resolve(year, database, report)));
    let consequences = case
        .consequences
        .as_ref()
        .and_then(|choice| resolve_consequences::resolve(choice, group.as_ref(), price_year, database, report));
    let (costs, displaced) = costs?;
    let Resolved { consequences, left_out, mut overrides } = consequences?;
    let settings = case.settings.as_ref()?;
    let standard = settings::standard_discount();
    let discount = settings.discount.clone().unwrap_or_else(|| standard.clone());
    if discount != standard {
        overrides.push(Override::Discount { was: standard, now: discount.clone() });
    }
    Some(Inputs {
        database: Release {
            release: database.release.clone(),
            price_year: database.price_year,
            synthetic: database.synthetic,
        },
        intervention: case.intervention.clone()?,
        group: group?,
        costs,
        displaced,
        effect: effect?,
        horizon: case.consequences.as_ref()?.horizon.value,
        consequences,
        left_out,
        price_year: settings.price_year.value,
        price_index: price_index(database)?,
        discount,
        overrides,
    })
}

/// A release without an index has none of the case's price year either, which is a mistake already noted.
fn price_index(database: &Database) -> Option<PriceIndex> {
    // The order of the words is from sure to unsure, so the greatest is the weakest.
    let weakest = database.price_index.iter().max_by_key(|row| row.provenance)?;
    Some(PriceIndex { source: weakest.source.clone(), provenance: weakest.provenance })
}
