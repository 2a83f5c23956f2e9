//! Who bears the costs and who gains from them, as bands between payers.

use foundation::words::{Language, Payer};
use maud::{Markup, html};
use session::Calculation;
use show::case::payers;
use show::charts::{Shape, colour};
use show::number::kroner;
use show::rows::{Field, Rows};

use super::chart::{Chart, Drawing};
use show::say;

const TOP: f64 = 40.0;
const ROOM: f64 = 230.0;
const GAP: f64 = 26.0;
const BAR: f64 = 14.0;

/// The width of the drawing.
const fn width(shape: Shape) -> f64 {
    shape.choose(720.0, 400.0)
}

/// Where bands begin and end.
const fn ends(shape: Shape) -> [f64; 2] {
    shape.choose([190.0, 530.0], [124.0, 276.0])
}

/// The chart; `None` where no payer bears costs.
pub fn flows(calculation: &Calculation, language: Language) -> Option<Chart> {
    let result = &calculation.result;
    let table = payers::flows(result, language)?;
    let title = say(language, "Hvem betaler, og hvem vinder?", "Who pays and who gains?");
    let sentence = say(
        language,
        "Til venstre dem, der bærer omkostningerne; til højre dem, der får gevinsten. Det, der ikke udgår et bånd fra, kommer ikke igen. Stiplet er et tab. Nutidsværdi.",
        "On the left those who bear the costs; on the right those who gain. What no band leaves does not come back. Dashed is a loss. Present value.",
    );
    // What a payer bears stands once, so that the columns can be added up.
    let mut said: Vec<Payer> = Vec::new();
    let mut row = |flow: &calculation::calculator::result::Flow| -> Vec<Field> {
        let borne = if said.contains(&flow.from) { 0.0 } else { flow.borne };
        said.push(flow.from);
        vec![flow.from.word().into(), flow.to.word().into(), borne.into(), flow.gain.into()]
    };
    let rows = result.flows.iter().map(&mut row).collect();
    let rows = Rows::new(&["from", "to", "borne_kr", "gain_kr"], rows);
    let drawing = Drawing::of(|shape| drawing(calculation, title, sentence, shape, language));
    Some(Chart { id: "flows", title, sentence: sentence.to_owned(), drawing: Some(drawing), table, rows })
}

struct Node {
    payer: Payer,
    amount: f64,
    y: f64,
    height: f64,
}

/// Nodes below each other, as high as their amounts.
fn column(amounts: &[(Payer, f64, f64)], per: f64) -> Vec<Node> {
    let mut y = TOP;
    let mut nodes = Vec::new();
    for (payer, amount, size) in amounts {
        let height = (size * per).max(2.0);
        nodes.push(Node { payer: *payer, amount: *amount, y, height });
        y += height + GAP;
    }
    nodes
}

