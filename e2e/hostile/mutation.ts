/** A build of the client, or of the keyholder, in which one defence is missing: what attacks are held against, to show that they are attacks. */
export interface Mutation {
  /** Its folder below `mutations/`. */
  readonly name: string;
  /** The client in the browser when left out. */
  readonly of?: 'keyholder';
  /** What is taken out, or which branch is added, in words. */
  readonly change: string;
  /** Modules of it, from the root of the repository, each with the file of the mutation's folder that stands in. */
  readonly replaces: Readonly<Record<string, string>>;
  /** Pages that are served without their own content security policy: where that is the second half of the defence. */
  readonly withoutPolicy?: readonly string[] | 'everywhere';
}
