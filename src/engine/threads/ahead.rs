//! Works that come one after another, of which the next is begun while threads of the one before have nothing to do.

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

/// Does the work on each item. While one is worked on, `ahead` more are begun, but what the one before does [in order](super::in_order) goes first.
/// `reached` is called when all before an item are taken, and `take` with its result. `work` is also given whether to stop, because there was
/// an error.
///
/// # Errors
/// The first error of an item, of its work or of the functions, in the order of the items.
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
            let (item, result) = match begun.pop_front() {
                None => return Ok(false),
                Some(Begun::Failed(error)) => return Err(error),
                Some(Begun::OnThread(item, thread)) => {
                    reached(&item)?;
                    (item, thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
                }
                Some(Begun::Left(item)) => {
                    reached(&item)?;
                    let result = work(&item, stopped);
                    (item, result)
                }
            };
            take(&item, result?)?;
            Ok(true)
        };
        let mut result = Ok(true);
        while matches!(result, Ok(true)) {
            result = next();
        }
        stopped.store(true, Ordering::Relaxed);
        result.map(|_| ())
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::AtomicUsize;

    use super::*;

    #[test]
    fn items_are_taken_in_order_and_few_are_begun_ahead() {
        for ahead in 0..3 {
            let (begun, taken) = (AtomicUsize::new(0), AtomicUsize::new(0));
            let mut seen = Vec::new();
            let reached: Mutex<Vec<usize>> = Mutex::default();
            let work = |item: &usize, stopped: &AtomicBool| {
                begun.fetch_add(1, Ordering::SeqCst);
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
        let second_failed = AtomicBool::new(false);
        let was_stopped = AtomicBool::new(false);
        let wait_for = |flag: &AtomicBool| {
            while !flag.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
        };
        let fails = |name: &str| Err::<(), _>(Error::internal(name.to_owned()));
        let work = |item: &usize, stopped: &AtomicBool| match item {
            0 => {
                wait_for(&second_failed);
                fails("the first")
            }
            1 => {
                second_failed.store(true, Ordering::SeqCst);
                fails("the second")
            }
            _ => {
                wait_for(stopped);
                was_stopped.store(true, Ordering::SeqCst);
                fails("stopped")
            }
        };
        let error = some_ahead((0..9).map(Ok), 2, |_| Ok(()), work, |_, ()| Ok(())).unwrap_err();
        assert!(error.to_string().contains("the first"), "{error}");
        assert!(was_stopped.into_inner());
        // An item that there is none of is reached in its turn too.
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
}
