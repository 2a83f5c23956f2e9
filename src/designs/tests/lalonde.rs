//! The job-training experiment and a comparison group that was not drawn by lot (LaLonde 1986, American Economic Review 76;
//! Dehejia & Wahba 1999, Journal of the American Statistical Association 94): designs against figures of Python and R, and
//! against what the experiment found. `fixtures/lalonde/README.md` says where they come from.

use std::collections::BTreeMap;
use std::path::Path;

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::{AdmittedDesign, Balance, Coarsening, Design, Effect, Estimand, Gate, Method, Neighbours, Study, Trial};

const VARIABLES: [&str; 11] =
    ["age", "age2", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75", "u74", "u75"];

fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/lalonde")
}

/// Columns by name.
struct Data {
    experiment: Vec<bool>,
    columns: BTreeMap<String, Vec<f64>>,
}

fn data() -> Data {
    let file = std::fs::File::open(fixtures().join("lalonde.parquet")).unwrap();
    let mut data = Data { experiment: Vec::new(), columns: BTreeMap::new() };
    for batch in ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap() {
        let batch = batch.unwrap();
        for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
            if ["participates", "assigned"].contains(&field.name().as_str()) {
                continue;
            }
            if field.name() == "sample" {
                let texts = cast(column, &DataType::Utf8).unwrap();
                data.experiment.extend(texts.as_string::<i32>().iter().map(|text| text == Some("nsw")));
                continue;
            }
            let numbers = cast(column, &DataType::Float64).unwrap();
            assert_eq!(numbers.null_count(), 0);
            let into = data.columns.entry(field.name().clone()).or_default();
            into.extend(numbers.as_primitive::<Float64Type>().values());
        }
    }
    data
}

impl Data {
    /// The named columns of the rows that are chosen.
    fn chosen(&self, names: &[&str], rows: &[bool]) -> Vec<(String, Vec<f64>)> {
        names.iter().map(|name| ((*name).to_owned(), self.column(name, rows))).collect()
    }

    fn column(&self, name: &str, rows: &[bool]) -> Vec<f64> {
        self.columns[name].iter().zip(rows).filter(|(_, chosen)| **chosen).map(|(x, _)| *x).collect()
    }

    /// Participants of the experiment, and the survey.
    fn observational(&self) -> Vec<bool> {
        self.columns["treat"].iter().zip(&self.experiment).map(|(treat, nsw)| *treat == 1.0 || !nsw).collect()
    }

    fn study(&self, names: &[&str]) -> (Study, Vec<f64>) {
        self.study_of(names, &self.observational())
    }

    /// Participants of the experiment, and CPS-3: the men of the survey who were out of work and poor.
    fn study_of_poor(&self) -> (Study, Vec<f64>) {
        let rows: Vec<bool> = self
            .observational()
            .iter()
            .zip(&self.experiment)
            .zip(&self.columns["cps3"])
            .map(|((chosen, nsw), cps3)| *chosen && (*nsw || *cps3 == 1.0))
            .collect();
        self.study_of(&VARIABLES, &rows)
    }

    fn study_of(&self, names: &[&str], rows: &[bool]) -> (Study, Vec<f64>) {
        let participates = self.column("treat", rows).iter().map(|treat| *treat == 1.0).collect();
        (Study::new(self.chosen(names, rows), participates).unwrap(), self.column("re78", rows))
    }
}

/// Figures by case and name, of the file of one program.
fn reference(file: &str) -> BTreeMap<(String, String), f64> {
    let mut reader = csv::Reader::from_path(fixtures().join(file)).unwrap();
    reader
        .records()
        .map(Result::unwrap)
        .map(|row| ((row[0].to_owned(), row[1].to_owned()), row[2].parse().unwrap()))
        .collect()
}

fn close(found: f64, wanted: f64, tolerance: f64, what: &str) {
    let far = (found - wanted).abs() / wanted.abs().max(1e-3);
    assert!(far <= tolerance, "{what}: {found} for {wanted}, relative difference {far:e}");
}

fn compare<E: Estimand>(effect: &Effect<E>, reference: &BTreeMap<(String, String), f64>, case: &str, tolerance: f64) {
    let wanted = |figure: &str| reference[&(case.to_owned(), figure.to_owned())];
    close(effect.estimate, wanted("estimate"), tolerance, case);
    close(effect.standard_error, wanted("standard_error"), tolerance, &format!("{case}, standard error"));
}

fn open(study: &Study, method: Method) -> AdmittedDesign<'_> {
    Gate::OPEN.decide(Design::new(study, method).unwrap()).unwrap()
}

