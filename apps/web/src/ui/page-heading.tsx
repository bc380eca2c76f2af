import { type ReactNode, useEffect, useRef } from 'react';
import { setPageTitle } from './document-title.ts';
import styles from './page-heading.module.css';

export interface PageHeadingProps {
  readonly level?: 1 | 2;
  /**
   * What the tab is called, where this heading is the page's. It goes into the browser's history on disk, so never a
   * piece of content.
   */
  readonly documentTitle: string | undefined;
  /** Changes when another thing is shown under the same component. */
  readonly focusKey?: string;
  /** Another control takes the focus on this page. */
  readonly leaveFocus?: boolean;
  readonly children: ReactNode;
}

/** Takes the focus when the page is shown, so that keyboard and screen reader start where the eye does. */
export function PageHeading(props: PageHeadingProps) {
  const { level = 1, documentTitle, focusKey, leaveFocus = false, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (documentTitle !== undefined) setPageTitle(documentTitle);
  }, [documentTitle]);
  useEffect(() => {
    if (leaveFocus || heading.current === null) return;
    heading.current.focus({ preventScroll: true });
    // What was shown before may have been scrolled down.
    const { top, bottom } = heading.current.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) heading.current.scrollIntoView({ block: 'center' });
  }, [focusKey, leaveFocus]);
  const Tag = level === 1 ? 'h1' : 'h2';
  return (
    <Tag ref={heading} tabIndex={-1} className={styles['heading']} dir="auto">
      {children}
    </Tag>
  );
}
