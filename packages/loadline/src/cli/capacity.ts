import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { newRunId } from '../core/spec/run-id';
import { counted } from '../core/text/counted';
import { formatDuration } from '../core/text/duration';
import { table } from '../core/text/layout';
import type { Problem } from '../core/text/problem';
import { CAPACITY_VERSION, type CapacityFile } from '../results/capacity-file';
import { writeJson } from '../results/json-file';
import { makeFolders } from '../results/make-folders';
import { writeOwnFile } from '../results/own-file';
import { holdStarts } from '../results/start-lock';
import { unwrittenText } from '../results/unwritten';
import { CURVE_HEAD, capacityMarkdown, curveRows, foundText, userText } from '../run/capacity/capacity-text';
import { type CapacityEnd, type CapacityRequest, findCapacity } from '../run/capacity/find-capacity';
import { runText, searchNotes } from '../run/capacity/level-text';
import { planSearch, type SearchPlan } from '../run/capacity/plan-search';
import { agreement, type LevelOutcomes } from '../run/capacity/search';
import { withOwnVariables } from '../run/closing-lines';
import { EXIT } from '../run/exit';
import { seriesIdProblems } from '../run/levels/series-id';
import { screenOf } from '../run/screen';
import { StopSwitch } from '../run/stop-switch';
import type { UserOutput } from '../run/user-output';
import { ReportError } from '../ui/report';
import { capacityJunit } from '../ui/report/capacity-junit';
import { againLine } from './again';
import { buildWhatIsStale } from './build';
import { REPLACED, readLimits, type SearchTexts, USUAL } from './capacity-options';
import { addOutputOptions, type OutputTexts, outputOf } from './output-options';
import { given, replacedSettings } from './replaced-settings';
import { addTestOptions, levelTestOf, prepareTest, type TestOptions } from './test-options';

interface CapacityTexts extends TestOptions, OutputTexts, SearchTexts {}

const HELP = `
Each level is a run of its own: all its users at once, for as long as its thresholds need to be judged, at least 30 s,
or for --duration. The users are doubled until a threshold breaks; then the distance is halved until the two levels
that decide are within 5 %. Both are run --repeat times.`;

/** `loadline capacity [name]`: how many users a system carries before a threshold breaks. */
export function capacityCommand(): Command {
  const command = addOutputOptions(addTestOptions(new Command('capacity')), false);
  // They are accepted only so that their error says what to write instead.
  for (const option of command.options)
    option.hideHelp(['users', 'spawnRate'].includes(option.attributeName()));
  return command
    .description('find how many users a system carries')
    .option('--from <n>', `users of the first level (default: "${USUAL.from}", or --to if that is less)`)
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
  { from, to, budget, repeat, duration, quiet: _, json: _json, ...ofTest }: CapacityTexts,
  output: UserOutput,
): Promise<number> {
  const problems: Problem[] = [];
  const limits = readLimits({ from, to, budget, repeat, duration }, problems);
  const prepared = prepareTest(name, ofTest, (found) => [
    ...problems,
    ...replacedSettings('a search', REPLACED, ofTest, given(found)),
    ...seriesIdProblems(found?.variables.RUN_ID),
  ]);
  const { test, variables } = prepared;
  const stop = new StopSwitch();
  const release = holdStarts(resolve('reports'));
  try {
    const request: CapacityRequest = {
      test: levelTestOf(prepared),
      id: variables.RUN_ID || newRunId(new Date()),
      ...limits,
      stop,
      onRun: (number, users, run) => output.event(runText(number, users, run)),
      warn: (text) => output.tell(`warning: ${text}`),
    };
    const plan = planSearch(request);
    output.say(`test ${test.name}: ${test.description}`);
    output.event(
      `from ${limits.from} to ${counted(limits.to, 'user')}, at most ${formatDuration(limits.budgetMs)}, search ${request.id}`,
    );
    for (const warning of plan.warnings) request.warn(warning);
    const end = await findCapacity(request);
    const file = capacityFileOf(request, end, plan);
    tellAndWrite(file, output);
    if (end.found.stop === 'interrupted') return EXIT.interrupted;
    return file.isFound ? EXIT.pass : EXIT.invalid;
  } finally {
    release();
    stop.release();
  }
}

function capacityFileOf(request: CapacityRequest, result: CapacityEnd, plan: SearchPlan): CapacityFile {
  const { found, runs } = result;
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
    target: plan.target,
    ...{ from, to, budgetMs },
    load: {
      profile: plan.profile,
      user: [...plan.user],
      again: withOwnVariables(againLine(process.argv.slice(2), test.variables), plan),
    },
    isFound: found.stop === undefined,
    ...(found.stop && { stop: found.stop }),
    text: foundText(found),
    notes: searchNotes(result),
    ...(highestHeld && { highestHeld }),
    ...(lowestBroke && { lowestBroke }),
    ...(found.confidence !== undefined && { confidence: found.confidence }),
    levels: users.map((level) => ({
      users: level,
      runs: runs.flatMap(({ users: of, ...run }) => (of === level ? [run] : [])),
    })),
  };
}

/**
 * The result is printed first: a search takes long, and its files may not be writable.
 * @throws {ReportError} when they are not
 */
function tellAndWrite(file: CapacityFile, output: UserOutput): void {
  const rows = curveRows(file);
  const { width } = screenOf(output.stream);
  const curve = rows.length === 0 ? [] : table([[...CURVE_HEAD], ...rows], `rll${'r'.repeat(3)}lr`, width);
  for (const line of ['', ...curve]) output.say(line);
  output.tell(`\ncapacity: ${file.text}`);
  for (const note of file.notes) output.tell(`  ${note}`);
  if (file.load) output.tell(`  ${userText(file.load)}`);
  output.json(file);
  const folder = resolve('reports', file.id);
  try {
    makeFolders(folder);
    writeJson(join(folder, 'capacity.json'), file);
    writeOwnFile(join(folder, 'capacity.md'), capacityMarkdown(file));
    writeOwnFile(join(folder, 'junit.xml'), capacityJunit(file));
  } catch (error) {
    throw new ReportError(unwrittenText(folder, error));
  }
  output.tell(`report   ${join(folder, 'capacity.md')}`);
  if (file.load) output.say(`again    ${file.load.again}`);
}
