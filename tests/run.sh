#!/bin/sh
# Runs tests and ends with a line that counts them: N passed, N failed.
#   tests/run.sh NAME PROJECT...   those projects of vitest.config.ts; NAME is that of their results in test-results
# With LINT=1, after format, lint and types, which count as one failure when they fail.
set -u
cd "$(dirname "$0")/.." || exit
results=test-results/$1.json
shift
mkdir -p test-results
rm -f "$results"

# The one thing that vite would say, once for each project: the configuration is TypeScript of this project.
export VITE_CONFIG_NATIVE_IGNORE_WARNING=true

status=0
if [ "${LINT:-0}" = 1 ]; then make lint || status=1; fi
if [ $status -eq 0 ]; then
  # shellcheck disable=SC2046 # one word for each project
  npx --no-install vitest run $(printf ' --project %s' "$@") \
    --reporter=./tests/reporter.ts --reporter=json --outputFile.json="$results" || status=$?
fi
node tests/count.js "$results"
exit $status
