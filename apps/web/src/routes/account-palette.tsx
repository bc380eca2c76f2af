import { useQueryClient } from '@tanstack/react-query';
import { CommandPalette } from '../features/command-palette/command-palette.tsx';
import { useAccountCommands } from './account-commands.tsx';
import { useItemEntries } from './item-entries.tsx';

export interface AccountPaletteProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onShortcuts: () => void;
}

export function AccountPalette({ isOpen, onClose, onShortcuts }: AccountPaletteProps) {
  const commands = useAccountCommands(useQueryClient(), onShortcuts);
  const findMore = useItemEntries();
  return <CommandPalette isOpen={isOpen} onClose={onClose} commands={commands} findMore={findMore} />;
}
