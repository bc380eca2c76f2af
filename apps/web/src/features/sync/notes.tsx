import type { Notice } from '@commonseal/vault';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { queryKeys } from '../../account-data/queries.ts';
import { useUnlocked } from '../../session/session-context.ts';
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
  const { vault } = useUnlocked();
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  // The vault tells each once: they are kept here until they are put away.
  const { data: changes = [] } = useQuery({
    queryKey: queryKeys.changeNotes,
    queryFn: () => vault.takeChangeNotes(),
  });
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
