//! Comparison with the planted truth of synthetic extracts: coverage of the intervals, and distances in standard errors.

use std::collections::{BTreeMap, HashMap};

use maud::{Markup, html};

use super::shown::Report;
use crate::charts::{Bars, ChartText, Shape, bars};
use crate::number::{number, percent};
use crate::say;
use foundation::tables::audit::AuditFitRow;
use foundation::words::{Language, Status};

/// The share of the standard normal distribution between these multiples of the error, in the order of the picture.
const NORMAL: [(f64, &str, f64); 8] = [
    (-3.0, "< −3", 0.001_35),
    (-2.0, "−3 – −2", 0.021_40),
    (-1.0, "−2 – −1", 0.135_91),
    (0.0, "−1 – 0", 0.341_34),
    (1.0, "0 – 1", 0.341_34),
    (2.0, "1 – 2", 0.135_91),
    (3.0, "2 – 3", 0.021_40),
    (f64::INFINITY, "> 3", 0.001_35),
];

/// Coverage by target group, and a chart of the distances.
pub fn section(report: &Report<'_>, language: Language) -> Markup {
    let truth: HashMap<_, f64> = report
        .truth
        .iter()
        .map(|t| {
            let of = (&*t.target_group, &*t.subgroup, &*t.success_measure, &*t.consequence, t.follow_up_year);
            ((of, &*t.specification), t.truth)
        })
        .collect();
    let mut covered: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut distances = [0usize; NORMAL.len()];
    for fit in report.fits.iter().filter(|fit| fit.status == Status::Estimated) {
        let Some((inside, distance)) = against(fit, &truth) else { continue };
        let (hits, all) = covered.entry(&fit.target_group).or_default();
        *hits += usize::from(inside);
        *all += 1;
        let bin = NORMAL.iter().position(|(to, ..)| distance < *to).unwrap_or(NORMAL.len() - 1);
        if let Some(count) = distances.get_mut(bin) {
            *count += 1;
        }
    }
    let all = distances.iter().sum::<usize>().max(1) as f64;
    let names: Vec<String> = NORMAL.iter().map(|(_, name, _)| (*name).to_owned()).collect();
    let found: Vec<f64> = distances.iter().map(|count| *count as f64 / all).collect();
    let described = names.iter().zip(&found).zip(NORMAL).map(|((name, share), (.., normal))| {
        format!(
            "{name}: {} ({})",
            percent((share * 1e3).round() / 1e3, language),
            percent((normal * 1e3).round() / 1e3, language)
        )
    });
    let description = described.collect::<Vec<_>>().join("; ");
    let title = say(language, "Afstand til sandheden i standardfejl", "Distance to the truth in standard errors");
    let about = ChartText {
        id: &format!("calibration-{}", say(language, "da", "en")),
        title,
        description: &description,
        shape: Shape::Page,
    };
    let series = [Bars { name: say(language, "andel af estimater", "share of estimates"), values: found.clone() }];
    html! {
        p {
            (say(
                language,
                "Alle estimerede regressioner under alle specifikationer, offentliggjorte eller ej. De har personer til fælles, så \
                 andelene varierer mere, end hvis regressionerne var uafhængige.",
                "All regressions estimated under all specifications, published or not. They have persons in common, so \
                 the shares vary more than if the regressions were independent.",
            ))
        }
        table {
            caption {
                (say(language, "95 %-intervallets dækning", "Coverage of the 95 % interval"))
            }
            thead {
                tr {
                    th scope="col" { (say(language, "målgruppe", "target group")) }
                    th.n scope="col" { (say(language, "dækker sandheden", "covers the truth")) }
                    th.n scope="col" { (say(language, "ventet", "expected")) }
                    th.n scope="col" { (say(language, "regressioner", "regressions")) }
                }
            }
            tbody {
                @for (group, (hits, all)) in &covered {
                    tr {
                        th scope="row" { (report.group(group, language)) }
                        td.n { (percent((*hits as f64 / *all as f64 * 1e3).round() / 1e3, language)) }
                        td.n { (percent(0.95, language)) }
                        td.n { (number(*all as f64, 0, language)) }
                    }
                }
            }
        }
        (bars(&about, &names, &series, &|value| percent((value * 1e3).round() / 1e3, language)))
        div.wide {
            table {
                caption { (title) }
                thead { tr { th scope="col" {} @for name in &names { th.n scope="col" { (name) } } } }
                tbody {
                    tr {
                        th scope="row" { (say(language, "fundet", "found")) }
                        @for share in &found { td.n { (percent((share * 1e3).round() / 1e3, language)) } }
                    }
                    tr {
                        th scope="row" { (say(language, "normalfordelingen", "the normal distribution")) }
                        @for (.., normal) in NORMAL { td.n { (percent((normal * 1e3).round() / 1e3, language)) } }
                    }
                }
            }
        }
    }
}

type FitKey<'a> = ((&'a str, &'a str, &'a str, &'a str, i32), &'a str);

/// Whether the interval covers the truth, and the distance in standard errors.
fn against(fit: &AuditFitRow, truth: &HashMap<FitKey<'_>, f64>) -> Option<(bool, f64)> {
    let of = (&*fit.target_group, &*fit.subgroup, &*fit.success_measure, &*fit.consequence, fit.follow_up_year);
    let truth = *truth.get(&(of, &*fit.specification))?;
    let inside = fit.lower? <= truth && truth <= fit.upper?;
    Some((inside, (fit.estimate? - truth) / fit.standard_error?))
}
