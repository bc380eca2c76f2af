/** A kind of code in groups that somebody types, and how this page speaks of it. */
export interface TypedCode {
  readonly label: string;
  readonly description: string;
  readonly rows: number;
  /** Where nothing was typed. */
  readonly missingWords: string;
  /** What is wrong with what was typed, or read; undefined when it is whole. */
  readonly faultOf: (text: string) => string | undefined;
  /** As far as it has been typed: what is wrong so far, or how much is right; '' for nothing yet. */
  readonly typingWords: (text: string) => string;
}

/** One that is printed on paper with a QR code. */
export interface PrintedCode extends TypedCode {
  /** Of a QR code that is no such code. */
  readonly strange: {
    readonly short: string;
    readonly title: string;
    readonly adviceOf: (text: string) => string;
  };
}
