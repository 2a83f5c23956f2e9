//! Headings of amounts.

use foundation::words::{Area, Language};
use serde::{Serialize, Serializer};

/// What a line is counted under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heading {
    /// What the intervention costs.
    Costs,
    /// What others contribute, and what public payers among them give.
    Grants,
    /// What it saves by displacing something else.
    DisplacedCosts,
    /// What participants use more or less of while they take part.
    During,
    /// A consequence of this area.
    Area(Area),
}

impl Heading {
    /// The spelling in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Costs => "costs",
            Self::Grants => "grants",
            Self::DisplacedCosts => "displaced_costs",
            Self::During => "during",
            Self::Area(area) => area.word(),
        }
    }

    /// What a reader is shown.
    pub fn label(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Costs, Language::Da) => "Indsatsens omkostninger",
            (Self::Costs, Language::En) => "Costs of the intervention",
            (Self::Grants, Language::Da) => "Tilskud",
            (Self::Grants, Language::En) => "Grants",
            (Self::DisplacedCosts, Language::Da) => "Sparede omkostninger",
            (Self::DisplacedCosts, Language::En) => "Displaced costs",
            (Self::During, Language::Da) => "Under indsatsen",
            (Self::During, Language::En) => "During the intervention",
            (Self::Area(area), language) => area.label(language),
        }
    }
}

impl Serialize for Heading {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.word())
    }
}
