//! Nearest neighbours on the logit of the propensity score, within a caliper.
//!
//! Deterministic: without replacement, participants choose from the highest score down (ties in the order of persons), each
//! the nearest control that is left; of two equally near the one of the lower score, and of equal scores the first person.
//! With replacement every control that is as near as the last one is chosen too, and all share alike, so that the order of
//! persons plays no part.

use rayon::prelude::*;

use crate::error::DesignError;
use crate::score::Score;
use crate::study::{Study, mean_and_deviation};

/// How neighbours are chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbours {
    /// Controls for each participant.
    pub controls: u32,
    /// Whether a control can serve several participants.
    pub replacement: bool,
    /// The largest distance, in standard deviations of the logit (the root of the mean of both groups' variances): Austin
    /// 2011, Pharmaceutical Statistics 10, recommends 0.2. None without.
    pub caliper: Option<f64>,
}

/// One control of a participant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// The control's position in the study.
    pub control: usize,
    /// Its share among the participant's controls; they add up to 1.
    pub share: f64,
}

/// Participants with their controls.
#[derive(Debug, Clone)]
pub struct Matches {
    /// Position of each participant who has a control, and the controls; ascending.
    pub sets: Vec<(usize, Vec<Match>)>,
    /// Whether a control can serve several participants.
    pub replacement: bool,
    /// The largest distance of logits that was allowed.
    pub caliper: f64,
}

impl Matches {
    /// Matches every participant; `order` has the controls by score.
    ///
    /// # Errors
    /// No control asked for, a caliper that is not above zero, no participant within it.
    pub(crate) fn new(study: &Study, score: &Score, order: &Sorted, rule: Neighbours) -> Result<Matches, DesignError> {
        if rule.controls == 0 || rule.caliper.is_some_and(|caliper| !(caliper > 0.0 && caliper.is_finite())) {
            return Err(DesignError::Neighbours);
        }
        let caliper = rule.caliper.map_or(f64::INFINITY, |caliper| caliper * spread(study, score));
        let mut participants: Vec<usize> = (0..study.persons()).filter(|i| study.participates()[*i]).collect();
        let mut sets: Vec<(usize, Vec<Match>)> = if rule.replacement {
            let chosen = |i: &usize| order.nearest(score.logit[*i], rule.controls as usize, caliper);
            participants.iter().map(|i| (*i, chosen(i))).collect()
        } else {
            participants.sort_by(|a, b| score.logit[*b].total_cmp(&score.logit[*a]).then(a.cmp(b)));
            greedy(&participants, score, order, rule.controls, caliper)
        };
        sets.retain(|(_, controls)| !controls.is_empty());
        sets.sort_by_key(|(i, _)| *i);
        if sets.is_empty() {
            return Err(DesignError::NoOverlap { within: "within the caliper" });
        }
        Ok(Matches { sets, replacement: rule.replacement, caliper })
    }

    /// Every person's weight: 1 for a participant who is kept, for a control the sum of its shares.
    pub fn weights(&self, study: &Study) -> Vec<f64> {
        let mut weights = vec![0.0; study.persons()];
        for (participant, controls) in &self.sets {
            weights[*participant] = 1.0;
            controls.iter().for_each(|m| weights[m.control] += m.share);
        }
        weights
    }
}

/// The root of the mean of both groups' variances of the logit.
fn spread(study: &Study, score: &Score) -> f64 {
    let of = |participates: bool| {
        let group = score.logit.iter().zip(study.participates()).filter(move |(_, p)| **p == participates);
        mean_and_deviation(group.map(|(x, _)| *x)).1
    };
    ((of(true).powi(2) + of(false).powi(2)) / 2.0).sqrt()
}

/// One group in the order of scores, and of persons where scores are equal.
#[derive(Debug, Clone)]
pub(crate) struct Sorted {
    pub(crate) persons: Vec<usize>,
    pub(crate) logits: Vec<f64>,
}

impl Sorted {
    pub(crate) fn new(study: &Study, score: &Score, participates: bool) -> Sorted {
        let of_group = score.logit.iter().zip(study.participates()).enumerate();
        let of_group = of_group.filter(|(_, (_, p))| **p == participates).map(|(i, (logit, _))| (*logit, i));
        let mut order: Vec<(f64, usize)> = of_group.collect();
        // No two are equal, so the order does not depend on the number of threads.
        order.par_sort_unstable_by(|(a, i), (b, j)| a.total_cmp(b).then(i.cmp(j)));
        let (logits, persons) = order.into_iter().unzip();
        Sorted { persons, logits }
    }

