import { Button } from 'react-aria-components';
import type { PageLink } from './page-links.ts';
import styles from './pdf-page.module.css';

export interface PageLinksProps {
  readonly links: readonly PageLink[];
  readonly onFollow: (link: PageLink) => void;
}

export function PageLinks({ links, onFollow }: PageLinksProps) {
  return links.map((link, index) => (
    <Button
      key={index}
      aria-label={
        link.href === undefined
          ? 'Go to another place in this document'
          : `Link to ${link.href.slice(0, 200)}`
      }
      onPress={() => onFollow(link)}
      className={styles['link'] ?? ''}
      style={{
        left: `${link.left}%`,
        top: `${link.top}%`,
        width: `${link.width}%`,
        height: `${link.height}%`,
      }}
    />
  ));
}
