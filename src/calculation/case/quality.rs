//! The user's answers to the questions of quality assurance.

use super::declared::quality as declared;
use super::declared::read;
use super::inputs::Answers;
use foundation::words::Question;
use toml_files::table::Table;

/// Reads `[quality]`: a text for each question that the user has an answer to.
pub fn read(table: &Table<'_>) -> Answers {
    let mut answers = Vec::new();
    for (question, input) in Question::ALL.iter().zip(declared::SECTION.inputs) {
        if let Some(answer) = read::value::<String>(table, input) {
            if answer.trim().is_empty() {
                table.report().mistake_with_hint(
                    &answer.place,
                    format!("`{question}` has an empty answer"),
                    "write the answer, or leave the key out: the result then says that the question is open",
                );
            }
            read::check_length(input, &answer, table);
            if answer.chars().any(|character| character.is_control() && character != '\n') {
                let message = format!("`{question}` has a control character");
                table.report().mistake_with_hint(
                    &answer.place,
                    message,
                    "write it without tabs and control characters",
                );
            }
            answers.push((*question, answer.value));
        }
    }
    table.finish();
    Answers(answers)
}
