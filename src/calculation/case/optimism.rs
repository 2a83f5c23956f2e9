//! A correction of the net success rate for optimism: weaker evidence tends to report larger effects.

use super::declared::effect as declared;
use super::declared::read;
use super::inputs::{Effect, EffectOrigin, Optimism};
use toml_files::mistake::Report;
use toml_files::source::{At, Place};
use toml_files::table::Table;

/// `[effect.optimism]` as written.
pub struct OptimismSection {
    /// The factor of evidence level 1, 2 and 3.
    factors: [f64; 3],
    evidence_level: Option<At<i32>>,
    reason: String,
    place: Place,
}

impl OptimismSection {
    /// Reads `[effect.optimism]`.
    pub fn read(table: &Table<'_>) -> Option<OptimismSection> {
        let factors = declared::LEVELS.map(|input| read::share(table, &input));
        let evidence_level = read::integer(table, &declared::EVIDENCE_LEVEL);
        let reason = read::text(table, &declared::REASON);
        table.finish();
        let [first, second, third] = factors;
        let factors = [first?.value, second?.value, third?.value];
        Some(OptimismSection { factors, evidence_level, reason: reason?.value, place: table.place().clone() })
    }

    /// The effect with its rate and error multiplied by the factor of its evidence level.
    pub fn correct(&self, effect: Effect, report: &Report) -> Option<Effect> {
        let of_study = match effect.origin {
            EffectOrigin::Database { evidence_level, .. } | EffectOrigin::Intervention { evidence_level, .. } => {
                Some(evidence_level)
            }
            EffectOrigin::Stated | EffectOrigin::Pair { .. } | EffectOrigin::Standardised { .. } => None,
        };
        let level = match (&self.evidence_level, of_study) {
            (None, Some(level)) => level,
            (Some(level), None) => level.value,
            (Some(level), Some(_)) => {
                let hint = "remove `evidence_level`";
                report.mistake_with_hint(&level.place, "an effect of the database brings its own evidence level", hint);
                return None;
            }
            (None, None) => {
                let hint = "add `evidence_level = …`: 1, 2 or 3, 1 being strongest";
                report.mistake_with_hint(&self.place, "the evidence level of the effect is not known", hint);
                return None;
            }
        };
        let position = usize::try_from(level - 1).ok()?;
        let factor = *self.factors.get(position)?;
        let (uncorrected, reason) = (effect.net_rate, self.reason.clone());
        Some(Effect {
            net_rate: uncorrected * factor,
            standard_error: effect.standard_error * factor,
            optimism: Some(Optimism { evidence_level: level, factors: self.factors, factor, uncorrected, reason }),
            ..effect
        })
    }
}
