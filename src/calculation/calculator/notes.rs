//! Which caveats a result has, decided from inputs and reach. `show` words them.

use std::collections::{BTreeMap, BTreeSet};

use super::result::note::Note;
use super::result::uncertainty::{Bounds, Interval};
use super::result::{ConsequenceReach, Coverage, Money};
use crate::case::Inputs;
use crate::case::inputs::{Consequence, Cost, EffectOrigin, Price, Qualification, Value};
use foundation::words::{CostBasis, Denominator, Provenance, Recommendation, Standing};

/// What notes say of the uncertainty.
pub struct UncertaintySummary<'a> {
    /// How sure the net result is.
    pub total: Bounds,
    /// Whether anything makes it uncertain.
    pub any: bool,
    /// Consequences whose covariances had to be repaired.
    pub repaired: &'a [String],
}

/// All notes of a case, in order of weight.
pub fn notes(
    inputs: &Inputs,
    reaches: &[ConsequenceReach],
    coverage: &Coverage,
    uncertainty: &UncertaintySummary<'_>,
    open: usize,
    total: Money,
) -> Vec<Note> {
    let mut notes = Vec::new();
    if !inputs.costs.iter().any(|cost| cost.kr > 0.0 && !cost.is_grant()) {
        notes.push(Note::NoCosts);
    }
    if inputs.database.synthetic {
        notes.push(Note::Synthetic);
    }
    if coverage.significant > 0 {
        notes.push(match inputs.effect.origin {
            EffectOrigin::Intervention { standing: Standing::Causal, .. } => Note::ByLot,
            EffectOrigin::Intervention { .. } => Note::ConstructedControls,
            _ => Note::NotCausal,
        });
        notes.push(Note::WinnersCurse);
    }
    let bounds = [uncertainty.total.independent, uncertainty.total.correlated];
    // Without uncertainty an interval is one point, from which the result differs by rounding only.
    let room = 1e-9 * total.present_value.abs();
    let outside = |interval: &Interval| !(interval.low - room..=interval.high + room).contains(&total.present_value);
    if uncertainty.any && bounds.iter().any(outside) {
        notes.push(Note::PointOutsideInterval);
    }
    let estimated = matches!(inputs.effect.origin, EffectOrigin::Intervention { .. });
    if !estimated && inputs.uncertainty.net_rate.is_none() && inputs.effect.standard_error == 0.0 {
        notes.push(Note::RateWithoutRange);
    }
    if open > 0 {
        notes.push(Note::OpenQuestions { count: open });
    }
    if inputs.group.own.is_some() {
        notes.push(Note::OwnGroup { borrows: !inputs.group.target_group.is_empty() });
    }
    if inputs.phase_in.iter().any(|share| *share != 1.0) {
        notes.push(Note::PhaseIn);
    }
    if !inputs.left_out.is_empty() {
        notes.push(Note::LeftOut { consequences: inputs.left_out.clone() });
    }
    let years = inputs.intervention.years_to_completion;
    let yearly = |cost: &Cost| cost.basis == CostBasis::PerYear && !cost.is_grant();
    if years > 0 && inputs.costs.iter().any(yearly) {
        notes.push(Note::CostsEndBeforeCompletion { years });
    }
    if !uncertainty.repaired.is_empty() {
        notes.push(Note::CovarianceRepaired { consequences: uncertainty.repaired.to_vec() });
    }
    if coverage.complete_through < coverage.horizon {
        notes.push(Note::Incomplete {
            complete_through: coverage.complete_through,
            limited_by: coverage.limited_by.clone(),
            nearly_complete_through: coverage.nearly_complete_through,
        });
    }
    for reach in reaches.iter().filter(|reach| reach.has_figure) {
        if !reach.unpriced.is_empty() {
            notes.push(Note::Unpriced { consequence: reach.id.clone(), years: reach.unpriced.clone() });
        }
        if reach.through < coverage.horizon {
            let (through, status) = (reach.through, reach.ends_with);
            notes.push(Note::EndsEarly { consequence: reach.id.clone(), through, status });
        }
    }
    let silent = reaches.iter().filter(|reach| !reach.has_figure && reach.unknown > 0);
    let silent: Vec<String> = silent.map(|reach| reach.id.clone()).collect();
    if !silent.is_empty() {
        notes.push(Note::UnknownWithoutFigure { consequences: silent });
    }
    let counted: Vec<ConsequenceFigures<'_>> =
        inputs.consequences.iter().zip(reaches).filter_map(ConsequenceFigures::of).collect();
    of_years(&counted, &mut notes);
    of_during(inputs, &mut notes);
    of_provenance(inputs, &counted, &mut notes);
    of_qualification(inputs, &counted, &mut notes);
    of_effect(inputs, &mut notes);
    if !inputs.overrides.is_empty() {
        notes.push(Note::Overrides { count: inputs.overrides.len() });
    }
    notes
}

/// A consequence with at least one figure that counts, and those figures.
struct ConsequenceFigures<'a> {
    consequence: &'a Consequence,
    years: Vec<(i32, &'a Value)>,
}

