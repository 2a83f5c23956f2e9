//! What a draft says of the release: its target group, and the consequences that it uses.

use std::collections::BTreeSet;

use calculation::case::declared::{Input, Kind};
use foundation::keys::{ComparisonKey, WHOLE_GROUP, is_kroner};
use foundation::tables::Database;
use foundation::words::Recommendation;

use super::Draft;

/// The target group, subgroup and success measure that a draft names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The target group.
    pub group: String,
    /// The subgroup.
    pub subgroup: String,
    /// The success measure.
    pub measure: String,
}

impl Group {
    /// The comparison that it is.
    pub fn comparison(&self) -> ComparisonKey<&str> {
        ComparisonKey { target_group: &self.group, subgroup: &self.subgroup, success_measure: &self.measure }
    }
}

/// The group of a draft, where it names one.
pub fn group(draft: &Draft) -> Option<Group> {
    let of = |key| draft.plain("target_group", None, key);
    Some(Group {
        group: of("group")?,
        subgroup: of("subgroup").unwrap_or_else(|| WHOLE_GROUP.to_owned()),
        measure: of("success_measure")?,
    })
}

/// Whether the parts of a price are shares of kroner: those of a consequence of the release whose unit is the krone.
pub fn is_share_of_kroner(draft: &Draft, database: &Database, path: &str, row: Option<usize>, input: &Input) -> bool {
    if !matches!(input.kind, Kind::ByPayer) {
        return false;
    }
    let of = draft.plain(path, row, "consequence");
    of.is_some_and(|of| database.consequences.iter().any(|row| row.consequence == of && is_kroner(&row.unit)))
}

/// The consequences that the release planned for the group, in its order; the recommended ones of them where only those count.
pub fn candidates<'a>(draft: &Draft, database: &'a Database, recommended: bool) -> Vec<&'a str> {
    let Some(of) = group(draft) else { return Vec::new() };
    let planned: BTreeSet<&str> = database.fits_of(of.comparison()).map(|fit| fit.consequence.as_str()).collect();
    let valued = |id: &str| draft.row_with("consequences.own_value", "consequence", id).is_some();
    let wanted =
        |id: &str| planned.contains(id) && (!recommended || is_recommended(database, &of.group, id)) || valued(id);
    database.consequences.iter().map(|row| row.consequence.as_str()).filter(|id| wanted(id)).collect()
}

/// The consequences of the release that a draft uses.
pub fn used(draft: &Draft, database: &Database) -> Vec<String> {
    let item = draft.item("consequences", None, "use");
    if item.is_some_and(|item| item.as_array().is_some()) {
        return draft.ids("consequences", "use");
    }
    let recommended = draft.plain("consequences", None, "use").as_deref() == Some("recommended");
    let left_out = draft.ids("consequences", "leave_out");
    let of_group = candidates(draft, database, recommended).into_iter();
    of_group.filter(|id| !left_out.iter().any(|out| out == id)).map(str::to_owned).collect()
}

/// Whether a qualification recommends a consequence for a group.
pub fn is_recommended(database: &Database, group: &str, consequence: &str) -> bool {
    database.qualifications.iter().any(|row| {
        row.target_group == group && row.consequence == consequence && row.recommendation == Recommendation::Include
    })
}
