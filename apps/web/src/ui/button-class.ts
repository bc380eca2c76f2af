import styles from './button.module.css';
import { classNames } from './class-names.ts';

export type ButtonVariant = 'primary' | 'secondary' | 'quiet' | 'danger';

export interface ButtonLook {
  readonly variant?: ButtonVariant | undefined;
  /** Only an icon is visible: give `aria-label`. */
  readonly iconOnly?: boolean | undefined;
  readonly wide?: boolean | undefined;
}

/** For links that look like buttons, too. */
export function buttonClass({ variant = 'secondary', iconOnly = false, wide = false }: ButtonLook): string {
  return classNames(
    styles['button'],
    styles[variant],
    iconOnly && styles['iconOnly'],
    wide && styles['wide'],
  );
}
