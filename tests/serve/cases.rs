//! Whole cases by form, as a browser without JavaScript sends them; the result is that of the command line.

use super::client::{Server, release};
use crate::tools::fine;

/// The net result that the command line has, as the page writes it.
pub fn calculated(case: &str, language: &str) -> (String, f64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, case).unwrap();
    let arguments =
        ["calculate", &path.display().to_string(), "--database", &release().display().to_string(), "--format", "json"];
    let document: serde_json::Value = serde_json::from_str(&fine(&arguments)).unwrap();
    let total = document["result"]["total"]["present_value"].as_f64().unwrap();
    let language = if language == "da" { som::words::Language::Da } else { som::words::Language::En };
    (som::show::number::kroner(total, language), total)
}

/// The text between two marks.
pub fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let start = text.find(from).unwrap_or_else(|| panic!("no {from} in {text}")) + from.len();
    &text[start..start + text[start..].find(to).unwrap()]
}

#[test]
fn the_example_has_the_command_lines_result() {
    let server = Server::start();
    for language in ["da", "en"] {
        let page = server.get(&format!("/{language}/example"));
        let case = page.case();
        let result =
            server.post(&format!("/{language}/case"), &[("case", &case), ("to", "result"), ("written", language)]);
        assert_eq!(result.status, 200);
        let (shown, _) = calculated(&case, language);
        assert_eq!(between(&result.text(), "id=\"net-result\">", "</span>"), shown);
        assert_eq!(result.case(), case, "going on changes nothing");
        // To the øre: the lines of the download add up to the engine's total.
        let lines = server.post(&format!("/{language}/save/lines"), &[("case", &case)]).text();
        let (_, total) = calculated(&case, language);
        let sum: f64 = lines
            .lines()
            .skip(1)
            .map(|line| line.rsplit([';', ',']).next().unwrap().to_owned())
            .zip(lines.lines().skip(1))
            .map(|(last, line)| {
                if language == "da" {
                    line.rsplit(';').next().unwrap().replace(',', ".").parse::<f64>().unwrap()
                } else {
                    last.parse::<f64>().unwrap()
                }
            })
            .sum();
        assert!((sum - total).abs() < 0.005, "{sum} and {total}");
    }
}

#[test]
fn an_empty_case_is_filled_in_in_danish_notation() {
    let server = Server::start();
    let mut page = server.get("/da/new");
    let mut send = |fields: &[(&str, &str)]| {
        let case = page.case();
        let all: Vec<(&str, &str)> =
            [("case", case.as_str()), ("written", "da")].into_iter().chain(fields.iter().copied()).collect();
        page = server.post("/da/case", &all);
        assert_eq!(page.status, 200);
        page.text()
    };
    let text = send(&[
        ("step", "intervention"),
        ("intervention//name", "Vores indsats"),
        ("intervention//start_year", "2024"),
        ("intervention//years", "3"),
        ("intervention//participants", "20"),
        ("intervention//completion_rate", "82,5 %"),
        ("to", "group"),
    ]);
    assert!(text.contains("Mangler endnu") && text.contains("value=\"group:homelessness\""));
    send(&[("step", "group"), ("do", "group:homelessness")]);
    send(&[("step", "costs"), ("do", "add:costs.item")]);
    let text =
        send(&[("step", "costs"), ("costs.item/0/name", "Løn"), ("costs.item/0/kr", "1.250.000,50"), ("to", "costs")]);
    assert!(text.contains("= 1.250.000,50 kr."), "what was understood is shown");
    send(&[
        ("step", "effect"),
        ("way", "pair"),
        ("effect//with", "12,5"),
        ("effect//without", "2"),
        ("effect//denominator", "completed"),
        ("to", "result"),
    ]);
    let case = page.case();
    assert!(
        case.contains("completion_rate = 0.825\n")
            && case.contains("kr = \"1250000.50\"\n")
            && case.contains("with = 0.125\n"),
        "{case}"
    );
    let (shown, _) = calculated(&case, "da");
    assert_eq!(between(&page.text(), "id=\"net-result\">", "</span>"), shown);
    let english =
        server.post("/en/case", &[("case", &case), ("written", "da"), ("effect//with", "12,5"), ("to", "effect")]);
    assert!(english.text().contains("value=\"12.5\""), "a number changes its notation with the language");
    assert_eq!(english.case(), case);
}

