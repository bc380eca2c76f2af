import { Link } from '@tanstack/react-router';
import { Plug } from 'lucide-react';
import type { ReactNode } from 'react';
import buttons from '../../ui/button.module.css';
import { classNames } from '../../ui/class-names.ts';
import { EmptyState } from '../../ui/empty-state.tsx';

export interface NothingYetProps {
  readonly importButton: ReactNode;
}

export function NothingYet({ importButton }: NothingYetProps) {
  return (
    <EmptyState
      title="Nothing here yet"
      actions={
        <>
          <Link to="/sources" className={classNames(buttons['button'], buttons['secondary'])}>
            <Plug size={16} aria-hidden="true" />
            Connect a source
          </Link>
          {importButton}
        </>
      }
    >
      <p>
        <strong>Connect a source</strong>, for example where your mail arrives. What it delivers then appears
        here by itself.
      </p>
      <p>
        Or <strong>drop files here</strong>. They are sealed on this device before they are sent.
      </p>
    </EmptyState>
  );
}
