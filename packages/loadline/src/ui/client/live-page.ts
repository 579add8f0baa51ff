import type { FiguresModel } from '../components/figures-view';
import { afterEvent, type LiveEvent, NOTHING_KNOWN, type Parts } from '../console/live-events';
import { ask, element } from './ask';
import { watchInView } from './in-view';
import type { ShowFigures } from './main';
import { showHtml } from './show-html';

/** After this time a page asks again when the console has refused its stream, in ms. */
const AGAIN_MS = 5_000;

/** Shows a run in progress, and its verdict at the end. */
export function livePage(): void {
  const page = document.getElementById('live');
  const run = page?.dataset.run;
  if (run === undefined) return;
  let state = NOTHING_KNOWN;
  const figures = new Figures();
  const isOver = () => state.parts.state === 'done' || state.parts.state === 'over';
  // A browser opens at most six connections to a server. Streams of hidden pages would leave none for the others. When the
  // console ends with the run, a hidden page must stay connected: later, nobody would answer it.
  const isIdle = () => document.hidden && page?.dataset.endsWithRun === undefined;
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    clearTimeout(timer);
    if (source !== undefined || isOver() || isIdle()) return;
    const opened = new EventSource(`/api/runs/${run}/events`);
    source = opened;
    opened.addEventListener('message', ({ data }) => {
      const before = state.parts;
      state = afterEvent(state, JSON.parse(data) as LiveEvent);
      const isFinal = isOver();
      const changed = Object.entries(state.parts).filter(([name, part]) => isFinal || before[name] !== part);
      for (const [name, part] of changed) show(name, part, isFinal);
      if (changed.some(([name]) => name === 'figures' || name === 'charts'))
        figures.show(state.parts, isFinal);
      if (isFinal) opened.close();
    });
    opened.addEventListener('open', () => setText('connection', ''));
    opened.addEventListener('error', () => {
      setText('connection', 'The connection to the console is lost. Trying again …');
      // After a refusal the browser does not try again by itself.
      if (opened.readyState !== EventSource.CLOSED) return;
      source = undefined;
      timer = setTimeout(connect, AGAIN_MS);
    });
  };
  document.addEventListener('visibilitychange', () => {
    if (isIdle()) {
      source?.close();
      source = undefined;
    } else connect();
  });
  connect();
  stopButton(run);
}

/** Parts that are data. */
const NOT_HTML = ['charts', 'figures', 'verdict'];
/** Parts that are updated also out of view: the verdict so far. */
const ALWAYS_SHOWN = ['head'];

/** The key figures, the charts, and the table of calls. */
class Figures {
  /** The charts that are drawn. The same object again means that they have not changed. */
  private charts: { json: string; value: FiguresModel['charts'] } | undefined;

  show({ figures, charts }: Parts, isFinal: boolean): void {
    const { showFigures } = globalThis as unknown as { showFigures?: ShowFigures };
    if (!figures || !charts) return;
    if (this.charts?.json !== charts) this.charts = { json: charts, value: JSON.parse(charts) };
    showFigures?.(
      element('part-figures'),
      { ...JSON.parse(figures), charts: this.charts.value },
      isFinal ? undefined : watchInView,
    );
  }
}

function show(name: string, part: string | null, isFinal: boolean): void {
  if (name === 'phase') setText('phase', part ?? '');
  else if (name === 'state') showState(part ?? '');
  else if (!NOT_HTML.includes(name))
    showHtml(element(`part-${name}`), part ?? '', { isFinal, isAlwaysShown: ALWAYS_SHOWN.includes(name) });
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
  let isStopping = false;
  const stop = async (kill: boolean) => {
    const answer = await ask(`/api/runs/${run}/stop`, { kill }).catch(() => undefined);
    if (answer?.status === 200) return;
    // The next press must stop the run, not kill it.
    isStopping = false;
    button.textContent = 'Stop';
    setText('connection', answer?.body.error ?? 'It could not be stopped: the console does not answer.');
  };
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
