//! How participants and controls are made comparable, and what the design must reach before outcomes are read.

use serde::Deserialize;

use super::super::mistake::Report;
use super::super::source::At;
use super::super::table::Table;
use super::balance::BalanceVariable;
use super::controls::Controls;
use super::participants::Participants;
use foundation::words::{DesignMethod, Estimand};
use statistics::estimate::adjust::Adjust;

/// The design of an intervention.
#[derive(Debug, Clone)]
pub struct InterventionDesign {
    /// The method.
    pub method: At<DesignMethod>,
    /// What is estimated: stated, so that no reader has to infer it.
    pub estimand: At<Estimand>,
    /// Sex, age and the year of start among the balanced variables; of a trial what is adjusted for.
    pub adjust: At<Adjust>,
    /// The rule of nearest neighbours.
    pub neighbours: NeighbourRule,
    /// What the gate asks for.
    pub limits: Limits,
    /// Whether assignment was by site: errors are by site, and sites are what is permuted.
    pub by_site: bool,
    /// Permutations of a trial's lot.
    pub permutations: u32,
    /// The seed of permutations, and of the years t = 0 that are drawn for a population of controls.
    pub seed: u64,
}

/// How nearest neighbours are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NeighbourRule {
    /// Controls for each participant.
    pub controls: u32,
    /// Whether a control can serve several participants.
    pub replacement: bool,
    /// The largest distance, in standard deviations of the score's logit.
    pub caliper: f64,
}

impl Default for NeighbourRule {
    fn default() -> NeighbourRule {
        NeighbourRule { controls: 1, replacement: false, caliper: 0.2 }
    }
}

/// What a design must reach.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// The largest standardised difference of any variable.
    pub difference: f64,
    /// The largest ratio of variances, either way.
    pub variance_ratio: f64,
    /// The smallest effective number of controls.
    pub effective_controls: f64,
    /// The smallest share of participants who are kept.
    pub kept: f64,
    /// The largest share of kept participants whose score lies outside that of the controls.
    pub outside_score: f64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { difference: 0.1, variance_ratio: 2.0, effective_controls: 30.0, kept: 0.8, outside_score: 0.05 }
    }
}

impl InterventionDesign {
    /// Reads `[design]`.
    pub fn read(table: &Table<'_>) -> Option<InterventionDesign> {
        let report = table.report();
        let method = table.required::<DesignMethod>("method");
        let estimand = table.required::<Estimand>("estimand");
        let adjust = table.required::<Adjust>("adjust");
        let neighbours = table.optional::<NeighbourRule>("neighbours");
        let limits = table.or("limits", Limits::default());
        let by_site = table.or("by_site", false).value;
        let permutations = table.or("permutations", 0u32);
        let seed = table.or("seed", 1u64).value;
        table.finish();
        let random = method.as_ref().is_some_and(|method| method.value == DesignMethod::Random);
        if let (Some(method), Some(estimand)) = (&method, &estimand) {
            let wanted = if random { Estimand::Itt } else { Estimand::Att };
            if estimand.value != wanted {
                let message =
                    format!("the method `{}` estimates the {wanted}, not the {}", method.value, estimand.value);
                report.mistake_with_hint(&estimand.place, message, format!("write `estimand = \"{wanted}\"`"));
            }
        }
        if let (Some(neighbours), Some(method)) = (&neighbours, &method)
            && method.value != DesignMethod::Nearest
        {
            report.mistake(&neighbours.place, "`neighbours` has no meaning without `method = \"nearest\"`");
        }
        if let Some(neighbours) = &neighbours
            && (neighbours.controls == 0 || !(neighbours.caliper > 0.0 && neighbours.caliper.is_finite()))
        {
            report.mistake(&neighbours.place, "at least one control for each participant, and a caliper above zero");
        }
        if !random && method.is_some() && (permutations.value > 0 || by_site) {
            let hint = "it is for trials; errors of other methods need no sites";
            report.mistake_with_hint(table.place(), "`permutations` and `by_site` need `method = \"random\"`", hint);
        }
        limits.value.check(&limits, report);
        if let Some(adjust) = adjust.as_ref().filter(|adjust| !adjust.value.categories.is_empty()) {
            report.mistake_with_hint(
                &adjust.place,
                "an intervention has no adjusters of its own",
                "name the variable in `[[balance]]`",
            );
        }
        Some(InterventionDesign {
            method: method?,
            estimand: estimand?,
            adjust: adjust?,
            neighbours: neighbours.map_or_else(NeighbourRule::default, |at| at.value),
            limits: limits.value,
            by_site,
            permutations: permutations.value,
            seed,
        })
    }

    /// Reports a method that does not go with participants, controls or balanced variables.
    pub(super) fn suits(
        &self,
        participants: &Participants,
        controls: &Controls,
        balance: &[BalanceVariable],
        report: &Report,
    ) {
        let method = At { value: self.method.value.to_string(), place: self.method.place.clone() };
        let random = self.method.value == DesignMethod::Random;
        if random && !matches!(controls, Controls::NotAssigned | Controls::List { .. }) {
            needs(
                report,
                &method,
                "only a lot makes controls random: this source does not",
                "name a random `list`, write `assigned` in `[participants]`, or choose another method",
            );
        }
        if !random && matches!(controls, Controls::NotAssigned) {
            needs(report, &method, "`assigned` is for trials", "write `method = \"random\"` and `estimand = \"ITT\"`");
        }
        if self.by_site && participants.site.is_none() {
            needs(report, &method, "`by_site` needs sites", "write `site = \"…\"` in `[participants]`");
        }
        if self.by_site && !matches!(controls, Controls::NotAssigned) {
            needs(
                report,
                &method,
                "`by_site` needs the sites of controls",
                "list both arms in the register of participants, with `assigned`",
            );
        }
        if !random && balance.is_empty() {
            needs(
                report,
                &method,
                "a constructed control group needs variables of the time before",
                "add `[[balance]]` with `id`, `variable` and `year = -1`",
            );
        }
        if let Some(cuts) = balance.iter().find_map(|of| of.cuts.as_ref())
            && self.method.value != DesignMethod::Coarsened
        {
            report.mistake(&cuts.place, "`cuts` has no meaning without `method = \"coarsened\"`");
        }
    }
}

impl Limits {
    fn check(&self, at: &At<Limits>, report: &Report) {
        let all = [self.difference, self.variance_ratio, self.effective_controls, self.kept, self.outside_score];
        if all.into_iter().any(|limit| limit.is_nan() || limit < 0.0) || self.variance_ratio < 1.0 {
            report.mistake_with_hint(
                &at.place,
                "a limit of the gate is a number from 0, and a ratio of variances from 1",
                "leave a limit out to keep its default",
            );
        }
    }
}

/// Reports what a definition of an intervention lacks because of its method.
fn needs(report: &Report, id: &At<String>, message: &str, hint: &str) {
    report.mistake_with_hint(&id.place, message.to_owned(), hint.to_owned());
}
