//! The tables of the audit, which never leave the secure room.

use serde::{Deserialize, Serialize};

use crate::words::{AgeForm, Baseline, Covariance, Decision, Estimand, Rule, Status};

table! {
    "fits", ["target_group", "subgroup", "success_measure", "consequence", "follow_up_year", "specification"];

    /// Every planned regression with all its figures.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct AuditFitRow {
        /// The target group.
        pub target_group: String,
        /// The subgroup.
        pub subgroup: String,
        /// The success measure.
        pub success_measure: String,
        /// The consequence.
        pub consequence: String,
        /// Years after t = 0.
        pub follow_up_year: i32,
        /// The specification.
        pub specification: String,
        /// The covariance estimator.
        pub covariance: Covariance,
        /// How age is adjusted for.
        pub age_form: Option<AgeForm>,
        /// What became of it.
        pub status: Status,
        /// Why, where there are no figures.
        pub reason: Option<String>,
        /// What the outcome is.
        pub baseline: Baseline,
        /// Persons in the success cohort; entries, where a person has several.
        pub n_success: i64,
        /// Persons in the non-success cohort, counted likewise.
        pub n_non_success: i64,
        /// Clusters, with CR1.
        pub clusters: Option<i64>,
        /// Users (outcome not zero) in the success cohort.
        pub users_success: i64,
        /// Users in the non-success cohort.
        pub users_non_success: i64,
        /// Columns of the design that were kept, with the intercept; null for designs that are no regression.
        pub rank: Option<i64>,
        /// Terms of the design that were dropped, and why, separated by `; `.
        pub dropped: Option<String>,
        /// Persons whose leverage is 1; null for designs that are no regression.
        pub leverage_one: Option<i64>,
        /// Mean of the success cohort.
        pub mean_success: Option<f64>,
        /// Mean of the non-success cohort.
        pub mean_non_success: Option<f64>,
        /// The coefficient on success.
        pub estimate: Option<f64>,
        /// Its standard error.
        pub standard_error: Option<f64>,
        /// The 95 % interval's lower end.
        pub lower: Option<f64>,
        /// The 95 % interval's upper end.
        pub upper: Option<f64>,
        /// Estimate over standard error.
        pub t: Option<f64>,
        /// Degrees of freedom.
        pub df: Option<f64>,
        /// Two-sided p-value.
        pub p: Option<f64>,
        /// Benjamini–Hochberg q-value over its family: the estimated regressions of its target group, success measure and
        /// specification, without those that the success measure is made of.
        pub q: Option<f64>,
        /// The share of what is left of success and outcome that an unobserved confounder would have to explain to bring
        /// the estimate to zero.
        pub robustness: Option<f64>,
        /// The same, to bring it to insignificance.
        pub robustness_to_insignificance: Option<f64>,
        /// Residual sum of squares.
        pub rss: Option<f64>,
        /// The first year t = 0 that carries this follow-up year.
        pub first_entry_year: Option<i32>,
        /// The last year t = 0 that carries this follow-up year.
        pub last_entry_year: Option<i32>,
        /// The share of its person-years on or after the consequence's break.
        pub share_after_break: Option<f64>,
        /// Persons in the success cohort, however many entries each has.
        pub persons_success: i64,
        /// Persons in the non-success cohort.
        pub persons_non_success: i64,
        /// Of them, persons with a user's entry, in the success cohort.
        pub persons_using_success: i64,
        /// The same in the non-success cohort.
        pub persons_using_non_success: i64,
        /// For kroner: the largest share that one person has of the absolute amounts of a cohort.
        pub largest_share: Option<f64>,
        /// For kroner: the largest share that two persons have of the absolute amounts of a cohort.
        pub two_largest_share: Option<f64>,
        /// For kroner: the absolute amounts of the success cohort together, as registers have them, without a price level.
        pub amount_success: Option<f64>,
        /// The largest of one person among them.
        pub largest_success: Option<f64>,
        /// The second largest.
        pub second_success: Option<f64>,
        /// The absolute amounts of the non-success cohort together, likewise.
        pub amount_non_success: Option<f64>,
        /// The largest of one person among them.
        pub largest_non_success: Option<f64>,
        /// The second largest.
        pub second_non_success: Option<f64>,
        /// Of an intervention: the largest share that one control has of all controls' weight.
        pub largest_weight: Option<f64>,
    }
}

