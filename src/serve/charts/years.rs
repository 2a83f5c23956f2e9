//! Charts over calendar years.

use calculation::calculator::result::YearTotal;
use foundation::words::{Language, Payer};
use session::Calculation;
use show::case::result as listings;
use show::charts::{Band, Bars, ChartText, Line, bars, line};
use show::number::kroner;
use show::rows::{Field, Rows};

use super::chart::{Chart, Drawing};
use crate::figures::spoken;
use show::say;

/// The band of the cumulative present value; after the last amount the result is constant.
fn band(calculation: &Calculation, year: &YearTotal) -> [f64; 2] {
    let bands = &calculation.result.uncertainty.by_year;
    let found = bands.iter().find(|band| band.year == year.year).or(bands.last());
    found.map_or([year.cumulative.present_value; 2], |band| band.correlated)
}

/// The cumulative net result with its band.
pub fn cumulative(calculation: &Calculation, language: Language) -> Chart {
    let result = &calculation.result;
    let years = &result.by_year;
    let names: Vec<String> = years.iter().map(|year| year.year.to_string()).collect();
    let bands: Vec<[f64; 2]> = years.iter().map(|year| band(calculation, year)).collect();
    let title = say(language, "Hvornår er det tjent hjem?", "When does it break even?");
    let low = years.iter().map(|year| year.cumulative.present_value).fold(f64::INFINITY, f64::min);
    let sentence = match (language, result.break_even_year) {
        (Language::Da, Some(year)) => format!(
            "Samlet resultat til og med hvert år. På sit laveste er det {}; fra {year} bliver det i plus.",
            spoken(low, language)
        ),
        (Language::Da, None) => format!(
            "Samlet resultat til og med hvert år. På sit laveste er det {}; det ender i minus.",
            spoken(low, language)
        ),
        (Language::En, Some(year)) => format!(
            "The result through each year. At its lowest it is {}; from {year} it stays positive.",
            spoken(low, language)
        ),
        (Language::En, None) => {
            format!("The result through each year. At its lowest it is {}; it ends negative.", spoken(low, language))
        }
    };
    let lines = [Line {
        name: say(language, "Akkumuleret nutidsværdi, med 95 %-bånd", "Cumulative present value, with 95 % band"),
        values: years.iter().map(|year| year.cumulative.present_value).collect(),
        band: Some(Band {
            low: bands.iter().map(|band| band[0]).collect(),
            high: bands.iter().map(|band| band[1]).collect(),
        }),
    }];
    let drawing = Drawing::of(|shape| {
        let about = ChartText { id: "years", title, description: &sentence, shape };
        line(&about, &names, &lines, &|kr| kroner(kr, language))
    });
    let row = |(year, [low, high]): (&YearTotal, &[f64; 2])| -> Vec<Field> {
        vec![year.year.into(), year.cumulative.present_value.into(), (*low).into(), (*high).into()]
    };
    let rows = Rows::new(
        &["year", "cumulative_present_value_kr", "low_kr", "high_kr"],
        years.iter().zip(&bands).map(row).collect(),
    );
    Chart { id: "years", title, sentence, drawing: Some(drawing), table: listings::by_year(result, language), rows }
}

/// Each year's net result by payer.
pub fn by_year(calculation: &Calculation, language: Language) -> Chart {
    let result = &calculation.result;
    let names: Vec<String> = result.by_year.iter().map(|year| year.year.to_string()).collect();
    let of = |payer: Payer, year: i32| -> f64 {
        result.lines.iter().filter(|line| line.payer == payer && line.year == year).map(|line| line.undiscounted).sum()
    };
    let series: Vec<Bars<'_>> = Payer::ALL
        .iter()
        .map(|payer| Bars {
            name: payer.label(language),
            values: result.by_year.iter().map(|year| of(*payer, year.year)).collect(),
        })
        .collect();
    let title = say(language, "År for år", "Year by year");
    let sentence = say(
        language,
        "Hvert års kroner for kommune, region og stat, uden diskontering. Over nul er en gevinst.",
        "Each year's kroner of municipality, region and state, undiscounted. Above zero is a gain.",
    );
    let drawing = Drawing::of(|shape| {
        let about = ChartText { id: "byyear", title, description: sentence, shape };
        bars(&about, &names, &series, &|kr| kroner(kr, language))
    });
    let rows = result.by_year.iter().flat_map(|year| {
        Payer::ALL.iter().map(move |payer| -> Vec<Field> {
            vec![year.year.into(), payer.word().into(), of(*payer, year.year).into()]
        })
    });
    let rows = Rows::new(&["year", "payer", "undiscounted_kr"], rows.collect());
    let table = show::case::economy::budget(result, language);
    Chart { id: "byyear", title, sentence: sentence.to_owned(), drawing: Some(drawing), table, rows }
}
