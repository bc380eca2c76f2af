import { wavePath } from './guilloche.ts';

const edge = wavePath(16, 14.4, 1, 14);
const keyhole = 'M16 9.6a3.9 3.9 0 0 0-1.95 7.28l-1.3 5.52h6.5l-1.3-5.52A3.9 3.9 0 0 0 16 9.6Z';

export interface SealMarkProps {
  readonly size?: number;
  readonly className?: string | undefined;
}

/** The product's mark: a pressed seal with a keyhole cut out. Takes the colour of the text around it. */
export function SealMark({ size = 28, className }: SealMarkProps) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" className={className}>
      <path fill="currentColor" fillRule="evenodd" d={`${edge}${keyhole}`} />
    </svg>
  );
}
