//! Terms of the qualification of consequences and of the quality assurance of a case.

use serde::{Deserialize, Serialize};

use crate::text::{Language, text};

words! {
    /// A recommendation on the use of a consequence.
    Recommendation {
        /// Use it.
        Include = "include", "medtages", "include";
        /// Leave it out.
        Exclude = "exclude", "udelades", "exclude";
    }
}

words! {
    /// When a consequence of success is expected to show.
    TimePerspective {
        /// Within a year.
        Short = "short", "kort sigt", "short term";
        /// Within three years.
        Medium = "medium", "mellemlang sigt", "medium term";
        /// Within ten years.
        Long = "long", "lang sigt", "long term";
        /// Later, or over a whole life.
        VeryLong = "very_long", "meget lang sigt", "very long term";
    }
}

words! {
    /// What speaks for the expected direction of a consequence.
    Ground {
        /// An estimate from registers.
        Register = "register", "registerdata", "registers";
        /// The rules of benefits and services, and how registers count by them.
        Rules = "rules", "regler", "rules";
        /// Published studies.
        Literature = "literature", "litteratur", "literature";
        /// Those who work with the group.
        Practice = "practice", "praksis", "practice";
    }
}

words! {
    /// The sign that theory and practice expect of an estimate.
    Direction {
        /// Success goes with more of the consequence.
        More = "more", "mere", "more";
        /// Success goes with less of the consequence.
        Less = "less", "mindre", "less";
        /// It may go either way.
        Unclear = "unclear", "uklart", "unclear";
    }
}

impl Direction {
    /// Whether an estimate has the opposite of the expected sign; `None` where no sign is expected.
    pub fn contradicted_by(self, estimate: f64) -> Option<bool> {
        match self {
            Self::More => Some(estimate < 0.0),
            Self::Less => Some(estimate > 0.0),
            Self::Unclear => None,
        }
    }
}

words! {
    /// What quality assurance asks of a calculation.
    Question {
        /// Whether the participants are the target group that estimates and effect speak of.
        TargetGroup = "target_group", "Svarer deltagerne til målgruppen?", "Are the participants the target group?";
        /// Whether the effect is measured on what the estimates call success.
        SuccessMeasure = "success_measure", "Måler effekten det samme som succesmålet?", "Does the effect measure what success is?";
        /// What the effect stands on.
        Evidence = "evidence", "Hvor stærk er evidensen for effekten?", "How strong is the evidence of the effect?";
        /// How much of the result stands on prices that are not published.
        Prices = "prices", "Hvor meget hviler på priser, der ikke er offentliggjort?", "How much rests on prices that are not published?";
        /// Whether one ought to use the consequences, and whether their signs are as expected.
        Consequences = "consequences", "Er konsekvenserne kvalificeret, og peger de den ventede vej?", "Are the consequences qualified, and do they point the expected way?";
        /// Whether the horizon goes beyond what is known.
        Years = "years", "Rækker tidshorisonten ud over det kendte?", "Does the horizon go beyond what is known?";
    }
}
