//! What is wrong with one value: it is missing, of another kind, beyond its limits, or not known.

use super::phrase::Phrase;

/// The phrases, in the order of trial.
pub const PHRASES: &[Phrase] = &[
    ("missing key `{}`", "Skal udfyldes", "Required"),
    ("missing table `{}`", "Skal udfyldes", "Required"),
    ("`{}` is empty", "Skal udfyldes", "Required"),
    (
        "`{}` has an empty answer",
        "Skriv et svar, eller lad feltet være tomt",
        "Write an answer, or leave the field empty",
    ),
    (
        "`{}`: missing key `{}`",
        "Udfyld alle felterne her, og skriv 0 for nul",
        "Fill in all fields here, and write 0 for zero",
    ),
    (
        "`{}`: write kroner as a whole number or as text: {}",
        "Beløbet kan ikke læses: skriv et tal, fx 1.250,50",
        "The amount cannot be read: write a number such as 1,250.50",
    ),
    (
        "`{}`: `{}` is not an amount such as {}",
        "Teksten »{1}« er ikke et beløb: skriv et tal, fx 1.250,50",
        "The text “{1}” is not an amount: write a number such as 1,250.50",
    ),
    ("`{}`: invalid type: {}, expected {}", "Skriv et tal i hvert felt", "Write a number in each field"),
    (
        "`{}`: text {}, where a whole number is wanted",
        "Teksten {1} er ikke et helt tal: skriv et tal, fx 20",
        "The text {1} is not a whole number: write a number such as 20",
    ),
    (
        "`{}`: text {}, where a whole number from 0 is wanted",
        "Teksten {1} er ikke et helt tal: skriv et tal, fx 20",
        "The text {1} is not a whole number: write a number such as 20",
    ),
    (
        "`{}`: text {}, where a number is wanted",
        "Teksten {1} er ikke et tal: skriv et tal, fx 1.250,50",
        "The text {1} is not a number: write a number such as 1,250.50",
    ),
    ("`{}`: {}, where a whole number is wanted", "Skriv et helt tal, fx 20", "Write a whole number such as 20"),
    ("`{}`: {}, where a whole number from 0 is wanted", "Skriv et helt tal, fx 20", "Write a whole number such as 20"),
    ("`{}`: {}, where a number is wanted", "Skriv et tal, fx 1.250,50", "Write a number such as 1,250.50"),
    ("`{}`: {}, where text is wanted", "Skriv en tekst", "Write a text"),
    ("`{}`: {}, where a table is wanted", "Skriv et tal i hvert felt", "Write a number in each field"),
    (
        "`{}`: {}, where a list is wanted",
        "Skriv tallene adskilt af semikolon, fx 50; 75",
        "Write the numbers separated by semicolons, such as 50; 75",
    ),
    ("`{}`: {} one of its words is wanted, as text", "Vælg en af mulighederne", "Choose one of the options"),
    ("`{}`: unknown word `{}`", "»{1}« er ikke en af mulighederne", "“{1}” is not one of the options"),
    ("`{}`: unknown key `{}`", "»{1}« er ikke et felt her", "“{1}” is not a field here"),
    ("`{}` must be a table, not {}", "Skriv et tal i hvert felt", "Write a number in each field"),
    (
        "`{}` is {}: a rate lies between 0 and 1",
        "En andel ligger mellem 0 og 100 %",
        "A share lies between 0 and 100 %",
    ),
    (
        "a discount rate of {}: a rate lies between 0 and 1",
        "En rente ligger mellem 0 og 100 %",
        "A rate lies between 0 and 100 %",
    ),
    (
        "`standard_error` is {}: it lies between {} and {}",
        "Standardfejlen ligger mellem 0 og 50 %",
        "The standard error lies between 0 and 50 %",
    ),
    (
        "`{}` is {}: it lies between {} and {}",
        "Tallet ligger mellem {2:n} og {3:n}",
        "The number lies between {2:n} and {3:n}",
    ),
    (
        "`{}` holds {}: each lies between {} and {}",
        "Hvert tal ligger mellem {2:n} og {3:n}",
        "Each number lies between {2:n} and {3:n}",
    ),
    (
        "`{}` has {} characters: it holds at most {}",
        "Teksten har {1:n} tegn og må højst have {2:n}",
        "The text has {1:n} characters, and may have at most {2:n}",
    ),
    (
        "`{}` is more than a thousand billion kroner",
        "Beløbet er over 1.000 milliarder kr.",
        "The amount is more than a thousand billion kroner",
    ),
    (
        "`{}` has {} decimals: kroner have at most two",
        "Kroner har højst to decimaler",
        "Kroner have at most two decimals",
    ),
    (
        "`{}` has a character that cannot be seen: {}",
        "Teksten har et tegn, som ikke kan ses: slet det, eller skriv teksten igen",
        "The text has a character that cannot be seen: delete it, or type the text again",
    ),
    ("`{}` has a control character", "Skriv teksten på én linje", "Write the text on one line"),
    (
        "a cost is not negative",
        "En omkostning er ikke negativ: det, der spares, er en sparet omkostning",
        "A cost is not negative: what is saved is a displaced cost",
    ),
    ("a part of a price is not negative", "En pris er ikke negativ", "A price is not negative"),
    (
        "the range of `{}` runs from {} to {}: low is above high",
        "Spændet begynder med det laveste tal: byt om på de to",
        "The range begins with the lowest number: swap the two",
    ),
    (
        "the range of `{}` runs from {} to {}: it lies between {} and {}",
        "Spændet går ud over de tal, der er mulige her: {3:n} til {4:n}",
        "The range goes beyond the figures that are possible here: {3:n} to {4:n}",
    ),
    (
        "the range of `{}` from {} to {} does not hold {}",
        "Spændet skal omfatte beregningens eget tal, {3:n}",
        "The range must hold the case's own figure, {3:n}",
    ),
    (
        "the value of year {} is {}: a year has at most {} {}s",
        "Værdien i år {0} er {1:n}: et år har højst {2:n} af enheden. Værdier er pr. borger og år",
        "The value of year {0} is {1:n}: a year has at most {2:n} {3}s. Values are per person and year",
    ),
    (
        "the value of year {} is not a number below a billion",
        "Værdien i år {0} er ikke et tal under en milliard",
        "The value of year {0} is not a number below a billion",
    ),
    ("year {} is given twice", "År {0} er angivet to gange", "Year {0} is given twice"),
    ("`{}` is not a follow-up year", "»{0}« er ikke et år efter succesen", "“{0}” is not a follow-up year"),
    ("no age from {} to {}", "Aldrene begynder med den laveste", "The ages begin with the lowest"),
    ("unknown key `{}`", "»{0}« er ikke et felt i en beregning", "“{0}” is not a field of a case"),
    ("unknown table `{}`", "»{0}« er ikke et afsnit i en beregning", "“{0}” is not a section of a case"),
    ("unknown section `{}`", "»{0}« er ikke et afsnit i en beregning", "“{0}” is not a section of a case"),
    ("unknown word `{}`", "»{0}« er ikke en af mulighederne", "“{0}” is not one of the options"),
    ("unknown committee `{}`", "»{0}« er ikke et af udvalgene", "“{0}” is not one of the committees"),
    (
        "unknown heading, consequence or cost `{}`",
        "»{0}« er hverken en del af resultatet, en konsekvens eller en omkostning",
        "“{0}” is neither a part of the result, a consequence nor a cost",
    ),
    (
        "unknown area or consequence `{}`",
        "»{0}« er hverken et område eller en konsekvens",
        "“{0}” is neither an area nor a consequence",
    ),
    ("unknown {} `{}`", "»{1}« findes ikke i vidensdatabasen", "“{1}” is not in the knowledge database"),
];
