import { baseStyle } from './base-style.ts';
import { type FrameMessage, type ShowMessage, frameReady } from './frame-messages.ts';
import { isFollowable } from './references.ts';
import { sanitise } from './sanitise.ts';

/**
 * Runs within /frame.html, in a sandbox of an opaque origin whose policy lets this one script run and nothing load.
 * It gets a message by a port, cleans it, shows it, and tells the page how high it is and what was pressed.
 */
function show(port: MessagePort, { html, inlineImages }: ShowMessage): void {
  const tell = (message: FrameMessage) => port.postMessage(message);
  const { styles, body, blockedReferences } = sanitise(html, inlineImages);
  const base = new CSSStyleSheet();
  base.replaceSync(baseStyle);
  document.adoptedStyleSheets = [base];
  document.head.append(...styles.map((style) => document.adoptNode(style)));
  document.body.replaceWith(document.adoptNode(body));
  tell({ type: 'shown', blockedReferences });
  tellHeight(tell);
  tellActivity(tell);
}

/** The page caps it too; it only grows or shrinks when it really differs, so a message cannot make it oscillate. */
function tellHeight(tell: (message: FrameMessage) => void): void {
  let told = 0;
  const measure = () => {
    const heightPx = Math.ceil(
      Math.max(document.documentElement.getBoundingClientRect().height, document.body.scrollHeight),
    );
    if (Math.abs(heightPx - told) < 2) return;
    told = heightPx;
    tell({ type: 'height', heightPx });
  };
  new ResizeObserver(measure).observe(document.documentElement);
  for (const image of document.images) image.addEventListener('load', measure);
  measure();
}

function tellActivity(tell: (message: FrameMessage) => void): void {
  let lastMs = 0;
  const active = () => {
    if (Date.now() - lastMs < 2_000) return;
    lastMs = Date.now();
    tell({ type: 'active' });
  };
  for (const sign of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) {
    window.addEventListener(sign, active, { passive: true });
  }
  window.addEventListener('keydown', ({ key }) => key === 'Escape' && tell({ type: 'escape' }));
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a[href], area[href]') : null;
    if (link === null) return;
    event.preventDefault();
    const href = link.getAttribute('href') ?? '';
    if (href.startsWith('#')) document.getElementById(href.slice(1))?.scrollIntoView();
    else if (isFollowable(href)) tell({ type: 'link', href });
  };
  document.addEventListener('click', follow);
  document.addEventListener('auxclick', follow);
}

window.addEventListener('message', function connect(event: MessageEvent<unknown>) {
  const port = event.ports[0];
  if (event.source !== window.parent || port === undefined) return;
  window.removeEventListener('message', connect);
  port.addEventListener('message', ({ data }: MessageEvent<ShowMessage>) => show(port, data), { once: true });
  port.start();
});
window.parent.postMessage(frameReady, '*');
