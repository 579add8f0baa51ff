import ts from 'typescript';
import { packageExports, Report } from './api-report.js';

const HEAD = `# Reference of the kit

What a project may import, module by module, from the docstrings of the code. \`make docs\` writes this file. [CONTRIBUTING.md](../CONTRIBUTING.md) shows how the parts go together,
[own-project.md](own-project.md) how a project begins.
`;

const OTHERS = 'Types that these are made of';

/**
 * Makes docs/kit.md from the docstrings of the package's exports.
 * @param {string} root folder of the repository
 * @throws {Error} when an export has no docstring
 */
export function kitPage(root) {
  const { program, entries, folder } = packageExports(root);
  const report = new Documented(program.getTypeChecker(), folder);
  const modules = entries.map(({ name, file }) => {
    const source = program.getSourceFile(file);
    if (!source) throw new Error(`${file} is not there`);
    return { name, sections: report.sectionsOf(source) };
  });
  const parts = [...modules, { name: OTHERS, sections: report.others() }];
  if (report.silent.length > 0)
    throw new Error(`exported without a docstring: ${report.silent.sort().join(', ')}`);
  const anchorOf = anchors();
  const index = modules.map(({ name, sections }) => {
    anchorOf(name);
    const names = sections.map((text) => /^### (\S+)/.exec(text)?.[1] ?? '');
    return `- \`${name}\`: ${names.map((one) => `[${one}](#${anchorOf(one)})`).join(', ')}`;
  });
  const texts = parts.map(({ name, sections }) => [`## ${name}`, ...sections].join('\n\n'));
  return `${[HEAD.trimEnd(), index.join('\n'), ...texts].join('\n\n')}\n`;
}

/**
 * Makes anchors of headings, in order, as Markdown does: a heading that differs only by case from an earlier one gets a
 * number.
 */
function anchors() {
  /** @type {Map<string, number>} */
  const seen = new Map();
  return (/** @type {string} */ heading) => {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^a-z0-9_ -]/g, '')
      .replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  };
}

/** Writes a section for each declaration: its docstring, and its type with the docstrings of the members. */
class Documented extends Report {
  /** @type {string[]} */
  silent = [];

  /** @override */
  printer = ts.createPrinter();

  /** @param {ts.SourceFile} file */
  sectionsOf(file) {
    const names = new Map(this.exported(file).map(({ name, symbol }) => [symbol, name]));
    for (const symbol of names.keys()) {
      this.told.add(symbol);
      this.mention(symbol);
      if (this.proseOf(symbol) === '') this.silent.push(symbol.name);
    }
    const sections = [...names].map(([symbol, name]) => this.textOf(symbol, name));
    return sections.sort((a, b) => a.localeCompare(b, 'en'));
  }

  /**
   * @override
   * @param {ts.Symbol} symbol
   * @param {string} [name] name under which the symbol is exported
   */
  textOf(symbol, name = symbol.name) {
    const prose = this.proseOf(symbol);
    const code = super.textOf(symbol).replaceAll(/^(?: {4})+/gm, (indent) => ' '.repeat(indent.length / 2));
    return [`### ${name}`, ...(prose === '' ? [] : [prose]), `\`\`\`ts\n${code}\n\`\`\``].join('\n\n');
  }

  /** @param {ts.Symbol} symbol */
  proseOf(symbol) {
    const says = plain(symbol.getDocumentationComment(this.checker));
    const tags = symbol.getJsDocTags(this.checker).map(({ name, text }) => [name, plain(text)]);
    const of = (/** @type {string} */ tag) =>
      tags.flatMap(([name, text = '']) => (name === tag ? [text] : []));
    const lines = [
      ...of('param').map((text) => `- \`${text.split(' ')[0]}\`: ${text.split(' ').slice(1).join(' ')}`),
      ...of('returns').map((text) => `- returns ${text}`),
      ...of('throws').map((text) => `- throws ${text.replace(/^(\w+) ?/, '`$1` ')}`),
    ];
    const examples = of('example').map((text) => `\`\`\`ts\n${text}\n\`\`\``);
    return [says, lines.join('\n'), ...examples].filter((text) => text !== '').join('\n\n');
  }
}

/** @param {readonly ts.SymbolDisplayPart[] | undefined} parts */
function plain(parts) {
  const text = ts.displayPartsToString([...(parts ?? [])]);
  return text
    .replaceAll(/\{@link ([^}]+)\}/g, '`$1`')
    .replaceAll(/([^\n])\n(?=[^\n-])/g, '$1 ')
    .trim();
}
