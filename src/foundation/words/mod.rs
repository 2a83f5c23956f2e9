//! The terms that every room knows: closed lists with one spelling in files, tables and messages.
//!
//! Owns the enumerations and their Danish and English labels. Owns no behaviour beyond spelling: what a status means for
//! a regression is decided where it is recorded.

pub use crate::text::{Label, Language, Text};

/// Declares a closed list: its serde spelling (`snake_case` unless given), all members, and both labels.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $da:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[doc = $en] #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The spelling in definitions, tables and messages.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// What a reader is shown.
            pub const fn label(self, language: Language) -> &'static str {
                let label = match self { $(Self::$variant => text($da, $en),)+ };
                label.get(language)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|member| member.word() == word)
                    .ok_or_else(|| format!("`{word}` is none of {}", Self::ALL.iter().map(|m| m.word()).collect::<Vec<_>>().join(", ")))
            }
        }
    };
}

mod estimation;
mod interventions;
mod money;
mod qualification;
mod registers;
mod release;
mod studies;

pub use estimation::{AgeForm, Arm, Baseline, Covariance, Form, GroupKind, Kind, Status};
pub use interventions::{ControlSource, DesignMethod, Estimand, Standing};
pub use money::{Area, CostBasis, CostCategory, Domain, Payer};
pub use qualification::{Direction, Ground, Question, Recommendation, TimePerspective};
pub use registers::{Provenance, RegisterKind};
pub use release::{Change, Decision, Rule};
pub use studies::{Conversion, Denominator, EffectMeasure, Finding, MadeBy, StudyDesign};
