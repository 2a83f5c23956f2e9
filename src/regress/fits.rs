//! One outcome of one group to figures, or to the status and the reason in their place.

use std::collections::HashMap;

use super::big::{Scaled, ldexp};
use super::data::{Data, present};
use super::groups::Group;
use super::result::Fitted;
use super::scores::Clustered;
use super::tally::OutcomeTally;
use foundation::words::{Covariance, Form, Status};
use statistics::estimate::{Design, Factor, Fit, NotIdentified};
use statistics::inference::infer;

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
    let Ready { data, fit, with_persons, .. } = ready(group, terms, tally, None, factors).ok()?;
    let mut fitted = fit.by_cell();
    let by_cell = |there: bool| if there { fitted.next().unwrap_or_default() } else { (0.0, 0.0) };
    Some(Line {
        cells: with_persons.into_iter().map(by_cell).collect(),
        centre: data.centre(),
        data_unit: data.unit,
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
    let Ready { fitted, data, fit, .. } = match ready(group, terms, tally, clustered, factors) {
        Ok(ready) => ready,
        Err(fitted) => return *fitted,
    };
    let variance = match clustered {
        Some(Clustered { number, meat }) => fit.variance_of_clusters(number, meat),
        None => fit.variance(terms.covariance),
    };
    let error = variance.unwrap_or(0.0).sqrt();
    let Some(inference) = infer(fit.coefficient, error, fitted.df.unwrap_or(0) as f64) else {
        return match clustered {
            Some(_) => fitted.without(Status::TooFewClusters, "the clusters' scores are zero: they carry no error"),
            None => fitted.without(Status::NoVariation, "the robust variance is zero"),
        };
    };
    let in_units = |x: f64| Some(ldexp(x, data.unit));
    Fitted {
        status: Status::Estimated,
        coefficient: in_units(fit.coefficient),
        error: in_units(error),
        t: Some(inference.t),
        p: Some(inference.p),
        lower: in_units(inference.lower),
        upper: in_units(inference.upper),
        ..fitted
    }
}

/// A fit that has everything but its error.
struct Ready<'f> {
    fitted: Fitted,
    data: Data,
    fit: Fit<'f>,
    /// By cell of the group, whether it has persons.
    with_persons: Vec<bool>,
}

/// Fits one outcome of one group up to its error, or says why there is no fit.
fn ready<'f>(
    group: &Group,
    terms: &Terms,
    tally: &OutcomeTally,
    clustered: Option<Clustered>,
    factors: &'f mut Factors,
) -> Result<Ready<'f>, Box<Fitted>> {
    let persons_in = |cell: &super::groups::GroupCell| cell.parts.iter().map(|p| present(tally, p) * p.times).sum();
    let n: Vec<u64> = group.cells.iter().map(persons_in).collect();
    let persons: u64 = n.iter().sum();
    let n_success: u64 = group.cells.iter().zip(&n).filter(|(cell, _)| cell.success).map(|(_, n)| n).sum();
    let clusters = clustered.map(|clustered| clustered.number);
    let mut fitted = Fitted { n: persons, n_success, clusters, ..Fitted::default() };
    let without = |fitted: Fitted, status, reason| Err(Box::new(fitted.without(status, reason)));
    if n_success == 0 || n_success == persons {
        return without(fitted, Status::EmptyCohort, empty(persons, n_success));
    }
    let data = Data::new(group, tally, &n);
    if data.outcome.constant {
        return without(fitted, Status::NoVariation, "the outcome is the same in all rows");
    }
    let with_persons = n.iter().map(|n| *n > 0).collect();
    let factor = match factors.entry(n).or_insert_with_key(|n| Factor::new(&design(group, terms, n))) {
        Ok(factor) => &*factor,
        Err(not_identified) => {
            fitted.dropped.clone_from(&not_identified.dropped);
            return without(fitted, Status::RankDeficient, not_identified.reason());
        }
    };
    fitted.k = Some(factor.rank as u64);
    fitted.df = Some(fitted.clusters.map_or(factor.df(), |clusters| clusters.cast_signed() - 1));
    fitted.dropped.clone_from(&factor.dropped);
    fitted.leverage_one = factor.leverage_one();
    if factor.df() < 1 {
        return without(fitted, Status::TooFewDf, "no residual degrees of freedom");
    }
    if fitted.clusters.is_some_and(|clusters| clusters < 2) {
        return without(fitted, Status::TooFewClusters, "a single cluster");
    }
    let fit = Fit::new(factor, &data.outcome);
    if !fit.coefficient.is_finite() || !fit.rss.is_finite() {
        let reason = "the adjusters' numbers are beyond what a double can tell apart";
        return without(fitted, Status::RankDeficient, reason);
    }
    if fit.perfect {
        fitted.coefficient = Some(ldexp(fit.coefficient, data.unit));
        fitted.error = Some(0.0);
        return without(fitted, Status::PerfectFit, "every residual is zero: t and p are undefined");
    }
    Ok(Ready { fitted, data, fit, with_persons })
}

fn empty(persons: u64, n_success: u64) -> &'static str {
    match (persons, n_success) {
        (0, _) => "no complete row",
        (_, 0) => "nobody succeeds",
        _ => "everybody succeeds",
    }
}

/// The design of the cells that have persons.
fn design(group: &Group, terms: &Terms, n: &[u64]) -> Design {
    let cells = || group.cells.iter().zip(n).filter(|(_, n)| **n > 0).map(|(cell, _)| cell);
    let success: Vec<f64> = cells().map(|cell| f64::from(u8::from(cell.success))).collect();
    let mut design = Design::of(n.iter().copied().filter(|n| *n > 0).collect(), &success);
    design.weights = cells().map(|cell| cell.weight).collect();
    for (at, name) in terms.categories.iter().enumerate() {
        let ranks: Vec<f64> = cells().map(|cell| cell.categories.get(at).copied().unwrap_or(0.0)).collect();
        design.categories(name, &ranks);
    }
    if let Some((name, form)) = &terms.age {
        design.age(name, &cells().map(|cell| cell.age).collect::<Vec<_>>(), *form);
    }
    design
}
