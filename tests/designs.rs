//! `som design` and `som trial` on the rows of a file: figures as in `fixtures/lalonde`, the gate, and what stops them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::tools::{fails, fine, project, som};

const FILE: &str = "fixtures/lalonde/lalonde.parquet";
const ALL: &str = "age,age2,educ,black,hisp,marr,nodegree,re74,re75,u74,u75";

fn reference() -> BTreeMap<(String, String), f64> {
    let mut reader = csv::Reader::from_path(project().join("fixtures/lalonde/reference_python.csv")).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| ((row[0].to_owned(), row[1].to_owned()), row[2].parse().unwrap())).collect()
}

fn close(found: &Value, wanted: f64, what: &str) {
    let found = found.as_f64().unwrap();
    assert!((found - wanted).abs() <= 1e-6 * wanted.abs(), "{what}: {found} for {wanted}");
}

fn design(more: &[&str]) -> Value {
    let mut arguments = vec!["design", FILE, "--participates", "participates", "--format", "json"];
    arguments.extend(more);
    serde_json::from_str(&fine(&arguments)).unwrap()
}

#[test]
fn figures_are_those_of_the_reference_and_the_page_has_the_balance() {
    let reference = reference();
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("balance.html");
    for (method, case, words) in [
        ("entropy-balancing", "entropy_balancing", "entropy balancing"),
        ("inverse-probability", "inverse_probability", "inverse probability weights"),
        ("doubly-robust", "doubly_robust", "doubly robust (AIPW)"),
    ] {
        let to = page.to_str().unwrap();
        let options =
            ["--method", method, "--outcomes", "re78", "--largest-ratio", "0", "--page", to, "--language", "en"];
        let options: Vec<&str> = [&["--variables", ALL][..], &options].concat();
        let limits = ["--largest-difference", "0.3"];
        let found = design(&[&options[..], &limits].concat());
        assert_eq!(found["held_back"].as_array().unwrap().len(), 0, "{found}");
        let effect = &found["effects"][0];
        assert_eq!((effect["status"].as_str(), effect["estimand"].as_str()), (Some("estimated"), Some("ATT")));
        close(&effect["estimate"], reference[&(case.to_owned(), "estimate".to_owned())], case);
        close(&effect["se"], reference[&(case.to_owned(), "standard_error".to_owned())], case);
        let html = std::fs::read_to_string(&page).unwrap();
        assert!(
            html.contains("The design keeps all limits.")
                && html.contains("<svg")
                && html.contains(&format!("Method: {words}. ")),
            "{html}"
        );
    }
}

#[test]
fn an_unbalanced_design_is_held_back_with_its_reasons_and_no_outcome_is_opened() {
    // The column of the outcome does not exist, and is not asked for.
    let options = ["--variables", "age,educ,black", "--outcomes", "no_such_column", "--method", "unadjusted"];
    let found = design(&options);
    let effect = &found["effects"][0];
    assert_eq!((effect["status"].as_str(), &effect["estimate"]), (Some("held_back"), &Value::Null));
    assert_eq!(
        found["held_back"][0],
        "the means of `age` differ by -1.035 standard deviations after the design; the limit is 0.1"
    );
    let shown = som(&[&["design", FILE, "--participates", "participates"][..], &options].concat());
    assert_eq!(shown.status.code(), Some(0));
    let said = String::from_utf8(shown.stderr).unwrap();
    assert!(said.contains("note: 260 row(s) with a null in a column of the design are left out: 0 participant(s), 0 possible control(s), 260 of whom it is not known"), "{said}");
    assert!(said.contains("held back: the means of `age` differ"), "{said}");
}

#[test]
fn change_and_placebos() {
    let options = ["--outcomes", "re78", "--since", "re75", "--placebos", "re75,u75", "--placebos-since", "re74,u74"];
    let variables = ["--variables", "age,age2,educ,educ2,black,hisp,marr,nodegree"];
    let found = design(&[&variables[..], &options].concat());
    let kinds: Vec<&str> =
        found["effects"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["change", "placebo", "placebo"]);
}

