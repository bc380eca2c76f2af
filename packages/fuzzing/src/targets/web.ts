import { sourceModule } from '../source-module.ts';
import { type Target, WrongResult, requireThat } from '../target.ts';
import { bytesOf, textOf } from '../text-input.ts';
import { fileSamples, mailWords, richMail } from './mail-samples.ts';

const kiB = 1024;
const web = 'apps/web/src';

interface ParsedEmail {
  readonly html: string | undefined;
  readonly plain: string | undefined;
  readonly addresses: readonly { readonly name: string; readonly people: string }[];
  readonly allHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly attachments: readonly { readonly fileName: string; readonly content: Blob }[];
}

const email: Target = {
  name: 'web-parse-email',
  // The parser goes over an address list again for each group within a group, fifty deep at most.
  memory: { factor: 3_000, bytes: 16 * kiB * kiB },
  // A kilobyte and ten microseconds for each line, and twice that where the machine is busy.
  msPerMiB: 20_000,
  refusals: ['malformed'],
  floorPerSecond: 30,
  isText: true,
  growthBytes: 32 * kiB,
  dictionary: mailWords,
  async prepare() {
    const { parseEmail } = await sourceModule<{
      readonly parseEmail: (bytes: ArrayBuffer) => Promise<ParsedEmail>;
    }>(`${web}/features/item/parse-email.ts`);
    const strangers = fileSamples().filter(({ name }) => name.endsWith('.eml'));
    return {
      samples: [bytesOf(richMail), ...strangers.map(({ bytes }) => bytes)],
      async run(input) {
        try {
          const parsed = await parseEmail(input.slice().buffer);
          for (const { fileName } of parsed.attachments) requireFileName(fileName);
          for (const { name, value } of parsed.allHeaders)
            requireThat(isPlain(name + value), 'a deceptive header');
          for (const { people } of parsed.addresses) requireThat(isPlain(people), 'a deceptive address');
        } catch (error) {
          // The library's own limits: the page says that the message cannot be read.
          if (error instanceof Error && /^Maximum (?:MIME nesting|header)/.test(error.message))
            return 'beyond a limit';
          throw error;
        }
        return undefined;
      },
    };
  },
};

function isPlain(text: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return !/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/.test(text);
}

