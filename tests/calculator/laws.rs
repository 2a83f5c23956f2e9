//! What holds for every case.

use proptest::prelude::*;
use som::calculator::uncertainty::SwingInput;
use som::calculator::{CaseResult, Outline, calculate, outline};
use som::case::Inputs;
use som::case::inputs::{Committees, Consequence, Cost, DiscountStep, During, Price, Split, SplitOf, Value};
use som::words::{Area, CostBasis, CostCategory, Denominator, Kind, Label, Payer, Provenance, Status};

use super::fixture;

fn any_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => (-100.0..100.0f64, 0.0..50.0f64, 0.5..2.0f64).prop_map(|(value, standard_error, factor)| Value::Estimate {
            value,
            standard_error,
            factor,
            price_year: None,
            robustness: Some(0.1),
            robustness_to_insignificance: Some(0.05),
            defines_success: false,
            depends_on_entry_year: None,
            provenance: Provenance::Published,
        }),
        1 => (-100.0..100.0f64, 0.5..2.0f64).prop_map(|(value, factor)| Value::Own { value, factor, price_year: None }),
        1 => Just(Value::Zero { status: Status::Estimated }),
        1 => Just(Value::Unknown { status: Some(Status::TooFewUsers) }),
    ]
}

fn consequence() -> impl Strategy<Value = Consequence> {
    let price =
        (0.0..1e4f64, 0.0..1e4f64, 0.0..1e4f64, 0.5..2.0f64).prop_map(|(kommune, region, stat, factor)| Price {
            first_year: 1,
            last_year: 10,
            straddled: Vec::new(),
            kommune_kr: kommune,
            region_kr: region,
            stat_kr: stat,
            price_year: Some(2022),
            series: None,
            factor,
            source: String::new(),
            provenance: Some(Provenance::Published),
        });
    (any_of(Area::ALL), any_of(Kind::ALL), prop::collection::vec(value(), 10), prop::option::weighted(0.9, price))
        .prop_map(|(area, kind, years, price)| Consequence {
            id: String::new(),
            label: Label::owned("", ""),
            area,
            unit: "week".to_owned(),
            kind,
            years,
            prices: price.into_iter().collect(),
            qualification: None,
            own: false,
            covariances: Vec::new(),
        })
}

fn cost() -> impl Strategy<Value = Cost> {
    let cost = (any_of(CostBasis::ALL), any_of(Payer::ALL), 0.0..1e6f64, 0.5..2.0f64);
    cost.prop_map(|(basis, payer, kr, factor)| Cost {
        name: String::new(),
        category: CostCategory::Operation,
        basis,
        kr,
        payer,
        price_year: 2022,
        factor,
        staff: None,
        year: Some(2026),
        group_size: None,
        part_of: None,
    })
}

fn while_taking_part(of: Consequence, value: f64) -> Option<During> {
    let price = of.prices.first()?.clone();
    let Consequence { id, label, area, unit, kind, .. } = of;
    let values = vec![(0, value), (1, -value)];
    Some(During {
        consequence: id,
        label,
        area,
        unit,
        kind,
        values,
        price_year: None,
        factor: 1.0,
        price,
        qualification: None,
        reason: String::new(),
    })
}

prop_compose! {
    fn inputs()(
        years in 1..6i32,
        participants in 1.0..500.0f64,
        completion_rate in 0.0..=1.0f64,
        years_to_completion in 0..3i32,
        net_rate in -0.5..1.0f64,
        started in any::<bool>(),
        horizon in 1..=10usize,
        rates in (0.0..0.1f64, 0.0..0.1f64),
        mut consequences in prop::collection::vec(consequence(), 0..8),
        mut costs in prop::collection::vec(cost(), 0..4),
        mut displaced in prop::collection::vec(cost(), 0..3),
        during in prop::option::of((consequence(), -5.0..5.0f64)),
        phase_in in prop::collection::vec(0.0..=1.0f64, 0..3),
        share in 0.0..=1.0f64,
    ) -> Inputs {
        for (number, consequence) in consequences.iter_mut().enumerate() {
            consequence.id = format!("consequence_{number}");
            consequence.years.truncate(horizon);
        }
        for (number, cost) in costs.iter_mut().chain(&mut displaced).enumerate() {
            cost.name = format!("cost {number}");
        }
        let mut inputs = fixture::inputs();
        inputs.intervention.years = years;
        inputs.intervention.participants = participants;
        inputs.intervention.completion_rate = completion_rate;
        inputs.intervention.years_to_completion = years_to_completion;
        inputs.effect.net_rate = net_rate;
        inputs.effect.denominator = if started { Denominator::Started } else { Denominator::Completed };
        inputs.horizon = i32::try_from(horizon).unwrap();
        inputs.discount =
            vec![DiscountStep { from_year: 0, rate: rates.0 }, DiscountStep { from_year: 3, rate: rates.1 }];
        inputs.consequences = consequences;
        inputs.costs = costs;
        inputs.displaced = displaced;
        inputs.during = during.into_iter().filter_map(|(of, value)| while_taking_part(of, value)).collect();
        inputs.phase_in = phase_in;
        inputs.committees = Committees {
            names: vec!["a".to_owned(), "b".to_owned()],
            splits: vec![
                Split { payer: Payer::Kommune, of: SplitOf::Whole, shares: vec![share, 1.0 - share] },
                Split { payer: Payer::Kommune, of: SplitOf::named("health"), shares: vec![1.0, 0.0] },
                Split { payer: Payer::Stat, of: SplitOf::named("costs"), shares: vec![0.5, 0.5] },
            ],
        };
        inputs
    }
}

