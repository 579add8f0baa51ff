import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../core/text/problem';
import { checkPlans, readPlans } from '../plans/read-plans';

const OWN_FOLDER = 'give the load tests a folder of their own: mkdir load && cd load';

/**
 * Finds why a project cannot be written into a folder: files of another program are there that loadline would need for
 * itself.
 */
export function folderProblems(folder: string): Problem[] {
  return [
    ...packageProblems(folder),
    ...webpackProblems(folder),
    ...compilerProblems(folder),
    ...planProblems(folder),
  ];
}

/** Problems of the plan files that the tests and the address of a new suite are added to. */
function planProblems(folder: string): Problem[] {
  return checkPlans(readPlans(join(folder, 'plans'))).problems.filter(
    ({ code, where }) =>
      code !== 'plan-file-missing' && /^plans\/(registry|environments\/local)\.ya?ml\b/.test(where),
  );
}

function packageProblems(folder: string): Problem[] {
  const problem = (message: string): Problem[] => [
    { code: 'project-folder', where: 'package.json', message },
  ];
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return [];
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return problem(`is no JSON: ${(error as Error).message}: correct it, or ${OWN_FOLDER}`);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    return problem(`is no JSON object: correct it, or ${OWN_FOLDER}`);
  const { type } = content as { readonly type?: unknown };
  if (type === undefined || type === 'module') return [];
  return problem(
    `says "type": "${type}", and suites are ES modules: run \`npm pkg set type=module\`, or ${OWN_FOLDER}`,
  );
}

function webpackProblems(folder: string): Problem[] {
  const path = join(folder, 'webpack.config.js');
  if (!existsSync(path) || readFileSync(path, 'utf8').includes('loadline/webpack')) return [];
  const message = `is that of another program, as it imports nothing from loadline/webpack: ${OWN_FOLDER}`;
  return [{ code: 'project-folder', where: 'webpack.config.js', message }];
}

/** A new project is compiled with its tsconfig.json. One of another program makes other modules than k6 can load. */
function compilerProblems(folder: string): Problem[] {
  const path = join(folder, 'tsconfig.json');
  if (existsSync(join(folder, 'webpack.config.js')) || !existsSync(path)) return [];
  if (readFileSync(path, 'utf8').includes('loadline/tsconfig')) return [];
  const message = `is that of another program, as it does not extend loadline/tsconfig.json: ${OWN_FOLDER}`;
  return [{ code: 'project-folder', where: 'tsconfig.json', message }];
}
