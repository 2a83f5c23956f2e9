//! One outcome of one group to figures, or to the status and the reason in their place.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::cluster_squares::ClusterSquares;
use super::data::{Data, present};
use super::groups::Group;
use super::result::OutcomeFit;
use super::rounding::{ScaledNumber, ldexp};
use super::tally::OutcomeTally;
use foundation::error::{Error, Result};
use foundation::words::{Covariance, Form, Status};
use statistics::estimate::{Clusters, Design, Errors, Factor, NotIdentified};
use statistics::inference::{Inference, SIGNIFICANCE};
use statistics::status::{self, Availability, Counts, FitOutcome, Minimum, NoFigures};

/// How adjusters enter, by name, and the covariance.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Names of the categories, in the order of a cell's.
    pub categories: Vec<String>,
    /// Name and form of age.
    pub age: Option<(String, Form)>,
    /// The covariance.
    pub covariance: Covariance,
}

/// Factorisations by the persons of every cell, shared by outcomes that have the same.
pub type Factors = HashMap<Vec<u64>, Result<Factor, NotIdentified>>;

/// What a row's score is made of, by cell of a group: see `scores`.
#[derive(Debug, Clone)]
pub struct Line {
    /// Influence of a person, and fitted mean less the centre in the data's unit.
    pub cells: Vec<(f64, f64)>,
    /// The centre, in steps over the data's unit.
    pub centre: f64,
    /// The power of two of the data's unit.
    pub data_unit: i64,
    /// No cluster's score is above this.
    largest_score: f64,
}

impl Line {
    /// The power of two in which every cluster's score stays below 2 to the power of `bits`.
    pub fn unit_of_scores(&self, bits: i64) -> i64 {
        ScaledNumber::of(self.largest_score).exponent + 1 - bits
    }
}

/// The line that a group's outcome is fitted by; none where there is no fit.
///
/// # Errors
/// What `check` returns.
pub fn line(
    group: &Group,
    terms: &Terms,
    tally: &OutcomeTally,
    factors: &mut Factors,
    check: &dyn Fn() -> Result<()>,
) -> Result<Option<Line>> {
    let Ok(prepared) = RegressionInput::new(group, terms, tally, factors, check)? else { return Ok(None) };
    let Ok(fit) = status::fitted(prepared.factor, &prepared.data.outcome, Minimum::NONE, None) else { return Ok(None) };
    let mut fitted = fit.by_cell();
    // A cell without persons has no row that could need a score.
    let by_cell = |there: &bool| if *there { fitted.next() } else { Some((0.0, 0.0)) };
    let cells: Option<Vec<(f64, f64)>> = prepared.with_persons.iter().map(by_cell).collect();
    Ok(Some(Line {
        cells: cells.ok_or_else(|| Error::internal("a fit with fewer cells than its group"))?,
        centre: prepared.data.centre(),
        data_unit: prepared.data.unit,
        largest_score: fit.largest_score(),
    }))
}

/// Fits one outcome of one group; `clustered` are the sums of its clusters, with CR1. `check` may stop it.
///
/// # Errors
/// What `check` returns.
pub fn fit(
    group: &Group,
    terms: &Terms,
    tally: &OutcomeTally,
    clustered: Option<ClusterSquares>,
    factors: &mut Factors,
    check: &dyn Fn() -> Result<()>,
) -> Result<OutcomeFit> {
    let counts = counts(group, &persons(group, tally));
    let clusters = clustered.map(|clustered| clustered.number);
    let of =
        |outcome| OutcomeFit { n: counts.success + counts.non_success, n_success: counts.success, clusters, outcome };
    let errors = match clustered {
        Some(ClusterSquares { number, meat }) => Errors::ByCluster(Clusters::Squares { number, squares: meat }),
        None => Errors::ByPerson(terms.covariance),
    };
    Ok(match RegressionInput::new(group, terms, tally, factors, check)? {
        Ok(RegressionInput { data, factor, .. }) => {
            let outcome = FitOutcome::new(factor, &data.outcome, Minimum::NONE, errors, SIGNIFICANCE);
            of(in_units(outcome, data.unit))
        }
        Err(without) => of(without.into()),
    })
}

/// An outcome's figures in the outcome's own unit, of those in units of 2^`unit`.
fn in_units(outcome: FitOutcome, unit: i64) -> FitOutcome {
    let scaled = |x: f64| ldexp(x, unit);
    FitOutcome {
        estimate: outcome.estimate.map(|(coefficient, error)| (scaled(coefficient), scaled(error))),
        inference: outcome.inference.map(|inference| Inference {
            lower: scaled(inference.lower),
            upper: scaled(inference.upper),
            ..inference
        }),
        rss: outcome.rss.map(|rss| ldexp(rss, 2 * unit)),
        ..outcome
    }
}

