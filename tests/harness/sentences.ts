/** Splits a Markdown document into sentences, each on one line. A table row counts as a sentence; headings do not. */
export function sentencesOf(document: string): string[] {
  const lines = document.split('\n').filter((line) => !line.startsWith('#'));
  const isRow = (line = '') => line.startsWith('|');
  // The first two lines of a table are its header.
  const rows = lines.filter((line, at) => isRow(line) && isRow(lines[at - 1]) && isRow(lines[at - 2]));
  const text = lines.filter((line) => !isRow(line)).join('\n');
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => paragraph.replace(/\s+/g, ' ').trim());
  const sentences = paragraphs.flatMap((paragraph) => paragraph.split(/(?<=\.) (?=[A-Z`-])/));
  return [...sentences, ...rows].filter((sentence) => sentence !== '');
}
