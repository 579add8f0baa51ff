import { type HttpHandler, json, jsonObject } from '../http/exchange';
import type { HttpRoutes } from '../http/router';
import type { Containers } from './containers';
import type { FractalServiceOptions } from './fractal-service-options';
import { rateLimit } from './rate-limit';
import type { Tokens } from './tokens';
import { requireMatch, textOf } from './user-match';

const DEFAULT_DPI = 96;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What the calls work with. */
export interface ContainerParts {
  containers: Containers;
  tokens: Tokens;
  options: Pick<FractalServiceOptions, 'adminUsername' | 'rateLimit' | 'regions' | 'apps' | 'payment'>;
}

/** The calls that get a user a container. */
export function containerRoutes(parts: ContainerParts): HttpRoutes {
  const { containers, tokens, options } = parts;
  return {
    'POST /container/assign': rateLimit(options.rateLimit)(assign(parts)),
    'GET /host_service': async (request) => {
      const identity = await tokens.userOf(request);
      const username = requireMatch(request.query.get('username'), identity, options.adminUsername);
      return json(200, containers.hostService(username));
    },
    'GET /status/{id}': async (request) => {
      const isAdmin = (await tokens.optionalUserOf(request)) === options.adminUsername;
      const id = request.params.id ?? '';
      if (!UUID.test(id)) return json(400, { error: `${id} is not a task id` });
      return json(200, containers.task(id.toLowerCase(), isAdmin));
    },
    'GET /regions': async (request) => {
      await tokens.userOf(request);
      return json(200, options.regions);
    },
  };
}

function assign({ containers, tokens, options }: ContainerParts): HttpHandler {
  return async (request) => {
    const identity = await tokens.userOf(request);
    const body = jsonObject(request.body) ?? {};
    const username = requireMatch(body.username, identity, options.adminUsername);
    if (options.payment === 'enforce' && identity !== options.adminUsername) {
      return json(402, { error: `${username} has no active subscription` });
    }
    const region = textOf(body.region);
    if (region === '' || !options.apps.includes(textOf(body.app))) return json(400, { status: 400 });
    const dpi = typeof body.dpi === 'number' ? body.dpi : DEFAULT_DPI;
    return json(202, { ID: containers.assign(username, region, dpi) });
  };
}
