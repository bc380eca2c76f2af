import { useState, useSyncExternalStore } from 'react';
import { rememberedEmail } from '../../../session/remembered-email.ts';
import { useSession } from '../../../session/session-context.ts';
import { AskForm } from './ask-form.tsx';
import { FindForm } from './find-form.tsx';
import { Waiting } from './waiting.tsx';

type Shown = { readonly form: 'ask' | 'find'; readonly note?: string };

/** For whoever has lost every way in, and is not unlocked: asks, or finds again what was asked, and waits. */
export function LetBackInPage() {
  const session = useSession();
  const vault = useSyncExternalStore(session.subscribe, session.getReturning);
  const [shown, setShown] = useState<Shown>({ form: 'ask' });
  const [email, setEmail] = useState(rememberedEmail);
  const [hasWaited, setWaited] = useState(false);
  if (vault !== undefined) {
    if (!hasWaited) setWaited(true);
    const leaveTo = (next: Shown) => {
      setWaited(false);
      setShown(next);
      session.abandonReturn();
    };
    return (
      <Waiting
        vault={vault}
        onAnew={() => leaveTo({ form: 'ask' })}
        onGone={() => leaveTo({ form: 'find' })}
        onWithdrawn={() =>
          leaveTo({
            form: 'ask',
            note: 'Your request is taken back. Nothing was changed: your old password is what it was.',
          })
        }
      />
    );
  }
  if (hasWaited || shown.form === 'find') {
    return (
      <FindForm
        note={
          hasWaited
            ? 'This tab was locked together with others, or what it waited with has ended. Your request is where it was.'
            : undefined
        }
        email={email}
        onEmail={setEmail}
        onAsk={() => {
          setWaited(false);
          setShown({ form: 'ask' });
        }}
      />
    );
  }
  return (
    <AskForm note={shown.note} email={email} onEmail={setEmail} onFind={() => setShown({ form: 'find' })} />
  );
}
