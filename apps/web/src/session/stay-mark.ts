const key = 'commonseal.stays-unlocked';
const ending = 'ending';

/**
 * Whether this browser may unlock by itself, for all its tabs to know without asking a worker. It is no secret, and
 * opens nothing: what does lies in the vault's own storage.
 */
export const stayMark = {
  /** `ending`: a lock was to take it back, and it is not known whether it has. */
  state(): 'none' | 'staying' | 'ending' {
    const kept = localStorage.getItem(key);
    if (kept === null) return 'none';
    return kept === ending ? 'ending' : 'staying';
  },
  isInForce(nowMs: number): boolean {
    return Number(localStorage.getItem(key)) > nowMs;
  },
  set(untilMs: number): void {
    localStorage.setItem(key, String(untilMs));
  },
  setEnding(): void {
    if (localStorage.getItem(key) !== null) localStorage.setItem(key, ending);
  },
  clear(): void {
    localStorage.removeItem(key);
  },
  /** Not what was set anew meanwhile. */
  clearEnding(): void {
    if (localStorage.getItem(key) === ending) localStorage.removeItem(key);
  },
};
