//! A title, a description and colours.

/// The title and description of a chart.
#[derive(Debug, Clone, Copy)]
pub struct ChartText<'a> {
    /// An id that no other chart of the page has: letters, digits and hyphens.
    pub id: &'a str,
    /// The title, which screen readers read first.
    pub title: &'a str,
    /// The content in words, for screen readers.
    pub description: &'a str,
}

/// Colours that remain distinct with a colour vision deficiency and in grey.
pub const COLOURS: [&str; 6] = ["#0072b2", "#e69f00", "#009e73", "#56b4e9", "#d55e00", "#cc79a7"];

/// The colour of a series; they repeat after six.
pub fn colour(position: usize) -> &'static str {
    COLOURS.get(position % COLOURS.len()).copied().unwrap_or("#000000")
}
