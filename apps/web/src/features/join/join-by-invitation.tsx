import { useNavigate } from '@tanstack/react-router';
import { useId } from 'react';
import { useInviteInHand } from '../../session/invite-context.ts';
import { PasteLinkForm } from './paste-link-form.tsx';
import styles from './start-page.module.css';

/** Takes a link that is pasted to the page on which it is looked at. */
export function JoinByInvitation({ title }: { readonly title: string }) {
  const invite = useInviteInHand();
  const navigate = useNavigate();
  const headingId = useId();
  return (
    <section className={styles['way']} aria-labelledby={headingId}>
      <h2 id={headingId}>{title}</h2>
      <PasteLinkForm
        onLink={(link) => {
          invite.take(link);
          void navigate({ to: '/join' });
        }}
      />
    </section>
  );
}
