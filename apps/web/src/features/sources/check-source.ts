import { maxNameBytes, parsePairingLine } from '@commonseal/protocol';
import { errorWordsOf } from '../../errors/error-code.ts';

export interface SourceFields {
  readonly pairingLine: string;
  readonly name: string;
}

export type SourceFaults = Partial<Record<keyof SourceFields, string>>;

export function checkSource({ pairingLine, name }: SourceFields): SourceFaults {
  const faults: SourceFaults = {};
  const fault = pairingLineFault(pairingLine);
  if (fault !== undefined) faults.pairingLine = fault;
  if (name.trim() === '') faults.name = 'Give it a name by which you will know it again.';
  else if (new TextEncoder().encode(name.trim()).length > maxNameBytes)
    faults.name = 'This name is too long.';
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
