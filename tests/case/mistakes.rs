//! What is said about wrong cases, word by word: `fixtures/calculator/mistakes` holds a change to the case that is
//! calculated by hand, and everything that is said about it.

use super::{changed, parse};
use crate::calculator::fixture;

#[test]
fn every_wrong_case_says_what_is_wrong() {
    let folder = std::fs::read_dir(fixture::path("fixtures/calculator/mistakes")).unwrap();
    let mut count = 0;
    for path in folder.map(|entry| entry.unwrap().path()) {
        let text = std::fs::read_to_string(&path).unwrap();
        let (from, rest) = text.split_once("\n==== becomes\n").unwrap();
        let (to, expected) = rest.split_once("\n==== says\n").unwrap();
        count += 1;
        let found = changed(from, to).map(|_| ()).unwrap_err();
        if crate::tools::blessing() {
            let written = format!("{from}\n==== becomes\n{to}\n==== says\n{}\n", found.trim_end());
            std::fs::write(&path, written).unwrap();
            continue;
        }
        assert_eq!(found.trim_end(), expected.trim_end(), "{}\n{found}", path.display());
    }
    assert!(count >= 20, "only {count} wrong cases");
}

#[test]
fn every_missing_section_is_named() {
    let found = parse(
        r#"[intervention]
name = "x"
start_year = 2025
years = 1
participants = 5
completion_rate = 1
"#,
    );
    let expected = r#"
error: missing table `target_group`
 --> case.toml:1:1
  |
1 | [intervention]
  | ^
  |
  = help: add `[target_group]`

error: missing table `costs`
 --> case.toml:1:1
  |
1 | [intervention]
  | ^
  |
  = help: add `[costs]`

error: missing table `consequences`
 --> case.toml:1:1
  |
1 | [intervention]
  | ^
  |
  = help: add `[consequences]`

error: missing table `result`
 --> case.toml:1:1
  |
1 | [intervention]
  | ^
  |
  = help: add `[result]`

error: missing table `effect`
 --> case.toml:1:1
  |
1 | [intervention]
  | ^
  |
  = help: add `[effect]`

5 mistakes in 1 file
"#;
    assert_eq!(found.map(|_| ()).unwrap_err().trim_end(), expected.trim());
}
