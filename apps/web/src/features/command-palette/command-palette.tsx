import { type KeyboardEvent, useId, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { countWords } from '../../text/amounts.ts';
import styles from './command-palette.module.css';
import { type PaletteEntry, findEntries } from './palette-entries.ts';
import { PaletteOption } from './palette-option.tsx';

export interface CommandPaletteProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly commands: readonly PaletteEntry[];
  /** Asked with what was typed; the best first, and not more than can be looked through. */
  readonly findMore: (typed: string) => readonly PaletteEntry[];
}

export function CommandPalette({ isOpen, onClose, ...rest }: CommandPaletteProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={styles['overlay'] ?? ''}
    >
      <Modal className={styles['modal'] ?? ''}>
        <Dialog className={styles['dialog'] ?? ''}>
          <Heading slot="title" className={styles['spoken'] ?? ''}>
            Go to, or do
          </Heading>
          <Palette onClose={onClose} {...rest} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Palette({ onClose, commands, findMore }: Omit<CommandPaletteProps, 'isOpen'>) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const found = [...findEntries(commands, typed), ...findMore(typed)];
  const index = Math.min(active, found.length - 1);
  const run = (entry: PaletteEntry | undefined) => {
    if (entry === undefined) return;
    onClose();
    // Once the focus is back where it was: what is done may move it on.
    setTimeout(entry.run);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: found.length - 1 }[event.key];
    if (event.key === 'Enter') run(found[index]);
    // Home and End belong to the text while there is any.
    else if (target === undefined || (typed !== '' && /^(Home|End)$/.test(event.key))) return;
    else setActive((target + found.length) % Math.max(1, found.length));
    event.preventDefault();
  };
  return (
    <>
      <input
        role="combobox"
        aria-label="A page, something to do, or an item"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={`${id}list`}
        {...(found.length > 0 && { 'aria-activedescendant': `${id}${index}` })}
        autoFocus
        autoComplete="off"
        autoCorrect="off"
        spellCheck={false}
        placeholder="A page, something to do, or an item"
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className={styles['input']}
      />
      <div id={`${id}list`} role="listbox" aria-label="Found" className={styles['list']}>
        {found.map((entry, place) => (
          <PaletteOption
            key={entry.id}
            id={`${id}${place}`}
            entry={entry}
            isActive={place === index}
            onRun={() => run(entry)}
          />
        ))}
      </div>
      {found.length === 0 && <p className={styles['nothing']}>Nothing found.</p>}
      <p role="status" className={styles['spoken']}>
        {typed === '' ? '' : `${countWords(found.length, 'thing')} found`}
      </p>
    </>
  );
}
