import { type Answer, ask, element } from './ask';

/** The plan is asked for so long after the last key, in ms. */
const AFTER_KEY_MS = 200;

interface FormProblem {
  readonly field?: string;
  readonly message: string;
}

/** Shows the plan of what the form holds, with each mistake at its field, and starts it. */
export function startForm(): void {
  const form = document.getElementById('form');
  if (!(form instanceof HTMLFormElement)) return;
  const { test = '' } = form.dataset;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  const values = () => ({ test, values: Object.fromEntries(new FormData(form)) });
  const plan = async () => {
    asked += 1;
    const number = asked;
    const answer = await ask('/api/plan', values()).catch(() => undefined);
    // Another key was pressed since: its answer comes.
    if (answer && number === asked) showAnswer(form, answer);
  };
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(plan, AFTER_KEY_MS);
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    asked += 1;
    const answer = await ask('/api/runs', values()).catch((error: Error) => failed(error.message));
    if (answer.status === 202) location.assign(`/runs/${answer.body.runId}`);
    else {
      showAnswer(form, answer);
      form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    }
  });
  void plan();
}

function failed(error: string): Answer {
  return { status: 0, body: { error } };
}

function showAnswer(form: HTMLFormElement, { body }: Answer): void {
  const problems = (body.problems ??
    (body.error === undefined ? [] : [{ message: body.error }])) as FormProblem[];
  for (const field of form.querySelectorAll<HTMLInputElement>('[name]')) {
    const own = problems.filter((problem) => problem.field === field.name);
    if (own.length > 0) field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
    setText(element(`error-${field.name}`), own.map(({ message }) => message).join(' '));
  }
  const others = problems.filter(({ field }) => field === undefined).map(({ message }) => message);
  setText(element('problem-list'), others.join('\n'));
  // Made by the console's own components, which escape every text.
  if (typeof body.plan === 'string') element('plan').innerHTML = body.plan;
  element('plan').classList.toggle('old', problems.length > 0);
}

/** A text that is the same is not spoken again. */
function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
