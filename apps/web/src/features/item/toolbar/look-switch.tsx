import { ChoiceSwitch } from '../../../ui/choice-switch.tsx';

export type Look = 'formatted' | 'plain';

export interface LookSwitchProps {
  /** What the other look than plain text is called. */
  readonly formatted?: string;
  readonly look: Look;
  readonly onChange: (look: Look) => void;
}

export function LookSwitch({ formatted = 'Formatted', look, onChange }: LookSwitchProps) {
  return (
    <ChoiceSwitch
      label="Show as"
      choices={[
        { value: 'formatted', words: formatted },
        { value: 'plain', words: 'Plain text' },
      ]}
      chosen={look}
      onChoose={onChange}
    />
  );
}
