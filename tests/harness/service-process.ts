import { type Child, startInTest } from './child';
import { eventually } from './eventually';
import { project } from './project';
import { tempFolder } from './temp-folder';

/** The reference service in a process of its own, for tests that stop or kill it. */
export interface ServiceProcess {
  readonly child: Child;
  readonly port: number;
  readonly controlPort: number;
}

const SEED = { vacancies: ['--seed-records', '1000'], requests: [] } as const;

/** Starts a reference service for one test, on free ports or on those in the arguments. */
export async function serviceProcess(
  args: readonly string[] = [],
  system: keyof typeof SEED = 'vacancies',
): Promise<ServiceProcess> {
  const ports = ['--port', '--control-port'].flatMap((name) => (args.includes(name) ? [] : [name, '0']));
  const command = ['serve', system, ...ports, ...SEED[system], ...args];
  const env = { PATH: process.env.PATH ?? '', HOME: '/tmp' };
  const child = startInTest(project('bin', 'loadline'), command, { cwd: await tempFolder(), env });
  let said = '';
  child.process.stdout?.on('data', (chunk) => {
    said += chunk;
  });
  const [port, controlPort] = await eventually(() => {
    const found =
      /service: (?:http:\/\/)?127\.0\.0\.1:(\d+)[\s\S]*?control: http:\/\/127\.0\.0\.1:(\d+)/.exec(said);
    if (!found) throw new Error(`the service did not say where it listens: ${said}`);
    return [Number(found[1]), Number(found[2])] as const;
  });
  return { child, port, controlPort };
}
