import { plainLine } from './hostile-text.ts';

export function memberName(name: string): string {
  return plainLine(name) || 'Somebody whose name cannot be read';
}

export function inviteLabel(label: string): string {
  return plainLine(label) || 'Without a name';
}

export function workerName(name: string): string {
  return plainLine(name) || 'Without a readable name';
}
