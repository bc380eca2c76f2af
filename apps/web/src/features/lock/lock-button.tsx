import { Lock } from 'lucide-react';
import { useSession } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';

export function LockButton() {
  const session = useSession();
  return (
    <Button icon={<Lock size={16} aria-hidden="true" />} onPress={() => session.lock('asked')}>
      Lock
    </Button>
  );
}
