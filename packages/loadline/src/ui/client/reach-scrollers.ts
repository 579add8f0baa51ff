/** Makes tables that scroll reachable with the Tab key, so that the keyboard can scroll them. Other tables stay out. */
export function reachScrollers(): void {
  const look = () => {
    for (const place of document.querySelectorAll<HTMLElement>('.scroll')) {
      if (place.scrollWidth > place.clientWidth) {
        place.tabIndex = 0;
        place.setAttribute('role', 'region');
        place.setAttribute('aria-label', place.querySelector('caption')?.textContent ?? 'Table');
      } else for (const name of ['tabindex', 'role', 'aria-label']) place.removeAttribute(name);
    }
  };
  new ResizeObserver(look).observe(document.body);
  document.addEventListener('toggle', look, true);
}
