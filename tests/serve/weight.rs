//! What a browser loads for a page.

use std::collections::BTreeSet;

use super::client::Server;

/// The bytes of a page with its style, script and icon.
const MOST: usize = 300_000;

/// The addresses on a page that begin so.
pub fn links(page: &str, beginning: &str) -> BTreeSet<String> {
    let links = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links.filter(|link| link.starts_with(beginning)).map(str::to_owned).collect()
}

#[test]
fn no_page_weighs_more_than_300_kilobytes() {
    let server = Server::start();
    let assets: usize = ["style.css", "script.js", "icon.svg"]
        .iter()
        .map(|name| server.get(&format!("/assets/{name}")).body.len())
        .sum();
    let mut heavy = Vec::new();
    let mut weigh = |name: &str, page: &super::client::Answer| {
        assert_eq!(page.status, 200, "{name}");
        let weight = page.body.len() + assets;
        if weight > MOST {
            heavy.push(format!("{weight} {name}"));
        }
    };
    // Every target group, and a case with each.
    let groups = links(&server.get("/da/knowledge").text(), "/da/knowledge/");
    assert!(groups.len() > 20, "{groups:?}");
    for address in &groups {
        weigh(address, &server.get(address));
        let group = address.trim_start_matches("/da/knowledge/");
        let begun = server.post("/da/begin", &[("group", group)]);
        let page = server.post("/da/case", &[("case", &begun.case()), ("to", "consequences")]);
        weigh(&format!("consequences of {group}"), &page);
    }
    for name in ["", "/knowledge", "/estimates", "/estimates?status=", "/prices", "/effects", "/experiences", "/guide"]
    {
        weigh(name, &server.get(&format!("/da{name}")));
    }
    let case = server.get("/da/example").case();
    for step in ["intervention", "group", "costs", "effect", "consequences", "result", "text"] {
        weigh(step, &server.post("/da/case", &[("case", &case), ("to", step)]));
    }
    let many: Vec<(&str, &str)> =
        [("case", case.as_str()), ("to", "compare")].into_iter().chain([("other", case.as_str()); 5]).collect();
    weigh("compare", &server.post("/da/case", &many));
    assert!(heavy.is_empty(), "{}", heavy.join("\n"));
}
