import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useKeptChoice } from '../../ui/kept-choice.ts';
import { singleKeys } from '../../ui/keys/single-keys.ts';
import { Switch } from '../../ui/switch.tsx';
import { type Shortcut, otherShortcuts, singleKeyShortcuts } from './shortcut-list.ts';
import styles from './shortcuts-sheet.module.css';

export interface ShortcutsSheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function ShortcutsSheet({ isOpen, onClose }: ShortcutsSheetProps) {
  const isOn = useKeptChoice(singleKeys) === 'on';
  return (
    <Dialog
      title="Keyboard shortcuts"
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          Close
        </Button>
      }
    >
      <section className={styles['part']} aria-labelledby="single-keys">
        <h3 id="single-keys">Single keys</h3>
        <Switch isSelected={isOn} onChange={(on) => singleKeys.set(on ? 'on' : 'off')}>
          Use single keys
        </Switch>
        <Shortcuts shortcuts={singleKeyShortcuts} isOff={!isOn} />
      </section>
      <section className={styles['part']} aria-labelledby="other-keys">
        <h3 id="other-keys">Always</h3>
        <Shortcuts shortcuts={otherShortcuts} />
      </section>
    </Dialog>
  );
}

interface ShortcutsProps {
  readonly shortcuts: readonly Shortcut[];
  readonly isOff?: boolean;
}

function Shortcuts({ shortcuts, isOff = false }: ShortcutsProps) {
  return (
    <dl className={styles['list']} data-off={isOff}>
      {shortcuts.map(({ keys, does }) => (
        <div key={does} className={styles['row']}>
          <dt>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}
