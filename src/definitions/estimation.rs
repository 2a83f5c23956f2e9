//! How a target group's regressions are specified.

use serde::Deserialize;

use super::day::Years;
use super::source::{At, Place};
use super::table::Table;
use crate::words::{AgeForm, Covariance, Form};

/// One specification.
#[derive(Debug, Clone)]
pub struct Estimation {
    /// Its name in the audit; `published` for the first unless given.
    pub id: At<String>,
    /// Years after t = 0 in which consequences are estimated, ascending.
    pub follow_up: Vec<i32>,
    /// What the comparison is adjusted for.
    pub adjust: Adjust,
    /// Where that stands.
    pub adjust_place: Place,
    /// The covariance estimator.
    pub covariance: At<Covariance>,
    /// Below which a regression gets a status in place of figures.
    pub minimum: Minimum,
    /// Whether only entrants seen in every follow-up year are kept.
    pub balanced: bool,
}

/// Adjusters of a design.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjust {
    /// Sex, as categories.
    #[serde(default)]
    pub sex: bool,
    /// Age at t = 0.
    pub age: Option<Age>,
    /// The year t = 0, as categories.
    #[serde(default)]
    pub entry_year: bool,
    /// Adjusters of the target group (`[[adjuster]]`), as categories.
    #[serde(default)]
    pub categories: Vec<String>,
}

/// How age at t = 0 is adjusted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(untagged, expecting = "write \"linear\", \"quadratic\", \"categorical\" or { bands = [18, 25, 40] }")]
pub enum Age {
    /// A form that needs no figures.
    Form(Form),
    /// Categories that begin at these ages.
    Bands(Bands),
}

/// Categories of age by their first years.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// The first age of each band, ascending; ages below the first are a band of their own.
    pub bands: Vec<i32>,
}

impl Age {
    /// The word for tables.
    pub fn form(&self) -> AgeForm {
        match self {
            Self::Form(Form::Linear) => AgeForm::Linear,
            Self::Form(Form::Quadratic) => AgeForm::Quadratic,
            Self::Form(Form::Categorical) => AgeForm::Categorical,
            Self::Bands(_) => AgeForm::Bands,
        }
    }
}

/// The smallest regressions that get figures.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Minimum {
    /// Persons in each cohort.
    pub persons: u64,
    /// Pooled users times the smaller cohort's share (method rule 14).
    pub users: f64,
    /// Residual degrees of freedom.
    pub df: u64,
}

impl Default for Minimum {
    fn default() -> Self {
        Minimum { persons: 20, users: 30.0, df: 10 }
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "write { first = 1, last = 10 } or { list = [0, 11, 21] }")]
enum FollowUp {
    Years(Years),
    List(List),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    list: Vec<i32>,
}

impl Estimation {
    /// Reads the specification at a position (0 is the published one).
    pub fn read(table: &Table<'_>, position: usize) -> Option<Estimation> {
        let report = table.report();
        let default_id = if position == 0 { PUBLISHED.to_owned() } else { format!("specification_{}", position + 1) };
        let id = table.or("id", default_id);
        let follow_up = table.required::<FollowUp>("follow_up");
        let adjust = table.required::<Adjust>("adjust");
        let covariance = table.required::<Covariance>("covariance");
        let minimum = table.or("minimum", Minimum::default()).value;
        let balanced = table.or("balanced", false).value;
        table.finish();
        let follow_up = follow_up.and_then(|at| {
            let mut years = match at.value {
                FollowUp::Years(years) => years.iter().collect(),
                FollowUp::List(list) => list.list,
            };
            let given = years.len();
            years.sort_unstable();
            years.dedup();
            if years.is_empty() || years.len() < given {
                report.mistake(&at.place, "follow-up years are listed once each, and there is at least one");
                return None;
            }
            Some(years)
        });
        if let Some(adjust) = &adjust
            && let Some(Age::Bands(bands)) = &adjust.age
            && (bands.bands.is_empty() || bands.bands.windows(2).any(|pair| pair.first() >= pair.last()))
        {
            report.mistake(&adjust.place, "bands of age are listed by their first ages, ascending");
        }
        if let Some(covariance) = &covariance
            && covariance.value == Covariance::Cr1
        {
            report.mistake_with_hint(
                &covariance.place,
                "CR1 needs persons who enter more than once, and `entry = \"first\"` lets each in once",
                "use HC3, which is CR1's counterpart for independent persons",
            );
        }
        let adjust = adjust?;
        Some(Estimation {
            id,
            follow_up: follow_up?,
            adjust: adjust.value,
            adjust_place: adjust.place,
            covariance: covariance?,
            minimum,
            balanced,
        })
    }
}

/// The name of the specification whose significant estimates are published.
pub const PUBLISHED: &str = "published";

/// The name of the specification with the t = 0 year as categories that is audited beside the published one.
pub const ENTRY_YEAR: &str = "entry_year";
