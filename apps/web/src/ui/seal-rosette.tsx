import { wavePath } from './guilloche.ts';
import { SealMark } from './seal-mark.tsx';

const bands = [
  { radius: 92, swing: 4, lobes: 28 },
  { radius: 80, swing: 10, lobes: 18 },
  { radius: 62, swing: 9, lobes: 14 },
] as const;
const phases = [0, Math.PI / 2, Math.PI, (3 * Math.PI) / 2] as const;
const curves = bands.flatMap(({ radius, swing, lobes }) =>
  phases.map((phase) => wavePath(100, radius, swing, lobes, phase)),
);

export interface SealRosetteProps {
  readonly className?: string | undefined;
}

/** The mark within an engraver's rosette. Decoration. */
export function SealRosette({ className }: SealRosetteProps) {
  return (
    <svg viewBox="0 0 200 200" aria-hidden="true" className={className}>
      <g fill="none" stroke="currentColor" strokeWidth="0.6" opacity="0.75">
        {curves.map((curve) => (
          <path key={curve} d={curve} />
        ))}
      </g>
      <svg x="58" y="58" width="84" height="84">
        <SealMark size={84} />
      </svg>
    </svg>
  );
}
