//! What the pages say: of numbers that were understood, of mistakes, of what is missing, and of what the figures are.

use super::cases::{between, calculated};
use super::client::Server;
use super::weight::links;

#[test]
fn mistakes_are_said_in_the_language_of_the_page_and_in_its_notation() {
    let server = Server::start();
    let case = server.get("/da/example").case();
    for (field, text, said) in [
        ("intervention//participants", "tyve", "er ikke et tal: skriv et tal, fx 1.250,50"),
        ("intervention//participants", "0", "Tallet ligger mellem 0,01 og 10.000.000"),
        ("costs.item/0/kr", "1,2 mio.", "Beløbet kan ikke læses: skriv et tal, fx 1.250,50"),
        ("intervention//completion_rate", "300", "En andel ligger mellem 0 og 100 %"),
        ("intervention//participants_by_year", "10; 20", "Deltagerne er angivet på to måder"),
    ] {
        let live = server.post("/da/live", &[("case", &case), ("written", "da"), (field, text)]).text();
        assert!(live.contains(said), "{field} = {text}: {live}");
        assert!(!live.contains("class=\"error\" lang=\"en\""), "{live}");
    }
}

/// The page of every target group says what SØM's official annex would change, in the language of the page; and so does the step of a case that
/// chooses one.
#[test]
fn a_group_says_what_the_official_annex_would_change() {
    let server = Server::start();
    let headings = [("da", "Når SØM's officielle bilag lægges ind"), ("en", "When SØM's official annex is put in")];
    for (language, heading) in headings {
        let beginning = format!("/{language}/knowledge/");
        let groups = links(&server.get(beginning.trim_end_matches('/')).text(), &beginning);
        // The example of an intervention is no group of SØM's.
        let of_groups: Vec<&String> = groups.iter().filter(|address| !address.contains("housing_lot")).collect();
        assert!(of_groups.len() > 20, "{groups:?}");
        for address in of_groups {
            assert!(server.get(address).text().contains(heading), "{address}");
        }
        let case = server.get(&format!("/{language}/example")).case();
        let step = server.post(&format!("/{language}/case"), &[("case", &case), ("to", "group")]).text();
        assert!(step.contains(heading), "{step}");
    }
}

#[test]
fn a_case_without_costs_says_so_first() {
    let server = Server::start();
    let case = server.get("/da/example").case();
    let from = case.find("\n[[costs.item]]").unwrap();
    let to = from + case[from..].find("\n# Tilskud.").unwrap();
    let without = format!("{}{}", &case[..from], &case[to..]);
    calculated(&without, "da");
    let live = server.post("/da/live", &[("case", &without)]).text();
    assert!(live.contains("Beregningen har ingen omkostninger til indsatsen"), "{live}");
    let result = server.post("/da/case", &[("case", &without), ("to", "result")]).text();
    assert!(between(&result, "<blockquote", "</blockquote>").contains("Indsatsens omkostninger er ikke regnet med"));
    let unfinished = without.replace("participants = 20", "");
    let live = server.post("/da/live", &[("case", &unfinished)]).text();
    assert!(live.contains("indsatsens omkostninger"), "it is among what is missing: {live}");
    let with = server.post("/da/live", &[("case", &case)]).text();
    assert!(!with.contains("ingen omkostninger til indsatsen"));
}

#[test]
fn parts_of_a_price_of_kroner_are_shares_in_per_cent() {
    let server = Server::start();
    let case = server.get("/da/example").case();
    let added =
        server.post("/da/case", &[("case", &case), ("step", "consequences"), ("do", "own_price:income_tax")]).case();
    let set = |kommune: &str, stat: &str| {
        let name = |payer: &str| format!("consequences.own_price/0/kr/{payer}");
        let (k, r, s) = (name("kommune"), name("region"), name("stat"));
        let fields = [
            ("case", added.as_str()),
            ("written", "da"),
            ("step", "consequences"),
            (&k, kommune),
            (&r, "0"),
            (&s, stat),
            ("consequences.own_price/0/reason", "vores skat"),
        ];
        server.post("/da/case", &fields)
    };
    let half = set("50 %", "50");
    assert!(half.case().contains("kommune = \"0.50\"") && half.case().contains("stat = \"0.50\""), "{}", half.case());
    assert!(half.text().contains("name=\"consequences.own_price/0/kr/kommune\" value=\"50\""), "{}", half.text());
    assert!(half.text().contains("class=\"sum"), "the case has a result");
    assert!(set("50", "40").text().contains("Delene skal tilsammen give det hele, og de giver 90 %"));
}

