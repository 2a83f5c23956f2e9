//! Every field with absurd texts: an answer always comes, and it is never an internal error.

use som::calculation::case::declared::{Kind, Occurs, SECTIONS};

use super::client::Server;

const ABSURD: &[&str] = &[
    "",
    " ",
    "0",
    "-1",
    "1e309",
    "NaN",
    "inf",
    "99999999999999999999999999999999",
    "0,0000000000000000000001",
    "1.2.3",
    "tolv",
    "\"",
    "'''",
    "]]",
    "[x]\na = 1",
    "\\",
    "\u{0}\u{7}",
    "\u{202E}abc",
    "人数",
    "😀",
    "<script>alert(1)</script>",
    "٣٤",
    "{ low = 1 }",
    "-",
    ",",
    "--5",
    "2024,5",
    "all",
    "homelessness",
    "%",
];

#[test]
fn absurd_fields_never_give_a_fault() {
    let server = Server::start();
    let case = server.get("/da/example").case();
    let parts = |kind: Kind| -> Vec<&'static str> {
        match kind {
            Kind::Range(..) => vec!["/low", "/high"],
            Kind::Ages => vec!["/first", "/last"],
            Kind::ByPayer => vec!["/kommune", "/region", "/stat"],
            Kind::ByYear(..) => vec!["/1", "/10", "/x"],
            Kind::ByName => vec!["/A", "/"],
            Kind::DiscountSteps => vec!["/0.from", "/0.rate", "/9.rate"],
            _ => vec![""],
        }
    };
    let long = "9".repeat(5_000);
    let mut all: Vec<String> = Vec::new();
    for section in SECTIONS {
        let row = if section.occurs == Occurs::Repeated { "0" } else { "" };
        for input in section.inputs {
            all.extend(parts(input.kind).into_iter().map(|part| format!("{}/{row}/{}{part}", section.path, input.key)));
            // A scenario has the inputs of other sections under their whole names.
            let parts = parts(input.kind).into_iter();
            all.extend(parts.map(|part| format!("scenario/0/{}.{}{part}", section.path, input.key)));
        }
    }
    for (position, text) in ABSURD.iter().copied().chain([long.as_str()]).enumerate() {
        // Every list has a row; every field has the text at once, and then a few alone.
        let mut grown = case.clone();
        for section in SECTIONS.iter().filter(|section| section.occurs == Occurs::Repeated) {
            let action = format!("add:{}", section.path);
            grown = server.post("/da/case", &[("case", &grown), ("do", &action)]).case();
        }
        let mut fields: Vec<(&str, &str)> = vec![("case", &grown), ("way", "pair"), ("to", "result")];
        fields.extend(all.iter().map(|name| (name.as_str(), text)));
        let page = server.post("/da/case", &fields);
        assert!(page.status == 200 || page.status == 422, "{text:?}: {}", page.status);
        let shown = page.text();
        assert!(!shown.contains("<script>alert"), "{text:?} is escaped");
        for error in shown.split("<span class=\"error\"").skip(1).map(|part| part.split("</span>").next().unwrap()) {
            assert!(!error.contains("lang=\"en\""), "{text:?} is answered in English: {error}");
        }
        for name in all.iter().skip(position % 7).step_by(7) {
            let live = server.post("/en/live", &[("case", &grown), (name, text)]);
            assert_eq!(live.status, 200, "{name} = {text:?}");
            for what in ["report", "workbook"] {
                if position % 11 == 0 {
                    let status = server.post(&format!("/da/save/{what}"), &[("case", &grown), (name, text)]).status;
                    assert!(status == 200 || status == 422, "{what} with {name} = {text:?}: {status}");
                }
            }
        }
    }
    for button in [
        "add:",
        "add:x",
        "remove:costs.item:99",
        "remove:costs.item:-1",
        "group:x/y/z",
        "effect:",
        "swap:9",
        "drop:9",
        "use:",
        "own_value:x",
        "::::",
        "copy",
        "no_group",
        "vary:",
        "vary:new",
        "vary:0",
        "vary:99",
    ] {
        for chosen in
            ["", "intervention.completion_rate", "quality.prices", "a.b.c", "effect.optimism.level_1", "scenario.name"]
        {
            let fields = [("case", case.as_str()), ("do", button), ("vary/new", chosen), ("vary/0", chosen)];
            assert_eq!(server.post("/da/case", &fields).status, 200, "{button} {chosen}");
        }
    }
    for text in [
        "costs = 3",
        "[[intervention]]",
        "[costs]\nitem = 3",
        "[costs]\nitem = [1, {}]",
        "consequences.use = 1",
        "[effect]\nwith = { a = 1 }",
        "[uncertainty]\nnet_rate = []",
        "a.b.c = 1",
        "quality = 1",
        "[committees]\nsplit = [[1]]",
        "[committees]\nnames = [1, {}]\n[[committees.split]]\nshares = 3",
        "[[scenario]]\nintervention = 3\n[[scenario]]\nintervention.completion_rate = {}\n[scenario.effect.with]",
        "scenario = 1",
    ] {
        let status = server
            .post(
                "/da/case",
                &[
                    ("case", text),
                    ("do", "add:costs.item"),
                    ("to", "result"),
                    ("committees//names", "A\nB"),
                    ("uncertainty//net_rate/low", "1"),
                ],
            )
            .status;
        assert!(status == 200 || status == 422, "{text}: {status}");
    }
}
