import { type Answer, ask, element } from './ask';
import { copyText } from './copy-text';

/** Time from the last key press to the request for the plan, in ms. */
const AFTER_KEY_MS = 200;

interface FormProblem {
  readonly field?: string;
  readonly message: string;
}

/** Shows the plan of the form's run, with each mistake at its field, and starts the run. */
export function startForm(): void {
  const form = document.getElementById('form');
  if (!(form instanceof HTMLFormElement)) return;
  const { test = '' } = form.dataset;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;
  const values = () => ({ test, values: valuesOf(form) });
  const plan = async () => {
    asked += 1;
    const number = asked;
    const answer = await ask('/api/plan', values()).catch(() => undefined);
    // Otherwise another key was pressed in the meantime, and a newer answer will follow.
    if (answer && number === asked) showAnswer(form, answer);
  };
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(plan, AFTER_KEY_MS);
  });
  const start = async (debug: boolean) => {
    clearTimeout(timer);
    asked += 1;
    const answer = await ask('/api/runs', { ...values(), debug }).catch((error: Error) =>
      failed(error.message),
    );
    if (answer.status === 202) location.assign(`/runs/${answer.body.runId}#title`);
    else {
      showAnswer(form, answer);
      form.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    }
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void start(false);
  });
  // Each plan brings its own button.
  element('plan').addEventListener('click', async ({ target }) => {
    if (!(target instanceof HTMLElement) || target.id !== 'copy-command') return;
    await copyText(element('command').textContent ?? '');
    target.textContent = 'Copied';
  });
  element('debug').addEventListener('click', () => void start(true));
  void plan();
}

/** The values of the fields. Those of several boxes with one name are joined by commas. */
function valuesOf(form: HTMLFormElement): Record<string, string> {
  const data = new FormData(form);
  return Object.fromEntries([...new Set(data.keys())].map((name) => [name, data.getAll(name).join(',')]));
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
  // The HTML is from the console's own components, which escape every text.
  if (typeof body.plan === 'string') element('plan').innerHTML = body.plan;
  // What prevents the run, such as a missing account, does not always prevent its plan.
  element('plan').classList.toggle('old', problems.length > 0 && typeof body.plan !== 'string');
}

/** Sets a text only if it has changed, so that screen readers do not read it out again. */
function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
