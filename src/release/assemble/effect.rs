//! An effect as a row of the release.

use definitions::effect::{Effect, Rate};
use foundation::tables::published::EffectRow;
use foundation::words::Label;

/// The row of an effect. What the study does not say is null.
pub fn row(effect: &Effect) -> EffectRow {
    let study = &effect.study;
    let da = |label: &Option<Label>| label.as_ref().map(|label| label.da.clone());
    let en = |label: &Option<Label>| label.as_ref().map(|label| label.en.clone());
    let raw = study.raw.as_ref();
    let standardised = study.standardised.as_ref();
    let (with, without, standard_error, denominator, no_rate) = match &effect.rate {
        Rate::Net { with, without, standard_error, denominator } => {
            (Some(*with), Some(*without), *standard_error, Some(*denominator), None)
        }
        Rate::None { reason } => (None, None, None, None, Some(reason.clone())),
    };
    EffectRow {
        effect: effect.id.value.clone(),
        label_da: effect.label.da.clone(),
        label_en: effect.label.en.clone(),
        target_group: effect.target_group.as_ref().map(|at| at.value.clone()),
        success_measure: effect.success_measure.as_ref().map(|at| at.value.clone()),
        group_da: da(&study.group),
        group_en: en(&study.group),
        first_age: study.ages.map(|ages| ages.first),
        last_age: study.ages.map(|ages| ages.last),
        intensity_da: da(&study.intensity),
        intensity_en: en(&study.intensity),
        duration_da: da(&study.duration),
        duration_en: en(&study.duration),
        study_year: study.year,
        country: study.country.clone(),
        design: study.design,
        evidence_level: i32::from(effect.evidence_level.value),
        n_with: study.persons.with.map(i64::from),
        n_without: study.persons.without.map(i64::from),
        n_total: study.persons.total.map(i64::from),
        studies: study.studies.map(i64::from),
        outcome_da: da(&study.outcome),
        outcome_en: en(&study.outcome),
        measured_da: da(&study.measured),
        measured_en: en(&study.measured),
        measured_months: study.measured_months,
        measure: raw.map(|raw| raw.measure),
        raw_with: raw.and_then(|raw| raw.with),
        raw_without: raw.and_then(|raw| raw.without),
        raw: raw.and_then(|raw| raw.value),
        raw_lower: raw.and_then(|raw| raw.lower),
        raw_upper: raw.and_then(|raw| raw.upper),
        raw_unit: raw.map(|raw| raw.unit.clone()),
        raw_p: raw.and_then(|raw| raw.p.clone()),
        standardised: standardised.map(|of| of.d),
        standardised_lower: standardised.and_then(|of| of.lower),
        standardised_upper: standardised.and_then(|of| of.upper),
        standardised_method: standardised.map(|of| of.method),
        finding: study.finding,
        made_by: study.made_by,
        result_da: da(&study.result),
        result_en: en(&study.result),
        with,
        without,
        standard_error,
        denominator,
        no_rate_da: da(&no_rate),
        no_rate_en: en(&no_rate),
        link: effect.link.clone(),
        source: effect.source.clone(),
        provenance: effect.provenance,
    }
}
