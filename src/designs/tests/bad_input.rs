//! Each bad input has its own message, and no effect comes of it.

use foundation::words::Status;

use crate::effect::Means;
use crate::{Att, Coarsening, Design, DesignError, Effect, Gate, Method, Neighbours, Study, Trial};

fn study(columns: Vec<Vec<f64>>, participates: &[bool]) -> Result<Study, DesignError> {
    let named = columns.into_iter().enumerate().map(|(at, column)| (format!("x{at}"), column)).collect();
    Study::new(named, participates.to_vec())
}

/// Four participants and six controls.
const WHO: [bool; 10] = [true, true, true, true, false, false, false, false, false, false];

fn message<T: std::fmt::Debug>(result: Result<T, DesignError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn each_invalid_study_has_its_message() {
    let x: Vec<f64> = (0..10).map(f64::from).collect();
    assert_eq!(
        message(study(vec![], &WHO)),
        "no variable is named: name the variables that participants and controls must have in common"
    );
    assert_eq!(
        message(study(vec![vec![1.0]], &WHO)),
        "variables, participation and outcomes must have one number for every person"
    );
    assert_eq!(
        message(study(vec![x.clone()], &[false; 10])),
        "no person participates: check the extract of participants and its years"
    );
    assert_eq!(
        message(study(vec![x.clone()], &[true; 10])),
        "no person can be a control: check the source of controls"
    );
    assert_eq!(message(study(vec![vec![2.0; 10]], &WHO)), "variable `x0` is the same for all persons: leave it out");
    let mut holes = x.clone();
    holes[3] = f64::NAN;
    holes[4] = f64::INFINITY;
    assert_eq!(
        message(study(vec![holes], &WHO)),
        "variable `x0` has 2 value(s) that are NaN or infinite: fill them in or leave the persons out"
    );
    assert_eq!(
        message(study(vec![x.clone(), x.clone(), x.clone(), x], &WHO)),
        "4 variables for 4 participants: the design needs more participants than variables; leave variables out or join their categories"
    );
}

#[test]
fn separation_and_no_overlap_have_different_errors() {
    let perfect = study(vec![vec![9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0, 0.0]], &WHO).unwrap();
    let separates = "the variables separate participants from controls perfectly (most of all `x0`): no control is comparable; leave out the variable that decides who participates";
    assert_eq!(message(Design::new(&perfect, Method::InverseProbability)), separates);
    assert_eq!(message(Design::new(&perfect, Method::DoublyRobust)), separates);
    // Neither variable separates alone, but their sum does.
    let first = vec![0.0, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, 3.0, 1.5, 0.5];
    let second = vec![4.0, 3.0, 2.0, 1.0, 3.0, 2.0, 1.0, 0.0, 1.0, 2.0];
    let together = study(vec![first, second], &WHO).unwrap();
    assert!(
        message(Design::new(&together, Method::InverseProbability)).starts_with("the variables separate participants")
    );
    // No participant has what half of the controls have.
    let varied = vec![1.0, 2.0, 3.0, 4.0, 1.5, 2.5, 3.5, 0.5, 4.5, 2.0];
    let some = study(vec![varied.clone(), vec![0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]], &WHO).unwrap();
    assert_eq!(
        message(Design::new(&some, Method::InverseProbability)),
        "variable `x1` decides for some persons whether they participate: the score does not converge; leave it out, or delimit the controls by it"
    );
    let apart = study(vec![(0..10).map(f64::from).collect()], &WHO).unwrap();
    assert_eq!(
        message(Design::new(&apart, Method::Exact)),
        "no overlap: no participant has a control in its stratum; widen it or choose other controls"
    );
    let mut near = varied;
    near[9] = 2.25;
    let near = study(vec![near], &WHO).unwrap();
    let rule = Neighbours { controls: 1, replacement: true, caliper: Some(1e-9) };
    assert_eq!(
        message(Design::new(&near, Method::Nearest(rule))),
        "no overlap: no participant has a control within the caliper; widen it or choose other controls"
    );
    assert_eq!(
        message(Design::new(&perfect, Method::EntropyBalancing)),
        "no overlap: the participants' mean of variable `x0` lies outside the range of the controls, so no weights can balance it"
    );
}

#[test]
fn a_mean_at_the_edge_of_the_controls_has_a_message() {
    // No participant has a trait that some controls have: without those controls, there are weights.
    let varied = vec![1.0, 2.0, 3.0, 4.0, 1.5, 2.5, 3.5, 0.5, 4.5, 2.0];
    let edge = study(vec![varied, vec![0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]], &WHO).unwrap();
    assert_eq!(
        message(Design::new(&edge, Method::EntropyBalancing)),
        "no overlap: the participants' mean of variable `x1` is the lowest or the highest number of the controls, so only controls with that number can be comparable; delimit the controls to them and leave the variable out"
    );
}

#[test]
fn weights_that_do_not_converge() {
    // Each mean is within its own range, but the controls have no one who is high in both.
    let first = vec![0.8, 0.9, 0.8, 0.9, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0];
    let second = vec![0.9, 0.8, 0.8, 0.9, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0];
    let study = study(vec![first, second], &WHO).unwrap();
    let found = message(Design::new(&study, Method::EntropyBalancing));
    assert!(found.starts_with("the weights do not converge in "), "{found}");
    assert!(
        found.contains("the means of the participants are out of reach of the controls, most of all of variable `x"),
        "{found}"
    );
}

#[test]
fn variables_that_follow_from_others_and_wrong_rules() {
    let x: Vec<f64> = vec![1.0, 2.0, 3.0, 4.0, 1.5, 2.5, 3.5, 0.5, 4.5, 2.0];
    let twice: Vec<f64> = x.iter().map(|x| 2.0 * x + 1.0).collect();
    let both = study(vec![x.clone(), twice], &WHO).unwrap();
    let collinear =
        "variable `x1` follows from the variables before it: leave it out, or leave out one category of each set";
    assert_eq!(message(Design::new(&both, Method::InverseProbability)), collinear);
    assert_eq!(message(Design::new(&both, Method::EntropyBalancing)), collinear);
    let one = study(vec![x], &WHO).unwrap();
    assert_eq!(
        message(Design::new(&one, Method::Coarsened(vec![Coarsening::Cuts(vec![2.0, 1.0])]))),
        "the cut points of variable `x0` must be finite and ascending"
    );
    assert_eq!(
        message(Design::new(&one, Method::Coarsened(vec![]))),
        "coarsened exact matching needs one rule for each of 1 variables"
    );
    let rule = Neighbours { controls: 0, replacement: true, caliper: None };
    assert_eq!(
        message(Design::new(&one, Method::Nearest(rule))),
        "nearest neighbours: ask for at least one control for each participant and a caliper above zero"
    );
    let clustered = one.clone().clustered((0..10).collect()).unwrap();
    let rule = Neighbours { controls: 1, replacement: true, caliper: None };
    assert_eq!(Design::new(&clustered, Method::Nearest(rule)).err(), Some(DesignError::ClustersWithReplacement));
}

#[test]
fn an_effect_without_an_error_says_why() {
    let effect = |variance, df| {
        let means = Means { participants: 1.0, controls: 0.0 };
        Effect::<Att>::new(1.0, variance, df, means, None).map(|effect| effect.standard_error)
    };
    assert_eq!(effect(4.0, 5.0), Ok(2.0));
    for (variance, df) in [(0.0, 5.0), (0.0, f64::NAN)] {
        assert_eq!(message(effect(variance, df)), "no standard error: the outcome does not vary");
    }
    for (variance, df) in [(4.0, 0.0), (4.0, f64::NAN), (f64::NAN, 0.0)] {
        assert_eq!(message(effect(variance, df)), "no standard error: too few persons are left for it");
    }
    for (variance, df) in [(f64::NAN, 5.0), (f64::INFINITY, f64::NAN), (1e160, f64::NAN)] {
        assert_eq!(
            message(effect(variance, df)),
            "no standard error: it can't be computed, as where the outcome's numbers are too large for their squares to be added up; use a larger unit"
        );
    }
}

/// No design says of numbers whose squares overflow that they do not vary.
#[test]
fn an_outcome_too_large_to_square_is_not_constant() {
    let x: Vec<f64> = (0..60).map(|i| f64::from(i * 7 % 11)).collect();
    let participates: Vec<bool> = (0..60).map(|i| i % 3 == 0).collect();
    let outcome: Vec<f64> = (0..60).map(|i| 1e160 * f64::from(i * i % 13)).collect();
    let of_persons = study(vec![x], &participates).unwrap();
    let with = |replacement| Method::Nearest(Neighbours { controls: 1, replacement, caliper: None });
    let weighted = [Method::InverseProbability, Method::EntropyBalancing, Method::DoublyRobust];
    let others = [Method::Unadjusted, Method::Exact, with(true), with(false)];
    for method in weighted.into_iter().chain(others) {
        let design = Design::new(&of_persons, method.clone()).unwrap();
        let found = Gate::OPEN.decide(design).unwrap().effect(&outcome).err();
        assert_eq!(found, Some(DesignError::VarianceNotFinite), "{method:?}");
    }
    let trial = Trial::new(participates, Vec::new()).unwrap();
    let completed: Vec<bool> = (0..60).map(|i| i % 6 == 0).collect();
    assert_eq!(trial.intention_to_treat(&outcome).err(), Some(DesignError::VarianceNotFinite));
    assert_eq!(trial.compliers(&completed, &outcome).err(), Some(DesignError::VarianceNotFinite));
}

#[test]
fn an_outcome_that_can_not_be_used() {
    let study = study(vec![vec![1.0, 2.0, 3.0, 4.0, 1.5, 2.5, 3.5, 0.5, 4.5, 2.0]], &WHO).unwrap();
    let admitted = Gate::OPEN.decide(Design::new(&study, Method::InverseProbability).unwrap()).unwrap();
    assert_eq!(admitted.effect(&[1.0]).err(), Some(DesignError::Shape));
    assert_eq!(admitted.effect(&[3.0; 10]).err(), Some(DesignError::NoVariation));
    let mut holes = [1.0; 10];
    holes[0] = f64::NAN;
    assert_eq!(
        admitted.effect(&holes).err(),
        Some(DesignError::NotFinite { variable: "outcome".to_owned(), count: 1 })
    );
}

#[test]
fn the_gate_names_every_reason() {
    let study = study(vec![vec![1.0, 2.0, 3.0, 4.0, 1.5, 2.5, 3.5, 0.5, 4.5, 20.0]], &WHO).unwrap();
    let held_back = Gate::STANDARD.decide(Design::new(&study, Method::Unadjusted).unwrap()).unwrap_err();
    assert_eq!(
        held_back.to_string(),
        "the design is held back:\n\
         - the means of `x0` differ by -2.259 standard deviations after the design; the limit is 0.1\n\
         - the variances of `x0` have the ratio 0.03 after the design; the limits are 2 and its inverse\n\
         - the weighted controls count as 6.0 persons; the limit is 30"
    );
}

#[test]
fn each_invalid_trial_has_its_message() {
    let assigned = vec![true, true, false, false];
    assert_eq!(Trial::new(vec![true; 3], Vec::new()).err(), Some(DesignError::NoControls));
    assert_eq!(Trial::new(vec![false; 3], Vec::new()).err(), Some(DesignError::NoParticipants));
    let trial = Trial::new(assigned.clone(), Vec::new()).unwrap();
    assert_eq!(
        trial.clone().by_site(vec![1, 2, 2, 3]).unwrap_err().to_string(),
        "1 site(s) hold both assigned persons and others, though assignment was by site: correct the sites or the assignment"
    );
    assert_eq!(
        trial.compliers(&[true, false, true, false], &[1.0, 2.0, 3.0, 5.0]).unwrap_err().to_string(),
        "completion is the same among the assigned and the others: the effect of completing is not identified"
    );
    assert_eq!(trial.permutations(&[1.0, 2.0, 3.0, 5.0], 0, 1).err(), Some(DesignError::NoPermutations));
    let twice = |x: [f64; 4]| vec![("x".to_owned(), x.to_vec()), ("twice".to_owned(), x.map(|x| 2.0 * x).to_vec())];
    let collinear = Trial::new(assigned.clone(), twice([1.0, 2.0, 2.0, 1.5])).unwrap();
    assert!(collinear.permutations(&[1.0, 2.0, 3.0, 5.0], 9, 1).is_ok());
    let fitted = Trial::new([true, false].repeat(10), Vec::new()).unwrap().by_site((0..20).map(|i| i % 2).collect());
    let outcome: Vec<f64> = (0..20).map(f64::from).collect();
    assert!(matches!(
        fitted.unwrap().intention_to_treat(&outcome).err(),
        Some(DesignError::Regression { status: Status::TooFewClusters, .. })
    ));
    let same = Trial::new(assigned, vec![("x".to_owned(), vec![1.0, 1.0, 0.0, 0.0])]).unwrap();
    assert_eq!(same.intention_to_treat(&[1.0, 2.0, 3.0, 5.0]).err(), Some(DesignError::AssignmentNotIdentified));
}

#[test]
fn a_weak_instrument_is_called_weak() {
    let assigned: Vec<bool> = (0..40).map(|i| i < 20).collect();
    let completed: Vec<bool> = (0..40).map(|i| if i < 20 { i % 2 == 0 } else { i % 5 < 2 }).collect();
    let outcome: Vec<f64> = (0..40).map(|i| f64::from(i * 7 % 13)).collect();
    let compliers = Trial::new(assigned, Vec::new()).unwrap().compliers(&completed, &outcome).unwrap();
    assert_eq!(
        compliers.warning().unwrap(),
        "weak instrument: the first stage's F is 0.4, below 10; the effect on compliers and its interval are not reliable"
    );
}
