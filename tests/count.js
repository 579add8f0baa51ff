// The last line of the test commands: how many tests of some vitest results, together, passed and failed.
//   node tests/count.js FILE...
import { existsSync, readFileSync } from 'node:fs';

let passed = 0;
let failed = 0;
for (const file of process.argv.slice(2)) {
  // Nothing was tested, or a file of tests could not even be loaded: no test failed, and nothing is well.
  const { numPassedTests, numFailedTests, success } = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { numPassedTests: 0, numFailedTests: 0, success: false };
  passed += numPassedTests;
  failed += success ? 0 : Math.max(1, numFailedTests);
}
console.log(`${passed} passed, ${failed} failed`);
