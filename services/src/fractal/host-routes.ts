import { json, jsonObject, text } from '../http/exchange';
import type { HttpRoutes, UnknownRoute } from '../http/router';
import type { Containers } from './containers';

const CONFIG_TOKEN = /^[0-9a-f]{64}$/i;

/** What the host of the containers answers. */
export function hostRoutes(containers: Containers): HttpRoutes {
  return {
    'PUT /set_config_encryption_token': ({ body }) => {
      const { user_id, host_port, config_encryption_token, client_app_auth_secret } = jsonObject(body) ?? {};
      if (
        typeof user_id !== 'string' ||
        typeof host_port !== 'number' ||
        !Number.isInteger(host_port) ||
        typeof config_encryption_token !== 'string' ||
        typeof client_app_auth_secret !== 'string'
      ) {
        return text(400, 'Malformed body', 'text/plain; charset=utf-8');
      }
      const error = CONFIG_TOKEN.test(config_encryption_token)
        ? containers.connect(user_id, host_port, client_app_auth_secret)
        : 'the config encryption token is not 64 hexadecimal digits';
      return error === undefined ? json(200, { result: 'SUCCESS' }) : json(406, { result: 'FAILURE', error });
    },
  };
}

/** A wrong method is a bad request to the host. */
export const unknownHostRoute: UnknownRoute = (status) =>
  status === 405
    ? text(400, 'Bad request: wrong method', 'text/plain; charset=utf-8')
    : text(404, '404 page not found', 'text/plain; charset=utf-8');
