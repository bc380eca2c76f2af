import type { Protection } from '../keyholder/protection.ts';

/** What an operator should know of the machine; nothing where all is well. */
export function protectionWords({ swap, coreDumps, lockedKiB, lockLimit }: Protection): string[] {
  const lines: string[] = [];
  if (swap === 'on' && (lockedKiB === 0 || lockLimit === 'low'))
    lines.push(
      `Swap is on, and the system lets this process lock ${lockedKiB === 0 ? 'no' : 'too little'} memory: the keys may be written to ` +
        'disk. Turn swap off (swapoff -a), encrypt it, or allow memory to be locked (ulimit -l 2048; in a service of systemd ' +
        'LimitMEMLOCK=2M).',
    );
  else if (swap === 'on')
    lines.push(
      'Swap is on. The keys lie in memory that is locked and does not go there; copies that last for moments, in ordinary ' +
        'memory, may. Turn swap off (swapoff -a), or encrypt it.',
    );
  if (swap === 'unknown') lines.push('Whether swap is on is not known on this system.');
  if (coreDumps === 'unknown') lines.push('Whether core dumps are off is not known on this system.');
  return lines;
}
