import { CommonsealError, type ItemId, maxFindingBytes, parseFinding } from '@commonseal/protocol';
import type { AccountSession } from '../account/account-session.ts';
import type { AnalyticsScope } from '../analytics-api.ts';
import type { OnProgress } from '../api.ts';
import { compareVersions } from '../content/compare-versions.ts';
import type { ContentIndex, IndexedItem } from '../content/content-index.ts';
import { openBodies } from '../content/open-bodies.ts';
import type { IndexedResult } from '../content/results.ts';
import type { CountProgress } from '../team-api.ts';
import { tellProgress } from '../tell-progress.ts';
import { type FiguredAnalyser, figuredAnalysers, isFigured, isKindOf, maxFailureBytes } from './analysers.ts';
import type { Contribution, HeardPart } from './contribution.ts';
import { PeopleOfAccount } from './known-people.ts';
import { type Part, notOpened, partOf, unreadable } from './part.ts';
import { ScopeFigures } from './scope-figures.ts';

/** Scopes whose figures are kept up to date at once: a page looks at one, and at what it was before. */
const mostScopes = 4;
/** Batches of which results are fetched at once. */
const lanes = 4;

interface Wanted {
  readonly result: IndexedResult;
  readonly analyser: FiguredAnalyser;
}

/** Figures of an account, which follow its content: what came, was found anew or does not count any more changes its own part alone. */
export class AccountFigures {
  readonly #session: AccountSession;
  readonly #content: ContentIndex;
  readonly #contributions = new Map<ItemId, Contribution>();
  /** By the result that it is of; as long as that is the newest about an item. */
  readonly #parts = new Map<ItemId, Part>();
  /** The results that each item's contribution is made of. */
  readonly #sources = new Map<ItemId, readonly ItemId[]>();
  /** Items of which something may have changed. */
  readonly #changed = new Set<ItemId>();
  readonly #scopes = new Map<string, ScopeFigures>();
  readonly #people: PeopleOfAccount;
  #seen = 0;
  #endedChains = '';

  constructor(session: AccountSession, content: ContentIndex, people = new PeopleOfAccount()) {
    this.#session = session;
    this.#content = content;
    this.#people = people;
  }

  get contributions(): ReadonlyMap<ItemId, Contribution> {
    return this.#contributions;
  }

