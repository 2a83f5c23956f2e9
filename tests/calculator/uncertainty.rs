//! How sure a result is: the case of `fixtures/calculator/README.md` by hand, and the delta method.

use som::calculator::calculate;
use som::calculator::uncertainty::{SwingInput, Triangle, difference};
use som::case::Inputs;
use som::case::inputs::{Committees, Range, Split, SplitOf};
use som::tables::Database;
use som::tables::published::CovarianceRow;
use som::words::Payer;
use statrs::distribution::{ContinuousCDF, Normal};

use super::fixture;

const DRAWS: u32 = 100_000;

/// The release with the errors of the README.
fn database() -> Database {
    let mut database = fixture::database();
    for row in &mut database.estimates {
        row.standard_error = match (row.consequence.as_str(), row.follow_up_year) {
            ("cash_benefit_weeks", 1) => 3.0,
            ("cash_benefit_weeks", _) => 2.0,
            ("income_tax", _) => 1_000.0,
            _ => 0.5,
        };
    }
    for (consequence, a, b, covariance) in
        [("cash_benefit_weeks", 1, 2, 4.0), ("income_tax", 1, 2, 500_000.0), ("income_tax", 2, 3, 500_000.0)]
    {
        database.covariances.push(CovarianceRow {
            target_group: "homelessness".to_owned(),
            subgroup: "all".to_owned(),
            success_measure: "left_shelter".to_owned(),
            consequence: consequence.to_owned(),
            follow_up_year: a,
            other_year: b,
            covariance,
        });
    }
    database
}

fn inputs() -> Inputs {
    let mut inputs = fixture::resolved("case.toml", &database());
    inputs.uncertainty.draws = DRAWS;
    inputs
}

/// Within five standard errors of what so many draws can tell.
fn near(found: f64, expected: f64, error: f64) {
    assert!((found - expected).abs() <= 5.0 * error, "{found} is not {expected} ± {error}");
}

fn by_hand() -> [f64; 3] {
    [8_800.0 * 54.64f64.sqrt(), 4_400.0 * 11.911_406_25f64.sqrt(), 21_780.0]
}

#[test]
fn the_interval_is_that_of_the_errors_joint_over_years() {
    let total = calculate(&inputs()).uncertainty.total;
    let independent = by_hand().iter().map(|sd| sd * sd).sum::<f64>().sqrt();
    let correlated: f64 = by_hand().iter().sum();
    let draws = f64::from(DRAWS);
    for (drawn, deviation) in [(total.independent, independent), (total.correlated, correlated)] {
        near(drawn.mean, 38_610.0, deviation / draws.sqrt());
        near(drawn.standard_deviation, deviation, deviation / (2.0 * draws).sqrt());
        let chance = Normal::new(0.0, 1.0).unwrap().cdf(38_610.0 / deviation);
        near(drawn.chance_of_gain, chance, (chance * (1.0 - chance) / draws).sqrt());
        // The error of a 2.5 % quantile is √(0.025 × 0.975) / φ(1.96) = 2.67 deviations over the root of the draws.
        near(drawn.low, 38_610.0 - 1.959_964 * deviation, 2.67 * deviation / draws.sqrt());
        near(drawn.high, 38_610.0 + 1.959_964 * deviation, 2.67 * deviation / draws.sqrt());
    }
}

#[test]
fn the_tornado_is_by_hand() {
    let uncertainty = calculate(&inputs()).uncertainty;
    let swing = |input: SwingInput| uncertainty.tornado.iter().find(|swing| swing.input == input).unwrap();
    for (consequence, deviation) in ["cash_benefit_weeks", "income_tax", "hospital_nights"].iter().zip(by_hand()) {
        let found = swing(SwingInput::Estimates { consequence: (*consequence).to_owned() });
        near(found.high - 38_610.0, 1.959_964 * deviation, 0.01);
        near(38_610.0 - found.low, 1.959_964 * deviation, 0.01);
    }
    // 10 % less and more of the rate: 401,610 is what success brings.
    let rate = swing(SwingInput::NetRate);
    assert!(!rate.given);
    near(rate.low, 38_610.0 - 40_161.0, 1e-6);
    near(rate.high, 38_610.0 + 40_161.0, 1e-6);
    // 10 % more costs: 399,000. Income tax is in kroner, so prices move 215,600 + 87,120 only.
    near(swing(SwingInput::Costs).high, 38_610.0 - 39_900.0, 1e-6);
    near(swing(SwingInput::Prices).high, 38_610.0 + 30_272.0, 1e-6);
    let widths: Vec<f64> = uncertainty.tornado.iter().map(|swing| swing.width()).collect();
    assert!(widths.windows(2).all(|pair| pair[0] >= pair[1]), "{widths:?}");
}

