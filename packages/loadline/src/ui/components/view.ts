/** What a reader has chosen to see; a link holds it. */
export interface View {
  /** Column that the calls are sorted by; the largest first where `isDown`. */
  readonly sort?: { readonly by: string; readonly isDown: boolean };
  /** Part of the names of calls. */
  readonly filter: string;
  /** Calls whose charts are open. */
  readonly open: readonly string[];
  /** Span of time, in s after the start of the load. */
  readonly span?: Span;
}

/** From a second of the load up to another one. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const WHOLE_VIEW: View = { filter: '', open: [] };

/** The view as the fragment of a link; empty when it is that of a fresh page. */
export function linkOf({ sort, filter, open, span }: View): string {
  const parts = new URLSearchParams();
  if (sort) parts.set('sort', `${sort.isDown ? '-' : ''}${sort.by}`);
  if (filter !== '') parts.set('filter', filter);
  for (const call of open) parts.append('open', call);
  if (span) parts.set('span', `${span.from}-${span.to}`);
  return parts.size === 0 ? '' : `#view?${parts}`;
}

/** The view that the fragment of a link holds; anything else is a fresh page. */
export function viewOf(link: string): View {
  const [name, query] = link.split('?');
  if (name !== '#view' || query === undefined) return WHOLE_VIEW;
  const parts = new URLSearchParams(query);
  const [, down, by] = /^(-?)(.+)$/.exec(parts.get('sort') ?? '') ?? [];
  const [, from, to] = /^(\d+)-(\d+)$/.exec(parts.get('span') ?? '') ?? [];
  return {
    ...(by !== undefined && { sort: { by, isDown: down === '-' } }),
    filter: parts.get('filter') ?? '',
    open: parts.getAll('open'),
    ...(from !== undefined && to !== undefined && { span: { from: Number(from), to: Number(to) } }),
  };
}
