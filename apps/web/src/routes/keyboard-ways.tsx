import { type ReactNode, createContext, use, useEffect, useMemo, useState } from 'react';
import { ShortcutsSheet } from '../features/shortcuts/shortcuts-sheet.tsx';
import { useSingleKeys } from '../ui/keys/single-keys.ts';
import { AccountPalette } from './account-palette.tsx';

export interface KeyboardWaysValue {
  readonly openPalette: () => void;
  readonly openShortcuts: () => void;
}

const KeyboardWaysContext = createContext<KeyboardWaysValue | undefined>(undefined);

export function useKeyboardWays(): KeyboardWaysValue {
  const ways = use(KeyboardWaysContext);
  if (ways === undefined) throw new TypeError('no KeyboardWays above this component');
  return ways;
}

/** The command palette and the sheet of shortcuts, on every page of an unlocked account. */
export function KeyboardWays({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState<'palette' | 'shortcuts'>();
  const ways = useMemo(
    () => ({ openPalette: () => setOpen('palette'), openShortcuts: () => setOpen('shortcuts') }),
    [],
  );
  useSingleKeys({ '?': ways.openShortcuts });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isPaletteKey = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
      if (!isPaletteKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
      // The browser's own use of it is kept from getting in between, also while something else lies above the page.
      event.preventDefault();
      if (document.querySelector('[role="dialog"], [role="alertdialog"]') === null) setOpen('palette');
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  const close = () => setOpen(undefined);
  return (
    <KeyboardWaysContext value={ways}>
      {children}
      <AccountPalette isOpen={open === 'palette'} onClose={close} onShortcuts={ways.openShortcuts} />
      <ShortcutsSheet isOpen={open === 'shortcuts'} onClose={close} />
    </KeyboardWaysContext>
  );
}
