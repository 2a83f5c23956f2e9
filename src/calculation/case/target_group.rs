//! The second input: the target group, its subgroup and the success measure, as ids of the release, or the user's own.

use super::declared::read;
use super::declared::target_group as declared;
use super::inputs::{Group, Override, OwnGroup};
use foundation::keys::ComparisonKey;
use foundation::tables::Database;
use foundation::tables::published::ProfileRow;
use foundation::words::{Label, Provenance};
use toml_files::Ages;
use toml_files::mistake::Report;
use toml_files::source::At;
use toml_files::table::Table;

/// `[target_group]` as written.
pub struct TargetGroupSection {
    of_release: Option<ReleaseIds>,
    own: Option<OwnGroupSection>,
}

/// Ids of the release.
struct ReleaseIds {
    group: At<String>,
    subgroup: At<String>,
    success_measure: Option<At<String>>,
}

/// `[target_group.own]`: a group that the release does not have.
struct OwnGroupSection {
    group: OwnGroup,
    ages: Option<Ages>,
}

impl TargetGroupSection {
    /// Reads `[target_group]`.
    pub fn read(table: &Table<'_>) -> Option<TargetGroupSection> {
        let own_is_written = table.has("own");
        let own = table.table("own").and_then(|own| OwnGroupSection::read(&own));
        // A group of the user's own borrows estimates or doesn't; any other names the group that it is.
        let group =
            if own_is_written { read::value(table, &declared::GROUP) } else { table.required(declared::GROUP.key) };
        let subgroup = read::value::<String>(table, &declared::SUBGROUP);
        let success_measure = match (&group, own_is_written) {
            (None, true) => read::value(table, &declared::SUCCESS_MEASURE),
            _ => table.required(declared::SUCCESS_MEASURE.key),
        };
        table.finish();
        if own_is_written && group.is_none() && table.lacks("group") {
            let subgroup = subgroup.as_ref().filter(|_| table.has("subgroup")).map(|at| &at.place);
            for (key, place) in
                [("subgroup", subgroup), ("success_measure", success_measure.as_ref().map(|at| &at.place))]
            {
                if let Some(place) = place {
                    let hint = "name the group whose estimates are borrowed as `group`, or remove the key";
                    table.report().mistake_with_hint(place, format!("`{key}` belongs to no group"), hint);
                }
            }
        }
        let of_release = group.zip(subgroup);
        let of_release = of_release.map(|(group, subgroup)| ReleaseIds { group, subgroup, success_measure });
        (of_release.is_some() || own.is_some()).then_some(TargetGroupSection { of_release, own })
    }

    /// Finds the rows of the release that are meant; a group of the user's own is noted beside the one it borrows from.
    pub fn resolve(&self, database: &Database, report: &Report) -> Option<(Group, Option<Override>)> {
        let found = self.of_release.as_ref().map(|ids| ids.resolve(database, report));
        let Some(own) = &self.own else { return Some((found??, None)) };
        let borrowed = match found {
            Some(found) => Some(found?),
            None => None,
        };
        let was = borrowed.as_ref().map(|group| group.target_group_label.clone());
        let change = Override::Group { was, now: own.group.name.clone(), reason: own.group.reason.clone() };
        let mut group = borrowed.unwrap_or_else(nothing_borrowed);
        (group.first_age, group.last_age) = match own.ages {
            Some(ages) => (Some(ages.first), Some(ages.last)),
            None => (group.first_age, group.last_age),
        };
        group.own = Some(own.group.clone());
        Some((group, Some(change)))
    }
}

impl OwnGroupSection {
    fn read(table: &Table<'_>) -> Option<OwnGroupSection> {
        let name = read::text(table, &declared::OWN_NAME);
        let success = read::text(table, &declared::OWN_SUCCESS);
        let reason = read::text(table, &declared::OWN_REASON);
        let ages = read::value::<Ages>(table, &declared::OWN_AGES);
        table.finish();
        if let Some(ages) = &ages
            && ages.first > ages.last
        {
            table.report().mistake(&ages.place, format!("no age from {} to {}", ages.first, ages.last));
        }
        let group = OwnGroup { name: name?.value, success: success?.value, reason: reason?.value };
        Some(OwnGroupSection { group, ages: ages.map(|ages| ages.value) })
    }
}

impl ReleaseIds {
    fn resolve(&self, database: &Database, report: &Report) -> Option<Group> {
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
            target_group_label: Label::owned(&group.label_da, &group.label_en),
            subgroup: subgroup.subgroup.clone(),
            subgroup_label: Label::owned(&subgroup.label_da, &subgroup.label_en),
            success_measure: measure.success_measure.clone(),
            success_measure_label: Label::owned(&measure.label_da, &measure.label_en),
            first_age: subgroup.first_age.or(group.first_age),
            last_age: subgroup.last_age.or(group.last_age),
            provenance: group.provenance,
            profile: profile(database, [&group.target_group, &subgroup.subgroup, &measure.success_measure]),
            control_group: database.control_group(&group.target_group),
            own: None,
        })
    }
}

/// Who is in the two cohorts: of target group, subgroup and success measure.
fn profile(database: &Database, of: [&str; 3]) -> Vec<ProfileRow> {
    let [target_group, subgroup, success_measure] = of;
    database.profiles_of(ComparisonKey { target_group, subgroup, success_measure }).cloned().collect()
}

/// The ids of a group that borrows no estimates: empty, so that no row of the release has them.
fn nothing_borrowed() -> Group {
    Group {
        target_group: String::new(),
        target_group_label: Label::owned("", ""),
        subgroup: String::new(),
        subgroup_label: Label::owned("", ""),
        success_measure: String::new(),
        success_measure_label: Label::owned("", ""),
        first_age: None,
        last_age: None,
        provenance: Provenance::Illustrative,
        profile: Vec::new(),
        control_group: None,
        own: None,
    }
}
