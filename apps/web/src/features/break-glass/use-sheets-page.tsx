import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { errorCodeOf } from '../../errors/error-code.ts';
import { errorWords } from '../../errors/error-words.ts';
import { RefusalNotice } from '../../errors/refusal-notice.tsx';
import type { TypedPerson } from '../../new-password/person-form.tsx';
import { isRefusal } from '../../session/refusal.ts';
import { rememberEmail, rememberedEmail } from '../../session/remembered-email.ts';
import { type Session, emailOf } from '../../session/session.ts';
import { useSession } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { isUnsettled } from '../../ways-in/ways-in-error.tsx';
import { ComeInForm } from './come-in-form.tsx';
import type { ReadSheet, SheetRefusal } from './read-sheets.ts';
import { ReadSheetsStep } from './read-sheets-step.tsx';

/** For the day on which everybody has forgotten their password: the sheets, then a new way in. */
export function UseSheetsPage() {
  const session = useSession();
  const [sheets, setSheets] = useState<readonly ReadSheet[]>([]);
  const [hasEnough, setEnough] = useState(false);
  const [refused, setRefused] = useState<SheetRefusal>();
  const [person, setPerson] = useState<TypedPerson>(() => ({ email: rememberedEmail(), password: '' }));
  const [mayBeIn, setMayBeIn] = useState(false);
  const comeIn = useMutation({
    mutationFn: async (given: Parameters<Session['breakGlass']>[0]) => {
      await session.breakGlass(given);
      const state = session.getState();
      if (state.status !== 'locked') rememberEmail(emailOf(state));
    },
    onError: (error) => {
      if (isUnsettled(error)) setMayBeIn(true);
      const code = errorCodeOf(error);
      if (code !== 'shares_refused' && code !== 'shares_over') return;
      // Whatever is wrong with the sheets is to be mended where they were read.
      const { title, advice } = errorWords[code];
      setRefused({
        title,
        advice:
          code === 'shares_over' && mayBeIn
            ? 'What you sent before may have arrived after all: then they are used up, and your new password holds. Go back to unlocking, and try it.'
            : advice,
      });
      setEnough(false);
    },
  });
  if (comeIn.isError && isRefusal(errorCodeOf(comeIn.error))) {
    return (
      <RefusalNotice
        code={errorCodeOf(comeIn.error)}
        actions={
          <Button variant="primary" onPress={() => comeIn.reset()}>
            Back
          </Button>
        }
      />
    );
  }
  if (!hasEnough) {
    return (
      <ReadSheetsStep
        sheets={sheets}
        refused={refused}
        onSheets={(next) => {
          comeIn.reset();
          setSheets(next);
        }}
        onRefused={setRefused}
        onEnough={() => setEnough(true)}
      />
    );
  }
  return (
    <ComeInForm
      sheets={sheets}
      person={person}
      onPerson={setPerson}
      error={comeIn.error}
      isPending={comeIn.isPending}
      onComeIn={() =>
        comeIn.mutate({
          codes: sheets.map(({ code }) => code),
          email: person.email,
          newPassword: person.password,
        })
      }
      onAnew={() => comeIn.reset()}
      onBack={() => {
        comeIn.reset();
        setEnough(false);
      }}
    />
  );
}
