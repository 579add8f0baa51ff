import { didYouMean } from '../text/nearest';
import type { Problem } from '../text/problem';

/**
 * Chooses journeys by tags: those with any of `tags` (all journeys when it is empty), except those with any of `excluded`.
 * @returns names of the journeys, and what is wrong with the choice: unknown tags, or no journey left
 */
export function chooseByTags(
  journeys: Readonly<Record<string, { readonly tags: readonly string[] }>>,
  tags: readonly string[],
  excluded: readonly string[],
): { chosen: string[]; problems: Problem[] } {
  const known = [...new Set(Object.values(journeys).flatMap((journey) => journey.tags))];
  const problems = [...unknown('TAGS', tags, known), ...unknown('EXCLUDE_TAGS', excluded, known)];
  const chosen = Object.entries(journeys)
    .filter(([, journey]) => tags.length === 0 || journey.tags.some((tag) => tags.includes(tag)))
    .filter(([, journey]) => !journey.tags.some((tag) => excluded.includes(tag)))
    .map(([name]) => name);
  if (problems.length === 0 && chosen.length === 0) {
    const message = `leave no journey to run: choose among the tags ${known.join(', ')}`;
    problems.push({ code: 'nothing-to-run', where: tags.length > 0 ? 'TAGS' : 'EXCLUDE_TAGS', message });
  }
  return { chosen, problems };
}

function unknown(where: string, tags: readonly string[], known: readonly string[]): Problem[] {
  return tags
    .filter((tag) => !known.includes(tag))
    .map(
      (tag): Problem => ({
        code: 'unknown-name',
        where,
        message: `there is no tag "${tag}": ${didYouMean(tag, known)}`,
      }),
    );
}