#[test]
fn completion_moves_nothing_where_the_rate_is_of_those_who_start() {
    let mut inputs = inputs();
    inputs.effect.denominator = som::words::Denominator::Started;
    inputs.uncertainty.completion_rate = Some(Range { low: 0.5, high: 0.9 });
    let result = calculate(&inputs);
    assert!(result.uncertainty.tornado.iter().all(|swing| swing.input != SwingInput::CompletionRate));
    let mut other = inputs.clone();
    other.intervention.completion_rate = 0.6;
    assert_eq!(calculate(&other).uncertainty.total, result.uncertainty.total);
}

/// With narrow ranges the variance is that of the first derivatives, which are taken here from the engine's own totals.
#[test]
fn draws_agree_with_the_delta_method() {
    let mut inputs = inputs();
    let range = |low, high| Some(Range { low, high });
    inputs.uncertainty.net_rate = range(0.23, 0.27);
    inputs.uncertainty.completion_rate = range(0.77, 0.83);
    inputs.uncertainty.costs = range(0.97, 1.03);
    inputs.uncertainty.displaced = range(0.9, 1.1);
    inputs.uncertainty.prices = range(0.96, 1.04);
    let drawn = calculate(&inputs).uncertainty.total.independent;
    let derivative = |change: &dyn Fn(&mut Inputs, f64), step: f64| {
        let at = |by: f64| {
            let mut moved = inputs.clone();
            change(&mut moved, by);
            calculate(&moved).total.present_value
        };
        (at(step) - at(-step)) / (2.0 * step)
    };
    let scaled = |of: fn(&mut Inputs) -> &mut Vec<som::case::inputs::Cost>| {
        move |inputs: &mut Inputs, by: f64| of(inputs).iter_mut().for_each(|cost| cost.kr *= 1.0 + by)
    };
    let prices = |inputs: &mut Inputs, by: f64| {
        let natural = inputs.consequences.iter_mut().filter(|c| !c.is_kroner());
        natural.flat_map(|c| &mut c.prices).for_each(|price| price.factor *= 1.0 + by);
    };
    // A symmetric triangle of half-width h has the variance h² / 6.
    let parts = [
        (derivative(&|i, by| i.effect.net_rate += by, 1e-3), 0.02),
        (derivative(&|i, by| i.intervention.completion_rate += by, 1e-3), 0.03),
        (derivative(&scaled(|i| &mut i.costs), 1e-3), 0.03),
        (derivative(&scaled(|i| &mut i.displaced), 1e-3), 0.1),
        (derivative(&prices, 1e-3), 0.04),
    ];
    let of_inputs: f64 = parts.iter().map(|(derivative, h)| derivative * derivative * h * h / 6.0).sum();
    let of_estimates: f64 = by_hand().iter().map(|sd| sd * sd).sum();
    let delta = (of_inputs + of_estimates).sqrt();
    assert!((drawn.standard_deviation / delta - 1.0).abs() < 0.02, "{} is not {delta}", drawn.standard_deviation);
}

#[test]
fn indefinite_covariances_are_repaired_and_reported() {
    let mut database = database();
    for row in database.covariances.iter_mut().filter(|row| row.consequence == "income_tax") {
        // Year 1 goes with 2, and 2 against 3; 1 and 3 are not known, so fully correlated: impossible together.
        row.covariance = if row.follow_up_year == 1 { 900_000.0 } else { -900_000.0 };
    }
    let uncertainty = calculate(&fixture::resolved("case.toml", &database)).uncertainty;
    assert_eq!(uncertainty.repaired, ["income_tax"]);
    assert!(uncertainty.total.independent.standard_deviation.is_finite());
}

#[test]
fn another_seed_draws_others_and_little_changes() {
    let first = calculate(&inputs()).uncertainty.total.independent;
    let mut other = inputs();
    other.uncertainty.seed = 2;
    let second = calculate(&other).uncertainty.total.independent;
    assert_ne!(first, second);
    assert!((first.low - second.low).abs() < 0.02 * first.standard_deviation * 2.67);
}

