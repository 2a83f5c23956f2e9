//! The texts in Danish and English that rows have, each as one value of its two columns.

use super::published::{
    ConsequenceRow, EffectRow, ExperienceRow, PriceIndexRow, PriceRow, ProfileRow, QualificationRow, SourceRow,
    SubgroupRow, SuccessMeasureRow, TargetGroupRow,
};
use crate::text::{Text, text};

/// Declares the texts of rows from pairs of columns.
macro_rules! texts {
    ($($row:ident: $($(#[doc = $about:literal])+ $name:ident = $da:ident, $en:ident;)+)+) => {
        $(impl $row {
            $($(#[doc = $about])+ pub fn $name(&self) -> Text<&str> {
                text(&self.$da, &self.$en)
            })+
        })+
    };
}

/// Declares texts that a row can lack.
macro_rules! optional_texts {
    ($($row:ident: $($(#[doc = $about:literal])+ $name:ident = $da:ident, $en:ident;)+)+) => {
        $(impl $row {
            $($(#[doc = $about])+ pub fn $name(&self) -> Option<Text<&str>> {
                Some(text(self.$da.as_deref()?, self.$en.as_deref()?))
            })+
        })+
    };
}

texts! {
    TargetGroupRow:
        /// What it is called.
        label = label_da, label_en;
    SubgroupRow:
        /// What it is called.
        label = label_da, label_en;
    SuccessMeasureRow:
        /// What it is called.
        label = label_da, label_en;
    ConsequenceRow:
        /// What it is called.
        label = label_da, label_en;
    EffectRow:
        /// What it is called.
        label = label_da, label_en;
    QualificationRow:
        /// Why.
        reason = reason_da, reason_en;
    ExperienceRow:
        /// What it is called.
        label = label_da, label_en;
        /// What was found.
        finding = finding_da, finding_en;
    SourceRow:
        /// What it is called.
        label = label_da, label_en;
    ProfileRow:
        /// The characteristic.
        characteristic = characteristic_da, characteristic_en;
        /// The level of the characteristic.
        level = level_da, level_en;
}

optional_texts! {
    TargetGroupRow:
        /// A description.
        description = description_da, description_en;
        /// How the definition reads the registers.
        note = note_da, note_en;
        /// What would be changed with SØM's official annex.
        with_annex = with_annex_da, with_annex_en;
    ConsequenceRow:
        /// Its breaks with what changed.
        breaks = breaks_da, breaks_en;
        /// What a reader of its figures must know.
        note = note_da, note_en;
    EffectRow:
        /// For whom the intervention is.
        group = group_da, group_en;
        /// How intensive the intervention is.
        intensity = intensity_da, intensity_en;
        /// How long the intervention lasts.
        duration = duration_da, duration_en;
        /// The outcome.
        outcome = outcome_da, outcome_en;
        /// When the outcome was measured.
        measured = measured_da, measured_en;
        /// The result in words.
        result = result_da, result_en;
        /// Why there is no success rate.
        no_rate = no_rate_da, no_rate_en;
    ExperienceRow:
        /// For whom the intervention was.
        group = group_da, group_en;
    PriceRow:
        /// How the price was derived.
        derivation = derivation_da, derivation_en;
    PriceIndexRow:
        /// What the index is called.
        label = label_da, label_en;
}
