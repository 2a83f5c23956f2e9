//! Repeated entries, clusters, and differences from the year before, from extracts to audit: against the reference figures of
//! the panel `fixtures/nlswork`, and against least squares row by row.

use std::collections::BTreeMap;

use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow::array::{Array, AsArray, Float64Array, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use nalgebra::{DMatrix, DVector};
use som::knowledge::parquet;
use som::tables::audit::AuditFitRow;
use som::tables::published::CovarianceRow;
use som::words::{Baseline, Status};
use std::sync::Arc;

use crate::tools::project;
use crate::world::{Table, World, dates, integers, texts};

/// Relative, for coefficients, errors and t.
const TOLERANCE: f64 = 1e-9;
/// Relative, for p.
const TOLERANCE_P: f64 = 1e-8;
/// Years after the base year in the panel.
const FOLLOW_UP: [i64; 4] = [0, 1, 2, 5];

fn close(found: f64, wanted: f64, tolerance: f64, what: &str) {
    let difference = (found - wanted).abs() / wanted.abs().max(1e-300);
    assert!(difference <= tolerance, "{what}: {found} for {wanted}, relative difference {difference:e}");
}

/// A row of the panel: person, years after the base year, calendar year, age in the base year, success, and outcomes.
struct Observed {
    person: i64,
    k: i64,
    year: i64,
    age: i64,
    success: bool,
    hours: Option<f64>,
    weeks: Option<f64>,
}

fn panel() -> Vec<Observed> {
    let file = std::fs::File::open(project().join("fixtures/nlswork/nlswork.parquet")).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let mut rows = Vec::new();
    for batch in reader.map(Result::unwrap) {
        let numbers = |name: &str| cast(batch.column_by_name(name).unwrap(), &DataType::Float64).unwrap();
        let columns = ["person_id", "year", "calendar_year", "age", "success", "hours", "wks_work"].map(numbers);
        for row in 0..batch.num_rows() {
            let get = |at: usize| {
                let column = columns[at].as_primitive::<Float64Type>();
                column.is_valid(row).then(|| column.value(row))
            };
            let whole = |at: usize| get(at).unwrap() as i64;
            let (person, k, year, age) = (whole(0), whole(1), whole(2), whole(3));
            rows.push(Observed { person, k, year, age, success: get(4) == Some(1.0), hours: get(5), weeks: get(6) });
        }
    }
    rows
}

/// The panel as a register of person-years with a constant district per person, and its definitions.
fn world(panel: &[Observed], estimation: &str, unit: &str) -> World {
    type Cells = (Option<i64>, Option<i64>, Option<f64>, Option<f64>);
    let mut years: BTreeMap<(i64, i64), Cells> = BTreeMap::new();
    for row in panel {
        let cells = years.entry((row.year, row.person)).or_default();
        (cells.2, cells.3) = (row.hours, row.weeks);
        if row.k == 0 {
            (cells.0, cells.1) = (Some(i64::from(row.success)), Some(row.age));
        }
    }
    let whole = |get: fn(&Cells) -> Option<i64>| Arc::new(Int64Array::from_iter(years.values().map(get)));
    let number = |get: fn(&Cells) -> Option<f64>| Arc::new(Float64Array::from_iter(years.values().map(get)));
    let world = World::of(&[
        ("release.toml", RELEASE),
        ("registers/panel.toml", REGISTER),
        ("variables/all.toml", VARIABLES),
        ("consequences/all.toml", &CONSEQUENCES.replace("UNIT", unit)),
        ("target_groups/adults/women.toml", &format!("{GROUP}{estimation}")),
    ]);
    world.put(
        "panel.parquet",
        Table::of(vec![
            ("PNR", integers(years.keys().map(|(_, person)| *person))),
            ("AAR", integers(years.keys().map(|(year, _)| *year))),
            ("KOEN", texts(years.keys().map(|_| "kvinde"))),
            ("FOEDT", dates(years.keys().map(|_| "1948-06-01"))),
            ("DISTRIKT", integers(years.keys().map(|(_, person)| person % 61))),
            ("FAGFORENING", whole(|cells| cells.0)),
            ("ALDER", whole(|cells| cells.1)),
            ("TIMER", number(|cells| cells.2)),
            ("UGER", number(|cells| cells.3)),
        ]),
    );
    world
}

fn build(world: &World) -> Vec<AuditFitRow> {
    let output = world.build();
    assert!(output.status.success(), "{}", world.said(&output.stderr));
    parquet::read(&world.path("output/audit/r/fits.parquet")).unwrap()
}

fn find<'a>(fits: &'a [AuditFitRow], consequence: &str, year: i64) -> &'a AuditFitRow {
    let wanted = |fit: &&AuditFitRow| {
        fit.specification == "published" && fit.consequence == consequence && i64::from(fit.follow_up_year) == year
    };
    fits.iter().find(wanted).unwrap()
}

