//! The share of an estimate's person-years on or after each break of its consequence, as one text of a column: `2014: 0.87; 2019: 0.31`.

/// The text; none without a break. A share has the fewest digits that give it back.
pub fn written(shares: &[(i32, f64)]) -> Option<String> {
    let texts: Vec<String> = shares.iter().map(|(year, share)| format!("{year}: {share}")).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// The breaks of such a text and their shares; what is no such text has none.
pub fn read(text: &str) -> Vec<(i32, f64)> {
    let parts = text.split(';').filter_map(|part| part.split_once(':'));
    parts.filter_map(|(year, share)| Some((year.trim().parse().ok()?, share.trim().parse().ok()?))).collect()
}

/// The share after the last break.
pub fn last(shares: &[(i32, f64)]) -> Option<f64> {
    shares.last().map(|(_, share)| *share)
}
