//! How alike participants and controls are, before and after the design: the table that is read before any outcome.
//!
//! Standardised differences divide by the participants' standard deviation before matching, so that dropping persons can't
//! hide a difference (Stuart 2010, Statistical Science 25; Austin 2009, Statistics in Medicine 28).

use rayon::prelude::*;

use crate::design::Design;
use crate::score::ranges;

/// One group's weighted mean and variance of a variable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// The mean.
    pub mean: f64,
    /// The variance, about that mean, over Σw.
    pub variance: f64,
}

/// A variable in both groups.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Participants.
    pub participants: Moments,
    /// Controls.
    pub controls: Moments,
    /// Difference of means over the participants' standard deviation before the design.
    pub difference: f64,
    /// The participants' variance over the controls'; none where either is zero, and for variables of two values, where it
    /// follows from the means.
    pub variance_ratio: Option<f64>,
}

/// One variable's balance.
#[derive(Debug, Clone, PartialEq)]
pub struct VariableBalance {
    /// The variable.
    pub variable: String,
    /// Before the design, all persons alike.
    pub before: Comparison,
    /// With the design's weights.
    pub after: Comparison,
    /// Kept participants outside the range of the controls with weight.
    pub outside: u64,
}

/// The balance of a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Balance {
    /// By variable.
    pub variables: Vec<VariableBalance>,
    /// Participants.
    pub participants: u64,
    /// Participants in addition who were left out because a variable is not known for them.
    pub left_out: u64,
    /// Participants who are kept.
    pub kept: u64,
    /// Possible controls.
    pub possible_controls: u64,
    /// Controls with weight.
    pub controls: u64,
    /// The effective number of controls.
    pub effective_controls: f64,
    /// The largest share that one control has of all controls' weight.
    pub largest_share: f64,
    /// Kept participants whose score lies above or below that of all controls with weight, where the method has a score.
    pub outside_score: Option<u64>,
}

impl Balance {
    /// Compares the groups of a design.
    pub fn of(design: &Design<'_>) -> Balance {
        let study = design.study();
        let (participates, weights) = (study.participates(), design.weights());
        let equal = vec![1.0; study.persons()];
        let variables: Vec<VariableBalance> = study
            .columns()
            .par_iter()
            .zip(study.names())
            .zip(study.scale())
            .map(|((column, name), scale)| {
                let binary = is_binary(column);
                VariableBalance {
                    variable: name.clone(),
                    before: compare(column, participates, &equal, *scale, binary),
                    after: compare(column, participates, weights, *scale, binary),
                    outside: outside(column, participates, weights),
                }
            })
            .collect();
        let heaviest = weights.iter().zip(participates).filter(|(_, p)| !**p).map(|(w, _)| *w).fold(0.0, f64::max);
        Balance {
            variables,
            participants: study.participants(),
            left_out: study.left_out(),
            kept: design.kept(),
            possible_controls: study.controls(),
            controls: design.controls(),
            effective_controls: design.effective_controls(),
            largest_share: heaviest / design.kept() as f64,
            outside_score: design.score().map(|score| outside(&score.logit, participates, weights)),
        }
    }
}

fn is_binary(column: &[f64]) -> bool {
    let first = column.first();
    let other = column.iter().find(|x| Some(*x) != first);
    column.iter().all(|x| Some(x) == first || Some(x) == other)
}

fn compare(column: &[f64], participates: &[bool], weights: &[f64], scale: f64, binary: bool) -> Comparison {
    let participants = moments(column, participates, weights, true);
    let controls = moments(column, participates, weights, false);
    // Where one group alone varies, the ratio is 0 or infinite, which no limit admits.
    let varies = participants.variance > 0.0 || controls.variance > 0.0;
    Comparison {
        participants,
        controls,
        difference: (participants.mean - controls.mean) / scale,
        variance_ratio: (varies && !binary).then(|| participants.variance / controls.variance),
    }
}

fn moments(column: &[f64], participates: &[bool], weights: &[f64], group: bool) -> Moments {
    let persons = || column.iter().zip(weights).zip(participates).filter(|(_, p)| **p == group).map(|(pair, _)| pair);
    let (total, sum) = persons().fold((0.0, 0.0), |(total, sum), (x, w)| (total + w, sum + w * x));
    let mean = sum / total;
    let squares: f64 = persons().map(|(x, w)| w * (x - mean).powi(2)).sum();
    Moments { mean, variance: squares / total }
}

/// Kept participants outside the range of the controls with weight.
fn outside(column: &[f64], participates: &[bool], weights: &[f64]) -> u64 {
    let used: Vec<f64> = column.iter().zip(weights).map(|(x, w)| if *w > 0.0 { *x } else { f64::NAN }).collect();
    // The smaller and the larger of a number and NaN is the number.
    let (_, (low, high)) = ranges(&used, participates);
    used.iter().zip(participates).filter(|(x, p)| **p && (**x < low || **x > high)).count() as u64
}
