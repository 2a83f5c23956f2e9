//! The guide's Markdown as HTML: headings, paragraphs, lists, tables, code, emphasis and links, and nothing else.

use std::fmt::Write;

/// The text as HTML. Only files of the program pass through here.
pub fn html(text: &str) -> String {
    let mut out = String::new();
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let line = line.trim_end();
        if line.is_empty() {
            at += 1;
        } else if let Some(rest) = line.strip_prefix('#') {
            let level = 1 + rest.chars().take_while(|c| *c == '#').count();
            let _ = write!(out, "<h{level}>{}</h{level}>", inline(rest.trim_start_matches('#').trim()));
            at += 1;
        } else if line.starts_with("- ") || is_numbered(line) {
            let ordered = is_numbered(line);
            let (tag, mut items) = (if ordered { "ol" } else { "ul" }, Vec::<String>::new());
            while let Some(line) = lines.get(at).filter(|line| !line.trim().is_empty()) {
                match line
                    .strip_prefix("- ")
                    .or_else(|| line.split_once(". ").filter(|_| is_numbered(line)).map(|(_, rest)| rest))
                {
                    Some(item) => items.push(item.to_owned()),
                    None => {
                        if let Some(last) = items.last_mut() {
                            last.push(' ');
                            last.push_str(line.trim());
                        }
                    }
                }
                at += 1;
            }
            let items: String = items.iter().map(|item| format!("<li>{}</li>", inline(item))).collect();
            let _ = write!(out, "<{tag}>{items}</{tag}>");
        } else if line.starts_with('|') {
            at = table(&lines, at, &mut out);
        } else {
            let mut words = Vec::new();
            while let Some(line) = lines.get(at).filter(|line| !line.trim().is_empty() && !line.starts_with(['#', '|']))
            {
                words.push(line.trim());
                at += 1;
            }
            let _ = write!(out, "<p>{}</p>", inline(&words.join(" ")));
        }
    }
    out
}

fn is_numbered(line: &str) -> bool {
    line.split_once(". ")
        .is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn table(lines: &[&str], mut at: usize, out: &mut String) -> usize {
    let cells =
        |line: &str| line.trim().trim_matches('|').split('|').map(|cell| inline(cell.trim())).collect::<Vec<_>>();
    out.push_str("<table>");
    let mut first = true;
    while let Some(line) = lines.get(at).filter(|line| line.starts_with('|')) {
        at += 1;
        if line.contains("---") {
            continue;
        }
        let (open, close) = if first { ("<thead><tr>", "</tr></thead><tbody>") } else { ("<tr>", "</tr>") };
        let cells = cells(line).into_iter().enumerate().map(|(position, cell)| match (first, position) {
            (true, _) => format!("<th scope=\"col\">{cell}</th>"),
            (false, 0) => format!("<th scope=\"row\">{cell}</th>"),
            (false, _) => format!("<td>{cell}</td>"),
        });
        let _ = write!(out, "{open}{}{close}", cells.collect::<String>());
        first = false;
    }
    out.push_str("</tbody></table>");
    at
}

/// Emphasis, code and links of a line.
fn inline(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut out = String::new();
    let mut rest = escaped.as_str();
    while let Some(at) = rest.find(['`', '*', '[']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (shown, length) = span(from).unwrap_or_else(|| (from.chars().take(1).collect(), 1));
        out.push_str(&shown);
        rest = from.get(length..).unwrap_or("");
    }
    out + rest
}

/// The marked span that a text begins with, and its length.
fn span(from: &str) -> Option<(String, usize)> {
    let between = |mark: &str, tag: &str| {
        let inner = from.strip_prefix(mark)?;
        let end = inner.find(mark).filter(|end| *end > 0)?;
        Some((format!("<{tag}>{}</{tag}>", inner.get(..end)?), end + 2 * mark.len()))
    };
    if let Some(inner) = from.strip_prefix('[') {
        let (label, rest) = inner.split_once("](")?;
        let (to, _) = rest.split_once(')')?;
        // A page of the documentation is not a page of the site.
        let shown = if to.starts_with('/') { format!("<a href=\"{to}\">{label}</a>") } else { label.to_owned() };
        return Some((shown, label.len() + to.len() + 4));
    }
    between("`", "code").or_else(|| between("**", "strong")).or_else(|| between("*", "em"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guides_forms_become_html() {
        let text = "# A <b>\n\ntwo\nlines **x** `y` [z](/da)\n\n- one\n  more\n- two\n\n1. a\n\n| h | i |\n|---|--:|\n| a | b |\n";
        assert_eq!(
            html(text),
            "<h1>A &lt;b&gt;</h1><p>two lines <strong>x</strong> <code>y</code> <a href=\"/da\">z</a></p><ul><li>one more</li>\
             <li>two</li></ul><ol><li>a</li></ol><table><thead><tr><th scope=\"col\">h</th><th scope=\"col\">i</th></tr></thead><tbody>\
             <tr><th scope=\"row\">a</th><td>b</td></tr></tbody></table>"
        );
    }
}
