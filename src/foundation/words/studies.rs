//! Terms of studies and their effects.

use serde::{Deserialize, Serialize};

use crate::text::{Language, text};

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
