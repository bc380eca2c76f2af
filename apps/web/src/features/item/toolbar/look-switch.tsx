import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import styles from './look-switch.module.css';

export type Look = 'formatted' | 'plain';

export interface LookSwitchProps {
  /** What the other look than plain text is called. */
  readonly formatted?: string;
  readonly look: Look;
  readonly onChange: (look: Look) => void;
}

export function LookSwitch({ formatted = 'Formatted', look, onChange }: LookSwitchProps) {
  return (
    <ToggleButtonGroup
      aria-label="Show as"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[look]}
      onSelectionChange={([key]) => onChange(key === 'plain' ? 'plain' : 'formatted')}
      className={styles['looks'] ?? ''}
    >
      <ToggleButton id="formatted" className={styles['look'] ?? ''}>
        {formatted}
      </ToggleButton>
      <ToggleButton id="plain" className={styles['look'] ?? ''}>
        Plain text
      </ToggleButton>
    </ToggleButtonGroup>
  );
}
