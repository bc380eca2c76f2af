import { useQuery } from '@tanstack/react-query';
import { plainLine } from '../../text/hostile-text.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Attachments } from './attachments.tsx';
import styles from './email-view.module.css';
import { inlineImagesOf } from './inline-images.ts';
import type { ViewerProps } from './item-body.tsx';
import { MessageText } from './message-text.tsx';
import { type ParsedEmail, parseEmail } from './parse-email.ts';

export function EmailView({ opened }: ViewerProps) {
  const { data } = useQuery({
    queryKey: ['email', opened.summary.itemId],
    queryFn: async () => {
      const email = await parseEmail(await opened.body.arrayBuffer());
      return { email, inlineImages: await inlineImagesOf(email.attachments) };
    },
    gcTime: 0,
    structuralSharing: false,
    throwOnError: true,
  });
  if (data === undefined) return <Skeleton lines={5} label="Opening…" />;
  const { email, inlineImages } = data;
  return (
    <div className={styles['email']}>
      <EmailHeaders email={email} knownFrom={plainLine(opened.summary.header.from)} />
      <Attachments attachments={email.attachments} />
      {email.html === undefined && email.plain === undefined ? (
        <p className={styles['empty']}>This message has no text.</p>
      ) : (
        <MessageText html={email.html} plain={email.plain} inlineImages={inlineImages} />
      )}
    </div>
  );
}

interface EmailHeadersProps {
  readonly email: ParsedEmail;
  /** Said above already. */
  readonly knownFrom: string;
}

function EmailHeaders({ email, knownFrom }: EmailHeadersProps) {
  const addresses = email.addresses.filter(({ name, people }) => name !== 'From' || people !== knownFrom);
  return (
    <section aria-label="Message headers" className={styles['headers']}>
      <dl className={styles['list']}>
        {addresses.map(({ name, people }) => (
          <div key={name} className={styles['header']}>
            <dt>{name}</dt>
            <dd dir="auto">{people}</dd>
          </div>
        ))}
      </dl>
      {email.allHeaders.length > 0 && (
        <details>
          <summary className={styles['summary']}>All {email.allHeaders.length} headers</summary>
          <dl className={styles['all']}>
            {email.allHeaders.map(({ name, value }, index) => (
              <div key={`${index} ${name}`}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}