/// The absolute amounts of a cohort, in kroner, and what the two persons with the largest have of them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Amounts {
    /// All amounts together.
    pub all: f64,
    /// The largest of one person.
    pub largest: f64,
    /// The second largest.
    pub second: f64,
}

impl AuditFitRow {
    /// The row with amounts by cohort, success first. `shares` are those of the largest person and of the two largest of each
    /// cohort; none where it has no amount.
    #[must_use]
    pub fn with_amounts(self, [success, non_success]: [Amounts; 2], shares: [Option<(f64, f64)>; 2]) -> AuditFitRow {
        let larger = |one: (f64, f64), other: (f64, f64)| (one.0.max(other.0), one.1.max(other.1));
        let (largest_share, two_largest_share) = shares.into_iter().flatten().reduce(larger).unzip();
        AuditFitRow {
            largest_share,
            two_largest_share,
            amount_success: Some(success.all),
            largest_success: Some(success.largest),
            second_success: Some(success.second),
            amount_non_success: Some(non_success.all),
            largest_non_success: Some(non_success.largest),
            second_non_success: Some(non_success.second),
            ..self
        }
    }

    /// The row without the amounts of single persons.
    #[must_use]
    pub fn without_amounts(self) -> AuditFitRow {
        AuditFitRow {
            amount_success: None,
            largest_success: None,
            second_success: None,
            amount_non_success: None,
            largest_non_success: None,
            second_non_success: None,
            ..self
        }
    }
}

table! {
    "intervention_effects", ["intervention", "kind", "consequence", "year"];

    /// An effect of an intervention, or what is estimated beside it.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct InterventionEffectRow {
        /// The intervention.
        pub intervention: String,
        /// `effect`; `placebo` for an outcome of a year before t = 0; of a lot also `compliers` and `permutations`.
        pub kind: String,
        /// The consequence.
        pub consequence: String,
        /// Years after t = 0; below 0 for placebos.
        pub year: i32,
        /// Whose average it is.
        pub estimand: Estimand,
        /// What became of it.
        pub status: Status,
        /// Why, where there are no figures; a warning where there are.
        pub reason: Option<String>,
        /// The effect per person.
        pub estimate: Option<f64>,
        /// Its standard error.
        pub standard_error: Option<f64>,
        /// Degrees of freedom.
        pub df: Option<f64>,
        /// Two-sided p-value.
        pub p: Option<f64>,
        /// The 95 % interval's lower end.
        pub lower: Option<f64>,
        /// The 95 % interval's upper end.
        pub upper: Option<f64>,
        /// The p-value of randomisation inference.
        pub p_permutations: Option<f64>,
        /// The share of compliers.
        pub compliers: Option<f64>,
        /// The first stage's F; null where completion follows assignment exactly.
        pub first_stage_f: Option<f64>,
    }
}

table! {
    "intervention_balance", ["intervention", "variable"];

    /// The exact balance of a variable.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct InterventionBalanceRow {
        /// The intervention.
        pub intervention: String,
        /// The variable.
        pub variable: String,
        /// Mean of the participants, before the design.
        pub mean_participants_before: f64,
        /// Mean of the possible controls.
        pub mean_controls_before: f64,
        /// Mean of the participants who are kept.
        pub mean_participants: f64,
        /// Weighted mean of the controls.
        pub mean_controls: f64,
        /// Standardised difference before the design.
        pub difference_before: f64,
        /// The same after it.
        pub difference: f64,
        /// Ratio of variances before the design; null for two values.
        pub variance_ratio_before: Option<f64>,
        /// The same after it.
        pub variance_ratio: Option<f64>,
        /// Kept participants outside the range of the controls with weight.
        pub outside: i64,
    }
}

