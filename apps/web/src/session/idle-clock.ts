/** Without any sign of a person for this long, everything locks. */
export const idleTimeoutMs = 15 * 60 * 1000;
/** So long before that, it is said. */
export const idleWarningMs = 60 * 1000;

export type IdlePhase =
  | { readonly phase: 'active' }
  | { readonly phase: 'warning'; readonly secondsLeft: number }
  | { readonly phase: 'expired' };

/** Pure, so that a machine that slept is judged by the clock on its wall and not by timers that slept too. */
export function idlePhase(lastActivityMs: number, nowMs: number): IdlePhase {
  const leftMs = lastActivityMs + idleTimeoutMs - nowMs;
  if (leftMs <= 0) return { phase: 'expired' };
  if (leftMs <= idleWarningMs) return { phase: 'warning', secondsLeft: Math.ceil(leftMs / 1000) };
  return { phase: 'active' };
}