/// What a fit needs, of one outcome of one group.
struct RegressionInput<'f> {
    data: Data,
    factor: &'f Result<Factor, NotIdentified>,
    /// By cell of the group, whether it has persons.
    with_persons: Vec<bool>,
}

impl<'f> RegressionInput<'f> {
    /// Data and design, or the reason why a regression is not run.
    fn new(
        group: &Group,
        terms: &Terms,
        tally: &OutcomeTally,
        factors: &'f mut Factors,
        check: &dyn Fn() -> Result<()>,
    ) -> Result<Result<RegressionInput<'f>, NoFigures>> {
        let n = persons(group, tally);
        let counts = counts(group, &n);
        if counts == Counts::default() {
            return Ok(Err(NoFigures { status: Status::EmptyCohort, reason: "no complete row".to_owned() }));
        }
        let available =
            Availability { covered: true, success: counts.success > 0, non_success: counts.non_success > 0 };
        let precheck = |constant| status::precheck(counts, available, Minimum::NONE, false, constant);
        if let Some(without) = precheck(false) {
            return Ok(Err(without));
        }
        let data = Data::new(group, tally, &n);
        if let Some(without) = precheck(data.outcome.constant) {
            return Ok(Err(without));
        }
        let with_persons: Vec<bool> = n.iter().map(|n| *n > 0).collect();
        let factor = match factors.entry(n) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => match design(group, terms, new.key()) {
                Ok(design) => {
                    let factor = Factor::interruptible(&design, check)?;
                    new.insert(factor)
                }
                Err(without) => return Ok(Err(without)),
            },
        };
        Ok(Ok(RegressionInput { data, factor, with_persons }))
    }
}

/// Persons with a value by cell of a group.
fn persons(group: &Group, tally: &OutcomeTally) -> Vec<u64> {
    group.cells.iter().map(|cell| cell.parts.iter().map(|part| present(tally, part) * part.times).sum()).collect()
}

fn counts(group: &Group, n: &[u64]) -> Counts {
    let of = |success| group.cells.iter().zip(n).filter(|(cell, _)| cell.success == success).map(|(_, n)| n).sum();
    Counts { success: of(true), non_success: of(false), ..Counts::default() }
}

/// A category with more levels than this is absorbed, if no other has more.
const COLUMNS: usize = 256;
/// A design has at most so many entries, cells × columns: 1 GiB.
const ENTRIES: usize = 1 << 27;

/// The design of the cells that have persons, or the status of one that is too large.
fn design(group: &Group, terms: &Terms, n: &[u64]) -> Result<Design, NoFigures> {
    let cells = || group.cells.iter().zip(n).filter(|(_, n)| **n > 0).map(|(cell, _)| cell);
    let success: Vec<f64> = cells().map(|cell| f64::from(u8::from(cell.success))).collect();
    let categories: Vec<(&String, Vec<f64>)> = terms
        .categories
        .iter()
        .enumerate()
        .map(|(at, name)| (name, cells().map(|cell| cell.categories[at]).collect()))
        .collect();
    let age = terms.age.as_ref().map(|(name, form)| (name, cells().map(|cell| cell.age).collect::<Vec<_>>(), *form));
    let categorical_age =
        age.iter().filter(|(.., form)| *form == Form::Categorical).map(|(name, ages, _)| (*name, ages));
    let levels: Vec<usize> = categories
        .iter()
        .map(|(name, ranks)| (*name, ranks))
        .chain(categorical_age)
        .map(|(_, values)| distinct(values))
        .collect();
    let largest = levels.iter().enumerate().max_by_key(|(_, levels)| **levels).filter(|(_, levels)| **levels > COLUMNS);
    let largest = largest.map(|(at, _)| at);
    let columns: usize =
        levels.iter().enumerate().filter(|(at, _)| Some(*at) != largest).map(|(_, levels)| levels).sum();
    if columns.saturating_mul(success.len()) > ENTRIES {
        let reason = format!("{columns} columns for {} cells are too many: adjust for fewer categories", success.len());
        return Err(NoFigures { status: Status::NotAvailable, reason });
    }
    let mut design = Design::of(n.iter().copied().filter(|n| *n > 0).collect(), &success);
    design.weights = cells().map(|cell| cell.weight).collect();
    for (at, (name, ranks)) in categories.iter().enumerate() {
        if Some(at) == largest {
            design.absorb(ranks);
        } else {
            design.categories(name, ranks);
        }
    }
    match age {
        Some((_, ages, _)) if largest == Some(categories.len()) => design.absorb(&ages),
        Some((name, ages, form)) => design.age(name, &ages, form),
        None => {}
    }
    Ok(design)
}

/// How many different numbers there are.
fn distinct(values: &[f64]) -> usize {
    let mut bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
    bits.sort_unstable();
    bits.dedup();
    bits.len()
}
