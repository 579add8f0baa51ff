import { describe, expect, it } from 'vitest';
import { DEMO_ACCOUNTS } from '../services/src/vacancies/demo-accounts';
import { runK6 } from './harness/k6-run';
import { referenceService } from './harness/reference-service';
import { standInServer } from './harness/stand-in-server';
import { variablesFor } from './harness/variables';

describe('exit code 107, and no load', () => {
  it('wrong password: the error has the account and the message of the server, never the password', async () => {
    const service = await referenceService();
    const variables = { ...variablesFor(service), USER_2_PASSWORD: 'not-the-real-one' };
    const end = await runK6({ variables });
    expect(end.code).toBe(107);
    expect(end.stderr).toContain('account 2 (USER_2_EMAIL)');
    expect(end.stderr).toContain('invalid email or password');
    expect(end.output).not.toContain('not-the-real-one');
    expect(Object.keys(service.stats().calls)).toEqual(['pb.AuthService/SignInUser']);
  });

  it('sign-in answered OK, but its status is not success', async () => {
    const server = await standInServer('pending verification');
    const end = await runK6({ variables: variablesFor(server, DEMO_ACCOUNTS.slice(0, 1)) });
    expect(end.code).toBe(107);
    expect(end.stderr).toContain('account 1 (USER_1_EMAIL)');
    expect(end.stderr).toContain('pending verification');
    expect(server.authorizations).toEqual([]);
  });

  it('missing variable: the error names it, and the server sees no call', async () => {
    const service = await referenceService();
    const { USER_1_PASSWORD: _, ...variables } = variablesFor(service);
    const end = await runK6({ variables });
    expect(end.code).toBe(107);
    expect(end.stderr).toContain('USER_1_PASSWORD');
    expect(service.stats().calls).toEqual({});
  });

  it('several wrong variables: all are reported together, and the server sees no call', async () => {
    const service = await referenceService();
    const { USER_2_EMAIL: _, USER_2_PASSWORD: __, ...accounts } = variablesFor(service);
    const wrong = { SERVICE_PORT: '99999', USERS: '0', DURATION: '20', TLS: 'yes', MAX_SESSIONS: 'all' };
    const end = await runK6({ variables: { ...accounts, ...wrong } });
    expect(end.code).toBe(107);
    const problems = [
      'SERVICE_PORT: is \\"99999\\": write a whole number from 1 to 65535',
      'USERS: is \\"0\\"',
      'DURATION: \\"20\\" has no unit: write 20s or 20ms',
      'TLS: is \\"yes\\"',
      'MAX_SESSIONS: is \\"all\\"',
      'USER_2_EMAIL: is not set',
      'USER_2_PASSWORD: is not set',
    ];
    for (const problem of problems) expect(end.stderr).toContain(problem);
    expect(end.stderr).toContain(`${problems.length} problems`);
    expect(end.stderr).not.toContain('USER_1_');
    expect(service.stats().calls).toEqual({});
  });

  it('unknown PROFILE: the error has the nearest name and all valid names', async () => {
    const service = await referenceService();
    const end = await runK6({ variables: { ...variablesFor(service), PROFILE: 'smok' } });
    expect(end.code).toBe(107);
    expect(end.stderr).toContain('did you mean \\"smoke\\"?');
    expect(end.stderr).toMatch(/valid: .*load.*smoke/);
    expect(service.stats().calls).toEqual({});
  });

  it('OUT is not a folder: reported before the run, because k6 would only log it after', async () => {
    const service = await referenceService();
    const variables = { ...variablesFor(service), DURATION: '1s', OUT: '/nowhere/at/all' };
    const end = await runK6({ variables });
    expect(end.code).toBe(107);
    expect(end.stderr).toContain('OUT: there is no folder \\"/nowhere/at/all\\"');
    expect(service.stats().calls).toEqual({});
  });
});
