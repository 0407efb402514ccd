//! Threads that work through numbered items; what comes of them is handed over in their order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use rayon::ThreadPool;
use rayon::prelude::*;

/// So many threads, where the machine can start them.
pub(crate) fn pool_of(threads: usize) -> Option<ThreadPool> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads.max(1))
        .build()
        .ok()
}

/// Applies `work` to every item, on the threads of the pool where there is one; results keep the order
/// of the items.
pub(crate) fn each<T: Sync, R: Send>(
    pool: Option<&ThreadPool>,
    items: &[T],
    work: impl Fn(&T) -> R + Sync + Send,
) -> Vec<R> {
    match pool {
        Some(pool) => pool.install(|| items.par_iter().map(work).collect()),
        None => items.iter().map(work).collect(),
    }
}

/// Applies `work` to the numbers of a range, on the threads of the pool where there is one, and hands what
/// comes of each to `take`, in their order and on this thread, up to the first that comes to nothing.
/// No thread waits for another, but where it would be more than `ahead` items in front of what was taken.
pub(super) fn in_order<R: Send>(
    pool: Option<&ThreadPool>,
    range: Range<u64>,
    ahead: u64,
    work: impl Fn(u64) -> Option<R> + Sync,
    mut take: impl FnMut(R),
) {
    let Some(pool) = pool else {
        return range.map_while(work).for_each(take);
    };
    let next = AtomicU64::new(range.start);
    let bound = Bound::at(range.start + ahead);
    let guard = || EndOnPanic {
        next: &next,
        bound: &bound,
        end: range.end,
    };
    let (hand, handed) = mpsc::channel();
    pool.in_place_scope(|scope| {
        for hand in vec![hand; pool.current_num_threads()] {
            let (next, bound, work, guard) = (&next, &bound, &work, &guard);
            scope.spawn(move |_| {
                let _guard = guard();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= range.end {
                        break;
                    }
                    bound.wait_for(at);
                    if hand.send((at, work(at))).is_err() {
                        break;
                    }
                }
            });
        }
        let _guard = guard();
        let mut due = range.start;
        let mut early = BTreeMap::new();
        let mut ended = false;
        for (at, result) in handed {
            early.insert(at, result);
            while let Some(result) = early.remove(&due) {
                due += 1;
                match result {
                    Some(result) if !ended => take(result),
                    _ => {
                        ended = true;
                        next.fetch_max(range.end, Ordering::Relaxed);
                    }
                }
            }
            bound.raise(due + ahead);
        }
    });
}

/// Items that may be worked on: those below a bound that rises.
struct Bound {
    below: Mutex<u64>,
    raised: Condvar,
}

impl Bound {
    fn at(bound: u64) -> Self {
        Self {
            below: Mutex::new(bound),
            raised: Condvar::new(),
        }
    }

    fn below(&self) -> MutexGuard<'_, u64> {
        // Nothing that holds it can leave it half done.
        self.below.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_for(&self, at: u64) {
        let mut below = self.below();
        while at >= *below {
            below = self
                .raised
                .wait(below)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn raise(&self, bound: u64) {
        let mut below = self.below();
        *below = bound.max(*below);
        drop(below);
        self.raised.notify_all();
    }
}

/// Ends the work when its thread panics: what that thread had in hand would be waited for in vain.
struct EndOnPanic<'a> {
    next: &'a AtomicU64,
    bound: &'a Bound,
    end: u64,
}

impl Drop for EndOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.next.fetch_max(self.end, Ordering::Relaxed);
            self.bound.raise(u64::MAX);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn taken(threads: usize, work: impl Fn(u64) -> Option<u64> + Sync) -> Vec<u64> {
        let mut taken = Vec::new();
        in_order(pool_of(threads).as_ref(), 5..45, 3, work, |item| {
            taken.push(item);
        });
        taken
    }

    #[test]
    fn items_are_taken_in_their_order_whoever_is_done_first() {
        let uneven = |at: u64| {
            std::thread::sleep(Duration::from_micros(at * 7919 % 13 * 200));
            Some(at)
        };
        for threads in [1, 2, 3, 8] {
            assert_eq!(taken(threads, uneven), (5..45).collect::<Vec<u64>>());
        }
    }

    #[test]
    fn nothing_is_taken_from_the_first_item_on_that_comes_to_nothing() {
        for threads in [1, 2, 8] {
            let gap = |at: u64| (at != 20).then_some(at);
            assert_eq!(taken(threads, gap), (5..20).collect::<Vec<u64>>());
        }
    }

    #[test]
    fn work_ends_soon_after_the_first_item_that_comes_to_nothing() {
        let worked = AtomicU64::new(0);
        taken(3, |at| {
            worked.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(1));
            (at < 8).then_some(at)
        });
        let worked = worked.into_inner();
        assert!(worked < 20, "{worked} of 40 items");
    }

    #[test]
    fn no_thread_is_further_ahead_than_allowed() {
        let (furthest, slow) = (AtomicU64::new(0), AtomicU64::new(1));
        taken(4, |at| {
            if at == 5 {
                while furthest.load(Ordering::SeqCst) == 0 {
                    std::thread::yield_now();
                }
                std::thread::sleep(Duration::from_millis(20));
                slow.store(0, Ordering::SeqCst);
            } else if slow.load(Ordering::SeqCst) == 1 {
                furthest.fetch_max(at, Ordering::SeqCst);
            }
            Some(at)
        });
        let furthest = furthest.into_inner();
        assert!((6..8).contains(&furthest), "{furthest}");
    }

    #[test]
    fn a_panic_ends_the_work_of_all_and_leaves_nobody_waiting() {
        let worked = AtomicU64::new(0);
        let fails = || {
            taken(3, |at| {
                worked.fetch_add(1, Ordering::SeqCst);
                assert!(at != 6, "item 6");
                Some(at)
            })
        };
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(fails));
        assert!(ended.is_err());
        let worked = worked.into_inner();
        assert!(worked < 10, "{worked} of 40 items");
    }

    #[test]
    fn a_panic_where_items_are_taken_leaves_nobody_waiting() {
        let pool = pool_of(3);
        let take = |at: u64| assert!(at != 6, "item 6");
        let fails = || in_order(pool.as_ref(), 0..1000, 2, Some, take);
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(fails));
        assert!(ended.is_err());
    }
}
