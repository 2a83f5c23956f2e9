//! The rows of every table that is published, audited or planted: the one source of their schemas.
//!
//! Owns names, columns, keys and their meaning. Files are written and read by `knowledge`; figures come from `build`.
//! A column that is `Option` can be null in the file, and then something else in the row says why.

/// Declares a row type and the table that it is a row of. What a row and a column mean is said once, in their doc comments.
macro_rules! table {
    (
        $table:literal, [$($key:literal),+] $(, since $since:literal)? $(, null since $null:literal: [$($nullable:literal),+])?;

        $(#[doc = $about:literal])+
        #[derive($($derive:ident),+)]
        pub struct $row:ident {
            $($(#[doc = $meaning:literal])+ pub $column:ident: $kind:ty,)+
        }
    ) => {
        $(#[doc = $about])+
        #[derive($($derive),+)]
        pub struct $row {
            $($(#[doc = $meaning])+ pub $column: $kind,)+
        }

        impl $crate::tables::Row for $row {
            const TABLE: &'static str = $table;
            const ABOUT: &'static str = concat!($($about),+).trim_ascii();
            const KEY: &'static [&'static str] = &[$($key),+];
            $(const SINCE: u32 = $since;)?
            $(const NULL_SINCE: (u32, &'static [&'static str]) = ($null, &[$($nullable),+]);)?
            const COLUMNS: &'static [$crate::tables::Column] = &[$($crate::tables::Column {
                name: stringify!($column),
                kind: stringify!($kind),
                meaning: concat!($($meaning),+).trim_ascii(),
            },)+];
        }
    };
}

pub mod audit;
pub mod break_shares;
pub mod build;
mod column_type;
pub mod companion;
mod control_group;
pub mod delivery;
mod intervention;
mod keyed;
mod places;
mod profile;
pub mod published;
pub mod reading;
pub mod reading_danish;
pub mod reading_sentence;
mod texts;
pub mod truth;
pub mod visit;

pub use column_type::ColumnType;
pub use control_group::ControlGroup;
pub use places::Places;

use serde::{Serialize, de::DeserializeOwned};

use published::{
    BalanceRow, CohortRow, ConsequenceRow, CovarianceRow, EffectRow, EstimateRow, ExperienceRow, FitRow,
    InterventionRow, LotRow, PriceIndexRow, PriceRow, ProfileRow, QualificationRow, SourceRow, SubgroupRow,
    SuccessMeasureRow, TargetGroupRow,
};

/// The version of the published schema.
///
/// A version may add tables, add columns that can be null, and let columns be null that could not; what was there keeps its
/// name, type and meaning. So this program reads every version from [`OLDEST_SCHEMA_READ`] to this one: a column that a release
/// lacks is null, a table ([`Row::SINCE`]) empty. Any other change raises [`OLDEST_SCHEMA_READ`].
pub const SCHEMA_VERSION: u32 = 7;

/// The oldest version of the schema that this program reads.
pub const OLDEST_SCHEMA_READ: u32 = 1;

/// A row of a table in a file.
pub trait Row: Serialize + DeserializeOwned + Clone + Send + Sync {
    /// The table's name, which is its file's name without `.parquet`.
    const TABLE: &'static str;
    /// What one row is.
    const ABOUT: &'static str;
    /// The columns that identify a row.
    const KEY: &'static [&'static str];
    /// The version of the schema that brought the table: a release of an earlier one has no rows of it.
    const SINCE: u32 = 1;
    /// The version that let columns be null which could not be before, and these columns.
    const NULL_SINCE: (u32, &'static [&'static str]) = (1, &[]);
    /// The columns, in the order of the file.
    const COLUMNS: &'static [Column];
}

/// The description of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in the file.
    pub name: &'static str,
    /// Its type in the row.
    pub kind: &'static str,
    /// What its values mean.
    pub meaning: &'static str,
}

/// A whole release in memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Database {
    /// The release's name.
    pub release: String,
    /// The year whose kroner all amounts are in.
    pub price_year: i32,
    /// Whether the extracts were made by the generator.
    pub synthetic: bool,
    /// Target groups.
    pub target_groups: Vec<TargetGroupRow>,
    /// Subgroups, among them the whole group as `all`.
    pub subgroups: Vec<SubgroupRow>,
    /// Success measures.
    pub success_measures: Vec<SuccessMeasureRow>,
    /// Cohorts.
    pub cohorts: Vec<CohortRow>,
    /// Who is in the cohorts.
    pub profiles: Vec<ProfileRow>,
    /// Consequences.
    pub consequences: Vec<ConsequenceRow>,
    /// The significant estimates.
    pub estimates: Vec<EstimateRow>,
    /// Covariances between the years of a consequence's significant estimates.
    pub covariances: Vec<CovarianceRow>,
    /// The status of every planned regression.
    pub fits: Vec<FitRow>,
    /// Prices.
    pub prices: Vec<PriceRow>,
    /// The price index.
    pub price_index: Vec<PriceIndexRow>,
    /// Effects of interventions.
    pub effects: Vec<EffectRow>,
    /// Qualifications.
    pub qualifications: Vec<QualificationRow>,
    /// Worked calculations.
    pub experiences: Vec<ExperienceRow>,
    /// Registers.
    pub sources: Vec<SourceRow>,
    /// Interventions.
    pub interventions: Vec<InterventionRow>,
    /// Their balance.
    pub intervention_balance: Vec<BalanceRow>,
    /// Compliers and randomisation inference of lots.
    pub intervention_lots: Vec<LotRow>,
    /// Where the rows of each comparison stand.
    pub places: Places,
}

impl Database {
    /// How an intervention's control group was made; none of a target group.
    pub fn intervention(&self, id: &str) -> Option<&InterventionRow> {
        self.interventions.iter().find(|row| row.intervention == id)
    }

    /// The rows of a price index: of a series, or with `None` of the standard one.
    pub fn index_rows<'a>(&'a self, series: Option<&'a str>) -> impl Iterator<Item = &'a PriceIndexRow> {
        self.price_index.iter().filter(move |row| match series {
            Some(series) => row.series.as_deref() == Some(series),
            // The one index of an older release is its standard.
            None => row.standard != Some(false),
        })
    }

    /// The factor from one year's kroner to another's by a series, or with `None` by the standard one; `None` where the index
    /// lacks a year.
    pub fn price_factor(&self, series: Option<&str>, from: i32, to: i32) -> Option<f64> {
        let index = |year| self.index_rows(series).find(|row| row.year == year).map(|row| row.index);
        if from == to { Some(1.0) } else { Some(index(to)? / index(from)?) }
    }

    /// Whether two consequences count the same money.
    pub fn overlap(&self, a: &str, b: &str) -> bool {
        let names = |a: &str, b: &str| {
            self.consequences.iter().find(|row| row.consequence == a).is_some_and(|row| row.names_overlap(b))
        };
        names(a, b) || names(b, a)
    }
}