#[test]
fn coarsened_and_nearest_take_their_options() {
    let open = ["--outcomes", "re78", "--smallest-kept", "0", "--largest-ratio", "0", "--largest-difference", "9"];
    let cuts = ["--cuts", "age:20,25,30,40", "--cuts", "educ:9,12,13"];
    let earnings = ["--cuts", "re74:0.01,5000,10000,20000", "--cuts", "re75:0.01,5000,10000,20000"];
    let variables = ["--method", "coarsened", "--variables", "age,educ,black,hisp,marr,nodegree,re74,re75"];
    let found = design(&[&variables[..], &cuts, &earnings, &open].concat());
    let reference = reference();
    close(&found["effects"][0]["estimate"], reference[&("coarsened".to_owned(), "estimate".to_owned())], "coarsened");
    assert_eq!(found["kept"], 143);
    let nearest = ["--method", "nearest", "--variables", ALL];
    assert_eq!(design(&[&nearest[..], &open].concat())["kept"], 161);
    let several = ["--neighbours", "3", "--replacement"];
    assert!(design(&[&nearest[..], &several, &open].concat())["controls"].as_u64().unwrap() > 200);
}

#[test]
fn what_stops_a_design() {
    let base = ["design", FILE, "--participates", "participates", "--variables"];
    let fails = |code, more: &[&str]| fails(code, &[&base[..], more].concat());
    assert!(fails(11, &["age,nonsense"]).contains("column `nonsense`: there is no such column"));
    assert!(fails(2, &["age,age"]).contains("`age` is named twice"));
    assert!(fails(2, &["age", "--cuts", "age:20"]).contains("--cuts has no meaning without --method coarsened"));
    assert!(
        fails(2, &["age", "--method", "coarsened", "--cuts", "educ:9"]).contains("`educ` is not among the variables")
    );
    assert!(fails(2, &["age", "--method", "coarsened"]).contains("without them it is exact matching"));
    assert!(fails(2, &["age", "--caliper", "0.1"]).contains("have no meaning without --method nearest"));
    assert!(
        fails(2, &["age", "--outcomes", "re78", "--since", "re75", "--placebos", "re74"])
            .contains("with --since effects are on changes: so must placebos be")
    );
    assert!(
        fails(2, &["age", "--outcomes", "re78", "--since", "re74,re75"])
            .contains("--since needs one column for each outcome")
    );
    assert!(
        fails(11, &["age,person", "--method", "inverse-probability"])
            .contains("separate participants from controls perfectly")
    );
    let flag = ["design", FILE, "--participates", "age", "--variables", "educ"];
    assert!(crate::tools::fails(11, &flag).contains("neither 0 nor 1"));
}

#[test]
fn a_trial_agrees_with_the_reference() {
    let reference = reference();
    let arguments = ["trial", FILE, "--assigned", "assigned", "--outcomes", "re78"];
    let adjust = ["--adjust", "age,educ,black,hisp,marr,nodegree,re74,re75"];
    let found: Value = serde_json::from_str(&fine(
        &[&arguments[..], &adjust, &["--permutations", "999", "--seed", "3", "--format", "json"]].concat(),
    ))
    .unwrap();
    let wanted = |figure: &str| reference[&("experiment_adjusted".to_owned(), figure.to_owned())];
    close(&found[0]["estimate"], wanted("estimate"), "estimate");
    close(&found[0]["se"], wanted("standard_error"), "standard error");
    assert_eq!(found[0]["estimand"], "ITT");
    assert!((found[0]["p_permutations"].as_f64().unwrap() - wanted("p")).abs() < 0.015);
    let mixed = [&arguments[..], &["--site", "age"]].concat();
    assert!(fails(11, &mixed).contains("hold both assigned persons and others"));
    let shown = fine(&[&arguments[..], &["--completed", "nodegree"]].concat());
    assert!(shown.contains("LATE") && shown.contains("% compliers, first stage F"), "{shown}");
}

/// Volunteers are not a lot: the balance fails before the outcome, a column that does not exist, is read.
#[test]
fn a_lot_out_of_balance_is_held_back() {
    let arguments =
        ["trial", FILE, "--assigned", "participates", "--outcomes", "no_such_column", "--adjust", "age,re74"];
    let held = som(&arguments);
    assert_eq!(held.status.code(), Some(0));
    let said = String::from_utf8(held.stderr).unwrap();
    assert!(said.contains("held back: the means of `age` differ by -1.035 standard deviations"), "{said}");
    let shown = String::from_utf8(held.stdout).unwrap();
    assert!(shown.contains("difference before") && shown.contains("held_back"), "{shown}");
}
