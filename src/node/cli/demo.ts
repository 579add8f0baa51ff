import { Command } from 'commander';
import { runSuite } from '../run/run-suite';
import { DEMO_ACCOUNTS } from '../services/vacancies/demo-accounts';
import { startVacancyService } from '../services/vacancies/start-vacancy-service';

const SEED_RECORDS = 500;

/** `loadline demo`: a reference service, the suite against it, a verdict and a report, all on loopback. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('run the vacancies suite against the reference service, started for it')
    .option('--users <n>', 'users', '100')
    .option('--duration <duration>', 'how long', '30s')
    .action(async ({ users, duration }: { users: string; duration: string }) => {
      const service = await startVacancyService({ port: 0, seedRecords: SEED_RECORDS });
      console.log(`reference service: ${service.address}`);
      try {
        process.exitCode = await runSuite({
          suite: 'vacancies',
          variables: { ...process.env, ...demoVariables(service.port), USERS: users, DURATION: duration },
          dashboard: true,
          say: console.log,
        });
      } finally {
        await service.stop();
        console.log('reference service stopped');
      }
    });
}

function demoVariables(port: number): Record<string, string> {
  const accounts = DEMO_ACCOUNTS.flatMap(({ email, password }, index) => [
    [`USER_${index + 1}_EMAIL`, email],
    [`USER_${index + 1}_PASSWORD`, password],
  ]);
  return { ...Object.fromEntries(accounts), SERVICE_HOST: '127.0.0.1', SERVICE_PORT: String(port) };
}