#[test]
fn repeated_entries_clustered_by_person_give_the_reference_figures() {
    let fits = build(&world(&panel(), CR1, "hour"));
    let mut reference = csv::Reader::from_path(project().join("fixtures/nlswork/nlswork_reference.csv")).unwrap();
    let headers = reference.headers().unwrap().clone();
    let mut compared = 0;
    for row in reference.records().map(Result::unwrap) {
        let get = |column: &str| &row[headers.iter().position(|h| h == column).unwrap()];
        let number = |column: &str| get(column).parse::<f64>().unwrap();
        let Some(consequence) = ["hours", "wks_work"].into_iter().find(|name| *name == get("outcome")) else {
            continue;
        };
        if get("age_spec") != "dummies" {
            continue;
        }
        let fit = find(&fits, consequence, get("year").parse().unwrap());
        let what = format!("{consequence} {}", get("year"));
        assert_eq!(fit.status, Status::Estimated, "{what}");
        assert_eq!((fit.n_success + fit.n_non_success).to_string(), get("n"), "{what}");
        assert_eq!(fit.n_success.to_string(), get("n_success"), "{what}");
        assert_eq!(fit.clusters.unwrap().to_string(), get("n_clusters"), "{what}");
        assert_eq!(fit.rank.unwrap().to_string(), get("rank"), "{what}");
        close(fit.estimate.unwrap(), number("coef"), TOLERANCE, &what);
        close(fit.standard_error.unwrap(), number("se_cr1"), TOLERANCE, &what);
        close(fit.t.unwrap(), number("t_cr1"), TOLERANCE, &what);
        close(fit.p.unwrap(), number("p_cr1"), TOLERANCE_P, &what);
        close(fit.df.unwrap(), number("n_clusters") - 1.0, 0.0, &what);
        close(fit.rss.unwrap(), number("rss"), TOLERANCE, &what);
        compared += 1;
    }
    assert_eq!(compared, 8, "2 outcomes in 4 years");
}

/// Scores of the coefficient on success by cluster, row by row, and the scale of CR1.
struct ByRows {
    coefficient: f64,
    scores: BTreeMap<i64, f64>,
    scale: f64,
}

/// Least squares on success and a column for every age, of rows (cluster, success, age, y).
fn by_rows(rows: &[(i64, bool, i64, f64)]) -> ByRows {
    let mut ages: Vec<i64> = rows.iter().map(|row| row.2).collect();
    ages.sort_unstable();
    ages.dedup();
    let (n, p) = (rows.len(), ages.len() + 1);
    let column = |row: &(i64, bool, i64, f64), j: usize| match j {
        0 => f64::from(u8::from(row.1)),
        j => f64::from(u8::from(row.2 == ages[j - 1])),
    };
    let x = DMatrix::from_fn(n, p, |i, j| column(&rows[i], j));
    let y = DVector::from_iterator(n, rows.iter().map(|row| row.3));
    let bread = (x.transpose() * &x).try_inverse().unwrap();
    let beta = &bread * x.transpose() * &y;
    let residuals = &y - &x * &beta;
    let influence = &x * bread.column(0);
    let mut scores: BTreeMap<i64, f64> = BTreeMap::new();
    for (i, row) in rows.iter().enumerate() {
        *scores.entry(row.0).or_default() += influence[i] * residuals[i];
    }
    let (g, n, p) = (scores.len() as f64, n as f64, p as f64);
    ByRows { coefficient: beta[0], scores, scale: (g / (g - 1.0) * (n - 1.0) / (n - p)).sqrt() }
}

