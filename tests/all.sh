#!/usr/bin/env bash
# Runs every check of the project and installs what they need. Stops at the first that fails.
set -euo pipefail
cd "$(dirname "$0")/.."

step() { printf '\n== %s\n' "$1"; }

step "tools"
if ! command -v cargo >/dev/null; then
    echo "cargo is missing: install Rust 1.95 or newer with rustup, then run this again" >&2
    exit 1
fi
cargo fmt --version 2>/dev/null || rustup component add rustfmt
cargo clippy --version 2>/dev/null || rustup component add clippy
if ! python3 -c 'import tomllib' 2>/dev/null; then
    echo "python3 3.11 or newer is missing: its tomllib is the second opinion on TOML files" >&2
    exit 1
fi

step "TOML 1.0: every file that is shipped"
python3 - <<'PYTHON'
import pathlib
import sys
import tomllib

roots = [pathlib.Path(name) for name in ("scenarios", "data", "crates", "benches")]
files = sorted(file for root in roots for file in root.rglob("*.toml"))
files += [pathlib.Path("Cargo.toml"), pathlib.Path("rust-toolchain.toml"), pathlib.Path("rustfmt.toml")]
wrong = 0
for file in files:
    try:
        with file.open("rb") as text:
            tomllib.load(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        wrong += 1
        print(f"{file}: {problem}", file=sys.stderr)
print(f"{len(files)} files, {wrong} wrong")
sys.exit(wrong > 0)
PYTHON

step "format"
cargo fmt --all -- --check

step "lints"
cargo clippy --workspace --all-targets --locked -- -D warnings

step "tests"
cargo test --workspace --locked

printf '\nall checks passed\n'
