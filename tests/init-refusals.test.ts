import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { startInTest } from './harness/child';
import { toolPath } from './harness/fixture-suites';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

it('init reports what it cannot do, and writes nothing', async () => {
  const [cwd, elsewhere] = [await tempFolder(), await tempFolder()];
  const api = relative(cwd, elsewhere);
  for (const [name, methods] of Object.entries({
    none: '',
    up: 'service Up { rpc Go(stream A) returns (A); }',
  })) {
    await mkdir(join(elsewhere, name));
    await writeFile(join(elsewhere, name, 'a.proto'), `syntax = "proto3";\nmessage A {}\n${methods}\n`);
  }
  const loadline = (...args: string[]) =>
    startInTest(project('packages/loadline/bin/loadline'), args, { cwd, env: toolPath() }).ending;
  for (const [args, message] of [
    [['init'], /say once what the service offers: --proto, --openapi, --reflect/],
    [['init', '--proto', 'api/*.proto'], /there is no file api\/\*\.proto in/],
    [['init', '--openapi', 'open.json'], /open\.json: cannot be read/],
    [['init', '--reflect', '127.0.0.1:1'], /ECONNREFUSED.*: start the server with reflection/],
    [['init', '--proto', `${api}/none/*.proto`], /none: holds no service/],
    [['init', '--proto', `${api}/up/*.proto`], /up: has only methods that receive a stream of messages/],
  ] as const) {
    const { code, output } = await loadline(...args);
    expect(output).toMatch(message);
    expect(code).toBe(2);
  }
  // Protos of another folder are copied into a cache.
  expect((await readdir(cwd)).filter((name) => name !== 'node_modules')).toEqual([]);
});
