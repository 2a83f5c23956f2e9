use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, Int64Array, StringArray};

use crate::{ColumnType, EvaluationError, Numbers, ResultKind, RowExpression, SqlFault};

fn columns() -> Vec<(String, ArrayRef)> {
    vec![
        ("code".to_owned(), Arc::new(Int64Array::from(vec![Some(1), None, Some(3)])) as ArrayRef),
        ("text".to_owned(), Arc::new(StringArray::from(vec![Some("DF20"), Some("x"), None]))),
    ]
}

fn truths(sql: &str) -> Vec<Option<bool>> {
    RowExpression::parse(sql).unwrap().truths(&columns(), 3).unwrap()
}

fn fault(sql: &str) -> SqlFault {
    RowExpression::parse(sql).unwrap_err()
}

#[test]
fn conditions_give_true_false_or_null_by_row() {
    assert_eq!(truths("code BETWEEN 2 AND 4"), [Some(false), None, Some(true)]);
    assert_eq!(truths("text LIKE 'DF%' OR code = 3"), [Some(true), None, Some(true)]);
    assert_eq!(truths("1 = 1"), [Some(true); 3], "a condition over no column holds for all rows");
}

#[test]
fn numbers_stay_whole_where_sql_keeps_them_whole() {
    let numbers = |sql: &str| RowExpression::parse(sql).unwrap().numbers(&columns(), 3).unwrap();
    let Numbers::Integers(whole) = numbers("code + 1") else { panic!("whole numbers") };
    assert_eq!(whole.iter().collect::<Vec<_>>(), [Some(2), None, Some(4)]);
    let Numbers::Decimals(halves) = numbers("code * 0.5") else { panic!("decimals") };
    assert_eq!(halves.iter().collect::<Vec<_>>(), [Some(0.5), None, Some(1.5)]);
}

#[test]
fn a_value_that_does_not_suit_is_not_shown() {
    let cast = RowExpression::parse("CAST(text AS INTEGER)").unwrap();
    assert_eq!(cast.numbers(&columns(), 3).unwrap_err(), EvaluationError::OnAValue);
}

#[test]
fn expressions_beyond_one_row_are_refused() {
    assert_eq!(fault("SUM(code) > 1").message, "an aggregate is not allowed here");
    assert_eq!(fault("code IN (SELECT 1)").message, "a subquery is not allowed here");
    assert_eq!(fault("code > 'x").message, "not an SQL expression: Unterminated string literal");
}

#[test]
fn types_are_checked_on_no_rows() {
    let known = [("code".to_owned(), ColumnType::Integer), ("text".to_owned(), ColumnType::Text)];
    let check = |sql: &str, wanted| RowExpression::parse(sql).unwrap().check(&known, wanted);
    assert_eq!(check("code > 1", ResultKind::Condition), Ok(()));
    let fault = check("text", ResultKind::Number).unwrap_err();
    assert_eq!(fault.message, "this must give a number, but gives text");
    let unknown = RowExpression::parse("code + kode").unwrap();
    assert_eq!(unknown.unknown_columns(&known).collect::<Vec<_>>(), ["kode"]);
}