#[test]
fn consequences_are_chosen_and_replaced() {
    let server = Server::start();
    let case = server.get("/da/example").case();
    let page = server.post("/da/case", &[("case", &case), ("to", "consequences")]).text();
    let ids: Vec<&str> =
        page.split("name=\"shown\" value=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    assert!(ids.len() > 3, "{ids:?}");
    let mut fields = vec![("case", case.as_str()), ("step", "consequences")];
    fields.extend(ids.iter().map(|id| ("shown", *id)));
    fields.extend(ids.iter().skip(1).map(|id| ("ticked", *id)));
    let own = format!("own_price:{}", ids[1]);
    fields.push(("do", &own));
    let answer = server.post("/da/case", &fields);
    let changed = answer.case();
    assert!(changed.contains(&format!("leave_out = [\"{}\"]", ids[0])), "{changed}");
    assert!(
        changed.contains("[[consequences.own_price]]") && answer.text().contains("Egen pris i stedet for databasens")
    );
    assert!(changed.starts_with(case.lines().next().unwrap()), "comments stay");
    let removed = server
        .post("/da/case", &[("case", &changed), ("step", "consequences"), ("do", "remove:consequences.own_price:0")])
        .case();
    assert!(!removed.contains("\n[[consequences.own_price]]"), "{removed}");
}

#[test]
fn files_are_offered_and_opened() {
    let server = Server::start();
    let case = server.get("/da/example").case();
    let save = |what: &str| server.post(&format!("/da/save/{what}"), &[("case", &case)]);
    let saved = save("case");
    assert_eq!(saved.text(), case);
    assert!(saved.header("content-disposition").unwrap().contains("bolig_med_bostoette.toml"));
    assert!(save("workbook").body.starts_with(b"PK"));
    assert!(save("report").text().contains("<!DOCTYPE html>"));
    for chart in ["years", "flows", "payers", "areas", "tornado", "byyear"] {
        let drawing = save(&format!("svg/{chart}"));
        assert!(drawing.text().starts_with("<svg"), "{chart}");
        assert!(save(&format!("csv/{chart}")).text().starts_with('\u{FEFF}'), "{chart}");
    }
    assert_eq!(save("svg/nothing").status, 404);
    let open = |text: &str| {
        let body = format!(
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.toml\"\r\n\r\n{text}\r\n--x--\r\n"
        );
        let head = format!(
            "POST /da/open HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n\r\n",
            server.port,
            body.len()
        );
        server.raw((head + &body).as_bytes())
    };
    assert!(open(&case).text().contains("id=\"net-result\""));
    let broken = open("[intervention\nname = 1");
    assert_eq!(broken.status, 422);
    assert!(
        broken.text().contains("beregning.toml:1:"),
        "the command line's message has line and column: {}",
        broken.text()
    );
}

#[test]
fn cases_are_compared_and_never_mixed() {
    let server = Server::start();
    let case = server.get("/da/example").case();
    let copy = server.post("/da/case", &[("case", &case), ("do", "copy")]);
    let changed = copy.case().replace("participants = 20", "participants = 40");
    let compared = server.post("/da/case", &[("case", &changed), ("other", &case), ("to", "compare")]).text();
    for of in [&case, &changed] {
        assert!(compared.contains(&calculated(of, "da").0), "{compared}");
    }
    assert!(compared.contains("Bolig med bostøtte (hvad nu hvis)"));
    // Many at once: each gets its own answer.
    std::thread::scope(|scope| {
        let runs: Vec<_> = (1..=24)
            .map(|persons| {
                let (server, case) = (&server, case.replace("participants = 20", &format!("participants = {persons}")));
                scope.spawn(move || {
                    let name = format!("Beregning nummer {persons}");
                    let page =
                        server.post("/da/case", &[("case", &case), ("intervention//name", &name), ("to", "result")]);
                    assert!(
                        page.text().contains(&name) && page.case().contains(&format!("participants = {persons} ")),
                        "{persons}"
                    );
                })
            })
            .collect();
        runs.into_iter().for_each(|run| run.join().unwrap());
    });
}

#[test]
fn the_release_is_browsed() {
    let server = Server::start();
    for language in ["da", "en"] {
        for page in [
            "knowledge",
            "estimates",
            "prices",
            "effects",
            "experiences?q=angst",
            "guide",
            "estimates?q=b%C3%B8rn&status=&page=99999",
        ] {
            assert_eq!(server.get(&format!("/{language}/{page}")).status, 200, "{page}");
        }
    }
    let list = server.get("/da/estimates?group=homelessness").text();
    let address = between(&list, "<a href=\"/da/estimate/", "\"");
    let page = server.get(&format!("/da/estimate/{address}"));
    assert!(
        page.text().contains("Hvor tallet kommer fra") && page.text().contains(&format!("2026.1, {address}")),
        "{}",
        page.text()
    );
    assert_eq!(server.get(&format!("/da/cite/2026.1/{address}")).status, 200);
    assert_eq!(server.get(&format!("/da/cite/2025.1/{address}")).status, 404);
    assert_eq!(server.get("/da/knowledge/homelessness/all/left_shelter").status, 200);
}

#[test]
fn a_case_is_shown_with_an_earlier_release_and_beside_a_file() {
    let database = release().display().to_string();
    let server = Server::with(&["--database", &database, "--against", &database, "--port", "0", "--no-browser"]);
    let case = server.get("/en/example").case();
    let page = server.post("/en/case", &[("case", &case), ("to", "compare")]).text();
    let after = &page[page.find("The same case with an earlier release").unwrap()..];
    assert_eq!(after.matches(&calculated(&case, "en").0).count(), 2, "the same release twice is the same result twice");
}

#[test]
fn scenarios_are_added_changed_and_removed_by_form() {
    let server = Server::start();
    let case = server.get("/da/example").case();
    let post = |case: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("case", case), ("step", "result"), ("written", "da")];
        all.extend(fields);
        server.post("/da/case", &all)
    };
    let added = post(&case, &[("do", "vary:new"), ("vary/new", "intervention.completion_rate")]);
    assert!(added.text().contains("name=\"scenario/0/intervention.completion_rate\""), "{}", added.text());
    assert!(added.text().contains("id=\"net-result\""), "a new scenario is as good as the case");
    let more = post(&added.case(), &[("do", "vary:0"), ("vary/0", "effect.with")]);
    let changed = post(
        &more.case(),
        &[
            ("scenario/0/name", "Færre gennemfører"),
            ("scenario/0/intervention.completion_rate", "77,5"),
            ("scenario/0/effect.with", ""),
            ("scenario/0/reason", "Erfaringen fra det første år"),
        ],
    );
    let text = changed.case();
    assert!(text.find("\n# discount").unwrap() < text.find("\n[[scenario]]").unwrap(), "comments stay where they were");
    assert!(text.contains("intervention.completion_rate = 0.775\n") && !text.contains("\neffect.with"), "{text}");
    assert!(changed.text().contains("Scenarier: nutidsværdi") && changed.text().contains("Færre gennemfører"));
    // The command line has the same case with the same scenario.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.toml");
    std::fs::write(&path, &text).unwrap();
    let arguments =
        ["calculate", &path.display().to_string(), "--database", &release().display().to_string(), "--format", "json"];
    let document: serde_json::Value = serde_json::from_str(&fine(&arguments)).unwrap();
    let total = document["result"]["scenarios"][0]["result"]["total"]["present_value"].as_f64().unwrap();
    let shown = som::show::number::kroner(total, som::words::Language::Da);
    assert!(changed.text().contains(&shown), "{shown}");
    let wrong = post(&text, &[("scenario/0/intervention.completion_rate", "300")]).text();
    assert!(wrong.contains("Scenariet »Færre gennemfører«: En andel ligger mellem 0 og 100 %"), "{wrong}");
    let removed = post(&text, &[("do", "remove:scenario:0")]).case();
    assert!(!removed.contains("\n[[scenario]]"), "{removed}");
}