#[test]
fn weights_agree_with_stacked_estimating_equations() {
    let (data, python) = (data(), reference("reference_python.csv"));
    let (study, outcome) = data.study(&VARIABLES);
    assert_eq!((study.participants(), study.controls()), (185, 15_992));
    let naive = open(&study, Method::Unadjusted).effect(&outcome).unwrap();
    compare(&naive, &python, "naive", 1e-9);
    for (method, case) in [
        (Method::InverseProbability, "inverse_probability"),
        (Method::DoublyRobust, "doubly_robust"),
        (Method::EntropyBalancing, "entropy_balancing"),
    ] {
        let admitted = open(&study, method);
        compare(&admitted.effect(&outcome).unwrap(), &python, case, 1e-6);
        let Some(effective) = python.get(&(case.to_owned(), "effective_controls".to_owned())) else { continue };
        close(admitted.balance().effective_controls, *effective, 1e-6, case);
        for of in &admitted.balance().variables {
            let wanted = python[&(case.to_owned(), format!("difference {}", of.variable))];
            assert!((of.after.difference - wanted).abs() < 1e-7, "{case}, {}: {}", of.variable, of.after.difference);
        }
        if let Some(score) = admitted.design().score() {
            for (name, found) in std::iter::once("intercept").chain(VARIABLES).zip(&score.coefficients) {
                close(*found, python[&(case.to_owned(), format!("coefficient {name}"))], 1e-6, name);
            }
        }
    }
    // Weights that balance 1975 give the same effect on the change since as on the level.
    let before = data.column("re75", &data.observational());
    let change = open(&study, Method::EntropyBalancing).difference_in_differences(&before, &outcome).unwrap();
    close(change.estimate, python[&("entropy_balancing_change".to_owned(), "estimate".to_owned())], 1e-6, "change");
}

#[test]
fn strata_and_neighbours_agree_with_matchit_and_matching() {
    let (data, python, r) = (data(), reference("reference_python.csv"), reference("reference_r.csv"));
    let (study, outcome) = data.study(&["age", "educ", "black", "hisp", "marr", "u74", "u75"]);
    let exact = open(&study, Method::Exact);
    let (coarse, _) = data.study(&["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"]);
    let earnings = Coarsening::Cuts(vec![0.01, 5_000.0, 10_000.0, 20_000.0]);
    let same = Coarsening::Exact;
    let rules = vec![
        Coarsening::Cuts(vec![20.0, 25.0, 30.0, 40.0]),
        Coarsening::Cuts(vec![9.0, 12.0, 13.0]),
        same.clone(),
        same.clone(),
        same.clone(),
        same,
        earnings.clone(),
        earnings,
    ];
    let coarsened = open(&coarse, Method::Coarsened(rules));
    let (study, _) = data.study(&VARIABLES);
    let rule = Neighbours { controls: 1, replacement: false, caliper: Some(0.2) };
    let nearest = open(&study, Method::Nearest(rule));
    for (admitted, case) in [(&exact, "exact"), (&coarsened, "coarsened"), (&nearest, "nearest")] {
        let effect = admitted.effect(&outcome).unwrap();
        compare(&effect, &python, case, 1e-9);
        let found =
            [admitted.balance().kept as f64, admitted.balance().controls as f64, admitted.balance().effective_controls];
        for (found, figure) in found.into_iter().zip(["kept", "controls", "effective_controls"]) {
            let key = (case.to_owned(), figure.to_owned());
            close(found, python[&key], 1e-9, case);
            // MatchIt's neighbours are not compared: some are farther apart than its caliper.
            if case != "nearest" {
                close(found, r[&key], 1e-9, case);
                close(effect.estimate, r[&(case.to_owned(), "estimate".to_owned())], 1e-9, case);
            }
        }
    }
    for controls in [1, 3] {
        let rule = Neighbours { controls, replacement: true, caliper: None };
        let effect = open(&study, Method::Nearest(rule)).effect(&outcome).unwrap();
        let case = format!("replacement_{controls}");
        close(effect.estimate, r[&(case.clone(), "estimate".to_owned())], 1e-6, &case);
        // Matching takes the score as known: the error with the correction for its estimation is computed by numpy.
        compare(&effect, &python, &case, 1e-6);
    }
}

/// The experiment found 1,794 dollars. The literature's order: the naive difference is far off and of the wrong sign,
/// regression comes closer, and designs on the score or on balance closer still.
#[test]
fn designs_approach_the_experiment_in_the_order_of_the_literature() {
    let (data, python) = (data(), reference("reference_python.csv"));
    let experiment =
        Trial::new(data.column("treat", &data.experiment).iter().map(|treat| *treat == 1.0).collect(), Vec::new())
            .unwrap()
            .intention_to_treat(&data.column("re78", &data.experiment))
            .unwrap();
    compare(&experiment, &python, "experiment", 1e-9);
    assert!((experiment.estimate - 1_794.34).abs() < 0.01);
    let (study, outcome) = data.study(&VARIABLES);
    let off = |method| (open(&study, method).effect(&outcome).unwrap().estimate - experiment.estimate).abs();
    let naive = off(Method::Unadjusted);
    let regression = (python[&("regression".to_owned(), "estimate".to_owned())] - experiment.estimate).abs();
    assert!(naive > 10_000.0 && regression < 700.0, "{naive} {regression}");
    for method in [Method::InverseProbability, Method::DoublyRobust, Method::EntropyBalancing] {
        let designed = off(method.clone());
        assert!(designed < 400.0 && designed < regression, "{method:?}: {designed}");
    }
    // The gate shows no effect of the naive comparison.
    let held_back = Gate::STANDARD.decide(Design::new(&study, Method::Unadjusted).unwrap()).unwrap_err();
    assert!(
        held_back
            .to_string()
            .contains("the means of `black` differ by 2.111 standard deviations after the design; the limit is 0.1"),
        "{held_back}"
    );
}

