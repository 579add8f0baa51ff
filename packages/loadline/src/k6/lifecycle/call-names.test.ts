import { describe, expect, it } from 'vitest';
import type { CallName } from '../measure/calls';
import { callProblems, withFullNames } from './call-names';

const grpc = (path: string): CallName => ({
  call: path.split('/')[1] ?? '',
  protocol: 'grpc',
  isStream: false,
  path,
});
const http = (route: string, call = `GET ${route}`): CallName => ({
  call,
  protocol: 'http',
  isStream: false,
  route,
});
const namesOf = (...paths: string[]) => withFullNames(paths.map(grpc)).calls.map(({ call }) => call);

describe('names of gRPC calls', () => {
  it('are the names of the methods', () => {
    expect(withFullNames([grpc('pb.Users/Get'), grpc('pb.Users/List')])).toEqual({
      calls: [grpc('pb.Users/Get'), grpc('pb.Users/List')],
    });
  });

  it('include the service when two services have a method of the same name', () => {
    expect(namesOf('pb.Users/Get', 'pb.Users/List', 'pb.Orders/Get')).toEqual([
      'Users.Get',
      'List',
      'Orders.Get',
    ]);
    expect(withFullNames([grpc('pb.Users/Get'), grpc('pb.Orders/Get')]).fullNames).toEqual({
      'pb.Users/Get': 'Users.Get',
      'pb.Orders/Get': 'Orders.Get',
    });
  });

  it('include the package when the services have the same name too', () => {
    expect(namesOf('a.v1.Users/Get', 'a.v2.Users/Get', 'a.v1.Orders/Get')).toEqual([
      'a.v1.Users.Get',
      'a.v2.Users.Get',
      'Orders.Get',
    ]);
  });
});

describe('calls that are refused', () => {
  it.each([
    ['/near/{lat},{lon}', "name: 'GET /near/{lat}-{lon}'"],
    ['/search?a=1&b=2', "name: 'GET /search?a=1-b=2'"],
    ['/say/"hello"', "name: 'GET /say/hello'"],
    ["/o'clock", "name: 'GET /oclock'"],
    ['/two\nlines', "name: 'GET /twolines'"],
    ['orders', 'does not begin with a slash: write /orders'],
    ['@other.example/{id}', 'does not begin with a slash: write /other.example/{id}'],
    ['{+path}', 'does not begin with a slash: write /{+path}'],
    ['/requests/{id', 'has a brace without its other half'],
    ['/requests/{}', 'nothing between braces'],
    ['/requests/{a{b}}', 'has a brace without its other half'],
  ])('%s, and the error says what to write instead', (route, instead) => {
    const [problem, ...others] = callProblems([http(route)], {});
    expect(problem?.where).toBe(`call "GET ${route}"`);
    expect(problem?.message).toContain(instead);
    expect(others).toEqual([]);
  });

  it('do not include calls with a valid name', () => {
    const routes = ['?all', '/requests/{id}/details', '/v1/items:batchGet', '/a=b', '/Ünïcode/{ä}', '/a b'];
    expect(
      callProblems(
        [...routes.map((route) => http(route)), http('/at/{lat},{lon}', 'GET /at'), http('', 'base')],
        {},
      ),
    ).toEqual([]);
  });

  it('include calls that a journey declares and the suite does not define', () => {
    expect(callProblems([http('/a')], { look: { calls: ['GET /b'] } })).toEqual([
      {
        code: 'suite-declaration',
        where: 'journey look: calls',
        message: 'there is no call "GET /b": did you mean "GET /a"? valid: GET /a',
      },
    ]);
  });
});
