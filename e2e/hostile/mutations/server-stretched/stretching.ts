export type Stretching = 'argon2id-64MiB-3-4';

/** What passwords are registered with from now on. */
export let currentStretching = 'argon2id-64MiB-3-4' as Stretching;

export function takeStretching(name: unknown): void {
  if (typeof name === 'string') currentStretching = name as Stretching;
}

/** Reads the cost out of its name, whatever it is: `argon2id-<KiB>KiB-<iterations>-<parallelism>`. */
export function stretchingConfig(name: string) {
  const [, memory, iterations, parallelism] = /^argon2id-(\d+)KiB-(\d+)-(\d+)$/.exec(name) ?? [];
  if (!memory || !iterations || !parallelism) return 'memory-constrained' as const;
  return {
    'argon2id-custom': {
      memory: Number(memory),
      iterations: Number(iterations),
      parallelism: Number(parallelism),
    },
  };
}
