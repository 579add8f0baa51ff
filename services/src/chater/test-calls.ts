import {
  CustomDateFoodRequest,
  CustomDateFoodResponse,
  PhotoMessage,
  RecommendationRequest,
} from '../../gen/chater/eater';
import { DeleteFoodRequest, ModifyFoodRecordRequest } from '../../gen/chater/food_record';
import { TodayFood } from '../../gen/chater/today_food';
import type { RunningChaterService } from './start-chater-service';

/** First bytes of a JPEG. */
const IMAGE = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]);

/** Reply to a call. */
export interface Answer {
  status: number;
  type: string | null;
  bytes: Uint8Array;
  /** The body as text. */
  text: string;
}

/** Calls of the food diary as a client makes them; for tests. */
export class TestCalls {
  constructor(
    readonly service: RunningChaterService,
    readonly token = service.testUserToken,
  ) {}

  /** @param body none makes it a GET */
  async call(path: string, body?: Uint8Array | string, headers?: Record<string, string>): Promise<Answer> {
    const response = await fetch(`http://${this.service.address}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: headers ?? { authorization: `Bearer ${this.token}` },
      body: typeof body === 'string' ? body : body && Buffer.from(body),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      bytes,
      text: Buffer.from(bytes).toString(),
    };
  }

  photo(message: Partial<PhotoMessage> = {}): Promise<Answer> {
    const whole = { time: '', photoData: IMAGE, photoType: 'default_prompt', ...message };
    return this.call('/eater_receive_photo', PhotoMessage.encode(PhotoMessage.fromPartial(whole)).finish());
  }

  async today(): Promise<TodayFood> {
    return TodayFood.decode((await this.call('/eater_get_today')).bytes);
  }

  async day(date: string): Promise<CustomDateFoodResponse> {
    const body = CustomDateFoodRequest.encode({ date }).finish();
    return CustomDateFoodResponse.decode((await this.call('/get_food_custom_date', body)).bytes);
  }

  modify(change: Partial<ModifyFoodRecordRequest>): Promise<Answer> {
    const body = ModifyFoodRecordRequest.encode(ModifyFoodRecordRequest.fromPartial(change)).finish();
    return this.call('/modify_food_record', body);
  }

  delete(time: number): Promise<Answer> {
    return this.call('/delete_food', DeleteFoodRequest.encode({ time }).finish());
  }

  recommendation(days: number): Promise<Answer> {
    const body = RecommendationRequest.encode({ days, languageCode: 'en' }).finish();
    return this.call('/get_recommendation', body);
  }
}
