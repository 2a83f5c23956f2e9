//! A newcomer's way from the start page to a printed result, with nothing but what stands on the pages.
//!
//! Each page must name what comes next: a button is found by the words on it and a field by its label, never by an address or a name
//! that only the program knows. The case is made up.

use std::time::Instant;

use super::browser::{DESK, PHONE, installed};
use super::client::Server;
use super::webdriver::{Browser, Look};

/// What a newcomer can do: read, press what is written, and fill in what is asked for.
struct Newcomer<'a> {
    browser: &'a Browser,
}

impl Newcomer<'_> {
    /// Runs a script with `words`, which returns whether it found its place.
    fn find(&self, what: &str, words: &str, script: &str) {
        let helpers = "const shown = (one) => one.checkVisibility(); const text = (one) => one.textContent.replace(/\\s+/g, ' ').trim();";
        let words = serde_json::to_string(words).unwrap();
        let all = format!("{helpers} const words = {words}; {script}");
        self.browser.wait(&format!("{what}: {words}"), |browser| browser.run(&all).as_bool() == Some(true));
    }

    /// Presses the first button or link in sight whose words begin so.
    fn press(&self, words: &str) {
        self.find("a button", words, "const one = [...document.querySelectorAll('button, a, summary')].find((one) => shown(one) && text(one).startsWith(words)); if (one) one.click(); return !!one;");
    }

    /// Presses a button of the card that has these words.
    fn press_in(&self, card: &str, words: &str) {
        self.find("a card", card, &format!("const card = [...document.querySelectorAll('.card')].find((one) => shown(one) && text(one).includes(words)); const one = card && [...card.querySelectorAll('button')].find((one) => text(one).startsWith({})); if (one) one.click(); return !!one;", serde_json::to_string(words).unwrap()));
    }

    /// Fills in the field in sight whose label begins so.
    fn fill(&self, label: &str, value: &str) {
        self.find("a field", label, "const one = [...document.querySelectorAll('label')].filter((one) => one.checkVisibility() && text(one).startsWith(words)).map((one) => one.control).find((one) => one && !one.value); if (one) { one.scrollIntoView(); one.focus(); one.id ||= 'filled'; } return !!one;");
        self.browser.type_here(value);
    }

    /// Chooses words in the field in sight whose label begins so.
    fn choose(&self, label: &str, words: &str) {
        self.find("a choice", label, &format!("const field = [...document.querySelectorAll('label')].filter((one) => shown(one) && text(one).startsWith(words)).map((one) => one.control).find((one) => one && one.tagName === 'SELECT'); const one = field && [...field.options].find((one) => text(one).startsWith({})); if (one) {{ field.value = one.value; field.dispatchEvent(new Event('change', {{ bubbles: true }})); }} return !!one;", serde_json::to_string(words).unwrap()));
    }

    /// Waits until the page says this.
    fn reads(&self, words: &str) {
        self.find("the page", words, "return document.body.innerText.replace(/\\s+/g, ' ').includes(words);");
    }
}

fn walk(look: Look) {
    let Some(installed) = installed() else { return };
    let server = Server::start();
    let browser = Browser::start(&installed, look);
    let started = Instant::now();
    let one = Newcomer { browser: &browser };
    browser.open(&format!("http://localhost:{}/", server.port));
    one.press("Begynd forfra");
    one.fill("Navn", "Natcafé med socialrådgiver");
    one.fill("Første år", "2025");
    one.fill("Antal år", "2");
    one.fill("Deltagere pr. år", "35");
    one.fill("Andel, der gennemfører", "70");
    one.press("Videre: Målgruppen");
    one.press_in("Borgere i hjemløshed", "Vælg");
    one.reads("Valgt");
    one.press("Videre: Omkostningerne");
    one.press("+ Tilføj en omkostning");
    one.fill("Navn", "Løn til to medarbejdere");
    one.fill("Beløb", "1.150.000");
    one.press("+ Tilføj en omkostning");
    one.fill("Navn", "Husleje");
    one.fill("Beløb", "240.000");
    one.press("Videre: Effekten");
    // Without a word of its own the page says what is missing.
    one.reads("Mangler endnu");
    one.fill("Succesrate med", "22");
    one.fill("Succesrate uden", "12");
    one.choose("Hvem raten gælder", "dem, der gennemfører");
    one.press("Videre: Konsekvenserne");
    one.reads("er med");
    one.press("Videre: Resultatet");
    one.reads("Nettoresultat, nutidsværdi");
    one.reads("Med 70 deltagere forventes »Natcafé med socialrådgiver«");
    one.reads("Hent rapporten (til print)");
    assert!(browser.printed().starts_with(b"%PDF"));
    let seconds = started.elapsed().as_secs();
    assert!(seconds < 120, "{seconds} s");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_newcomer_walks_from_the_start_page_to_a_printed_result() {
    walk(DESK);
}

#[test]
fn a_newcomer_walks_on_a_phone_without_javascript() {
    walk(Look { script: false, ..PHONE });
}
