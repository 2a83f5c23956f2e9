//! A present value taken apart into what is drawn separately.

use nalgebra::{Matrix3, Vector3};

use super::joint_errors::JointEstimates;
use super::triangle::Triangle;
use crate::calculator::discount::discount_factor;
use crate::calculator::people;
use crate::calculator::result::Heading;
use crate::calculator::term::Term;
use crate::calculator::{lines, result};
use crate::case::Inputs;
use crate::case::inputs::{Consequence, Cost, DiscountStep};
use foundation::keys::is_kroner;
use foundation::words::{CostBasis, Denominator, Payer};

/// The present value of a case, by payer, in parts.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Costs, which are negative.
    pub costs: Amount,
    /// Grants, which stay when costs change.
    pub grants: Amount,
    /// Displaced costs.
    pub displaced: Amount,
    /// What participants use while they take part, in natural units.
    pub during: Vector3<f64>,
    /// The same in kroner, which no price changes.
    pub during_kroner: Vector3<f64>,
    /// What success brings, per unit of net rate × completion rate, by consequence.
    pub successes: Vec<SuccessValue>,
    /// The net success rate.
    pub net_rate: Triangle,
    /// Its standard error, which takes the place of a range.
    pub net_rate_error: f64,
    /// The completion rate; 1 where the net rate is of those who start.
    pub completion_rate: Triangle,
    /// What costs are multiplied by.
    pub cost_factor: Triangle,
    /// What displaced costs are multiplied by.
    pub displaced_factor: Triangle,
    /// What prices are multiplied by.
    pub price_factor: Triangle,
    /// Consequences whose covariances had to be repaired.
    pub repaired: Vec<String>,
}

/// Kroner by payer: fixed, for each who completes, and for each additional success.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// What does not depend on any rate.
    pub fixed: Vector3<f64>,
    /// Per unit of the completion rate.
    pub completed: Vector3<f64>,
    /// Per unit of net rate × completion rate.
    pub success: Vector3<f64>,
}

impl Amount {
    /// The kroner at a net success rate and a completion rate.
    pub fn at(&self, net_rate: f64, completion_rate: f64) -> Vector3<f64> {
        self.fixed + self.completed * completion_rate + self.success * (net_rate * completion_rate)
    }
}

/// The weight of an item of a payer.
pub type Weight<'a> = &'a dyn Fn(Heading, &str, Payer) -> f64;

/// One consequence.
#[derive(Debug, Clone)]
pub struct SuccessValue {
    /// Its id.
    pub id: String,
    /// Whether its values are amounts, which no price changes.
    pub is_kroner: bool,
    /// What is expected, by payer.
    pub mean: Vector3<f64>,
    /// Kroner of all payers per unit of the value, by follow-up year.
    pub weights: Vec<(i32, f64)>,
    /// The covariance of what the payers get.
    pub covariance: Matrix3<f64>,
    /// The standard deviation of what all payers together get.
    pub deviation: f64,
}

impl Parts {
    /// Takes a case apart, through a calendar year if one is given.
    pub fn of(inputs: &Inputs, known: &[JointEstimates], discount: &[DiscountStep], through: Option<i32>) -> Parts {
        Parts::with(inputs, known, discount, through, &|_, _, _| 1.0)
    }

    /// Takes a case apart where each item of each payer counts with a weight.
    pub fn weighted(inputs: &Inputs, known: &[JointEstimates], weight: Weight<'_>) -> Parts {
        Parts::with(inputs, known, &inputs.discount, None, weight)
    }

