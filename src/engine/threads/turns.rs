//! Whose items go first where several callers have work at once: those of the earliest turn.
//!
//! Owns who may work on items of a turn, so many at once. Owns no threads, and no work besides items.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Who may work on an item, and who waits.
#[derive(Debug)]
struct Workers {
    /// How many more may work.
    free: usize,
    /// How many wait, by turn.
    waiting: BTreeMap<usize, usize>,
}

impl Workers {
    fn has_earlier(&self, turn: usize) -> bool {
        self.waiting.first_key_value().is_some_and(|(first, _)| *first < turn)
    }
}

/// Turns at the processors.
#[derive(Debug, Clone)]
pub(super) struct Turns {
    workers: Arc<(Mutex<Workers>, Condvar)>,
}

impl Turns {
    /// Turns of so many workers at once.
    pub(super) fn new(workers: usize) -> Turns {
        let workers = Workers { free: workers.max(1), waiting: BTreeMap::new() };
        Turns { workers: Arc::new((Mutex::new(workers), Condvar::new())) }
    }

    /// Does work that has a turn: what it does [in order](super::in_order) goes before that of later turns, and after that of earlier ones.
    pub(super) fn take<R>(&self, number: usize, work: impl FnOnce() -> R) -> R {
        let before = TURN.replace(Some(Turn { turns: self.clone(), number }));
        let result = work();
        TURN.set(before);
        result
    }

    fn workers(&self) -> MutexGuard<'_, Workers> {
        self.workers.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

thread_local! {
    static TURN: RefCell<Option<Turn>> = const { RefCell::new(None) };
}

/// A turn.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    turns: Turns,
    number: usize,
}

impl Turn {
    /// The turn of this thread, for the time of some work: what is done within it has none, or it could wait for itself.
    pub(super) fn during<R>(work: impl FnOnce(Option<&Turn>) -> R) -> R {
        let turn = TURN.take();
        let result = work(turn.as_ref());
        TURN.set(turn);
        result
    }

    /// Waits until this turn may work.
    pub(super) fn work(&self) -> AtWork<'_> {
        let mut workers = self.turns.workers();
        *workers.waiting.entry(self.number).or_default() += 1;
        while workers.free == 0 || workers.has_earlier(self.number) {
            workers = self.turns.workers.1.wait(workers).unwrap_or_else(PoisonError::into_inner);
        }
        workers.free -= 1;
        if let Some(waiting) = workers.waiting.get_mut(&self.number) {
            *waiting -= 1;
        }
        workers.waiting.retain(|_, waiting| *waiting > 0);
        // A later turn that waited for this one may find another place free.
        self.turns.workers.1.notify_all();
        AtWork { turn: self }
    }
}

/// A worker of a turn. Another may take its place when it is dropped.
#[derive(Debug)]
pub(super) struct AtWork<'t> {
    turn: &'t Turn,
}

impl AtWork<'_> {
    /// Whether a worker of an earlier turn waits.
    pub(super) fn is_awaited(&self) -> bool {
        self.turn.turns.workers().has_earlier(self.turn.number)
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.turn.turns.workers().free += 1;
        self.turn.turns.workers.1.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::super::in_order;
    use super::*;

    #[test]
    fn an_earlier_turn_waits_for_one_item_of_a_later_one_and_not_for_more() {
        let turns = Turns::new(1);
        let order: Mutex<Vec<(usize, usize)>> = Mutex::default();
        let note = |turn, item| order.lock().unwrap().push((turn, item));
        std::thread::scope(|scope| {
            let (turns, note) = (&turns, &note);
            let (begun, is_begun) = std::sync::mpsc::channel();
            scope.spawn(move || {
                turns.take(1, || {
                    in_order((0..5).collect(), |item| {
                        if item == 0 {
                            begun.send(()).unwrap();
                            let since = Instant::now();
                            while !turns.workers().has_earlier(1) {
                                assert!(since.elapsed() < Duration::from_secs(60), "no earlier turn waits");
                                std::thread::sleep(Duration::from_millis(1));
                            }
                        }
                        // Work within an item has no turn: one that waited would wait for itself.
                        assert_eq!(in_order(vec![1, 2], |number| number * item), [item, 2 * item]);
                        note(1, item);
                    });
                });
            });
            is_begun.recv().unwrap();
            turns.take(0, || in_order((0..5).collect(), |item| note(0, item)));
        });
        let of_turns: Vec<usize> = order.into_inner().unwrap().iter().map(|(turn, _)| *turn).collect();
        assert_eq!(of_turns, [1, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
        assert!(turns.workers().waiting.is_empty());
        assert_eq!(turns.workers().free, 1);
    }
}
