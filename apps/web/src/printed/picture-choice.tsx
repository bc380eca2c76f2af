import { useMutation } from '@tanstack/react-query';
import { Image } from 'lucide-react';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import styles from './code-input.module.css';
import type { PictureRead } from './picture.ts';
import { PictureReader } from './picture-reader.ts';
import type { PrintedCode } from './printed-code.ts';

export interface PictureChoiceProps {
  readonly kind: PrintedCode;
  readonly onCode: (code: string) => void;
}

interface Fault {
  readonly title: string;
  readonly advice: string;
}

/** A photo or a scan of the printed page. It is read on this device, and sent nowhere. */
export function PictureChoice({ kind, onCode }: PictureChoiceProps) {
  const [fault, setFault] = useState<Fault>();
  const reading = useMutation({
    mutationFn: async (file: File) => {
      const reader = new PictureReader();
      try {
        return await reader.read(file, true);
      } finally {
        reader.end();
      }
    },
    onSuccess: (read) => {
      const found = judge(kind, read);
      if (typeof found === 'string') onCode(found);
      else setFault(found);
    },
  });
  return (
    <div className={styles['chooser']}>
      <p>A photo or a scan of the page, with the whole square in it. It is read here, and sent nowhere.</p>
      <FileTrigger
        acceptedFileTypes={['image/*']}
        onSelect={(files) => {
          const file = files?.[0];
          setFault(undefined);
          if (file !== undefined) reading.mutate(file);
        }}
      >
        <Button variant="primary" icon={<Image size={16} aria-hidden="true" />} isPending={reading.isPending}>
          Choose a picture
        </Button>
      </FileTrigger>
      {fault !== undefined && (
        <Banner tone="danger" title={fault.title} isUrgent>
          {fault.advice}
        </Banner>
      )}
    </div>
  );
}

/** The code, or what is wrong. */
function judge(kind: PrintedCode, read: PictureRead): string | Fault {
  if (read.kind === 'no picture') {
    return {
      title: 'This file cannot be shown as a picture',
      advice:
        'Choose a photo or a screenshot, for example a JPEG or a PNG. A PDF can be printed, or its code typed.',
    };
  }
  if (read.kind === 'no reader') {
    return {
      title: 'The reader for bad pictures could not be fetched',
      advice: 'Check the connection and try again, choose a sharper picture, or type the code.',
    };
  }
  const [first] = read.texts;
  const whole = read.texts.find((text) => kind.faultOf(text) === undefined);
  if (whole !== undefined) return whole;
  if (first === undefined) {
    return {
      title: 'No QR code was found in this picture',
      advice:
        'Take it again from straight above, in good light, with the whole square and some white around it. Or type the code.',
    };
  }
  return { title: kind.strange.title, advice: kind.strange.adviceOf(first) };
}