impl ByRows {
    fn covariance(&self, other: &ByRows) -> f64 {
        let shared = self.scores.iter().filter_map(|(cluster, score)| Some(score * other.scores.get(cluster)?));
        self.scale * other.scale * shared.sum::<f64>()
    }
}

#[test]
fn a_named_cluster_and_the_covariance_of_two_years_agree_with_rows() {
    let panel = panel();
    let world =
        world(&panel, &format!("{CLUSTER}{}", CR1.replace("\"CR1\"", "\"CR1\"\ncluster = \"district\"")), "hour");
    // Published with all digits, for comparison with the rows.
    world.text("pipelines/disclosure.toml", "control = false\n");
    let fits = build(&world);
    let of_year = |k: i64| {
        let rows = panel.iter().filter(|row| row.k == k);
        by_rows(&rows.filter_map(|row| Some((row.person % 61, row.success, row.age, row.hours?))).collect::<Vec<_>>())
    };
    let years = FOLLOW_UP.map(|k| (k, of_year(k)));
    for (k, wanted) in &years {
        let fit = find(&fits, "hours", *k);
        assert_eq!(fit.clusters, Some(61));
        close(fit.estimate.unwrap(), wanted.coefficient, TOLERANCE, "coefficient");
        close(fit.standard_error.unwrap(), wanted.covariance(wanted).sqrt(), TOLERANCE, "standard error");
        close(fit.df.unwrap(), 60.0, 0.0, "degrees of freedom");
    }
    let covariances: Vec<CovarianceRow> = parquet::read(&world.path("output/r/tables/covariances.parquet")).unwrap();
    let of_hours: Vec<&CovarianceRow> = covariances.iter().filter(|row| row.consequence == "hours").collect();
    assert_eq!(of_hours.len(), 6, "every pair of four significant years");
    for row in of_hours {
        let year = |k: i32| &years.iter().find(|(other, _)| *other == i64::from(k)).unwrap().1;
        let wanted = year(row.follow_up_year).covariance(year(row.other_year));
        close(row.covariance, wanted, TOLERANCE, "covariance");
    }
}

/// Each woman's first base year only: follow-up years with different persons, for every covariance without clusters.
#[test]
fn covariances_of_years_with_different_persons_agree_with_rows() {
    let mut panel = panel();
    let mut first: BTreeMap<i64, i64> = BTreeMap::new();
    for row in &panel {
        let year = first.entry(row.person).or_insert(i64::MAX);
        *year = (*year).min(row.year - row.k);
    }
    panel.retain(|row| first[&row.person] == row.year - row.k);
    for kind in ["iid", "HC0", "HC1", "HC2", "HC3"] {
        let world = world(&panel, &CR1.replace("CR1", kind), "kr");
        world.define("target_groups/adults/women.toml", "\"every\"", "\"first\"");
        // Published with all digits, for comparison with the rows.
        world.text("pipelines/disclosure.toml", "control = false\n");
        build(&world);
        let index = |year: i64| 100.0 + 2.3 * (year - 1970) as f64;
        let years = FOLLOW_UP.map(|k| {
            let rows = panel.iter().filter(|row| row.k == k);
            let real = |row: &Observed| Some(row.hours? * index(1980) / index(row.year));
            (
                k,
                Scaled::of(
                    &rows.filter_map(|row| Some((row.person, row.success, row.age, real(row)?))).collect::<Vec<_>>(),
                    kind,
                ),
            )
        });
        let covariances: Vec<CovarianceRow> =
            parquet::read(&world.path("output/r/tables/covariances.parquet")).unwrap();
        let of_hours: Vec<&CovarianceRow> = covariances.iter().filter(|row| row.consequence == "hours").collect();
        assert!(!of_hours.is_empty(), "{kind}");
        for row in of_hours {
            let year = |k: i32| &years.iter().find(|(other, _)| *other == i64::from(k)).unwrap().1;
            let wanted = year(row.follow_up_year).covariance(year(row.other_year), kind == "iid");
            close(row.covariance, wanted, TOLERANCE, kind);
        }
    }
}

