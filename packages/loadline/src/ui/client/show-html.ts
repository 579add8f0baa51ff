import { watchInView } from './in-view';

/** Attributes that belong to the reader or to other scripts of the page: they stay when the content changes. */
const KEPT = ['open', 'tabindex', 'role', 'aria-label'];

interface Showing {
  /** Whether no other HTML follows. */
  readonly isFinal: boolean;
  /** Whether a place is updated also while it is out of view. */
  readonly isAlwaysShown: boolean;
}

interface Shown {
  html: string;
  isFinal: boolean;
  isInView: boolean;
}

/** What each place shows, or will show when it comes into view. */
const places = new WeakMap<Element, Shown>();

/** Details with their summary, and their content. None are within others. */
const DETAILS = /(<details>.*?<\/summary>).*?(?=<\/details>)/gs;

/**
 * Shows HTML in a place. Nodes that are there stay and are changed, so that the focus, what is scrolled and what is opened stay
 * too. Until the HTML is final, a place with content is updated while it is in view, and closed details get their content when
 * the reader opens them: the rest is most of the work of an update.
 */
export function showHtml(place: Element, html: string, { isFinal, isAlwaysShown }: Showing): void {
  const shown = places.get(place) ?? watched(place);
  Object.assign(shown, { html, isFinal });
  if (shown.isInView || isFinal || isAlwaysShown || !place.hasChildNodes()) show(place, shown);
}

function watched(place: Element): Shown {
  const shown: Shown = { html: '', isFinal: false, isInView: true };
  places.set(place, shown);
  // The event does not bubble.
  place.addEventListener('toggle', () => show(place, shown), { capture: true });
  watchInView(place, (isInView) => {
    shown.isInView = isInView;
    if (isInView) show(place, shown);
  });
  return shown;
}

function show(place: Element, { html, isFinal }: Shown): void {
  const before = place.querySelector('pre');
  // A log that is scrolled to its end stays there.
  const isAtEnd = !before || before.scrollTop + before.clientHeight >= before.scrollHeight - 2;
  const details = [...place.querySelectorAll('details')];
  const template = document.createElement('template');
  // The HTML is from the console's own components, which escape every text.
  template.innerHTML = html.replace(DETAILS, (whole, summary: string) => {
    const isOpen = details.shift()?.open === true;
    return isOpen || isFinal ? whole : summary;
  });
  showNodes(place, template.content);
  const log = place.querySelector('pre');
  if (log && isAtEnd) log.scrollTop = log.scrollHeight;
}

function showNodes(place: ParentNode & Node, content: ParentNode & Node): void {
  const shown = [...place.childNodes];
  const wanted = [...content.childNodes];
  for (const [index, node] of wanted.entries()) {
    const before = shown[index];
    if (!before) place.appendChild(node);
    else if (before.nodeName !== node.nodeName) {
      const isNew = shown.length < wanted.length;
      place.insertBefore(node, before);
      if (isNew) shown.splice(index, 0, node);
      else place.removeChild(before);
    } else if (before instanceof Element && node instanceof Element) {
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
