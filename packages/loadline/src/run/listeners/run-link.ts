import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Address of a run's report: the CI job that made it, otherwise the file on this machine.
 * @param folder folder of the run
 */
export function runLink(folder: string, env: NodeJS.ProcessEnv = process.env): string {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, CI_JOB_URL, BUILD_URL } = env;
  if (GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID)
    return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
  return CI_JOB_URL || BUILD_URL || pathToFileURL(join(folder, 'report.html')).href;
}