function requireFileName(name: string): void {
  requireThat(
    name !== '' && name.length <= 220 && isPlain(name),
    'a file name that is empty, long or deceptive',
  );
  requireThat(
    !/[/\\:*?"<>|]/.test(name) && !/^\.|[.\s]$/.test(name),
    'a file name that means something to a system',
  );
}

interface HostileText {
  readonly plainLine: (text: string) => string;
  readonly safeFileName: (name: string, fallback?: string) => string;
}

const hostileText: Target = {
  name: 'web-hostile-text',
  memory: { factor: 320, bytes: 512 * kiB },
  refusals: [],
  floorPerSecond: 300,
  isText: true,
  dictionary: [
    '.',
    ' ',
    '\u202e',
    '\u2028',
    '\ufeff',
    '/',
    '..',
    '.exe',
    '\u0000',
    'CON',
    ':',
    '\u3000',
    '. ',
  ],
  async prepare() {
    const { plainLine, safeFileName } = await sourceModule<HostileText>(`${web}/text/hostile-text.ts`);
    return {
      samples: ['letter.txt', 'a\u202efdp.exe', '../../x'].map(bytesOf),
      run(input) {
        const text = textOf(input);
        const line = plainLine(text);
        requireThat(isPlain(line) && plainLine(line) === line, 'a line that is not plain');
        requireFileName(safeFileName(text));
      },
    };
  },
};

interface References {
  referenceKind(reference: string): string;
  contentIdOf(reference: string): string;
  stripRemoteFromCss(css: string): { readonly css: string; readonly blocked: number };
  isFollowable(href: string): boolean;
}

const references: Target = {
  name: 'web-references',
  memory: { factor: 400, bytes: 4 * kiB * kiB },
  refusals: [],
  floorPerSecond: 200,
  isText: true,
  dictionary: [
    'url(',
    'url("',
    "url('",
    ')',
    '"',
    "'",
    '\\',
    '\\72 ',
    '\\75',
    '//',
    'http:',
    'a:',
    '--x:',
    'var(',
    'image-set("',
    'cid:',
    '%',
    '%ff',
    'data:image/png;base64,',
    ' ',
    '\n',
    '/*',
    '*/',
    '(',
  ],
  async prepare() {
    const module = await sourceModule<References>(`${web}/frame/references.ts`);
    return {
      samples: [
        'a { background: url("https://x.example/a.png") }',
        ':root { --a: u\\72 l(//x.example) } b { background: var(--a) }',
        'cid:logo%40x',
        'data:image/png;base64,AA==',
        'mailto:a@b.example',
      ].map(bytesOf),
      run(input) {
        const text = textOf(input);
        const { css, blocked } = module.stripRemoteFromCss(text);
        requireThat(Number.isSafeInteger(blocked) && blocked >= 0, 'no count');
        requireThat(
          !/url\((?:"https?:[^"\\]*"|'https?:[^'\\]*'|https?:[^"'()\s\\]*)\)/i.test(css),
          'an address is left',
        );
        module.contentIdOf(text);
        const kind = module.referenceKind(text);
        requireThat(['remote', 'inline', 'content-id'].includes(kind), 'no kind');
        requireThat(
          !module.isFollowable(text) || !/^\s*(?:java|vb)script:/i.test(text),
          'a script to follow',
        );
      },
    };
  },
};

const markup: Target = {
  name: 'web-inert-markup',
  memory: { factor: 400, bytes: 4 * kiB * kiB },
  refusals: [],
  floorPerSecond: 200,
  isText: true,
  dictionary: [
    '<a',
    '<base',
    '<track',
    ' on',
    'onload',
    'onx=',
    '=',
    '"',
    "'",
    '>',
    '/',
    '<',
    ' ',
    '<a onload=1',
    '="',
  ],
  async prepare() {
    const { inertMarkup } = await sourceModule<{ readonly inertMarkup: (html: string) => string }>(
      `${web}/frame/inert-markup.ts`,
    );
    return {
      samples: ['<p onclick=x>a</p>', '<base href="x"><track>', '<img src="a>b" onerror=\'y\'>'].map(bytesOf),
      run(input) {
        const html = textOf(input);
        const inert = inertMarkup(html);
        requireThat(inert.length >= html.length, 'something was lost');
        requireThat(inertMarkup(inert) === inert, 'it is not inert at once');
      },
    };
  },
};

const decodedText: Target = {
  name: 'content-decode-text',
  memory: { factor: 24, bytes: 512 * kiB },
  refusals: [],
  floorPerSecond: 300,
  isText: true,
  dictionary: ['\ufeff', '\u0000'],
  async prepare() {
    const { decodeText } = await import('@commonseal/content/text');
    return {
      samples: [bytesOf('Grüße'), Uint8Array.of(0xff, 0xfe, 65, 0), Uint8Array.of(0xfe, 0xff, 0, 65)],
      run(input) {
        for (const isCut of [false, true]) {
          const { text } = decodeText(input, isCut);
          requireThat(text.length <= input.length, 'more characters than bytes');
        }
      },
    };
  },
};

interface SmallParsers {
  safeReturnPath(path: unknown): string | undefined;
  returnLink(path: string | undefined): object;
  mediaKind(mediaType: string): string;
  mediaKindWords(kind: string): string;
  fromThrownCode(thrown: unknown): { readonly code: string };
  isShowableTime(timeMs: number): boolean;
  listDateWords(timeMs: number, nowMs?: number): string;
}

/** Addresses of the address bar, media types, times and errors that come over the worker's border. */
const smallParsers: Target = {
  name: 'web-small-parsers',
  memory: { factor: 64, bytes: 2 * kiB * kiB },
  refusals: [],
  floorPerSecond: 100,
  isText: true,
  dictionary: [
    '/content/',
    '/sources',
    '//',
    'text/',
    ';',
    'spreadsheetml',
    '{"code":',
    '"malformed"',
    '8.64e15',
  ],
  async prepare() {
    const modules = ['routes/return-path', 'text/media-kind', 'vault-worker/worker-protocol', 'text/dates'];
    const loaded = await Promise.all(modules.map((name) => sourceModule<object>(`${web}/${name}.ts`)));
    const parsers = Object.assign({}, ...loaded) as SmallParsers;
    return {
      samples: [
        '/content/abc',
        '/sources',
        'text/html; charset=x',
        '{"code":"malformed"}',
        '1700000000000',
      ].map(bytesOf),
      run(input) {
        const text = textOf(input);
        const path = parsers.safeReturnPath(text);
        requireThat(path === undefined || /^\/(?:content|sources)/.test(path), 'a path of another site');
        parsers.returnLink(text);
        const words = parsers.mediaKindWords(parsers.mediaKind(text));
        if (typeof words !== 'string') throw new WrongResult('a kind without a word');
        requireThat(parsers.fromThrownCode(valueOf(text)).code.length > 0, 'no code');
        requireThat(parsers.listDateWords(Number(text)) !== '', 'no words for a time');
      },
    };
  },
};

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

export const webTargets = [email, hostileText, references, markup, decodedText, smallParsers];
