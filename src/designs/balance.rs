//! How alike participants and controls are, before and after the design: the table that is read before any outcome.
//!
//! Standardised differences divide by the participants' standard deviation before matching, so that dropping persons can't
//! hide a difference (Stuart 2010, Statistical Science 25; Austin 2009, Statistics in Medicine 28).

use rayon::prelude::*;

use crate::column::Column;
use crate::design::Design;

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
        let variables: Vec<VariableBalance> = study
            .columns()
            .par_iter()
            .zip(study.names())
            .zip(study.scale())
            .map(|((column, name), scale)| {
                let binary = is_binary(column);
                let [before, after] = moments(column, participates, weights).map(|of| compare(of, *scale, binary));
                let outside = outside(column.iter(), participates, weights);
                VariableBalance { variable: name.clone(), before, after, outside }
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
            outside_score: design.score().map(|score| outside(score.logit.iter().copied(), participates, weights)),
        }
    }
}

fn is_binary(column: &Column) -> bool {
    let Some(first) = column.iter().next() else { return true };
    let Some(other) = column.iter().find(|x| *x != first) else { return true };
    column.iter().all(|x| x == first || x == other)
}

fn compare([controls, participants]: [Moments; 2], scale: f64, binary: bool) -> Comparison {
    // Where one group alone varies, the ratio is 0 or infinite, which no limit admits.
    let varies = participants.variance > 0.0 || controls.variance > 0.0;
    Comparison {
        participants,
        controls,
        difference: (participants.mean - controls.mean) / scale,
        variance_ratio: (varies && !binary).then(|| participants.variance / controls.variance),
    }
}

/// The moments of controls and participants: all persons alike, and with weights.
fn moments(column: &Column, participates: &[bool], weights: &[f64]) -> [[Moments; 2]; 2] {
    let [controls, participants] = [false, true].map(|group| of_group(column, participates, weights, group));
    [0, 1].map(|at| [controls[at], participants[at]])
}

/// The moments of a group in both weightings, which two passes make together.
fn of_group(column: &Column, participates: &[bool], weights: &[f64], group: bool) -> [Moments; 2] {
    let persons = || column.iter().zip(weights).zip(participates).filter(|(_, p)| **p == group).map(|(pair, _)| pair);
    let (mut number, mut sum, mut total, mut weighted) = (0.0, 0.0, 0.0, 0.0);
    for (x, w) in persons() {
        number += 1.0;
        sum += x;
        total += w;
        weighted += w * x;
    }
    let means = [sum / number, weighted / total];
    let mut squares = [0.0; 2];
    for (x, w) in persons() {
        squares[0] += (x - means[0]).powi(2);
        squares[1] += w * (x - means[1]).powi(2);
    }
    [
        Moments { mean: means[0], variance: squares[0] / number },
        Moments { mean: means[1], variance: squares[1] / total },
    ]
}

/// Kept participants outside the range of the controls with weight.
fn outside(numbers: impl Iterator<Item = f64> + Clone, participates: &[bool], weights: &[f64]) -> u64 {
    let used = || numbers.clone().zip(weights).zip(participates).filter(|((_, w), _)| **w > 0.0);
    let controls = used().filter(|(_, p)| !**p).map(|((x, _), _)| x);
    let (low, high) = controls.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    used().filter(|((x, _), p)| **p && (*x < low || *x > high)).count() as u64
}
