//! Many persons: a sample of them turns the steps, and everyone decides where these end.

use crate::{Design, DesignError, EntropyWeights, Method, Score, Study};

/// More than a sample.
const PERSONS: usize = 250_000;

/// A number between 0 and 1 for a person and a use, by mixing.
fn noise(person: usize, of: usize) -> f64 {
    let mut x = (person as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (of as u64).wrapping_mul(0xd1b5_4a32_d192_ed03);
    for _ in 0..2 {
        x = (x ^ (x >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    }
    ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

fn columns() -> Vec<Vec<f64>> {
    let of = |of: usize| (0..PERSONS).map(move |i| if of == 0 { noise(i, of) } else { noise(i, of).round() }).collect();
    (0..4).map(of).collect()
}

fn participates(columns: &[Vec<f64>]) -> Vec<bool> {
    (0..PERSONS).map(|i| noise(i, 99) < 0.01 * (columns[0][i] + columns[1][i]).exp()).collect()
}

fn study(columns: Vec<Vec<f64>>, participates: Vec<bool>) -> Study {
    let named = columns.into_iter().enumerate().map(|(at, column)| (format!("x{at}"), column)).collect();
    Study::new(named, participates).unwrap()
}

#[test]
fn weights_and_scores_solve_the_equations_of_all_persons() {
    let columns = columns();
    let participates = participates(&columns);
    let study = study(columns.clone(), participates.clone());
    let participants = participates.iter().filter(|p| **p).count() as f64;
    let mean = |column: &[f64], weight: &dyn Fn(usize) -> f64| -> f64 {
        (0..PERSONS).map(|i| weight(i) * column[i]).sum::<f64>() / participants
    };
    let of_participants = |i: usize| f64::from(u8::from(participates[i]));
    let entropy = EntropyWeights::new(&study).unwrap();
    assert!(entropy.difference < 1e-10);
    let score = Score::fit(&study).unwrap();
    for (at, column) in columns.iter().enumerate() {
        let wanted = mean(column, &of_participants);
        let balanced = mean(column, &|i| if participates[i] { 0.0 } else { entropy.weights[i] });
        assert!((balanced - wanted).abs() < 1e-9, "x{at}: {balanced} for {wanted}");
        // The score's equations: the probabilities have the participants' sums.
        let expected = mean(column, &|i| score.probability(i));
        assert!((expected - wanted).abs() < 1e-9, "x{at}: {expected} for {wanted}");
    }
    // Few steps over everyone.
    assert!(entropy.iterations < 15 && score.iterations < 25, "{} {}", entropy.iterations, score.iterations);
}

#[test]
fn what_no_sample_shows_is_found_in_all_persons() {
    let mut columns = columns();
    let participates = participates(&columns);
    // A trait of a few persons, in a block of rows that is in no sample; it is no other variable there.
    columns.push((0..PERSONS).map(|i| f64::from(u8::from((300..340).contains(&i)))).collect());
    let rare = study(columns.clone(), participates.clone());
    assert!(Score::fit(&rare).is_ok() || participates[300..340].iter().all(|p| !p));
    let twice: Vec<f64> = columns[0].iter().map(|x| 2.0 * x + 1.0).collect();
    columns[4] = twice;
    let collinear = study(columns.clone(), participates.clone());
    for method in [Method::EntropyBalancing, Method::InverseProbability] {
        let wanted = DesignError::Collinear { variable: "x4".to_owned() };
        assert_eq!(Design::new(&collinear, method).err(), Some(wanted));
    }
    // No participant scores below a control.
    let apart = (0..PERSONS).map(|i| noise(i, 5) + if participates[i] { 1.0 } else { 0.0 }).collect();
    let apart = study(vec![columns[0].clone(), apart], participates);
    let found = Design::new(&apart, Method::InverseProbability).err();
    assert_eq!(found, Some(DesignError::PerfectSeparation { variable: "x1".to_owned() }));
}
