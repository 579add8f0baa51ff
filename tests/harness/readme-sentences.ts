/**
 * The sentences of a section of the README, its table rows among them, each on one line.
 * @param heading without the signs before it
 */
export function sentencesOf(readme: string, heading: string): string[] {
  const start = readme.indexOf(`\n## ${heading}\n`);
  if (start === -1) throw new Error(`README.md has no section "${heading}"`);
  const [, ...lines] = (readme.slice(start + 1).split(/\n## /, 1)[0] ?? '').split('\n');
  const rows = lines.filter((line) => line.startsWith('|')).slice(2);
  const text = lines.filter((line) => !line.startsWith('|')).join('\n');
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => paragraph.replace(/\s+/g, ' ').trim());
  const sentences = paragraphs.flatMap((paragraph) => paragraph.split(/(?<=\.(?:\*\*)?) (?=[A-Z`-])/));
  return [...sentences, ...rows].filter((sentence) => sentence !== '' && !/^\*\*[^*]+\*\*$/.test(sentence));
}