    fn with(
        inputs: &Inputs,
        known: &[JointEstimates],
        discount: &[DiscountStep],
        through: Option<i32>,
        weight: Weight<'_>,
    ) -> Parts {
        let uncertainty = &inputs.uncertainty;
        let unit = Unit::of(inputs, discount, through);
        // Without consequences, the lines are what success does not change, unless it is paid for.
        let [fixed, completed, success] = [Volume::Fixed, Volume::Completed, Volume::Success].map(|v| v.lines(inputs));
        let sum_of = |lines: &[result::Line], wanted: &dyn Fn(&result::Line) -> bool| {
            let mut sum = Vector3::zeros();
            for line in lines.iter().filter(|line| unit.counts(line.year) && wanted(line)) {
                if let Some(part) = sum.get_mut(line.payer as usize) {
                    *part += line.undiscounted * unit.factor(line.year) * weight(line.heading, &line.item, line.payer);
                }
            }
            sum
        };
        let sum = |wanted: &dyn Fn(&result::Line) -> bool| sum_of(&fixed, wanted);
        let amount = |heading: Heading| {
            let [fixed, completed, success] =
                [&fixed, &completed, &success].map(|lines| sum_of(lines, &|line| line.heading == heading));
            Amount { fixed, completed, success }
        };
        let in_kroner =
            |line: &result::Line| inputs.during.iter().any(|d| d.consequence == line.item && is_kroner(&d.unit));
        let all = || inputs.consequences.iter().zip(known);
        let successes = all().map(|(consequence, known)| unit.of_consequence(consequence, known, weight)).collect();
        let repaired = all().filter(|(_, known)| known.repaired).map(|(consequence, _)| consequence.id.clone());
        let repaired = repaired.collect();
        let completion = match inputs.effect.denominator {
            Denominator::Completed => {
                Triangle::around(inputs.intervention.completion_rate, uncertainty.completion_rate)
            }
            // A rate of those who start does not depend on how many complete.
            Denominator::Started => Triangle::around(1.0, None),
        };
        Parts {
            costs: amount(Heading::Costs),
            grants: amount(Heading::Grants),
            displaced: amount(Heading::DisplacedCosts),
            during: sum(&|line| line.heading == Heading::During && !in_kroner(line)),
            during_kroner: sum(&|line| line.heading == Heading::During && in_kroner(line)),
            successes,
            net_rate: Triangle::around(inputs.effect.net_rate, uncertainty.net_rate),
            net_rate_error: inputs.effect.standard_error,
            completion_rate: completion,
            cost_factor: Triangle::around(1.0, uncertainty.costs),
            displaced_factor: Triangle::around(1.0, uncertainty.displaced),
            price_factor: Triangle::around(1.0, uncertainty.prices),
            repaired,
        }
    }

    /// What is expected of success, and its covariance if consequences are independent: natural units or kroner.
    pub fn together(&self, kroner: bool) -> (Vector3<f64>, Matrix3<f64>) {
        let those = self.successes.iter().filter(|one| one.is_kroner == kroner);
        those.fold((Vector3::zeros(), Matrix3::zeros()), |(mean, covariance), one| {
            (mean + one.mean, covariance + one.covariance)
        })
    }

    /// The standard deviations if consequences are fully correlated: of all payers together, and of each.
    pub fn fully_correlated(&self, kroner: bool) -> (f64, Vector3<f64>) {
        let those = self.successes.iter().filter(|one| one.is_kroner == kroner);
        those.fold((0.0, Vector3::zeros()), |(all, each), one| {
            (all + one.deviation, each + one.covariance.diagonal().map(|variance| variance.max(0.0).sqrt()))
        })
    }

    /// The result for all payers together when every input is as given.
    pub fn value(&self, given: &InputPoint) -> f64 {
        self.value_of(given, None)
    }

    /// The same for one payer, or for all together.
    pub fn value_of(&self, given: &InputPoint, payer: Option<Payer>) -> f64 {
        let success = given.net_rate * given.completion_rate;
        let side = |by_payer: &Vector3<f64>| payer.map_or_else(|| by_payer.sum(), |payer| by_payer[payer as usize]);
        let of = |kroner| side(&self.together(kroner).0);
        let amount = |amount: &Amount| side(&amount.at(given.net_rate, given.completion_rate));
        amount(&self.grants)
            + amount(&self.costs) * given.cost_factor
            + amount(&self.displaced) * given.displaced_factor
            + (side(&self.during) + success * of(false)) * given.price_factor
            + side(&self.during_kroner)
            + success * of(true)
    }

    /// The inputs as the case has them.
    pub fn given(&self) -> InputPoint {
        InputPoint {
            net_rate: self.net_rate.mode,
            completion_rate: self.completion_rate.mode,
            cost_factor: 1.0,
            displaced_factor: 1.0,
            price_factor: 1.0,
        }
    }

    /// Whether anything is uncertain.
    pub fn is_uncertain(&self) -> bool {
        let ranges = [self.net_rate, self.completion_rate, self.cost_factor, self.displaced_factor, self.price_factor];
        ranges.iter().any(|range| !range.is_point())
            || self.net_rate_error > 0.0
            || self.successes.iter().any(|one| one.deviation > 0.0)
    }
}

/// Inputs at one point.
#[derive(Debug, Clone, Copy)]
pub struct InputPoint {
    /// The net success rate.
    pub net_rate: f64,
    /// The completion rate.
    pub completion_rate: f64,
    /// What costs are multiplied by.
    pub cost_factor: f64,
    /// What displaced costs are multiplied by.
    pub displaced_factor: f64,
    /// What prices are multiplied by.
    pub price_factor: f64,
}

