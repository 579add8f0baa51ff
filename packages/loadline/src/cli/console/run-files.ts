import { closeSync, constants, createReadStream, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runIdProblem } from '../../core/spec/run-id';
import { linkProblems } from '../../results/links';

/** Names of the files that a run writes. Other files of its folder are not sent. */
const OF_A_RUN =
  /^(report\.html|dashboard\.html|result\.json|run\.json|junit\.xml|prove\.json|capacity\.(json|md)|summary\.md|(stats|stats_history|failures)\.csv|samples-\d+\.csv\.gz|k6-\d+\.(json|log)|end-\d+\.json)$/;

/**
 * Policy of pages that a run wrote: scripts may run, but in an opaque origin that cannot send requests to the console.
 */
const PAGE_POLICY =
  "sandbox allow-scripts allow-downloads allow-modals; default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Sends a file that a run wrote. Symbolic links are not followed, and no other files are sent.
 * @param reports folder of all runs
 * @returns undefined when there is no such file
 */
export function runFile(reports: string, run: string, name: string): Response | undefined {
  if (runIdProblem(run) !== undefined || !OF_A_RUN.test(name)) return undefined;
  const folder = join(reports, run);
  if (linkProblems(folder, reports).length > 0) return undefined;
  const file = opened(join(folder, name));
  if (!file) return undefined;
  const isPage = name === 'report.html';
  return new Response(Readable.toWeb(createReadStream('', { fd: file.fd })) as unknown as BodyInit, {
    headers: {
      'content-type': isPage ? 'text/html; charset=utf-8' : 'application/octet-stream',
      'content-length': String(file.bytes),
      ...(isPage
        ? { 'content-security-policy': PAGE_POLICY }
        : { 'content-disposition': `attachment; filename="${name}"` }),
    },
  });
}

function opened(path: string): { fd: number; bytes: number } | undefined {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = fstatSync(fd);
    if (found.isFile()) return { fd, bytes: found.size };
    closeSync(fd);
  } catch {
    // The file does not exist, or it is a symbolic link.
  }
  return undefined;
}
