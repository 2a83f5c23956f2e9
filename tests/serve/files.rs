//! Files that are opened: every valid way of writing a case, and files that cannot be calculated.

use super::cases::{between, calculated};
use super::client::Server;

/// A case around its costs and consequences.
fn case(costs: &str, consequences: &str) -> String {
    format!(
        "# vores fil\n[intervention]\nname = \"A\"\nstart_year = 2024\nyears = 1\nparticipants = 20\ncompletion_rate = 0.8\n\n\
         [target_group]\ngroup = \"homelessness\"\nsubgroup = \"all\"\nsuccess_measure = \"left_shelter\"\n\n{costs}\n\
         [effect]\nwith = 0.12\nwithout = 0.02\ndenominator = \"completed\"\n\n{consequences}\n[result]\nprice_year = 2022\n"
    )
}

const ALL: &str = "[consequences]\nuse = \"all\"\nhorizon = 5\n";

#[test]
fn every_way_of_writing_a_case_has_the_command_lines_result_and_stays_as_it_is() {
    let server = Server::start();
    let item = "name = \"Løn\", category = \"operation\", basis = \"per_year\", kr = 1000000, payer = \"kommune\"";
    let lines = item.replace(", ", "\n");
    let costs = [
        format!("[costs]\nprice_year = 2022\n\n# løn til to\n[[costs.item]]\n{lines}\n"),
        format!("[costs]\nprice_year = 2022\nitem = [ # løn til to\n  {{ {item} }}, # efter løn\n]\n"),
        format!("[costs]\nprice_year = 2022\nitem = [\n  {{ {item} }} # uden komma\n]\n"),
    ];
    let (shown, _) = calculated(&case(&costs[0], ALL), "da");
    let inline = format!("costs = {{ price_year = 2022, item = [ {{ {item} }} ] }}\n");
    let all: Vec<String> = costs.iter().map(|costs| case(costs, ALL)).chain([inline + &case("", ALL)]).collect();
    for case in &all {
        assert_eq!(&calculated(case, "da").0, &shown, "{case}");
        let page = server.post("/da/case", &[("case", case), ("to", "result")]);
        assert_eq!(between(&page.text(), "id=\"net-result\">", "</span>"), shown, "{case}");
        assert_eq!(page.case(), *case, "nothing was edited");
        assert_eq!(server.post("/da/save/case", &[("case", case)]).text(), *case);
        // A row more, whose amount then counts.
        let added = server.post("/da/case", &[("case", case), ("step", "costs"), ("do", "add:costs.item")]).case();
        let edited = server.post(
            "/da/case",
            &[
                ("case", &added),
                ("costs.item/1/name", "Leje"),
                ("costs.item/1/kr", "240.000"),
                ("costs.item/0/kr", "900.000"),
                ("to", "result"),
            ],
        );
        let text = edited.case();
        assert_eq!(between(&edited.text(), "id=\"net-result\">", "</span>"), calculated(&text, "da").0, "{text}");
        for comment in case.split("# ").skip(1).map(|rest| rest.split('\n').next().unwrap()) {
            assert!(text.contains(comment), "{comment} is not in\n{text}");
        }
    }
    // The same for consequences, and for a case that is opened beside.
    let tables = "[consequences]\nuse = \"all\"\nhorizon = 5\n[[consequences.own_value]]\nconsequence = \"shelter_nights\"\n\
                  values = { 1 = -40.0 }\nreason = \"egen optælling\"\n";
    let braces = "consequences = { use = \"all\", horizon = 5, own_value = [ { consequence = \"shelter_nights\", \
                  values = { 1 = -40.0 }, reason = \"egen optælling\" } ] }\n";
    let (tables, braces) = (case(&costs[0], tables), braces.to_owned() + &case(&costs[0], ""));
    let (with_own, _) = calculated(&tables, "da");
    assert_ne!(with_own, shown);
    assert_eq!(calculated(&braces, "da").0, with_own);
    let page = server.post("/da/case", &[("case", &all[0]), ("other", &braces), ("to", "compare")]).text();
    assert!(page.contains(&format!(">{with_own}<")) && page.contains(&format!(">{shown}<")), "{page}");
}

/// Sends a file to the start page.
fn open(server: &Server, text: &str) -> super::client::Answer {
    let body =
        format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.toml\"\r\n\r\n{text}\r\n--x--\r\n");
    let head = format!(
        "POST /da/open HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {}\r\n\r\n",
        server.port,
        body.len()
    );
    server.raw((head + &body).as_bytes())
}

#[test]
fn a_wrong_file_is_shown_with_line_and_column_and_an_empty_one_is_refused() {
    let server = Server::start();
    let wrong = case("", ALL).replace("participants = 20", "particpants = 20");
    let page = open(&server, &wrong);
    assert_eq!((page.status, page.case()), (200, wrong.clone()));
    let text = page.text();
    assert!(text.contains("beregning.toml:6:1"), "{text}");
    assert!(text.contains("did you mean `participants`?"), "the command line's own words: {text}");
    let step = server.post("/da/case", &[("case", &wrong), ("to", "costs")]).text();
    assert!(step.contains("»particpants« er ikke et felt i en beregning. Mener I »participants«?"), "{step}");
    assert!(step.contains("name=\"to\" value=\"text\""), "what has no field leads to the file");
    // What is only missing is filled in at its step.
    let unfinished = open(&server, &case("", ALL).replace("participants = 20\n", ""));
    assert!(unfinished.text().contains("name=\"intervention//participants\""));
    assert_eq!(open(&server, " \n").status, 422);
}

#[test]
fn the_cases_beside_outlive_a_text_that_is_no_toml() {
    let server = Server::start();
    let other = case("", ALL);
    let broken = server.post("/da/case", &[("case", "[intervention\n"), ("other", &other), ("to", "compare")]);
    assert_eq!(broken.status, 422);
    assert!(broken.text().contains("<textarea name=\"other\""), "{}", broken.text());
    let full: Vec<(&str, &str)> =
        [("case", other.as_str()), ("do", "copy")].into_iter().chain([("other", other.as_str()); 5]).collect();
    let page = server.post("/da/case", &full).text();
    assert_eq!(page.matches("<textarea name=\"other\"").count(), 5);
    assert!(
        page.contains("Der er ikke plads til flere") && !page.contains("hvad nu hvis)"),
        "no copy is no case to edit"
    );
}
