import type { KeptView } from '../components/figures-view';
import { linkOf, viewOf } from '../components/view';

const isView = () => location.hash.startsWith('#view?');

/** Link of the last view that was read or written. */
let link = '';

function read() {
  const view = viewOf(location.hash);
  link = linkOf(view);
  return view;
}

/** Keeps the view in the page's URL, so that a shared link shows the same. */
export const keptView: KeptView = {
  read,
  write: (view) => {
    link = linkOf(view);
    if (link !== '' || isView()) history.replaceState(null, '', link === '' ? '#figures' : link);
  },
  watch: (follow) => {
    const changed = () => {
      if (isView()) follow(read());
      // A link to a section has scrolled the page. The view has not changed, so it is back in the URL.
      else if (link !== '') history.replaceState(null, '', link);
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  },
};
