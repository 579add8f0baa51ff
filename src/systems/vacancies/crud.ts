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
  (pass) => {
    const draft = draftVacancy(pass);
    const Id = createVacancy(pass, draft)?.vacancy?.Id ?? '';
    const update = draftUpdate(pass, Id);
    const isUpdated = updateVacancy(pass, update) !== undefined;
    // After a failed update nobody knows which of both the server holds.
    const expected = isUpdated ? Object.assign(draft, update) : { Id };
    getVacancy(pass, { Id }, ({ vacancy }) => mismatch(expected, vacancy));
    deleteVacancy(pass, Id);
  },
);
