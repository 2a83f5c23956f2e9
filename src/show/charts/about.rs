//! A title, a description, a shape and colours.

/// How wide the place of a drawing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// A page on paper or on a desk.
    #[default]
    Page,
    /// A phone: half as wide, with the names of rows above their marks and fewer numbers on an axis.
    Phone,
}

impl Shape {
    /// Both.
    pub const ALL: [Shape; 2] = [Shape::Page, Shape::Phone];

    /// One value for a page and another for a phone.
    pub const fn choose<T: Copy>(self, page: T, phone: T) -> T {
        match self {
            Shape::Page => page,
            Shape::Phone => phone,
        }
    }
}

/// The title and description of a chart.
#[derive(Debug, Clone, Copy)]
pub struct ChartText<'a> {
    /// An id that no other chart of the page has: letters, digits and hyphens.
    pub id: &'a str,
    /// The title, which screen readers read first.
    pub title: &'a str,
    /// The content in words, for screen readers.
    pub description: &'a str,
    /// The place that it is drawn for.
    pub shape: Shape,
}

/// Colours that remain distinct with a colour vision deficiency and in grey.
pub const COLOURS: [&str; 6] = ["#0072b2", "#e69f00", "#009e73", "#56b4e9", "#d55e00", "#cc79a7"];

/// The colour of a series; they repeat after six.
pub fn colour(position: usize) -> &'static str {
    COLOURS.get(position % COLOURS.len()).copied().unwrap_or("#000000")
}
