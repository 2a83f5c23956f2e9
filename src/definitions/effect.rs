//! Effects of interventions and qualifications of consequences: the parts of the knowledge database that come from
//! literature and practice and not from registers.

use serde::Deserialize;

use super::source::At;
use super::table::Table;
use foundation::words::{Denominator, Direction, Label, Provenance, Recommendation};

/// A study's result for an intervention.
#[derive(Debug, Clone)]
pub struct Effect {
    /// Its name.
    pub id: At<String>,
    /// Labels, naming the intervention.
    pub label: Label,
    /// The target group it concerns, if the database has it.
    pub target_group: Option<At<String>>,
    /// The success measure it concerns.
    pub success_measure: Option<At<String>>,
    /// 1: meta-analysis or randomised trial; 2: constructed control group; 3: before and after only.
    pub evidence_level: At<u8>,
    /// The share that succeeds with the intervention.
    pub with: At<f64>,
    /// The share that succeeds without.
    pub without: At<f64>,
    /// The standard error of the difference between the two, if the study reports it or an interval.
    pub standard_error: Option<f64>,
    /// The denominator of the shares.
    pub denominator: Denominator,
    /// The study.
    pub source: String,
    /// How certain the source is.
    pub provenance: Provenance,
}

/// A recommendation on the use of a consequence for a target group.
#[derive(Debug, Clone)]
pub struct Qualification {
    /// The target group.
    pub target_group: At<String>,
    /// The consequence.
    pub consequence: At<String>,
    /// The recommendation.
    pub recommendation: Recommendation,
    /// The sign that theory and practice expect of the estimate.
    pub expected: Direction,
    /// The reason.
    pub reason: Label,
    /// The source of the reason.
    pub source: String,
    /// How certain the source is.
    pub provenance: Provenance,
}

impl Effect {
    /// Reads one effect.
    pub fn read(table: &Table<'_>) -> Option<Effect> {
        let report = table.report();
        let id = table.required("id");
        let label = table.required::<Label>("label");
        let target_group = table.optional("target_group");
        let success_measure = table.optional("success_measure");
        let evidence_level = table.required::<u8>("evidence_level");
        let with = table.required::<f64>("with");
        let without = table.required::<f64>("without");
        let standard_error = table.optional::<f64>("standard_error");
        let interval = table.optional::<Interval>("interval");
        let denominator = table.required::<Denominator>("denominator");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        table.finish();
        for rate in [&with, &without].into_iter().flatten() {
            if !(0.0..=1.0).contains(&rate.value) {
                report.mistake_with_hint(&rate.place, "a rate lies between 0 and 1", "write 12 % as 0.12");
            }
        }
        if let Some(level) = &evidence_level
            && !(1..=3).contains(&level.value)
        {
            report.mistake(&level.place, "an evidence level is 1, 2 or 3");
        }
        let difference = with.as_ref().zip(without.as_ref()).map(|(with, without)| with.value - without.value);
        let standard_error = error(table, standard_error, interval, difference);
        Some(Effect {
            id: id?,
            label: label?.value,
            target_group,
            success_measure,
            evidence_level: evidence_level?,
            with: with?,
            without: without?,
            standard_error,
            denominator: denominator?.value,
            source: source?.value,
            provenance: provenance?.value,
        })
    }
}

/// The 95 % interval of the difference between the two shares.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Interval {
    low: f64,
    high: f64,
}

/// The 97.5 % quantile of the normal distribution.
const NORMAL: f64 = 1.959_963_984_540_054;

/// The standard error of the difference, as written or from its interval. Both, an error that is not positive and an interval
/// that does not hold the difference are mistakes.
fn error(
    table: &Table<'_>,
    standard_error: Option<At<f64>>,
    interval: Option<At<Interval>>,
    difference: Option<f64>,
) -> Option<f64> {
    let report = table.report();
    if let (Some(_), Some(interval)) = (&standard_error, &interval) {
        let hint = "remove one of the two";
        report.mistake_with_hint(&interval.place, "`standard_error` and `interval` say the same", hint);
    }
    if let Some(error) = &standard_error {
        if !(error.value > 0.0 && error.value <= 0.5) {
            let message = format!("`standard_error` is {}: it lies above 0 and at most at 0.5", error.value);
            report.mistake_with_hint(&error.place, message, "it is that of the difference between two shares");
        }
        return Some(error.value);
    }
    let interval = interval?;
    let (low, high) = (interval.low, interval.high);
    // A difference of two decimals is not quite the number one would write.
    if let Some(difference) = difference
        && !(low < high && low - 1e-9 <= difference && difference <= high + 1e-9)
    {
        let shown = (difference * 1e9).round() / 1e9;
        let message = format!("the interval from {low} to {high} does not hold the difference {shown}");
        report.mistake_with_hint(&interval.place, message, "write the 95 % interval of `with` less `without`");
    }
    Some((high - low) / (2.0 * NORMAL))
}

impl Qualification {
    /// Reads one qualification.
    pub fn read(table: &Table<'_>) -> Option<Qualification> {
        let target_group = table.required("target_group");
        let consequence = table.required("consequence");
        let recommendation = table.required::<Recommendation>("recommendation");
        let expected = table.required::<Direction>("expected");
        let reason = table.required::<Label>("reason");
        let source = table.required::<String>("source");
        let provenance = table.required::<Provenance>("provenance");
        table.finish();
        Some(Qualification {
            target_group: target_group?,
            consequence: consequence?,
            recommendation: recommendation?.value,
            expected: expected?.value,
            reason: reason?.value,
            source: source?.value,
            provenance: provenance?.value,
        })
    }
}
