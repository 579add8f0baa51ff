import { PROBLEM_KINDS } from '../../packages/loadline/src/core/text/problem-codes';

const HEAD = `# Errors

Every error of a user ends with a code in brackets. The message says what is wrong, where, and what to write instead; this page says what each
code means. The same is printed by \`loadline help errors\`. The page is written by \`make docs\`. For verdicts see [troubleshooting](troubleshooting.md).

| code | meaning | what to do |
|---|---|---|
`;

/** Text of docs/errors.md. */
export function errorsPage(): string {
  const rows = Object.entries(PROBLEM_KINDS).map(
    ([code, { means, cure }]) => `| \`${code}\` | ${sentence(means)} | ${sentence(cure)} |`,
  );
  return `${HEAD}${rows.join('\n')}\n`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
