import { XMLBuilder } from 'fast-xml-parser';

/** A test case of a JUnit file. */
export interface TestCase {
  readonly name: string;
  readonly failure?: { readonly type: string; readonly message: string };
  /** Why the test case was skipped. */
  readonly skipped?: string;
  readonly output: string;
  /** In seconds. Default: 0. */
  readonly time?: string;
}

const FORMAT = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressEmptyNode: true,
  // The library would not escape line feeds in attributes, and XML readers turn those into blanks.
  processEntities: false,
  tagValueProcessor: (_name: string, value: unknown) => escapeXml(String(value)),
  attributeValueProcessor: (_name: string, value: unknown) =>
    escapeXml(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;'),
};

/** Escapes text for XML, and replaces characters that XML 1.0 does not allow. */
function escapeXml(text: string): string {
  return text
    .replace(UNWRITABLE, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\r', '&#13;');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** Writes a document of elements and attributes as XML. */
export function xmlText(document: object): string {
  return new XMLBuilder(FORMAT).build({
    '?xml': attributes({ version: '1.0', encoding: 'UTF-8' }),
    ...document,
  });
}

/** The element of a test case. */
export function testCase(
  classname: string,
  { name, failure, skipped, output, time = '0' }: TestCase,
): object {
  return {
    ...attributes({ classname, name, time }),
    ...(failure && { failure: { ...attributes(failure), '#text': failure.message } }),
    ...(skipped !== undefined && { skipped: attributes({ message: skipped }) }),
    ...(output !== '' && { 'system-out': output }),
  };
}

/** Attributes with the number of tests, failures and skipped tests. */
export function counts(tests: readonly TestCase[]): Record<string, string> {
  const number = (isCounted: (test: TestCase) => boolean) => String(tests.filter(isCounted).length);
  return {
    tests: String(tests.length),
    failures: number(({ failure }) => failure !== undefined),
    errors: '0',
    skipped: number(({ skipped }) => skipped !== undefined),
  };
}

/** Attributes in the format of the XML builder. */
export function attributes(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`@${name}`, value]));
}
