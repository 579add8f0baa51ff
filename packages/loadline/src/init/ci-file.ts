import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { ProjectFile, ProjectSource } from './project-files';
import { neededVariables } from './suite-code';

/**
 * Path of a project within its git repository, with slashes. Empty when it is the root of the repository, or in none.
 * @param project absolute path
 */
export function pathInRepository(project: string, folder = project): string {
  if (existsSync(join(folder, '.git'))) return relative(folder, project).replaceAll(sep, '/');
  const above = dirname(folder);
  return above === folder ? '' : pathInRepository(project, above);
}

/**
 * The file that makes CI run the suite. GitHub and GitLab read it at the root of the repository only.
 * @param below path of the project within the repository; empty when it is the root
 */
export function ciFile(source: ProjectSource, below: string): ProjectFile[] {
  const { ci, name } = source;
  if (ci === 'none') return [];
  const [path, text] = ci === 'gitlab' ? gitLab(source, below) : gitHub(source, below);
  const up = below === '' ? '' : '../'.repeat(below.split('/').length);
  const cd = below === '' ? '' : `cd ${below} && `;
  const lacks = (old: string) =>
    old.includes(`${name}-load`)
      ? undefined
      : `does not run the suite: add ${cd}npx loadline run ${name}-load`;
  return [{ path: `${up}${path}`, text: text.map((line) => `${line}\n`).join(''), lacks }];
}

function commands({ name }: ProjectSource): string[] {
  return [
    'npm ci --ignore-scripts',
    'npx loadline k6 install',
    'npx loadline build',
    `npx loadline run ${name}-load --junit reports/load.xml`,
  ];
}

function gitLab(source: ProjectSource, below: string): [path: string, lines: string[]] {
  const reports = below === '' ? 'reports' : `${below}/reports`;
  const script = [
    // The image has Go, from which k6 is built, and no Node.
    'apt-get update && apt-get install --yes --no-install-recommends nodejs npm',
    ...(below === '' ? [] : [`cd ${quotedInYaml(below)}`]),
    ...commands(source),
  ];
  return [
    '.gitlab-ci.yml',
    [
      'load:',
      '  image: golang:1.25-trixie',
      '  script:',
      ...script.map((line) => `    - ${line}`),
      '  artifacts:',
      '    when: always',
      `    paths: ['${reports}/']`,
      `    reports: { junit: '${reports}/load.xml' }`,
    ],
  ];
}

function gitHub(source: ProjectSource, below: string): [path: string, lines: string[]] {
  const variables = neededVariables(source).map((one) => `${one}: '\${{ secrets.${one} }}'`);
  const secrets = variables.length > 0 ? [`        env: { ${variables.join(', ')} }`] : [];
  const folder = below === '' ? [] : [`    defaults: { run: { working-directory: ${quotedInYaml(below)} } }`];
  const reports = below === '' ? 'reports/' : quotedInYaml(`${below}/reports/`);
  return [
    '.github/workflows/load.yml',
    [
      'name: load',
      'on: [pull_request]',
      'jobs:',
      '  load:',
      '    runs-on: ubuntu-latest',
      ...folder,
      '    steps:',
      '      - uses: actions/checkout@v5',
      '      - uses: actions/setup-node@v5',
      '        with: { node-version: 24 }',
      '      - uses: actions/setup-go@v6',
      "        with: { go-version: '1.25' }",
      '      # Start the service here, or name another environment: its address is in plans/environments/.',
      ...commands(source).map((line) => `      - run: ${line}`),
      ...secrets,
      '      - uses: actions/upload-artifact@v5',
      '        if: always()',
      `        with: { name: load, path: ${reports} }`,
    ],
  ];
}

/** A path as a YAML text: one with a space or a colon would be something else. */
function quotedInYaml(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : JSON.stringify(path);
}
