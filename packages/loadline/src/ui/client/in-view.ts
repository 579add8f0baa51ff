import type { WatchInView } from '../components/update-in-view';

const watched = new Map<Element, (isInView: boolean) => void>();
const observer = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) watched.get(target)?.(isIntersecting);
});
addEventListener('beforeprint', () => {
  for (const changed of watched.values()) changed(true);
});

/** Watches an element. On paper, everything is in view. */
export const watchInView: WatchInView = (element, changed) => {
  watched.set(element, changed);
  observer.observe(element);
  return () => {
    observer.unobserve(element);
    watched.delete(element);
  };
};
