import { useLayoutEffect, useRef, useState } from 'react';
import { isFollowable } from '../../../../frame/references.ts';
import { type FrameMessage, type ShowMessage, frameReady } from '../../../../frame/frame-messages.ts';
import { noteActivity } from '../../../../session/activity.ts';
import { Banner } from '../../../../ui/banner.tsx';
import styles from './html-frame.module.css';
import { LinkDialog } from '../../link-dialog.tsx';

const tallestPx = 40_000;
/** A message whose height depends on the frame's own would otherwise make it grow for ever. */
const mostResizes = 30;
const patienceMs = 15_000;

export interface HtmlFrameProps extends ShowMessage {
  readonly onBlocked: (count: number) => void;
}

/** Third-party HTML in a frame of an opaque origin, where none of its scripts run and nothing is loaded. */
export function HtmlFrame({ html, inlineImages, onBlocked }: HtmlFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [heightPx, setHeightPx] = useState(160);
  const [isShown, setShown] = useState(false);
  const [isMissing, setMissing] = useState(false);
  const [link, setLink] = useState<string>();

  // Before the frame can have loaded: its one word must not be missed.
  useLayoutEffect(() => {
    let port: MessagePort | undefined;
    let resizes = 0;
    const onFrameMessage = ({ data }: MessageEvent<FrameMessage>) => {
      if (data.type === 'shown') {
        setShown(true);
        setMissing(false);
        onBlocked(data.blockedReferences);
      } else if (data.type === 'height') {
        resizes += 1;
        if (resizes <= mostResizes) setHeightPx(Math.min(tallestPx, Math.max(80, data.heightPx)));
      } else if (data.type === 'link') setLink(isFollowable(data.href) ? data.href : undefined);
      else if (data.type === 'escape') passEscapeOn();
      else noteActivity();
    };
    const onWindowMessage = ({ source, origin, data }: MessageEvent<unknown>) => {
      const target = frame.current?.contentWindow;
      if (!target || source !== target || origin !== 'null' || data !== frameReady) return;
      port?.close();
      const channel = new MessageChannel();
      port = channel.port1;
      port.addEventListener('message', onFrameMessage);
      port.start();
      // An opaque origin cannot be named; the window is known to be the frame's.
      target.postMessage('', '*', [channel.port2]);
      port.postMessage({ html, inlineImages } satisfies ShowMessage);
    };
    window.addEventListener('message', onWindowMessage);
    const timer = setTimeout(() => setMissing(port === undefined), patienceMs);
    return () => {
      window.removeEventListener('message', onWindowMessage);
      clearTimeout(timer);
      port?.close();
    };
  }, [html, inlineImages, onBlocked]);

  return (
    <>
      {isMissing && !isShown && (
        <Banner tone="warning" title="The formatted view could not be loaded">
          The server may be out of reach. Plain text and download work without it.
        </Banner>
      )}
      <iframe
        ref={frame}
        src="/frame.html"
        sandbox="allow-scripts"
        referrerPolicy="no-referrer"
        title="Formatted message"
        className={styles['frame']}
        style={{ height: heightPx }}
      />
      <LinkDialog href={link} onClose={() => setLink(undefined)} />
    </>
  );
}

/** Keys pressed within the frame do not reach the page by themselves. */
function passEscapeOn(): void {
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true }));
}
