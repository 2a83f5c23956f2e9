//! One outcome of one group to figures, or to the status and the reason in their place.

use std::collections::HashMap;

use super::big::{Scaled, ldexp};
use super::data::{Data, present};
use super::groups::Group;
use super::result::Fitted;
use super::scores::Clustered;
use super::tally::OutcomeTally;
use foundation::words::{Covariance, Form, Status};
use statistics::estimate::{Clusters, Design, Errors, Factor, NotIdentified};
use statistics::inference::Inference;
use statistics::status::{self, Availability, Counts, FitOutcome, Minimum, NoFigures};

/// The level of robustness values, which are not shown here.
const SIGNIFICANCE: f64 = 0.05;

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
        Scaled::of(self.largest_score).exponent + 1 - bits
    }
}

/// The line that a group's outcome is fitted by; none where there is no fit.
pub fn line(group: &Group, terms: &Terms, tally: &OutcomeTally, factors: &mut Factors) -> Option<Line> {
    let prepared = Prepared::new(group, terms, tally, factors).ok()?;
    let fit = status::fitted(prepared.factor, &prepared.data.outcome, Minimum::NONE, None).ok()?;
    let mut fitted = fit.by_cell();
    // A cell without persons has no row whose score could be asked for.
    let by_cell = |there: &bool| if *there { fitted.next() } else { Some((0.0, 0.0)) };
    Some(Line {
        cells: prepared.with_persons.iter().map(by_cell).collect::<Option<_>>()?,
        centre: prepared.data.centre(),
        data_unit: prepared.data.unit,
        largest_score: fit.largest_score(),
    })
}

/// Fits one outcome of one group; `clustered` is what its clusters come to, with CR1.
pub fn fit(
    group: &Group,
    terms: &Terms,
    tally: &OutcomeTally,
    clustered: Option<Clustered>,
    factors: &mut Factors,
) -> Fitted {
    let counts = counts(group, &persons(group, tally));
    let clusters = clustered.map(|clustered| clustered.number);
    let of = |outcome| Fitted { n: counts.success + counts.non_success, n_success: counts.success, clusters, outcome };
    let errors = match clustered {
        Some(Clustered { number, meat }) => Errors::ByCluster(Clusters::Squares { number, squares: meat }),
        None => Errors::ByPerson(terms.covariance),
    };
    match Prepared::new(group, terms, tally, factors) {
        Ok(Prepared { data, factor, .. }) => {
            let outcome = FitOutcome::new(factor, &data.outcome, Minimum::NONE, errors, SIGNIFICANCE);
            of(in_units(outcome, data.unit))
        }
        Err(without) => of(without.into()),
    }
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
struct Prepared<'f> {
    data: Data,
    factor: &'f Result<Factor, NotIdentified>,
    /// By cell of the group, whether it has persons.
    with_persons: Vec<bool>,
}

impl<'f> Prepared<'f> {
    /// Data and design, or the reason why a regression is not run.
    fn new(
        group: &Group,
        terms: &Terms,
        tally: &OutcomeTally,
        factors: &'f mut Factors,
    ) -> Result<Prepared<'f>, NoFigures> {
        let n = persons(group, tally);
        let counts = counts(group, &n);
        if counts == Counts::default() {
            return Err(NoFigures { status: Status::EmptyCohort, reason: "no complete row".to_owned() });
        }
        let available =
            Availability { covered: true, success: counts.success > 0, non_success: counts.non_success > 0 };
        let check = |constant| match status::precheck(counts, available, Minimum::NONE, false, constant) {
            Some(without) => Err(without),
            None => Ok(()),
        };
        check(false)?;
        let data = Data::new(group, tally, &n);
        check(data.outcome.constant)?;
        let with_persons = n.iter().map(|n| *n > 0).collect();
        let factor = factors.entry(n).or_insert_with_key(|n| Factor::new(&design(group, terms, n)));
        Ok(Prepared { data, factor, with_persons })
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

/// The design of the cells that have persons.
fn design(group: &Group, terms: &Terms, n: &[u64]) -> Design {
    let cells = || group.cells.iter().zip(n).filter(|(_, n)| **n > 0).map(|(cell, _)| cell);
    let success: Vec<f64> = cells().map(|cell| f64::from(u8::from(cell.success))).collect();
    let mut design = Design::of(n.iter().copied().filter(|n| *n > 0).collect(), &success);
    design.weights = cells().map(|cell| cell.weight).collect();
    for (at, name) in terms.categories.iter().enumerate() {
        let ranks: Vec<f64> = cells().map(|cell| cell.categories[at]).collect();
        design.categories(name, &ranks);
    }
    if let Some((name, form)) = &terms.age {
        design.age(name, &cells().map(|cell| cell.age).collect::<Vec<_>>(), *form);
    }
    design
}
