interface Fault {
  readonly words: string;
}

export function fail({ words }: Fault): never {
  throw new TypeError(words);
}
