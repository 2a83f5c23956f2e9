//! The shell of a page: one HTML file that fetches nothing and prints well.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use release::export::find;

use crate::say;
use foundation::words::Language;

/// The style of a case's report: contrasts of at least 4.5 to 1, a readable line length, and no page break inside a row or
/// chart.
const STYLE: &str = "
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto; max-width: 60rem; padding: 1rem 1.5rem 4rem; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 1rem 0 .25rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; border-bottom: 2px solid #0072b2; }
.lead { color: #444; margin-top: 0; }
.figures { display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem 0; padding: 0; list-style: none; }
.figures li { flex: 1 1 12rem; border: 1px solid #bbb; border-left: .4rem solid #0072b2; padding: .5rem .75rem; }
.figures strong { display: block; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
.warning { border: 2px solid #b00020; padding: .5rem .75rem; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; font-size: .9rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { padding: .2rem .6rem; border-bottom: 1px solid #ddd; vertical-align: top; }
thead th { border-bottom: 2px solid #444; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.words { text-align: left; font-weight: inherit; }
.words:nth-child(n+5):last-child { width: 35%; }
thead .words { font-weight: 600; }
figure { margin: 1rem 0; }
svg { width: 100%; height: auto; }
.wide { overflow-x: auto; }
@page { margin: 15mm; }
@media print {
  body { font-size: 10pt; max-width: none; padding: 0; }
  h2 { break-after: avoid; }
  h2 + *, caption, thead { break-after: avoid; }
  tr, figure, .figures li, .warning, li { break-inside: avoid; }
  thead { display: table-header-group; }
  th, td { border-bottom-color: #888; padding: .1rem .35rem; }
  table { font-size: 9pt; }
  .wide table { font-size: 8pt; }
  * { print-color-adjust: exact; }
  svg { max-height: 9.5cm; }
  .wide { overflow: visible; }
}
";

/// The style of pages about releases: contrasts of at least 4.5 to 1, table headers on every printed page, and no scrolling
/// in print.
const RELEASE_STYLE: &str = "body{font:15px/1.45 sans-serif;color:#1a1a1a;background:#fff;margin:2em auto;max-width:64em;\
    padding:0 1em}h2{margin-top:2em;border-bottom:2px solid #0072b2}table{border-collapse:collapse;margin:.6em 0 1.4em}\
    caption{text-align:left;font-weight:bold;padding:.2em 0}\
    th,td{text-align:left;vertical-align:top;padding:.2em .8em .2em 0;border-bottom:1px solid #bbb}\
    thead th{border-bottom:2px solid #444}tbody th{font-weight:normal}\
    td.n,th.n,.number{text-align:right;font-variant-numeric:tabular-nums}svg{max-width:100%;height:auto}.wide{overflow-x:auto}\
    a{color:#004f7c}:focus-visible{outline:3px solid #d55e00;outline-offset:2px}\
    .warning{border:2px solid #b00020;padding:.5em .75em}\
    @media print{body{margin:0;max-width:none}h2,h3,caption{break-after:avoid}svg,tr{break-inside:avoid}\
    thead{display:table-header-group}.wide{overflow:visible}.screen{display:none}}";

/// A page about a case.
pub fn page(title: &str, language: Language, body: &Markup) -> String {
    shell(title, language, &[STYLE], STILL, &html! { main { (body) } }) + "\n"
}

/// A page about releases, with further rules of style.
pub fn release_page(title: &str, language: Language, style: &str, body: &Markup) -> String {
    shell(title, language, &[RELEASE_STYLE, style], STILL, body)
}

/// The same with fields that find words on the page.
pub fn release_page_with_search(title: &str, language: Language, style: &str, body: &Markup) -> String {
    let body = html! { (body) (find::script()) };
    shell(title, language, &[RELEASE_STYLE, style], find::POLICY, &body)
}

/// The policy of a page without scripts.
const STILL: &str = "default-src 'none'; style-src 'unsafe-inline'";

fn shell(title: &str, language: Language, styles: &[&str], policy: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(say(language, "da", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(policy);
                title { (title) }
                style { @for style in styles { (PreEscaped(style)) } }
            }
            body { (body) }
        }
    }
    .into_string()
}
