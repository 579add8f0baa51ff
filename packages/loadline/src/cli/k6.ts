import { rmSync } from 'node:fs';
import { Command } from 'commander';
import { cachedK6 } from '../run/cached-k6';
import { findK6 } from '../run/find-k6';
import { installK6 } from '../run/install-k6';

/** `loadline k6 install | path | remove`: manages the k6 that generates the load. */
export function k6Command(): Command {
  const command = new Command('k6').description('get, show or remove the k6 that puts the load on');
  command
    .command('install')
    .description(
      'build the pinned k6 with Go into a cache, about a minute, unless there is a k6 that can be used',
    )
    .action(() => console.log(installK6()));
  command
    .command('path')
    .description('print the k6 that is used: that of K6=, bin/k6, PATH, or the cache')
    .action(() => console.log(findK6()));
  command
    .command('remove')
    .description('remove the k6 of the cache')
    .action(() => {
      rmSync(cachedK6(), { force: true });
      console.log(`${cachedK6()} is not there any more`);
    });
  return command;
}