  /** Opens what was not opened yet. What was opened until it stops stays so. @throws what the connection throws, `cancelled` */
  async bringUpToDate(onProgress: OnProgress<CountProgress> | undefined): Promise<void> {
    this.#noteChanges();
    const counting = this.#content.counting();
    const heard = new Map<ItemId, readonly Wanted[]>();
    for (const itemId of this.#changed) {
      const item = counting.item(itemId);
      if (item) heard.set(itemId, newestOf(counting.resultsOf(item)));
    }
    const atFault = await this.#open([...heard.values()].flat(), onProgress);
    for (const itemId of this.#changed) this.#replace(itemId, heard.get(itemId));
    this.#changed.clear();
    // What the server did not hand out as it was signed is asked for once more the next time.
    for (const { result } of atFault) {
      const about = result.item.header.result?.itemId;
      if (about !== undefined) this.#changed.add(about);
      this.#parts.delete(result.item.itemId);
    }
  }

  /** Of what was brought up to date. */
  inScope(scope: AnalyticsScope): ScopeFigures {
    const name = JSON.stringify([scope.fromMs, scope.beforeMs, scope.writerId]);
    const figures = this.#scopes.get(name) ?? new ScopeFigures(scope, this.#contributions.values());
    // The last one used stands last.
    this.#scopes.delete(name);
    this.#scopes.set(name, figures);
    const [oldest] = this.#scopes.keys();
    if (this.#scopes.size > mostScopes && oldest !== undefined) this.#scopes.delete(oldest);
    return figures;
  }

  /** By analyser, the newest version that this program has, or that any result is of. */
  newest(own: ReadonlyMap<string, string>): ReadonlyMap<FiguredAnalyser, string> {
    const all = this.inScope({});
    return new Map(
      figuredAnalysers.map((analyser) => {
        const versions = all.versionsOf(analyser).concat(own.get(analyser) ?? []);
        return [analyser, versions.toSorted(compareVersions).at(-1) ?? ''];
      }),
    );
  }

  #noteChanges(): void {
    const { touched, endedChains } = this.#content;
    for (; this.#seen < touched.length; this.#seen += 1) {
      const itemId = touched[this.#seen];
      if (itemId !== undefined) this.#changed.add(itemId);
    }
    if (endedChains === this.#endedChains) return;
    this.#endedChains = endedChains;
    for (const itemId of touched) this.#changed.add(itemId);
  }

  #replace(itemId: ItemId, heard: readonly Wanted[] | undefined): void {
    const before = this.#contributions.get(itemId);
    const item = heard && this.#content.item(itemId);
    const after = item && this.#contributionOf(item, heard);
    for (const scope of this.#scopes.values()) {
      if (before) scope.change(before, -1);
      if (after) scope.change(after, 1);
    }
    if (after) this.#contributions.set(itemId, after);
    else this.#contributions.delete(itemId);
    const sources = heard?.map(({ result }) => result.item.itemId) ?? [];
    for (const resultId of this.#sources.get(itemId) ?? [])
      if (!sources.includes(resultId)) this.#parts.delete(resultId);
    this.#sources.set(itemId, sources);
  }

  #contributionOf({ itemId, writerId, receivedAtMs, header }: IndexedItem, wanted: readonly Wanted[]) {
    const heard = wanted.map(({ analyser, result }): [FiguredAnalyser, HeardPart] => [
      analyser,
      { version: result.version, part: this.#parts.get(result.item.itemId) ?? unreadable },
    ]);
    return { itemId, writerId, receivedAtMs, bytes: header.size, heard: new Map(heard) };
  }

  /** @returns those that the server did not hand out as they were signed */
  async #open(
    wanted: readonly Wanted[],
    onProgress: OnProgress<CountProgress> | undefined,
  ): Promise<readonly Wanted[]> {
    const toOpen = new Map<ItemId, Wanted>();
    for (const each of wanted) {
      const { itemId, header } = each.result.item;
      if (this.#parts.has(itemId)) continue;
      if (header.size > maxFindingBytes) this.#parts.set(itemId, unreadable);
      else if (each.analyser === 'text' && header.size > maxFailureBytes) this.#parts.set(itemId, notOpened);
      else toOpen.set(itemId, each);
    }
    const total = toOpen.size;
    const atFault: Wanted[] = [];
    let done = 0;
    if (total === 0) return atFault;
    await tellProgress(onProgress, { done, total });
    await inLanes(byBatch([...toOpen.values()]), async (group) => {
      const items = group.map(({ result }) => result.item);
      for await (const { item, bytes } of openBodies(this.#session, items, { isKept: true })) {
        const each = toOpen.get(item.itemId);
        if (!each) continue;
        if (!bytes) atFault.push(each);
        this.#parts.set(item.itemId, bytes ? readPart(each.analyser, bytes, this.#people) : unreadable);
        done += 1;
        if (done % toldEvery === 0) await tellProgress(onProgress, { done, total });
      }
    });
    await tellProgress(onProgress, { done, total });
    return atFault;
  }
}

const toldEvery = 64;

/** What no analyser writes says nothing, and harms nobody else's figures. */
function readPart(analyser: FiguredAnalyser, bytes: Uint8Array, people: PeopleOfAccount): Part {
  try {
    const finding = parseFinding(bytes);
    return isKindOf(analyser, finding) ? partOf(finding, people) : unreadable;
  } catch (error) {
    if (error instanceof CommonsealError) return unreadable;
    throw error;
  }
}

/** Of each analyser the newest. @param results by analyser, the newest version first */
function newestOf(results: readonly IndexedResult[]): Wanted[] {
  return results.flatMap((result, at) => {
    const { analyser } = result;
    return isFigured(analyser) && results[at - 1]?.analyser !== analyser ? [{ result, analyser }] : [];
  });
}

function byBatch(wanted: readonly Wanted[]): Wanted[][] {
  const groups = new Map<string, Wanted[]>();
  for (const each of wanted) {
    const { batchId } = each.result.item;
    const group = groups.get(batchId);
    if (group) group.push(each);
    else groups.set(batchId, [each]);
  }
  return [...groups.values()];
}

/** A few of them at once. The first that fails ends the others at their next one. */
async function inLanes<T>(work: T[], run: (each: T) => Promise<void>): Promise<void> {
  const lane = async () => {
    for (let each = work.shift(); each !== undefined; each = work.shift()) {
      try {
        await run(each);
      } catch (error) {
        work.length = 0;
        throw error;
      }
    }
  };
  const outcomes = await Promise.allSettled(Array.from({ length: lanes }, lane));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
