import type { Analysis } from '../analysis.ts';
import { readHtml } from './read-html.ts';
import { readPdf } from './read-pdf.ts';
import { readPlainText } from './read-plain-text.ts';
import type { DocumentTask } from './task.ts';

/** The text of what is no message, and what it says of itself. */
export async function readDocument(task: DocumentTask): Promise<Analysis> {
  switch (task.form) {
    case 'html':
      return readHtml(task);
    case 'pdf':
      return readPdf(task);
    case 'json':
    case 'markdown':
    case 'table':
    case 'text':
      return readPlainText(task);
  }
}
