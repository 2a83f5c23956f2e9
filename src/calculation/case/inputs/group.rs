//! The target group of a case.

use serde::Serialize;

use foundation::tables::ControlGroup;
use foundation::tables::published::ProfileRow;
use foundation::words::{Label, Language, Provenance};

/// The target group of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The target group's id.
    pub target_group: String,
    /// Its label.
    pub target_group_label: Label,
    /// The subgroup's id.
    pub subgroup: String,
    /// Its label.
    pub subgroup_label: Label,
    /// The success measure's id.
    pub success_measure: String,
    /// Its label.
    pub success_measure_label: Label,
    /// The youngest age at t = 0; `None` is unlimited.
    pub first_age: Option<i32>,
    /// The oldest age at t = 0; `None` is unlimited.
    pub last_age: Option<i32>,
    /// How surely the target group is SØM's own.
    pub provenance: Provenance,
    /// Who is in the cohorts that the estimates compare, as the release has it.
    #[serde(skip)]
    pub profile: Vec<ProfileRow>,
    /// How the control group was made, if it is an intervention of the release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control_group: Option<ControlGroup>,
    /// The user's own target group, if it is one: the ids and labels above are then those of the group whose estimates it
    /// borrows, and empty without borrowed estimates; the ages are its own.
    pub own: Option<OwnGroup>,
}

impl Group {
    /// What the target group is called.
    pub fn name(&self, language: Language) -> &str {
        self.own.as_ref().map_or_else(|| self.target_group_label.get(language), |own| &own.name)
    }

    /// What success is called.
    pub fn success(&self, language: Language) -> &str {
        self.own.as_ref().map_or_else(|| self.success_measure_label.get(language), |own| &own.success)
    }
}

/// A target group that the release does not have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnGroup {
    /// What it is called.
    pub name: String,
    /// What counts as success.
    pub success: String,
    /// Why, and why borrowed estimates hold for it.
    pub reason: String,
}
