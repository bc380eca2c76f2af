import { Share2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';

/** The system's own way to send something, where it has one. */
export function ShareButton({ link }: { readonly link: string }) {
  const [isRefused, setRefused] = useState(false);
  if (!('share' in navigator)) return null;
  const share = async () => {
    setRefused(false);
    try {
      await navigator.share({ title: 'An invitation to Commonseal', url: link });
    } catch (error) {
      // Whoever closes the sheet again has refused nothing.
      setRefused(!(error instanceof DOMException && error.name === 'AbortError'));
    }
  };
  return (
    <>
      <Button icon={<Share2 size={16} aria-hidden="true" />} onPress={() => void share()}>
        Share
      </Button>
      {isRefused && <p role="alert">This browser does not share it: copy the link instead.</p>}
    </>
  );
}