fn drawing(calculation: &Calculation, title: &str, sentence: &str, shape: Shape, language: Language) -> Markup {
    let [from, to] = ends(shape);
    let flows = &calculation.result.flows;
    let mut bearers: Vec<(Payer, f64, f64)> = Vec::new();
    for flow in flows {
        if !bearers.iter().any(|(payer, _, _)| *payer == flow.from) {
            bearers.push((flow.from, -flow.borne, flow.borne.abs()));
        }
    }
    let gains: Vec<(Payer, f64, f64)> = Payer::ALL
        .iter()
        .map(|payer| {
            let of = || flows.iter().filter(|flow| flow.to == *payer).map(|flow| flow.gain);
            (*payer, of().sum(), of().map(f64::abs).sum())
        })
        .collect();
    let sum = |nodes: &[(Payer, f64, f64)]| nodes.iter().map(|(_, _, size)| size).sum::<f64>();
    let per = ROOM / sum(&bearers).max(sum(&gains)).max(1.0);
    let (left, right) = (column(&bearers, per), column(&gains, per));
    let end = left.iter().chain(&right).map(|node| node.y + node.height).fold(TOP, f64::max);
    let height = end + 16.0;
    let id = shape.choose("flows", "flows-phone");
    let place = |payer: Payer| Payer::ALL.iter().position(|one| *one == payer).unwrap_or(0);
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {} {height:.0}", width(shape))) role="img" aria-labelledby=(format!("{id}-title {id}-description"))
            font-family="sans-serif" font-size="13" {
            title id=(format!("{id}-title")) { (title) }
            desc id=(format!("{id}-description")) { (sentence) }
            text x=(shape.choose(from, 0.0)) y="20" text-anchor=(shape.choose("end", "start")) fill="#333333" font-weight="bold" { (say(language, "Bærer omkostninger", "Bears costs")) }
            text x=(to) y="20" fill="#333333" font-weight="bold" { (say(language, "Får gevinst", "Gains")) }
            (bands(flows, (&left, &right), per, &place, [from, to]))
            @for node in &left {
                rect x=(from - BAR) y=(format!("{:.1}", node.y)) width=(BAR) height=(format!("{:.1}", node.height)) fill=(colour(place(node.payer))) {}
                (name(from - BAR - 8.0, node, "end", language))
            }
            @for node in &right {
                rect x=(to) y=(format!("{:.1}", node.y)) width=(BAR) height=(format!("{:.1}", node.height)) fill=(colour(place(node.payer))) {}
                (name(to + BAR + 8.0, node, "start", language))
            }
        }
    }
}

fn name(x: f64, node: &Node, anchor: &str, language: Language) -> Markup {
    let y = node.y + node.height / 2.0;
    html! {
        text x=(x) y=(format!("{:.1}", y - 2.0)) text-anchor=(anchor) fill="#333333" { (node.payer.label(language)) }
        text x=(x) y=(format!("{:.1}", y + 14.0)) text-anchor=(anchor) fill="#333333" font-size="12" { (kroner(node.amount, language)) (say(language, " kr.", " DKK")) }
    }
}

/// A band for each flow, as wide as the gain. What of a bearer's bar has no band does not come back.
fn bands(
    flows: &[calculation::calculator::result::Flow],
    (left, right): (&[Node], &[Node]),
    per: f64,
    place: &dyn Fn(Payer) -> usize,
    [start, end]: [f64; 2],
) -> Markup {
    let size = |flow: &calculation::calculator::result::Flow| flow.gain.abs();
    let mut used: Vec<(Payer, f64)> = Vec::new();
    let mut shapes = Vec::new();
    for node in left {
        let of_node = || flows.iter().filter(|flow| flow.from == node.payer);
        let all: f64 = of_node().map(size).sum::<f64>() * per;
        // Gains above the costs do not fit beside the bar: they share it.
        let share = if all > node.height { node.height / all } else { 1.0 };
        let mut y = node.y;
        for flow in of_node().filter(|flow| flow.gain != 0.0) {
            let Some(to) = right.iter().find(|to| to.payer == flow.to) else { continue };
            let into: f64 = flows.iter().filter(|other| other.to == flow.to).map(size).sum();
            let a = size(flow) * per * share;
            let b = to.height * size(flow) / into;
            let before = used.iter().filter(|(payer, _)| *payer == flow.to).map(|(_, height)| height).sum::<f64>();
            let at = to.y + before;
            used.push((flow.to, b));
            let middle = f64::midpoint(start, end);
            let path = format!(
                "M{start} {y:.1}C{middle} {y:.1} {middle} {at:.1} {end} {at:.1}L{end} {:.1}C{middle} {:.1} {middle} {:.1} {start} {:.1}Z",
                at + b,
                at + b,
                y + a,
                y + a
            );
            shapes.push((path, colour(place(flow.to)), flow.gain < 0.0));
            y += a;
        }
    }
    html! {
        @for (path, colour, loss) in &shapes {
            path d=(path) fill=(colour) fill-opacity=(if *loss { "0.08" } else { "0.3" }) stroke=(colour) stroke-opacity="0.6"
                stroke-dasharray=[loss.then_some("4 3")] {}
        }
    }
}
