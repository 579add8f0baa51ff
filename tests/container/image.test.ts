import { existsSync } from 'node:fs';
import { chown, cp, mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { type ComposeService, Containers, succeed, whyNoContainers } from '../harness/containers';
import { documentText } from '../harness/documents';
import { eventually } from '../harness/eventually';
import { project } from '../harness/project';
import { newFolder, tempFolder } from '../harness/temp-folder';

const MB = 1_000_000;
const IMAGE = 'localhost/loadline';

/** User id of the image. */
const USER = 65_532;

const PROMETHEUS = '/usr/bin/prometheus';

const reason = whyNoContainers();

describe.skipIf(reason !== undefined)(
  `the image${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  () => {
    let containers: Containers;
    let bases: string[];

    const build = (tag: string) =>
      containers.build(
        '--timestamp',
        '0',
        ...bases,
        '--no-cache',
        '-f',
        'deploy/Dockerfile',
        '--tag',
        tag,
        '.',
      );
    const inspect = async (image: string) =>
      JSON.parse((await succeed(containers.podman('image', 'inspect', image))).stdout)[0];

    beforeAll(async () => {
      containers = new Containers(await newFolder());
      bases = await containers.bases();
      await succeed(build(IMAGE));
    });
    afterAll(() => containers?.remove());

    it('is small and reproducible, does not run as root, and has no compiler', async () => {
      await succeed(build('localhost/again'));
      const { Id, Size, Config } = await inspect(IMAGE);
      expect((await inspect('localhost/again')).Id).toBe(Id);
      expect(Size).toBeLessThan(400 * MB);
      expect(Config).toMatchObject({
        User: `${USER}:${USER}`,
        Entrypoint: ['loadline'],
        WorkingDir: '/data',
      });
      const look = await containers.run(
        ...['--rm', '--network', 'none', '--entrypoint', 'sh', IMAGE, '-c'],
        'command -v cc gcc go make npm tsc; find / -xdev -perm -2 -type f 2>/dev/null; id -u; grep -c BEGIN /etc/ssl/certs/ca-certificates.crt',
      );
      const [user, certificates] = look.stdout.trim().split('\n');
      expect(user).toBe(String(USER));
      expect(Number(certificates)).toBeGreaterThan(100);
    });

    it('lists its tests, and reports a folder that it cannot write to', async () => {
      const bare = ['--rm', '--network', 'none', '--read-only', '--cap-drop', 'all'];
      const listed = await containers.run(...bare, IMAGE, 'list');
      expect(listed.output).toContain('vacancies-smoke');
      expect(listed.code).toBe(0);
      const accounts = ['EMAIL', 'PASSWORD'].flatMap((name) => ['--env', `USER_1_${name}=x`]);
      const refused = await containers.run(
        ...[...bare, ...accounts, '--tmpfs', '/data:mode=0755', IMAGE, 'run', 'vacancies-smoke'],
      );
      expect(refused.output).toMatch(/\/data\/reports.*cannot be made.*start where you may write/s);
      expect(refused.code).toBe(2);
    });

    /**
     * Prepares the services of deploy/compose.yml in one network without access to others, in which their names are loopback
     * addresses.
     */
    async function composed() {
      const text = await readFile(project('deploy/compose.yml'), 'utf8');
      const { services } = parse(text, { merge: true }) as { services: Record<string, ComposeService> };
      const folder = await tempFolder();
      await mkdir(join(folder, 'reports'));
      await chown(join(folder, 'reports'), USER, USER);
      const hosts = ['127.0.0.1 localhost', ...Object.keys(services).map((name) => `127.0.0.1 ${name}`)];
      await writeFile(join(folder, 'hosts'), `${hosts.join('\n')}\n`);
      await succeed(
        containers.run(
          '--detach',
          '--name',
          'network',
          '--network',
          'none',
          'localhost/node',
          'sleep',
          'infinity',
        ),
      );
      onTestFinished(async () => {
        await succeed(containers.podman('rm', '--force', '--time', '0', '--depend', 'network'));
      });
      const options = ['--network', 'container:network', '--volume', `${folder}/hosts:/etc/hosts:ro`];
      const run = (name: string, image: string, ...more: string[]) => {
        const service = services[name];
        if (!service) throw new Error(`deploy/compose.yml has no service ${name}`);
        const volumes = service.volumes?.map((text) => text.replace('../reports', `${folder}/reports`));
        const here = { ...service, image, ...(volumes && { volumes }) };
        return containers.compose(here, [...options, ...more], project('deploy'));
      };
      const start = async (name: string, image: string, isUp: string) => {
        await succeed(run(name, image, '--detach', '--name', name));
        await eventually(async () => expect((await containers.podman('logs', name)).output).toContain(isUp));
      };
      await start('service', 'localhost/node', 'stop it with Ctrl-C');
      return { run, start, reports: join(folder, 'reports'), options };
    }

    it('passes against the service of deploy/compose.yml', async () => {
      const { run, reports, options } = await composed();
      const { code, output } = await run('loadline', IMAGE, '--rm');
      expect(output).toContain('verdict: PASS');
      expect(code).toBe(0);
      const [id = ''] = await readdir(reports);
      const files = await readdir(join(reports, id));
      expect(files).toEqual(expect.arrayContaining(['report.html', 'result.json', 'junit.xml']));

      // The command in docs/containers.md, with the addresses of this network.
      const [, command = ''] = /^podman run (.*?)\n```/ms.exec(documentText('docs/containers.md')) ?? [];
      const here = command
        .replace('SERVICE_PORT=443', 'SERVICE_PORT=7823')
        .replace('TLS=1', 'TLS=0')
        .replaceAll('vacancies.example.com', 'service')
        .replace('_EMAIL', '_EMAIL=user1@example.com')
        .replace('_PASSWORD', '_PASSWORD=password-1')
        .replace('./reports', reports)
        .replace(' loadline ', ` ${IMAGE} `);
      const words = here.split(/[\s\\]+/);
      const byHand = await containers.run(...options, ...words);
      expect(byHand.output).toContain('verdict: PASS');
      expect(byHand.code).toBe(0);
    });

    it('the Dockerfile of docs/containers.md makes one of a project of its own, with the package as npm installs it', async () => {
      const folder = await tempFolder();
      const [, text = ''] = /^```dockerfile\n(.*?)^```/ms.exec(documentText('docs/containers.md')) ?? [];
      await writeFile(join(folder, 'Dockerfile'), text.replace(/^FROM .*/, 'FROM localhost/node'));
      for (const part of ['package.json', 'bin', 'dist/cli'])
        await cp(project('packages/loadline', part), join(folder, 'node_modules/loadline', part), {
          recursive: true,
        });
      for (const part of ['plans', 'thresholds', 'dist'])
        await cp(project(part), join(folder, part), { recursive: true });
      await mkdir(join(folder, 'bin'));
      await cp(await realpath(project('bin/k6')), join(folder, 'bin/k6'));
      await succeed(containers.build('--tag', 'localhost/own', folder));
      const { Config } = await inspect('localhost/own');
      expect(Config).toMatchObject({
        User: `${USER}:${USER}`,
        Entrypoint: ['loadline'],
        WorkingDir: '/data',
      });
      const bare = ['--rm', '--network', 'none', '--read-only', '--cap-drop', 'all', '--tmpfs', '/tmp'];
      const { code, output } = await containers.run(...bare, 'localhost/own', 'plan', 'requests');
      expect(output).toContain('users over time');
      expect(code).toBe(0);
    });

    it('contains a plain k6, which sends its metrics to the Prometheus of deploy/compose.yml', async ({
      skip,
    }) => {
      if (!existsSync(PROMETHEUS)) skip(`there is no ${PROMETHEUS}: the Debian package prometheus has it`);
      await containers.withProgram('prometheus', PROMETHEUS, 'localhost/prometheus');
      const { run, start } = await composed();
      await start('prometheus', 'localhost/prometheus', 'Server is ready to receive web requests');
      const { code, output } = await run('k6', IMAGE, '--rm');
      expect(output).toContain('verdict: PASS');
      expect(code).toBe(0);
      const ask =
        'fetch("http://prometheus:9090/api/v1/query?query=k6_iterations_total").then(async (answer) => console.log(await answer.text()))';
      const asked = await containers.podman('exec', 'service', 'node', '-e', ask);
      expect(JSON.parse(asked.stdout).data.result).not.toEqual([]);
    });
  },
);
