import { chater } from './chater/chater-reference';
import { fractal } from './fractal/fractal-reference';
import type { ReferenceServices } from './loadline';
import { requests } from './requests/requests-reference';
import { vacancies } from './vacancies/vacancies-reference';

/** The reference services by suite. `package.json` of the project names this file for `loadline serve` and `loadline demo`. */
export default { vacancies, chater, requests, fractal } satisfies ReferenceServices;
