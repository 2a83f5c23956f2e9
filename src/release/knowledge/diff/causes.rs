//! The definitions, extracts and programs that differ between two releases, and which estimates depend on them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::cause::{Cause, Side};
use super::details::{are_same_extracts, details};
use crate::knowledge::manifest::Manifest;

/// The cause that releases from different rooms have in common: counts and estimates of the same persons have other noise.
const ROOM_NOISE: &str = "room (noise)";

/// How the room differs.
const OTHER_ROOM: &str = "another room: the same figures have other noise";

/// How an extract differs of which only salted hashes are at hand.
const NOT_COMPARABLE: &str = "not comparable, as the releases are from different rooms";

/// Everything that an estimate can be made from, and that differs.
pub(super) fn causes(before: Side<'_>, after: Side<'_>) -> Vec<Cause> {
    let mut causes = Vec::new();
    let sides = (before, after);
    let (before, after) = (before.manifest, after.manifest);
    let (a, b) = (hashes(before), hashes(after));
    let other_room = before.room != after.room;
    for what in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
        let how = match (a.get(what), b.get(what)) {
            (None, Some(_)) => "added".to_owned(),
            (Some(_), None) => "removed".to_owned(),
            // Hashes salted with different secrets, or by versions that salt otherwise, say nothing of the content. Those of the audits have no salt.
            (Some(a), Some(b)) if a != b && what.starts_with("extract/") => {
                match are_same_extracts(what, sides.0, sides.1) {
                    Some(true) => continue,
                    None if other_room => NOT_COMPARABLE.to_owned(),
                    Some(false) | None => "changed".to_owned(),
                }
            }
            (Some(a), Some(b)) if a != b => "changed".to_owned(),
            _ => continue,
        };
        let details = details(what, sides.0, sides.1);
        causes.push(Cause { what: what.clone(), how, explains: 0, details });
    }
    if other_room {
        causes.push(Cause {
            what: ROOM_NOISE.to_owned(),
            how: OTHER_ROOM.to_owned(),
            explains: 0,
            details: Vec::new(),
        });
    }
    let mut differs = |what: &str, a: String, b: String| {
        if a != b {
            causes.push(Cause { what: what.to_owned(), how: format!("{a} → {b}"), explains: 0, details: Vec::new() });
        }
    };
    differs("program", before.program_version.clone(), after.program_version.clone());
    differs("schema", before.schema_version.to_string(), after.schema_version.to_string());
    causes
}

/// Hashes by what they are of: an entry of definitions, or all extracts of a register together.
fn hashes(manifest: &Manifest) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for entry in &manifest.entries {
        found.insert(entry.entry.clone(), entry.blake3.clone());
    }
    if manifest.entries.is_empty() {
        // A release of schema version 1 has the hashes of files only.
        found.extend(manifest.definitions.iter().map(|file| (format!("file/{}", file.path), file.blake3.clone())));
    }
    for extract in &manifest.extracts {
        let of_register = found.entry(format!("extract/{}", extract.register)).or_default();
        *of_register += &format!("{} {}\n", extract.name, extract.blake3);
    }
    found
}

/// Which causes an estimate depends on.
pub(super) struct Explains {
    causes: Vec<String>,
    /// What a target group and a consequence are made of, in either release.
    on: HashMap<String, BTreeSet<String>>,
    /// Whether both releases say what depends on what.
    known: bool,
}

impl Explains {
    /// The dependencies that the manifests of both releases state.
    pub(super) fn of(causes: &[Cause], before: &Manifest, after: &Manifest) -> Explains {
        let mut on: HashMap<String, BTreeSet<String>> = HashMap::new();
        for entry in before.entries.iter().chain(&after.entries) {
            on.entry(entry.entry.clone()).or_default().extend(entry.depends_on.iter().cloned());
        }
        let causes = causes.iter().map(|cause| cause.what.clone()).collect();
        Explains { causes, on, known: !before.entries.is_empty() && !after.entries.is_empty() }
    }

    /// The causes that figures of a target group and a consequence depend on.
    pub(super) fn which(&self, target_group: &str, consequence: &str) -> Vec<String> {
        if !self.known {
            return self.causes.clone();
        }
        let mut wanted: BTreeSet<String> =
            ["program", "schema", "settings", "policy", ROOM_NOISE].into_iter().map(str::to_owned).collect();
        let roots = [
            format!("target_group/{target_group}"),
            format!("intervention/{target_group}"),
            format!("consequence/{consequence}"),
        ];
        for root in roots {
            wanted.extend(self.on.get(&root).into_iter().flatten().cloned());
            wanted.insert(root);
        }
        self.causes.iter().filter(|cause| wanted.contains(*cause)).cloned().collect()
    }
}
