import type { ItemId, WriterId } from '@commonseal/protocol';
import type { Analytics, AnalyticsScope, Figure } from '../analytics-api.ts';
import { compareVersions } from '../content/compare-versions.ts';
import { type FiguredAnalyser, isFigured } from './analysers.ts';
import { type Contribution, isBehind } from './contribution.ts';
import { type Sketched, groupsOfAlike } from './likeness.ts';
import { Tally, isWithin } from './tally.ts';

/** Figures over the items of one scope. */
export class ScopeFigures {
  readonly #scope: AnalyticsScope;
  readonly #tally = new Tally();
  readonly #items = new Map<ItemId, Contribution>();
  /** Until something changes. */
  #alike: readonly (readonly ItemId[])[] | undefined;

  constructor(scope: AnalyticsScope, contributions: Iterable<Contribution>) {
    this.#scope = scope;
    for (const contribution of contributions) this.change(contribution, 1);
  }

  /** @param sign 1 for an item that comes, -1 for one that goes: as it came */
  change(contribution: Contribution, sign: 1 | -1): void {
    if (!isWithin(this.#scope, contribution)) return;
    this.#tally.change(contribution, sign);
    if (sign === 1) this.#items.set(contribution.itemId, contribution);
    else this.#items.delete(contribution.itemId);
    if (sketchOf(contribution)) this.#alike = undefined;
  }

  versionsOf(analyser: FiguredAnalyser): string[] {
    return this.#tally.versionsOf(analyser);
  }

  /** Nothing may change before it resolves; likewise below. */
  async describe(
    names: ReadonlyMap<WriterId, string>,
    newest: ReadonlyMap<FiguredAnalyser, string>,
  ): Promise<Analytics> {
    const groups = await this.#groups();
    return { ...this.#tally.describe(names, newest), alike: groups.map((itemIds) => ({ itemIds })) };
  }

  async itemsBehind(
    figure: Figure,
    newest: ReadonlyMap<FiguredAnalyser, string>,
  ): Promise<readonly ItemId[]> {
    if (figure.kind === 'alike')
      return (await this.#groups()).find((group) => group.includes(figure.itemId)) ?? [];
    const isCounted =
      figure.kind === 'missing' || figure.kind === 'stale'
        ? (item: Contribution) => standingOf(item, figure.analyser, newest) === figure.kind
        : (item: Contribution) => isBehind(item, figure);
    return [...this.#items.values()].filter(isCounted).map(({ itemId }) => itemId);
  }

  async #groups(): Promise<readonly (readonly ItemId[])[]> {
    this.#alike ??= await groupsOfAlike(
      [...this.#items.values()].flatMap((item): Sketched[] => {
        const sketch = sketchOf(item);
        return sketch ? [{ itemId: item.itemId, sketch }] : [];
      }),
    );
    return this.#alike;
  }
}

function sketchOf({ heard }: Contribution): Uint8Array | undefined {
  return heard.get('likeness')?.part.sketch;
}

function standingOf(
  { heard }: Contribution,
  analyser: string,
  newest: ReadonlyMap<FiguredAnalyser, string>,
): 'current' | 'stale' | 'missing' | undefined {
  if (!isFigured(analyser)) return undefined;
  const last = heard.get(analyser);
  if (!last || last.part.state === 'unreadable') return 'missing';
  return compareVersions(last.version, newest.get(analyser) ?? '') >= 0 ? 'current' : 'stale';
}