/// A regression by rows: each row's contribution to the coefficient, and its residual, both scaled.
struct Scaled(BTreeMap<i64, (f64, f64)>);

impl Scaled {
    fn of(rows: &[(i64, bool, i64, f64)], kind: &str) -> Scaled {
        let mut ages: Vec<i64> = rows.iter().map(|row| row.2).collect();
        ages.sort_unstable();
        ages.dedup();
        let p = ages.len() + 1;
        let x = DMatrix::from_fn(rows.len(), p, |i, j| match j {
            0 => f64::from(u8::from(rows[i].1)),
            j => f64::from(u8::from(rows[i].2 == ages[j - 1])),
        });
        let y = DVector::from_iterator(rows.len(), rows.iter().map(|row| row.3));
        let bread = (x.transpose() * &x).try_inverse().unwrap();
        let residuals = &y - &x * (&bread * x.transpose() * &y);
        let n = rows.len() as f64;
        let of_row = |(i, row): (usize, &(i64, bool, i64, f64))| {
            let left = 1.0 - (x.row(i) * &bread * x.row(i).transpose())[(0, 0)];
            let scale = match kind {
                "HC0" => 1.0,
                "HC1" | "iid" => (n / (n - p as f64)).sqrt(),
                "HC2" => left.powf(-0.5),
                _ => 1.0 / left,
            };
            // A row alone at its age has leverage 1 and no residual.
            let scale = if left < 1e-9 { 0.0 } else { scale };
            (row.0, ((x.row(i) * bread.column(0))[(0, 0)], residuals[i] * scale))
        };
        Scaled(rows.iter().enumerate().map(of_row).collect())
    }

    fn covariance(&self, other: &Scaled, iid: bool) -> f64 {
        let both: Vec<_> = self.0.iter().filter_map(|(person, one)| Some((one, other.0.get(person)?))).collect();
        if !iid {
            return both.iter().map(|((w, e), (v, f))| w * e * v * f).sum();
        }
        let residuals: f64 = both.iter().map(|((_, e), (_, f))| e * f).sum::<f64>() / both.len() as f64;
        residuals * both.iter().map(|((w, _), (v, _))| w * v).sum::<f64>()
    }
}

#[test]
fn too_few_clusters_are_a_status() {
    let estimation = CR1.replace("\"CR1\"", "\"CR1\"\ncluster = \"district\"\nminimum = { clusters = 62 }");
    let fits = build(&world(&panel(), &format!("{CLUSTER}{estimation}"), "hour"));
    let fit = find(&fits, "hours", 0);
    assert_eq!((fit.status, fit.clusters), (Status::TooFewClusters, Some(61)));
    assert_eq!(fit.reason.as_deref(), Some("below the minimum of 62 clusters"));
    assert_eq!((fit.estimate, fit.p), (None, None));
}

/// Hours as kroner: those of the year minus those of the year before t = 0, both in the release's price year.
#[test]
fn a_difference_has_one_price_level() {
    let panel = panel();
    let index = |year: i64| 100.0 + 2.3 * (year - 1970) as f64;
    let hours: BTreeMap<(i64, i64), f64> =
        panel.iter().filter_map(|row| Some(((row.person, row.year), row.hours?))).collect();
    for (unit, deflate) in [("hour", false), ("kr", true)] {
        let estimation = CR1.replace("\"CR1\"", "\"CR1\"\nbaseline = \"difference\"");
        let fits = build(&world(&panel, &estimation, unit));
        for k in FOLLOW_UP {
            let real = |amount: f64, year: i64| if deflate { amount * index(1980) / index(year) } else { amount };
            let difference = |row: &Observed| {
                let before = row.year - row.k - 1;
                Some(real(row.hours?, row.year) - real(*hours.get(&(row.person, before))?, before))
            };
            let rows = panel.iter().filter(|row| row.k == k);
            let rows = rows.filter_map(|row| Some((row.person, row.success, row.age, difference(row)?)));
            let wanted = by_rows(&rows.collect::<Vec<_>>());
            let fit = find(&fits, "hours", k);
            let what = format!("{unit} {k}");
            assert_eq!((fit.baseline, fit.status), (Baseline::Difference, Status::Estimated), "{what}");
            assert_eq!(fit.clusters, Some(wanted.scores.len() as i64), "{what}");
            close(fit.estimate.unwrap(), wanted.coefficient, TOLERANCE, &what);
            close(fit.standard_error.unwrap(), wanted.covariance(&wanted).sqrt(), TOLERANCE, &what);
        }
    }
}

