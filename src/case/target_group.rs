//! The second input: the target group, its subgroup and the success measure, as ids of the release.

use super::inputs::Group;
use crate::definitions::mistake::Report;
use crate::definitions::source::At;
use crate::definitions::table::Table;
use crate::tables::Database;
use crate::words::Label;

/// `[target_group]` as written.
pub struct Choice {
    group: At<String>,
    subgroup: At<String>,
    success_measure: Option<At<String>>,
}

impl Choice {
    /// Reads `[target_group]`.
    pub fn read(table: &Table<'_>) -> Option<Choice> {
        let group = table.required("group");
        let subgroup = table.or("subgroup", "all".to_owned());
        let success_measure = table.required("success_measure");
        table.finish();
        Some(Choice { group: group?, subgroup, success_measure })
    }

    /// Finds the rows of the release that are meant.
    pub fn resolve(&self, database: &Database, report: &Report) -> Option<Group> {
        let Some(group) = database.target_groups.iter().find(|row| row.target_group == self.group.value) else {
            let known = database.target_groups.iter().map(|row| row.target_group.as_str());
            report.unknown(&self.group.place, "target group", &self.group, known);
            return None;
        };
        let subgroups = || database.subgroups.iter().filter(|row| row.target_group == group.target_group);
        let subgroup = subgroups().find(|row| row.subgroup == self.subgroup.value);
        if subgroup.is_none() {
            let known = subgroups().map(|row| row.subgroup.as_str());
            report.unknown(&self.subgroup.place, "subgroup", &self.subgroup, known);
        }
        let wanted = self.success_measure.as_ref()?;
        let measures = || database.success_measures.iter().filter(|row| row.target_group == group.target_group);
        let measure = measures().find(|row| row.success_measure == wanted.value);
        if measure.is_none() {
            let known = measures().map(|row| row.success_measure.as_str());
            report.unknown(&wanted.place, "success measure", wanted, known);
        }
        let (subgroup, measure) = (subgroup?, measure?);
        Some(Group {
            target_group: group.target_group.clone(),
            target_group_label: label(&group.label_da, &group.label_en),
            subgroup: subgroup.subgroup.clone(),
            subgroup_label: label(&subgroup.label_da, &subgroup.label_en),
            success_measure: measure.success_measure.clone(),
            success_measure_label: label(&measure.label_da, &measure.label_en),
            first_age: subgroup.first_age.or(group.first_age),
            last_age: subgroup.last_age.or(group.last_age),
            provenance: group.provenance,
        })
    }
}

/// A label from a table's two columns.
pub fn label(da: &str, en: &str) -> Label {
    Label { da: da.to_owned(), en: en.to_owned() }
}
