import {
  type AnalysedItem,
  type AnalyserVersion,
  type Analysis,
  maxAnalysedBytes,
  nothingToRead,
} from '../analysis.ts';
import { readHtml } from './read-html.ts';
import { readMessage } from './read-message.ts';
import { readPdf } from './read-pdf.ts';
import { readPlainText } from './read-plain-text.ts';
import { type ReadingTask, readingTask } from './task.ts';

/** What there is to say before anybody reads it; else the task of whoever does. */
export function prepare(item: AnalysedItem, version: AnalyserVersion): Analysis | ReadingTask {
  if (item.bytes.length === 0) return nothingToRead('empty');
  if (item.bytes.length > maxAnalysedBytes) return nothingToRead('too large');
  return readingTask(item, version) ?? nothingToRead('not a kind that is read');
}

/**
 * Reads third-party content in this process: nothing of it is run or fetched, and what it does to time and memory is up
 * to whoever watches the process.
 */
export function readItem(task: ReadingTask): Promise<Analysis> {
  switch (task.form) {
    case 'email':
      return readMessage(task, readItem);
    case 'html':
      return Promise.resolve(readHtml(task));
    case 'pdf':
      return readPdf(task);
    case 'json':
    case 'markdown':
    case 'table':
    case 'text':
      return Promise.resolve(readPlainText(task));
  }
}
