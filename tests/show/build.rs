//! The report of a build: an overview and a page a target group, in two languages, accessible, printable, and self-contained.

use crate::tools::fine;
use crate::world::World;

/// The overview, and the page of the only target group.
fn report() -> [String; 2] {
    let world = World::small();
    world.define("release.toml", "price_year = 2014", "price_year = 2014\nsignificance = 0.9");
    for release in ["a", "b"] {
        let mut arguments = world.arguments();
        release.clone_into(arguments.last_mut().unwrap());
        let said = fine(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let at = |path: &str| world.path("output").join(path).display().to_string();
        let [checker, overview] = [format!("{release}/transfer/checker.html"), format!("audit/{release}/report.html")];
        for line in [
            format!("  page for the output checker: {}\n", at(&checker)),
            format!("  report with charts: {}\n", at(&overview)),
        ] {
            assert!(said.contains(&line), "{line} is not in\n{said}");
        }
        let other = [("code BETWEEN 130 AND 139\"", "code > 0\""), ("code > 0\"", "code > 130\"")];
        let (from, to) = other[usize::from(release == "b")];
        world.define("variables/all.toml", from, to);
    }
    ["report.html", "report/group-sheltered.html"]
        .map(|name| std::fs::read_to_string(world.path("output/audit/b").join(name)).unwrap())
}

#[test]
fn the_report_of_a_build_is_bilingual_accessible_and_self_contained() {
    let [overview, group] = report();
    assert!(overview.contains("href=\"report/group-sheltered.html\"") && group.contains("href=\"../report.html\""));
    says(&overview, ["Siden sidste version", "forklares af"], ["Since the last release", "explained by"]);
    says(
        &group,
        ["Fra befolkning til regression", "uafgjort: ikke bosat hele året"],
        ["From the population to the regressions", "undetermined: not resident all year"],
    );
    assert!(group.matches("<svg").count() > 4);
    for page in [overview, group] {
        holds(&page);
    }
}

/// What each half of a page says.
fn says(page: &str, in_danish: [&str; 2], in_english: [&str; 2]) {
    let (danish, english) = page.split_once("<div class=\"en\" lang=\"en\">").unwrap();
    for (half, words) in [(danish, in_danish), (english, in_english)] {
        for word in words {
            assert!(half.contains(word), "{word} is not in the report");
        }
    }
    // No step and no part is called by the program's own name for it.
    for name in ["left_censored", "left censored", "undetermined_null", "non_success<", ">figures<", ">counts<"] {
        assert!(!danish.contains(name), "{name}");
    }
}

/// The rules of every page.
fn holds(page: &str) {
    let charts = page.matches("<svg").count();
    assert_eq!(page.matches("role=\"img\"").count(), charts);
    assert_eq!(page.matches("<desc id=").count(), charts);
    let mut ids: Vec<&str> = page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "every id is one element's");
    for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.contains(&link), "{link} leads nowhere");
    }
    let tables = page.matches("<table>").count();
    assert_eq!(page.matches("<caption>").count(), tables, "every table has a caption");
    assert!(!page.contains("<th>") && !page.contains("class=\"\""), "every header cell has a scope");
    assert!(!page.contains("NaN"));
    for outside in ["src=", "url(", "@import", "href=\"h"] {
        assert!(!page.contains(outside), "{outside}");
    }
    let without_namespaces = page.replace("http://www.w3.org/2000/svg", "");
    assert!(!without_namespaces.contains("http:") && !without_namespaces.contains("https:"));
    // The only script is the one that finds words, and the policy lets no other run.
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("default-src 'none'") && page.contains("script-src 'sha256-"));
    assert!(page.contains("@media print") && page.contains("focus-visible"));
}
