//! A present value taken apart into what is drawn separately.

use nalgebra::{Matrix3, Vector3};

use super::amounts::Amounts;
use super::joint_errors::JointEstimates;
use super::triangle::Triangle;
use crate::calculator::discount::discount_factor;
use crate::calculator::people;
use crate::calculator::result::Heading;
use crate::calculator::term::Term;
use crate::calculator::{lines, result};
use crate::case::Inputs;
use crate::case::inputs::{Consequence, Cost, DiscountStep, During};
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

/// A case to be taken apart, as a whole, by committee or through a year.
pub struct DecomposedCase<'a> {
    inputs: &'a Inputs,
    known: &'a [JointEstimates],
    /// Without consequences, the lines are what success does not change, unless it is paid for: per unit of each volume.
    fixed: Vec<result::Line>,
    completed: Vec<result::Line>,
    success: Vec<result::Line>,
}

impl<'a> DecomposedCase<'a> {
    /// A case with the joint errors of its estimates.
    pub fn of(inputs: &'a Inputs, known: &'a [JointEstimates]) -> DecomposedCase<'a> {
        let [fixed, completed, success] = [Volume::Fixed, Volume::Completed, Volume::Success].map(|v| v.lines(inputs));
        DecomposedCase { inputs, known, fixed, completed, success }
    }

    /// What it has amounts for.
    pub fn amounts(&self) -> Amounts {
        Amounts { completed: !self.completed.is_empty(), success: !self.success.is_empty() }
    }

    /// Its parts.
    pub fn parts(&self) -> Parts {
        self.with(&self.inputs.discount, &|_, _, _| 1.0)
    }

    /// Its parts at other discount rates.
    pub fn discounted(&self, discount: &[DiscountStep]) -> Parts {
        self.with(discount, &|_, _, _| 1.0)
    }

    /// Its parts where each item of each payer counts with a weight.
    pub fn weighted(&self, weight: Weight<'_>) -> Parts {
        self.with(&self.inputs.discount, weight)
    }

    fn with(&self, discount: &[DiscountStep], weight: Weight<'_>) -> Parts {
        let inputs = self.inputs;
        let uncertainty = &inputs.uncertainty;
        let unit = Unit::of(inputs, discount, None);
        let sum_of = |lines: &[result::Line], wanted: &dyn Fn(&result::Line) -> bool| {
            let mut sum = Vector3::zeros();
            for line in lines.iter().filter(|line| wanted(line)) {
                sum[line.payer as usize] +=
                    line.undiscounted * unit.factor(line.year) * weight(line.heading, &line.item, line.payer);
            }
            sum
        };
        let amount = |heading: Heading| {
            let [fixed, completed, success] = [&self.fixed, &self.completed, &self.success]
                .map(|lines| sum_of(lines, &|line| line.heading == heading));
            Amount { fixed, completed, success }
        };
        let all = || inputs.consequences.iter().zip(self.known);
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
            during: sum_of(&self.fixed, &|line| self.is_during(line, false)),
            during_kroner: sum_of(&self.fixed, &|line| self.is_during(line, true)),
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

    /// Whether a line is of use during the intervention, in natural units or in kroner.
    fn is_during(&self, line: &result::Line, kroner: bool) -> bool {
        let of_line = |during: &During| during.consequence == line.item && is_kroner(&during.unit);
        line.heading == Heading::During && kroner == self.inputs.during.iter().any(of_line)
    }

    /// What all payers together get through a calendar year.
    pub fn through(&self, year: i32) -> PresentValueThroughYear {
        let unit = Unit::of(self.inputs, &self.inputs.discount, Some(year));
        let sum = |lines: &[result::Line], wanted: &dyn Fn(&result::Line) -> bool| -> f64 {
            let counted = lines.iter().filter(|line| unit.counts(line.year) && wanted(line));
            counted.map(|line| line.undiscounted * unit.factor(line.year)).sum()
        };
        let amount = |heading: Heading| {
            [&self.fixed, &self.completed, &self.success].map(|lines| sum(lines, &|line| line.heading == heading))
        };
        let [mut natural, mut kroner] = [SuccessThrough::default(); 2];
        for (consequence, known) in self.inputs.consequences.iter().zip(self.known) {
            let of = if consequence.is_kroner() { &mut kroner } else { &mut natural };
            of.add(known, &unit);
        }
        PresentValueThroughYear {
            costs: amount(Heading::Costs),
            grants: amount(Heading::Grants),
            displaced: amount(Heading::DisplacedCosts),
            during: sum(&self.fixed, &|line| self.is_during(line, false)),
            during_kroner: sum(&self.fixed, &|line| self.is_during(line, true)),
            natural: natural.rooted(),
            kroner: kroner.rooted(),
        }
    }
}

