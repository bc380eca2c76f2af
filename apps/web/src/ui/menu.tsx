import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { Header, Keyboard, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import styles from './menu.module.css';

export interface MenuButtonProps {
  /** What the menu is called. */
  readonly label: string;
  readonly button: ReactElement;
  readonly children: ReactNode;
}

export function MenuButton({ label, button, children }: MenuButtonProps) {
  return (
    <MenuTrigger>
      {button}
      <Popover className={styles['popover'] ?? ''} offset={6}>
        <Menu aria-label={label} className={styles['menu'] ?? ''}>
          {children}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

export interface MenuActionProps {
  readonly id?: string;
  readonly icon: ReactNode;
  readonly words: string;
  /** Stands below, smaller. */
  readonly details?: string;
  readonly keys?: string | undefined;
  readonly onAction: () => void;
}

export function MenuAction({ id, icon, words, details, keys, onAction }: MenuActionProps) {
  return (
    <MenuItem
      {...(id === undefined ? {} : { id })}
      textValue={words}
      onAction={onAction}
      className={styles['item'] ?? ''}
    >
      {icon}
      <span className={styles['words']}>
        <bdi>{words}</bdi>
        {details !== undefined && <span className={styles['details']}>{details}</span>}
      </span>
      {keys !== undefined && <Keyboard className={styles['keys'] ?? ''}>{keys}</Keyboard>}
    </MenuItem>
  );
}

/** Something that can only be read. */
export function MenuNote({ words }: { readonly words: string }) {
  return (
    <MenuItem isDisabled textValue={words} className={styles['item'] ?? ''}>
      <span />
      <span className={styles['details']}>{words}</span>
    </MenuItem>
  );
}

export interface MenuChoicesProps<T extends string> {
  readonly title: string;
  readonly choices: Readonly<Record<T, string>>;
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
}

export function MenuChoices<T extends string>({ title, choices, chosen, onChoose }: MenuChoicesProps<T>) {
  const values = Object.keys(choices) as T[];
  return (
    <MenuSection
      className={styles['section'] ?? ''}
      selectionMode="single"
      disallowEmptySelection
      shouldCloseOnSelect={false}
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const next = values.find((value) => keys !== 'all' && keys.has(value));
        if (next !== undefined) onChoose(next);
      }}
    >
      <Header className={styles['header'] ?? ''}>{title}</Header>
      {values.map((value) => (
        <MenuItem key={value} id={value} textValue={choices[value]} className={styles['item'] ?? ''}>
          <Check size={16} aria-hidden="true" className={styles['tick']} />
          <span>{choices[value]}</span>
        </MenuItem>
      ))}
    </MenuSection>
  );
}
