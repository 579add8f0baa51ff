import { afterEach, expect, it, vi } from 'vitest';
import { UserOutput, type UserOutputOptions } from './user-output';

/** What is written to the two streams of this process. */
function written(options: UserOutputOptions, use: (output: UserOutput) => void, env = {}) {
  for (const [name, value] of Object.entries({ GITHUB_ACTIONS: undefined, ...env })) vi.stubEnv(name, value);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      texts[name] += text;
      return true;
    });
  use(new UserOutput(options));
  vi.restoreAllMocks();
  return texts;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const all = (output: UserOutput) => {
  output.say('happens');
  output.tell('the end');
  output.json({ verdict: 'pass' });
};

it.each([
  [{}, 'happens\nthe end\n', ''],
  [{ amount: 'quiet' }, 'the end\n', ''],
  [{ json: true }, '{"verdict":"pass"}\n', 'happens\nthe end\n'],
  [{ json: true, amount: 'quiet' }, '{"verdict":"pass"}\n', 'the end\n'],
] as const)('%j', (options, stdout, stderr) => {
  expect(written(options, all)).toEqual({ stdout, stderr });
});

it('GitHub Actions gets commands, and no text of a server is one', () => {
  const github = { GITHUB_ACTIONS: 'true' };
  const use = (output: UserOutput) => {
    output.gitHub('error', 'failed 6%\n::stop', 'a: b, c');
    output.tell('  ::set-env name=a::b\nsome ##[error]text\na::b');
  };
  expect(written({}, use, github).stdout).toBe(
    '::error title=a%3A b%2C c::failed 6%25 ::stop\n  : :set-env name=a::b\nsome ## [error]text\na::b\n',
  );
  expect(written({}, (output) => output.gitHub('group', 'tables'))).toEqual({ stdout: '', stderr: '' });
});
