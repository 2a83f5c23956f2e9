//! The terms that every room knows: closed lists with one spelling in files, tables and messages.
//!
//! Owns the enumerations and their Danish and English labels. Owns no behaviour beyond spelling: what a status means for
//! a regression is decided where it is recorded.

use serde::{Deserialize, Serialize};

use crate::text::text;
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

words! {
    /// The five areas that SØM sorts consequences into.
    Area {
        Employment = "employment", "Beskæftigelse", "Employment";
        Education = "education", "Uddannelse", "Education";
        Health = "health", "Sundhed", "Health";
        Crime = "crime", "Kriminalitet", "Crime";
        Social = "social", "Sociale indsatser", "Social services";
    }
}

words! {
    /// Who pays, or receives.
    Payer {
        Kommune = "kommune", "Kommune", "Municipality";
        Region = "region", "Region", "Region";
        Stat = "stat", "Stat", "State";
    }
}

words! {
    /// What a cost of an intervention is spent on (the categories of the cost model).
    CostCategory {
        Preparation = "preparation", "Forberedelse", "Preparation";
        Training = "training", "Uddannelse af personale", "Training";
        Operation = "operation", "Drift", "Operation";
        Materials = "materials", "Materialer", "Materials";
        /// What others contribute: negative.
        Grant = "grant", "Tilskud", "Grants";
    }
}

