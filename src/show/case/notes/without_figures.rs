//! Caveats whose sentence has no figure, in Danish and in English.

use foundation::text::{Text, text};

/// The case has no costs of the intervention.
pub const NO_COSTS: Text = text(
    "Beregningen har ingen omkostninger til indsatsen. Resultatet er værdien af konsekvenserne alene og ikke en nettogevinst.",
    "The case has no costs of the intervention. The result is the value of the consequences alone and not a net gain.",
);

/// The extracts are generated.
pub const SYNTHETIC: Text = text(
    "Vidensdatabasen er bygget på syntetiske udtræk. Tallene siger intet om Danmark.",
    "The knowledge database was built from synthetic extracts. Its figures say nothing about Denmark.",
);

/// Estimates are associations.
pub const NOT_CAUSAL: Text = text(
    "Konsekvensestimaterne er sammenhænge og ikke nødvendigvis årsagsvirkninger af succesen.",
    "The consequence estimates are associations with success, not necessarily effects of it.",
);

/// Participation was assigned by lot.
pub const BY_LOT: Text = text(
    "Konsekvensestimaterne er effekter af indsatsen: deltagelse er tildelt ved lodtrækning.",
    "The consequence estimates are effects of the intervention: participation was assigned by lot.",
);

/// Controls are constructed.
pub const CONSTRUCTED_CONTROLS: Text = text(
    "Konsekvensestimaterne er effekter af indsatsen, hvis deltagere og kontrolpersoner kun adskiller sig i det, der er \
     balanceret. Det kan data ikke vise.",
    "The consequence estimates are effects of the intervention if participants and controls differ in nothing but \
     what is balanced. Data can't show that.",
);

/// Only significant estimates count.
pub const WINNERS_CURSE: Text = text(
    "Kun signifikante estimater tæller med. De overvurderer i gennemsnit forskellen, og deres intervaller er for \
     smalle. Er den sande forskel lige så stor som standardfejlen, er de signifikante estimater i gennemsnit 2,4 gange \
     for store, og 95 %-intervallet dækker kun i 85 % af tilfældene.",
    "Only significant estimates count. On average they overstate the difference, and their intervals are too \
     narrow. Where the true difference equals its standard error, the significant estimates are on average 2.4 \
     times too large, and the 95 % interval covers in only 85 % of cases.",
);

/// The net success rate is negative.
pub const NEGATIVE_EFFECT: Text = text(
    "Nettosuccesraten er negativ: færre opnår succes med indsatsen end uden.",
    "The net success rate is negative: fewer succeed with the intervention than without.",
);

/// The net success rate has no range.
pub const RATE_WITHOUT_RANGE: Text = text(
    "Nettosuccesraten har intet spænd, så intervallet omfatter ikke dens usikkerhed ([uncertainty] net_rate).",
    "The net success rate has no range, so the interval leaves out its uncertainty ([uncertainty] net_rate).",
);

/// The effect is phased in.
pub const PHASE_IN: Text = text(
    "Effekten er indfaset over flere år. Det afviger fra SØM, som regner med fuld effekt fra det første år.",
    "The effect is phased in over several years. SØM counts the full effect from the first year.",
);

/// The user's own group with another group's estimates.
pub const BORROWING_GROUP: Text = text(
    "Målgruppen er brugerens egen og bruger en anden målgruppes estimater. Om de passer, er ikke kontrolleret.",
    "The target group is the user's own and uses another group's estimates. Whether they fit is not checked.",
);

/// The user's own group with own values.
pub const OWN_GROUP: Text =
    text("Målgruppen og alle værdier er brugerens egne.", "The target group and all values are the user's own.");

/// The result lies outside its interval.
pub const POINT_OUTSIDE_INTERVAL: Text = text(
    "Resultatet ligger uden for sit eget interval: de angivne intervaller ligger mest til den ene side af tallene i beregningen.",
    "The result lies outside its own interval: the ranges given lie mostly to one side of the case's figures.",
);

/// The completion rate does not lower the successes.
pub const COMPLETION_RATE_UNUSED: Text = text(
    "Succesraten er målt blandt alle, der begynder, så gennemførelsesprocenten påvirker ikke antallet af succeser.",
    "The success rate is measured among all who start, so the completion rate does not affect the number of successes.",
);

/// The effect was standardised.
pub const STANDARDISED_EFFECT: Text = text(
    "Effekten er standardiseret og regnet om til en succesrate (ln OR = πd/√3). Nettosuccesraten afhænger af den angivne rate uden indsatsen.",
    "The effect is standardised and converted to a success rate (ln OR = πd/√3). The net success rate depends on the stated rate without the intervention.",
);
