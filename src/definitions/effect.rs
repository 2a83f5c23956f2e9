//! Effects of interventions: what a study found, its figure as it stands and standardised, and the net success rate where
//! one can be defended.
//!
//! Owns the keys of `[[effect]]` and what one entry says about itself. The conversions are in `statistics`.

use serde::Deserialize;

use super::source::At;
use super::table::Table;
use foundation::words::{Conversion, Denominator, EffectMeasure, Finding, Label, MadeBy, Provenance, StudyDesign};
use statistics::effect_size;
use toml_files::Ages;

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
    /// The study.
    pub study: Study,
    /// The net success rate, or why there is none.
    pub rate: Rate,
    /// The study's reference.
    pub source: String,
    /// Where it can be read.
    pub link: Option<String>,
    /// How certain the source is.
    pub provenance: Provenance,
}

/// What is known of a study. What the source does not say is `None`.
#[derive(Debug, Clone, Default)]
pub struct Study {
    /// Who takes part.
    pub group: Option<Label>,
    /// Their ages.
    pub ages: Option<Ages>,
    /// What each participant gets, and how often.
    pub intensity: Option<Label>,
    /// How long it lasts.
    pub duration: Option<Label>,
    /// The year of the study.
    pub year: Option<i32>,
    /// The country, as two letters (ISO 3166), or `international`.
    pub country: Option<String>,
    /// How it compares.
    pub design: Option<StudyDesign>,
    /// Persons.
    pub persons: Persons,
    /// Studies that a meta-analysis rests on.
    pub studies: Option<u32>,
    /// The outcome.
    pub outcome: Option<Label>,
    /// When it is measured.
    pub measured: Option<Label>,
    /// Months from the start to the measurement.
    pub measured_months: Option<f64>,
    /// The figure of the study.
    pub raw: Option<Raw>,
    /// The standardised effect.
    pub standardised: Option<Standardised>,
    /// What it found.
    pub finding: Option<Finding>,
    /// What it found, in words.
    pub result: Option<Label>,
    /// Who made it.
    pub made_by: Option<MadeBy>,
}

/// Persons by arm.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Persons {
    /// With the intervention.
    pub with: Option<u32>,
    /// In the arm that it is compared with.
    pub without: Option<u32>,
    /// Of all arms, or of all studies.
    pub total: Option<u32>,
}

/// The figure of a study, as it stands.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raw {
    /// What the figure is.
    pub measure: EffectMeasure,
    /// The share or mean with the intervention.
    pub with: Option<f64>,
    /// The share or mean that it is compared with.
    pub without: Option<f64>,
    /// The figure itself; for shares and means their difference.
    pub value: Option<f64>,
    /// The lower end of its 95 % interval.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
    /// The unit.
    pub unit: String,
    /// The p-value as written: `"<.01"`.
    pub p: Option<String>,
}

/// A standardised effect; positive is better for those who take part.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standardised {
    /// Cohen's d or Hedges' g.
    pub d: f64,
    /// The lower end of its 95 % interval.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
    /// How it follows from the study's own figure.
    pub method: Conversion,
}

/// A net success rate, or the reason that there is none.
#[derive(Debug, Clone)]
pub enum Rate {
    /// The two shares that a case can use.
    Net {
        /// The share that succeeds with the intervention.
        with: f64,
        /// The share that succeeds without.
        without: f64,
        /// The standard error of the difference.
        standard_error: Option<f64>,
        /// The denominator of the shares.
        denominator: Denominator,
    },
    /// No net success rate can be defended.
    None {
        /// Why.
        reason: Label,
    },
}

impl Effect {
    /// Reads one effect.
    pub fn read(table: &Table<'_>) -> Option<Effect> {
        let id = table.required("id");
        let label = table.required::<Label>("label");
        let target_group = table.optional("target_group");
        let success_measure = table.optional("success_measure");
        let evidence_level = table.required::<u8>("evidence_level");
        let study = Study::read(table);
        let rate = rate(table);
        let source = table.required::<String>("source");
        let link = table.optional::<String>("link");
        let provenance = table.required::<Provenance>("provenance");
        table.finish();
        if let Some(level) = &evidence_level {
            check_level(level, study.design, table);
        }
        Some(Effect {
            id: id?,
            label: label?.value,
            target_group,
            success_measure,
            evidence_level: evidence_level?,
            study,
            rate: rate?,
            source: source?.value,
            link: link.map(|link| link.value),
            provenance: provenance?.value,
        })
    }
}

impl Study {
    fn read(table: &Table<'_>) -> Study {
        let raw = table.optional::<Raw>("raw");
        let standardised = table.optional::<Standardised>("standardised");
        let persons = table.optional::<Persons>("persons");
        let study = Study {
            group: value(table, "group"),
            ages: value(table, "ages"),
            intensity: value(table, "intensity"),
            duration: value(table, "duration"),
            year: value(table, "year"),
            country: value(table, "country"),
            design: value(table, "design"),
            persons: persons.map_or_else(Persons::default, |at| at.value),
            studies: value(table, "studies"),
            outcome: value(table, "outcome"),
            measured: value(table, "measured"),
            measured_months: value(table, "measured_months"),
            finding: value(table, "finding"),
            result: value(table, "result"),
            made_by: value(table, "made_by"),
            raw: raw.as_ref().map(|at| at.value.clone()),
            standardised: standardised.as_ref().map(|at| at.value),
        };
        if let Some(raw) = &raw {
            check_raw(raw, table);
        }
        if let Some(standardised) = &standardised {
            check_standardised(standardised, &study, table);
        }
        study
    }
}

