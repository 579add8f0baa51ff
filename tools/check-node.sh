#!/bin/sh
# Prints one line when the Node on PATH is missing or older than package.json requires, otherwise nothing. make calls it first.
set -eu
cd "$(dirname "$0")/.."
least=$(sed -n 's/.*"node": ">=\([0-9.]*\)".*/\1/p' package.json)
command -v node >/dev/null || { echo "there is no Node on PATH: install Node $least or newer"; exit 2; }
found=$(node --version) || { echo "node --version fails: install Node $least or newer"; exit 2; }
least_major=${least%%.*}
least_minor=${least#*.}
rest=${found#v}
major=${rest%%.*}
rest=${rest#*.}
minor=${rest%%.*}
[ "$major" -gt "$least_major" ] || { [ "$major" -eq "$least_major" ] && [ "$minor" -ge "$least_minor" ]; } || {
  echo "Node $found on PATH is too old: install Node $least or newer"
  exit 2
}
command -v npm >/dev/null || { echo "there is no npm on PATH: install it, it comes with Node"; exit 2; }
