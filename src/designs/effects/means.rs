//! The means of participants and of their weighted controls.

use crate::design::Design;
use crate::effect::Means;

/// Weighted means of both groups.
pub(super) fn means(design: &Design<'_>, outcome: &[f64]) -> Means {
    let participates = design.study().participates();
    let mean = |group: bool| {
        let persons = outcome.iter().zip(design.weights()).zip(participates).filter(|(_, p)| **p == group);
        let (total, sum) = persons.fold((0.0, 0.0), |(total, sum), ((y, w), _)| (total + w, sum + w * y));
        sum / total
    };
    Means { participants: mean(true), controls: mean(false) }
}
