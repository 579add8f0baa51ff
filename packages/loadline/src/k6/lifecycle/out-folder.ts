import type { Problem } from '../../core/text/problem';

/**
 * k6 only logs an error, and exits 0, when it cannot write to a folder. It has no call that looks for one, but `open` says
 * of a folder something else than of nothing. A relative path is the shell's, whose folder is in PWD.
 */
export function checkFolder(out: string, workingDirectory: string | undefined, problems: Problem[]): void {
  if (!out.startsWith('/') && !workingDirectory) return;
  try {
    open(out.startsWith('/') ? out : `${workingDirectory}/${out}`);
  } catch (error) {
    if (/directories/.test(String(error))) return;
    // An archive shows nothing but what is in it.
    if (/file does not exist/.test(String(error))) return;
  }
  problems.push({
    code: 'not-writable',
    where: 'OUT',
    message: `there is no folder "${out}": k6 cannot make one, so make it first`,
  });
}
