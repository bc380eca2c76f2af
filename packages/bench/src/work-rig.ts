export interface RigFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type Findings = ReadonlyMap<string, unknown>;

/** Server, database, keyholder and what does jobs. */
export interface Rig<Account> {
  account(files: readonly RigFile[]): Promise<Account>;
  read(account: Account, processes: number): Promise<number>;
  findings(account: Account): Promise<Findings>;
  stop(): Promise<void>;
}

/** The same analysers on files in the clear. */
export interface Plain {
  read(processes: number): Promise<{ readonly ms: number; readonly findings: Findings }>;
  remove(): Promise<void>;
}

interface RigModule<Account> {
  readonly WorkRig: { start(): Promise<Rig<Account>> };
  /** The samples again and again, none like another in name or content. */
  readonly distinctCopies: (samples: readonly RigFile[], count: number) => RigFile[];
  readonly PlainFiles: { write(files: readonly RigFile[], account: Account): Promise<Plain> };
}

/** No workspace exports it: it stands on what the tests of several have. */
export async function loadWorkRig(): Promise<RigModule<object>> {
  const path = new URL('../../../e2e/fixtures/work-rig.ts', import.meta.url).href;
  return (await import(path)) as RigModule<object>;
}
