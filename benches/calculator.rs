//! How long a case takes: one with 10,000 draws over 60 consequences × 10 follow-up years × 3 payers, and 1,000 such cases
//! compared, each after its release is loaded.
//!
//! `cargo bench --bench calculator`. The release is made up in memory: every fit is significant, and every pair of years of a
//! consequence has a covariance. Prints the least of several runs, and how the time of one case divides.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a bench may stop where it stands")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use som::calculator::compare::{CaseSummary, rank};
use som::calculator::{self, CaseResult};
use som::case::{self, Inputs};
use som::definitions::source::SourceFile;
use som::tables::Database;
use som::tables::published::{
    ConsequenceRow, CovarianceRow, EstimateRow, FitRow, PriceIndexRow, PriceRow, SubgroupRow, SuccessMeasureRow,
    TargetGroupRow,
};
use som::words::{AgeForm, Area, Baseline, Covariance, Domain, Kind, Provenance, Status};

const CONSEQUENCES: usize = 60;
const YEARS: i32 = 10;
const CASES: usize = 1000;

fn text(words: &str) -> String {
    words.to_owned()
}

fn database() -> Database {
    let provenance = Provenance::Illustrative;
    let mut database = Database { release: text("bench"), price_year: 2022, ..Database::default() };
    database.target_groups.push(TargetGroupRow {
        target_group: text("g"),
        kind: None,
        domain: Domain::Adults,
        label_da: text("g"),
        label_en: text("g"),
        description_da: None,
        note_da: None,
        note_en: None,
        with_annex_da: None,
        with_annex_en: None,
        description_en: None,
        condition: text("x > 0"),
        first_year: 2008,
        last_year: 2012,
        first_age: Some(18),
        last_age: Some(64),
        reconstructed_settings: None,
        source: text("bench"),
        provenance,
        name_provenance: None,
        delimitation_provenance: None,
        success_provenance: None,
    });
    database.subgroups.push(SubgroupRow {
        target_group: text("g"),
        subgroup: text("all"),
        label_da: text("Alle"),
        label_en: text("All"),
        first_age: None,
        last_age: None,
        condition: None,
    });
    database.success_measures.push(SuccessMeasureRow {
        target_group: text("g"),
        success_measure: text("m"),
        label_da: text("m"),
        label_en: text("m"),
        condition: text("x = 0"),
        success_year: 1,
    });
    for year in 2020..=2024 {
        let index = f64::from(year - 1920);
        let (series, label_da, label_en, standard) = (None, None, None, None);
        let source = text("bench");
        database.price_index.push(PriceIndexRow {
            year,
            index,
            series,
            label_da,
            label_en,
            standard,
            source,
            provenance,
        });
    }
    (0..CONSEQUENCES).for_each(|number| consequence(&mut database, number));
    database
}

