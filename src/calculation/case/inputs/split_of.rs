//! What a rule on a part of the result is for: the whole result, a heading, or one consequence or cost.

use std::fmt;

use foundation::words::Area;
use serde::{Serialize, Serializer};

use super::heading::Heading;

/// The word for the whole result.
const WHOLE: &str = "all";

/// What a split or a cashable share is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SplitOf {
    /// The whole result.
    Whole,
    /// The amounts of a heading.
    Heading(Heading),
    /// A consequence by id, or a cost by name.
    Item(String),
}

impl SplitOf {
    /// What a word of a case means. No consequence of the user's own and no cost is called as a heading is.
    pub fn named(word: &str) -> SplitOf {
        match SplitOf::headings().find(|heading| heading.word() == word) {
            Some(heading) => heading,
            None => SplitOf::Item(word.to_owned()),
        }
    }

    /// The whole result, then every heading.
    pub fn headings() -> impl Iterator<Item = SplitOf> {
        let costs = [Heading::Costs, Heading::Grants, Heading::DisplacedCosts, Heading::During];
        let areas = Area::ALL.iter().map(|area| Heading::Area(*area));
        std::iter::once(SplitOf::Whole).chain(costs.into_iter().chain(areas).map(SplitOf::Heading))
    }

    /// Whether it is more than one consequence or cost.
    pub fn is_heading(&self) -> bool {
        match self {
            SplitOf::Whole | SplitOf::Heading(_) => true,
            SplitOf::Item(_) => false,
        }
    }

    /// The word in a case.
    pub fn word(&self) -> &str {
        match self {
            SplitOf::Whole => WHOLE,
            SplitOf::Heading(heading) => heading.word(),
            SplitOf::Item(item) => item,
        }
    }

    /// Whether an item of a heading belongs to it.
    pub fn holds(&self, heading: Heading, item: &str) -> bool {
        match self {
            SplitOf::Whole => true,
            SplitOf::Heading(of) => *of == heading,
            SplitOf::Item(of) => of == item,
        }
    }

    /// How special it is: an item before its heading, and a heading before the whole.
    pub fn rank(&self) -> u8 {
        match self {
            SplitOf::Whole => 0,
            SplitOf::Heading(_) => 1,
            SplitOf::Item(_) => 2,
        }
    }
}

impl fmt::Display for SplitOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for SplitOf {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.word())
    }
}