/// The present value of all payers together through a year. Amounts are fixed, for each who completes, and for each success.
#[derive(Debug, Clone, Copy)]
pub struct PresentValueThroughYear {
    /// Costs, which are negative.
    pub costs: [f64; 3],
    /// Grants.
    pub grants: [f64; 3],
    /// Displaced costs.
    pub displaced: [f64; 3],
    /// What participants use while they take part, in natural units.
    pub during: f64,
    /// The same in kroner.
    pub during_kroner: f64,
    /// What success brings in natural units.
    pub natural: SuccessThrough,
    /// What it brings in kroner.
    pub kroner: SuccessThrough,
}

/// What success brings all payers together through a year, and its standard deviations.
#[derive(Debug, Clone, Copy, Default)]
pub struct SuccessThrough {
    /// What is expected.
    pub mean: f64,
    /// The standard deviation where consequences are independent.
    pub independent: f64,
    /// The standard deviation where they are fully correlated.
    pub correlated: f64,
}

impl SuccessThrough {
    /// Adds a consequence. Until [`SuccessThrough::rooted`] the first deviation is a variance.
    fn add(&mut self, known: &JointEstimates, unit: &Unit<'_>) {
        let weights: Vec<f64> =
            known.terms.iter().map(|term| term.kr.iter().sum::<f64>() * unit.weight(term)).collect();
        self.mean += known.terms.iter().zip(&weights).map(|(term, weight)| weight * term.value).sum::<f64>();
        let covaried = known
            .covariance
            .column_iter()
            .map(|column| -> f64 { column.iter().zip(&weights).map(|(covariance, weight)| covariance * weight).sum() });
        let variance = covaried.zip(&weights).map(|(covaried, weight)| covaried * weight).sum::<f64>().max(0.0);
        self.independent += variance;
        self.correlated += variance.sqrt();
    }

    fn rooted(self) -> SuccessThrough {
        SuccessThrough { independent: self.independent.sqrt(), ..self }
    }
}

impl Parts {
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
        if self != Volume::Fixed {
            if costs.is_empty() && displaced.is_empty() {
                return Vec::new();
            }
            let people = people::at(inputs, 1.0, 1.0);
            return lines::without_success(
                inputs,
                &people,
                &lines::Items { costs: &costs, displaced: &displaced, during: &[] },
            );
        }
        let items = lines::Items { costs: &costs, displaced: &displaced, during: &inputs.during };
        lines::without_success(inputs, &people::people(inputs), &items)
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

    /// What one unit of a term's kroner comes to. Follow-up years begin with 1 and end at the horizon, for which there are weights.
    fn weight(&self, term: &Term) -> f64 {
        self.weights[(term.follow_up_year - 1) as usize]
    }

    fn of_consequence(&self, consequence: &Consequence, known: &JointEstimates, weight: Weight<'_>) -> SuccessValue {
        let heading = Heading::Area(consequence.area);
        let [kommune, region, stat] =
            [Payer::Kommune, Payer::Region, Payer::Stat].map(|payer| weight(heading, &consequence.id, payer));
        let share = Vector3::new(kommune, region, stat);
        let weighed = |term: &Term| Vector3::from(term.kr).component_mul(&share) * self.weight(term);
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
