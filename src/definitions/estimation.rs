//! How a target group's regressions are specified.

use serde::Deserialize;

use super::day::{RELATIVE, Years};
use super::entrant::PERSON;
use super::entry::Entry;
use super::mistake::Report;
use super::source::{At, Place};
use super::table::Table;
use foundation::words::{Baseline, Covariance};
use statistics::estimate::adjust::{Adjust, Age};
pub use statistics::status::Minimum;

/// One specification.
#[derive(Debug, Clone)]
pub struct Estimation {
    /// Its name in the audit; `published` for the first unless given.
    pub id: At<String>,
    /// Years after t = 0 in which consequences are estimated, ascending.
    pub follow_up: Vec<i32>,
    /// The adjusters.
    pub adjust: Adjust,
    /// The place of the adjusters in the file.
    pub adjust_place: Place,
    /// The covariance estimator.
    pub covariance: At<Covariance>,
    /// The cluster of CR1, the person if none.
    pub cluster: Option<At<String>>,
    /// The baseline that is subtracted from every outcome.
    pub baseline: Baseline,
    /// The smallest regression that gets figures.
    pub minimum: Minimum,
    /// Whether only entrants seen in every follow-up year are kept.
    pub balanced: bool,
}

/// Years after t = 0 as they are written.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "write { first = 1, last = 10 } or { list = [0, 11, 21] }")]
pub enum FollowUp {
    /// From a first to a last.
    Years(Years),
    /// One by one.
    List(List),
}

/// Years one by one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    list: Vec<i32>,
}

impl FollowUp {
    /// The years, ascending. Reports what is wrong with them.
    pub fn years(self, place: &Place, report: &Report) -> Option<Vec<i32>> {
        let mut years = match self {
            FollowUp::Years(years) => years.iter().collect(),
            FollowUp::List(list) => list.list,
        };
        let given = years.len();
        years.sort_unstable();
        years.dedup();
        if years.is_empty() || years.len() < given {
            report.mistake(place, "follow-up years are listed once each, and there is at least one");
            return None;
        }
        if years.iter().any(|year| !RELATIVE.contains(year)) {
            report.mistake(place, "follow-up years lie within 200 years of t = 0");
            return None;
        }
        Some(years)
    }
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
        let cluster = table.optional("cluster");
        let baseline = table.or("baseline", Baseline::Level).value;
        let minimum = table.or("minimum", Minimum::default());
        let balanced = table.or("balanced", false).value;
        table.finish();
        let follow_up = follow_up.and_then(|at| at.value.years(&at.place, report));
        if !(minimum.value.users >= 0.0 && minimum.value.users.is_finite()) {
            report.mistake(&minimum.place, "the minimum of users is a number, and not below 0");
        }
        if let Some(adjust) = &adjust
            && let Some(Age::Bands(bands)) = &adjust.age
            && (bands.bands.is_empty() || bands.bands.windows(2).any(|pair| pair.first() >= pair.last()))
        {
            report.mistake(&adjust.place, "bands of age are listed by their first ages, ascending");
        }
        if id.value == ENTRY_YEAR && (position == 0 || adjust.as_ref().is_some_and(|adjust| !adjust.value.entry_year)) {
            let message =
                format!("`{ENTRY_YEAR}` is the specification beside the published one that adjusts for the entry year");
            report.mistake_with_hint(
                &id.place,
                message,
                "choose another name, or write `entry_year = true` in `adjust`",
            );
        }
        if let Some(covariance) = covariance.as_ref().filter(|at| at.value == Covariance::Design) {
            let hint = "write `covariance = \"HC3\"`";
            report.mistake_with_hint(&covariance.place, "`design` is the error of an intervention's design", hint);
        }
        let adjust = adjust?;
        Some(Estimation {
            id,
            follow_up: follow_up?,
            adjust: adjust.value,
            adjust_place: adjust.place,
            covariance: covariance?,
            cluster,
            baseline,
            minimum: minimum.value,
            balanced,
        })
    }

    /// Reports a covariance or cluster that contradicts how often a person enters (method rule 16).
    pub fn suits(&self, entry: Entry, report: &Report) {
        let place = &self.covariance.place;
        match (self.covariance.value, entry, self.named_cluster().is_some()) {
            (Covariance::Cr1, Entry::First, false) => report.mistake_with_hint(
                place,
                "CR1 by person needs persons who enter more than once, and `entry = \"first\"` lets each in once",
                "use HC3, which is CR1's counterpart for independent persons, or name a `cluster`",
            ),
            (Covariance::Cr1, _, _) => {}
            (_, Entry::Every, _) => report.mistake_with_hint(
                place,
                "with `entry = \"every\"` a person's entries go together, and only CR1 has room for that",
                "write `covariance = \"CR1\"`",
            ),
            (_, Entry::First, _) => {
                if let Some(cluster) = &self.cluster {
                    let hint = "write `covariance = \"CR1\"`, or leave `cluster` out";
                    report.mistake_with_hint(&cluster.place, "only CR1 has clusters", hint);
                }
            }
        }
    }

    /// The `[[cluster]]` of CR1, if it is not the person.
    pub fn named_cluster(&self) -> Option<&At<String>> {
        self.cluster.as_ref().filter(|cluster| cluster.value != PERSON)
    }

    /// Years relative to t = 0 that the registers must cover for an entrant to be in the regression of a follow-up year.
    pub fn needs(&self, follow_up_year: i32) -> impl Iterator<Item = i32> {
        let years = if self.balanced { self.follow_up.clone() } else { vec![follow_up_year] };
        years.into_iter().chain(self.baseline_year())
    }

    /// The year relative to t = 0 whose value is subtracted from every outcome.
    pub fn baseline_year(&self) -> Option<i32> {
        match self.baseline {
            Baseline::Level => None,
            Baseline::Difference => Some(-1),
        }
    }
}

/// The name of the specification whose significant estimates are published.
pub const PUBLISHED: &str = "published";

/// The name of the specification with the t = 0 year as categories that is audited beside the published one.
pub const ENTRY_YEAR: &str = "entry_year";