/// A quote that is doubled within a text ends it nowhere: else the text would become a condition of its own.
#[test]
fn quotes_within_texts_and_names_keep_their_meaning() {
    let columns: Vec<(String, ArrayRef)> = vec![
        ("t".to_owned(), Arc::new(StringArray::from(vec!["it's", "a' OR 1 = 1 OR t = 'b", "a", "b"])) as ArrayRef),
        ("a\"b".to_owned(), Arc::new(Int64Array::from(vec![1, 2, 3, 4]))),
    ];
    let conditions = [
        ("t = 'it''s'", [true, false, false, false]),
        ("t = 'a'' OR 1 = 1 OR t = ''b'", [false, true, false, false]),
        ("\"a\"\"b\" >= 3", [false, false, true, true]),
    ];
    // The same in a chain that is divided into its terms.
    let chain: String = (0..200).map(|k| format!(" OR t = 'none {k}'")).collect();
    for (sql, wanted) in conditions {
        for sql in [sql.to_owned(), format!("{sql}{chain}")] {
            let truths = RowExpression::parse(&sql).unwrap().truths(&columns, 4).unwrap();
            assert_eq!(truths, wanted.map(Some), "{sql}");
        }
    }
    assert_eq!(RowExpression::parse("t = 'it''s'").unwrap().literals.texts, ["it's"]);
    let cast =
        RowExpression::parse("CAST(n AS VARCHAR(10)) > 'b' AND n > -1.5 AND t LIKE 'a%' OR d < DATE '2012-01-31'")
            .unwrap();
    assert_eq!(
        (cast.literals.numbers, cast.literals.texts),
        (vec![1.5], vec!["b".to_owned(), "a%".to_owned(), "2012-01-31".to_owned()])
    );
    let parts = |sql: &str| RowExpression::parse(sql).unwrap().takes_parts_of_texts();
    assert!(parts("substr(t, 1, 1) = '1'") && parts("n = 1 OR left(t, 2) = 'ab'") && parts("trim(t) = 'a'"));
    assert!(!parts("t = 'substr(t, 1, 1)'"));
}

/// The longest chains that are allowed work on a thread with a small stack, and quickly; longer ones are refused.
#[test]
fn long_chains_are_evaluated_or_refused() {
    let terms = |n: usize| (0..n).map(|k| format!("code = {k}")).collect::<Vec<_>>().join(" OR ");
    let cases = |n: usize| {
        let cases: String = (0..n).map(|k| format!("WHEN code = {k} THEN {k} ")).collect();
        format!("CASE {cases} ELSE 0 END")
    };
    let known = [("code".to_owned(), ColumnType::Integer)];
    let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || {
        let start = Instant::now();
        let long = RowExpression::parse(&terms(3000)).unwrap();
        long.check(&known, ResultKind::Condition).unwrap();
        assert_eq!(long.truths(&columns(), 3).unwrap(), [Some(true), None, Some(true)]);
        let long = RowExpression::parse(&cases(100)).unwrap();
        long.check(&known, ResultKind::Number).unwrap();
        long.numbers(&columns(), 3).unwrap();
        assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
        for sql in [cases(3000), format!("({}) AND code > 1", terms(3000)), terms(3000).replace("OR", "AND")] {
            let fault = fault(&sql);
            assert!(
                fault.message.ends_with("parts joined by AND, OR, NOT, WHEN or operators; the limit is 100"),
                "{}",
                fault.message
            );
            assert!(fault.hint.unwrap().starts_with("write a list of codes as `code IN ('A', 'B')`"));
        }
        // A chain of operators that join no parts is as deep.
        let chain = |first: &str, link: &str, links: usize| format!("{first}{}", link.repeat(links));
        for link in [
            " = TRUE",
            " <> FALSE",
            " > FALSE",
            " IS TRUE",
            " IS NULL",
            " IN (TRUE)",
            "::TEXT",
            " & 1",
            " LIKE 'a'",
            "[1]",
            "^2",
        ] {
            let fault = fault(&chain("(code = 1)", link, 5000));
            assert_eq!(
                fault.message, "5001 parts joined by AND, OR, NOT, WHEN or operators; the limit is 300",
                "{link}"
            );
        }
        let long = RowExpression::parse(&chain("(code = 1)", " = TRUE", 299)).unwrap();
        long.check(&known, ResultKind::Condition).unwrap();
        assert_eq!(long.truths(&columns(), 3).unwrap(), [Some(true), None, Some(false)]);
        let nested = format!("{}code{} = 1", "(".repeat(5000), ")".repeat(5000));
        assert_eq!(fault(&nested).message, "brackets are nested 5000 deep; the limit is 100");
        let list = (0..20_000).map(|k| k.to_string()).collect::<Vec<_>>().join(", ");
        let list = RowExpression::parse(&format!("code IN ({list})")).unwrap();
        assert_eq!(list.truths(&columns(), 3).unwrap(), [Some(true), None, Some(true)]);
    });
    thread.unwrap().join().unwrap();
}
