//! Fails if files or rooms of a crate use each other in a circle.
//!
//! A file uses another when it names an item that the other defines. A `pub use` does not count: naming a re-exported item is a use of the
//! file that defines it. So the page of a room may re-export what the room's files own. Calls of methods are not seen.

mod tokens;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

use super::picture::{members, project};
use uses::{Name, Uses, uses};

/// The uses that belong to circles, one a line.
fn circles(uses: &Uses) -> Vec<String> {
    let reached = |from: &Name| {
        let mut reached: BTreeSet<&Name> = BTreeSet::new();
        let mut next: Vec<&Name> = uses.get(from).into_iter().flat_map(BTreeMap::keys).collect();
        while let Some(module) = next.pop() {
            if reached.insert(module) {
                next.extend(uses.get(module).into_iter().flat_map(BTreeMap::keys));
            }
        }
        reached
    };
    let reach: BTreeMap<&Name, BTreeSet<&Name>> = uses.keys().map(|module| (module, reached(module))).collect();
    let mut lines = Vec::new();
    for (module, used) in uses {
        let back = used.iter().filter(|(used, _)| reach.get(used).is_some_and(|reach| reach.contains(module)));
        lines.extend(back.map(|(used, item)| format!("`{}` uses `{item}` of `{}`", module.join("/"), used.join("/"))));
    }
    lines
}

/// The uses between the rooms of a folder: each of its modules with all that is below.
fn between_rooms(uses: &Uses, folder: &[String]) -> Uses {
    let room = |module: &Name| module.starts_with(folder).then(|| module.get(..=folder.len()))?.map(<[String]>::to_vec);
    let mut rooms = Uses::new();
    for (module, used) in uses {
        let Some(from) = room(module) else { continue };
        let to = used.iter().filter_map(|(used, item)| Some((room(used)?, item.clone())));
        rooms.entry(from.clone()).or_default().extend(to.filter(|(to, _)| *to != from));
    }
    rooms
}

#[test]
fn no_crate_has_a_circle_of_files_or_rooms() {
    let mut found = Vec::new();
    for name in members() {
        let uses = uses(&project().join("src").join(&name));
        let folders: BTreeSet<&[String]> =
            uses.keys().flat_map(|module| (0..module.len()).map(|length| &module[..length])).collect();
        let rooms = folders.into_iter().flat_map(|folder| circles(&between_rooms(&uses, folder)));
        let mut lines: Vec<String> = circles(&uses).into_iter().chain(rooms).collect();
        lines.sort();
        lines.dedup();
        found.extend(lines.into_iter().map(|line| format!("{name}: {line}")));
    }
    assert!(found.is_empty(), "circles inside crates; move what both need to a file of its own:\n{}", found.join("\n"));
}

#[test]
fn circles_are_found_through_exports_and_not_in_tests() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("lib.rs", "mod one; mod two; pub use two::Two; #[cfg(test)] mod tests { use crate::one::One; }");
    write("one.rs", "use crate::Two; pub struct One(Two); // crate::two\n");
    write("two.rs", "pub struct Two; const TEXT: &str = \"crate::one::One\"; #[cfg(test)] use crate::one::One;");
    assert_eq!(circles(&uses(folder.path())), Vec::<String>::new());
    write("two.rs", "pub struct Two; fn two(_: &super::one::One) {}");
    let lines = ["`one` uses `Two` of `two`", "`two` uses `One` of `one`"];
    assert_eq!(circles(&uses(folder.path())), lines);
}
