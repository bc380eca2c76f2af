import { parsePairingLine } from '@commonseal/protocol';
import { errorWordsOf } from '../../errors/error-code.ts';
import { nameFault } from '../../text/check-name.ts';

export interface SourceFields {
  readonly pairingLine: string;
  readonly name: string;
}

export type SourceFaults = Partial<Record<keyof SourceFields, string>>;

export function checkSource({ pairingLine, name }: SourceFields): SourceFaults {
  const faults: SourceFaults = {};
  const fault = pairingLineFault(pairingLine);
  if (fault !== undefined) faults.pairingLine = fault;
  const wrongName = nameFault(name, 'Give it a name by which you will know it again.');
  if (wrongName !== undefined) faults.name = wrongName;
  return faults;
}

function pairingLineFault(line: string): string | undefined {
  if (line.trim() === '') return 'Paste the line that the connector printed.';
  if (line.trim().startsWith('commonseal-enrol-')) {
    return 'This is an enrolment line: it goes to the connector. Here goes the pairing line that the connector printed.';
  }
  try {
    parsePairingLine(line);
    return undefined;
  } catch (error) {
    const { title, advice } = errorWordsOf(error);
    return `${title}. ${advice}`;
  }
}