words! {
    /// How often a cost of an intervention falls.
    CostBasis {
        Once = "once", "Én gang", "Once";
        PerYear = "per_year", "Pr. år", "Per year";
        PerParticipant = "per_participant", "Pr. deltager, der begynder", "Per started participant";
        AtTheEnd = "at_the_end", "I det sidste år", "In the last year";
        PerCompleted = "per_completed", "Pr. deltager, der gennemfører", "Per completed participant";
        PerSuccess = "per_success", "Pr. ekstra succes", "Per additional success";
        InYear = "in_year", "I et bestemt år", "In a stated year";
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

words! {
    /// Whether more of a consequence costs the public sector or brings it revenue.
    Kind {
        Expenditure = "expenditure", "Udgift", "Expenditure";
        Revenue = "revenue", "Indtægt", "Revenue";
    }
}

words! {
    /// How surely a definition or figure is SØM's own.
    Provenance {
        Published = "published", "Offentliggjort", "Published";
        Reconstructed = "reconstructed", "Rekonstrueret", "Reconstructed";
        Illustrative = "illustrative", "Illustrativ", "Illustrative";
    }
}

words! {
    /// SØM's two domains of target groups.
    Domain {
        Adults = "adults", "Voksne", "Adults";
        Children = "children", "Børn og unge", "Children and youth";
    }
}

words! {
    /// What an outcome is: a year's use as it is, or less the use of the year before t = 0.
    Baseline {
        Level = "none", "Niveau", "Level";
        Difference = "difference", "Ændring fra året før t = 0", "Change from the year before t = 0";
    }
}

words! {
    /// The covariance estimator of a regression (method rules 13 and 16).
    Covariance {
        Iid = "iid", "iid", "iid";
        Hc0 = "HC0", "HC0", "HC0";
        Hc1 = "HC1", "HC1", "HC1";
        Hc2 = "HC2", "HC2", "HC2";
        Hc3 = "HC3", "HC3", "HC3";
        Cr1 = "CR1", "CR1", "CR1";
        /// Of an intervention: the error that belongs to its design.
        Design = "design", "efter designet", "of the design";
    }
}

impl Covariance {
    /// Those of regressions: all but the error of a design.
    pub const OF_REGRESSIONS: &'static [Covariance] =
        &[Covariance::Iid, Covariance::Hc0, Covariance::Hc1, Covariance::Hc2, Covariance::Hc3, Covariance::Cr1];
}

words! {
    /// The forms of age that need no figures.
    Form {
        Linear = "linear", "lineær", "linear";
        Quadratic = "quadratic", "kvadratisk", "quadratic";
        Categorical = "categorical", "kategorisk", "categorical";
    }
}

words! {
    /// How age enters a design, as tables say it.
    AgeForm {
        Linear = "linear", "lineær", "linear";
        Quadratic = "quadratic", "kvadratisk", "quadratic";
        Categorical = "categorical", "kategorisk", "categorical";
        Bands = "bands", "intervaller", "bands";
    }
}

words! {
    /// What became of a planned regression. Everything but `estimated` and `perfect_fit` carries no figure.
    Status {
        /// Coefficient and standard error are in the audit; significant ones are in the database.
        Estimated = "estimated", "estimeret", "estimated";
        /// Every residual is exactly zero: the error is zero, t and p are undefined.
        PerfectFit = "perfect_fit", "perfekt tilpasning", "perfect fit";
        /// One of the cohorts has fewer persons than the definition's minimum.
        BelowMinN = "below_min_n", "for få personer", "too few persons";
        /// Pooled users times the smaller cohort's share is below the minimum (method rule 14).
        TooFewUsers = "too_few_users", "for få brugere", "too few users";
        /// The outcome is the same for every person.
        NoVariation = "no_variation", "ingen variation", "no variation";
        /// No person in either cohort uses it: the difference is exactly zero.
        NoUsers = "no_users", "ingen brugere", "no users";
        /// Published only: each cohort has fewer users than may be published, or none. The difference counts as zero.
        FewUsers = "few_users", "få eller ingen brugere", "few or no users";
        /// Success is collinear with the adjusters.
        RankDeficient = "rank_deficient", "ikke identificeret", "not identified";
        /// Fewer residual degrees of freedom than the definition's minimum.
        TooFewDf = "too_few_df", "for få frihedsgrader", "too few degrees of freedom";
        /// One of the cohorts is empty: the group has no person, all succeed, or none does.
        EmptyCohort = "empty_cohort", "tom kohorte", "empty cohort";
        /// Fewer clusters than cluster-robust errors can stand on.
        TooFewClusters = "too_few_clusters", "for få klynger", "too few clusters";
        /// The gate holds an intervention's design back: participants and controls are not alike enough.
        Unbalanced = "unbalanced", "ikke sammenlignelig", "not comparable";
        /// The registers do not cover the year for any entrant.
        NotAvailable = "not_available", "ikke tilgængelig", "not available";
        /// Disclosure control keeps the figure back.
        HeldBack = "held_back", "tilbageholdt", "held back";
    }
}

words! {
    /// What disclosure control decides on a cell or figure.
    Decision {
        /// It may leave.
        Pass = "pass", "frigivet", "released";
        /// It may leave, and the output checker ought to look at it.
        Review = "review", "til gennemsyn", "for review";
        /// It stays.
        HeldBack = "held_back", "tilbageholdt", "held back";
    }
}

words! {
    /// Why disclosure control keeps something back, or asks for a look at it (method rule 20).
    Rule {
        /// Fewer persons than the policy's minimum.
        Persons = "persons", "for få personer", "too few persons";
        /// Fewer users of a cohort than the policy's minimum, or none.
        Users = "users", "for få brugere", "too few users";
        /// Fewer residual degrees of freedom than the policy's minimum.
        Df = "df", "for få frihedsgrader", "too few degrees of freedom";
        /// One person, or two, have too much of an amount.
        Dominance = "dominance", "én eller to personer dominerer", "one or two persons dominate";
        /// What subgroups give by adding and taking off is too few.
        Subgroups = "subgroups", "forskel mellem undergrupper", "difference between subgroups";
        /// Two success measures of a group differ by too few.
        SuccessMeasures = "success_measures", "forskel mellem succesmål", "difference between success measures";
        /// Two cohorts of different target groups differ by too few.
        TargetGroups = "target_groups", "forskel til en anden målgruppe", "difference to another target group";
        /// The status would reveal a count: that a cell is empty or full, or that persons are alike.
        Status = "status", "status ville røbe et antal", "its status would reveal a count";
        /// Persons who are missing, have died or have left are too few.
        Missing = "missing", "for få mangler eller er døde", "too few missing or dead";
        /// An earlier release differs by too few.
        Releases = "releases", "forskel til en tidligere version", "difference to an earlier release";
        /// No rounding of the mean hides the total.
        Total = "total", "gennemsnit × antal giver totalen", "mean × count gives the total";
    }
}

words! {
    /// What became of a regression from one release to another.
    Change {
        /// Only the later release plans it.
        New = "new", "ny", "new";
        /// Only the earlier release plans it.
        Gone = "gone", "udgået", "gone";
        /// Both publish an estimate, and the sign is another.
        SignFlipped = "sign_flipped", "fortegn skiftet", "sign flipped";
        /// Both publish an estimate, and it moved by more than the earlier standard error.
        MovedBeyondError = "moved_beyond_error", "flyttet mere end sin usikkerhed", "moved beyond its error";
        /// Significant before, estimated and not significant now.
        LostSignificance = "lost_significance", "ikke længere signifikant", "lost significance";
        /// Estimated and not significant before, significant now.
        GainedSignificance = "gained_significance", "blevet signifikant", "gained significance";
        /// The status is another.
        StatusChanged = "status_changed", "anden status", "another status";
    }
}

words! {
    /// What a register's rows are.
    RegisterKind {
        Status = "status", "status", "status";
        Event = "event", "hændelse", "event";
        Spell = "spell", "forløb", "spell";
        WeeklyWide = "weekly_wide", "uger i bredden", "weekly wide";
        Period = "period", "periode", "period";
        MonthlyWide = "monthly_wide", "måneder i bredden", "monthly wide";
    }
}

words! {
    /// Which side of the success measure a person is on; of an intervention, participants stand on the side of success. What a
    /// reader is shown of those is [`Arm::label_in`].
    Arm {
        NonSuccess = "non_success", "opnår ikke succes", "non-success";
        Success = "success", "opnår succes", "success";
    }
}

words! {
    /// What a group of the database is: persons delimited by a condition, or participants in an intervention with their controls.
    GroupKind {
        TargetGroup = "target_group", "målgruppe", "target group";
        Intervention = "intervention", "indsats", "intervention";
    }
}

impl Arm {
    /// What a reader is shown of this side in a group of a kind: success or not, participants or controls.
    pub const fn label_in(self, kind: GroupKind, language: Language) -> &'static str {
        let label = match (kind, self) {
            (GroupKind::TargetGroup, arm) => return arm.label(language),
            (GroupKind::Intervention, Arm::Success) => text("deltagere", "participants"),
            (GroupKind::Intervention, Arm::NonSuccess) => text("kontrolpersoner", "controls"),
        };
        label.get(language)
    }
}

words! {
    /// How the control group of an intervention is made comparable.
    DesignMethod {
        /// By lot.
        Random = "random", "lodtrækning", "by lot";
        /// On the same values in all variables.
        Exact = "exact", "eksakt matching", "exact matching";
        /// On the same intervals of all variables.
        Coarsened = "coarsened", "matching i intervaller (CEM)", "coarsened exact matching";
        /// On the propensity score.
        Nearest = "nearest", "nærmeste nabo på sandsynlighed for deltagelse", "nearest neighbours on the propensity score";
        /// By the odds of participation.
        InverseProbability = "inverse_probability", "vægtning med sandsynlighed for deltagelse", "inverse probability weights";
        /// By weights that make means equal.
        EntropyBalancing = "entropy_balancing", "entropibalancering", "entropy balancing";
        /// By weights and a regression.
        DoublyRobust = "doubly_robust", "dobbelt robust (AIPW)", "doubly robust (AIPW)";
    }
}

words! {
    /// Whose average an effect is.
    Estimand {
        /// The average effect on the participants who are kept.
        Att = "ATT", "effekten på deltagerne (ATT)", "the effect on participants (ATT)";
        /// The average effect of being assigned.
        Itt = "ITT", "effekten af at blive tilbudt indsatsen (ITT)", "the effect of being assigned (ITT)";
        /// The average effect of completing on those who complete if and only if they are assigned.
        Late = "LATE", "effekten for dem, der følger lodtrækningen (LATE)", "the effect on compliers (LATE)";
    }
}

words! {
    /// Where the controls of an intervention come from.
    ControlSource {
        /// A condition over the population.
        Population = "population", "befolkningen", "the population";
        /// A list.
        List = "list", "en liste", "a list";
        /// Another intervention's participants.
        Intervention = "intervention", "deltagere i en anden indsats", "another intervention's participants";
        /// Persons of the lot who were not assigned.
        NotAssigned = "not_assigned", "lodtrækningens øvrige personer", "persons of the lot who were not assigned";
    }
}

words! {
    /// What stands between an estimate and a cause.
    Standing {
        /// Assigned by lot.
        Causal = "causal", "kausal: deltagelse er tildelt ved lodtrækning", "causal: participation was assigned by lot";
        /// A constructed control group.
        Conditional = "conditional", "kausal, hvis deltagere og kontrolpersoner kun adskiller sig i det, der er balanceret", "causal if participants and controls differ in nothing but what is balanced";
        /// A success measure.
        Descriptive = "descriptive", "ikke kausal: succes sammenlignes med ikke-succes", "not causal: success is compared with non-success";
    }
}

words! {
    /// What a rate is a share of.
    Denominator {
        /// Persons who started the intervention.
        Started = "started", "påbegyndt", "started";
        /// Persons who completed it.
        Completed = "completed", "gennemført", "completed";
    }
}

words! {
    /// How a study compares.
    StudyDesign {
        /// Several studies together.
        MetaAnalysis = "meta_analysis", "metaanalyse", "meta-analysis";
        /// Drawn at random.
        RandomisedTrial = "randomised_trial", "lodtrækningsforsøg", "randomised trial";
        /// A constructed control group, or before and after with one.
        QuasiExperiment = "quasi_experiment", "kvasieksperiment", "quasi-experiment";
        /// Without a control group.
        BeforeAfter = "before_after", "før og efter uden kontrolgruppe", "before and after without control group";
    }
}

words! {
    /// What the figure of a study is.
    EffectMeasure {
        /// The shares that reach an outcome with and without.
        Shares = "shares", "to andele", "two shares";
        /// A difference between two means.
        MeanDifference = "mean_difference", "forskel i gennemsnit", "difference in means";
        /// A difference in standard deviations: Cohen's d or Hedges' g.
        StandardisedDifference = "standardised_difference", "standardiseret forskel", "standardised difference";
        /// The odds with, over the odds without.
        OddsRatio = "odds_ratio", "oddsratio", "odds ratio";
        /// The share with, over the share without.
        RiskRatio = "risk_ratio", "risikoratio", "risk ratio";
        /// The events per person with, over those without.
        RateRatio = "rate_ratio", "hændelsesrateratio", "rate ratio";
        /// The share of the outcome that is prevented.
        PreventedFraction = "prevented_fraction", "forebygget andel", "prevented fraction";
        /// The share with alone, where nothing is compared.
        Share = "share", "andel uden sammenligning", "share without comparison";
    }
}

words! {
    /// How a standardised effect follows from a study's own figure.
    Conversion {
        /// The study states it.
        Reported = "reported", "angivet i studiet", "reported by the study";
        /// A difference in means over the standard deviation.
        Means = "means", "gennemsnit og standardafvigelse", "means and standard deviation";
        /// The odds ratio of two shares.
        Shares = "shares", "to andele via oddsratio", "two shares by way of the odds ratio";
        /// An odds ratio.
        OddsRatio = "odds_ratio", "oddsratio", "odds ratio";
        /// A t statistic and the numbers of persons.
        T = "t", "t-værdi", "t statistic";
    }
}

words! {
    /// What a study found.
    Finding {
        /// Better with the intervention.
        Benefit = "benefit", "gavnlig", "benefit";
        /// No difference that could be shown.
        NoDifference = "no_difference", "ingen forskel", "no difference";
        /// A difference that is not significant: too few persons to say whether there is one.
        NotSignificant = "not_significant", "ikke signifikant", "not significant";
        /// Worse with the intervention.
        Harm = "harm", "skadelig", "harm";
        /// Better on some outcomes, not on others, or for a time.
        Mixed = "mixed", "blandet", "mixed";
    }
}

words! {
    /// Who made a study.
    MadeBy {
        /// Those who developed the intervention.
        Developers = "developers", "indsatsens udviklere", "developers of the intervention";
        /// Others than those who developed or run it.
        Independent = "independent", "uafhængige", "independent";
        /// A public body.
        PublicBody = "public_body", "offentlig myndighed", "public body";
        /// The source does not say.
        NotStated = "not_stated", "ikke oplyst", "not stated";
    }
}

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
