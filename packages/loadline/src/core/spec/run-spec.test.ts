import { expect, it } from 'vitest';
import { exampleJourney, exampleSpec } from '../../../../../tests/harness/example-spec';
import { partOf } from './run-spec';

it('one of three instances has a third of the iterations, one less or one more', () => {
  const journeys = [exampleJourney('read', 30, { planned: { min: 10, max: 11 } })];
  const spec = exampleSpec({ instances: 3, journeys, steps: [] });
  expect(partOf(spec).journeys[0]?.planned).toEqual({ min: 3, max: 4 });
  expect(partOf({ ...spec, instances: 1 }).journeys[0]?.planned).toEqual({ min: 10, max: 11 });
});
