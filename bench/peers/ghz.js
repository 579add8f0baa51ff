// ghz calls one method in a run, so the CRUD mix is four runs. The bench creates beforehand what ghz cannot create: a token,
// and records to read, change and delete.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { project } from '../process.js';
import { CALLS_PER_SECOND, CONNECTIONS } from '../tools.js';

/** @param {string} folder for the data files @returns {import('../tools.js').Tool} */
export const ghz = (folder) => async (server, seconds) => {
  const metadata = JSON.stringify({ authorization: `Bearer ${await server.issueToken()}` });
  const ids = await server.createRecords(Math.ceil(CALLS_PER_SECOND * (seconds + 1)));
  const common = [
    '--insecure',
    ['--protoset', project('dist/vacancies.protoset')],
    ['--metadata', metadata],
    ['--timeout', '5s'],
    ['--rps', String(CALLS_PER_SECOND)],
    ['--concurrency', String(CONNECTIONS)],
    ['--connections', String(CONNECTIONS)],
    ['--duration', `${seconds}s`],
    ['--duration-stop', 'wait'],
  ].flat();

  /** @param {string} method @param {string[]} data */
  const command = (method, data) => ({
    file: project('bin/ghz'),
    args: [...common, '--call', `pb.VacancyService/${method}`, ...data, server.address],
  });
  /** Calls with data from a file, one entry after the other. @param {string} method @param {object[]} entries */
  const withFile = (method, entries) => {
    const file = join(folder, `${method}.json`);
    writeFileSync(file, JSON.stringify(entries));
    return command(method, ['--data-file', file, '--disable-template-functions', '--disable-template-data']);
  };
  const draft = {
    Title: 'Dynamic Accountability Liaison [{{.UUID}}]',
    Description: 'Cursus vulgivagus depereo teres artificiose abundans sint ago.',
    Division: 'SALES',
    Country: 'Peru',
  };
  const changes = { Description: 'Tergum arcus quia vitium caste cubicularis.', Views: 7, Country: 'Chile' };
  return [
    command('CreateVacancy', ['--data', JSON.stringify(draft)]),
    withFile(
      'UpdateVacancy',
      ids.map((Id) => ({ Id, ...changes })),
    ),
    withFile(
      'GetVacancy',
      ids.map((Id) => ({ Id })),
    ),
    withFile(
      'DeleteVacancy',
      ids.map((Id) => ({ Id })),
    ),
  ];
};
