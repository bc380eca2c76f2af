import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './button.module.css';
import { classNames } from './class-names.ts';
import { Spinner } from './spinner.tsx';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'isPending'> {
  readonly variant?: 'primary' | 'secondary' | 'quiet' | 'danger';
  /** What it started is still going on: it keeps its name and its focus, and does nothing more. */
  readonly isPending?: boolean;
  /** Only an icon is visible: give `aria-label`. */
  readonly iconOnly?: boolean;
  readonly wide?: boolean;
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
}

/** React Aria's own pending state leaves unnamed images behind for screen readers; hence one of our own. */
export function Button(props: ButtonProps) {
  const {
    variant = 'secondary',
    isPending = false,
    iconOnly = false,
    wide = false,
    icon,
    children,
    onPress,
    ...rest
  } = props;
  return (
    <AriaButton
      {...rest}
      {...(isPending ? { 'data-pending': true, 'aria-disabled': true } : onPress && { onPress })}
      className={classNames(
        styles['button'],
        styles[variant],
        iconOnly && styles['iconOnly'],
        wide && styles['wide'],
      )}
    >
      {isPending ? <Spinner /> : icon}
      {children}
    </AriaButton>
  );
}
