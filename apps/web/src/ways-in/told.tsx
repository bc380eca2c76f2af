import { X } from 'lucide-react';
import { type ReactNode, createContext, useContext, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import styles from './told.module.css';

const TellContext = createContext<(words: string) => void>(() => {
  throw new Error('nobody is told anything here');
});

/** Says what was done, in the place of what was said before; '' when something new begins. */
export function useTell(): (words: string) => void {
  return useContext(TellContext);
}

const lookEveryMs = 100;
/** What was pressed goes away with the next answer of the server. */
const watchMs = 3_000;

/** One line for a page of many parts. It stays in sight, for what was pressed may be far down. */
export function Told({ children }: { readonly children: ReactNode }) {
  const [words, setWords] = useState('');
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (words === '') return undefined;
    // What was pressed may be gone, and the focus with it. A dialog that closes gives it back in the next frame.
    const timer = setInterval(() => {
      if (document.activeElement === document.body) line.current?.focus();
      else if (Date.now() < untilMs) return;
      stop();
    }, lookEveryMs);
    const untilMs = Date.now() + watchMs;
    const stop = () => {
      clearInterval(timer);
      document.removeEventListener('pointerdown', stop);
    };
    // Whoever points elsewhere looks elsewhere.
    document.addEventListener('pointerdown', stop);
    return stop;
  }, [words]);
  return (
    <TellContext value={setWords}>
      <div ref={line} tabIndex={-1} className={styles['told']} data-empty={words === ''}>
        <p role="status">{words}</p>
        {words !== '' && (
          <Button
            variant="quiet"
            iconOnly
            aria-label="Dismiss"
            icon={<X size={16} aria-hidden="true" />}
            onPress={() => {
              setWords('');
              document.getElementById('main')?.focus();
            }}
          />
        )}
      </div>
      {children}
    </TellContext>
  );
}
