import { describe, expect, it } from 'vitest';
import { GetAlcoholLatestResponse, GetAlcoholRangeResponse } from '../../gen/chater/alcohol';
import { RecommendationResponse } from '../../gen/chater/eater';
import { FeedbackRequest, SetLanguageRequest } from '../../gen/chater/settings';
import {
  calls,
  customDate,
  dateOf,
  GRPC,
  HTML,
  healthLevel,
  NO_PROTOBUF,
  range,
  SUCCESS,
  service,
  start,
  USER,
  weight,
} from './test-harness';

describe('POST /eater_receive_photo', () => {
  it.each([
    ['2024-05-06T07:08:09Z', 1_714_979_289_000],
    ['1714979289', 1_714_979_289_000],
    ['1714979289123', 1_714_979_289_123],
  ])('stores a dish at %s', async (time, timeMs) => {
    await start();
    const { status, text } = await calls.photo({ time });
    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual({ status: 'Success', user_email: USER });
    const { dishesForDate } = await calls.day('06-05-2024');
    expect(dishesForDate).toMatchObject([{ time: timeMs, imageId: `${USER}/20240506_070809.jpg` }]);
    expect(service.stats().records).toBe(1);
  });

  it.each(['', 'soon'])('takes now for the time "%s"', async (time) => {
    await start();
    const beforeMs = Date.now();
    await calls.photo({ time });
    const [dish] = (await calls.today()).dishesToday;
    expect(dish?.time).toBeGreaterThanOrEqual(beforeMs);
    expect(dish?.time).toBeLessThanOrEqual(Date.now());
  });

  it('takes the weight from the photo of a scale', async () => {
    await start();
    await calls.photo({ photoType: 'weight_prompt' });
    expect(await calls.today()).toMatchObject({ dishesToday: [], personWeight: 70.5 });
  });

  it('refuses what is no photo', async () => {
    await start();
    const wrong = [
      await calls.photo({ photoType: 'other' }),
      await calls.photo({ photoData: Uint8Array.from([1, 2, 3]) }),
      await calls.call('/eater_receive_photo', NO_PROTOBUF),
    ];
    for (const { status, text } of wrong) {
      expect(status).toBe(400);
      expect(JSON.parse(text)).toEqual({ message: expect.any(String), error: expect.any(String) });
    }
    expect(service.stats().records).toBe(0);
  });

  it('refuses what the analysis refuses', async () => {
    await start({ notFoodShare: 0.5 });
    const future = await calls.photo({ time: String(Date.now() + 25 * 3_600_000) });
    expect({ status: future.status, body: JSON.parse(future.text) }).toEqual({
      status: 400,
      body: { error: 'The time is in the future' },
    });
    const statuses = [(await calls.photo()).status, (await calls.photo()).status];
    expect(statuses).toEqual([200, 400]);
  });
});

describe('the day', () => {
  it('shows dishes, totals in whole numbers, and the weight', async () => {
    await start();
    await weight(81.5, USER);
    expect(await calls.today()).toEqual({
      dishesToday: [],
      totalForDay: {
        contains: { carbohydrates: 0, fats: 0, proteins: 0, sugar: 0 },
        totalAvgWeight: 81,
        totalCalories: 0,
      },
      personWeight: 81.5,
    });
    for (const second of ['00', '01']) await calls.photo({ time: `2024-05-06T00:00:${second}Z` });
    const day = await calls.day('06-05-2024');
    expect(day.dishesForDate.map(({ dishName }) => dishName)).toEqual(['Lentil soup', 'Glass of red wine']);
    expect(day.personWeight).toBe(81.5);
    expect(day.totalForDay).toEqual({
      contains: { carbohydrates: 49, fats: 6, proteins: 18, sugar: 6 },
      totalAvgWeight: 550,
      totalCalories: 445,
    });
  });

  it('of an empty date is an error, of a malformed one is empty', async () => {
    await start();
    expect(await customDate('')).toMatchObject({ status: 400, type: HTML, text: 'Date is required' });
    for (const date of ['2024-05-06', '31-02-2024']) {
      expect((await customDate(date)).status).toBe(200);
      expect(await calls.day(date)).toMatchObject({ dishesForDate: [], personWeight: 0 });
    }
    expect((await calls.call('/get_food_custom_date', NO_PROTOBUF)).status).toBe(500);
  });
});

