//! The types of a result, which depend on nothing else in the calculator. All kroner are in the case's price year; positive
//! is a gain to the public purse. Owns no arithmetic beyond sums and shares of an amount.

pub mod all_fits;
pub mod break_even;
pub mod budget;
pub mod cashable;
pub mod cost_model;
pub mod note;
pub mod quality;
pub mod uncertainty;

use serde::{Serialize, Serializer};

use all_fits::AllFitsResult;
use break_even::{BreakEvenRate, Gains, PayerBreakEven};
use budget::Budget;
use cashable::Cashable;
use cost_model::CostModel;
use note::Note;
use quality::Check;
use uncertainty::Uncertainty;

use foundation::words::{Area, Language, Payer, Status};

/// The result of a case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseResult {
    /// The net result.
    pub total: Money,
    /// Persons who start.
    pub started: f64,
    /// Persons who complete.
    pub completed: f64,
    /// Persons who succeed because of the intervention.
    pub successes: f64,
    /// The total per person who starts.
    pub per_participant: Option<Money>,
    /// The total per success; `None` where there are no additional successes.
    pub per_success: Option<Money>,
    /// The net result per krone of the intervention's costs, grants not counted, as present value; `None` without costs.
    pub per_krone: Option<f64>,
    /// The first years as a budget has them.
    pub budget: Budget,
    /// What can be cashed, where the case has rules for it.
    pub cashable: Option<Cashable>,
    /// The first calendar year from which the cumulative present value is never again below zero.
    pub break_even_year: Option<i32>,
    /// The net success rate at which the present value is zero, all else equal; `None` where no rate from 0 to 1 is.
    pub break_even_rate: Option<BreakEvenRate>,
    /// At which net success rates the present value is a gain.
    pub break_even_gains: Gains,
    /// What the intervention's costs may come to, as a present value and before grants, until the result is a loss; `None`
    /// where even an intervention that is free of charge would be one.
    pub break_even_costs: Option<f64>,
    /// Where each payer breaks even.
    pub break_even_by_payer: Vec<PayerBreakEven>,
    /// By calendar year, ascending, without gaps.
    pub by_year: Vec<YearTotal>,
    /// By payer, all of them.
    pub by_payer: Vec<PayerTotal>,
    /// Who bears the costs, and who gains.
    pub flows: Vec<Flow>,
    /// Each payer's result by committee, where the case splits it.
    pub by_committee: Vec<CommitteeTotal>,
    /// Costs, grants, displaced costs, and each area with a consequence that counts.
    pub by_heading: Vec<HeadingTotal>,
    /// By cost, displaced cost and consequence.
    pub by_item: Vec<ItemTotal>,
    /// Persons by calendar year.
    pub people: Vec<People>,
    /// How far each consequence is known.
    pub consequences: Vec<ConsequenceReach>,
    /// How far the result as a whole is known.
    pub coverage: Coverage,
    /// What a course costs.
    pub cost_model: CostModel,
    /// How sure the present value is.
    pub uncertainty: Uncertainty,
    /// The questions of quality assurance.
    pub checks: Vec<Check>,
    /// The same case with every fit that may be published, where a companion was given.
    pub all_fits: Option<AllFitsResult>,
    /// What a reader must know to trust the figures rightly.
    pub notes: Vec<Note>,
    /// Kroner by calendar year, payer and item: every figure above is a sum of these.
    pub lines: Vec<Line>,
}

/// An amount, undiscounted and discounted to the case's first year.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Money {
    /// Kroner as they fall.
    pub undiscounted: f64,
    /// Their value in the first year.
    pub present_value: f64,
}

impl std::ops::AddAssign for Money {
    fn add_assign(&mut self, other: Money) {
        self.undiscounted += other.undiscounted;
        self.present_value += other.present_value;
    }
}

impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        amounts.fold(Money::default(), |mut sum, amount| {
            sum += amount;
            sum
        })
    }
}

impl Money {
    /// A part of the amount.
    pub fn times(self, share: f64) -> Money {
        Money { undiscounted: self.undiscounted * share, present_value: self.present_value * share }
    }

    /// The amount per person; `None` unless there are more than zero persons: per a negative number a gain would be a loss.
    pub fn per(self, persons: f64) -> Option<Money> {
        (persons > 0.0)
            .then(|| Money { undiscounted: self.undiscounted / persons, present_value: self.present_value / persons })
    }
}

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

