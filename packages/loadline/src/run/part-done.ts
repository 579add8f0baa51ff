import { recordedEnd } from '../core/verdict/run-facts';
import { endings } from '../results/doubts';
import type { PartDone } from './collector/client';
import { EXIT } from './exit';
import type { InstancesEnd } from './instances';
import type { UserOutput } from './user-output';

/** Prints how this instance's part of a run ended. @returns exit code, and problems of the files that it delivers */
export function partDone(
  folder: string,
  { ends, unwritten }: InstancesEnd,
  { say, tell }: UserOutput,
): PartDone {
  say(`this instance's part of the run: ${folder}; \`loadline report\` judges all parts together`);
  const lost = unwritten.map((text) => `this part is not whole: ${text}`);
  const { isInterrupted, invalid } = recordedEnd({ ends });
  const wrong = [...invalid, ...ends.flatMap(endings)].map((text) => `this part cannot be judged: ${text}`);
  for (const text of isInterrupted ? lost : [...lost, ...wrong]) tell(text);
  if (isInterrupted) return { exit: EXIT.interrupted, problems: lost };
  return { exit: lost.length + wrong.length > 0 ? EXIT.invalid : EXIT.pass, problems: lost };
}
