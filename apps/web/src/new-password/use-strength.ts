import { useEffect, useRef, useState } from 'react';
import { sameOriginScriptUrl } from '../trusted-types.ts';
import type { Judged, ToJudge } from './strength.ts';
import workerUrl from './strength-worker.ts?worker&url';

/** Between two keys nothing is judged. */
const pauseMs = 120;

/**
 * The judgement on what is typed now; undefined while there is none. The worker starts with the first letter, and ends
 * with the page: with it the password is gone from there too.
 */
export function useStrength(password: string, known: readonly string[]): Judged | undefined {
  const worker = useRef<Worker>(undefined);
  const lastId = useRef(0);
  const [judged, setJudged] = useState<Judged>();
  useEffect(
    () => () => {
      worker.current?.terminate();
      worker.current = undefined;
    },
    [],
  );
  const knownWords = known.join('\n');
  useEffect(() => {
    lastId.current += 1;
    if (password === '') return undefined;
    const id = lastId.current;
    const timer = setTimeout(() => {
      worker.current ??= start((answer) => answer.id === lastId.current && setJudged(answer));
      worker.current.postMessage({ id, password, known: knownWords.split('\n') } satisfies ToJudge);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [password, knownWords]);
  return password === '' ? undefined : judged;
}

function start(onJudged: (judged: Judged) => void): Worker {
  const worker = new Worker(sameOriginScriptUrl(workerUrl), { type: 'module', name: 'strength' });
  worker.addEventListener('message', ({ data }: MessageEvent<Judged>) => onJudged(data));
  // Without it there is no meter, and all else goes on: the length is checked by the form itself.
  worker.addEventListener('error', (event) => event.preventDefault());
  return worker;
}
