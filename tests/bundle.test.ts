import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runK6 } from './harness/k6-run';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const SHORT = { USERS: '30', DURATION: '3s' };

it('a copy of dist in another folder runs, started from a third folder', async () => {
  const service = await referenceService();
  const copy = await tempFolder();
  await cp(project('dist'), copy, { recursive: true });
  const cwd = await tempFolder();
  const variables = { ...variablesFor(service), ...SHORT };
  const end = await runK6({ variables, bundle: join(copy, 'vacancies.js'), cwd });
  expect(end.stderr).toBe(end.stderr.replaceAll('level=error', ''));
  expect(end.code).toBe(0);
});

it('contains no test data generators and no codecs: each virtual user would keep a copy', async () => {
  for (const file of ['vacancies.js', 'vacancies.control.js']) {
    const code = await readFile(project('dist', file), 'utf8');
    expect(code).not.toMatch(/faker|BinaryWriter|zod/i);
  }
});

it('virtual users do not load planning, set-up, clean-up and summary', async () => {
  const names = /class RunControl|class Env|function removeAll|function openSessions|function judge\(/g;
  const all = await readFile(project('dist/vacancies.control.js'), 'utf8');
  expect(all.match(names)).toHaveLength(5);
  expect(await readFile(project('dist/vacancies.js'), 'utf8')).not.toMatch(names);
});

it('contains only the descriptors of calls that the suite makes', async () => {
  const protoset = await readFile(project('dist/vacancies.protoset'), 'latin1');
  for (const name of ['CreateVacancy', 'GetVacancies', 'SignInUser']) expect(protoset).toContain(name);
  for (const name of ['SignUpUser', 'VerifyEmail', 'GetMe']) expect(protoset).not.toContain(name);
});

it('exports one object, without a getter for each of its members', async () => {
  const code = await readFile(project('dist/chater.js'), 'utf8');
  expect(code.match(/__webpack_require__\.d\(/g)).toHaveLength(1);
  expect(code).toContain('module.exports = __webpack_exports__["default"]');
});