/// The literature's other order: the more alike the comparison group, the nearer the naive difference. Within either group, regression
/// comes nearer than the naive difference, and designs nearer than regression.
#[test]
fn a_comparison_group_that_is_more_alike_is_nearer_before_anything_is_done() {
    let (data, python) = (data(), reference("reference_python.csv"));
    let wanted = |case: &str| python[&(case.to_owned(), "estimate".to_owned())];
    let (study, outcome) = data.study_of_poor();
    assert_eq!((study.participants(), study.controls()), (185, 429));
    let naive = open(&study, Method::Unadjusted).effect(&outcome).unwrap().estimate;
    close(naive, wanted("naive_cps3"), 1e-9, "naive");
    let [experiment, regression] = [wanted("experiment"), wanted("regression_cps3")];
    assert!(wanted("naive") < naive && naive < regression, "{naive}");
    for (method, case) in [
        (Method::InverseProbability, "inverse_probability_cps3"),
        (Method::DoublyRobust, "doubly_robust_cps3"),
        (Method::EntropyBalancing, "entropy_balancing_cps3"),
    ] {
        let effect = open(&study, method).effect(&outcome).unwrap();
        compare(&effect, &python, case, 1e-6);
        assert!(regression < effect.estimate && effect.estimate < experiment, "{case}: {}", effect.estimate);
    }
}

#[test]
fn the_experiment_with_covariates_sites_and_completion() {
    let (data, python) = (data(), reference("reference_python.csv"));
    let covariates =
        data.chosen(&["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"], &data.experiment);
    let assigned: Vec<bool> = data.column("treat", &data.experiment).iter().map(|treat| *treat == 1.0).collect();
    let outcome = data.column("re78", &data.experiment);
    let persons: Vec<u32> = data.column("person", &data.experiment).iter().map(|person| *person as u32).collect();
    let completed: Vec<bool> = persons
        .iter()
        .zip(&assigned)
        .map(|(person, assigned)| if *assigned { person % 4 != 0 } else { person % 10 == 0 })
        .collect();
    let trial = Trial::new(assigned.clone(), covariates).unwrap();
    let adjusted = trial.intention_to_treat(&outcome).unwrap();
    compare(&adjusted, &python, "experiment_adjusted", 1e-9);
    close(adjusted.inference.p, python[&("experiment_adjusted".to_owned(), "p".to_owned())], 1e-6, "p");
    let compliers = trial.compliers(&completed, &outcome).unwrap();
    let by_site = trial.clone().by_site(persons.iter().map(|person| (person - 1) / 5).collect()).unwrap();
    compare(&by_site.intention_to_treat(&outcome).unwrap(), &python, "experiment_by_site", 1e-9);
    let compliers_by_site = by_site.compliers(&completed, &outcome).unwrap();
    for (found, case) in [(&compliers, "compliers"), (&compliers_by_site, "compliers_by_site")] {
        compare(&found.effect, &python, case, 1e-7);
        close(found.share, python[&(case.to_owned(), "share".to_owned())], 1e-9, case);
        close(found.first_stage_f, python[&(case.to_owned(), "first_stage_f".to_owned())], 1e-7, case);
        assert_eq!(found.warning(), None);
    }
    // Permutations and the t test ask the same and answer much the same; the seed decides the rest, whatever the threads.
    let permuted = trial.permutations(&outcome, 4_000, 7).unwrap();
    assert!((permuted.p - adjusted.inference.p).abs() < 0.01, "{permuted:?} {}", adjusted.inference.p);
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one_thread.install(|| trial.permutations(&outcome, 4_000, 7).unwrap()), permuted);
    assert_ne!(trial.permutations(&outcome, 4_000, 8).unwrap().as_large, permuted.as_large);
    let by_site = by_site.permutations(&outcome, 4_000, 7).unwrap();
    assert!(by_site.p < 0.05, "{by_site:?}");
}

#[test]
fn no_figure_depends_on_the_number_of_threads() {
    let (study, outcome) = data().study(&VARIABLES);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let with = Neighbours { controls: 2, replacement: true, caliper: Some(0.2) };
        pool.install(|| {
            [
                Method::Exact,
                Method::InverseProbability,
                Method::EntropyBalancing,
                Method::DoublyRobust,
                Method::Nearest(with),
            ]
            .map(|method| {
                let Ok(design) = Design::new(&study, method) else { return None };
                let balance = Balance::of(&design);
                let effect = Gate::OPEN.decide(design).unwrap().effect(&outcome).unwrap();
                Some((balance, effect))
            })
        })
    };
    assert_eq!(run(1), run(3));
}
