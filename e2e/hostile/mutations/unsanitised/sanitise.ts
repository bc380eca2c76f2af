import type { SanitisedMessage } from '../../../../apps/web/src/frame/sanitise.ts';

export { blockedMark } from '../../../../apps/web/src/frame/sanitise.ts';

/** As any web page shows it. */
export function sanitise(html: string): SanitisedMessage {
  const { head, body } = new DOMParser().parseFromString(html, 'text/html');
  return { styles: [...head.querySelectorAll('style')], body, blockedReferences: 0 };
}
