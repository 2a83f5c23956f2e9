//! A source as tokens: words and signs, without comments, texts, lifetimes and tests.

/// The tokens of a source.
pub fn tokens(source: &str) -> Vec<String> {
    without_tests(&all_tokens(source))
}

/// The words and signs of a source.
fn all_tokens(source: &str) -> Vec<String> {
    let text: Vec<char> = source.chars().collect();
    let at = |i: usize| text.get(i).copied().unwrap_or('\0');
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut all = Vec::new();
    let mut i = 0;
    while i < text.len() {
        let c = at(i);
        if c == '/' && at(i + 1) == '/' {
            while i < text.len() && at(i) != '\n' {
                i += 1;
            }
        } else if c == '/' && at(i + 1) == '*' {
            while i < text.len() && !(at(i) == '*' && at(i + 1) == '/') {
                i += 1;
            }
            i += 2;
        } else if c == '"' {
            i += 1;
            while i < text.len() && at(i) != '"' {
                i += if at(i) == '\\' { 2 } else { 1 };
            }
            i += 1;
        } else if c == '\'' && (at(i + 1) == '\\' || at(i + 2) == '\'') {
            i += 2;
            while i < text.len() && at(i) != '\'' {
                i += 1;
            }
            i += 1;
        } else if c == '\'' {
            i += 1;
            while is_word(at(i)) {
                i += 1;
            }
        } else if is_word(c) {
            let start = i;
            while is_word(at(i)) {
                i += 1;
            }
            let word: String = text[start..i].iter().collect();
            // A raw text ends with its quote and as many number signs as it began with.
            let signs = (i..text.len()).take_while(|i| at(*i) == '#').count();
            if ["r", "br", "cr"].contains(&word.as_str()) && at(i + signs) == '"' {
                let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', signs)).collect();
                i += signs + 1;
                while i < text.len() && !text[i..].starts_with(&end) {
                    i += 1;
                }
                i += end.len();
            } else {
                all.push(word);
            }
        } else if c == ':' && at(i + 1) == ':' {
            all.push("::".to_owned());
            i += 2;
        } else {
            if !c.is_whitespace() {
                all.push(c.to_string());
            }
            i += 1;
        }
    }
    all
}

/// The tokens without what is there for tests alone.
fn without_tests(tokens: &[String]) -> Vec<String> {
    let test = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut all = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        if !tokens[i..].iter().map(String::as_str).take(test.len()).eq(test) {
            all.push(tokens[i].clone());
            i += 1;
            continue;
        }
        i += test.len();
        let mut depth = 0;
        while i < tokens.len() {
            let token = tokens[i].as_str();
            i += 1;
            depth += match token {
                "{" | "(" | "[" => 1,
                "}" | ")" | "]" => -1,
                _ => 0,
            };
            if depth == 0 && [";", "}"].contains(&token) {
                break;
            }
        }
    }
    all
}
