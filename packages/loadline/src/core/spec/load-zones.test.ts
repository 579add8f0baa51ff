import { expect, it } from 'vitest';
import { distributionOf, readLoadZones, zonesText } from './load-zones';

it.each([
  ['amazon:us:ashburn=60,amazon:ie:dublin=40', { 'amazon:us:ashburn': 60, 'amazon:ie:dublin': 40 }],
  [' amazon:br:sao paulo = 30 % , our-own-zone=70', { 'amazon:br:sao paulo': 30, 'our-own-zone': 70 }],
  ['amazon:us:ashburn', { 'amazon:us:ashburn': 100 }],
  ['our-own-zone=100', { 'our-own-zone': 100 }],
])('reads the zones of %s', (location, zones) => {
  expect(readLoadZones(location)).toEqual(zones);
});

it.each(['this machine', 'Berlin, second floor', 'rack=left', ''])('%s is a place in words', (location) => {
  expect(readLoadZones(location)).toBeUndefined();
});

it.each([
  ['amazon:us:ashburn=60,amazon:ie:dublin=30', 'has shares that sum to 90: write shares that sum to 100'],
  ['amazon:us:ashburn=60,amazon:ie:dublin', 'has no share in "amazon:ie:dublin"'],
  ['amazon:us:ashburn=100,amazon:ie:dublin=0', 'has no share in "amazon:ie:dublin=0"'],
  ['amazon:us:ashburn=50,amazon:us:ashburn=50', 'names amazon:us:ashburn twice'],
])('refuses %s', (location, why) => {
  expect(() => readLoadZones(location)).toThrowError(why);
});

it('writes them as the option of k6, and for people', () => {
  const zones = { 'amazon:us:ashburn': 60, 'amazon:ie:dublin': 40 };
  expect(distributionOf(zones)).toEqual({
    'amazon:us:ashburn': { loadZone: 'amazon:us:ashburn', percent: 60 },
    'amazon:ie:dublin': { loadZone: 'amazon:ie:dublin', percent: 40 },
  });
  expect(zonesText(zones)).toBe('60 % amazon:us:ashburn, 40 % amazon:ie:dublin');
});