#[test]
fn who_the_group_is_and_what_a_unit_costs_stand_on_the_pages_without_a_case() {
    let server = Server::start();
    let group = server.get("/da/knowledge/homelessness/all/left_shelter").text();
    let estimate = server.get("/da/estimate/homelessness/all/left_shelter/cash_benefit_weeks/1").text();
    for page in [&group, &estimate] {
        assert!(page.contains("Køn, alder, startår og andre kendetegn") && page.contains("Af alle i målgruppen nåede"));
        assert!(page.contains("<table class=\"price\">"), "{page}");
    }
    assert!(server.get("/da/knowledge").text().contains(" borgere · "), "a group says how many it has");
}

#[test]
fn addresses_keep_their_search_in_the_other_language_and_citations_name_releases() {
    let server = Server::start();
    assert!(server.get("/en/estimates?q=uger").text().contains("href=\"/da/estimates?q=uger&amp;"));
    assert!(server.get("/en/experiences?q=angst").text().contains("href=\"/da/experiences?q=angst\""));
    let cited = server.get("/da/cite/2025.1/homelessness/all/left_shelter/cash_benefit_weeks/1").text();
    assert!(cited.contains("2025.1") && cited.contains("2026.1"), "{cited}");
}

#[test]
fn a_page_knows_whether_its_case_is_saved() {
    let server = Server::start();
    let unsaved = |text: &str| text.contains("name=\"unsaved\" value=\"1\"");
    let page = server.get("/da/example");
    assert!(!unsaved(&page.text()));
    let case = page.case();
    assert!(!unsaved(&server.post("/da/case", &[("case", &case), ("to", "costs")]).text()), "looking changes nothing");
    let changed = server.post("/da/case", &[("case", &case), ("intervention//years", "2"), ("to", "costs")]);
    assert!(unsaved(&changed.text()));
    let onward = server.post("/da/case", &[("case", &changed.case()), ("unsaved", "1"), ("to", "result")]).text();
    assert!(unsaved(&onward), "it stays unsaved from page to page");
    assert!(!onward.contains("<a href=\"/da\" aria-current"), "no link of the case's page leaves it in the same tab");
}

#[test]
fn an_intranet_page_does_not_say_that_all_stays_on_this_machine() {
    let database = super::client::release().display().to_string();
    let allowed =
        Server::with(&["--database", &database, "--port", "0", "--no-browser", "--allow-host", "beregner.kommune.dk"]);
    let said = |server: &Server| server.get("/da").text().contains("Alt regnes på denne maskine");
    assert!(said(&Server::start()) && !said(&allowed));
}

/// A name that the tutorial sets in italics is written so on a page: a button, a fold or a field.
#[test]
fn what_the_tutorial_names_stands_on_the_pages() {
    let server = Server::start();
    for language in ["da", "en"] {
        let at = |path: &str| server.get(&format!("/{language}{path}"));
        let case = at("/example").case();
        let steps = ["group", "costs", "effect", "consequences", "result", "compare"]
            .map(|step| server.post(&format!("/{language}/case"), &[("case", &case), ("to", step)]).text());
        let pages = [at("").text(), at("/new").text(), at("/knowledge").text()].concat() + &steps.concat();
        // Tags are passed over.
        let text: String =
            pages.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect::<Vec<_>>().join("");
        let text = text.replace("&quot;", "\"").replace("&amp;", "&");
        let tutorial = at("/tutorial").text();
        let named: Vec<&str> = tutorial.split("<em>").skip(1).map(|part| part.split("</em>").next().unwrap()).collect();
        assert!(named.len() > 15, "{named:?}");
        for name in named {
            assert!(text.contains(name), "the page has no {name:?} in {language}");
        }
    }
}

#[test]
fn one_participant_is_no_participants() {
    let server = Server::start();
    for (language, said) in [("da", "Med 1 deltager forventes"), ("en", "With 1 participant ")] {
        let case = server.get(&format!("/{language}/example")).case();
        let fields = [("case", case.as_str()), ("written", language), ("to", "result")];
        let one = [("intervention//participants", "1"), ("intervention//years", "1")];
        let page = server.post(&format!("/{language}/case"), &[&fields[..], &one[..]].concat()).text();
        let quotation = between(&page, "<blockquote", "</blockquote>");
        assert!(quotation.contains(said), "{quotation}");
    }
}
