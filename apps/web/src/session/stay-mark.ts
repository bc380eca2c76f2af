const key = 'commonseal.stays-unlocked';
const ending = 'ending';
const doubted = '?';

type Kept = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * Whether this browser may unlock by itself, for all its tabs to know without asking a worker. It is no secret, and
 * opens nothing: what does lies in the vault's own storage.
 */
export class StayMark {
  readonly #kept: () => Kept;

  constructor(kept: () => Kept) {
    this.#kept = kept;
  }

  /** `ending`: a lock was to take it back, and it is not known whether it has. */
  state(): 'none' | 'staying' | 'ending' {
    const value = this.#value();
    if (value === null) return 'none';
    return value === ending ? 'ending' : 'staying';
  }

  /** False while it is in doubt. */
  isInForce(nowMs: number): boolean {
    return Number(this.#value()) > nowMs;
  }

  /** Something may lie here that unlocks by itself, and whether it does is found out by trying. */
  begin(untilMs: number): void {
    this.#set(`${doubted}${untilMs}`);
  }

  /** Is it no longer what the server goes by? The next start finds out. */
  doubt(): void {
    const value = this.#value();
    if (value !== null && value !== ending && !value.startsWith(doubted)) this.#set(`${doubted}${value}`);
  }

  /** What was in doubt is not, unless a lock has ended it meanwhile. */
  confirm(): void {
    const value = this.#value();
    if (value?.startsWith(doubted) === true) this.#set(value.slice(doubted.length));
  }

  /** It lies here, whatever became of the mark. Not what a lock has yet to end. */
  find(untilMs: number): void {
    if (this.#value() === null) this.#set(String(untilMs));
    else this.confirm();
  }

  setEnding(): void {
    this.#set(ending);
  }

  clear(): void {
    this.#kept().removeItem(key);
  }

  /** Not what was set anew meanwhile. */
  clearEnding(): void {
    if (this.#value() === ending) this.clear();
  }

  /** Not what a lock has yet to end. */
  clearDoubted(): void {
    if (this.#value()?.startsWith(doubted) === true) this.clear();
  }

  #value(): string | null {
    return this.#kept().getItem(key);
  }

  #set(value: string): void {
    this.#kept().setItem(key, value);
  }
}

export const stayMark = new StayMark(() => localStorage);