#[test]
fn answers_keep_their_lines_and_committees_their_shares() {
    let server = Server::start();
    let case = server.get("/da/example").case();
    let post = |case: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("case", case), ("step", "result"), ("written", "da")];
        all.extend(fields);
        server.post("/da/case", &all)
    };
    let answered = post(&case, &[("quality//prices", "Første linje.\r\nAnden linje."), ("to", "consequences")]);
    assert!(answered.text().contains(">\nFørste linje.\nAnden linje.</textarea>"), "{}", answered.text());
    let again = post(&answered.case(), &[("quality//prices", "Første linje.\r\nAnden linje.")]);
    assert_eq!(again.case(), answered.case(), "what is shown and sent back changes nothing");
    let named = post(&case, &[("committees//names", "Social\nBørn"), ("do", "add:committees.split")]).case();
    let split = post(
        &named,
        &[
            ("committees.split/0/of", "all"),
            ("committees.split/0/payer", "kommune"),
            ("committees.split/0/shares/Social", "60"),
            ("committees.split/0/shares/Børn", "40"),
        ],
    );
    let renamed = post(
        &split.case(),
        &[
            ("committees//names", "Social\nBørn og unge"),
            ("committees.split/0/shares/Social", "60"),
            ("committees.split/0/shares/Børn", "40"),
        ],
    );
    assert!(renamed.case().contains("{ Social = 0.6, \"Børn og unge\" = 0.4 }"), "{}", renamed.case());
    assert!(renamed.text().contains("id=\"net-result\""), "the split still holds");
}

