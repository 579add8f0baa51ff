import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const ACCOUNTS = [1, 2].map((n) => ({
  email: `keeper${n}@example.com`,
  password: `hush-${n}-cGFzc3dvcmQ`,
  name: `Keeper ${n}`,
  verified: true,
}));
/** How a JWT begins: `{"` in base64. */
const TOKEN = /eyJ[\w-]{8,}/;

it('neither tokens nor passwords stand in any output of a run', async () => {
  const service = await referenceService({ accounts: ACCOUNTS, failShare: 0.2 });
  const folder = await tempFolder();
  const exported = join(folder, 'summary.json');
  const variables = { ...variablesFor(service, ACCOUNTS), USERS: '30', DURATION: '3s' };
  const { output, resultText } = await runK6({ variables, args: ['--summary-export', exported] });

  const texts = { output, resultText, exported: await readFile(exported, 'utf8') };
  for (const [place, text] of Object.entries(texts)) {
    expect(text, place).toContain('CreateVacancy');
    expect(text, place).not.toMatch(TOKEN);
    for (const { password } of ACCOUNTS) expect(text, place).not.toContain(password);
  }
});

it('nor in what DEBUG=1 prints of requests and replies', async () => {
  const service = await referenceService({ accounts: ACCOUNTS, seedRecords: 3 });
  const variables = { ...variablesFor(service, ACCOUNTS), DEBUG: '1' };
  const { output } = await runK6({ variables });
  expect(output).toContain('→ pb.VacancyService/CreateVacancy');
  expect(output).toContain('→ pb.AuthService/SignInUser');
  expect(output).not.toMatch(TOKEN);
  for (const { password } of ACCOUNTS) expect(output).not.toContain(password);
});
