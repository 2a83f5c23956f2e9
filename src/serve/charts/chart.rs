//! A chart of a result with its table and its data.

use maud::{Markup, html};
use show::charts::Shape;
use show::rows::Rows;
use show::table::Listing;

/// A drawing for a page, and one for a phone.
#[derive(Debug)]
pub struct Drawing {
    /// For a page.
    pub page: Markup,
    /// For a phone.
    pub phone: Markup,
}

impl Drawing {
    /// The drawing of each shape.
    pub fn of(draw: impl Fn(Shape) -> Markup) -> Drawing {
        Drawing { page: draw(Shape::Page), phone: draw(Shape::Phone) }
    }

    /// Both; the style shows the one that fits.
    pub fn both(&self) -> Markup {
        html! { div.on-page { (self.page) } div.on-phone { (self.phone) } }
    }
}

/// A chart of a result.
#[derive(Debug)]
pub struct Chart {
    /// Its id on the page and in file names.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What it shows, in a sentence.
    pub sentence: String,
    /// The drawing; `None` where there is nothing to draw.
    pub drawing: Option<Drawing>,
    /// The same as a table.
    pub table: Listing,
    /// The figures, unrounded.
    pub rows: Rows,
}