/// Every input that a case file can hold has a field on some page.
#[test]
fn every_input_has_a_field() {
    use som::calculation::case::declared::{Kind, Occurs, SECTIONS};
    let server = Server::start();
    let mut case = server.get("/da/example").case();
    let add = |case: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("case", case), ("written", "da")];
        all.extend(fields);
        server.post("/da/case", &all).case()
    };
    let page = server.post("/da/case", &[("case", &case), ("to", "consequences")]).text();
    let ids: Vec<&str> =
        page.split("name=\"shown\" value=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    for action in [
        "add:costs.item",
        "add:costs.displaced",
        "add:costs.grant",
        "add:consequences.own",
        "add:consequences.during",
        "add:consequences.cashable",
    ] {
        case = add(&case, &[("do", action)]);
    }
    // Amounts and natural units have other fields.
    for id in ids {
        for verb in ["own_value", "own_price"] {
            case = add(&case, &[("do", &format!("{verb}:{id}"))]);
        }
    }
    case = add(&case, &[("committees//names", "A\nB"), ("do", "add:committees.split")]);
    case = add(&case, &[("do", "vary:new"), ("vary/new", "intervention.completion_rate")]);
    let pages: String = ["intervention", "group", "costs", "effect", "consequences", "result"]
        .iter()
        .map(|step| server.post("/da/case", &[("case", &case), ("to", step)]).text())
        .collect();
    for section in SECTIONS {
        for input in section.inputs {
            let rows = if section.occurs == Occurs::Repeated { 0..40 } else { 0..1 };
            let row = |row: usize| if section.occurs == Occurs::Repeated { row.to_string() } else { String::new() };
            let has = |at: usize| pages.contains(&format!("name=\"{}/{}/{}", section.path, row(at), input.key));
            // Chosen by boxes and buttons.
            let chosen = matches!(input.kind, Kind::Ids | Kind::WordOrIds(_)) && section.path == "consequences";
            let of_effect = section.path == "effect" && input.key == "effect";
            assert!(chosen || of_effect || rows.into_iter().any(has), "{}.{} has no field", section.path, input.key);
        }
    }
}
