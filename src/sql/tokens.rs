//! The tokens of an SQL text, which say how deep its tree is before it is parsed.
//!
//! The engine walks expressions recursively, so a long chain of `AND` or `WHEN` could exhaust the stack, or memory that
//! grows with the square of its length. Such a chain is refused before it is parsed. A long chain of `OR` is divided into
//! its terms.

use sqlparser::dialect::GenericDialect;
use sqlparser::tokenizer::{Token, Tokenizer};

use crate::fault::SqlFault;

/// The largest number of words and operators that join parts, in one term of a chain of OR.
const MOST_JOINTS: usize = 100;

/// The largest number of joints and all other operators in one term: each may be a level deeper, as in `a = b = c` or `a IS NULL IS NULL`.
const MOST_OPERATORS: usize = 300;

/// The deepest nesting of brackets.
const DEEPEST: usize = 100;

/// Words that join parts of an expression, each a level deeper.
const JOINTS: [&str; 4] = ["AND", "OR", "WHEN", "NOT"];

/// Words that are operators, or follow an operand as one.
const OPERATORS: [&str; 18] = [
    "IS", "IN", "LIKE", "ILIKE", "SIMILAR", "RLIKE", "REGEXP", "GLOB", "MATCH", "BETWEEN", "COLLATE", "AT", "ISNULL",
    "NOTNULL", "XOR", "DIV", "OVERLAPS", "INTERVAL",
];

/// The tokens of an SQL text.
pub struct Tokens(Vec<Token>);

impl Tokens {
    /// Takes a text apart.
    ///
    /// # Errors
    /// A text or comment without an end.
    pub fn of(sql: &str) -> Result<Tokens, SqlFault> {
        // Quotes stay as written, so that a term that is put together again has the meaning of its text.
        let tokens = Tokenizer::new(&GenericDialect {}, sql).with_unescape(false).tokenize();
        let hint = "write a standard SQL expression, such as `code BETWEEN 130 AND 139`";
        tokens
            .map(Tokens)
            .map_err(|error| SqlFault::with_hint(format!("not an SQL expression: {}", error.message), hint))
    }

    /// Whether a word stands outside quotes, whatever its case.
    pub fn has_word(&self, wanted: &str) -> bool {
        self.words().any(|word| word.eq_ignore_ascii_case(wanted))
    }

    /// The texts to parse: the whole, or the terms that OR joins where the whole is too deep for the engine.
    ///
    /// # Errors
    /// A term that is too deep, with what to write instead.
    pub fn terms(&self) -> Result<Vec<String>, SqlFault> {
        let deepest = depths(&self.0).max().unwrap_or(0);
        if deepest > DEEPEST {
            return Err(SqlFault::new(format!("brackets are nested {deepest} deep; the limit is {DEEPEST}")));
        }
        let text = |tokens: &[Token]| tokens.iter().map(Token::to_string).collect::<String>();
        let too_deep = |tokens: &[Token]| {
            let (joints, operators) = (joints(tokens), operators(tokens));
            let of = |count, limit| (count > limit).then_some((count, limit));
            of(joints, MOST_JOINTS).or_else(|| of(joints + operators, MOST_OPERATORS))
        };
        if too_deep(&self.0).is_none() {
            return Ok(vec![text(&self.0)]);
        }
        let terms = self.disjuncts();
        match terms.iter().filter_map(|term| too_deep(term)).max() {
            Some((most, limit)) => Err(SqlFault::with_hint(
                format!("{most} parts joined by AND, OR, NOT, WHEN or operators; the limit is {limit}"),
                "write a list of codes as `code IN ('A', 'B')` and ranges with BETWEEN or LIKE; thousands of codes with values of their \
                 own belong in a code table: `code_table` of the register's column gives each code its group",
            )),
            None => Ok(terms.into_iter().map(text).collect()),
        }
    }

    /// The terms that OR joins outside brackets and CASE.
    fn disjuncts(&self) -> Vec<&[Token]> {
        let mut terms = Vec::new();
        let (mut first, mut cases) = (0, 0usize);
        for (at, (token, depth)) in self.0.iter().zip(depths(&self.0)).enumerate() {
            match word(token) {
                Some(word) if word.eq_ignore_ascii_case("CASE") => cases += 1,
                Some(word) if word.eq_ignore_ascii_case("END") => cases = cases.saturating_sub(1),
                Some(word) if word.eq_ignore_ascii_case("OR") && depth == 0 && cases == 0 => {
                    terms.extend(self.0.get(first..at));
                    first = at + 1;
                }
                _ => {}
            }
        }
        terms.extend(self.0.get(first..));
        terms
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(word)
    }
}

/// A word outside quotes.
fn word(token: &Token) -> Option<&str> {
    match token {
        Token::Word(word) if word.quote_style.is_none() => Some(word.value.as_str()),
        _ => None,
    }
}

/// How many words and operators join parts.
fn joints(tokens: &[Token]) -> usize {
    let joins = |token: &&Token| {
        let operator =
            matches!(token, Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::Mod | Token::StringConcat);
        operator || word(token).is_some_and(|word| JOINTS.iter().any(|joint| word.eq_ignore_ascii_case(joint)))
    };
    tokens.iter().filter(joins).count()
}

/// How many operators stand between operands or behind them, apart from those that join parts: all but words, values, brackets and commas.
fn operators(tokens: &[Token]) -> usize {
    let is_operator = |token: &&Token| match token {
        Token::Comma | Token::LParen | Token::RParen | Token::RBracket | Token::Whitespace(_) | Token::Number(..) => {
            false
        }
        Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::Mod | Token::StringConcat => false,
        Token::SingleQuotedString(_) | Token::DoubleQuotedString(_) => false,
        Token::Word(_) => word(token).is_some_and(|word| OPERATORS.iter().any(|one| word.eq_ignore_ascii_case(one))),
        _ => true,
    };
    tokens.iter().filter(is_operator).count()
}

/// How many brackets are open after each token.
fn depths(tokens: &[Token]) -> impl Iterator<Item = usize> {
    tokens.iter().scan(0usize, |depth, token| {
        match token {
            Token::LParen => *depth += 1,
            Token::RParen => *depth = depth.saturating_sub(1),
            _ => {}
        }
        Some(*depth)
    })
}
