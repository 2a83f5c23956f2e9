//! Works that follow one another, of which the next are begun before the one before is done, for the threads that it leaves idle.
//!
//! Owns their order, and what becomes of the others where one fails. What one has to do in parallel is done by its [turn](super::turns).

use std::collections::VecDeque;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Builder, ScopedJoinHandle};

use foundation::error::{Error, Result};

use super::turns::Turns;

/// Bytes of the stack of a thread: as many as that of a program.
const STACK: usize = 8 << 20;

/// An item whose work was begun.
enum Begun<'s, I, R> {
    /// There is none.
    Failed(Error),
    OnThread(Arc<I>, ScopedJoinHandle<'s, Result<R>>),
    /// The system gave no thread: it is worked on when it is reached.
    Left(Arc<I>),
}

/// Tells works to stop when no more of them is wanted, also because of a panic.
struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Does the work on each item. `ahead` more than the one that is waited for are begun, but what an earlier one does [in order](super::in_order)
/// goes first. `reached` is called when all before an item are taken, and `take` with its result. `work` is also given whether to stop, because an
/// earlier one failed.
///
/// # Errors
/// The first error of an item, of its work or of the functions, in the order of the items. What becomes of later ones is not looked at.
pub fn some_ahead<I: Send + Sync, R: Send>(
    items: impl Iterator<Item = Result<I>>,
    ahead: usize,
    mut reached: impl FnMut(&I) -> Result<()>,
    work: impl Fn(&I, &AtomicBool) -> Result<R> + Sync,
    mut take: impl FnMut(&I, R) -> Result<()>,
) -> Result<()> {
    let turns = Turns::new(rayon::current_num_threads());
    let stopped = AtomicBool::new(false);
    let (work, stopped) = (&work, &stopped);
    std::thread::scope(|scope| {
        let mut items = items.enumerate();
        let mut begun: VecDeque<Begun<'_, I, R>> = VecDeque::new();
        let begin = |(number, item): (usize, Result<I>)| {
            let item = match item {
                Ok(item) => Arc::new(item),
                Err(error) => return Begun::Failed(error),
            };
            let (turns, of_thread) = (turns.clone(), Arc::clone(&item));
            let on_thread = move || turns.take(number, || work(&of_thread, stopped));
            match Builder::new().stack_size(STACK).spawn_scoped(scope, on_thread) {
                Ok(thread) => Begun::OnThread(item, thread),
                Err(_) => Begun::Left(item),
            }
        };
        let mut next = || -> Result<bool> {
            begun.extend(items.by_ref().take(ahead + 1 - begun.len()).map(begin));
            if let Some(Begun::OnThread(item, _) | Begun::Left(item)) = begun.front() {
                reached(item)?;
            }
            let (item, result) = match begun.pop_front() {
                None => return Ok(false),
                Some(Begun::Failed(error)) => return Err(error),
                Some(Begun::OnThread(item, thread)) => {
                    (item, thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
                }
                Some(Begun::Left(item)) => {
                    let result = work(&item, stopped);
                    (item, result)
                }
            };
            take(&item, result?)?;
            Ok(true)
        };
        let stop = StopOnDrop(stopped);
        let mut result = Ok(true);
        while matches!(result, Ok(true)) {
            result = next();
        }
        drop(stop);
        for later in begun {
            if let Begun::OnThread(_, thread) = later {
                // Its error or panic comes after the first one.
                let _ = thread.join();
            }
        }
        result.map(|_| ())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::AtomicUsize;
    use std::time::{Duration, Instant};

    use super::*;

    fn wait_until(is_so: impl Fn() -> bool) {
        let since = Instant::now();
        while !is_so() {
            assert!(since.elapsed() < Duration::from_secs(60), "waited in vain");
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn fails(name: &str) -> Result<()> {
        Err(Error::internal(name.to_owned()))
    }

    #[test]
    fn items_are_taken_in_order_and_so_many_are_begun_ahead() {
        for ahead in 0..3 {
            let (begun, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let mut seen = Vec::new();
            let reached: Mutex<Vec<usize>> = Mutex::default();
            let work = |item: &usize, stopped: &AtomicBool| {
                begun.fetch_add(1, Ordering::SeqCst);
                wait_until(|| begun.load(Ordering::SeqCst) > (*item + ahead).min(19));
                assert!(*item <= taken.load(Ordering::SeqCst) + ahead && !stopped.load(Ordering::Relaxed));
                Ok(item * item)
            };
            let reach = |item: &usize| {
                reached.lock().unwrap().push(*item);
                Ok(())
            };
            let done = some_ahead((0..20).map(Ok), ahead, reach, work, |item, square| {
                assert_eq!(reached.lock().unwrap().last(), Some(item));
                seen.push(square);
                taken.fetch_add(1, Ordering::SeqCst);
                Ok(())
            });
            assert!(done.is_ok());
            assert_eq!(seen, (0..20).map(|item| item * item).collect::<Vec<usize>>());
            assert_eq!(begun.into_inner(), 20);
        }
    }

    #[test]
    fn the_first_error_in_order_is_given_and_stops_what_was_begun() {
        let (second_failed, was_stopped) = (AtomicBool::new(false), AtomicBool::new(false));
        let work = |item: &usize, stopped: &AtomicBool| match item {
            0 => {
                wait_until(|| second_failed.load(Ordering::SeqCst));
                fails("the first")
            }
            1 => {
                second_failed.store(true, Ordering::SeqCst);
                fails("the second")
            }
            _ => {
                wait_until(|| stopped.load(Ordering::SeqCst));
                was_stopped.store(true, Ordering::SeqCst);
                panic!("a panic after the first error");
            }
        };
        let error = some_ahead((0..9).map(Ok), 2, |_| Ok(()), work, |_, ()| Ok(())).unwrap_err();
        assert!(error.to_string().contains("the first"), "{error}");
        assert!(was_stopped.into_inner());
        // An item that there is none of is an error in its turn.
        let items = [Ok(1), Err(Error::internal("no item".to_owned()))];
        let mut taken = Vec::new();
        let take = |item: &usize, ()| {
            taken.push(*item);
            Ok(())
        };
        let error = some_ahead(items.into_iter(), 1, |_| Ok(()), |_, _| Ok(()), take).unwrap_err();
        assert!(error.to_string().contains("no item"), "{error}");
        assert_eq!(taken, [1]);
    }

    #[test]
    fn an_error_before_a_result_is_taken_goes_before_the_panic_of_its_work() {
        let work = |_: &usize, stopped: &AtomicBool| -> Result<()> {
            wait_until(|| stopped.load(Ordering::SeqCst));
            panic!("after the error");
        };
        let reached = |_: &usize| fails("interrupted");
        let error = some_ahead((0..3).map(Ok), 1, reached, work, |_, ()| Ok(())).unwrap_err();
        assert!(error.to_string().contains("interrupted"), "{error}");
    }

    #[test]
    fn a_panic_stops_what_was_begun_and_is_passed_on() {
        let work = |item: &usize, stopped: &AtomicBool| {
            if *item == 0 {
                panic!("the first");
            }
            wait_until(|| stopped.load(Ordering::SeqCst));
            fails("stopped")
        };
        let all = || some_ahead((0..3).map(Ok), 2, |_| Ok(()), work, |_, ()| Ok(()));
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(all)).unwrap_err();
        assert_eq!(panic.downcast_ref(), Some(&"the first"));
    }
}