    /// Each person in the order of scores: the person, the logit, and the first position among `others` that is not below it.
    pub(crate) fn beside(&self, others: &Sorted) -> impl Iterator<Item = (usize, f64, usize)> {
        let mut above = 0;
        self.persons.iter().zip(&self.logits).map(move |(person, logit)| {
            while others.logits.get(above).is_some_and(|other| other < logit) {
                above += 1;
            }
            (*person, *logit, above)
        })
    }

    /// The nearest so many within the caliper, and all that are as near as the last of them.
    fn nearest(&self, logit: f64, wanted: usize, caliper: f64) -> Vec<Match> {
        let (first, last) = self.window(logit, wanted);
        let near: Vec<(usize, f64)> =
            (first..last).map(|at| (at, (self.logits[at] - logit).abs())).filter(|(_, far)| *far <= caliper).collect();
        let mut distances: Vec<f64> = near.iter().map(|(_, far)| *far).collect();
        distances.sort_by(f64::total_cmp);
        let Some(furthest) = distances.get(wanted.min(distances.len()).saturating_sub(1)) else { return Vec::new() };
        let chosen: Vec<usize> = near.iter().filter(|(_, far)| far <= furthest).map(|(at, _)| *at).collect();
        let share = 1.0 / chosen.len() as f64;
        chosen.into_iter().map(|at| Match { control: self.persons[at], share }).collect()
    }

    /// A range of positions that holds the nearest so many with all that tie with them.
    fn window(&self, logit: f64, wanted: usize) -> (usize, usize) {
        let middle = self.logits.partition_point(|x| *x < logit);
        let low = self.logits[middle.saturating_sub(wanted).min(self.logits.len() - 1)];
        let high = self.logits[(middle + wanted - 1).min(self.logits.len() - 1)];
        (self.logits.partition_point(|x| *x < low), self.logits.partition_point(|x| *x <= high))
    }

    /// The position of the one nearest to a logit, of two equally near the lower; `above` is the first that is not below it.
    pub(crate) fn closest(&self, logit: f64, above: usize) -> usize {
        match above.checked_sub(1) {
            None => above,
            Some(below) if above == self.logits.len() => below,
            Some(below) if logit - self.logits[below] <= self.logits[above] - logit => below,
            Some(_) => above,
        }
    }
}

/// Matches without replacement: every participant takes one control, then every participant a second, and so on.
fn greedy(
    participants: &[usize],
    score: &Score,
    order: &Sorted,
    wanted: u32,
    caliper: f64,
) -> Vec<(usize, Vec<Match>)> {
    let mut free = Free::new(order.persons.len());
    let mut sets: Vec<(usize, Vec<Match>)> = participants.iter().map(|i| (*i, Vec::new())).collect();
    for _ in 0..wanted {
        for (i, controls) in &mut sets {
            let logit = score.logit[*i];
            let middle = order.logits.partition_point(|x| *x < logit);
            let above = free.at_or_above(middle);
            // The first person of an equal score below stands first among those who tie.
            let below = free.below(middle).map(|at| {
                let first = order.logits.partition_point(|x| *x < order.logits[at]);
                free.at_or_above(first).unwrap_or(at)
            });
            let distance = |at: usize| (order.logits[at] - logit).abs();
            let nearest = match (below, above) {
                (Some(below), Some(above)) if distance(below) <= distance(above) => Some(below),
                (below, above) => above.or(below),
            };
            if let Some(at) = nearest.filter(|at| distance(*at) <= caliper) {
                free.take(at);
                controls.push(Match { control: order.persons[at], share: 1.0 });
            }
        }
    }
    for (_, controls) in &mut sets {
        let share = 1.0 / controls.len() as f64;
        controls.iter_mut().for_each(|m| m.share = share);
    }
    sets
}

/// Which positions are free, with the next free one on either side found by path halving.
struct Free {
    /// The position itself if it is free, else one further on; shifted by one downwards.
    up: Vec<usize>,
    down: Vec<usize>,
}

impl Free {
    fn new(positions: usize) -> Free {
        Free { up: (0..=positions).collect(), down: (0..=positions).collect() }
    }

    fn at_or_above(&mut self, at: usize) -> Option<usize> {
        let found = root(&mut self.up, at);
        (found + 1 < self.up.len()).then_some(found)
    }

    fn below(&mut self, at: usize) -> Option<usize> {
        root(&mut self.down, at).checked_sub(1)
    }

    fn take(&mut self, at: usize) {
        self.up[at] = at + 1;
        self.down[at + 1] = at;
    }
}

fn root(links: &mut [usize], mut at: usize) -> usize {
    while links[at] != at {
        links[at] = links[links[at]];
        at = links[at];
    }
    at
}