impl<'a> ConsequenceFigures<'a> {
    fn of((consequence, reach): (&'a Consequence, &ConsequenceReach)) -> Option<ConsequenceFigures<'a>> {
        let years: Vec<_> = (1..=reach.through)
            .zip(&consequence.years)
            .filter(|(_, value)| matches!(value, Value::Estimate { .. } | Value::Own { .. }))
            .collect();
        (!years.is_empty()).then_some(ConsequenceFigures { consequence, years })
    }

    fn id(&self) -> String {
        self.consequence.id.clone()
    }

    /// Each figure that is priced, with its price.
    fn prices(&self) -> impl Iterator<Item = (&'a Value, &'a Price)> {
        let consequence = self.consequence;
        self.years.iter().filter_map(move |(year, value)| Some((*value, consequence.price(*year)?)))
    }

    fn years_where(&self, test: impl Fn(&Value) -> bool) -> Option<Vec<i32>> {
        let years: Vec<i32> = self.years.iter().filter(|(_, value)| test(value)).map(|(year, _)| *year).collect();
        (!years.is_empty()).then_some(years)
    }
}

/// What is used during the intervention is priced as in the first follow-up year.
fn of_during(inputs: &Inputs, notes: &mut Vec<Note>) {
    for during in inputs.during.iter().filter(|during| during.price.straddled.contains(&1)) {
        let id = &during.consequence;
        let said = |note: &Note| matches!(note, Note::PriceStraddlesAges { consequence, .. } if consequence == id);
        if !notes.iter().any(said) {
            notes.push(Note::PriceStraddlesAges { consequence: id.clone(), years: vec![1] });
        }
    }
}

fn of_years(counted: &[ConsequenceFigures<'_>], notes: &mut Vec<Note>) {
    for one in counted {
        if let Some(years) = one.years_where(|v| matches!(v, Value::Estimate { defines_success: true, .. })) {
            notes.push(Note::DefinesSuccess { consequence: one.id(), years });
        }
        let depends = |v: &Value| matches!(v, Value::Estimate { depends_on_entry_year: Some(true), .. });
        if let Some(years) = one.years_where(depends) {
            notes.push(Note::DependsOnEntryYear { consequence: one.id(), years });
        }
        let straddled = |year: i32| one.consequence.price(year).is_some_and(|price| price.straddled.contains(&year));
        let years: Vec<i32> = one.years.iter().map(|(year, _)| *year).filter(|year| straddled(*year)).collect();
        if !years.is_empty() {
            notes.push(Note::PriceStraddlesAges { consequence: one.id(), years });
        }
        let expected = one.consequence.qualification.map(|qualification| qualification.expected);
        let against = |value: f64| expected.and_then(|sign| sign.contradicted_by(value)) == Some(true);
        let opposite =
            |v: &Value| matches!(v, Value::Estimate { value, .. } | Value::Own { value, .. } if against(*value));
        if let Some(years) = one.years_where(opposite) {
            notes.push(Note::AgainstExpectation { consequence: one.id(), years });
        }
    }
}

/// Adds an id that is not there yet: a consequence may count after the intervention and during it.
pub fn add(ids: &mut Vec<String>, id: &str) {
    if !ids.iter().any(|known| known == id) {
        ids.push(id.to_owned());
    }
}

fn of_provenance(inputs: &Inputs, counted: &[ConsequenceFigures<'_>], notes: &mut Vec<Note>) {
    let mut prices: BTreeMap<Provenance, Vec<String>> = BTreeMap::new();
    let mut estimates: BTreeMap<Provenance, Vec<String>> = BTreeMap::new();
    for one in counted {
        let of_prices: BTreeSet<Provenance> = one.prices().filter_map(|(_, price)| price.provenance).collect();
        for provenance in of_prices {
            prices.entry(provenance).or_default().push(one.id());
        }
        let of_estimates = one.years.iter().filter_map(|(_, value)| match value {
            Value::Estimate { provenance, .. } => Some(*provenance),
            _ => None,
        });
        // The order of the words is from sure to unsure, so the greatest is the weakest.
        if let Some(weakest) = of_estimates.max() {
            estimates.entry(weakest.max(inputs.group.provenance)).or_default().push(one.id());
        }
    }
    for during in &inputs.during {
        if let Some(provenance) = during.price.provenance {
            add(prices.entry(provenance).or_default(), &during.consequence);
        }
    }
    let unsure = |provenance: &Provenance| *provenance != Provenance::Published;
    let kroner = kroner_by_provenance(inputs, counted);
    let all: f64 = kroner.values().sum();
    for (provenance, consequences) in prices.into_iter().filter(|(p, _)| unsure(p)) {
        let of_these = kroner.get(&Some(provenance)).copied();
        let share = of_these.filter(|_| all > 0.0).map(|kroner| (kroner / all * 1e3).round() / 1e3);
        notes.push(Note::Prices { provenance, consequences, share });
    }
    of_price_index(inputs, counted, notes);
    for (provenance, consequences) in estimates.into_iter().filter(|(p, _)| unsure(p)) {
        notes.push(Note::Estimates { provenance, consequences });
    }
}

/// The kroner of consequences, undiscounted and regardless of sign, by the provenance of their price; `None` is the user's own.
fn kroner_by_provenance(inputs: &Inputs, counted: &[ConsequenceFigures<'_>]) -> BTreeMap<Option<Provenance>, f64> {
    let mut kroner: BTreeMap<Option<Provenance>, f64> = BTreeMap::new();
    let per_unit =
        |price: &Price| price.factor * (price.kommune_kr.abs() + price.region_kr.abs() + price.stat_kr.abs());
    let intervention = &inputs.intervention;
    let started = intervention.started();
    let successes = inputs.effect.net_rate.abs()
        * match inputs.effect.denominator {
            Denominator::Started => started,
            Denominator::Completed => started * intervention.completion_rate,
        };
    let mut put = |price: &Price, units: f64| *kroner.entry(price.provenance).or_insert(0.0) += units * per_unit(price);
    for one in counted {
        for (year, value) in &one.years {
            if let (Some(price), Value::Estimate { value, factor, .. } | Value::Own { value, factor, .. }) =
                (one.consequence.price(*year), value)
            {
                put(price, (value * factor).abs() * inputs.phased_in(*year) * successes);
            }
        }
    }
    for during in &inputs.during {
        let units: f64 = during.values.iter().map(|(_, value)| (value * during.factor).abs()).sum();
        put(&during.price, units * started);
    }
    kroner
}

/// Each index that is not published, with what it carried.
fn of_price_index(inputs: &Inputs, counted: &[ConsequenceFigures<'_>], notes: &mut Vec<Note>) {
    for index in inputs.price_indices.iter().filter(|index| index.provenance != Provenance::Published) {
        let standard = index.series.is_none();
        let carries = |price: &Price| price.series == index.series && price.factor != 1.0;
        let costs = standard && inputs.costs.iter().chain(&inputs.displaced).any(|cost| cost.factor != 1.0);
        let carried = |one: &&ConsequenceFigures<'_>| {
            one.prices().any(|(value, price)| match value {
                // It was carried when the release was built.
                Value::Estimate { .. } if one.consequence.is_kroner() => standard,
                Value::Estimate { factor, .. } | Value::Own { factor, .. } => {
                    standard && *factor != 1.0 || carries(price)
                }
                _ => false,
            })
        };
        let mut consequences: Vec<String> = counted.iter().filter(carried).map(ConsequenceFigures::id).collect();
        let during = inputs.during.iter();
        for during in during.filter(|during| standard && during.factor != 1.0 || carries(&during.price)) {
            add(&mut consequences, &during.consequence);
        }
        if costs || !consequences.is_empty() {
            let (provenance, source) = (index.provenance, index.source.clone());
            notes.push(Note::PriceIndex { provenance, source, costs, consequences });
        }
    }
}

fn of_qualification(inputs: &Inputs, counted: &[ConsequenceFigures<'_>], notes: &mut Vec<Note>) {
    let of_success = counted.iter().map(|one| (&one.consequence.id, one.consequence.qualification));
    let during = inputs.during.iter().map(|during| (&during.consequence, during.qualification));
    let all: Vec<(&String, Option<Qualification>)> = of_success.chain(during).collect();
    let those = |test: fn(Option<Qualification>) -> bool| -> Vec<String> {
        let mut ids = Vec::new();
        all.iter().filter(|(_, qualification)| test(*qualification)).for_each(|(id, _)| add(&mut ids, id));
        ids
    };
    let unqualified = those(|qualification| qualification.is_none());
    if !unqualified.is_empty() {
        notes.push(Note::Unqualified { consequences: unqualified });
    }
    let against = those(|qualification| qualification.is_some_and(|q| q.recommendation == Recommendation::Exclude));
    if !against.is_empty() {
        notes.push(Note::AgainstRecommendation { consequences: against });
    }
}

fn of_effect(inputs: &Inputs, notes: &mut Vec<Note>) {
    let effect = &inputs.effect;
    if let EffectOrigin::Database { effect, evidence_level, same_group, same_measure, provenance, .. } = &effect.origin
    {
        notes.push(Note::EffectOfStudy {
            effect: effect.clone(),
            evidence_level: *evidence_level,
            same_group: *same_group,
            same_measure: *same_measure,
            provenance: *provenance,
        });
    }
    if let Some(optimism) = &effect.optimism {
        notes.push(Note::OptimismCorrected { evidence_level: optimism.evidence_level });
    }
    if matches!(effect.origin, EffectOrigin::Standardised { .. }) {
        notes.push(Note::StandardisedEffect);
    }
    let estimated = matches!(effect.origin, EffectOrigin::Intervention { .. });
    if !estimated && effect.denominator == Denominator::Started && inputs.intervention.completion_rate < 1.0 {
        notes.push(Note::CompletionRateUnused);
    }
    if effect.net_rate < 0.0 {
        notes.push(Note::NegativeEffect);
    }
}
