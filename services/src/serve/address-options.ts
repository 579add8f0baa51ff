import { portOption, type ServeOption, textOption } from './serve-options';

interface Addresses {
  host: string;
  port: number;
  controlPort: number;
}

/** The options that every service has: the addresses on which it listens. */
export function addressOptions(defaults: Addresses): ServeOption<Addresses>[] {
  return [
    textOption('--host <address>', 'address to listen on', 'host', defaults.host),
    portOption('--port', 'port of the service', 'port', defaults.port),
    portOption('--control-port', 'port of counts and leftovers', 'controlPort', defaults.controlPort),
  ];
}
