/**
 * A field of mailboxes without the comments of those that stand in angle brackets, where a comment may stand before, behind and within
 * all parts of an address: `Pete(the \) one) <pete(his account)@silly.test>` (RFC 5322 sections 3.2.2 and A.5). Where no brackets say
 * which part is the address, the comment may be all that there is of a name, and stays.
 * One pass: its time is linear in the field, whatever is in it.
 */
export function withoutComments(field: string): string {
  let whole = '';
  let mailbox = new Mailbox();
  for (let at = 0; at < field.length; ) {
    const end = endOfPart(field, at);
    // Neither a comment nor a quotation that never ends is one.
    if (end === undefined) return `${whole}${mailbox.written}${field.slice(at)}`;
    const part = field.slice(at, end);
    mailbox.add(part);
    at = end;
    if (!/^[,;:]$/.test(part) || mailbox.isWithinBrackets) continue;
    whole += mailbox.text;
    mailbox = new Mailbox();
  }
  return whole + mailbox.text;
}

/** What stands between two separators. */
class Mailbox {
  /** As it was written, and with nothing for each comment. */
  written = '';
  #bare = '';
  #hasBrackets = false;
  isWithinBrackets = false;

  add(part: string): void {
    this.written += part;
    // A name may go on behind a comment, an address does.
    this.#bare += part.startsWith('(') ? (this.isWithinBrackets ? '' : ' ') : part;
    if (part === '<') this.#hasBrackets = true;
    if (part === '<' || part === '>') this.isWithinBrackets = part === '<';
  }

  get text(): string {
    return this.#hasBrackets ? this.#bare : this.written;
  }
}

/** Of a comment, with those within it; of a quotation; of one character. @returns `undefined` where there is none */
function endOfPart(field: string, from: number): number | undefined {
  const first = field.charAt(from);
  if (first !== '(' && first !== '"') return from + 1;
  let depth = 0;
  for (let at = from; at < field.length; at += 1) {
    const character = field.charAt(at);
    if (character === '\\') at += 1;
    else if (first === '"') {
      if (character === '"' && at > from) return at + 1;
    } else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}
