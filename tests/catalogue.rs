//! The shipped definitions of registers compared with the official catalogue.

use crate::tools::{expected, project, som};

/// Today's disagreements are listed in `tests/expected/catalogue.txt`: a new one and a corrected one both change the list.
#[test]
fn disagreements_with_the_official_catalogue_are_known() {
    let catalogue = project().join("fixtures/dst/catalogue.csv");
    let output = som(&["check", "--catalogue", catalogue.to_str().unwrap(), "--format", "csv"]);
    assert_eq!(output.status.code(), Some(10));
    let listed = String::from_utf8(output.stdout).unwrap();
    expected("catalogue", &[("shipped definitions".to_owned(), listed)]);
}
