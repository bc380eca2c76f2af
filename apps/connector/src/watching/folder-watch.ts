import type { Output } from '@commonseal/local-program/output';
import { printable } from '../cli/printable.ts';
import { ChangeNotices } from './change-notices.ts';
import type { Alarm } from './alarm.ts';
import { elapsedMs } from './elapsed.ts';
import { type Look, type SeenFile, lookAt } from './look.ts';
import type { Timings } from './timings.ts';
import { type SliceLimits, WaitingFiles } from './waiting-files.ts';

/** A look takes at most this part of the time, however many files there are. */
const lookShare = 1 / 10;

/** Looks at a folder again and again, and says what has come into it. */
export class FolderWatch {
  readonly waiting: WaitingFiles;
  readonly #folder: string;
  readonly #ownFolder: string;
  readonly #timings: Timings;
  readonly #alarm: Alarm;
  readonly #output: Output;
  readonly #notices: ChangeNotices;
  /** Said already: path → what. */
  #said: ReadonlyMap<string, string> = new Map();
  #lookedAtMs = 0;
  #lookTookMs = 0;

  constructor(
    parts: { readonly folder: string; readonly ownFolder: string; readonly timings: Timings },
    limits: SliceLimits,
    alarm: Alarm,
    output: Output,
  ) {
    this.#folder = parts.folder;
    this.#ownFolder = parts.ownFolder;
    this.#timings = parts.timings;
    this.waiting = new WaitingFiles(parts.timings, limits);
    this.#alarm = alarm;
    this.#output = output;
    this.#notices = new ChangeNotices(alarm.ring);
  }

  async look(): Promise<void> {
    const beganAtMs = elapsedMs();
    const seen = await lookAt(this.#folder, this.#ownFolder);
    this.waiting.observe(seen.files, beganAtMs);
    if (this.#notices.follow(seen.folders)) this.#alarm.ring();
    this.#sayNew(seen);
    this.#lookedAtMs = elapsedMs();
    this.#lookTookMs = this.#lookedAtMs - beganAtMs;
  }

  nextSlice(): readonly SeenFile[] {
    return this.waiting.nextSlice();
  }

  /** Until there is reason to look again. */
  async rest(checkAtMs: number): Promise<void> {
    const { lookMs, rescanMs, rescanUnnoticedMs } = this.#timings;
    const leastMs = Math.max(lookMs, this.#lookTookMs / lookShare);
    const mostMs = this.#notices.isComplete ? rescanMs : rescanUnnoticedMs;
    const untilMs = Math.min(this.#lookedAtMs + mostMs, this.waiting.nextAtMs(), checkAtMs);
    await this.#alarm.untilRung(untilMs - elapsedMs());
    await this.#alarm.pause(this.#lookedAtMs + leastMs - elapsedMs());
  }

  close(): void {
    this.#notices.close();
  }

  #sayNew({ passed, troubles }: Look): void {
    const said = new Map<string, string>();
    for (const [path, why] of passed) said.set(path, `Left out: ${printable(path)} ${why}.`);
    for (const [path, why] of troubles) said.set(path, `${printable(path)} ${why}. It is looked at again.`);
    for (const [path, text] of said) {
      if (this.#said.get(path) === text) continue;
      if (passed.has(path)) this.#output.say(text);
      else this.#output.complain(text);
    }
    if (this.#said.has(this.#folder) && !said.has(this.#folder))
      this.#output.say(`${printable(this.#folder)} is there again.`);
    this.#said = said;
  }
}
