import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { project } from './harness/project';
import { ProjectCopy } from './harness/project-copy';

const PLANTED = `import { server } from './control/planted-server';

async function later(): Promise<void> {}

export function planted(): void {
  later();
  server.look();
  void later();
}

export async function awaited(): Promise<void> {
  await later();
  await server.look();
}
`;

const SERVER = `class Server<Reply> {
  constructor(private readonly reply: Reply) {}
  async look(): Promise<Reply> {
    return this.reply;
  }
}

export const server = new Server(1);
`;

it('a promise that a system does not await is a lint error, and void does not hide it', async () => {
  const copy = await ProjectCopy.make('requests');
  await copy.add('src/systems/requests/planted.ts', PLANTED);
  await copy.add('src/systems/requests/control/planted-server.ts', SERVER);
  const args = ['lint', '--reporter=json', '--max-diagnostics=none', 'src/systems'];
  const options = { cwd: copy.path('.'), env: { PATH: process.env.PATH ?? '' } };
  const { stdout } = await startInTest(project('node_modules/.bin/biome'), args, options).ending;
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: {
      severity: string;
      category: string;
      location: { path: string; start?: { line: number } };
    }[];
  };
  const found = diagnostics
    .filter(({ severity, location }) => severity === 'error' && location.path.endsWith('planted.ts'))
    .map(({ category, location }) => [category, location.start?.line]);
  expect(found.toSorted()).toEqual([
    ['lint/complexity/noVoid', 8],
    ['lint/nursery/noFloatingPromises', 6],
    ['lint/nursery/noFloatingPromises', 7],
  ]);
});
