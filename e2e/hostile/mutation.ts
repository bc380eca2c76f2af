/** A program in which one defence is missing: what attacks are held against, to show that they are attacks. */
interface Missing {
  /** Its folder below `mutations/`. */
  readonly name: string;
  /** What is taken out, or which branch is added, in words. */
  readonly change: string;
  /** Modules of it, from the root of the repository, each with the file of the mutation's folder that stands in. */
  readonly replaces: Readonly<Record<string, string>>;
}

/** A build of the client. */
export interface Mutation extends Missing {
  readonly of?: undefined;
  /** Pages that are served without their own content security policy: where that is the second half of the defence. */
  readonly withoutPolicy?: readonly string[] | 'everywhere';
}

/** A build of the worker's program. */
export interface KeyholderMutation extends Missing {
  readonly of: 'keyholder';
}

/** A build of the connector's program. */
export interface ConnectorMutation extends Missing {
  readonly of: 'connector';
}