describe('records', () => {
  it('are scaled by the percentage, renamed and sweetened by hand, and deleted', async () => {
    await start();
    const time = Date.parse('2024-05-06T00:00:00Z');
    await calls.photo({ time: String(time) });
    expect(await calls.modify({ time, percentage: 200 })).toMatchObject({
      status: 200,
      type: GRPC,
      bytes: SUCCESS,
    });
    const day = await calls.day('06-05-2024');
    expect(day.dishesForDate).toMatchObject([{ estimatedAvgCalories: 640, totalAvgWeight: 800 }]);
    expect(day.totalForDay).toMatchObject({ contains: { carbohydrates: 91, fats: 12 }, totalCalories: 640 });

    const manual = { isTryManually: true, manualFoodName: 'Stew', manualComponents: ['beef'] };
    await calls.modify({ time, percentage: 100, addedSugarTsp: 2, ...manual });
    const [dish] = (await calls.day('06-05-2024')).dishesForDate;
    expect(dish).toMatchObject({ dishName: 'Stew', ingredients: ['beef'], estimatedAvgCalories: 672 });

    expect(await calls.delete(time)).toMatchObject({ status: 200, type: GRPC, bytes: SUCCESS });
    expect((await calls.day('06-05-2024')).dishesForDate).toEqual([]);
    expect(service.stats().records).toBe(0);
  });

  it('never outgrow their field', async () => {
    await start();
    await calls.photo({ time: '1714953600' });
    for (let n = 0; n < 30; n++) await calls.modify({ time: 1_714_953_600_000, percentage: 200 });
    const day = await calls.day('06-05-2024');
    expect(day.dishesForDate[0]?.estimatedAvgCalories).toBe(2 ** 31 - 1);
  });

  it('of an unknown time are changed in vain, with success', async () => {
    await start();
    expect(await calls.modify({ time: 1, percentage: 50 })).toMatchObject({ status: 200, bytes: SUCCESS });
    expect(await calls.delete(1)).toMatchObject({ status: 200, bytes: SUCCESS });
    expect(service.stats().records).toBe(0);
  });

  it.each(['/modify_food_record', '/delete_food', '/manual_weight', '/feedback'])(
    '%s refuses an empty body as JSON and a malformed one as gRPC',
    async (path) => {
      await start();
      const empty = await calls.call(path, '');
      expect(empty.status).toBe(400);
      expect(JSON.parse(empty.text)).toEqual({ success: false, error: expect.any(String) });
      expect(await calls.call(path, NO_PROTOBUF)).toMatchObject({ status: 500, type: GRPC, text: '' });
    },
  );
});

describe('settings', () => {
  it('take the weight of the body’s user, and drop 0', async () => {
    await start();
    expect(await weight(70, USER)).toMatchObject({ status: 200, type: GRPC, bytes: SUCCESS });
    expect(await weight(0, USER)).toMatchObject({ status: 200, bytes: SUCCESS });
    await weight(90, 'other@example.com');
    expect((await calls.today()).personWeight).toBe(70);
  });

  it('take any language, and feedback that is not blank', async () => {
    await start();
    for (const languageCode of ['DE', '', 'english']) {
      const body = SetLanguageRequest.encode({ userEmail: '', languageCode }).finish();
      expect(await calls.call('/set_language', body)).toMatchObject({
        status: 200,
        type: GRPC,
        bytes: SUCCESS,
      });
    }
    expect(await calls.call('/set_language', NO_PROTOBUF)).toMatchObject({
      status: 500,
      type: GRPC,
      text: '',
    });
    const feedback = (text: string) =>
      calls.call('/feedback', FeedbackRequest.encode({ time: '', userEmail: USER, feedback: text }).finish());
    expect(await feedback('good')).toMatchObject({ status: 200, bytes: SUCCESS });
    expect(await feedback(' ')).toMatchObject({ status: 400, type: GRPC, text: '' });
  });
});

