//! Real data against reference results: every outcome, year, form of age and covariance of `fixtures/nhefs`, from Parquet
//! to audit. The reference comes from exact rational arithmetic.

use std::collections::BTreeMap;

use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use nalgebra::{DMatrix, DVector};
use som::knowledge::parquet;
use som::tables::audit::AuditFitRow;
use som::tables::published::CovarianceRow;
use som::words::{AgeForm, Covariance, Status};

use crate::tools::{fine, project};

/// Coefficients, errors and t: relative.
const TOLERANCE: f64 = 1e-9;
/// p-values: relative, down to 1e-300.
const TOLERANCE_P: f64 = 1e-8;

fn close(found: Option<f64>, wanted: &str, tolerance: f64, what: &str) -> f64 {
    let (found, wanted): (f64, f64) = (found.unwrap(), wanted.parse().unwrap());
    let difference = if wanted == 0.0 { found.abs() } else { ((found - wanted) / wanted).abs() };
    assert!(difference <= tolerance, "{what}: {found} for {wanted}, relative difference {difference:e}");
    difference
}

/// Builds the release and returns every fit.
fn build() -> Vec<AuditFitRow> {
    build_with(|_| ())
}

/// The same, with access to the folder of releases.
fn build_with(look: impl FnOnce(&std::path::Path)) -> Vec<AuditFitRow> {
    let output = tempfile::tempdir().unwrap();
    let to = output.path().to_str().unwrap();
    let from = "fixtures/nhefs";
    let (pipelines, extracts) = (format!("{from}/pipelines"), format!("{from}/extracts"));
    fine(&["build", "--pipelines", &pipelines, "--extracts", &extracts, "--output", to, "--release", "nhefs"]);
    look(output.path());
    parquet::read(&output.path().join("audit/nhefs/fits.parquet")).unwrap()
}

#[test]
fn every_reference_figure_is_reproduced() {
    let fits = build();
    let mut reference = csv::Reader::from_path(project().join("fixtures/nhefs/nhefs_reference.csv")).unwrap();
    let headers = reference.headers().unwrap().clone();
    let mut compared = 0;
    let mut worst = (0.0f64, 0.0f64);
    for row in reference.records().map(Result::unwrap) {
        let get = |column: &str| &row[headers.iter().position(|h| h == column).unwrap()];
        let (outcome, year) = (get("outcome"), get("year").parse::<i32>().unwrap() - 1971);
        let form = match get("age_spec") {
            "linear" => AgeForm::Linear,
            "quadratic" => AgeForm::Quadratic,
            _ => AgeForm::Categorical,
        };
        for (covariance, name) in
            [(Covariance::Iid, "iid"), (Covariance::Hc1, "hc1"), (Covariance::Hc2, "hc2"), (Covariance::Hc3, "hc3")]
        {
            let same = |f: &&AuditFitRow| {
                f.consequence == outcome
                    && f.follow_up_year == year
                    && f.age_form == Some(form)
                    && f.covariance == covariance
                    && f.specification != "bands_and_smoking"
            };
            let fit = fits.iter().find(same).unwrap();
            let what = format!("{outcome} {year} {form} {name}");
            assert_eq!(fit.status, Status::Estimated, "{what}");
            assert_eq!((fit.n_success + fit.n_non_success).to_string(), get("n"), "{what}");
            assert_eq!(fit.n_success.to_string(), get("n_success"), "{what}");
            assert_eq!(fit.rank.unwrap().to_string(), get("rank"), "{what}");
            assert_eq!(fit.leverage_one.unwrap().to_string(), get("n_leverage1"), "{what}");
            worst.0 = worst.0.max(close(fit.estimate, get("coef"), TOLERANCE, &what));
            worst.0 = worst.0.max(close(fit.standard_error, get(&format!("se_{name}")), TOLERANCE, &what));
            worst.0 = worst.0.max(close(fit.t, get(&format!("t_{name}")), TOLERANCE, &what));
            worst.1 = worst.1.max(close(fit.p, get(&format!("p_{name}")), TOLERANCE_P, &what));
            close(fit.df, get("df_resid"), 0.0, &what);
            close(fit.rss, get("rss"), TOLERANCE, &what);
            close(fit.mean_success, get("mean_success"), TOLERANCE, &what);
            close(fit.mean_non_success, get("mean_nonsuccess"), TOLERANCE, &what);
            compared += 1;
        }
    }
    assert_eq!(compared, 4 * 27, "9 outcomes and years, 3 forms of age, 4 covariances");
    println!("{compared} regressions agree: worst relative difference {:e}, of p {:e}", worst.0, worst.1);
}

/// A row of the data: success, man, age, cigarettes and weight.
type Row = (bool, bool, i64, Option<f64>, Option<f64>);

/// A person of the data: success, man, age, cigarettes in 1971, weight in 1982 and cigarettes in 1982.
type Smoker = (bool, bool, i64, f64, Option<f64>, Option<f64>);

