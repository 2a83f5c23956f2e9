//! What is wrong between values: the rules of a case that the reader checks.

use super::phrase::Phrase;

/// The phrases, in the order of trial.
pub const PHRASES: &[Phrase] = &[
    ("the case has no effect", "Angiv, hvor mange flere der opnår succes", "State how many more succeed"),
    (
        "`with` and `without` go together",
        "Angiv succesraten både med og uden indsatsen",
        "State the success rate both with and without the intervention",
    ),
    (
        "the effect is given in more than one way",
        "Effekten er angivet på flere måder: vælg én",
        "The effect is given in more than one way: choose one",
    ),
    (
        "an effect of the database brings its own denominator",
        "En effekt fra vidensdatabasen har selv angivet, hvad raten er en andel af: lad feltet være tomt",
        "An effect of the knowledge database says itself what the rate is a share of: leave the field empty",
    ),
    (
        "an effect of the database brings its own evidence level",
        "En effekt fra vidensdatabasen har sit eget evidensniveau: lad feltet være tomt",
        "An effect of the knowledge database has an evidence level of its own: leave the field empty",
    ),
    (
        "a standardised effect becomes a rate only at a known rate without",
        "Angiv også succesraten uden indsatsen",
        "State the success rate without the intervention as well",
    ),
    (
        "`without` is {}: no odds can be taken of it",
        "Succesraten uden indsatsen skal ligge mellem 0 og 100 %, uden selv at være 0 eller 100 %",
        "The success rate without the intervention must lie between 0 and 100 %, and be neither",
    ),
    (
        "no rate follows from a standardised effect of this size",
        "Effekten er for stor til, at der følger en succesrate af den",
        "No success rate follows from an effect of this size",
    ),
    (
        "the effect `{}` has no net success rate{}",
        "Effekten »{0}« har ingen nettosuccesrate: angiv jeres egne succesrater",
        "The effect “{0}” has no net success rate: state success rates of your own",
    ),
    ("`denominator` is missing", "Angiv, hvad raten er en andel af", "State what the rate is a share of"),
    (
        "the evidence level of the effect is not known",
        "Angiv effektens evidensniveau",
        "State the evidence level of the effect",
    ),
    (
        "the effect of `{}` is in its estimates: its success rate is 1",
        "Effekten ligger i indsatsens estimater: nettosuccesraten er 100 %",
        "The effect is in the estimates of the intervention: the net success rate is 100 %",
    ),
    (
        "`years_to_completion` is {}: estimates of an intervention count years from its start",
        "Indsatsens estimater tæller år fra starten: skriv 1",
        "The estimates of the intervention count years from its start: write 1",
    ),
    (
        "the net success rate has both a range and a standard error",
        "Angiv enten et spænd eller en standardfejl, og lad det andet være tomt",
        "Give either a range or a standard error, and leave the other empty",
    ),
    (
        "`participants_by_year` has no participants in any year",
        "Mindst ét år skal have deltagere",
        "At least one year must have participants",
    ),
    (
        "`participants_by_year` has {} numbers for {} years in operation",
        "Der er {0} tal og {1} år i drift: skriv ét tal for hvert år",
        "Numbers: {0}; years in operation: {1}. Write one number for each year",
    ),
    (
        "participants are given in two ways: `participants` and `participants_by_year`",
        "Deltagerne er angivet på to måder: lad det ene felt være tomt",
        "The participants are given in two ways: leave one of the fields empty",
    ),
    (
        "`{}` belongs to no group",
        "Vælg også den målgruppe, som estimaterne lånes fra",
        "Choose the target group whose estimates are borrowed as well",
    ),
    (
        "this cost has no price year",
        "Angiv et prisår for linjen eller for alle omkostninger",
        "Give the line a price year, or all costs one",
    ),
    (
        "a cost is `kr`, or `hours` and `hourly_kr`",
        "Angiv et beløb, eller timer og timepris",
        "Give an amount, or hours and an hourly rate",
    ),
    ("a cost in a stated year has no year", "Angiv året", "State the year"),
    (
        "`year` does not go with `basis = {}`",
        "Et år hører kun til en omkostning i et bestemt år: lad feltet være tomt",
        "A year belongs only to a cost in a stated year: leave the field empty",
    ),
    (
        "the cost `{}` is listed twice; first in line {}",
        "Navnet »{0}« er brugt to gange: giv linjerne hver sit navn",
        "The name “{0}” is used twice: give each line a name of its own",
    ),
    (
        "`{}` is what the results call amounts without a committee",
        "Resultatet bruger selv navnet »{0}«: giv udvalget et andet navn",
        "The result itself uses the name “{0}”: give the committee another name",
    ),
    (
        "`{}` is what the results call the case itself",
        "Resultatet bruger selv navnet »{0}«: giv scenariet et andet navn",
        "The result itself uses the name “{0}”: give the scenario another name",
    ),
    (
        "`{}` is what the result calls {}",
        "Resultatet bruger selv navnet »{0}«: giv linjen et andet navn",
        "The result itself uses the name “{0}”: give the line another name",
    ),
    (
        "a cost can't be called `{}`, which is a consequence",
        "»{0}« er navnet på en konsekvens: giv linjen et andet navn",
        "“{0}” is the name of a consequence: give the line another name",
    ),
    (
        "a cost can't be called `{}`, which is a heading or an area",
        "»{0}« er navnet på en del af resultatet: giv linjen et andet navn",
        "“{0}” is the name of a part of the result: give the line another name",
    ),
    (
        "mixed price years: {} here and {} for all of `[costs]`",
        "Linjen har prisåret {0}, og alle omkostninger har {1}: behold kun det ene",
        "The line has price year {0}, and all costs have {1}: keep only one",
    ),
    (
        "`group_size` goes with `basis = {}`",
        "Et holds størrelse hører til en omkostning pr. deltager: lad feltet være tomt, eller vælg pr. deltager",
        "The size of a group goes with a cost per participant: leave the field empty, or choose per participant",
    ),
    (
        "`residual_kr` goes with `basis = {}`",
        "En restværdi hører til en engangsudgift: lad feltet være tomt, eller vælg én gang",
        "A residual value goes with a cost that falls once: leave the field empty, or choose once",
    ),
    (
        "`residual_kr` lies between 0 and what the investment cost",
        "Restværdien ligger mellem 0 og det, investeringen kostede",
        "The residual value lies between 0 and what the investment cost",
    ),
    (
        "a grant is worth nothing at the end",
        "Et tilskud har ingen restværdi: skriv den på den omkostning, som tilskuddet dækker",
        "A grant has no residual value: write it on the cost that the grant pays for",
    ),
    (
        "`per_success` with a negative net success rate",
        "En omkostning pr. succes kræver, at indsatsen giver flere succeser",
        "A cost per success needs an intervention that brings more successes",
    ),
    ("{} gives the grant to itself", "Giver og modtager er den samme", "Giver and recipient are the same"),
    (
        "no consequence to use",
        "Der er ingen konsekvenser at regne med: vælg mindst én",
        "There are no consequences to count: choose at least one",
    ),
    (
        "`use` can't be `{}`",
        "Vælg alle, de anbefalede eller enkelte konsekvenser",
        "Choose all, the recommended ones or single consequences",
    ),
    (
        "`leave_out` does not go with a list in `use`",
        "Konsekvenserne er både valgt til og fra: vælg dem på ny",
        "The consequences are both chosen and left out: choose them again",
    ),
    (
        "`{}` and `{}` count the same money",
        "»{0}« og »{1}« dækker de samme udgifter: vælg den ene fra",
        "“{0}” and “{1}” count the same money: leave one of them out",
    ),
    (
        "`{}` has a value for year {}, beyond the horizon of {}",
        "Der er en værdi for år {1}, som ligger efter tidshorisonten på {2} år",
        "There is a value for year {1}, beyond the horizon ({2})",
    ),
    (
        "`{}` is given {} of your own, and the case does not use it",
        "»{0}« har et eget tal, men er valgt fra",
        "“{0}” has a figure of your own, and is left out",
    ),
    (
        "`{}` is given {} of your own twice",
        "»{0}« har et eget tal to gange: fjern det ene",
        "“{0}” has a figure of your own twice: remove one",
    ),
    (
        "`{}` stands twice under `during`",
        "»{0}« står to gange under indsatsen: skriv alle år ét sted",
        "“{0}” stands twice during the intervention: write all years in one place",
    ),
    ("`{}` has two cashable shares", "»{0}« har to regler: fjern den ene", "“{0}” has two rules: remove one"),
    ("`{}` has no price", "»{0}« har ingen pris: angiv jeres egen", "“{0}” has no price: give your own"),
    (
        "the values of `{}` are in kroner, and they have no price year",
        "Angiv værdiernes prisår",
        "Give the price year of the values",
    ),
    (
        "the values of `{}` are in the unit `{}`, which has no price year",
        "Værdierne er ikke i kroner: lad prisåret være tomt",
        "The values are not in kroner: leave the price year empty",
    ),
    ("your own price of `{}` has no price year", "Angiv prisens prisår", "Give the price year of the price"),
    (
        "`{}` is in kroner: the parts of its price are shares, which have no price year",
        "Delene er andele af kroner: lad prisåret være tomt",
        "The parts are shares of kroner: leave the price year empty",
    ),
    (
        "the unit `{}` means kroner",
        "Skriv enheden som kr, når værdierne er kroner",
        "Write the unit as kr where the values are kroner",
    ),
    (
        "the parts add up to {}, not to 1",
        "Delene skal tilsammen give det hele, og de giver {0:n}",
        "The parts must make up the whole, and they add up to {0:n}",
    ),
    (
        "the shares add up to {}, not to 1",
        "Andelene giver {0:s} og skal give 100 %",
        "The shares add up to {0:s}, and must add up to 100 %",
    ),
    ("`names` names no committee", "Skriv udvalgenes navne", "Write the names of the committees"),
    ("`{}` is listed twice", "»{0}« står to gange: fjern det ene", "“{0}” is listed twice: remove one"),
    (
        "`{}` of {} is split twice",
        "Den samme del af resultatet er fordelt to gange: fjern den ene",
        "The same part of the result is split twice: remove one",
    ),
    ("`{}` is defined twice", "Navnet er brugt to gange", "The name is used twice"),
    (
        "`{}` cannot be an id",
        "Navnet kan kun have små bogstaver (a–z), tal og _",
        "The id has only small letters (a–z), digits and _",
    ),
    (
        "the release has a consequence `{}`",
        "Vidensdatabasen har allerede en konsekvens med det navn",
        "The knowledge database has a consequence of that id already",
    ),
    (
        "a consequence can't be called `{}`, which is a heading or an area",
        "»{0}« er navnet på en del af resultatet: vælg et andet navn",
        "“{0}” is the name of a part of the result: choose another id",
    ),
    (
        "year {} is after completion, {} years after the start",
        "År {0} ligger efter gennemførelsen",
        "Year {0} is after completion",
    ),
    (
        "`shares` holds no share",
        "Skriv en andel for hvert af de første år",
        "Write a share for each of the first years",
    ),
    (
        "the steps of the discount rate begin in year 0 and ascend",
        "Rentens trin begynder i år 0, og årene stiger",
        "The steps of the discount rate begin in year 0, and the years ascend",
    ),
    (
        "the price of `{}` cannot be converted from {} to {}: its price index `{}` lacks a year",
        "Prisen på »{0}« kan ikke regnes om fra {1} til {2}: prisindekset mangler et år",
        "The price of “{0}” cannot be converted from {1} to {2}: its price index lacks a year",
    ),
    (
        "the price index of the release has no value for {}",
        "Vidensdatabasens prisindeks har ikke året {0}",
        "The price index of the release lacks the year {0}",
    ),
    (
        "the price index `{}` has no value for {}",
        "Prisindekset »{0}« har ikke året {1}",
        "The price index “{0}” lacks the year {1}",
    ),
    ("a case has at most {} scenarios", "En beregning har højst {0} scenarier", "A case has at most {0} scenarios"),
    (
        "the scenario `{}` changes nothing",
        "Vælg, hvad der er anderledes, eller fjern scenariet",
        "Choose what differs, or remove the scenario",
    ),
    ("the scenario `{}` is listed twice", "To scenarier har samme navn", "Two scenarios have the same name"),
    (
        "`{}` is listed twice in the scenario",
        "»{0}« står to gange i scenariet",
        "“{0}” is listed twice in the scenario",
    ),
    ("`{}` stands without its section", "»{0}« mangler navnet på sit afsnit", "“{0}” lacks the name of its section"),
    (
        "a character that cannot be seen: {}",
        "Der er et usynligt tegn: slet det, eller skriv teksten igen",
        "There is a character that cannot be seen: delete it, or type the text again",
    ),
];
