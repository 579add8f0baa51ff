import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { newRunId } from '../core/spec/run-id';
import { counted } from '../core/text/counted';
import { formatDuration } from '../core/text/duration';
import { table } from '../core/text/layout';
import { showPercent } from '../core/text/numbers';
import type { Problem } from '../core/text/problem';
import { CAPACITY_VERSION, type CapacityFile, type LevelRun } from '../results/capacity-file';
import { writeJson } from '../results/json-file';
import { makeFolders } from '../results/make-folders';
import { writeOwnFile } from '../results/own-file';
import { agreement, CURVE_HEAD, capacityMarkdown, curveRows, foundText } from '../run/capacity/capacity-text';
import { type CapacityEnd, type CapacityRequest, findCapacity } from '../run/capacity/find-capacity';
import type { LevelOutcomes } from '../run/capacity/search';
import { EXIT } from '../run/exit';
import { screenOf } from '../run/screen';
import { StopSwitch } from '../run/stop-switch';
import type { UserOutput } from '../run/user-output';
import { capacityJunit } from '../ui/report/capacity-junit';
import { buildWhatIsStale } from './build';
import { durationMs, readOption, wholeNumber } from './option-values';
import { addOutputOptions, type OutputTexts, outputOf } from './output-options';
import { addTestOptions, prepareTest, type TestOptions } from './test-options';

interface CapacityTexts extends TestOptions, OutputTexts {
  readonly from: string;
  readonly to: string;
  readonly budget: string;
  readonly repeat: string;
}

/** Defaults: users of the first and of the highest level, time of the whole search, runs of each deciding level. */
const USUAL = { from: '10', to: '2000', budget: '30m', repeat: '3' };

const HELP = `
Each level is a run of its own: all its users at once, for as long as its thresholds need to be judged, at least 30 s,
or for --duration. The users are doubled until a threshold breaks; then the distance is halved until the two levels
that decide are within 5 %. Both are run --repeat times.`;

/** `loadline capacity [name]`: how many users a system carries before a threshold breaks. */
export function capacityCommand(): Command {
  return addOutputOptions(addTestOptions(new Command('capacity')), false)
    .description('find how many users a system carries')
    .option('--from <n>', 'users of the first level', USUAL.from)
    .option('--to <n>', 'users of the highest level', USUAL.to)
    .option('--budget <duration>', 'time that the whole search may take', USUAL.budget)
    .option('--repeat <n>', 'runs of each level that decides', USUAL.repeat)
    .addHelpText('after', HELP)
    .action(async (name: string | undefined, options: CapacityTexts) => {
      process.exitCode = buildWhatIsStale();
      if (process.exitCode !== EXIT.pass) return;
      process.exitCode = await capacity(name, options, outputOf(options));
    });
}

async function capacity(
  name: string | undefined,
  { from, to, budget, repeat, quiet: _, json: _json, ...options }: CapacityTexts,
  output: UserOutput,
): Promise<number> {
  const problems: Problem[] = [];
  const read = (where: string, text: string) => readOption(where, text, wholeNumber(), problems) ?? 1;
  const limits = {
    from: read('--from', from),
    to: read('--to', to),
    repeats: read('--repeat', repeat),
    budgetMs: durationMs('--budget', budget, problems),
  };
  const { duration, ...ofTest } = options;
  const lengthMs = duration === undefined ? undefined : durationMs('--duration', duration, problems);
  if (limits.from > limits.to)
    problems.push({
      code: 'option-value',
      where: '--from',
      message: `is ${limits.from}, and --to is ${limits.to}: write fewer users than there`,
    });
  const { test, variables, files } = prepareTest(name, ofTest, () => [...problems, ...useless(options)]);
  const id = variables.RUN_ID || newRunId(new Date());
  output.say(`test ${test.name}: ${test.description}`);
  output.event(
    `from ${limits.from} to ${counted(limits.to, 'user')}, at most ${formatDuration(limits.budgetMs)}, search ${id}`,
  );
  const stop = new StopSwitch();
  try {
    const request: CapacityRequest = {
      test: { suite: test.suite, test: test.name, variables, files },
      id,
      ...limits,
      durationMs: lengthMs,
      stop,
      onRun: (number, users, run) => output.event(runText(number, users, run)),
    };
    const end = await findCapacity(request);
    const file = capacityFileOf(request, end);
    writeAndTell(file, output);
    if (end.found.stop === 'interrupted') return EXIT.interrupted;
    return file.isFound ? EXIT.pass : EXIT.invalid;
  } finally {
    stop.release();
  }
}

/** Refuses options whose values the search chooses itself. */
function useless({ users, spawnRate }: TestOptions): Problem[] {
  const code = 'option-without-effect';
  return [
    ...(users === undefined
      ? []
      : [{ code, where: '--users', message: 'is what is looked for: write --from and --to' } as const]),
    ...(spawnRate === undefined
      ? []
      : [
          {
            code,
            where: '--spawn-rate',
            message: 'all users of a level start at once: leave it out',
          } as const,
        ]),
  ];
}

function runText(number: number, users: number, { outcome, nearest, reasons }: LevelRun): string {
  const room = nearest ? `, ${nearest.id} at ${showPercent(nearest.ofBound)} of its bound` : '';
  const why = outcome === 'starved' || outcome === 'invalid' ? `: ${reasons.at(-1) ?? ''}` : room;
  return `run ${number}: ${counted(users, 'user')} ${outcome}${why}`;
}

function capacityFileOf(request: CapacityRequest, { found, runs, target }: CapacityEnd): CapacityFile {
  const { test, id, from, to, budgetMs } = request;
  const users = [...new Set(runs.map((run) => run.users))].sort((a, b) => a - b);
  const end = (level: LevelOutcomes | undefined) =>
    level && { users: level.users, ...agreement(level.outcomes) };
  const [highestHeld, lowestBroke] = [end(found.highestHeld), end(found.lowestBroke)];
  return {
    version: CAPACITY_VERSION,
    loadline: LOADLINE_VERSION,
    id,
    test: test.test,
    suite: test.suite,
    target,
    ...{ from, to, budgetMs },
    isFound: found.stop === undefined,
    ...(found.stop && { stop: found.stop }),
    text: foundText(found),
    ...(highestHeld && { highestHeld }),
    ...(lowestBroke && { lowestBroke }),
    ...(found.confidence !== undefined && { confidence: found.confidence }),
    levels: users.map((level) => ({
      users: level,
      runs: runs.flatMap(({ users: of, ...run }) => (of === level ? [run] : [])),
    })),
  };
}

function writeAndTell(file: CapacityFile, output: UserOutput): void {
  const folder = resolve('reports', file.id);
  makeFolders(folder);
  writeJson(join(folder, 'capacity.json'), file);
  writeOwnFile(join(folder, 'capacity.md'), capacityMarkdown(file));
  writeOwnFile(join(folder, 'junit.xml'), capacityJunit(file));
  output.say('');
  for (const line of table(
    [[...CURVE_HEAD], ...curveRows(file)],
    `rll${'r'.repeat(3)}lr`,
    screenOf(output.stream).width,
  ))
    output.say(line);
  output.tell(`\ncapacity: ${file.text}`);
  output.tell(`report   ${join(folder, 'capacity.md')}`);
  output.json(file);
}
