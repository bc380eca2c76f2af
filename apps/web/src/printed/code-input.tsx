import { Camera, Image, Keyboard } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { CodeCamera } from './code-camera.tsx';
import styles from './code-input.module.css';
import { PictureChoice } from './picture-choice.tsx';
import type { PrintedCode } from './printed-code.ts';

type Way = 'typing' | 'camera' | 'picture';

export interface CodeInputProps {
  readonly kind: PrintedCode;
  /** Called with a code that is whole and without a typo. */
  readonly onCode: (code: string) => void;
  /** It is being given anew: what was told of the one before is over. */
  readonly onAnew: () => void;
  /** What the button says that hands over a typed code. */
  readonly doneWords: string;
  readonly isPending: boolean;
  /** Nothing else on the page is typed into first. */
  readonly takesFocus?: boolean;
  /** Stands beside the button. */
  readonly other?: ReactNode;
}

/** A printed code, in whichever way it is at hand: typed, held before the camera, or in a picture. */
export function CodeInput(props: CodeInputProps) {
  const { kind, onCode, onAnew, doneWords, isPending, takesFocus = false, other } = props;
  const [way, setWay] = useState<Way>('typing');
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (takesFocus) area.current?.focus();
  }, [takesFocus]);
  const submit = () => {
    if (isPending) return;
    const found = code.trim() === '' ? kind.missingWords : kind.faultOf(code);
    setFault(found);
    if (found === undefined) onCode(code);
    else area.current?.focus();
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
            label={kind.label}
            description={kind.description}
            rows={kind.rows}
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
          {fault === undefined && <TypingNote kind={kind} code={code} />}
          <div className={styles['actions']}>
            <Button type="submit" variant="primary" isPending={isPending}>
              {doneWords}
            </Button>
            {other}
          </div>
        </form>
      )}
      {way === 'camera' && <CodeCamera kind={kind} onCode={take} />}
      {way === 'picture' && <PictureChoice kind={kind} onCode={take} />}
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

interface TypingNoteProps {
  readonly kind: PrintedCode;
  readonly code: string;
}

function TypingNote({ kind, code }: TypingNoteProps) {
  const [words, setWords] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setWords(code.trim() === '' ? '' : kind.typingWords(code)), pauseMs);
    return () => clearTimeout(timer);
  }, [kind, code]);
  return (
    <p role="status" className={styles['note']}>
      {words}
    </p>
  );
}
