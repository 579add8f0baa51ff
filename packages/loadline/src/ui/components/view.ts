/** What the reader has chosen to see. The page's URL holds it. */
export interface View {
  /** Column that sorts the calls. `isDown`: largest first. */
  readonly sort?: { readonly by: string; readonly isDown: boolean };
  /** Text that the names of the shown calls contain. */
  readonly filter: string;
  /** Calls whose charts are open. */
  readonly open: readonly string[];
  /** Span of time, in s after the start of the load. */
  readonly span?: Span;
}

/** Span of the load, in s after its start. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const WHOLE_VIEW: View = { filter: '', open: [] };

/** The view as the fragment of a URL. Empty for the default view. */
export function linkOf({ sort, filter, open, span }: View): string {
  const parts = new URLSearchParams();
  if (sort) parts.set('sort', `${sort.isDown ? '-' : ''}${sort.by}`);
  if (filter !== '') parts.set('filter', filter);
  for (const call of open) parts.append('open', call);
  if (span) parts.set('span', `${span.from}-${span.to}`);
  return parts.size === 0 ? '' : `#view?${parts}`;
}

/** The view in the fragment of a URL. Any other fragment gives the default view. */
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
