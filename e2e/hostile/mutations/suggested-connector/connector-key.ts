import { WriterId } from '@commonseal/protocol';
import { connectorKey as keyOfLine } from '../../../../packages/vault/src/account/connector-key.ts';
import { said } from '../heeding/said.ts';

/** The one that the server says is waiting, if it says so; else that of the pasted line. */
export function connectorKey(pairingLine: string): WriterId {
  const { connector } = said.current;
  return connector === undefined ? keyOfLine(pairingLine) : WriterId.parse(connector);
}