/// Kroner of one item, payer and calendar year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The calendar year.
    pub year: i32,
    /// Who pays or receives.
    pub payer: Payer,
    /// What it is counted under.
    pub heading: Heading,
    /// The consequence's id, or the cost's name.
    pub item: String,
    /// Kroner as they fall.
    pub undiscounted: f64,
    /// Their value in the first year.
    pub present_value: f64,
}

impl Line {
    /// Both amounts.
    pub fn money(&self) -> Money {
        Money { undiscounted: self.undiscounted, present_value: self.present_value }
    }
}

/// One calendar year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct YearTotal {
    /// The calendar year.
    pub year: i32,
    /// What a krone of this year is worth in the first.
    pub discount_factor: f64,
    /// The year's net result.
    pub money: Money,
    /// The net result through this year.
    pub cumulative: Money,
}

/// One payer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PayerTotal {
    /// Who.
    pub payer: Payer,
    /// The payer's net result.
    pub money: Money,
}

/// What one payer's spending comes back as at another, as present value: the costs that are left when grants are given and
/// what costs displace is saved are borne by some, and each payer's gain is ascribed to them in proportion. What a payer
/// saves or is granted beyond its costs is a gain, so that all gains less all that is borne is the total.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flow {
    /// Who bears costs.
    pub from: Payer,
    /// Who gains, or loses, from what they bring.
    pub to: Payer,
    /// The costs borne by `from`.
    pub borne: f64,
    /// What comes to `to` because of them.
    pub gain: f64,
}

/// One committee of a payer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CommitteeTotal {
    /// The payer.
    pub payer: Payer,
    /// The committee; `None` is what no split says anything of.
    pub committee: Option<String>,
    /// Its net result.
    pub money: Money,
}

/// One heading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeadingTotal {
    /// Which.
    pub heading: Heading,
    /// Its net result.
    pub money: Money,
}

/// One cost or consequence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemTotal {
    /// What it is counted under.
    pub heading: Heading,
    /// The consequence's id, or the cost's name.
    pub item: String,
    /// Its net result.
    pub money: Money,
}

/// Persons of one calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct People {
    /// The calendar year.
    pub year: i32,
    /// Who start in it.
    pub started: f64,
    /// Who complete in it.
    pub completed: f64,
    /// Who succeed in it because of the intervention.
    pub successes: f64,
}

/// How far a consequence is known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConsequenceReach {
    /// The consequence.
    pub id: String,
    /// Its area.
    pub area: Area,
    /// The last follow-up year that counts; 0 if the first is unknown.
    pub through: i32,
    /// Significant estimates within the reach.
    pub significant: usize,
    /// The user's own values within the reach.
    pub own: usize,
    /// Years that count as zero: estimated and not significant, or without any user.
    pub zero: usize,
    /// Years within the horizon that are unknown.
    pub unknown: usize,
    /// Known years that do not count, because they follow an unknown one.
    pub after_gap: usize,
    /// The status of the first unknown year; `None` where none is unknown, or the release never planned it.
    pub ends_with: Option<Status>,
    /// Whether any year has a figure, before or after a gap.
    pub has_figure: bool,
    /// Follow-up years with a figure and without a price. They carry no kroner, which is not the same as zero.
    pub unpriced: Vec<i32>,
}

/// How far the result as a whole is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Follow-up years of the case.
    pub horizon: i32,
    /// Follow-up years for which every consequence with a figure is known.
    pub complete_through: i32,
    /// The consequences that are known for no longer than that; empty where all are known for the whole horizon.
    pub limited_by: Vec<String>,
    /// The follow-up year through which consequences are known that carry at least 95 % of what success brings or costs,
    /// regardless of sign and of gaps.
    pub nearly_complete_through: i32,
    /// Whether any consequence is known in any follow-up year.
    pub anything_known: bool,
    /// Significant estimates within the reach.
    pub significant: usize,
    /// The user's own values within the reach.
    pub own: usize,
    /// Estimated and not significant, or without any user: counted as zero.
    pub zero: usize,
    /// Unknown: never counted as zero.
    pub unknown: usize,
    /// Known, but after a gap, and so not counted.
    pub after_gap: usize,
    /// Consequences with figures in years without a price: these years are not in the result.
    pub unpriced: Vec<String>,
}