table! {
    "disclosure", ["table", "key", "part"];

    /// A decision of disclosure control, for the output checker.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct DisclosureRow {
        /// The published table that it is about: `cohorts`, `estimates` or `fits`.
        pub table: String,
        /// The row's key, separated by ` / `.
        pub key: String,
        /// What of the row: `persons` of a cohort; `figures` of a regression; its `counts` and mean; the `status` of one
        /// without figures.
        pub part: String,
        /// The decision.
        pub decision: Decision,
        /// The rule behind it; null for what passes.
        pub rule: Option<Rule>,
        /// What the rule saw.
        pub reason: Option<String>,
    }
}

table! {
    "attrition", ["target_group", "subgroup", "success_measure", "step"];

    /// A step on the way from the population to a regression, and how many persons are left after it.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct AttritionRow {
        /// The target group.
        pub target_group: String,
        /// The subgroup.
        pub subgroup: String,
        /// The success measure; null for the steps before it.
        pub success_measure: Option<String>,
        /// The order of the step.
        pub step: i32,
        /// What the step asks for.
        pub name: String,
        /// Persons left after it (from `washed_out` on entries, of which a person has several with `entry = "every"`); for
        /// `undetermined_…`, `washed_out` and `left_censored` the persons of whom it is true, for
        /// `years_not_available` years and not persons.
        pub persons: i64,
    }
}

table! {
    "reading", ["register", "name"];

    /// Something counted while extracts were read.
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    pub struct ReadingRow {
        /// The register.
        pub register: String,
        /// What was counted.
        pub name: String,
        /// How many rows or persons.
        pub count: i64,
        /// Of how many rows; null where it is not said.
        pub of: Option<i64>,
    }
}

/// The beginning of a name that says that no row meets the condition of a variable, whose id follows.
const UNMET: &str = "rows_none_of_which_meets_the_condition_of_";

/// The beginning of a name that counts bad rows.
const BAD: &str = "bad_rows/";

/// The beginning of a name that counts codes that were brought into their normal form, or have no group.
const CODES: &str = "codes/";

/// The same of the rows of the cohorts' persons.
const UNMET_IN_COHORTS: &str = "rows_of_the_cohorts_none_of_which_meets_the_condition_of_";

/// The beginning of a name that counts rows of a list of persons that select no one.
const LISTED: &str = "listed/";

/// What keeps a row of a list of persons from selecting one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListedRow {
    /// Its person is not in the population.
    NotInPopulation,
    /// It ends before it starts.
    EndsBeforeStart,
}

impl ListedRow {
    /// In the name of a count, where words are apart by `_`.
    fn word(self) -> &'static str {
        match self {
            ListedRow::NotInPopulation => "not_in_the_population",
            ListedRow::EndsBeforeStart => "ends_before_start",
        }
    }
}

/// The beginning of a name that says that a covered year has no row; the year follows.
const EMPTY_YEAR: &str = "rows_none_of_which_is_of_";

impl ReadingRow {
    /// A count of rows or persons.
    pub fn new(register: &str, name: impl Into<String>, count: i64) -> ReadingRow {
        ReadingRow { register: register.to_owned(), name: name.into(), count, of: None }
    }

    /// The same of so many rows.
    #[must_use]
    pub fn among(mut self, rows: i64) -> ReadingRow {
        self.of = Some(rows);
        self
    }

    /// The name of the count of rows of a register, none of which is of a covered year.
    pub fn empty_year(year: i32) -> String {
        format!("{EMPTY_YEAR}{year}")
    }

    /// The name of the count of rows that a variable's condition was evaluated on, none of which meets it.
    pub fn unmet_condition(variable: &str, of_cohorts: bool) -> String {
        format!("{}{variable}", if of_cohorts { UNMET_IN_COHORTS } else { UNMET })
    }

    /// The variable whose condition no row meets, if the row is about one, and whether only rows of the cohorts' persons were
    /// read.
    pub fn unmet(&self) -> Option<(&str, bool)> {
        let of_all = self.name.strip_prefix(UNMET).map(|variable| (variable, false));
        of_all.or_else(|| self.name.strip_prefix(UNMET_IN_COHORTS).map(|variable| (variable, true)))
    }

    /// The name of the count of bad rows of a cause, in a column or for a variable, in a year or a file.
    pub fn bad_rows(cause: &str, column: &str, place: &str) -> String {
        format!("{BAD}{cause}/{column}/{place}")
    }