describe('drinks', () => {
  it('are those of today, and those of a range of dates', async () => {
    await start();
    for (let n = 0; n < 2; n++) await calls.photo({ time: String(Date.now() - n) });
    const latest = await calls.call('/alcohol_latest');
    expect(latest).toMatchObject({ status: 200, type: GRPC });
    const summary = { totalDrinks: 1, totalCalories: 125, drinksOfDay: ['Glass of red wine'] };
    expect(GetAlcoholLatestResponse.decode(latest.bytes).todaySummary).toEqual(summary);

    const today = dateOf(Date.now());
    const found = await range(dateOf(Date.now() - 7 * 86_400_000), today);
    expect(found).toMatchObject({ status: 200, type: GRPC });
    expect(GetAlcoholRangeResponse.decode(found.bytes).events).toEqual([
      {
        time: expect.any(Number),
        date: today.split('-').reverse().join('-'),
        drinkName: 'Glass of red wine',
        calories: 125,
        quantity: 1,
      },
    ]);
    expect(await range('01-01-2024', '02-01-2024')).toMatchObject({ status: 200, text: '' });
  });

  it('are never found without both dates', async () => {
    await start({ answerTimeoutMs: 20 });
    expect(await range('', '02-01-2024')).toMatchObject({ status: 500, type: GRPC, text: '' });
    expect(await range('01-01-2024', '')).toMatchObject({ status: 500, type: GRPC, text: '' });
  });
});

describe('advice', () => {
  it('waits for the first recommendation of a user’s day only', async () => {
    await start({ pollQuantumMs: 1_000 });
    const startMs = performance.now();
    const first = await calls.recommendation(7);
    expect(performance.now() - startMs).toBeGreaterThan(995);
    // This call comes before the answer, so it waits for the next poll.
    const ended: string[] = [];
    const today = calls.today().then(() => ended.push('today'));
    const second = await calls.recommendation(7);
    ended.push('second');
    await today;
    expect(ended).toEqual(['second', 'today']);
    for (const { status, bytes } of [first, second]) {
      expect(status).toBe(200);
      expect(RecommendationResponse.decode(bytes).recommendation).toContain('7 days');
    }
  });

  it('on the health of a known dish has texts, on another one none', async () => {
    await start();
    await calls.photo({ time: '1714953600' });
    const known = await healthLevel(1_714_953_600_000);
    expect(known).toMatchObject({ status: 200, title: 'Lentil soup' });
    expect(JSON.parse(known.healthSummary)).toMatchObject({ rating: 85 });
    expect(await healthLevel(1)).toEqual({ status: 200, title: '', description: '', healthSummary: '' });
    expect((await calls.call('/food_health_level', NO_PROTOBUF)).status).toBe(500);
  });
});

describe('the service', () => {
  it('shows leftovers on the control port, and metrics', async () => {
    await start();
    await calls.photo({ time: '1714953600' });
    const titles = await fetch(`http://127.0.0.1:${service.controlPort}/titles`);
    expect(await titles.json()).toEqual([`${USER} 1714953600000 Lentil soup`]);
    const { status, text } = await calls.call('/metrics');
    expect(status).toBe(200);
    expect(text).toContain(
      'http_requests_total{method="POST",endpoint="/eater_receive_photo",status="200"} 1\n',
    );
    expect(await calls.call('/nothing')).toMatchObject({ status: 404, type: HTML });
    expect((await calls.call('/set_language')).status).toBe(405);
  });
});
