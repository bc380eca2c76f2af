import { Camera, Image, Keyboard } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { CodeCamera } from './code-camera.tsx';
import styles from './code-input.module.css';
import { PictureChoice } from './picture-choice.tsx';
import type { PrintedCode } from './printed-code.ts';
import { TypedCodeForm, type TypedCodeFormProps } from './typed-code-form.tsx';

type Way = 'typing' | 'camera' | 'picture';

export interface CodeInputProps extends Omit<TypedCodeFormProps, 'code' | 'onType'> {
  readonly kind: PrintedCode;
}

/** A printed code, in whichever way it is at hand: typed, held before the camera, or in a picture. */
export function CodeInput(props: CodeInputProps) {
  const { kind, onCode, onAnew, isPending, takesFocus = false, other } = props;
  const [way, setWay] = useState<Way>('typing');
  const [isFirst, setFirst] = useState(true);
  const [code, setCode] = useState('');
  const take = (text: string) => {
    setCode(text);
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
          setFirst(false);
          setWay(to);
        }}
      >
        {words}
      </Button>
    );
  return (
    <div className={styles['input']}>
      {way === 'typing' && (
        <TypedCodeForm {...props} code={code} onType={setCode} takesFocus={takesFocus && isFirst} />
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
