//! The chapter on the method, in words.

use maud::{Markup, html};

use super::content::Document;
use foundation::text::{Text, text};

/// What is done, step by step. The rules in full are on the page `method` of the program.
const PARTS: [(Text, Text); 9] = [
    (
        text("Målgruppe", "Target group"),
        text(
            "En målgruppe afgrænses i et kalenderår, t = 0, af personens bopæl, alder og brug af ydelser i det år. En person indgår \
             én gang, i det første år der opfylder betingelsen, hvis ikke andet er angivet. Alder er den alder, der nås i t = 0.",
            "A target group is delimited in a calendar year, t = 0, by the person's residence, age and use of services in that year. A \
             person enters once, in the first year that meets the condition, unless something else is stated. Age is the age \
             reached in t = 0.",
        ),
    ),
    (
        text("Succesmål", "Success measure"),
        text(
            "Succesmålet deler målgruppen i dem, der når det, og dem, der ikke gør, som regel i året efter, t = 1. Den, der dør \
             eller udvandrer inden årets udgang, hører til ingen af grupperne.",
            "The success measure splits the target group into those who reach it and those who do not, usually in the year after, \
             t = 1. Those who die or emigrate before the end of that year belong to neither cohort.",
        ),
    ),
    (
        text("Konsekvens", "Consequence"),
        text(
            "Begge gruppers brug af offentlige ydelser, aktiviteter, skatter og overførsler følges i op til ti år. En person uden \
             en række i et register, der dækker året, har værdien nul; et år, som registret ikke dækker, er ukendt og aldrig nul.",
            "The use of public services, activities, taxes and transfers is followed in both cohorts for up to ten years. A person \
             without a row in a register that covers the year has the value zero; a year that the register does not cover is \
             unknown, and never zero.",
        ),
    ),
    (
        text("Konsekvensestimat", "Consequence estimate"),
        text(
            "For hver konsekvens og hvert år efter er estimatet koefficienten på succes i en lineær regression (mindste kvadrater) \
             af brugen på succes, køn og alder. Standardfejlene er robuste over for forskellig varians. Estimatet er forskellen \
             pr. person mellem dem med og uden succes.",
            "For each consequence and follow-up year the estimate is the coefficient on success in a linear regression (ordinary \
             least squares) of use on success, sex and age. Standard errors are robust to unequal variances. The estimate is the \
             difference per person between those with and without success.",
        ),
    ),
    (
        text("Hvad offentliggøres", "What is published"),
        text(
            "Estimater, der er signifikante på versionens niveau, offentliggøres. Et estimat, der ikke er signifikant, tæller som nul \
             i en beregning, og det gør en konsekvens, som få eller ingen bruger; et, der ikke kunne beregnes, er ukendt.",
            "Estimates that are significant at the release's level are published. One that is not significant counts as zero in a \
             calculation, and so does a consequence that few or none use; one that could not be made is unknown.",
        ),
    ),
    (
        text("Sammenhæng, ikke årsag", "Association, not cause"),
        text(
            "Estimaterne er sammenhænge. De, der når succes, kan være forskellige fra de andre på måder, som køn og alder ikke fanger. \
             Profilerne viser, hvor forskellige de to grupper er på det, der kan måles.",
            "The estimates are associations. Those who succeed can differ from the others in ways that sex and age do not capture. \
             The profiles show how different the two cohorts are in what can be measured.",
        ),
    ),
    (
        text("Priser", "Prices"),
        text(
            "En konsekvens i naturlige enheder ganges med en pris pr. enhed, delt på kommune, region og stat. Priser og beløb \
             omregnes til versionens prisår med det prisindeks, der er angivet.",
            "A consequence in natural units is multiplied by a price per unit, split on municipality, region and state. Prices and \
             amounts are converted to the release's price year by the index that is named.",
        ),
    ),
    (
        text("Kvalificering", "Qualification"),
        text(
            "For hver målgruppe og konsekvens er det angivet, om den bør bruges, hvilken retning der ventes, hvornår den ventes at \
             vise sig, og hvad der taler for det: registerdata, regler, litteratur eller praksis. Et offentliggjort estimat med modsat \
             fortegn er fremhævet.",
            "For each target group and consequence it is stated whether one ought to use it, which direction is expected, when it is \
             expected to show, and what speaks for it: registers, rules, literature or practice. A published estimate of the \
             opposite sign is highlighted.",
        ),
    ),
    (
        text("Diskretion", "Disclosure control"),
        text(
            "Intet tal om færre personer end mindstetallet offentliggøres. Antal har støj og er afrundede; estimater og gennemsnit har \
             støj i forhold til, hvad én person betyder, og standardfejlen tager højde for den. Profilernes antal er støjbehæftede, \
             afrundede andele af kohortens offentliggjorte antal.",
            "No figure about fewer persons than the minimum is published. Counts carry noise and are rounded; estimates and means \
             carry noise in proportion to what one person means, and the standard error includes it. The counts of profiles are \
             perturbed, rounded parts of the cohort's published count.",
        ),
    ),
];

/// The chapter.
pub fn chapter(document: &Document<'_>) -> Markup {
    html! {
        @for (heading, words) in PARTS {
            section.entry { h3 { (heading.get(document.language)) } p { (words.get(document.language)) } }
        }
        @if let Some(control) = &document.manifest.disclosure {
            p {
                (document.say("Mindstetal: ", "Minimum: ")) (control.minimum_persons) " "
                (document.say("personer. Antal er multipla af ", "persons. Counts are multiples of ")) (control.round_counts_to) "."
            }
        }
    }
}
