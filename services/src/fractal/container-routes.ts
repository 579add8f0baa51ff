import { type Handler, Hono } from 'hono';
import { jsonObject } from '../http/bodies';
import type { ServiceEnv, ServiceRoutes } from '../http/service-app';
import type { Containers } from './containers';
import type { FractalServiceOptions } from './fractal-service-options';
import { rateLimit } from './rate-limit';
import type { Tokens } from './tokens';
import { requireMatch, textOf } from './user-match';

const DEFAULT_DPI = 96;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The parts that the routes use. */
export interface ContainerParts {
  containers: Containers;
  tokens: Tokens;
  options: Pick<FractalServiceOptions, 'adminUsername' | 'rateLimit' | 'regions' | 'apps' | 'payment'>;
}

/** Routes that assign a container to a user. */
export function containerRoutes(parts: ContainerParts): ServiceRoutes {
  const { containers, tokens, options } = parts;
  return new Hono<ServiceEnv>()
    .post('/container/assign', rateLimit(options.rateLimit), assign(parts))
    .get('/host_service', async (c) => {
      const identity = await tokens.userOf(c);
      const username = requireMatch(c, c.req.query('username'), identity, options.adminUsername);
      return c.json(containers.hostService(username));
    })
    .get('/status/:id', async (c) => {
      const isAdmin = (await tokens.optionalUserOf(c)) === options.adminUsername;
      const id = c.req.param('id');
      if (!UUID.test(id)) return c.json({ error: `${id} is not a task id` }, 400);
      return c.json(containers.task(id.toLowerCase(), isAdmin));
    })
    .get('/regions', async (c) => {
      await tokens.userOf(c);
      return c.json(options.regions);
    });
}

function assign({ containers, tokens, options }: ContainerParts): Handler<ServiceEnv> {
  return async (c) => {
    const identity = await tokens.userOf(c);
    const body = jsonObject(c.get('body')) ?? {};
    const username = requireMatch(c, body.username, identity, options.adminUsername);
    if (options.payment === 'enforce' && identity !== options.adminUsername) {
      return c.json({ error: `${username} has no active subscription` }, 402);
    }
    const region = textOf(body.region);
    if (region === '' || !options.apps.includes(textOf(body.app))) return c.json({ status: 400 }, 400);
    const dpi = typeof body.dpi === 'number' ? body.dpi : DEFAULT_DPI;
    return c.json({ ID: containers.assign(username, region, dpi) }, 202);
  };
}
