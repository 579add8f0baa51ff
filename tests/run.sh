#!/bin/sh
# All checks of the project, and a last line that counts: N passed, N failed.
set -u
cd "$(dirname "$0")/.."
results=test-results/vitest.json
mkdir -p test-results
rm -f "$results"

make lint || { echo "0 passed, 1 failed"; exit 1; }
echo "test: unit tests, then the bundle under the real k6"
npx --no-install vitest run --project unit --project k6 --reporter=default --reporter=json --outputFile.json="$results" "$@"
status=$?
node -e '
  const { numPassedTests, numFailedTests } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
  console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
' "$results" || echo "0 passed, 1 failed"
exit $status
