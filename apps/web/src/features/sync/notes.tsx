import type { Notice } from '@commonseal/vault';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useChangeNotes } from '../../account-data/change-notes.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { type Words, changeNoteWords, noticeWords } from './notice-words.ts';

interface Note extends Words {
  readonly key: string;
  readonly isWarning: boolean;
}

function noteOf(notice: Notice): Note {
  const about = notice.kind === 'silentSource' ? notice.sourceName : '';
  return { key: `${notice.kind} ${notice.sinceMs} ${about}`, isWarning: true, ...noticeWords(notice) };
}

/** What a person should know, and has not put away. */
export function useNotes(notices: readonly Notice[]): {
  readonly notes: readonly Note[];
  readonly dismiss: (key: string) => void;
} {
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const changes = useChangeNotes();
  const notes = [
    ...changes.map((note, index) => ({
      key: `change ${index}`,
      isWarning: note.outcome === 'overtaken',
      ...changeNoteWords(note),
    })),
    ...notices.map(noteOf),
  ];
  return {
    notes: notes.filter(({ key }) => !dismissed.has(key)),
    dismiss: (key) => setDismissed((now) => new Set([...now, key])),
  };
}

export interface NoteBannerProps {
  readonly note: Note;
  readonly onDismiss: () => void;
}

export function NoteBanner({ note: { isWarning, title, advice }, onDismiss }: NoteBannerProps) {
  return (
    <Banner
      tone={isWarning ? 'warning' : 'info'}
      title={title}
      actions={
        <Button
          variant="quiet"
          iconOnly
          aria-label={`Put away: ${title}`}
          icon={<X size={18} aria-hidden="true" />}
          onPress={onDismiss}
        />
      }
    >
      {advice}
    </Banner>
  );
}
