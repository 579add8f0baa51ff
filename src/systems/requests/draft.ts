import { type Iteration, setting } from 'loadline';
import type { RequestParams, RequestType } from './params';

/**
 * The request of an iteration. The types take turns, each as often as its weight in `REQUEST_WEIGHTS`, so that their shares
 * are exact. All requests of a run carry its mark as their organisation.
 */
export function draftRequest({ number, mark }: Pick<Iteration, 'number' | 'mark'>): RequestParams {
  const common = { dataset: setting('DATASET'), collection: setting('COLLECTION'), organisationName: mark };
  const type = typeOf(number, setting('REQUEST_WEIGHTS'));
  switch (type) {
    case 'check_file':
      return {
        ...common,
        type,
        original_filename: `${mark}-${number}.csv`,
        uploaded_filename: setting('UPLOADED_FILE'),
      };
    default:
      return { ...common, type, url: setting('DATA_URL') };
  }
}

/** Cache of `turnsOf` for the last weights: they are the same in all iterations. */
let turns: readonly RequestType[] = [];
let turnsFor: string | undefined;

/**
 * The type of an iteration's request.
 * @param number of the iteration, from 0
 * @param weights such as `check_url:1,check_file:2,add_data:1`, already checked, not all of them 0
 */
export function typeOf(number: number, weights: string): RequestType {
  if (turnsFor !== weights) {
    turns = turnsOf(weights);
    turnsFor = weights;
  }
  return turns[number % turns.length] as RequestType;
}

function turnsOf(weights: string): RequestType[] {
  return weights.split(',').flatMap((pair) => {
    const [type, weight] = pair.split(':');
    return new Array<RequestType>(Number(weight)).fill(type as RequestType);
  });
}
