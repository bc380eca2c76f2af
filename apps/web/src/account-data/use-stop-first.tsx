import { type ReactNode, useCallback, useRef, useState } from 'react';
import { type Stoppable, stopAll, stoppables } from '../session/stoppable.ts';
import { plainLine } from '../text/hostile-text.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';

export interface StopFirst {
  /** Does it at once when nothing is under way, else after a person has agreed and the work has ended. */
  readonly stopFirst: (act: () => void) => void;
  /** To be drawn where it is used. */
  readonly question: ReactNode;
}

interface Question {
  readonly about: Stoppable;
  readonly act: () => void;
}

/** For what takes one out of the account: work that would be cut off by it is asked about first. */
export function useStopFirst(): StopFirst {
  const [question, setQuestion] = useState<Question>();
  const [isStopping, setStopping] = useState(false);
  const asked = useRef<Question>(undefined);
  const ask = useCallback((next: Question | undefined) => {
    asked.current = next;
    setQuestion(next);
    setStopping(false);
  }, []);
  const stopFirst = useCallback(
    (act: () => void) => {
      const [about] = stoppables();
      if (about === undefined) act();
      else ask({ about, act });
    },
    [ask],
  );
  const stop = async () => {
    setStopping(true);
    await stopAll();
    // Whoever has changed their mind meanwhile stays.
    if (question === undefined || asked.current !== question) return;
    ask(undefined);
    question.act();
  };
  const words = question && wordsOf(question.about);
  return {
    stopFirst,
    question: words && (
      <Dialog
        title={words.title}
        role="alertdialog"
        isOpen
        onClose={() => ask(undefined)}
        footer={
          <>
            <Button variant="danger" isPending={isStopping} onPress={() => void stop()}>
              Stop
            </Button>
            <Button onPress={() => ask(undefined)}>Stay</Button>
          </>
        }
      >
        <p>{words.what}</p>
        <p>{words.afterwards}</p>
      </Dialog>
    ),
  };
}

const wordsByKind = {
  import: {
    title: 'Stop the import?',
    what: (name: string) => `Files are being imported into ${name}.`,
    afterwards:
      'What is delivered stays there. The others are not delivered: choose them again to import them.',
  },
  'new locks': {
    title: 'Stop replacing the locks?',
    what: (name: string) => `The older content of ${name} is getting new locks.`,
    afterwards: 'What is done stays done: go on with it whenever you like.',
  },
  reading: {
    title: 'Stop reading?',
    what: (name: string) => `This browser is reading the content of ${name}, for its figures.`,
    afterwards: 'What was read stays: go on with the rest whenever you like.',
  },
} as const;

function wordsOf({ kind, accountName }: Stoppable) {
  const { title, what, afterwards } = wordsByKind[kind];
  return { title, what: what(plainLine(accountName) || 'this account'), afterwards };
}