fn consequence(database: &mut Database, number: usize) {
    let provenance = Provenance::Illustrative;
    let id = format!("consequence_{number:02}");
    database.consequences.push(ConsequenceRow {
        consequence: id.clone(),
        label_da: id.clone(),
        label_en: id.clone(),
        area: Area::ALL[number % Area::ALL.len()],
        unit: text("week"),
        kind: Kind::Expenditure,
        overlaps: None,
        break_year: None,
        breaks_da: None,
        breaks_en: None,
        note_da: None,
        note_en: None,
        source: text("bench"),
        provenance,
    });
    database.prices.push(PriceRow {
        consequence: id.clone(),
        target_group: None,
        first_age: None,
        last_age: None,
        price_year: 2022,
        kommune_kr: 900.0 + number as f64,
        region_kr: 300.0,
        stat_kr: 400.0,
        series: None,
        derivation_da: None,
        derivation_en: None,
        source: text("bench"),
        provenance,
    });
    for follow_up_year in 1..=YEARS {
        let estimate = -0.4 - f64::from(follow_up_year) / 40.0;
        database.estimates.push(EstimateRow {
            target_group: text("g"),
            subgroup: text("all"),
            success_measure: text("m"),
            consequence: id.clone(),
            follow_up_year,
            estimate,
            standard_error: 0.1,
            lower: estimate - 0.196,
            upper: estimate + 0.196,
            t: estimate / 0.1,
            df: 2000.0,
            p: 0.001,
            q: Some(0.002),
            robustness: Some(0.1),
            robustness_to_insignificance: Some(0.05),
            n_success: Some(500),
            n_non_success: Some(1500),
            mean_non_success: Some(3.0),
            reason: None,
            clusters: None,
            baseline: Some(Baseline::Level),
            price_year: None,
            covariance: Covariance::Hc3,
            age_form: Some(AgeForm::Quadratic),
            adjusts_sex: true,
            first_entry_year: 2008,
            last_entry_year: 2012,
            defines_success: false,
            depends_on_entry_year: Some(false),
            against_expectation: Some(false),
            share_after_break: None,
            shares_after_breaks: None,
            provenance,
        });
        database.fits.push(FitRow {
            target_group: text("g"),
            subgroup: text("all"),
            success_measure: text("m"),
            consequence: id.clone(),
            follow_up_year,
            status: Status::Estimated,
            significant: true,
            reason: None,
        });
        for other_year in follow_up_year + 1..=YEARS {
            database.covariances.push(CovarianceRow {
                target_group: text("g"),
                subgroup: text("all"),
                success_measure: text("m"),
                consequence: id.clone(),
                follow_up_year,
                other_year,
                covariance: 0.01 * 0.6f64.powi(other_year - follow_up_year),
            });
        }
    }
}

fn case(number: usize) -> Arc<SourceFile> {
    let text = format!(
        "[intervention]\nname = \"Case {number}\"\nstart_year = 2024\nyears = 3\nparticipants = {}\ncompletion_rate = 0.8\n\
         [target_group]\ngroup = \"g\"\nsuccess_measure = \"m\"\n\
         [costs]\nprice_year = 2022\n[[costs.item]]\nname = \"Operation\"\ncategory = \"operation\"\nbasis = \"per_year\"\n\
         kr = {}\npayer = \"kommune\"\n\
         [effect]\nnet_success_rate = 0.1\ndenominator = \"completed\"\n[consequences]\nuse = \"all\"\n\
         [uncertainty]\nnet_rate = {{ low = 0.05, high = 0.15 }}\ncosts = {{ low = 0.9, high = 1.2 }}\n\
         [result]\nprice_year = 2024\n",
        20 + number % 30,
        400_000 + 1000 * number
    );
    Arc::new(SourceFile { path: format!("case{number}.toml").into(), text })
}

fn calculated(number: usize, database: &Database) -> (Inputs, CaseResult) {
    let inputs = case::parse(&case(number), database).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let result = calculator::calculate(&inputs);
    (inputs, result)
}

/// The least time of some runs.
fn least(runs: usize, mut run: impl FnMut()) -> Duration {
    let once = |_| {
        let started = Instant::now();
        run();
        started.elapsed()
    };
    (0..runs).map(once).min().unwrap_or_default()
}

fn main() {
    let database = database();
    let (inputs, result) = calculated(0, &database);
    assert_eq!(result.coverage.significant, CONSEQUENCES * 10);
    assert_eq!(result.uncertainty.draws, 10_000);
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let read = least(20, || {
        std::hint::black_box(case::parse(&case(0), &database).unwrap_or_else(|mistakes| panic!("{mistakes}")));
    });
    let one = least(20, || {
        std::hint::black_box(calculator::calculate(&inputs));
    });
    println!("one case, {CONSEQUENCES} consequences x {YEARS} years x 3 payers, {} draws", result.uncertainty.draws);
    println!("  read and resolved  {:8.2} ms", milliseconds(read));
    println!("  calculated         {:8.2} ms", milliseconds(one));
    println!("  both               {:8.2} ms", milliseconds(read + one));
    let many = least(3, || {
        let standings: Vec<CaseSummary> = (0..CASES)
            .into_par_iter()
            .map(|number| calculated(number, &database))
            .map(|(inputs, result)| CaseSummary::of(&inputs, &result))
            .collect();
        assert_eq!(rank(standings).len(), CASES);
    });
    println!("{CASES} such cases compared on {} threads  {:.2} s", rayon::current_num_threads(), many.as_secs_f64());
}
