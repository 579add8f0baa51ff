import type { WatchInView } from '../components/update-in-view';

interface Watched {
  readonly changed: (isInView: boolean) => void;
  isInView: boolean;
}

const all = new Map<Element, Watched>();

const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    const watched = all.get(target);
    if (!watched) continue;
    watched.isInView = isIntersecting;
    watched.changed(isIntersecting);
  }
});

/**
 * Paper, the clipboard and a downloaded chart show all of the page. The capture phase comes before the listener of a button, and
 * Preact updates the page between the two, in a microtask. `click()` of a script leaves no time for that.
 */
for (const event of ['beforeprint', 'copy', 'click'])
  addEventListener(
    event,
    () => {
      for (const { changed, isInView } of all.values()) {
        changed(true);
        if (!isInView) changed(false);
      }
    },
    { capture: true },
  );

export const watchInView: WatchInView = (element, changed) => {
  all.set(element, { changed, isInView: true });
  observer.observe(element);
  return () => {
    observer.unobserve(element);
    all.delete(element);
  };
};
