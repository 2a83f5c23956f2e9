//! Mistakes in definitions and cases: all are collected, and shown with file, line, column, the line itself and a hint.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashSet};
use std::path::PathBuf;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use foundation::error::{Error, Kind, RoomError};

use crate::source::Place;

/// Mistakes that are shown; of more, only the number is given. A file of another kind has thousands.
const MOST_SHOWN: usize = 50;

/// What is wrong, where, and what to do.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// All mistakes of one reading, in the order of files and lines.
#[derive(Debug, Clone)]
pub struct Mistakes(pub Vec<Mistake>);

impl Mistakes {
    /// One mistake that only rows can show.
    pub fn one(place: &Place, message: impl Into<String>, hint: impl Into<String>) -> Mistakes {
        Mistakes(vec![Mistake { place: place.clone(), message: message.into(), hint: Some(hint.into()) }])
    }
}

impl std::fmt::Display for Mistakes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let renderer = Renderer::plain().decor_style(DecorStyle::Ascii);
        for mistake in self.0.iter().take(MOST_SHOWN) {
            let path = mistake.place.file.path.display().to_string();
            let text = &mistake.place.file.text;
            // A span past the end (an empty file) would have nothing to underline.
            let end = mistake.place.span.end.min(text.len());
            let start = mistake.place.span.start.min(end);
            let message = visible(&mistake.message);
            let hint = mistake.hint.as_deref().map(visible);
            let mut report = Level::ERROR
                .primary_title(&message)
                .element(Snippet::source(text).path(&path).annotation(AnnotationKind::Primary.span(start..end)));
            if let Some(hint) = &hint {
                report = report.element(Level::HELP.message(hint));
            }
            writeln!(f, "{}\n", renderer.render(&[report]))?;
        }
        let files: BTreeSet<_> = self.0.iter().map(|m| &m.place.file.path).collect();
        let mistakes = if self.0.len() == 1 { "mistake" } else { "mistakes" };
        let noun = if files.len() == 1 { "file" } else { "files" };
        write!(f, "{} {mistakes} in {} {noun}", self.0.len(), files.len())?;
        if self.0.len() > MOST_SHOWN {
            write!(f, ", of which the first {MOST_SHOWN} are shown")?;
        }
        Ok(())
    }
}

/// A text without control characters, which a terminal would obey: names in messages are as the file has them.
fn visible(text: &str) -> String {
    let shown = |character: char| -> String {
        if character.is_control() && character != '\n' {
            character.escape_unicode().collect()
        } else {
            character.to_string()
        }
    };
    text.chars().map(shown).collect()
}

impl std::error::Error for Mistakes {}

impl RoomError for Mistakes {
    fn kind(&self) -> Kind {
        Kind::Definition
    }

    // Each mistake comes with its own.
    fn hint(&self) -> Option<String> {
        None
    }

    fn is_list(&self) -> bool {
        true
    }
}

impl From<Mistakes> for Error {
    fn from(mistakes: Mistakes) -> Error {
        Error::room(mistakes)
    }
}

/// Collects the mistakes that readers report.
#[derive(Debug, Default)]
pub struct Report {
    mistakes: RefCell<Vec<Mistake>>,
    /// File, start, end and message of each mistake, so that the same one is noted once.
    noted: RefCell<HashSet<(PathBuf, usize, usize, String)>>,
    named: RefCell<BTreeSet<(&'static str, String)>>,
    reading: Cell<&'static str>,
    unsound: Cell<bool>,
    /// Of each unknown key, the keys that its table can have.
    pub known_keys: RefCell<Vec<Vec<&'static str>>>,
}

impl Report {
    /// Sets the kind of entry that the file holds.
    pub fn reading(&self, what: &'static str) {
        self.reading.set(what);
    }

    /// Records that an entry has this id, even if the rest of it cannot be read: a reference to it is then no mistake.
    pub fn named(&self, id: &str) {
        self.named.borrow_mut().insert((self.reading.get(), id.to_owned()));
    }

    /// Records that a file is not TOML throughout, so that it could define any id.
    pub fn unsound(&self) {
        self.unsound.set(true);
    }

    /// Whether an entry of this kind has this id, or could have.
    pub fn is_named(&self, what: &'static str, id: &str) -> bool {
        // Success measures stand in the files of their target groups.
        let what = if what == "success measure" { "target group" } else { what };
        self.unsound.get() || self.named.borrow().contains(&(what, id.to_owned()))
    }

    /// Reports a mistake.
    pub fn mistake(&self, place: &Place, message: impl Into<String>) {
        self.add(Mistake { place: place.clone(), message: message.into(), hint: None });
    }

    /// Reports a mistake with a hint.
    pub fn mistake_with_hint(&self, place: &Place, message: impl Into<String>, hint: impl Into<String>) {
        self.add(Mistake { place: place.clone(), message: message.into(), hint: Some(hint.into()) });
    }

    /// Reports an unknown word, with the nearest known one.
    pub fn unknown<'a>(&self, place: &Place, what: &str, word: &str, known: impl IntoIterator<Item = &'a str>) {
        let mut known: Vec<&str> = known.into_iter().collect();
        let mut seen = BTreeSet::new();
        known.retain(|word| seen.insert(*word));
        let hint = did_you_mean(word, &known).or_else(|| match known.len() {
            0 => Some(format!("no {what} is defined")),
            1..=12 => Some(format!("it can be {}", known.join(", "))),
            _ => None,
        });
        self.add(Mistake { place: place.clone(), message: format!("unknown {what} `{word}`"), hint });
    }

    fn add(&self, mistake: Mistake) {
        let Place { file, span } = &mistake.place;
        // The same wrong SQL read twice is one mistake.
        let key = (file.path.clone(), span.start, span.end, mistake.message.clone());
        if self.noted.borrow_mut().insert(key) {
            self.mistakes.borrow_mut().push(mistake);
        }
    }

    /// Whether there are no mistakes so far.
    pub fn is_empty(&self) -> bool {
        self.mistakes.borrow().is_empty()
    }

    /// The mistakes, sorted by file and place; `Ok` if there are none.
    ///
    /// # Errors
    /// All mistakes noted.
    pub fn into_result(self) -> Result<(), Mistakes> {
        let mut all = self.mistakes.into_inner();
        all.sort_by(|a, b| (&a.place.file.path, a.place.span.start).cmp(&(&b.place.file.path, b.place.span.start)));
        if all.is_empty() { Ok(()) } else { Err(Mistakes(all)) }
    }
}

/// `did you mean …?` if a known word is near enough for a typing mistake.
pub fn did_you_mean(word: &str, known: &[&str]) -> Option<String> {
    let near = known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&word.to_lowercase(), &candidate.to_lowercase()), *candidate))
        .min()?;
    let longest = word.chars().count().max(near.1.chars().count());
    let contained = near.1.contains(word) || word.contains(near.1);
    (near.0 * 3 <= longest || (contained && word.len() > 3)).then(|| format!("did you mean `{}`?", near.1))
}