/// Sums of the same lines in another order differ by no more than rounding, measured by what was added and not by what is
/// left when gains and costs cancel.
fn close(result: &CaseResult, a: f64, b: f64) -> bool {
    let added: f64 = result.lines.iter().map(|line| line.undiscounted.abs()).sum();
    (a - b).abs() <= 1e-9 * added.max(1.0)
}

fn fixed(inputs: &Inputs) -> f64 {
    let of = |costs: &[Cost], years: i32| -> f64 {
        costs
            .iter()
            .map(|cost| match cost.basis {
                CostBasis::Once | CostBasis::AtTheEnd | CostBasis::InYear => cost.kr * cost.factor,
                CostBasis::PerYear => cost.kr * cost.factor * f64::from(years),
                CostBasis::PerParticipant | CostBasis::PerCompleted | CostBasis::PerSuccess => 0.0,
            })
            .sum()
    };
    of(&inputs.displaced, inputs.intervention.years) - of(&inputs.costs, inputs.intervention.years)
}

fn all_costs(inputs: &Inputs) -> f64 {
    let started = inputs.intervention.started();
    let per = |costs: &[Cost]| -> f64 {
        let times = |cost: &Cost| match cost.basis {
            CostBasis::PerParticipant => started,
            CostBasis::PerCompleted => started * inputs.intervention.completion_rate,
            _ => 0.0,
        };
        costs.iter().map(|cost| cost.kr * cost.factor * times(cost)).sum()
    };
    fixed(inputs) + per(&inputs.displaced) - per(&inputs.costs)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_side_adds_up_to_the_total(inputs in inputs()) {
        let result = calculate(&inputs);
        let sides: [Vec<som::calculator::result::Money>; 5] = [
            result.by_year.iter().map(|t| t.money).collect(),
            result.by_payer.iter().map(|t| t.money).collect(),
            result.by_heading.iter().map(|t| t.money).collect(),
            result.by_item.iter().map(|t| t.money).collect(),
            result.by_year.last().map(|t| t.cumulative).into_iter().collect(),
        ];
        for side in sides {
            prop_assert!(close(&result, side.iter().map(|m| m.undiscounted).sum(), result.total.undiscounted));
            prop_assert!(close(&result, side.iter().map(|m| m.present_value).sum(), result.total.present_value));
        }
    }

    #[test]
    fn an_outline_has_the_figures_of_the_whole(inputs in inputs()) {
        prop_assert_eq!(outline(&inputs), Outline::of(&calculate(&inputs)));
    }

    #[test]
    fn total_is_participants_times_per_participant(inputs in inputs()) {
        let result = calculate(&inputs);
        let per = result.per_participant.unwrap();
        prop_assert!(close(&result, per.undiscounted * result.started, result.total.undiscounted));
    }

    #[test]
    fn twice_the_participants_is_twice_the_gain_but_for_fixed_costs(inputs in inputs()) {
        let once = calculate(&inputs);
        let mut doubled = inputs.clone();
        doubled.intervention.participants *= 2.0;
        let twice = calculate(&doubled);
        let fixed = fixed(&inputs);
        prop_assert!(close(&twice, twice.total.undiscounted - fixed, 2.0 * (once.total.undiscounted - fixed)));
    }

    #[test]
    fn without_effect_only_costs_remain(mut inputs in inputs()) {
        inputs.effect.net_rate = 0.0;
        inputs.during.clear();
        let result = calculate(&inputs);
        prop_assert!(close(&result, result.total.undiscounted, all_costs(&inputs)));
        prop_assert!(result.lines.iter().all(|line| line.heading.word().ends_with("costs")));
    }

    #[test]
    fn without_discounting_a_present_value_is_the_plain_sum(mut inputs in inputs()) {
        inputs.discount = vec![DiscountStep { from_year: 0, rate: 0.0 }];
        let result = calculate(&inputs);
        prop_assert_eq!(result.total.present_value, result.total.undiscounted);
    }

    #[test]
    fn an_unknown_year_ends_its_consequence_and_no_other(mut inputs in inputs(), other in consequence()) {
        let mut other = Consequence { id: "other".to_owned(), ..other };
        other.years.truncate(usize::try_from(inputs.horizon).unwrap());
        let before = calculate(&inputs);
        other.years[0] = Value::Unknown { status: Some(Status::HeldBack) };
        inputs.consequences.push(other);
        let after = calculate(&inputs);
        prop_assert_eq!(after.total, before.total);
        prop_assert_eq!(after.consequences.last().unwrap().through, 0);
        prop_assert!(after.coverage.unknown > before.coverage.unknown);
    }

    #[test]
    fn committees_add_up_to_their_payer(inputs in inputs()) {
        let result = calculate(&inputs);
        for payer in [Payer::Kommune, Payer::Stat] {
            let of_payer = result.by_payer.iter().find(|total| total.payer == payer).unwrap().money;
            let split = result.by_committee.iter().filter(|total| total.payer == payer);
            let sum: som::calculator::result::Money = split.map(|total| total.money).sum();
            prop_assert!(close(&result, sum.undiscounted, of_payer.undiscounted));
            prop_assert!(close(&result, sum.present_value, of_payer.present_value));
        }
        prop_assert!(result.by_committee.iter().all(|total| total.payer != Payer::Region));
    }

    #[test]
    fn flows_come_back_as_what_is_gained(inputs in inputs()) {
        let result = calculate(&inputs);
        let costs: f64 = result.by_heading.iter().filter(|h| h.heading.word().ends_with("costs") || h.heading.word() == "grants").map(|h| h.money.present_value).sum();
        if !result.flows.is_empty() {
            let gained: f64 = result.flows.iter().map(|flow| flow.gain).sum();
            let borne: f64 = result.flows.chunk_by(|a, b| a.from == b.from).map(|flows| flows[0].borne).sum();
            prop_assert!(close(&result, gained - borne, result.total.present_value));
        } else {
            prop_assert!(costs >= 0.0);
        }
    }

    #[test]
    fn at_the_break_even_rate_and_costs_the_result_is_zero(inputs in inputs()) {
        let result = calculate(&inputs);
        if let Some(rate) = result.break_even_rate {
            let mut at = inputs.clone();
            at.effect.net_rate = rate.rate;
            let at = calculate(&at);
            prop_assert!(close(&result, at.total.present_value, 0.0) || close(&at, at.total.present_value, 0.0));
        }
        if let Some(most) = result.break_even_costs {
            let costs = result.by_heading.iter().find(|h| h.heading.word() == "costs").map_or(0.0, |h| h.money.present_value);
            prop_assert!(close(&result, result.total.present_value - costs, most));
        }
    }

    #[test]
    fn the_tornado_moves_around_the_result_and_draws_repeat(inputs in inputs()) {
        let result = calculate(&inputs);
        prop_assert_eq!(&calculate(&inputs).uncertainty, &result.uncertainty);
        // Costs and gains that take turns can make a present value rise and fall again with the discount rate.
        let monotone = result.uncertainty.tornado.iter().filter(|swing| swing.input != SwingInput::Discount);
        for swing in monotone {
            let (low, high) = (swing.low.min(swing.high), swing.low.max(swing.high));
            let within = low <= result.total.present_value && result.total.present_value <= high;
            prop_assert!(within || close(&result, low, result.total.present_value) || close(&result, high, result.total.present_value), "{:?}", swing);
        }
    }

    #[test]
    fn draws_agree_with_the_exact_moments(inputs in inputs()) {
        let uncertainty = calculate(&inputs).uncertainty;
        let exact = uncertainty.exact;
        let mean = exact.mean;
        for (drawn, deviation) in [(uncertainty.total.independent, exact.independent), (uncertainty.total.correlated, exact.correlated)] {
            // The mean of 10,000 draws is off by a hundredth of a deviation, their deviation by 0.7 %: five times that.
            prop_assert!((drawn.mean - mean).abs() <= 0.05 * deviation + 1e-6 * mean.abs().max(1.0), "{drawn:?} {exact:?}");
            prop_assert!((drawn.standard_deviation - deviation).abs() <= 0.05 * deviation + 1e-6 * mean.abs().max(1.0), "{drawn:?} {exact:?}");
        }
        // The band ends in the interval, which is from the same draws.
        let last = uncertainty.by_year.last().unwrap();
        prop_assert_eq!(last.independent, [uncertainty.total.independent.low, uncertainty.total.independent.high]);
        prop_assert_eq!(last.correlated, [uncertainty.total.correlated.low, uncertainty.total.correlated.high]);
        prop_assert!(uncertainty.total.correlated.standard_deviation >= 0.95 * uncertainty.total.independent.standard_deviation);
    }
}
