import { useEffect, useEffectEvent } from 'react';
import { keptChoice } from '../kept-choice.ts';

/**
 * Keys without Ctrl or the like can be turned off (WCAG 2.2, success criterion 2.1.4): whoever speaks to a computer
 * would otherwise set them off with words.
 */
export const singleKeys = keptChoice<'on' | 'off'>('single-keys', ['on', 'off']);

const takesKeys =
  'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="menu"], [role="listbox"], [role="dialog"], [role="alertdialog"]';

/** Whether what has the focus, or lies over the page, has its own use for keys. */
export function areKeysTaken(event: KeyboardEvent): boolean {
  const isWithin = event.target instanceof Element && event.target.closest(takesKeys) !== null;
  return isWithin || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}

/** Calls what belongs to a key, anywhere on the page. */
export function useSingleKeys(actions: Readonly<Record<string, () => void>>): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
    if (action === undefined || singleKeys.get() === 'off' || areKeysTaken(event)) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
