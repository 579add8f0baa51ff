import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** Modules that a project may import, with their sources. */
const EXPORTS = [
  { name: 'loadline', source: 'src/k6/index.ts', config: 'tsconfig.lib.json' },
  { name: 'loadline/grpc', source: 'src/k6/grpc/index.ts', config: 'tsconfig.lib.json' },
  { name: 'loadline/http', source: 'src/k6/http/index.ts', config: 'tsconfig.lib.json' },
  { name: 'loadline/testing', source: 'src/testing/index.ts', config: 'tsconfig.testing.json' },
  { name: 'loadline/webpack', source: 'webpack/index.js', config: 'tsconfig.webpack.json' },
];

const HEAD = `# What loadline exports

Everything that a project may import, and the types that this is made of: what changes here may break a project. This file is written by
\`make docs\` from the declarations that tsc makes, and \`make lint\` refuses an old one.
`;

/**
 * packages/loadline/api.md, from the sources.
 * @param {string} root folder of the repository
 */
export function apiReport(root) {
  const { program, entries, folder } = packageExports(root);
  const report = new Report(program.getTypeChecker(), folder);
  const parts = entries.map(({ name, file }) => {
    const source = program.getSourceFile(file);
    if (!source) throw new Error(`${file} is not there`);
    return `## ${name}\n\n${block(report.exportsOf(source))}`;
  });
  return [HEAD, ...parts, `## Types that these are made of\n\n${block(report.others())}`].join('\n');
}

/** @type {{ root: string, exports: PackageExports } | undefined} */
let known;

/**
 * @typedef {object} PackageExports
 * @property {ts.Program} program contains declarations instead of the sources
 * @property {readonly { name: string, file: string }[]} entries modules that a project may import
 * @property {string} folder folder of the package
 */

/**
 * The declarations of the package's exports. They are made only once per process.
 * @param {string} root folder of the repository
 * @returns {PackageExports}
 */
export function packageExports(root) {
  if (known?.root !== root) known = { root, exports: declaredExports(root) };
  return known.exports;
}

/**
 * @param {string} root
 * @returns {PackageExports}
 */
function declaredExports(root) {
  const folder = join(root, 'packages/loadline');
  const declarations = new Map(configs().flatMap((config) => declarationsOf(folder, config)));
  const entries = EXPORTS.map((entry) => ({ ...entry, file: join(folder, toDeclaration(entry.source)) }));
  const program = programOf(
    declarations,
    entries.map(({ file }) => file),
    join(folder, 'tsconfig.lib.json'),
  );
  return { program, entries, folder };
}

/** Private members, which no project can use. */
const PRIVATE_MEMBER = /(^ +\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n)?^ +private .*;\n/gm;

const configs = () => [...new Set(EXPORTS.map(({ config }) => config))];

/** @param {string} source */
const toDeclaration = (source) => source.replace(/\.[jt]s$/, '.d.ts');

/** @param {readonly string[]} texts */
const block = (texts) => `\`\`\`ts\n${texts.join('\n\n')}\n\`\`\`\n`;

/**
 * Declarations that tsc generates for a part of the package, by paths beside the sources. It writes no files.
 * @param {string} folder
 * @param {string} config
 * @returns {[string, string][]}
 */
function declarationsOf(folder, config) {
  const { options, fileNames } = parsed(join(folder, config));
  const { rootDir = folder, outDir = folder } = options;
  const program = ts.createProgram(fileNames, { ...options, emitDeclarationOnly: true });
  /** @type {[string, string][]} */
  const files = [];
  program.emit(undefined, (file, text) => files.push([join(rootDir, relative(outDir, file)), text]));
  if (files.length === 0) throw new Error(`${config} makes no declarations`);
  return files;
}

/** @param {string} path */
function parsed(path) {
  const { config, error } = ts.readConfigFile(path, ts.sys.readFile);
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  return ts.parseJsonConfigFileContent(config, ts.sys, dirname(path));
}

/**
 * @param {ReadonlyMap<string, string>} declarations these are read instead of files
 * @param {string[]} entries
 * @param {string} config
 */
