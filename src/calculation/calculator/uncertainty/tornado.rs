//! What matters most: one input at a time, low and high.

use super::moments::NORMAL;
use super::parts::{DecomposedCase, InputPoint, Parts};
use super::triangle::Triangle;
use crate::calculator::result::uncertainty::{Swing, SwingInput};
use crate::case::Inputs;
use crate::case::inputs::DiscountStep;
use foundation::words::Denominator;

/// How far an input is moved that the user gave no range for.
const STANDARD: f64 = 0.1;
/// How far the discount rate is moved, as a rate.
const DISCOUNT: f64 = 0.01;

/// Where an input stands among those given.
type Field = fn(&mut InputPoint) -> &mut f64;

/// All swings that move the result, from the widest to the narrowest.
pub fn tornado(inputs: &Inputs, whole: &DecomposedCase<'_>, parts: &Parts) -> Vec<Swing> {
    let factors: [(SwingInput, Triangle, Field); 5] = [
        (SwingInput::NetRate, parts.net_rate, |given| &mut given.net_rate),
        (SwingInput::CompletionRate, parts.completion_rate, |given| &mut given.completion_rate),
        (SwingInput::Costs, parts.cost_factor, |given| &mut given.cost_factor),
        (SwingInput::Displaced, parts.displaced_factor, |given| &mut given.displaced_factor),
        (SwingInput::Prices, parts.price_factor, |given| &mut given.price_factor),
    ];
    let mut swings: Vec<Swing> = factors
        .into_iter()
        .map(|(input, range, field)| {
            let rate = matches!(input, SwingInput::NetRate | SwingInput::CompletionRate);
            let error = if input == SwingInput::NetRate { parts.net_rate_error } else { 0.0 };
            let (low, high) = if error > 0.0 {
                (range.mode - NORMAL * error, range.mode + NORMAL * error)
            } else {
                ends(range, rate)
            };
            let at = |end: f64| {
                let mut given = parts.given();
                *field(&mut given) = end;
                parts.value(&given)
            };
            let (low_input, high_input) = (Some(low), Some(high));
            Swing {
                input,
                low_input,
                high_input,
                low: at(low),
                high: at(high),
                given: error > 0.0 || !range.is_point(),
            }
        })
        .collect();
    // A rate of those who start already holds those who drop out.
    let counts = inputs.effect.denominator == Denominator::Completed;
    swings.retain(|swing| counts || swing.input != SwingInput::CompletionRate);
    swings.push(discount(inputs, whole));
    let (value, given) = (parts.value(&parts.given()), parts.given());
    let success = given.net_rate * given.completion_rate;
    swings.extend(parts.successes.iter().map(|one| {
        let by = (NORMAL * one.deviation * success).abs();
        let input = SwingInput::Estimates { consequence: one.id.clone() };
        Swing { input, low_input: None, high_input: None, low: value - by, high: value + by, given: true }
    }));
    // Inputs that move the result by rounding only are left out.
    swings.retain(|swing| swing.width() > 1e-6);
    swings.sort_by(|a, b| b.width().total_cmp(&a.width()));
    swings
}

/// The user's range, or 10 % to each side; a rate stays a rate.
fn ends(range: Triangle, rate: bool) -> (f64, f64) {
    if !range.is_point() {
        return (range.low, range.high);
    }
    let by = range.mode.abs() * STANDARD;
    let most = if rate { 1.0 } else { f64::INFINITY };
    (range.mode - by, (range.mode + by).min(most))
}

fn discount(inputs: &Inputs, whole: &DecomposedCase<'_>) -> Swing {
    let at = |by: f64| {
        let moved = |step: &DiscountStep| DiscountStep { rate: (step.rate + by).max(0.0), ..*step };
        let steps: Vec<DiscountStep> = inputs.discount.iter().map(moved).collect();
        let parts = whole.discounted(&steps);
        (steps.first().map(|step| step.rate), parts.value(&parts.given()))
    };
    let ((low_input, low), (high_input, high)) = (at(-DISCOUNT), at(DISCOUNT));
    Swing { input: SwingInput::Discount, low_input, high_input, low, high, given: false }
}