    /// The cause, the column or variable, and the year or file of bad rows, if the row counts some.
    pub fn bad(&self) -> Option<(&str, &str, &str)> {
        let mut parts = self.name.strip_prefix(BAD)?.splitn(3, '/');
        Some((parts.next()?, parts.next()?, parts.next()?))
    }

    /// The name of the count of rows that meet the condition of a variable that lists persons, and select no one; in which year they
    /// start, if that is known.
    pub fn listed(what: ListedRow, variable: &str, year: Option<i32>) -> String {
        let year = year.map_or_else(|| "any".to_owned(), |year| year.to_string());
        format!("{LISTED}{}/{year}/{variable}", what.word())
    }

    /// How many such rows the row counts: of this variable, and of a year that is wanted or not known.
    pub fn of_list(&self, what: ListedRow, variable: &str, wanted: impl Fn(i32) -> bool) -> Option<u64> {
        let mut parts = self.name.strip_prefix(LISTED)?.splitn(3, '/');
        let (of, year, id) = (parts.next()?, parts.next()?, parts.next()?);
        let counts = of == what.word() && id == variable && year.parse().map_or(true, wanted);
        counts.then(|| self.count.unsigned_abs())
    }

    /// The name of the count of rows whose person is not in the population.
    pub const UNMATCHED: &'static str = "rows_of_persons_not_in_the_population";

    /// What is counted of codes that no line of their code table holds.
    pub const WITHOUT_GROUP: &'static str = "without_group";

    /// The name of the count of a column's codes that were changed or have no group, in a year or a file.
    pub fn codes(what: &str, column: &str, place: &str) -> String {
        format!("{CODES}{what}/{column}/{place}")
    }

    /// What was counted of codes, the column, and the year or file, if the row counts some.
    pub fn code(&self) -> Option<(&str, &str, &str)> {
        let mut parts = self.name.strip_prefix(CODES)?.splitn(3, '/');
        Some((parts.next()?, parts.next()?, parts.next()?))
    }

    /// The row as a sentence without its register.
    pub fn sentence(&self) -> String {
        let count = self.count;
        if let Some((cause, column, place)) = self.bad() {
            return format!("{count} bad row(s) in {place} left out: {}, `{column}`", cause.replace('_', " "));
        }
        if let Some((what, column, place)) = self.code() {
            let what = what.replace('_', " ");
            return match what == Self::WITHOUT_GROUP.replace('_', " ") {
                true => format!("{count} code(s) in {place} that the code table of `{column}` does not have"),
                false => format!("{count} code(s) in {place} {what}, read in their normal form: `{column}`"),
            };
        }
        if let Some(of) = self.name.strip_prefix(LISTED) {
            let mut parts = of.splitn(3, '/');
            let (what, year, variable) = (parts.next(), parts.next(), parts.next());
            let what = if what == Some(ListedRow::EndsBeforeStart.word()) {
                "end before they start"
            } else {
                "are of persons not in the population"
            };
            if let (Some(year), Some(variable)) = (year, variable) {
                return format!("{count} row(s) of `{variable}` that start in {year} {what}");
            }
        }
        match self.unmet() {
            Some((variable, of_cohorts)) => {
                let whose = if of_cohorts { " of the cohorts' persons" } else { "" };
                format!("none of {count} row(s){whose} meets the condition of variable `{variable}`")
            }
            None => match (self.name.strip_prefix(EMPTY_YEAR), self.of) {
                (Some(year), _) => format!("none of {count} row(s) is of {year}, which the register covers"),
                (None, Some(of)) => format!("{count} of {of} {}", self.name.replace('_', " ")),
                (None, None) => format!("{count} {}", self.name.replace('_', " ")),
            },
        }
    }

    /// Whether it is worth a note: something was counted that need not be there.
    pub fn is_odd(&self) -> bool {
        // Codes are read in their normal form: only the audit lists how files wrote them.
        let is_spelling = self.code().is_some_and(|(what, ..)| what != Self::WITHOUT_GROUP);
        self.count > 0 && !is_spelling && !["persons", "rows_of_years_not_asked_for"].contains(&self.name.as_str())
    }
}
