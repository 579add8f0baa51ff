import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const LICENCE_FILE = /^(licence|license|copying|notice)(\.(md|txt))?$/i;
const APACHE = /^\s*Apache License\s+Version 2\.0, January 2004/;
const APACHE_TEXT = 'Apache License, Version 2.0: its text is that of LICENSE.';
const HEAD = `# Third-party licences

What \`make build\` bundles into \`dist/\` and into the reports, apart from loadline itself. This file is written by \`make docs\` from what webpack has
bundled. k6 is not part of it: it is licensed under AGPL-3.0 and runs as a program of its own.
`;

/**
 * Text of THIRD-PARTY.md, from the lists of packages of the last build.
 * @param {string} root folder of the project
 * @returns undefined when nothing is built
 */
export function thirdParty(root) {
  const folder = join(root, '.make/packages');
  if (!existsSync(folder)) return undefined;
  /** @type {Map<string, Set<string>>} */
  const partsByPackage = new Map();
  for (const file of readdirSync(folder)) {
    const part = ['cli', 'client'].includes(basename(file, '.json'))
      ? 'command line and reports'
      : 'k6 scripts';
    for (const name of JSON.parse(readFileSync(join(folder, file), 'utf8'))) {
      partsByPackage.set(name, (partsByPackage.get(name) ?? new Set()).add(part));
    }
  }
  // webpack's runtime is in every bundle.
  partsByPackage.set('webpack', new Set(['command line and reports', 'k6 scripts']));
  const packages = [...partsByPackage]
    .sort()
    .map(([name, parts]) => ({ ...read(root, name), parts: [...parts].sort() }));
  return [
    HEAD,
    '| package | version | licence | part of |\n|---|---|---|---|',
    ...packages.map(
      ({ name, version, licence, parts }) =>
        `| \`${name}\` | ${version} | ${licence} | ${parts.join(', ')} |`,
    ),
    ...packages.map(({ name, text }) => `\n## ${name}\n\n\`\`\`text\n${text}\n\`\`\``),
    '',
  ].join('\n');
}

/**
 * @param {string} root
 * @param {string} name
 */
function read(root, name) {
  const folder = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${name} does not name its licence in package.json`);
  const files = readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file))
    .sort();
  const texts = files.map((file) =>
    readFileSync(join(folder, file), 'utf8')
      .replaceAll('\r\n', '\n')
      .replace(/[ \t]+$/gm, '')
      .trim(),
  );
  const own = texts.map((text) => (APACHE.test(text) ? APACHE_TEXT : text));
  const text = own.join('\n\n') || `The package contains no licence text; its package.json says ${license}.`;
  return { name, version, licence: license, text };
}