function programOf(declarations, entries, config) {
  const { options } = parsed(config);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  // The declarations replace the sources in the same folder.
  const isSource = (/** @type {string} */ file) =>
    declarations.has(toDeclaration(file)) && !file.endsWith('.d.ts');
  host.readFile = (file) => declarations.get(file) ?? readFile(file);
  host.fileExists = (file) => declarations.has(file) || (!isSource(file) && fileExists(file));
  host.getSourceFile = (file, version) => {
    const text = host.readFile(file);
    return text === undefined ? undefined : ts.createSourceFile(file, text, version, true);
  };
  return ts.createProgram(entries, options, host);
}

/** Collects declarations as texts: first the exported ones, then those that they mention. */
export class Report {
  /**
   * @param {ts.TypeChecker} checker
   * @param {string} folder folder of the package; declarations elsewhere belong to other packages
   */
  constructor(checker, folder) {
    this.checker = checker;
    this.folder = folder;
    this.printer = ts.createPrinter({ removeComments: true });
    /** @type {Set<ts.Symbol>} */
    this.told = new Set();
    /** @type {Set<ts.Symbol>} */
    this.mentioned = new Set();
  }

  /** @param {ts.SourceFile} file */
  exportsOf(file) {
    const exported = this.exported(file);
    for (const { symbol } of exported) this.told.add(symbol);
    const renamed = exported.filter(({ name, symbol }) => name !== symbol.name);
    const names = renamed.map(({ name, symbol }) => `export { ${symbol.name} as ${name} };`);
    return [...this.texts(exported.map(({ symbol }) => symbol)), ...names.sort()];
  }

  /**
   * The exports of a module with their names.
   * @param {ts.SourceFile} file
   */
  exported(file) {
    const module = this.checker.getSymbolAtLocation(file);
    if (!module) throw new Error(`${file.fileName} exports nothing`);
    return this.checker
      .getExportsOfModule(module)
      .map((symbol) => ({ name: symbol.name, symbol: this.resolved(symbol) }));
  }

  /** Declarations that are mentioned but not exported, and those that they mention. */
  others() {
    for (let size = -1; size !== this.mentioned.size; ) {
      size = this.mentioned.size;
      for (const symbol of [...this.mentioned]) this.mention(symbol);
    }
    return this.texts([...this.mentioned].filter((symbol) => !this.told.has(symbol)));
  }

  /** @param {readonly ts.Symbol[]} symbols */
  texts(symbols) {
    for (const symbol of symbols) this.mention(symbol);
    return symbols.map((symbol) => this.textOf(symbol)).sort();
  }

  /** @param {ts.Symbol} symbol */
  textOf(symbol) {
    const texts = (symbol.declarations ?? []).map((node) => {
      const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
      const text = this.printer.printNode(ts.EmitHint.Unspecified, statement, node.getSourceFile());
      return text
        .replace(/^(\/\*\*[\s\S]*?\*\/\s*)*(export )?(default )?(declare )?/, '')
        .replace(PRIVATE_MEMBER, '');
    });
    return texts.join('\n');
  }

  /** @param {ts.Symbol} symbol */
  mention(symbol) {
    const visit = (/** @type {ts.Node} */ node) => {
      if (ts.isIdentifier(node)) this.note(this.checker.getSymbolAtLocation(node));
      ts.forEachChild(node, visit);
    };
    for (const declaration of symbol.declarations ?? []) visit(declaration);
  }

  /** @param {ts.Symbol | undefined} found */
  note(found) {
    if (!found) return;
    const symbol = this.resolved(found);
    const isOwn = symbol.declarations?.some(
      (node) => isTopLevel(node) && node.getSourceFile().fileName.startsWith(`${this.folder}/`),
    );
    if (isOwn) this.mentioned.add(symbol);
  }

  /** @param {ts.Symbol} symbol */
  resolved(symbol) {
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }
}

/** @param {ts.Node} node */
function isTopLevel(node) {
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return ts.isStatement(statement) && ts.isSourceFile(statement.parent);
}
