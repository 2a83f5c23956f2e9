//! One outcome of one group to figures, or to the status and the reason in their place.

use std::collections::HashMap;

use super::big::ldexp;
use super::data::{Data, present};
use super::groups::Group;
use super::result::Fitted;
use super::tally::OutcomeTally;
use crate::estimate::{ClusterCell, Design, Factor, Fit, NotIdentified};
use crate::inference::infer;
use crate::words::{Covariance, Form, Status};

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

/// Fits one outcome of one group; `clusters` is the same outcome by cluster, with CR1.
pub fn fit(
    group: &Group,
    terms: &Terms,
    tally: &OutcomeTally,
    clusters: Option<&OutcomeTally>,
    factors: &mut Factors,
) -> Fitted {
    let persons_in = |cell: &super::groups::GroupCell| cell.parts.iter().map(|p| present(tally, p) * p.times).sum();
    let n: Vec<u64> = group.cells.iter().map(persons_in).collect();
    let persons: u64 = n.iter().sum();
    let n_success: u64 = group.cells.iter().zip(&n).filter(|(cell, _)| cell.success).map(|(_, n)| n).sum();
    let by_cluster = clusters.map(|tally| Clustered::new(group, tally, &n));
    let mut fitted = Fitted { n: persons, n_success, ..Fitted::default() };
    fitted.clusters = by_cluster.as_ref().map(|clustered| clustered.number);
    if n_success == 0 || n_success == persons {
        return fitted.without(Status::EmptyCohort, empty(persons, n_success));
    }
    let data = Data::new(group, tally, &n);
    if data.outcome.constant {
        return fitted.without(Status::NoVariation, "the outcome is the same in all rows");
    }
    let factor = match factors.entry(n).or_insert_with_key(|n| Factor::new(&design(group, terms, n))) {
        Ok(factor) => &*factor,
        Err(NotIdentified { dropped }) => {
            fitted.dropped.clone_from(dropped);
            return fitted.without(Status::RankDeficient, "success can't be told from the adjusters");
        }
    };
    fitted.k = Some(factor.rank as u64);
    fitted.df = Some(fitted.clusters.map_or(factor.df(), |clusters| clusters.cast_signed() - 1));
    fitted.dropped.clone_from(&factor.dropped);
    fitted.leverage_one = factor.leverage_one();
    if factor.df() < 1 {
        return fitted.without(Status::TooFewDf, "no residual degrees of freedom");
    }
    if fitted.clusters.is_some_and(|clusters| clusters < 2) {
        return fitted.without(Status::TooFewClusters, "a single cluster");
    }
    let fit = Fit::new(factor, &data.outcome);
    if !fit.coefficient.is_finite() || !fit.rss.is_finite() {
        return fitted.without(Status::RankDeficient, "the adjusters' numbers are beyond what a double can tell apart");
    }
    if fit.perfect {
        fitted.coefficient = Some(ldexp(fit.coefficient, data.unit));
        fitted.error = Some(0.0);
        return fitted.without(Status::PerfectFit, "every residual is zero: t and p are undefined");
    }
    let variance = match &by_cluster {
        Some(clustered) => fit.cluster_variance(clustered.cells(&data).iter().map(Vec::as_slice)),
        None => fit.variance(terms.covariance),
    };
    let error = variance.unwrap_or(0.0).sqrt();
    let Some(inference) = infer(fit.coefficient, error, fitted.df.unwrap_or(0) as f64) else {
        return match by_cluster {
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

/// A group's clusters, as far as they have persons with the outcome.
struct Clustered<'a> {
    tally: &'a OutcomeTally,
    /// Cluster, cell among those with persons, place in the tally, rows, and persons a row.
    parts: Vec<(u32, usize, u32, u64, u64)>,
    number: u64,
}

impl<'a> Clustered<'a> {
    fn new(group: &Group, tally: &'a OutcomeTally, n: &[u64]) -> Clustered<'a> {
        let mut kept = 0;
        let positions: Vec<usize> = n
            .iter()
            .map(|n| {
                kept += usize::from(*n > 0);
                kept.saturating_sub(1)
            })
            .collect();
        let parts: Vec<(u32, usize, u32, u64, u64)> = group
            .pairs
            .iter()
            .filter_map(|pair| {
                let rows = present(tally, &pair.part);
                let cell = positions.get(pair.cell).copied()?;
                (rows > 0).then_some((pair.cluster, cell, pair.part.place, rows, pair.part.times))
            })
            .collect();
        let number = parts.chunk_by(|a, b| a.0 == b.0).count() as u64;
        Clustered { tally, parts, number }
    }

    /// Every cluster's cells.
    fn cells(&self, data: &Data) -> Vec<Vec<ClusterCell>> {
        let cell = |(_, cell, place, rows, times): &(u32, usize, u32, u64, u64)| ClusterCell {
            cell: *cell,
            n: rows * times,
            mean: data.mean(self.tally, *place, *rows),
        };
        self.parts.chunk_by(|a, b| a.0 == b.0).map(|parts| parts.iter().map(cell).collect()).collect()
    }
}
