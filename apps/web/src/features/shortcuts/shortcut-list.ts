const isApple = /Mac|iP(?:hone|ad|od)/.test(globalThis.navigator?.platform ?? '');
export const controlKey = isApple ? '⌘' : 'Ctrl';
export const paletteKeys = `${controlKey} K`;

export interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
}

/** They can be turned off, because whoever speaks to a computer may set them off with words. */
export const singleKeyShortcuts: readonly Shortcut[] = [
  { keys: ['?'], does: 'Show this sheet' },
  { keys: ['/'], does: 'Go to the words to look for' },
  { keys: ['j'], does: 'Next item' },
  { keys: ['k'], does: 'Item before' },
  { keys: ['x'], does: 'Select the item, or no longer' },
  { keys: ['s'], does: 'Star the item, or all that are selected, or no longer' },
  { keys: ['u'], does: 'Mark them as unread, or as read' },
];

export const otherShortcuts: readonly Shortcut[] = [
  { keys: [paletteKeys], does: 'Go to a page or an item, or do something' },
  { keys: ['↓', '↑'], does: 'Move within the list' },
  { keys: ['Enter'], does: 'Open the item' },
  { keys: ['Shift ↓', 'Shift ↑'], does: 'Select several in a row' },
  { keys: [`${controlKey} A`], does: 'Select all, in the list' },
  { keys: ['Esc'], does: 'Select none; close the item; close what lies above the page' },
];
