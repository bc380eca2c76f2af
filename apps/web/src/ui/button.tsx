import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { type ButtonLook, buttonClass } from './button-class.ts';
import { Spinner } from './spinner.tsx';

export interface ButtonProps
  extends Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'isPending'>,
    ButtonLook {
  /** What it started is still going on: it keeps its name and its focus, and does nothing more. */
  readonly isPending?: boolean;
  readonly icon?: ReactNode;
  readonly children?: ReactNode;
}

/** React Aria's own pending state leaves unnamed images behind for screen readers; hence one of our own. */
export function Button(props: ButtonProps) {
  const { variant, isPending = false, iconOnly, wide, icon, children, onPress, ...rest } = props;
  return (
    <AriaButton
      {...rest}
      {...(isPending ? { 'data-pending': true, 'aria-disabled': true } : onPress && { onPress })}
      className={buttonClass({ variant, iconOnly, wide })}
    >
      {isPending ? <Spinner /> : icon}
      {children}
    </AriaButton>
  );
}
