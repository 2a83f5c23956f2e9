//! Real data against reference results: every outcome, year, form of age and covariance of `fixtures/nhefs`, through the
//! whole way from Parquet to audit. The reference comes from exact rational arithmetic.

use som::knowledge::parquet;
use som::tables::audit::AuditFitRow;
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

#[test]
fn every_reference_figure_is_reproduced() {
    let output = tempfile::tempdir().unwrap();
    let to = output.path().to_str().unwrap();
    let from = "fixtures/nhefs";
    let (pipelines, extracts) = (format!("{from}/pipelines"), format!("{from}/extracts"));
    fine(&["build", "--pipelines", &pipelines, "--extracts", &extracts, "--output", to, "--release", "nhefs"]);
    let fits: Vec<AuditFitRow> = parquet::read(&output.path().join("audit/nhefs/fits.parquet")).unwrap();
    let mut reference = csv::Reader::from_path(project().join(from).join("nhefs_reference.csv")).unwrap();
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
                    && f.specification != "entry_year"
            };
            let fit = fits.iter().find(same).unwrap();
            let what = format!("{outcome} {year} {form} {name}");
            assert_eq!(fit.status, Status::Estimated, "{what}");
            assert_eq!((fit.n_success + fit.n_non_success).to_string(), get("n"), "{what}");
            assert_eq!(fit.n_success.to_string(), get("n_success"), "{what}");
            assert_eq!(fit.rank.to_string(), get("rank"), "{what}");
            assert_eq!(fit.leverage_one.to_string(), get("n_leverage1"), "{what}");
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
