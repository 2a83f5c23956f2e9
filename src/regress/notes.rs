//! What a reader should know beside the figures: rows left out, terms dropped, leverage of 1, and the reasons of statuses.

use std::collections::BTreeMap;

use super::fault::short;
use super::keys::Use;
use super::read::RequestColumn;
use super::request::Request;
use super::result::OutcomeFit;
use super::tally::Tally;
use foundation::words::Status;
use statistics::estimate::divides_by_leverage;
use statistics::status::Minimum;

/// How many values of `by` a note names.
const NAMED: usize = 6;

/// Rows that belong to no regression, and why.
pub fn left_out(asked: &[RequestColumn], tally: &Tally) -> Vec<String> {
    let (all, left_out) = tally.read;
    let mut notes = Vec::new();
    if left_out > 0 {
        let without = tally.cells.without.iter().chain(tally.clusters.as_ref().map(|clusters| &clusters.without));
        let reasons: Vec<String> = asked
            .iter()
            .zip(without)
            .filter(|(_, count)| **count > 0)
            .map(|(column, count)| {
                let weight = matches!(column.used, Some(Use::FrequencyWeight | Use::SamplingWeight));
                format!(
                    "{count} without `{}`{}",
                    short(&column.name),
                    if weight { " or with a weight of zero" } else { "" }
                )
            })
            .collect();
        notes.push(format!("{left_out} of {all} rows left out: {}", reasons.join(", ")));
    }
    let outcomes = asked.iter().filter(|column| column.used.is_none());
    for (column, outcome) in outcomes.zip(&tally.outcomes) {
        let missing: u64 = outcome.missing.iter().skip(1).sum();
        if missing > 0 {
            notes.push(format!("`{}`: {missing} rows without a value left out", short(&column.name)));
        }
    }
    notes
}

/// What is to be said of an outcome's regressions.
pub fn of_outcome(request: &Request, outcome: &str, fitted: &[(Option<i64>, &OutcomeFit)]) -> Vec<String> {
    let mut said: BTreeMap<String, Vec<Option<i64>>> = BTreeMap::new();
    for (by, fitted) in fitted {
        let fitted = &fitted.outcome;
        if let (Some(reason), true) = (&fitted.reason, fitted.status != Status::Estimated) {
            said.entry(format!("{}: {reason}", fitted.status)).or_default().push(*by);
        }
        for dropped in &fitted.dropped {
            let text = format!("`{}` left out of the design: {}", short(&dropped.term), dropped.reason);
            said.entry(text).or_default().push(*by);
        }
        if let (Some(clusters), Status::Estimated) = (fitted.clusters, fitted.status)
            && clusters < Minimum::default().clusters
        {
            let enough = Minimum::default().clusters;
            let text = format!(
                "warning: {clusters} clusters: with fewer than {enough}, CR1's standard errors and p-values are too small"
            );
            said.entry(text).or_default().push(*by);
        }
        if divides_by_leverage(request.covariance) && fitted.leverage_one > 0 {
            let rows = fitted.leverage_one;
            let text = format!("warning: {rows} row(s) of leverage 1 contribute nothing to {}", request.covariance);
            said.entry(text).or_default().push(*by);
        }
    }
    let outcome = short(outcome);
    said.into_iter()
        .map(|(text, years)| {
            let mut named: Vec<String> = years.iter().flatten().take(NAMED).map(ToString::to_string).collect();
            if years.len() > NAMED {
                named.push(format!("and {} more", years.len() - NAMED));
            }
            let of = if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) };
            match text.strip_prefix("warning: ") {
                Some(warning) => format!("warning: `{outcome}`{of}: {warning}"),
                None => format!("`{outcome}`{of}: {text}"),
            }
        })
        .collect()
}
