import { useEffect, useRef, useState } from 'react';
import { Banner } from '../ui/banner.tsx';
import styles from './code-input.module.css';
import { PictureReader } from './picture-reader.ts';
import type { PrintedCode } from './printed-code.ts';

export interface CodeCameraProps {
  readonly kind: PrintedCode;
  readonly onCode: (code: string) => void;
}

const everyMs = 200;
/** So many pictures are looked at with what is here already, before the better reader is fetched. */
const simplePictures = 15;

type Fault = 'refused' | 'none' | 'busy' | 'insecure' | 'no reader';

const faultWords: Readonly<Record<Fault, { readonly title: string; readonly advice: string }>> = {
  refused: {
    title: 'This page may not use the camera',
    advice:
      'It was refused, now or earlier. Allow it in the browser’s settings of this site and try again, or type the code.',
  },
  none: { title: 'There is no camera here', advice: 'Type the code, or choose a picture of the page.' },
  busy: {
    title: 'The camera cannot be used just now',
    advice: 'Another program may be using it. Close that one and try again, or type the code.',
  },
  insecure: {
    title: 'Browsers let only secure addresses use the camera',
    advice: 'Open this page by its https address, or type the code.',
  },
  'no reader': {
    title: 'What reads the camera’s pictures could not be fetched',
    advice: 'Check the connection and try again, or type the code.',
  },
};

/** Looks at what is held before the camera until it is such a code. */
export function CodeCamera({ kind, onCode }: CodeCameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [fault, setFault] = useState<Fault>();
  const [hasOther, setOther] = useState(false);
  const found = useRef(onCode);
  useEffect(() => {
    found.current = onCode;
  }, [onCode]);
  useEffect(() => {
    const ending = new AbortController();
    void watch(ending.signal, video, {
      isWhole: (text) => kind.faultOf(text) === undefined,
      onCode: (code) => found.current(code),
      onOther: () => setOther(true),
    }).catch((error: unknown) => {
      if (!ending.signal.aborted) setFault(faultOf(error));
    });
    return () => ending.abort();
  }, [kind]);
  if (fault !== undefined) {
    return (
      <Banner tone="warning" title={faultWords[fault].title} isUrgent>
        {faultWords[fault].advice}
      </Banner>
    );
  }
  return (
    <div className={styles['view']}>
      <video ref={video} muted playsInline className={styles['video']} aria-label="What the camera sees" />
      <p role="status">
        {hasOther ? kind.strange.short : 'Hold the page before the camera, so that the whole square is seen.'}
      </p>
    </div>
  );
}

interface Watching {
  readonly isWhole: (text: string) => boolean;
  readonly onCode: (code: string) => void;
  /** A code of something else was seen. */
  readonly onOther: () => void;
}

async function watch(
  signal: AbortSignal,
  video: { readonly current: HTMLVideoElement | null },
  { isWhole, onCode, onOther }: Watching,
): Promise<void> {
  if (navigator.mediaDevices === undefined) throw new DOMException('', 'SecurityError');
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1_280 } },
  });
  const reader = new PictureReader();
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    reader.end();
  };
  if (signal.aborted || video.current === null) {
    stop();
    return;
  }
  signal.addEventListener('abort', stop);
  try {
    const shown = video.current;
    shown.srcObject = stream;
    await shown.play();
    for (let picture = 0; !signal.aborted; picture += 1) {
      const read = await reader.read(await createImageBitmap(shown), picture >= simplePictures);
      if (signal.aborted) return;
      if (read.kind === 'no reader') throw new NoReader();
      const texts = read.kind === 'read' ? read.texts : [];
      const code = texts.find(isWhole);
      if (code !== undefined) {
        onCode(code);
        return;
      }
      if (texts.length > 0) onOther();
      await new Promise((settle) => setTimeout(settle, everyMs));
    }
  } finally {
    stop();
  }
}

class NoReader extends Error {}

function faultOf(error: unknown): Fault {
  if (error instanceof NoReader) return 'no reader';
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError') return 'refused';
  if (name === 'SecurityError') return 'insecure';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'none' : 'busy';
}
