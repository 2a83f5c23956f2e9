//! The references between tables, for databases and data packages.

/// A reference from columns of one table to columns of another.
pub struct Reference {
    /// The table that refers.
    pub table: &'static str,
    /// Its columns.
    pub columns: &'static [&'static str],
    /// The table referred to, by columns of the same names.
    pub to: &'static str,
}

/// Every reference between tables.
pub const REFERENCES: &[Reference] = &[
    Reference { table: "subgroups", columns: &["target_group"], to: "target_groups" },
    Reference { table: "success_measures", columns: &["target_group"], to: "target_groups" },
    Reference { table: "cohorts", columns: &["target_group", "subgroup"], to: "subgroups" },
    Reference { table: "cohorts", columns: &["target_group", "success_measure"], to: "success_measures" },
    Reference { table: "profiles", columns: &["target_group", "subgroup"], to: "subgroups" },
    Reference { table: "profiles", columns: &["target_group", "success_measure"], to: "success_measures" },
    Reference { table: "fits", columns: &["target_group", "subgroup"], to: "subgroups" },
    Reference { table: "fits", columns: &["target_group", "success_measure"], to: "success_measures" },
    Reference { table: "fits", columns: &["consequence"], to: "consequences" },
    Reference {
        table: "estimates",
        columns: &["target_group", "subgroup", "success_measure", "consequence", "follow_up_year"],
        to: "fits",
    },
    Reference {
        table: "covariances",
        columns: &["target_group", "subgroup", "success_measure", "consequence", "follow_up_year"],
        to: "fits",
    },
    Reference { table: "intervention_balance", columns: &["intervention"], to: "interventions" },
    Reference { table: "intervention_lots", columns: &["intervention"], to: "interventions" },
    Reference { table: "intervention_lots", columns: &["consequence"], to: "consequences" },
    Reference { table: "prices", columns: &["consequence"], to: "consequences" },
    Reference { table: "prices", columns: &["target_group"], to: "target_groups" },
    Reference { table: "effects", columns: &["target_group"], to: "target_groups" },
    Reference { table: "experiences", columns: &["target_group"], to: "target_groups" },
    Reference { table: "experiences", columns: &["target_group", "success_measure"], to: "success_measures" },
    Reference { table: "qualifications", columns: &["target_group"], to: "target_groups" },
    Reference { table: "qualifications", columns: &["consequence"], to: "consequences" },
];
