/** Requests of the action to GitHub's API. The address comes from GITHUB_API_URL. */

/** @typedef {{ api: string, repository: string, token: string }} Access */

/** Longest comment that GitHub accepts, in characters. */
export const LONGEST_COMMENT = 65_536;

const TIMEOUT_MS = 30_000;
const PAGE = 100;
/** Number of pages that are searched. A pull request with more comments gets a new comment. */
const MOST_PAGES = 30;

/**
 * Sends a request to GitHub's API.
 * @param {Access} access
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
async function ask({ api, repository, token }, method, path, body) {
  const response = await fetch(`${api}/repos/${repository}${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'loadline',
      'x-github-api-version': '2022-11-28',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.ok) return response.json();
  /** @type {any} */
  const answer = await response.json().catch(() => ({}));
  const { message } = answer;
  throw new Error(
    `${method} ${path} was answered with ${response.status}${message ? `, ${message}` : ''}${hint(response.status, path)}`,
  );
}

/** @param {number} status @param {string} path */
function hint(status, path) {
  if (status !== 403 && status !== 404) return '';
  if (path.startsWith('/actions')) return ': the job needs the permission actions: read';
  return ': the job needs the permission pull-requests: write, which a pull request from a fork never has';
}

/**
 * Writes the single comment of a test on a pull request. A comment that begins with the marker is edited, otherwise a new one
 * is created.
 * @param {Access} access
 * @param {number} pullRequest
 * @param {string} marker
 * @param {string} body begins with the marker
 * @returns {Promise<'made' | 'edited'>}
 */
export async function putComment(access, pullRequest, marker, body) {
  for (let page = 1; page <= MOST_PAGES; page++) {
    /** @type {{ id: number, body?: string }[]} */
    const comments = await ask(
      access,
      'GET',
      `/issues/${pullRequest}/comments?per_page=${PAGE}&page=${page}`,
    );
    const own = comments.find((comment) => comment.body?.startsWith(marker));
    if (own) {
      await ask(access, 'PATCH', `/issues/comments/${own.id}`, { body });
      return 'edited';
    }
    if (comments.length < PAGE) break;
  }
  await ask(access, 'POST', `/issues/${pullRequest}/comments`, { body });
  return 'made';
}

/**
 * Finds the newest workflow run on a branch with an artifact of this name. Runs of forks do not count: anybody could create one.
 * @param {Access} access
 * @param {string} name
 * @param {string} branch
 * @returns {Promise<number | undefined>} id of the run
 */
export async function findArtifact(access, name, branch) {
  const { artifacts } = await ask(
    access,
    'GET',
    `/actions/artifacts?name=${encodeURIComponent(name)}&per_page=${PAGE}`,
  );
  /** @type {{ name: string, expired: boolean, created_at: string, workflow_run?: { id: number, head_branch: string, repository_id: number, head_repository_id: number } }[]} */
  const found = artifacts;
  const [newest] = found
    .filter(
      (artifact) =>
        artifact.name === name &&
        !artifact.expired &&
        artifact.workflow_run?.head_branch === branch &&
        artifact.workflow_run.head_repository_id === artifact.workflow_run.repository_id,
    )
    .sort((a, b) => b.created_at.localeCompare(a.created_at));
  return newest?.workflow_run?.id;
}