fn smokers() -> Vec<Smoker> {
    let file = std::fs::File::open(project().join("fixtures/nhefs/extracts/nhefs.parquet")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let mut of_year: BTreeMap<(i64, i64), Row> = BTreeMap::new();
    for batch in reader.map(Result::unwrap) {
        let numbers = |name: &str| cast(batch.column_by_name(name).unwrap(), &DataType::Float64).unwrap();
        let columns = ["person_id", "year", "success", "age", "cigs_per_day", "weight_kg"].map(numbers);
        let sexes = batch.column_by_name("sex").unwrap().as_string::<i32>();
        for row in 0..batch.num_rows() {
            let get = |at: usize| {
                let column = columns[at].as_primitive::<Float64Type>();
                column.is_valid(row).then(|| column.value(row))
            };
            let key = (get(0).unwrap() as i64, get(1).unwrap() as i64);
            let person = (get(2) == Some(1.0), sexes.value(row) == "M", get(3).unwrap() as i64, get(4), get(5));
            of_year.insert(key, person);
        }
    }
    let persons: Vec<i64> = of_year.keys().filter(|(_, year)| *year == 1971).map(|(person, _)| *person).collect();
    let of = |person: i64| {
        let (success, man, age, cigarettes, _) = of_year[&(person, 1971)];
        let (_, _, _, later, weight) = of_year[&(person, 1982)];
        (success, man, age, cigarettes.unwrap(), weight, later)
    };
    persons.into_iter().map(of).collect()
}

/// Bands of age and quarters of a variable before t = 0, against least squares row by row.
#[test]
fn bands_and_further_adjusters_agree_with_least_squares_by_rows() {
    let fits = build();
    let named = |f: &&AuditFitRow| {
        f.specification == "bands_and_smoking" && f.consequence == "weight_kg" && f.follow_up_year == 11
    };
    let fit = fits.iter().find(named).unwrap();
    let people = smokers();
    let mut cigarettes: Vec<f64> = people.iter().map(|p| p.3).collect();
    cigarettes.sort_by(f64::total_cmp);
    let cuts = [1, 2, 3].map(|quarter| cigarettes[cigarettes.len() * quarter / 4]);
    let kept: Vec<&Smoker> = people.iter().filter(|p| p.4.is_some()).collect();
    let at_least = |reached: bool| f64::from(u8::from(reached));
    // Cumulative steps instead of levels: another basis of the same space.
    let row = |p: &Smoker| -> Vec<f64> {
        let steps = [35, 45, 55].map(|first| at_least(p.2 >= first)).into_iter();
        let quarters = cuts.iter().map(|cut| at_least(p.3 >= *cut));
        [at_least(p.0), 1.0, at_least(p.1)].into_iter().chain(steps).chain(quarters).collect()
    };
    let rows: Vec<Vec<f64>> = kept.iter().map(|p| row(p)).collect();
    let x = DMatrix::from_fn(rows.len(), rows[0].len(), |i, j| rows[i][j]);
    let y = DVector::from_iterator(rows.len(), kept.iter().map(|p| p.4.unwrap()));
    let bread = (x.transpose() * &x).try_inverse().unwrap();
    let beta = &bread * x.transpose() * &y;
    let residuals = &y - &x * &beta;
    let scores = DMatrix::from_fn(x.nrows(), x.ncols(), |i, j| x[(i, j)] * residuals[i]);
    let df = (x.nrows() - x.ncols()) as f64;
    let variance = &bread * scores.transpose() * &scores * &bread * (x.nrows() as f64 / df);
    close(fit.estimate, &beta[0].to_string(), TOLERANCE, "coefficient");
    close(fit.standard_error, &variance[(0, 0)].sqrt().to_string(), TOLERANCE, "standard error");
    close(fit.df, &df.to_string(), 0.0, "degrees of freedom");
}

/// The covariance of the estimates of two years, with HC3 scores, against the sum over the rows of both.
#[test]
fn the_covariance_of_two_years_agrees_with_their_scores() {
    let mut published: Vec<CovarianceRow> = Vec::new();
    build_with(|output| published = parquet::read(&output.join("nhefs/tables/covariances.parquet")).unwrap());
    let found = published.iter().find(|row| row.consequence == "cigs_per_day").unwrap();
    assert_eq!((found.follow_up_year, found.other_year), (0, 11));
    let people = smokers();
    // HC3 scores of success by person, zero where the outcome is missing.
    let scores = |outcome: &dyn Fn(&Smoker) -> Option<f64>| -> Vec<f64> {
        let known: Vec<(usize, f64)> = people.iter().enumerate().filter_map(|(i, p)| Some((i, outcome(p)?))).collect();
        let row = |p: &Smoker| {
            let age = p.2 as f64 - 45.0;
            [f64::from(u8::from(p.0)), 1.0, f64::from(u8::from(p.1)), age, age * age]
        };
        let x = DMatrix::from_fn(known.len(), 5, |i, j| row(&people[known[i].0])[j]);
        let y = DVector::from_iterator(known.len(), known.iter().map(|(_, y)| *y));
        let bread = (x.transpose() * &x).try_inverse().unwrap();
        let residuals = &y - &x * (&bread * x.transpose() * &y);
        let mut scores = vec![0.0; people.len()];
        for (i, (person, _)) in known.iter().enumerate() {
            let row = x.row(i);
            let leverage = (row * &bread * row.transpose())[(0, 0)];
            scores[*person] = (bread.row(0) * row.transpose())[(0, 0)] * residuals[i] / (1.0 - leverage);
        }
        scores
    };
    let (first, second) = (scores(&|p| Some(p.3)), scores(&|p| p.5));
    let wanted: f64 = first.iter().zip(&second).map(|(a, b)| a * b).sum();
    close(Some(found.covariance), &wanted.to_string(), TOLERANCE, "covariance");
}
