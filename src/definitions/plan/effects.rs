//! The effects and placebos of interventions: which there are, from which years each is measured, and whether registers cover it.
//!
//! A follow-up year is covered if it is for every year of the window, whether or not someone starts in it: all participants are
//! compared together, and what is estimated does not depend on the data.

use crate::Definitions;
use crate::consequence::Consequence;
use crate::coverage::available;
use crate::intervention::Intervention;

/// The name of the one specification of an intervention.
pub const EFFECT_SPECIFICATION: &str = "published";

/// Whether an effect is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EffectKind {
    /// On a year after t = 0.
    Effect,
    /// On a year before t = 0, on which there can be no effect.
    Placebo,
}

/// One effect to estimate.
#[derive(Debug, Clone, Copy)]
pub struct EffectJob<'d> {
    /// An effect or a placebo.
    pub kind: EffectKind,
    /// The consequence.
    pub consequence: &'d Consequence,
    /// The year that names it, relative to t = 0.
    pub year: i32,
    /// The year whose value is the outcome.
    pub measured: i32,
    /// The year whose value is subtracted from it.
    pub since: Option<i32>,
    /// Whether the registers cover these years for every year of the window.
    pub covered: bool,
}

/// The effects of an intervention by consequence and year, then its placebos in their order.
pub fn effects<'d>(definitions: &'d Definitions, intervention: &Intervention) -> Vec<EffectJob<'d>> {
    let consequences = definitions.consequences.iter().filter(|of| intervention.estimates(of));
    let since = intervention.baseline_year();
    let job = |kind, consequence, year, (measured, since)| {
        let covered = is_covered(definitions, intervention, consequence, measured, since);
        EffectJob { kind, consequence, year, measured, since, covered }
    };
    let mut jobs: Vec<EffectJob<'d>> = consequences
        .flat_map(|of| intervention.follow_up.iter().map(move |year| (of, *year)))
        .map(|(of, year)| job(EffectKind::Effect, of, year, (year, since)))
        .collect();
    for placebo in &intervention.placebos {
        // Checking the definitions rules out a placebo without a consequence.
        let Some(consequence) = definitions.consequence(&placebo.consequence) else { continue };
        // With a difference in differences the placebo is the change up to the year from which effects are measured.
        let years = since.map_or((placebo.year, None), |baseline| (baseline, Some(placebo.year)));
        jobs.push(job(EffectKind::Placebo, consequence, placebo.year, years));
    }
    jobs
}

fn is_covered(
    definitions: &Definitions,
    intervention: &Intervention,
    consequence: &Consequence,
    measured: i32,
    since: Option<i32>,
) -> bool {
    let Some(variable) = definitions.variable(&consequence.variable) else { return false };
    let covered = |start: i32| {
        let mut years = [Some(measured), since].into_iter().flatten();
        definitions.lists(start) && years.all(|year| available(definitions, variable, start + year))
    };
    intervention.participants.years.value.iter().all(covered)
}
