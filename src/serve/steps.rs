//! The five steps of a case, and the pages after them.

use foundation::words::Language;

use show::say;

/// A page of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The intervention.
    Intervention,
    /// The target group.
    Group,
    /// The costs.
    Costs,
    /// The effect.
    Effect,
    /// The consequences.
    Consequences,
    /// The result.
    Result,
    /// Cases side by side.
    Compare,
    /// The case as text.
    Text,
}

impl Step {
    /// The steps in the order of the guide, with the result.
    pub const PATH: [Step; 6] =
        [Step::Intervention, Step::Group, Step::Costs, Step::Effect, Step::Consequences, Step::Result];

    /// Its word in a form.
    pub const fn word(self) -> &'static str {
        match self {
            Step::Intervention => "intervention",
            Step::Group => "group",
            Step::Costs => "costs",
            Step::Effect => "effect",
            Step::Consequences => "consequences",
            Step::Result => "result",
            Step::Compare => "compare",
            Step::Text => "text",
        }
    }

    /// The page that a word names.
    pub fn named(word: &str) -> Option<Step> {
        Step::PATH.into_iter().chain([Step::Compare, Step::Text]).find(|step| step.word() == word)
    }

    /// What it is called.
    pub const fn label(self, language: Language) -> &'static str {
        match self {
            Step::Intervention => say(language, "Indsatsen", "The intervention"),
            Step::Group => say(language, "Målgruppen", "The target group"),
            Step::Costs => say(language, "Omkostningerne", "The costs"),
            Step::Effect => say(language, "Effekten", "The effect"),
            Step::Consequences => say(language, "Konsekvenserne", "The consequences"),
            Step::Result => say(language, "Resultatet", "The result"),
            Step::Compare => say(language, "Sammenlign", "Compare"),
            Step::Text => say(language, "Filen", "The file"),
        }
    }

    /// The step after it.
    pub fn next(self) -> Option<Step> {
        let position = Step::PATH.iter().position(|step| *step == self)?;
        Step::PATH.get(position + 1).copied()
    }

    /// The step before it.
    pub fn previous(self) -> Option<Step> {
        let position = Step::PATH.iter().position(|step| *step == self)?;
        position.checked_sub(1).and_then(|before| Step::PATH.get(before)).copied()
    }

    /// The page on which an input stands.
    pub fn of(section: &str, key: &str) -> Step {
        match (section.split('.').next().unwrap_or(section), key) {
            ("intervention", _) | ("uncertainty", "completion_rate") => Step::Intervention,
            ("target_group", _) | ("quality", "target_group") => Step::Group,
            ("costs", _) | ("uncertainty", "costs" | "displaced") => Step::Costs,
            ("effect", _) | ("uncertainty", "net_rate") | ("quality", "success_measure" | "evidence") => Step::Effect,
            ("consequences", _) | ("uncertainty", "prices") | ("quality", _) => Step::Consequences,
            _ => Step::Result,
        }
    }
}
