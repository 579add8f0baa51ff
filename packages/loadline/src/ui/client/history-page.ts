import { ask, element } from './ask';

/** The list of runs: notes, deletions, and baselines. Each change loads the page again. */
export function historyPage(): void {
  const list = document.getElementById('runs');
  if (!list || !document.getElementById('note-text')) return;
  const text = element<HTMLTextAreaElement>('note-text');
  let run = '';
  list.addEventListener('click', ({ target }) => {
    const { note, text: old, delete: deleted } = (target as HTMLElement).dataset;
    run = note ?? deleted ?? '';
    if (run === '') return;
    if (note !== undefined) text.value = old ?? '';
    element('delete-run').textContent = run;
    element('note-title').textContent = `Note of ${run}`;
    element<HTMLDialogElement>(note === undefined ? 'delete' : 'note').showModal();
  });
  answered('note', () => change(`/api/runs/${run}/note`, 'PUT', { note: text.value }));
  answered('delete', () => change(`/api/runs/${run}`, 'DELETE', {}));
  const form = document.getElementById('baseline') as HTMLFormElement | null;
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    const name = encodeURIComponent(String(new FormData(form).get('name')).trim());
    const chosen = document.querySelectorAll<HTMLInputElement>('[name=a]:checked');
    const runs = [...chosen].map(({ value }) => value);
    void change(`/api/baselines/${name || '%20'}`, 'PUT', { runs });
  });
  document.getElementById('baselines')?.addEventListener('click', ({ target }) => {
    const { baseline } = (target as HTMLElement).dataset;
    if (baseline !== undefined) void change(`/api/baselines/${encodeURIComponent(baseline)}`, 'DELETE', {});
  });
}

/** Closes a dialog by either of its buttons. @param yes is called for the first one */
function answered(id: string, yes: () => void): void {
  const dialog = element<HTMLDialogElement>(id);
  element(`${id}-no`).addEventListener('click', () => dialog.close());
  element(`${id}-yes`).addEventListener('click', () => {
    dialog.close();
    yes();
  });
}

async function change(path: string, method: 'PUT' | 'DELETE', body: unknown): Promise<void> {
  const answer = await ask(path, body, method).catch((error: Error) => ({
    status: 0,
    body: { error: error.message },
  }));
  if (answer.status === 200) location.reload();
  else {
    const place = element('mark-problem');
    place.textContent = answer.body.error ?? 'it could not be changed';
    // The button may be far below.
    place.scrollIntoView({ block: 'nearest' });
  }
}
