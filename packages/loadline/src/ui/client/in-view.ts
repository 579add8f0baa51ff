import type { WatchInView } from '../components/live-section';

/** Watches an element. On paper, everything is in view. */
export const watchInView: WatchInView = (element, changed) => {
  const observer = new IntersectionObserver((entries) => changed(entries.at(-1)?.isIntersecting === true));
  const onPaper = () => changed(true);
  observer.observe(element);
  addEventListener('beforeprint', onPaper);
  return () => {
    observer.disconnect();
    removeEventListener('beforeprint', onPaper);
  };
};
