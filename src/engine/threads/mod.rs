//! Work on several items at once, on threads of its own.
//!
//! Owns the threads of such work, whose items go first where several works are under way (`turns`), and works that follow one another (`ahead`).
//!
//! For work that evaluates SQL. The engine of SQL has a pool of threads, and waits for it: a thread of rayon's would meanwhile begin another
//! item within the one that waits, and another within that, until its stack is full. A thread of its own just waits.

mod ahead;
mod turns;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;

pub(crate) use ahead::some_ahead;
use turns::Turn;

/// Does the work on all items, on as many threads as rayon has, when it is the turn of this thread. Results come in the order of the items. After a
/// panic no further item is begun.
pub fn in_order<I: Send, R: Send>(items: Vec<I>, work: impl Fn(I) -> R + Sync) -> Vec<R> {
    Turn::during(|turn| in_turn(turn, items, work))
}

fn in_turn<I: Send, R: Send>(turn: Option<&Turn>, items: Vec<I>, work: impl Fn(I) -> R + Sync) -> Vec<R> {
    let threads = rayon::current_num_threads().min(items.len());
    let left = Mutex::new(items.into_iter().enumerate());
    let queue = || left.lock().unwrap_or_else(PoisonError::into_inner);
    let worked = |(at, item)| match catch_unwind(AssertUnwindSafe(|| work(item))) {
        Ok(result) => (at, result),
        Err(panic) => {
            queue().by_ref().for_each(drop);
            resume_unwind(panic)
        }
    };
    let of_thread = || {
        let mut done: Vec<(usize, R)> = Vec::new();
        let mut at_work = None;
        // A thread waits for its turn only while items are left.
        while queue().len() > 0 {
            at_work = at_work.or_else(|| turn.map(Turn::work));
            let next = queue().next();
            done.extend(next.map(worked));
            // Between two items an earlier turn goes first.
            at_work = at_work.filter(|at_work| !at_work.is_awaited());
        }
        done
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        // This thread works too, and alone where the system gives no other.
        let others: Vec<_> = (1..threads).filter_map(|_| Builder::new().spawn_scoped(scope, of_thread).ok()).collect();
        let mut done = of_thread();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use rayon::prelude::*;

    use super::*;

    thread_local! {
        static AT_WORK: Cell<bool> = const { Cell::new(false) };
    }

    #[test]
    fn no_item_begins_within_another_that_waits_for_a_pool() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let wait = || pool.install(|| (0..64u64).into_par_iter().map(|n| n * n).sum::<u64>());
        let results = in_order((0..2000u64).collect(), |item| {
            assert!(!AT_WORK.replace(true), "an item within another");
            let sum = wait();
            AT_WORK.set(false);
            item + sum
        });
        assert_eq!(results, (0..2000).map(|item| item + wait()).collect::<Vec<u64>>());
    }

    #[test]
    fn a_panic_is_passed_on_and_ends_the_work() {
        const ITEMS: usize = 5_000;
        let begun = AtomicUsize::new(0);
        let stops = AssertUnwindSafe(|| {
            in_order((0..ITEMS).collect(), |item| {
                begun.fetch_add(1, Ordering::Relaxed);
                assert!(item != 2);
                std::thread::sleep(Duration::from_millis(1));
            })
        });
        assert!(catch_unwind(stops).is_err());
        assert!(begun.load(Ordering::Relaxed) < ITEMS);
    }
}
