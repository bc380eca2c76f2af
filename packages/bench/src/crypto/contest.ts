/** What everybody has to seal and to open again. */
export const taskNames = ['documents', 'file', 'body', 'headers', 'pages', 'keys'] as const;
export type TaskName = (typeof taskNames)[number];

export type Items = readonly Uint8Array[];
/** What came out of each item, in the order of the items: in pieces, since nobody is asked to join them. */
export type Opened = readonly (readonly Uint8Array[])[];

/** One program that takes part in a task. */
export interface Contestant<Sealed = unknown> {
  readonly name: string;
  /** `limit` is no way to keep content: it is what the machine can do at best. */
  readonly kind: 'ours' | 'peer' | 'limit';
  seal(items: Items): Promise<Sealed> | Sealed;
  open(sealed: Sealed): Promise<Opened> | Opened;
  /** What others do with it in between, in their own time. */
  between?(sealed: Sealed): Promise<Sealed>;
  /** What must come out where it is not what went in: keys that are derived instead of wrapped. */
  expected?(sealed: Sealed): Items;
}

export type Contest = Readonly<Record<TaskName, readonly Contestant[]>>;

/** Joins what was made for one item at a time. @param atOnce items under way together */
export function perItem<Sealed>(
  { name, kind = 'peer' }: { readonly name: string; readonly kind?: Contestant['kind'] },
  each: {
    seal(item: Uint8Array): Promise<Sealed> | Sealed;
    open(sealed: Sealed): Promise<readonly Uint8Array[]> | readonly Uint8Array[];
  },
  atOnce = 1,
): Contestant<readonly Sealed[]> {
  return {
    name,
    kind,
    seal: (items) => mapAtOnce(items, atOnce, (item) => each.seal(item)),
    open: (sealed) => mapAtOnce(sealed, atOnce, (one) => each.open(one)),
  };
}

/** Types of what lies between the two halves are each contestant's own affair. */
export function asContestant<Sealed>(contestant: Contestant<Sealed>): Contestant {
  return contestant;
}

export async function mapAtOnce<From, To>(
  list: readonly From[],
  atOnce: number,
  work: (one: From, at: number) => Promise<To> | To,
): Promise<readonly To[]> {
  const results = Array.from<To>({ length: list.length });
  let next = 0;
  const runner = async () => {
    for (let at = next; at < list.length; at = next) {
      next += 1;
      results[at] = await work(list[at] as From, at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, list.length) }, runner));
  return results;
}
