import type { ReactNode, Ref } from 'react';
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
} from 'react-aria-components';
import styles from './text-field.module.css';
import { classNames } from './class-names.ts';

export interface TextFieldProps extends Omit<AriaTextFieldProps, 'children' | 'className' | 'style'> {
  readonly label: string;
  readonly description?: ReactNode;
  /** Shown instead of nothing; the field is then invalid. */
  readonly error?: string | undefined;
  readonly placeholder?: string;
  /** More than one: a text area. */
  readonly rows?: number;
  readonly monospace?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly areaRef?: Ref<HTMLTextAreaElement>;
  /** Stands inside the field's frame, after the text. */
  readonly trailing?: ReactNode;
}

export function TextField(props: TextFieldProps) {
  const {
    label,
    description,
    error,
    placeholder,
    rows = 1,
    monospace = false,
    inputRef,
    areaRef,
    trailing,
    ...rest
  } = props;
  const inputClass = classNames(styles['input'], monospace && styles['monospace']);
  const given = placeholder === undefined ? {} : { placeholder };
  return (
    <AriaTextField
      {...rest}
      validationBehavior="aria"
      isInvalid={error !== undefined}
      className={styles['field'] ?? ''}
    >
      <Label className={styles['label'] ?? ''}>{label}</Label>
      {description !== undefined && (
        <Text slot="description" className={styles['description'] ?? ''}>
          {description}
        </Text>
      )}
      <span className={styles['frame']}>
        {rows > 1 ? (
          <TextArea {...given} rows={rows} spellCheck={false} ref={areaRef ?? null} className={inputClass} />
        ) : (
          <Input {...given} ref={inputRef ?? null} className={inputClass} />
        )}
        {trailing}
      </span>
      <FieldError className={styles['error'] ?? ''}>{error}</FieldError>
    </AriaTextField>
  );
}