#[test]
fn a_triangle_has_its_quantiles_and_moments() {
    let triangle = Triangle { low: 0.0, mode: 1.0, high: 4.0 };
    // Below the mode lies 1/4; a quarter of the way there is where 1/16 lies below.
    let found = triangle.quantiles(&[0.25, 1.0 / 16.0, 0.25 + 0.75 * 0.75]);
    for (found, expected) in found.iter().zip([1.0, 0.5, 2.5]) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
    assert_eq!(found.len(), 3);
    assert!((triangle.mean() - 5.0 / 3.0).abs() < 1e-12);
    // (0 + 1 + 16 − 0 − 0 − 4) / 18 = 13/18.
    assert!((triangle.mean_square() - 25.0 / 9.0 - 13.0 / 18.0).abs() < 1e-12);
}

#[test]
fn without_errors_and_ranges_there_is_no_interval() {
    let mut database = fixture::database();
    database.estimates.iter_mut().for_each(|row| row.standard_error = 0.0);
    let result = calculate(&fixture::resolved("case.toml", &database));
    let total = result.uncertainty.total.independent;
    assert!(!result.uncertainty.any);
    assert!((total.low - 38_610.0).abs() < 1e-6 && (total.high - 38_610.0).abs() < 1e-6);
}

/// Kommune's parts of the units of the README: 6,160, 2.64 and 4,840 × 1.8 × 0.5. A quarter of each is the first committee's.
#[test]
fn each_committee_has_its_share_of_the_uncertainty() {
    let mut inputs = inputs();
    let split = Split { payer: Payer::Kommune, of: SplitOf::Whole, shares: vec![0.25, 0.75] };
    inputs.committees = Committees { names: vec!["a".to_owned(), "b".to_owned()], splits: vec![split] };
    let parts = [6_160.0 * 54.64f64.sqrt(), 2_640.0 * 11.911_406_25f64.sqrt(), 4_356.0];
    let independent = parts.iter().map(|sd| sd * sd).sum::<f64>().sqrt();
    let correlated: f64 = parts.iter().sum();
    let found = calculate(&inputs).uncertainty.by_committee;
    assert_eq!(found.len(), 2);
    for (committee, share) in found.iter().zip([0.25, 0.75]) {
        let draws = f64::from(DRAWS);
        for (drawn, deviation) in
            [(committee.bounds.independent, independent), (committee.bounds.correlated, correlated)]
        {
            near(drawn.mean, -117_322.0 * share, deviation * share / draws.sqrt());
            near(drawn.standard_deviation, deviation * share, deviation * share / (2.0 * draws).sqrt());
        }
    }
}

/// The same case with 10,000 kroner more of costs is that much worse in every draw. At half the rate half of what success brings,
/// with half of its error, is the difference; of another target group the errors are independent.
#[test]
fn the_difference_of_two_cases_is_of_common_draws() {
    let first = inputs();
    let mut dearer = inputs();
    dearer.costs[0].kr += 10_000.0;
    let found = difference(&dearer, &first);
    near(found.present_value, -10_000.0, 1e-7);
    for interval in [found.bounds.independent, found.bounds.correlated] {
        near(interval.low, -10_000.0, 1e-6);
        near(interval.high, -10_000.0, 1e-6);
        assert_eq!(interval.chance_of_gain, 0.0);
    }
    let mut weaker = inputs();
    weaker.effect.net_rate = 0.125;
    let deviation = by_hand().iter().map(|sd| sd * sd).sum::<f64>().sqrt();
    let draws = f64::from(DRAWS);
    let found = difference(&first, &weaker);
    assert!(found.same_estimates);
    near(found.bounds.independent.mean, 401_610.0 / 2.0, 0.5 * deviation / draws.sqrt());
    near(found.bounds.independent.standard_deviation, 0.5 * deviation, 0.5 * deviation / (2.0 * draws).sqrt());
    weaker.group.subgroup = "18-24".to_owned();
    let found = difference(&first, &weaker);
    let both = deviation * (1.0f64 + 0.25).sqrt();
    near(found.bounds.independent.standard_deviation, both, both / (2.0 * draws).sqrt());
}
