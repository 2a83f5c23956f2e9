//! `tables.md`, rendered from the row types: the page and the schema can't part.

use std::fmt::Write;
use std::path::Path;

use crate::knowledge::parquet;
use crate::tables::Row;
use crate::tables::audit::{
    AttritionRow, AuditFitRow, DisclosureRow, InterventionBalanceRow, InterventionEffectRow, ReadingRow,
};
use crate::tables::companion::CoefficientRow;
use crate::tables::published::{
    BalanceRow, CohortRow, ConsequenceRow, CovarianceRow, EffectRow, EstimateRow, ExperienceRow, FitRow,
    InterventionRow, LotRow, PriceIndexRow, PriceRow, ProfileRow, QualificationRow, SourceRow, SubgroupRow,
    SuccessMeasureRow, TargetGroupRow,
};
use crate::tables::truth::TruthRow;
use crate::words::{
    AgeForm, Area, Arm, Baseline, Change, ControlSource, Covariance, Decision, Denominator, DesignMethod, Direction,
    Domain, Estimand, GroupKind, Kind, Language, Provenance, Recommendation, RegisterKind, Rule, Standing, Status,
    TimePerspective,
};
use arrow::datatypes::DataType;

const HEAD: &str = "\
# Tables, column by column

Rendered from the row types; do not edit. A test compares this page with them, and `SOM_BLESS=1 cargo test --release
tables` writes it anew. What the folders are, and what is promised of them, is on the page [`release`][release.md].

A column that can be null says so in its type. A type that is a link is a closed list of words, kept as dictionary-encoded
text; the lists stand at the end. The key is what tells one row from another.

[release.md]: release.md
";

/// A table's heading, key and columns.
fn table<R: Row>(page: &mut String) {
    let code = |column: &&str| format!("`{column}`");
    let key = R::KEY.iter().map(code).collect::<Vec<_>>().join(", ");
    write!(page, "\n### `{}`\n\n{}\n\nKey: {key}.\n\n| column | type | meaning |\n|---|---|---|\n", R::TABLE, R::ABOUT)
        .unwrap();
    let fields = parquet::fields::<R>().unwrap();
    let names: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
    assert_eq!(names, R::COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>(), "{}", R::TABLE);
    for (field, column) in fields.iter().zip(R::COLUMNS) {
        let bare = column.kind.trim_start_matches("Option<").trim_end_matches('>');
        assert_eq!(field.is_nullable(), bare != column.kind, "{}.{}", R::TABLE, column.name);
        let kind = match field.data_type() {
            DataType::Utf8 => "text".to_owned(),
            DataType::Dictionary(_, _) => format!("[{bare}](#{})", bare.to_lowercase()),
            DataType::Int32 => "32-bit integer".to_owned(),
            DataType::Int64 => "64-bit integer".to_owned(),
            DataType::Float64 => "double".to_owned(),
            DataType::Boolean => "true or false".to_owned(),
            other => panic!("{other} needs a word"),
        };
        let null = if field.is_nullable() { ", can be null" } else { "" };
        writeln!(page, "| `{}` | {kind}{null} | {} |", column.name, column.meaning.replace('|', "\\|")).unwrap();
    }
}

/// A closed list: words, and what a reader is shown.
macro_rules! list {
    ($page:ident, $name:ident) => {
        write!($page, "\n### {}\n\n| word | Danish | English |\n|---|---|---|\n", stringify!($name)).unwrap();
        for member in $name::ALL {
            let (da, en) = (member.label(Language::Da), member.label(Language::En));
            writeln!($page, "| `{}` | {da} | {en} |", member.word()).unwrap();
        }
    };
}

fn render() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("\n## The release: `tables/`\n");
    table::<TargetGroupRow>(&mut page);
    table::<SubgroupRow>(&mut page);
    table::<SuccessMeasureRow>(&mut page);
    table::<CohortRow>(&mut page);
    table::<ProfileRow>(&mut page);
    table::<ConsequenceRow>(&mut page);
    table::<EstimateRow>(&mut page);
    table::<CovarianceRow>(&mut page);
    table::<FitRow>(&mut page);
    table::<InterventionRow>(&mut page);
    table::<BalanceRow>(&mut page);
    table::<LotRow>(&mut page);
    table::<PriceRow>(&mut page);
    table::<PriceIndexRow>(&mut page);
    table::<EffectRow>(&mut page);
    table::<QualificationRow>(&mut page);
    table::<ExperienceRow>(&mut page);
    table::<SourceRow>(&mut page);
    page.push_str("\n## The audit: `audit/<release>/`\n");
    table::<AuditFitRow>(&mut page);
    table::<AttritionRow>(&mut page);
    table::<InterventionEffectRow>(&mut page);
    table::<InterventionBalanceRow>(&mut page);
    table::<DisclosureRow>(&mut page);
    table::<ReadingRow>(&mut page);
    page.push_str(
        "\n## The companion: `companion/<release>/`\n\nBeside `coefficients` it has `covariances`, as the release.\n",
    );
    table::<CoefficientRow>(&mut page);
    page.push_str("\n## Synthetic extracts: `truth.parquet`\n");
    table::<TruthRow>(&mut page);
    page.push_str("\n## Closed lists\n");
    list!(page, AgeForm);
    list!(page, Area);
    list!(page, Arm);
    list!(page, Baseline);
    list!(page, Change);
    list!(page, ControlSource);
    list!(page, Covariance);
    list!(page, Decision);
    list!(page, Denominator);
    list!(page, DesignMethod);
    list!(page, Direction);
    list!(page, Domain);
    list!(page, Estimand);
    list!(page, GroupKind);
    list!(page, Kind);
    list!(page, Provenance);
    list!(page, Recommendation);
    list!(page, RegisterKind);
    list!(page, Rule);
    list!(page, Standing);
    list!(page, Status);
    list!(page, TimePerspective);
    page
}

#[test]
fn the_page_of_tables_is_what_the_row_types_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs/tables.md");
    let rendered = render();
    if std::env::var_os("SOM_BLESS").is_some() {
        std::fs::write(&path, &rendered).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap();
    assert!(
        committed == rendered,
        "src/docs/tables.md is stale: run the tests with SOM_BLESS=1 and look at the difference"
    );
}
