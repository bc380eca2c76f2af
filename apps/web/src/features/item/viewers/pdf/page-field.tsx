import { ChevronDown, ChevronUp } from 'lucide-react';
import { type SyntheticEvent, useId, useState } from 'react';
import { Button } from '../../../../ui/button.tsx';
import { ToolGroup } from '../../toolbar/viewer-toolbar.tsx';
import styles from './page-field.module.css';

export interface PageFieldProps {
  readonly current: number;
  readonly pageCount: number;
  readonly onGo: (page: number) => void;
}

export function PageField({ current, pageCount, onGo }: PageFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const page = Number.parseInt(typed ?? '', 10);
    setTyped(undefined);
    if (Number.isInteger(page)) onGo(Math.min(pageCount, Math.max(1, page)));
  };
  return (
    <ToolGroup label="Pages">
      <Button
        variant="quiet"
        iconOnly
        aria-label="Previous page"
        icon={<ChevronUp size={18} aria-hidden="true" />}
        isDisabled={current <= 1}
        onPress={() => onGo(current - 1)}
      />
      <form className={styles['field']} onSubmit={submit}>
        <label htmlFor={id}>Page</label>
        <input
          id={id}
          inputMode="numeric"
          autoComplete="off"
          className={styles['input']}
          value={typed ?? String(current)}
          onChange={({ target }) => setTyped(target.value)}
          onFocus={({ target }) => target.select()}
          onBlur={submit}
        />
        <span>of {pageCount.toLocaleString()}</span>
      </form>
      <Button
        variant="quiet"
        iconOnly
        aria-label="Next page"
        icon={<ChevronDown size={18} aria-hidden="true" />}
        isDisabled={current >= pageCount}
        onPress={() => onGo(current + 1)}
      />
    </ToolGroup>
  );
}
