//! A case as written, compared with a release: [`Inputs`], or the mistakes that stand in the way.

use std::collections::BTreeSet;

use super::case_file::CaseFile;
use super::inputs::{Committees, Consequence, During, Inputs, Override, PriceIndex, Release};
use super::price_year::PriceYear;
use super::resolve_consequences::{self, ConsequenceInputs};
use super::scope::CaseContext;
use super::{cashable, resolve_effect, settings, uncertainty};
use foundation::tables::Database;
use foundation::words::Label;
use toml_files::mistake::Report;

/// Resolves everything that could be read, so that all mistakes are found at once.
pub fn resolve(case: &CaseFile, database: &Database, report: &Report) -> Option<Inputs> {
    let price_year = case.settings.as_ref().map(|settings| &settings.price_year);
    let price_year = price_year.and_then(|year| PriceYear::of_result(year, database, report));
    let (group, own_group) = case.target_group.as_ref().and_then(|choice| choice.resolve(database, report)).unzip();
    let has_range = case.uncertainty.as_ref().is_some_and(|section| section.has_net_rate());
    let effect = resolve_effect::of_case(case, group.as_ref(), has_range, database, report);
    let costs = price_year.and_then(|year| case.costs.as_ref().map(|costs| costs.resolve(&year)));
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
    let ConsequenceInputs { consequences, left_out, during, mut overrides } = consequences?;
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
    let uncertainty = match &case.uncertainty {
        Some(section) => section.resolve(&intervention, &effect, report),
        None => uncertainty::without_ranges()?,
    };
    let price_indices = price_indices(database, &consequences, &during);
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
        used: choice?.choice(),
        left_out,
        during,
        phase_in: phase_in.map_or_else(Vec::new, |p| p.shares.clone()),
        cashable,
        committees: committees.unwrap_or_else(Committees::none),
        price_year: settings.price_year.value,
        price_indices,
        discount,
        overrides,
        uncertainty,
        answers: case.answers.clone(),
    })
}

/// The indices of a case: the standard one, and those that its prices name.
fn price_indices(database: &Database, consequences: &[Consequence], during: &[During]) -> Vec<PriceIndex> {
    let of_consequences = consequences.iter().flat_map(|consequence| &consequence.prices);
    let of_prices = of_consequences.chain(during.iter().map(|during| &during.price));
    let named: BTreeSet<&str> = of_prices.filter_map(|price| price.series.as_deref()).collect();
    std::iter::once(None)
        .chain(named.into_iter().map(Some))
        .filter_map(|series| {
            // The order of the words is from sure to unsure, so the greatest is the weakest.
            let weakest = database.index_rows(series).max_by_key(|row| row.provenance)?;
            Some(PriceIndex {
                series: series.map(str::to_owned),
                label: weakest.label_da.as_ref().zip(weakest.label_en.as_ref()).map(|(da, en)| Label::owned(da, en)),
                years: database.index_rows(series).map(|row| (row.year, row.index)).collect(),
                source: weakest.source.clone(),
                provenance: weakest.provenance,
            })
        })
        .collect()
}
