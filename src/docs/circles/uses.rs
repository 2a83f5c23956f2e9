//! Which file of a crate uses which.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::tokens::tokens;

/// A module or an item, from the root of its crate.
pub type Name = Vec<String>;

/// The modules that each module uses, with an item of each.
pub type Uses = BTreeMap<Name, BTreeMap<Name, String>>;

/// What one file says.
#[derive(Default)]
struct File {
    /// Its items, of all kinds.
    items: BTreeSet<String>,
    /// Names that it re-exports, and what they stand for.
    exports: BTreeMap<String, Name>,
    /// The names that it uses.
    names: Vec<Name>,
}

/// Which modules of a crate use which.
pub fn uses(root: &Path) -> Uses {
    let mut modules_of = BTreeMap::new();
    modules(root.join("lib.rs"), Vec::new(), &mut modules_of);
    let is_module = |name: &[String]| modules_of.contains_key(name);
    let files: BTreeMap<Name, File> =
        modules_of.iter().map(|(module, tokens)| (module.clone(), file(module, tokens, &is_module))).collect();
    let mut uses = Uses::new();
    for (module, file) in &files {
        let of_module = uses.entry(module.clone()).or_default();
        for name in &file.names {
            if let (used, Some(item)) = owner(&files, name)
                && used != *module
            {
                of_module.insert(used, item);
            }
        }
    }
    uses
}

/// The modules of a crate with their files.
fn modules(path: PathBuf, module: Name, all: &mut BTreeMap<Name, Vec<String>>) {
    let tokens = tokens(&std::fs::read_to_string(&path).unwrap());
    let folder = path.parent().unwrap();
    let is_page = ["lib.rs", "mod.rs"].iter().any(|page| path.ends_with(page));
    let folder = if is_page { folder.to_owned() } else { folder.join(path.file_stem().unwrap()) };
    for words in tokens.windows(3).filter(|words| words[0] == "mod" && words[2] == ";") {
        let places = [folder.join(format!("{}.rs", words[1])), folder.join(&words[1]).join("mod.rs")];
        let child = places.into_iter().find(|place| place.exists());
        let child = child.unwrap_or_else(|| panic!("{}: no file of `mod {}`", path.display(), words[1]));
        modules(child, [module.as_slice(), std::slice::from_ref(&words[1])].concat(), all);
    }
    all.insert(module, tokens);
}

/// What a file says; `is_module` tells modules of the crate.
fn file(module: &Name, tokens: &[String], is_module: &dyn Fn(&[String]) -> bool) -> File {
    let mut file = File::default();
    let mut imported: BTreeMap<String, Name> = BTreeMap::new();
    let absolute = |path: &[String], imported: &BTreeMap<String, Name>| -> Option<Name> {
        let first = path.first()?;
        let supers = path.iter().take_while(|word| *word == "super").count();
        match first.as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([module, &path[1..]].concat()),
            "super" => Some([&module[..module.len().checked_sub(supers)?], &path[supers..]].concat()),
            _ if is_module(&[module.as_slice(), &path[..1]].concat()) => Some([module, path].concat()),
            _ => {
                let from = imported.get(first).filter(|from| is_module(from))?;
                Some([from, &path[1..]].concat())
            }
        }
    };
    let mut paths = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        let token = tokens[i].as_str();
        // `use<'a>` names what a type captures, and is no import.
        if token == "use" && tokens.get(i + 1).is_some_and(|next| next != "<") {
            let is_export = i > 0 && ["pub", ")"].contains(&tokens[i - 1].as_str());
            let mut found = Vec::new();
            i = tree(tokens, i + 1, &[], &mut found);
            for (path, name) in found {
                let Some(path) = absolute(&path, &imported) else { continue };
                imported.insert(name.clone(), path.clone());
                if is_export {
                    file.exports.insert(name, path);
                } else {
                    file.names.push(path);
                }
            }
            continue;
        }
        if ["fn", "struct", "enum", "trait", "type", "const", "static", "union"].contains(&token) {
            file.items.extend(tokens.get(i + 1).cloned());
        }
        let mut path = vec![tokens[i].clone()];
        while tokens.get(i + 1).is_some_and(|token| token == "::") && tokens.get(i + 2).is_some_and(|word| word != "<")
        {
            path.push(tokens[i + 2].clone());
            i += 2;
        }
        // A path that begins with `::` is of another crate.
        let is_extern = path[0] == "::";
        if path.len() > 1 && !is_extern {
            paths.push(path);
        }
        i += 1 + usize::from(is_extern);
    }
    file.names.extend(paths.iter().filter_map(|path| absolute(path, &imported)));
    file
}

/// Reads the tree of a `use` from a token on: the paths with the name of each. Returns the place after it.
fn tree(tokens: &[String], mut i: usize, before: &[String], found: &mut Vec<(Name, String)>) -> usize {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(i).map(String::as_str) {
        match token {
            "{" => {
                i += 1;
                while tokens.get(i).is_some_and(|token| token != "}") {
                    i = tree(tokens, i, &path, found);
                    i += usize::from(tokens.get(i).is_some_and(|token| token == ","));
                }
                return i + 1;
            }
            "," | "}" | ";" => break,
            "::" if path.is_empty() => path.push(String::new()),
            "::" => {}
            "as" => {
                let name = tokens.get(i + 1).cloned().unwrap_or_default();
                found.push((path, name));
                return i + 2;
            }
            "self" if !before.is_empty() => {}
            word => path.push(word.to_owned()),
        }
        i += 1;
    }
    let name = path.last().cloned().unwrap_or_default();
    found.push((path, name));
    i
}

/// The module that defines what a name stands for, and the item.
fn owner(files: &BTreeMap<Name, File>, name: &[String]) -> (Name, Option<String>) {
    let length = (0..=name.len()).rev().find(|length| files.contains_key(&name[..*length])).unwrap();
    let (module, rest) = name.split_at(length);
    let Some(item) = rest.first() else { return (module.to_vec(), None) };
    let file = &files[module];
    match file.exports.get(item) {
        Some(export) if !file.items.contains(item) && export != name => {
            owner(files, &[export.as_slice(), &rest[1..]].concat())
        }
        _ => (module.to_vec(), Some(item.clone())),
    }
}