/// What a line of costs is proportional to.
#[derive(Clone, Copy, PartialEq)]
enum Volume {
    Fixed,
    Completed,
    Success,
}

impl Volume {
    /// The lines of the costs with this volume, per unit of it; of the fixed ones with what is used during the intervention.
    fn lines(self, inputs: &Inputs) -> Vec<result::Line> {
        let started = inputs.effect.denominator == Denominator::Started;
        let of = |basis: CostBasis| match basis {
            // Where the net rate is a share of those who start, the completion rate stays as the case has it.
            CostBasis::PerCompleted if !started => Volume::Completed,
            CostBasis::PerSuccess => Volume::Success,
            _ => Volume::Fixed,
        };
        let those = |costs: &[Cost]| -> Vec<Cost> { costs.iter().filter(|c| of(c.basis) == self).cloned().collect() };
        let (costs, displaced) = (those(&inputs.costs), those(&inputs.displaced));
        if self != Volume::Fixed && costs.is_empty() && displaced.is_empty() {
            return Vec::new();
        }
        let mut unit = Inputs { costs, displaced, ..inputs.clone() };
        if self != Volume::Fixed {
            (unit.effect.net_rate, unit.intervention.completion_rate) = (1.0, 1.0);
            unit.during.clear();
        }
        lines::lines(&unit, &people::people(&unit), &[])
    }
}

/// What one unit of success brings, discounted.
struct Unit<'a> {
    inputs: &'a Inputs,
    discount: &'a [DiscountStep],
    through: Option<i32>,
    /// What one unit of kroner in follow-up year 1, 2, … comes to over all who complete.
    weights: Vec<f64>,
}

/// The years in which those who start complete, and how many started.
fn completions(inputs: &Inputs) -> Vec<(i32, f64)> {
    let intervention = &inputs.intervention;
    intervention.starts().map(|(year, started)| (year + intervention.years_to_completion, started)).collect()
}

impl<'a> Unit<'a> {
    fn of(inputs: &'a Inputs, discount: &'a [DiscountStep], through: Option<i32>) -> Unit<'a> {
        let mut unit = Unit { inputs, discount, through, weights: Vec::new() };
        let completions = completions(inputs);
        let weight = |follow_up_year: i32| {
            let years = completions.iter().map(|(year, started)| (year + follow_up_year - 1, started));
            years.filter(|(year, _)| unit.counts(*year)).map(|(year, started)| unit.factor(year) * started).sum()
        };
        unit.weights = (1..=inputs.horizon).map(weight).collect();
        unit
    }

    fn counts(&self, year: i32) -> bool {
        self.through.is_none_or(|last| year <= last)
    }

    fn factor(&self, year: i32) -> f64 {
        discount_factor(self.discount, year - self.inputs.intervention.start_year)
    }

    fn of_consequence(&self, consequence: &Consequence, known: &JointEstimates, weight: Weight<'_>) -> SuccessValue {
        let heading = Heading::Area(consequence.area);
        let [kommune, region, stat] =
            [Payer::Kommune, Payer::Region, Payer::Stat].map(|payer| weight(heading, &consequence.id, payer));
        let share = Vector3::new(kommune, region, stat);
        let weighed = |term: &Term| {
            // Follow-up years begin with 1 and end at the horizon, for which there are weights.
            let position = (term.follow_up_year - 1) as usize;
            Vector3::from(term.kr).component_mul(&share) * self.weights[position]
        };
        let weights: Vec<Vector3<f64>> = known.terms.iter().map(weighed).collect();
        let mean = known.terms.iter().zip(&weights).map(|(term, weight)| weight * term.value).sum();
        // Columns, which for a symmetric matrix are its rows.
        let covaried = known.covariance.column_iter().map(|column| -> Vector3<f64> {
            column.iter().zip(&weights).map(|(covariance, weight)| weight * *covariance).sum()
        });
        let covariance: Matrix3<f64> =
            weights.iter().zip(covaried).map(|(weight, covaried)| weight * covaried.transpose()).sum();
        SuccessValue {
            id: consequence.id.clone(),
            is_kroner: consequence.is_kroner(),
            mean,
            covariance,
            weights: known.terms.iter().zip(&weights).map(|(term, kr)| (term.follow_up_year, kr.sum())).collect(),
            // All payers together: the sum over every pair of them.
            deviation: covariance.sum().max(0.0).sqrt(),
        }
    }
}
