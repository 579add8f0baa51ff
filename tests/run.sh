#!/bin/sh
# Runs tests and ends with a line that counts them: N passed, N failed.
#   tests/run.sh NAME PROJECT...   those projects of vitest.config.ts; NAME is that of their results in test-results
# With LINT=1, after format, lint and types, which count as one failure when they fail.
set -u
cd "$(dirname "$0")/.."
results=test-results/$1.json
shift
mkdir -p test-results
rm -f "$results"

status=0
if [ "${LINT:-0}" = 1 ]; then make lint || status=1; fi
if [ $status -eq 0 ]; then
  # shellcheck disable=SC2046 # one word for each project
  npx --no-install vitest run $(printf ' --project %s' "$@") \
    --reporter=default --reporter=json --outputFile.json="$results" || status=$?
fi
node tests/count.js "$results"
exit $status
