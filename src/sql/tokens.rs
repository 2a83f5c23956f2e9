//! The tokens of an SQL text: its literals, and its size.
//!
//! The engine walks expressions recursively, so a long chain of `OR`, `AND` or `WHEN` could exhaust the stack, or memory
//! that grows with the square of its length. A chain that is too long is refused before it is parsed.

use sqlparser::dialect::GenericDialect;
use sqlparser::tokenizer::{Token, Tokenizer};

use crate::fault::SqlFault;

/// The largest number of words and operators that join parts.
const MOST_JOINTS: usize = 500;

/// The deepest nesting of brackets.
const DEEPEST: usize = 100;

/// Words that join parts of an expression, each a level deeper.
const JOINTS: [&str; 4] = ["AND", "OR", "WHEN", "NOT"];

/// The literals of an expression, in the order of its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Literals {
    /// Numbers, without their signs.
    pub numbers: Vec<f64>,
    /// Texts, without their quotes.
    pub texts: Vec<String>,
}

/// The tokens of an SQL text.
pub struct Tokens(Vec<Token>);

impl Tokens {
    /// Takes a text apart.
    ///
    /// # Errors
    /// A text or comment without an end.
    pub fn of(sql: &str) -> Result<Tokens, SqlFault> {
        let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize();
        let hint = "write a standard SQL expression, such as `code BETWEEN 130 AND 139`";
        tokens
            .map(Tokens)
            .map_err(|error| SqlFault::with_hint(format!("not an SQL expression: {}", error.message), hint))
    }

    /// Whether a word stands outside quotes, whatever its case.
    pub fn has_word(&self, wanted: &str) -> bool {
        self.words().any(|word| word.eq_ignore_ascii_case(wanted))
    }

    /// Checks that the engine can walk the expression.
    ///
    /// # Errors
    /// An expression that is too large, with what to write instead.
    pub fn check_size(&self) -> Result<(), SqlFault> {
        let operators = self.0.iter().filter(|token| is_operator(token)).count();
        let joints =
            operators + self.words().filter(|word| JOINTS.iter().any(|j| word.eq_ignore_ascii_case(j))).count();
        if joints > MOST_JOINTS {
            return Err(SqlFault::with_hint(
                format!("{joints} parts joined by AND, OR, NOT, WHEN or operators; the limit is {MOST_JOINTS}"),
                "write a list of codes as `code IN ('A', 'B')` and ranges with BETWEEN or LIKE, or divide it among several sources",
            ));
        }
        let (mut depth, mut deepest) = (0usize, 0usize);
        for token in &self.0 {
            match token {
                Token::LParen => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                Token::RParen => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if deepest > DEEPEST {
            return Err(SqlFault::new(format!("brackets are nested {deepest} deep; the limit is {DEEPEST}")));
        }
        Ok(())
    }

    /// The literals.
    pub fn literals(&self) -> Literals {
        let mut literals = Literals::default();
        for token in &self.0 {
            match token {
                Token::Number(digits, _) => literals.numbers.extend(digits.parse::<f64>()),
                Token::SingleQuotedString(text) => literals.texts.push(text.clone()),
                _ => {}
            }
        }
        literals
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|token| match token {
            Token::Word(word) if word.quote_style.is_none() => Some(word.value.as_str()),
            _ => None,
        })
    }
}

fn is_operator(token: &Token) -> bool {
    matches!(token, Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::Mod | Token::StringConcat)
}
