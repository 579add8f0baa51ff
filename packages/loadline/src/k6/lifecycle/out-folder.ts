import type { Problem } from '../../core/text/problem';

/**
 * Checks that the folder for files exists. k6 only logs an error, and exits 0, when it cannot write to a folder. It has no
 * call to check for one, but the error of `open` differs between a folder and a missing file. A relative path is relative to
 * the shell's folder, which is in PWD.
 */
export function checkFolder(out: string, workingDirectory: string | undefined, problems: Problem[]): void {
  if (!out.startsWith('/') && !workingDirectory) return;
  try {
    open(out.startsWith('/') ? out : `${workingDirectory}/${out}`);
  } catch (error) {
    if (/directories/.test(String(error))) return;
    // In an archive, only its own files can be opened.
    if (/file does not exist/.test(String(error))) return;
  }
  problems.push({
    code: 'not-writable',
    where: 'OUT',
    message: `there is no folder "${out}": k6 cannot make one, so make it first`,
  });
}
