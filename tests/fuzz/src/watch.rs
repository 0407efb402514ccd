//! Watches each execution for time and memory.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Longest time that reading an input may take.
const SLOW: Duration = Duration::from_secs(10);
/// Most that the peak of memory may grow by one input, MB.
const LARGE: u64 = 256;

/// Time and memory of the execution at hand. A thread of its own tells of one that hangs.
pub struct Watch {
    begun: Arc<Mutex<Option<Instant>>>,
    number: Arc<AtomicU64>,
    peak: u64,
    start: Instant,
}

impl Watch {
    /// Starts the watching thread.
    pub fn new() -> Self {
        let begun: Arc<Mutex<Option<Instant>>> = Arc::default();
        let number: Arc<AtomicU64> = Arc::default();
        let (seen, at) = (Arc::clone(&begun), Arc::clone(&number));
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(5));
                let since = *seen.lock().unwrap_or_else(PoisonError::into_inner);
                if since.is_some_and(|since| since.elapsed() > 6 * SLOW) {
                    println!(
                        "execution {} hangs: run again with the same seed",
                        at.load(Ordering::Relaxed)
                    );
                    std::process::exit(1);
                }
            }
        });
        Self {
            begun,
            number,
            peak: peak_megabytes(),
            start: Instant::now(),
        }
    }

    /// An execution begins.
    pub fn begin(&mut self, number: u64) {
        self.number.store(number, Ordering::Relaxed);
        self.start = Instant::now();
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.start);
    }

    /// An execution has ended; says so if it took too long or too much.
    pub fn end(&mut self) -> Option<String> {
        *self.begun.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let (before, peak) = (self.peak, peak_megabytes());
        self.peak = peak;
        if peak > before + LARGE {
            return Some(format!("memory: the peak grew from {before} to {peak} MB"));
        }
        let took = self.start.elapsed();
        (took > SLOW).then(|| format!("slow: {} s", took.as_secs()))
    }
}

/// Largest size that the process has had, MB; 0 where the system does not say.
pub fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
