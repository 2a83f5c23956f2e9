//! An experience as a row of the release: what its definition says, and nothing calculated but a product of what it says.

use definitions::experience::Experience;
use definitions::price::Amount;
use definitions::source::At;
use foundation::tables::published::ExperienceRow;

/// The row of an experience.
pub fn row(e: &Experience) -> ExperienceRow {
    let (inputs, outcome) = (&e.inputs, &e.outcome);
    let by_payer = outcome.by_payer.as_ref().map(|at| at.value);
    let kr = |amount: &Option<At<Amount>>| amount.as_ref().map(|at| at.value.kroner);
    ExperienceRow {
        experience: e.id.value.clone(),
        label_da: e.label.da.clone(),
        label_en: e.label.en.clone(),
        group_da: e.group.as_ref().map(|group| group.da.clone()),
        group_en: e.group.as_ref().map(|group| group.en.clone()),
        target_group: e.target_group.as_ref().map(|at| at.value.clone()),
        success_measure: e.success_measure.as_ref().map(|at| at.value.clone()),
        year: e.year,
        years: inputs.years.as_ref().map(|at| at.value),
        participants_per_year: inputs.participants_per_year.as_ref().map(|at| at.value),
        participants: inputs.started(),
        completed_per_year: inputs.completed_per_year.as_ref().map(|at| at.value),
        success_rate: inputs.success_rate.as_ref().map(|at| at.value),
        costs_per_year_kr: kr(&inputs.costs_per_year),
        horizon: outcome.horizon.as_ref().map(|at| at.value),
        price_year: outcome.price_year,
        net_kr: kr(&outcome.net),
        per_participant_kr: kr(&outcome.per_participant),
        kommune_kr: by_payer.and_then(|payers| payers.kommune).map(|amount| amount.kroner),
        region_kr: by_payer.and_then(|payers| payers.region).map(|amount| amount.kroner),
        stat_kr: by_payer.and_then(|payers| payers.stat).map(|amount| amount.kroner),
        finding_da: e.finding.da.clone(),
        finding_en: e.finding.en.clone(),
        evidence_level: e.evidence_level.as_ref().map(|at| i32::from(at.value)),
        link: e.link.as_ref().map(|at| at.value.clone()),
        release: e.release.clone(),
        source: e.source.clone(),
        provenance: e.provenance,
    }
}
