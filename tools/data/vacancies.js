import { faker } from '@faker-js/faker';

const RECORDS = 1000;
const SEED = 7823;

/**
 * Test data for the vacancies suite. The build generates it once, because faker costs 7.5 MB and 70 ms in each virtual user
 * that loads it. It is seeded, so every build generates the same records.
 * @returns {Record<'title' | 'description' | 'country' | 'newDescription' | 'newCountry', string>[]}
 */
export function makeRecords() {
  faker.seed(SEED);
  return Array.from({ length: RECORDS }, () => ({
    title: faker.person.jobTitle(),
    description: faker.lorem.sentence(),
    country: faker.location.country(),
    newDescription: faker.lorem.sentence(),
    newCountry: faker.location.country(),
  }));
}
