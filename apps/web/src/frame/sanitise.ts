import DOMPurify from 'dompurify';
import { inertMarkup } from './inert-markup.ts';
import { contentIdOf, referenceKind, stripRemoteFromCss } from './references.ts';

export interface SanitisedMessage {
  readonly styles: readonly HTMLStyleElement[];
  readonly body: HTMLElement;
  readonly blockedReferences: number;
}

/** Marks a picture that was not loaded. */
export const blockedMark = 'data-blocked';

const fetchingAttributes = new Set([
  'src',
  'srcset',
  'poster',
  'background',
  'data',
  'lowsrc',
  'dynsrc',
  'longdesc',
  'xlink:href',
]);
const fetchingElements = new Map([
  ['link', 'href'],
  ['iframe', 'src'],
  ['frame', 'src'],
  ['embed', 'src'],
  ['object', 'data'],
  ['script', 'src'],
  ['audio', 'src'],
  ['video', 'src'],
  ['source', 'src'],
  // As `inertMarkup` leaves it.
  ['x-track', 'src'],
]);
const forbiddenTags = [
  'form',
  'input',
  'button',
  'select',
  'textarea',
  'option',
  'optgroup',
  'datalist',
  'dialog',
  'audio',
  'video',
  'source',
  'track',
  'picture',
];

/** Takes out everything that could run, ask for input or fetch, and counts what would have been fetched. */
export function sanitise(html: string, inlineImages: Readonly<Record<string, string>>): SanitisedMessage {
  let blocked = 0;
  const purify = DOMPurify(window);

  purify.addHook('uponSanitizeElement', (node, { tagName }) => {
    const attribute = fetchingElements.get(tagName);
    if (attribute !== undefined && node instanceof Element && isRemote(node.getAttribute(attribute)))
      blocked += 1;
    if (tagName === 'style' && node.textContent) {
      const stripped = stripStyleSheet(node.textContent);
      blocked += stripped.blocked;
      node.textContent = stripped.css;
    }
  });
  purify.addHook('uponSanitizeAttribute', (element, attribute) => {
    if (attribute.attrName === 'style') {
      const stripped = stripRemoteFromCss((element as HTMLElement).style.cssText);
      blocked += stripped.blocked;
      attribute.attrValue = stripped.css;
    } else if (fetchingAttributes.has(attribute.attrName)) {
      const local = localReference(attribute.attrValue, inlineImages);
      if (local !== undefined) {
        attribute.attrValue = local;
        return;
      }
      attribute.keepAttr = false;
      if (referenceKind(attribute.attrValue) !== 'remote' || attribute.attrValue.trim() === '') return;
      blocked += 1;
      element.setAttribute(blockedMark, '');
    }
  });
  purify.addHook('afterSanitizeAttributes', (element) => {
    if (element.tagName === 'IMG' && !element.hasAttribute('alt')) element.setAttribute('alt', '');
  });

  const root = purify.sanitize(inertMarkup(html), {
    USE_PROFILES: { html: true },
    FORBID_TAGS: forbiddenTags,
    FORBID_ATTR: ['srcset', 'ping', 'target', 'autofocus', 'tabindex', 'accesskey'],
    ADD_TAGS: ['style'],
    WHOLE_DOCUMENT: true,
    RETURN_DOM: true,
  }) as HTMLElement;
  const body = root.querySelector('body') ?? document.createElement('body');
  return {
    styles: [...root.querySelectorAll<HTMLStyleElement>('head style')],
    body,
    blockedReferences: blocked,
  };
}

function isRemote(reference: string | null): boolean {
  return reference !== null && reference.trim() !== '' && referenceKind(reference) === 'remote';
}

function localReference(
  reference: string,
  inlineImages: Readonly<Record<string, string>>,
): string | undefined {
  const kind = referenceKind(reference);
  if (kind === 'inline') return reference;
  if (kind !== 'content-id') return undefined;
  const id = contentIdOf(reference);
  return Object.hasOwn(inlineImages, id) ? inlineImages[id] : undefined;
}

/** A constructed sheet fetches nothing, and gives the rules back in a form that can be searched. */
function stripStyleSheet(source: string) {
  const imports = source.match(/@import\b[^;]*;?/gi)?.length ?? 0;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(source.replaceAll(/@import\b[^;]*;?/gi, ''));
  const { css, blocked } = stripRemoteFromCss([...sheet.cssRules].map((rule) => rule.cssText).join('\n'));
  return { css, blocked: blocked + imports };
}
