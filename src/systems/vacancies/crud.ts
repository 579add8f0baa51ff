import { defineJourney, mismatch } from 'loadline';
import { createVacancy, deleteVacancy, getVacancy, updateVacancy } from './api';
import { draftUpdate, draftVacancy } from './draft';

/** Creates a vacancy, changes it, reads it back, deletes it. */
export const crudJourney = defineJourney(
  {
    every: '30s',
    maxDuration: '10s',
    tags: ['crud'],
    calls: ['CreateVacancy', 'UpdateVacancy', 'GetVacancy', 'DeleteVacancy'],
  },
  (iteration) => {
    const draft = draftVacancy(iteration);
    const Id = createVacancy(iteration, draft)?.vacancy?.Id ?? '';
    const update = draftUpdate(iteration, Id);
    const isUpdated = updateVacancy(iteration, update) !== undefined;
    // After a failed update it is unknown which of the two versions the server holds.
    const expected = isUpdated ? Object.assign(draft, update) : { Id };
    getVacancy(iteration, { Id }, ({ vacancy }) => mismatch(expected, vacancy));
    deleteVacancy(iteration, Id);
  },
);
