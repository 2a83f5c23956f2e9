//! Links of the pages lead to files in a Markdown viewer, and to items in rustdoc.

use std::path::Path;

#[test]
fn every_link_of_a_page_works_in_a_markdown_viewer_and_in_rustdoc() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/docs");
    let of_rustdoc = links!();
    let mut found = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains("](super::") && !text.contains("](crate::"), "{path:?} links to an item, not to a file");
        for line in text.lines() {
            let definition = line.strip_prefix('[').and_then(|rest| rest.split_once("]: "));
            if let Some((label, target)) = definition {
                assert!(folder.join(target).is_file(), "{path:?}: {target} is not a file");
                assert!(of_rustdoc.contains(&format!("[{label}]: ")), "{path:?}: {label} has no target in rustdoc");
                assert!(text.contains(&format!("][{label}]")), "{path:?}: {label} is not used");
                found += 1;
            }
        }
        for part in text.split("][").skip(1) {
            let label = part.split(']').next().unwrap();
            if label.ends_with(".md") || label.starts_with("crate::") {
                assert!(text.contains(&format!("\n[{label}]: ")), "{path:?}: {label} has no file");
            }
        }
    }
    assert!(found > 10, "only {found} links");
}
