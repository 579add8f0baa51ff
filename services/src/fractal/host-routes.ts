import { Hono } from 'hono';
import { jsonObject } from '../http/bodies';
import type { ServiceEnv, ServiceRoutes, UnknownRoute } from '../http/service-app';
import type { Containers } from './containers';

const CONFIG_TOKEN = /^[0-9a-f]{64}$/i;

/** Routes of the host of the containers. */
export function hostRoutes(containers: Containers): ServiceRoutes {
  return new Hono<ServiceEnv>().put('/set_config_encryption_token', (c) => {
    const { user_id, host_port, config_encryption_token, client_app_auth_secret } =
      jsonObject(c.get('body')) ?? {};
    if (
      typeof user_id !== 'string' ||
      typeof host_port !== 'number' ||
      !Number.isInteger(host_port) ||
      typeof config_encryption_token !== 'string' ||
      typeof client_app_auth_secret !== 'string'
    ) {
      return c.text('Malformed body', 400);
    }
    const error = CONFIG_TOKEN.test(config_encryption_token)
      ? containers.connect(user_id, host_port, client_app_auth_secret)
      : 'the config encryption token is not 64 hexadecimal digits';
    return error === undefined ? c.json({ result: 'SUCCESS' }) : c.json({ result: 'FAILURE', error }, 406);
  });
}

/** The host answers a wrong method with 400. */
export const unknownHostRoute: UnknownRoute = (c, status) =>
  status === 405 ? c.text('Bad request: wrong method', 400) : c.text('404 page not found', 404);
