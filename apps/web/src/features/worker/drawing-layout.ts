import type { DrawnReader } from './who-reads.ts';

/** All measures are sixteenths of the text's size, so that the drawing grows with it. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DrawnPill extends Box {
  readonly reader: DrawnReader;
  /** From the account to it; '' where nothing leads to it. */
  readonly line: string;
}

export interface DrawnWords {
  readonly words: string;
  readonly x: number;
  readonly y: number;
  readonly isCentred?: boolean;
}

export interface DrawingLayout {
  readonly width: number;
  readonly height: number;
  readonly seal: { readonly x: number; readonly y: number; readonly radius: number };
  readonly words: readonly DrawnWords[];
  readonly pills: readonly DrawnPill[];
}

const gap = 8;
const headingHeight = 26;
const wideFrom = 600;

/** A person is only named: that they read everything stands above them. */
export function linesOf({ kind, who, reach, until }: DrawnReader): readonly string[] {
  return kind === 'person' ? [who] : [who, reach, until].filter((line) => line !== '');
}

function isReading({ kind }: DrawnReader): boolean {
  return kind !== 'server' && kind !== 'none';
}

/** What cannot read stands apart from what can. */
const apartBy = ({ kind }: DrawnReader) => (kind === 'server' ? 14 : 0);

const heightOf = (reader: DrawnReader) => 16 + linesOf(reader).length * 18;

/** People on one side, the account in the middle, what is no person on the other; one below the other where there is no room. */
export function layOut(readers: readonly DrawnReader[], width: number): DrawingLayout {
  const people = readers.filter(({ kind }) => kind === 'person');
  const others = readers.filter(({ kind }) => kind !== 'person');
  return width < wideFrom ? layOutNarrow(people, others, width) : layOutWide(people, others, width);
}

const headings = { people: 'People: each reads everything', others: 'Links, sheets and programs' } as const;

function columnHeight(readers: readonly DrawnReader[]): number {
  return readers.reduce((sum, reader) => sum + apartBy(reader) + heightOf(reader) + gap, headingHeight) - gap;
}

function layOutWide(
  people: readonly DrawnReader[],
  others: readonly DrawnReader[],
  width: number,
): DrawingLayout {
  const column = Math.min(300, (width - 150) / 2);
  const height = Math.max(columnHeight(people), columnHeight(others), 170) + 4;
  const seal = { x: width / 2, y: height / 2 - 8, radius: 38 };
  const place = (readers: readonly DrawnReader[], x: number) => {
    let y = (height - columnHeight(readers)) / 2 + headingHeight;
    return readers.map((reader): DrawnPill => {
      y += apartBy(reader);
      const box = { x, y, width: column, height: heightOf(reader) };
      y += box.height + gap;
      return { ...box, reader, line: isReading(reader) ? curve(box, seal) : '' };
    });
  };
  const top = (readers: readonly DrawnReader[]) => (height - columnHeight(readers)) / 2 + 14;
  return {
    width,
    height,
    seal,
    words: [
      { words: headings.people, x: 2, y: top(people) },
      { words: headings.others, x: width - column + 2, y: top(others) },
      { words: 'This account', x: seal.x, y: seal.y + seal.radius + 22, isCentred: true },
    ],
    pills: [...place(people, 0), ...place(others, width - column)],
  };
}

function curve(box: Box, seal: DrawingLayout['seal']): string {
  const isLeft = box.x < seal.x - seal.radius;
  const x = isLeft ? box.x + box.width : box.x;
  const y = box.y + box.height / 2;
  const end = seal.x + (isLeft ? -seal.radius : seal.radius);
  const middle = (x + end) / 2;
  return `M${x} ${y}C${middle} ${y} ${middle} ${seal.y} ${end} ${seal.y}`;
}

function layOutNarrow(
  people: readonly DrawnReader[],
  others: readonly DrawnReader[],
  width: number,
): DrawingLayout {
  const seal = { x: 24, y: 26, radius: 22 };
  const indent = 50;
  const words: DrawnWords[] = [{ words: 'This account', x: indent + 8, y: 31 }];
  const pills: DrawnPill[] = [];
  let y = 62;
  const groups = [
    { heading: headings.people, readers: people },
    { heading: headings.others, readers: others },
  ];
  for (const { heading, readers } of groups) {
    words.push({ words: heading, x: indent + 2, y: y + 14 });
    y += headingHeight;
    for (const reader of readers) {
      y += apartBy(reader);
      const box = { x: indent, y, width: width - indent, height: heightOf(reader) };
      const middle = y + box.height / 2;
      const line = !isReading(reader)
        ? ''
        : `M${seal.x} ${seal.y + seal.radius}V${middle - 10}Q${seal.x} ${middle} ${seal.x + 10} ${middle}H${indent}`;
      pills.push({ ...box, reader, line });
      y += box.height + gap;
    }
    y += gap;
  }
  return { width, height: y - gap, seal, words, pills };
}

/** About as much as fits; what a font draws wider than others is cut off at the edge. */
export function fitted(text: string, width: number, signWidth: number): string {
  const most = Math.floor(width / signWidth);
  let taken = 0;
  let short = '';
  const signs = [...text];
  for (const [at, sign] of signs.entries()) {
    // Signs of East Asia and pictures take two places.
    taken += (sign.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1;
    if (taken > most || (taken === most && at < signs.length - 1)) return `${short.trimEnd()}…`;
    short += sign;
  }
  return text;
}
