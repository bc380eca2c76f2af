import { useEffect, useState } from 'react';

const preferences = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'];

/** Another number each time that colours may have changed: what is drawn by a program does not follow them by itself. */
export function useThemeChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const tell = () => setChanges((before) => before + 1);
    const chosen = new MutationObserver(tell);
    chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const lists = preferences.map((preference) => matchMedia(preference));
    for (const list of lists) list.addEventListener('change', tell);
    return () => {
      chosen.disconnect();
      for (const list of lists) list.removeEventListener('change', tell);
    };
  }, []);
  return changes;
}
