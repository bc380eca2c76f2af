/** Builds each program once for all attempts of a row. */
export class BuiltOnce<M extends { readonly name: string }, P extends { remove(): Promise<void> }> {
  readonly #build: (mutation: M | undefined) => Promise<P>;
  readonly #programs = new Map<string, Promise<P>>();

  /** @param build without a mutation, the program as it is */
  constructor(build: (mutation: M | undefined) => Promise<P>) {
    this.#build = build;
  }

  of(mutation: M | undefined): Promise<P> {
    const name = mutation?.name ?? '';
    const program = this.#programs.get(name) ?? this.#build(mutation);
    this.#programs.set(name, program);
    return program;
  }

  async remove(): Promise<void> {
    for (const program of this.#programs.values()) await (await program).remove();
  }
}
