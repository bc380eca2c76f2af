import { type ReactNode, useState } from 'react';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { charsetOfMediaType, decodeAs, decodeText } from '@commonseal/content/text';
import { EncodingChoice } from '../../toolbar/encoding-choice.tsx';
import { type Look, LookSwitch } from '../../toolbar/look-switch.tsx';
import { ToolGroup, ViewerToolbar } from '../../toolbar/viewer-toolbar.tsx';
import { type ViewerProps, bytesOf, useReading } from '../../viewed-file.ts';
import { PlainText } from './plain-text.tsx';
import styles from './readable-text.module.css';

export interface ReadableTextProps extends ViewerProps {
  readonly label: string;
  /** What follows is left out. */
  readonly mostBytes: number;
  /** What the text says of its own encoding. */
  readonly charsetWithin?: (bytes: Uint8Array) => string | undefined;
  /** The look that is not plain text, where there is one. */
  readonly formattedName?: string;
  readonly renderFormatted?: (text: string, isCut: boolean) => ReactNode;
}

/** All files that are text in the end: their letters can be chosen, and plain text is always there. */
export function ReadableText(props: ReadableTextProps) {
  const { file, label, mostBytes, charsetWithin, formattedName = 'Formatted', renderFormatted } = props;
  const [look, setLook] = useState<Look>('formatted');
  const [chosen, setChosen] = useState<string>();
  const isCut = file.blob.size > mostBytes;
  const bytes = useReading(file, 'bytes', (blob) => bytesOf(blob.slice(0, mostBytes)));
  if (bytes === undefined) return <Skeleton lines={5} label="Opening…" />;
  const declared = charsetOfMediaType(file.mediaType) ?? charsetWithin?.(bytes);
  const { text, encoding } =
    chosen === undefined ? decodeText(bytes, isCut, declared) : decodeAs(bytes, chosen, isCut);
  return (
    <section aria-label={label} className={styles['readable']}>
      <ViewerToolbar label={`Tools: ${label}`}>
        {renderFormatted && <LookSwitch formatted={formattedName} look={look} onChange={setLook} />}
        <ToolGroup isAtEnd={renderFormatted !== undefined}>
          <EncodingChoice used={encoding} chosen={chosen} onChange={setChosen} />
        </ToolGroup>
      </ViewerToolbar>
      {renderFormatted && look === 'formatted' ? (
        renderFormatted(text, isCut)
      ) : (
        <PlainText text={text} isCut={isCut} />
      )}
    </section>
  );
}
