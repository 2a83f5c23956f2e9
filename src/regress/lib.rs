//! Any regression from rows: a Parquet file, or a folder of them, to one regression for each outcome and value of a column.
//!
//! Owns the way from rows to cells ([`Request`] → tally → groups → fits → [`Results`]), complete cases, and what can be
//! wrong with a file of rows. Knows the estimator and nothing of registers' definitions: no minimum sizes, no prices, no
//! follow-up years. Which figures there are and what they mean is `estimate`'s and `inference`'s.
//!
//! # Complete cases
//! A row belongs to an outcome's regression if nothing that it reads is null: outcome, success, adjusters, age, cluster,
//! weight and `by`. A row with a weight of zero is left out. What is left out is counted in [`Results::notes`].
//!
//! # Exact sums
//! Outcomes are any doubles, and nothing is rounded while they are added up. A double below 2²⁴ that is the nearest one
//! to a number of at most four decimals stands for that number and is counted in whole steps of it (`steps`), as are whole
//! numbers: kroner and øre add up to what they add up to on paper. Any other double stands for itself: it and its square are added to whole numbers of 128-bit
//! lanes (`wide`), in which they fit without rounding, a superaccumulator in the manner of Kulisch (and of Neal 2015,
//! arXiv:1505.05571, whose crate keeps no squares and can't be merged), but only as wide as the values of the outcome need.
//! A cell's figures are worked out from both in whole numbers of any length (`big`), about a common centre, and rounded
//! once. So order, partition, row groups, files and threads can't change a bit of the result, and an outcome offset by 1e9
//! keeps what its doubles hold.
//!
//! # Clusters
//! CR1 reads the rows a second time, once coefficients are known, and adds up every cluster's scores in whole numbers
//! (`scores`).
//!
//! # Memory
//! Grows with the number of distinct design rows, not with rows; with CR1, with clusters too. A sampling weight is part of
//! the design row.

mod cells;
mod cluster_squares;
mod data;
mod exact_sums;
mod fault;
mod fits;
mod groups;
mod keys;
mod notes;
mod numbers;
mod read;
mod request;
mod result;
mod rounding;
mod scores;
mod steps;
mod sums;
mod tally;
mod values;

use rayon::prelude::*;

pub use fault::{FileError, RowFault, short};
pub use numbers::{Numbers, numbers};
pub use request::{Request, WeightKind};
pub use result::{ResultRow, Results};

use fits::{Factors, Terms};
use foundation::error::Result;
use keys::Use;
use read::{RequestColumn, Source};

/// Runs all regressions of a request. `progress` is called with the number of rows read, and may stop the run.
///
/// # Errors
/// Faults of the file, and what `progress` returns.
pub fn regress(request: &Request, progress: &(dyn Fn(u64) -> Result<()> + Sync)) -> Result<Results> {
    let files = read::open(&request.file)?;
    let asked = asked(request);
    let source = Source::new(&files, &asked)?;
    let tally = source.tally(request.cluster.is_some(), progress)?;
    let groups = groups::groups(&tally);
    let terms = Terms { categories: request.adjust.clone(), age: request.age.clone(), covariance: request.covariance };
    let clustered = match request.covariance.is_clustered() {
        true => scores::scores(&source, &tally, &groups, &terms, progress)?,
        false => Vec::new(),
    };
    source.unchanged()?;
    let by_group: Vec<Vec<result::OutcomeFit>> = groups
        .par_iter()
        .enumerate()
        .map(|(number, group)| {
            let mut factors = Factors::default();
            let clusters = |at: usize| clustered.get(at)?.get(number).copied();
            let check = || progress(0);
            let outcomes = tally.outcomes.iter().enumerate();
            let fit = |(at, outcome)| fits::fit(group, &terms, outcome, clusters(at), &mut factors, &check);
            outcomes.map(fit).collect::<Result<Vec<result::OutcomeFit>>>()
        })
        .collect::<Result<_>>()?;
    let mut rows = Vec::new();
    let mut notes = notes::left_out(&asked, &tally);
    for (at, outcome) in request.outcomes.iter().enumerate() {
        let fitted: Vec<(Option<i64>, &result::OutcomeFit)> =
            groups.iter().zip(&by_group).map(|(group, fitted)| (group.by, &fitted[at])).collect();
        rows.extend(fitted.iter().map(|(by, fitted)| ResultRow::of(outcome, *by, fitted)));
        notes.extend(notes::of_outcome(request, outcome, &fitted));
    }
    Ok(Results { rows, notes })
}

/// The columns that a request reads: keys, the cluster, outcomes.
fn asked(request: &Request) -> Vec<RequestColumn> {
    let key = |name: &String, used: Use| RequestColumn { name: name.clone(), used: Some(used) };
    let mut asked = Vec::new();
    asked.extend(request.by.iter().map(|name| key(name, Use::By)));
    asked.push(key(&request.success, Use::Success));
    asked.extend(request.adjust.iter().map(|name| key(name, Use::Category)));
    asked.extend(request.age.iter().map(|(name, _)| key(name, Use::Number)));
    asked.extend(request.weights.iter().map(|(name, kind)| match kind {
        WeightKind::Frequency => key(name, Use::FrequencyWeight),
        WeightKind::Sampling => key(name, Use::SamplingWeight),
    }));
    asked.extend(request.cluster.iter().map(|name| key(name, Use::Category)));
    asked.extend(request.outcomes.iter().map(|name| RequestColumn { name: name.clone(), used: None }));
    asked
}
