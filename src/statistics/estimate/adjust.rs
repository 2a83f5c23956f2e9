//! What a comparison is adjusted for, as a definition or a command names it. Owns no columns: `design` makes them.

use serde::Deserialize;

use foundation::words::{AgeForm, Form};

/// Adjusters of a design.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjust {
    /// Sex, as categories.
    #[serde(default)]
    pub sex: bool,
    /// Age at t = 0.
    pub age: Option<Age>,
    /// The year t = 0, as categories.
    #[serde(default)]
    pub entry_year: bool,
    /// Adjusters of the target group (`[[adjuster]]`), as categories.
    #[serde(default)]
    pub categories: Vec<String>,
}

/// How age at t = 0 is adjusted for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(untagged, expecting = "write \"linear\", \"quadratic\", \"categorical\" or { bands = [18, 25, 40] }")]
pub enum Age {
    /// A form that needs no figures.
    Form(Form),
    /// Categories that begin at these ages.
    Bands(Bands),
}

/// Categories of age by their first years.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// The first age of each band, ascending; ages below the first are a band of their own.
    pub bands: Vec<i32>,
}

impl Age {
    /// The word for tables.
    pub fn form(&self) -> AgeForm {
        match self {
            Self::Form(Form::Linear) => AgeForm::Linear,
            Self::Form(Form::Quadratic) => AgeForm::Quadratic,
            Self::Form(Form::Categorical) => AgeForm::Categorical,
            Self::Bands(_) => AgeForm::Bands,
        }
    }
}
