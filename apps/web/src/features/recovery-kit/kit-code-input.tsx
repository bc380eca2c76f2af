import { readRecoveryKit } from '@commonseal/protocol';
import { Camera, Image, Keyboard } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { KitCamera } from './kit-camera.tsx';
import styles from './kit-code-input.module.css';
import { KitPictureChoice } from './kit-picture-choice.tsx';
import { kitProblemWords, typingWords } from './kit-words.ts';

type Way = 'typing' | 'camera' | 'picture';

export interface KitCodeInputProps {
  /** Called with a code that is whole and without a typo. */
  readonly onCode: (code: string) => void;
  /** It is being given anew: what was told of the one before is over. */
  readonly onAnew: () => void;
  /** What the button says that hands over a typed code. */
  readonly doneWords: string;
  readonly isPending: boolean;
  /** Stands beside the button. */
  readonly other?: ReactNode;
}

/** A kit's code, in whichever way it is at hand: typed, held before the camera, or in a picture. */
export function KitCodeInput({ onCode, onAnew, doneWords, isPending, other }: KitCodeInputProps) {
  const [way, setWay] = useState<Way>('typing');
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  const submit = () => {
    if (isPending) return;
    const reading = readRecoveryKit(code);
    if (reading.kind === 'whole') onCode(code);
    else {
      setFault(code.trim() === '' ? 'Type the code from your page.' : kitProblemWords(reading));
      area.current?.focus();
    }
  };
  const take = (text: string) => {
    setCode(text);
    setFault(undefined);
    setWay('typing');
    onCode(text);
  };
  const wayButton = (to: Way, words: string, icon: ReactNode) =>
    way !== to && (
      <Button
        icon={icon}
        isDisabled={isPending}
        onPress={() => {
          onAnew();
          setWay(to);
        }}
      >
        {words}
      </Button>
    );
  return (
    <div className={styles['input']}>
      {way === 'typing' && (
        <form
          noValidate
          className={styles['typing']}
          onSubmit={(event) => {
            event.preventDefault();
            event.stopPropagation();
            submit();
          }}
        >
          <TextField
            label="Code of your recovery kit"
            description="Its 13 groups, in their order. Lower case and missing dashes are fine, and O for 0."
            rows={4}
            monospace
            autoComplete="off"
            autoCorrect="off"
            value={code}
            onChange={(value) => {
              setCode(value);
              setFault(undefined);
              onAnew();
            }}
            error={fault}
            areaRef={area}
          />
          {fault === undefined && <TypingNote code={code} />}
          <div className={styles['actions']}>
            <Button type="submit" variant="primary" isPending={isPending}>
              {doneWords}
            </Button>
            {other}
          </div>
        </form>
      )}
      {way === 'camera' && <KitCamera onCode={take} />}
      {way === 'picture' && <KitPictureChoice onCode={take} />}
      <div className={styles['ways']}>
        {wayButton('typing', 'Type it instead', <Keyboard size={16} aria-hidden="true" />)}
        {wayButton('camera', 'Scan it with the camera', <Camera size={16} aria-hidden="true" />)}
        {wayButton('picture', 'Choose a picture of it', <Image size={16} aria-hidden="true" />)}
        {way !== 'typing' && other}
      </div>
    </div>
  );
}

/** Told when the typing pauses, not with each key. */
const pauseMs = 500;

function TypingNote({ code }: { readonly code: string }) {
  const [words, setWords] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setWords(code.trim() === '' ? '' : typingWords(code)), pauseMs);
    return () => clearTimeout(timer);
  }, [code]);
  return (
    <p role="status" className={styles['note']}>
      {words}
    </p>
  );
}
