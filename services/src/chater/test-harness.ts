import { afterEach } from 'vitest';
import { GetAlcoholRangeRequest } from '../../gen/chater/alcohol';
import { CustomDateFoodRequest } from '../../gen/chater/eater';
import { FoodHealthLevelRequest, FoodHealthLevelResponse } from '../../gen/chater/food_health_level';
import { ManualWeightRequest } from '../../gen/chater/food_record';
import type { ChaterServiceOptions } from './chater-service-options';
import { type RunningChaterService, startChaterService } from './start-chater-service';
import { TestCalls } from './test-calls';

export const SUCCESS = Uint8Array.from([0x08, 0x01]);
export const NO_PROTOBUF = Uint8Array.from([0x0a, 0xff]);
export const GRPC = 'application/grpc+proto';
export const HTML = 'text/html; charset=utf-8';
export const USER = 'load-test@example.com';

export let service: RunningChaterService;
export let calls: TestCalls;

afterEach(() => service.stop());

export async function start(options: Partial<ChaterServiceOptions> = {}): Promise<void> {
  service = await startChaterService({ port: 0, pollQuantumMs: 0, backendMs: 0, ...options });
  calls = new TestCalls(service);
}

/** The UTC day of a time as dd-mm-yyyy. */
export function dateOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10).split('-').reverse().join('-');
}

export function weight(value: number, userEmail: string) {
  return calls.call('/manual_weight', ManualWeightRequest.encode({ weight: value, userEmail }).finish());
}

export function range(startDate: string, endDate: string) {
  return calls.call('/alcohol_range', GetAlcoholRangeRequest.encode({ startDate, endDate }).finish());
}

export function customDate(date: string) {
  return calls.call('/get_food_custom_date', CustomDateFoodRequest.encode({ date }).finish());
}

export async function healthLevel(time: number) {
  const body = FoodHealthLevelRequest.encode({ time, foodName: '' }).finish();
  const { status, bytes } = await calls.call('/food_health_level', body);
  return { status, ...FoodHealthLevelResponse.decode(bytes) };
}
