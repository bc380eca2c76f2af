import { keptChoice } from '../../ui/kept-choice.ts';

export type Theme = 'system' | 'light' | 'dark';

/** `public/theme.js` reads the same key before the first paint. */
export const themeChoice = keptChoice<Theme>('theme', ['system', 'light', 'dark']);

export const themeWords: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

const barColours = { light: '#f5f2eb', dark: '#131512' } as const;

function show(theme: Theme): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  const scheme = document.querySelector<HTMLMetaElement>('meta[name="color-scheme"]');
  if (scheme) scheme.content = theme === 'system' ? 'light dark' : theme;
  // The browser's own bar: one colour for each preference of the system.
  for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const preferred = bar.media.includes('dark') ? 'dark' : 'light';
    bar.content = barColours[theme === 'system' ? preferred : theme];
  }
}

/** Called once, at the start. */
export function followThemeChoice(): void {
  show(themeChoice.get());
  themeChoice.subscribe(() => show(themeChoice.get()));
}
