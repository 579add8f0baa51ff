import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { protoPlaces } from './grpc-operations';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
}

describe('the files of --proto', () => {
  it('imports are relative to the folder before the first star, or to the longest given --proto-path', () => {
    put('api/orders/v1/orders.proto', 'api/orders/v1/items.proto', 'api/users/users.proto', 'api/README.md');
    expect(protoPlaces(folder, ['api/**/*.proto'], [])).toEqual({
      protos: ['api'],
      protoPaths: [],
      systems: ['orders', 'users'],
    });
    put('third_party/google/api/http.proto');
    expect(protoPlaces(folder, ['api/orders/**/*.proto'], ['api', 'third_party'])).toEqual({
      protos: ['api'],
      protoPaths: ['third_party'],
      systems: ['orders'],
    });
  });

  it('only the wanted files of a folder are taken', () => {
    put('api/etcd/rpc.proto', 'api/etcd/raft.proto');
    expect(protoPlaces(folder, ['api/etcd/rpc.proto'], ['api']).systems).toEqual({
      etcd: ['etcd/rpc.proto'],
    });
  });

  it('a pattern without a match is reported', () => {
    expect(() => protoPlaces(folder, ['api/*.proto'], [])).toThrow(
      `there is no file api/*.proto in ${folder}`,
    );
  });
});
