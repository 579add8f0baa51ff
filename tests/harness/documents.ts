import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { project } from './project';

/** A command in a document. */
export interface Command {
  readonly text: string;
  /** Expected exit code: 0, or the number in the comment after the command, such as `# exit 99`. */
  readonly code: number;
}

/** README and all files of `docs/` that are not generated. */
export const DOCUMENTS = [
  'README.md',
  ...readdirSync(project('docs'))
    .filter((file) => file.endsWith('.md') && !['cli.md', 'kit.md'].includes(file))
    .map((file) => `docs/${file}`),
];

/** Reads a document. */
export function documentText(file: string): string {
  return readFileSync(project(file), 'utf8');
}

/** Finds the fenced code blocks of one language. */
export function fencedBlocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, found, block = '']) =>
    found === language ? [block] : [],
  );
}

/** Reads the commands of each `sh` block of a document, in their order. */
export function commandBlocks(file: string): Command[][] {
  return fencedBlocks(documentText(file), 'sh').map((block) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .split('\n')
      .filter((line) => line.trim() !== '' && !line.startsWith('#'))
      .map((line) => {
        const [, text = line, comment = ''] = /^(.*?)(?:\s+#\s(.*))?$/.exec(line) ?? [];
        return { text, code: Number(/^exit (\d+)/.exec(comment)?.[1] ?? 0) };
      }),
  );
}

/** Commands that this test does not run, with the test that runs them or the reason. */
export const NOT_RUN: readonly (readonly [command: RegExp, reason: string])[] = [
  [/^make test/, 'it runs all tests, this one among them'],
  [/^bin\/k6 cloud run/, 'it needs Grafana Cloud; tests/archive.test.ts looks at what it would upload'],
  [
    /^(loadline cloud|export (K6_CLOUD|LOCATION))/,
    'tests/cloud.test.ts and tests/cloud-here.test.ts run it against a stand-in for the cloud',
  ],
  [/^npx /, 'it needs a project with the packed package; tests/package.test.ts runs it in one'],
  [/^(loadline |kubectl |export LOADLINE_COLLECTOR)/, 'tests/k8s and tests/collect.test.ts run it'],
  [/^(buildah|podman|docker|mkdir -p (reports|bin) &&)/, 'tests/container runs it'],
  [/--repeat 8|thresholds suggest/, 'it needs eight runs; thresholds.test.ts of the command simulates them'],
  [/loadline capacity/, 'it takes minutes; tests/capacity.test.ts runs it with smaller limits'],
  [/loadline prove/, 'it takes two minutes; tests/prove.test.ts runs it with a smaller load'],
  [/^make setup$/, 'these tests run after it'],
  [/plan .*--instances 5/, 'four users are too few for five; tests/plan.test.ts plans it'],
  [/--instance \d|from-a\//, 'it needs two machines; tests/results.test.ts merges their folders'],
];

/** Reason why a command is not run; undefined when it is run. */
export function whyNotRun({ text }: Command): string | undefined {
  return NOT_RUN.find(([command]) => command.test(text))?.[1];
}

/** The services that a document's commands call. */
export interface Addresses {
  readonly vacancies: { readonly port: number };
  readonly requests: { readonly address: string };
  /** Address of the control port of the service that a document has started. */
  readonly control?: string | undefined;
}

/**
 * Changes a command for the test. It keeps its options, with four users for two seconds, free ports, and the test's
 * reference services instead of the hosts of the examples. `fractal` has no rate limit, because the command would take
 * minutes with it. A target of make becomes the command that make would run.
 */
export function adapted(text: string, { vacancies, requests, control = '' }: Addresses): string {
  const rules: readonly (readonly [RegExp, string])[] = [
    [/(--duration |\bDURATION=)\w+/g, '$12s'],
    [/(--users |--spawn-rate |\bUSERS=|\bSPAWN_RATE=)\d+/g, '$14'],
    [/^(bin\/loadline demo.*)$/, '$1 --users 4 --duration 2s'],
    [/ --rate-limit \d+/, ''],
    [/^(bin\/loadline serve fractal.*)$/, '$1 --host-port 0 --ca-file ca.pem --rate-limit 0'],
    [/ --control-port \d+/, ''],
    [/^(bin\/loadline serve.*)$/, '$1 --port 0'],
    [/127\.0\.0\.1:8001/, control],
    // Plain k6 scripts set their duration themselves.
    [/bin\/k6 run docs\//, 'K6_DURATION=2s bin/k6 run docs/'],
    [/127\.0\.0\.1:8000/, requests.address],
    [/SERVICE_PORT=443/g, `SERVICE_PORT=${vacancies.port}`],
    [/vacancies\.example\.com/g, '127.0.0.1'],
    [/TLS=1/g, 'TLS=0'],
    [/load1@example\.com USER_1_PASSWORD=…/, 'user1@example.com USER_1_PASSWORD=password-1'],
  ];
  return rules.reduce((command, [from, to]) => command.replace(from, to), ofMake(text));
}

function ofMake(text: string): string {
  if (!text.startsWith('make ')) return text;
  const [, ...words] = text.split(' ');
  const lines = execFileSync('make', ['--dry-run', ...words], { cwd: project(), encoding: 'utf8' });
  return lines.trimEnd().split('\n').at(-1) ?? '';
}
