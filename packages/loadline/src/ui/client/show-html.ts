/** Attributes that belong to the reader or to other scripts of the page: they stay when the content changes. */
const KEPT = ['open', 'tabindex', 'role', 'aria-label'];

/** What each place shows. */
const latest = new WeakMap<Element, { readonly html: string; readonly isFinal: boolean }>();

/** Details with their summary, and their content. None are within others. */
const DETAILS = /(<details>.*?<\/summary>).*?(?=<\/details>)/gs;

/**
 * Shows HTML in a place. Nodes that are there stay and are changed, so that the focus, what is scrolled and what is opened stay
 * too.
 * @param isFinal whether no other HTML follows. Until then, closed details get their content when the reader opens them: they
 * are most of the page, and updating them takes a fifth of the time of an update.
 */
export function showHtml(place: Element, html: string, isFinal: boolean): void {
  // The event does not bubble.
  if (!latest.has(place)) place.addEventListener('toggle', () => showLatest(place), { capture: true });
  latest.set(place, { html, isFinal });
  showLatest(place);
}

function showLatest(place: Element): void {
  const { html = '', isFinal = true } = latest.get(place) ?? {};
  const details = [...place.querySelectorAll('details')];
  const template = document.createElement('template');
  // The HTML is from the console's own components, which escape every text.
  template.innerHTML = html.replace(DETAILS, (whole, summary: string) => {
    const isOpen = details.shift()?.open === true;
    return isOpen || isFinal ? whole : summary;
  });
  showNodes(place, template.content);
}

function showNodes(place: ParentNode & Node, content: ParentNode & Node): void {
  const shown = [...place.childNodes];
  const wanted = [...content.childNodes];
  for (const [index, node] of wanted.entries()) {
    const before = shown[index];
    if (!before) place.appendChild(node);
    else if (before.nodeName !== node.nodeName) place.replaceChild(node, before);
    else if (before instanceof Element && node instanceof Element) {
      showAttributes(before, node);
      showNodes(before, node);
    } else if (before.nodeValue !== node.nodeValue) before.nodeValue = node.nodeValue;
  }
  for (const extra of shown.slice(wanted.length)) place.removeChild(extra);
}

function showAttributes(shown: Element, wanted: Element): void {
  for (const { name, value } of wanted.attributes)
    if (shown.getAttribute(name) !== value && name !== 'open') shown.setAttribute(name, value);
  for (const name of shown.getAttributeNames())
    if (!wanted.hasAttribute(name) && !KEPT.includes(name)) shown.removeAttribute(name);
}
