import type { FiguresModel } from '../components/figures-view';
import { afterEvent, type LiveEvent, NOTHING_KNOWN } from '../console/live-events';
import { ask, element } from './ask';
import type { ShowFigures } from './main';

/** Shows a run in progress, and its verdict at the end. */
export function livePage(): void {
  const page = document.getElementById('live');
  const run = page?.dataset.run;
  if (run === undefined) return;
  let state = NOTHING_KNOWN;
  const source = new EventSource(`/api/runs/${run}/events`);
  source.addEventListener('message', ({ data }) => {
    const before = state.parts;
    state = afterEvent(state, JSON.parse(data) as LiveEvent);
    for (const [name, part] of Object.entries(state.parts)) if (before[name] !== part) show(name, part);
    if (state.parts.state === 'done' || state.parts.state === 'over') source.close();
  });
  source.addEventListener('open', () => setText('connection', ''));
  source.addEventListener('error', () =>
    setText('connection', 'The connection to the console is lost. Trying again …'),
  );
  stopButton(run);
}

function show(name: string, part: string | null): void {
  if (name === 'phase') setText('phase', part ?? '');
  else if (name === 'state') showState(part ?? '');
  else if (name === 'figures') {
    const { showFigures } = globalThis as unknown as { showFigures?: ShowFigures };
    if (part !== null) showFigures?.(element('part-figures'), JSON.parse(part) as FiguresModel);
  } else if (name !== 'verdict') {
    const place = element(`part-${name}`);
    const open = [...place.querySelectorAll('details')].map((one) => one.open);
    const before = place.querySelector('pre');
    // A log that is scrolled to its end stays there.
    const isAtEnd = !before || before.scrollTop + before.clientHeight >= before.scrollHeight - 2;
    const scrolled = before?.scrollTop ?? 0;
    // The HTML is from the console's own components, which escape every text.
    place.innerHTML = part ?? '';
    place.querySelectorAll('details').forEach((one, index) => {
      one.open = open[index] ?? one.open;
    });
    const log = place.querySelector('pre');
    if (log) log.scrollTop = isAtEnd ? log.scrollHeight : scrolled;
  }
}

function showState(state: string): void {
  element('stop').hidden = !['waits', 'runs'].includes(state);
  element('report').hidden = state !== 'done';
  const again = document.getElementById('again');
  if (again) again.hidden = ['waits', 'runs'].includes(state);
}

/** The first click stops the run as Ctrl-C does. A second click asks for confirmation, then kills it. */
function stopButton(run: string): void {
  const button = element<HTMLButtonElement>('stop');
  const dialog = element<HTMLDialogElement>('kill');
  const stop = async (kill: boolean) => {
    const { status, body } = await ask(`/api/runs/${run}/stop`, { kill });
    if (status !== 200) setText('connection', String(body.error ?? 'it could not be stopped'));
  };
  let isStopping = false;
  button.addEventListener('click', () => {
    if (isStopping) {
      dialog.showModal();
      return;
    }
    isStopping = true;
    button.textContent = 'Stopping … press again to kill';
    void stop(false);
  });
  element('kill-no').addEventListener('click', () => dialog.close());
  element('kill-yes').addEventListener('click', () => {
    dialog.close();
    void stop(true);
  });
}

function setText(id: string, text: string): void {
  const place = element(id);
  if (place.textContent !== text) place.textContent = text;
}