const RELEASE: &str = "price_year = 1980\n[price_index]\nsource = \"made up\"\nprovenance = \"illustrative\"
years = { 1968 = 95.4, 1969 = 97.7, 1970 = 100.0, 1971 = 102.3, 1972 = 104.6, 1973 = 106.9, 1974 = 109.2, 1975 = 111.5, \
1976 = 113.8, 1977 = 116.1, 1978 = 118.4, 1979 = 120.7, 1980 = 123.0, 1981 = 125.3, 1982 = 127.6, 1983 = 129.9, \
1984 = 132.2, 1985 = 134.5, 1986 = 136.8, 1987 = 139.1, 1988 = 141.4 }\n";

const REGISTER: &str = "id = \"panel\"\nlabel = { da = \"Panel\", en = \"Panel\" }
source = \"US Bureau of Labor Statistics; public domain\"\nprovenance = \"published\"\nkind = \"status\"
role = \"population\"\nfiles = [\"panel.parquet\"]\ncovers = { list = [1970, 1971, 1972, 1973, 1975, 1977, 1978, 1980, 1982, 1983, 1985, 1987] }\nabsent = \"missing\"
person = \"PNR\"\nyear = \"AAR\"\n[columns]\nsex = { names = \"KOEN\", type = \"text\", codes = { woman = \"kvinde\" } }
born = { names = \"FOEDT\", type = \"date\" }\ndistrict = { names = \"DISTRIKT\", type = \"integer\" }
in_union = { names = \"FAGFORENING\", type = \"integer\" }\nage_then = { names = \"ALDER\", type = \"integer\" }
hours = { names = \"TIMER\", type = \"number\" }\nweeks = { names = \"UGER\", type = \"number\" }\n";

const VARIABLES: &str = "variable = [
{ id = \"in_union\", resolution = 1, from = [{ register = \"panel\", value = \"in_union\" }] },
{ id = \"age_then\", resolution = 1, from = [{ register = \"panel\", value = \"age_then\" }] },
{ id = \"district\", resolution = 1, from = [{ register = \"panel\", value = \"district\" }] },
{ id = \"hours\", resolution = 1, from = [{ register = \"panel\", value = \"hours\" }] },
{ id = \"wks_work\", resolution = 1, from = [{ register = \"panel\", value = \"weeks\" }] },
]\n";

const CONSEQUENCES: &str = "consequence = [
{ id = \"hours\", label = { da = \"t\", en = \"h\" }, area = \"employment\", unit = \"UNIT\", kind = \"revenue\", \
source = \"made up\", provenance = \"illustrative\" },
{ id = \"wks_work\", label = { da = \"u\", en = \"w\" }, area = \"employment\", unit = \"week\", kind = \"revenue\", \
source = \"made up\", provenance = \"illustrative\" },
]\n";

const GROUP: &str = "id = \"women\"\nlabel = { da = \"Kvinder\", en = \"Women\" }\ndomain = \"adults\"
source = \"made up\"\nprovenance = \"illustrative\"\n[population]\nyears = { first = 1970, last = 1982 }
where = \"in_union IS NOT NULL\"\nentry = \"every\"\nresidence = \"listed\"\nafter_exit = \"drop\"
[[success]]\nid = \"union\"\nlabel = { da = \"F\", en = \"U\" }\nuses = { now = { variable = \"in_union\", year = 0 } }
where = \"now = 1\"\n[[adjuster]]\nid = \"age\"\nvariable = \"age_then\"\nyear = 0\n";

const CLUSTER: &str = "[[cluster]]\nid = \"district\"\nvariable = \"district\"\nyear = 0\n";

const CR1: &str =
    "[[estimation]]\nfollow_up = { list = [0, 1, 2, 5] }\nadjust = { categories = [\"age\"] }\ncovariance = \"CR1\"\n";