fn value<T: serde::de::DeserializeOwned>(table: &Table<'_>, key: &'static str) -> Option<T> {
    table.optional::<T>(key).map(|at| at.value)
}

/// Two shares with their denominator, or the reason that there are none.
fn rate(table: &Table<'_>) -> Option<Rate> {
    let report = table.report();
    let share = |key: &'static str| {
        let rate = table.optional::<f64>(key);
        if let Some(rate) = rate.as_ref().filter(|rate| !(0.0..=1.0).contains(&rate.value)) {
            report.mistake_with_hint(&rate.place, "a rate lies between 0 and 1", "write 12 % as 0.12");
        }
        rate
    };
    let (with, without) = (share("with"), share("without"));
    let standard_error = table.optional::<f64>("standard_error");
    let interval = table.optional::<Interval>("interval");
    let denominator = table.optional::<Denominator>("denominator");
    let reason = table.optional::<Label>("no_rate");
    let keys = ["with", "without", "denominator"];
    if let Some(reason) = reason {
        if keys.iter().chain(&["standard_error", "interval"]).any(|key| table.has(key)) {
            let hint = "remove `no_rate`, or `with`, `without`, `denominator` and the error";
            report.mistake_with_hint(&reason.place, "an effect has a net success rate, or a reason for none", hint);
        }
        return Some(Rate::None { reason: reason.value });
    }
    if !table.has("no_rate") {
        for key in keys.iter().filter(|key| table.lacks(key)) {
            let hint = "a net success rate has `with`, `without` and `denominator`; without one, `no_rate` says why";
            report.mistake_with_hint(table.place(), format!("missing key `{key}`"), hint);
        }
    }
    let difference = with.as_ref().zip(without.as_ref()).map(|(with, without)| with.value - without.value);
    Some(Rate::Net {
        standard_error: error(table, standard_error, interval, difference),
        with: with?.value,
        without: without?.value,
        denominator: denominator?.value,
    })
}

/// The 95 % interval of the difference between the two shares.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Interval {
    low: f64,
    high: f64,
}

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
    effect_size::error_of_interval(low, high)
}

fn check_level(level: &At<u8>, design: Option<StudyDesign>, table: &Table<'_>) {
    let strongest = match design {
        None | Some(StudyDesign::MetaAnalysis | StudyDesign::RandomisedTrial) => 1,
        Some(StudyDesign::QuasiExperiment) => 2,
        Some(StudyDesign::BeforeAfter) => 3,
    };
    if !(1..=3).contains(&level.value) {
        table.report().mistake(&level.place, "an evidence level is 1, 2 or 3");
    } else if level.value < strongest {
        let message = format!("the evidence level of this design is at best {strongest}");
        table.report().mistake(&level.place, message);
    }
}

fn check_raw(raw: &At<Raw>, table: &Table<'_>) {
    let figures = &raw.value;
    let shares = matches!(figures.measure, EffectMeasure::Shares | EffectMeasure::Share);
    let outside = |share: &f64| !(0.0..=1.0).contains(share);
    if shares && [figures.with, figures.without].iter().flatten().any(outside) {
        table.report().mistake_with_hint(&raw.place, "a share lies between 0 and 1", "write 12 % as 0.12");
    }
    if let (Some(with), Some(without), Some(value)) = (figures.with, figures.without, figures.value)
        && matches!(figures.measure, EffectMeasure::Shares | EffectMeasure::MeanDifference)
        && (with - without - value).abs() > 0.011 * value.abs().max(1.0)
    {
        table.report().mistake(&raw.place, "`value` is not the difference between `with` and `without`");
    }
    if let (Some(lower), Some(upper)) = (figures.lower, figures.upper)
        && (lower > upper || figures.value.is_some_and(|value| value < lower || value > upper))
    {
        table.report().mistake(&raw.place, "the figure lies outside its interval");
    }
}

/// A converted effect must be what the conversion gives, within its two decimals.
fn check_standardised(standardised: &At<Standardised>, study: &Study, table: &Table<'_>) {
    let report = table.report();
    let of_study = &standardised.value;
    if of_study.lower.is_some_and(|lower| lower > of_study.d) || of_study.upper.is_some_and(|upper| upper < of_study.d)
    {
        report.mistake(&standardised.place, "`d` lies outside its interval");
    }
    let raw = study.raw.as_ref();
    let shares = || raw.and_then(|raw| effect_size::odds_ratio_of_shares(raw.with?, raw.without?));
    let converted = match standardised.method {
        // The deviation of means and the t are not keys of a study: its source is their place.
        Conversion::Reported | Conversion::Means | Conversion::T => return,
        Conversion::Shares => shares().map(effect_size::d_of_odds_ratio),
        Conversion::OddsRatio => raw.and_then(|raw| raw.value).map(effect_size::d_of_odds_ratio),
    };
    match converted {
        None => {
            let hint = "two shares need `raw.with` and `raw.without` between 0 and 1, an odds ratio `raw.value`";
            report.mistake_with_hint(&standardised.place, "there is no figure to convert", hint);
        }
        // A study may count an outcome that is bad: its odds ratio is below 1 where the intervention is better.
        Some(d) if (d.abs() - standardised.d.abs()).abs() > 0.0051 => {
            report.mistake(&standardised.place, format!("the conversion gives {d:.2}, not {}", standardised.d));
        }
        Some(_) => {}
    }
}
