import { useQuery } from '@tanstack/react-query';
import type { SheetProps } from '../printed/sheet.tsx';
import type { SessionState } from '../session/session.ts';
import { accountWords } from '../text/fingerprint-words.ts';
import { plainLine } from '../text/hostile-text.ts';

/** Of the account that is open; undefined where none is, or while it is looked up. */
export function useFingerprint(state: SessionState): SheetProps['fingerprint'] {
  const open = state.status === 'unlocked' && state.account.standing === 'open' ? state : undefined;
  const { data: words } = useQuery({
    queryKey: ['account words', open?.account.accountId],
    enabled: open !== undefined,
    queryFn: async () =>
      open === undefined ? [] : accountWords((await open.vault.listActivity()).accountFingerprint),
  });
  if (open === undefined || words === undefined) return undefined;
  return { accountName: plainLine(open.account.accountName) || 'your account', words };
}
