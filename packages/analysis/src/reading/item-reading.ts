import type { Attachment, Email } from '@commonseal/content/read-mail';
import type { Analysis } from '../analysis.ts';
import { readDocument } from './read-document.ts';
import { bytesOf, parseMessage, textOfMessage } from './read-message.ts';
import type { ReadForm, ReadingTask } from './task.ts';

/** An item that is being read: each part of the work is done when it is first asked for, and once for all that ask. */
export class ItemReading {
  readonly #task: ReadingTask;
  #message: Promise<Email | undefined> | undefined;
  readonly #attached = new Map<Attachment, Promise<Email | undefined>>();
  readonly #texts = new Map<number, Promise<Analysis>>();

  constructor(task: ReadingTask) {
    this.#task = task;
  }

  get form(): ReadForm {
    return this.#task.form;
  }

  /** @param version of the analyser `text`: what counts as the text of an item */
  text(version: number): Promise<Analysis> {
    const known = this.#texts.get(version);
    if (known !== undefined) return known;
    const text = this.#read(version);
    this.#texts.set(version, text);
    return text;
  }

  /** Of an item that is a message; `undefined` for a damaged one. */
  message(): Promise<Email | undefined> {
    this.#message ??= parseMessage(this.#task.bytes);
    return this.#message;
  }

  /** Of an attachment that is a message; `undefined` for a damaged one. */
  attachedMessage(attachment: Attachment): Promise<Email | undefined> {
    const known = this.#attached.get(attachment);
    if (known !== undefined) return known;
    const message = parseMessage(bytesOf(attachment));
    this.#attached.set(attachment, message);
    return message;
  }

  async #read(version: number): Promise<Analysis> {
    const task = this.#task;
    if (task.form === 'email')
      return textOfMessage(await this.message(), version, (attachment) => this.attachedMessage(attachment));
    return version === 1 ? withoutAbout(await this.text(2)) : readDocument({ ...task, form: task.form });
  }
}

/** What a document says of itself is told from version 2 on. */
function withoutAbout(analysis: Analysis): Analysis {
  if (analysis.kind !== 'text') return analysis;
  const { title: _title, author: _author, ...text } = analysis;
  return text;
}
