import { CommonsealError } from '@commonseal/protocol';
import { describe, expect, it } from 'vitest';
import { deviceName } from '../src/vault-worker/device-name.ts';
import { fromThrownCode, toThrownCode } from '../src/vault-worker/worker-protocol.ts';

describe('errors on their way from the vault worker', () => {
  it('keep their code', () => {
    const arrived = fromThrownCode(structuredClone(toThrownCode(new CommonsealError('log_fork'))));
    expect(arrived).toBeInstanceOf(CommonsealError);
    expect(arrived.code).toBe('log_fork');
  });

  it('leave every other word behind', () => {
    expect(toThrownCode(new Error('the password was hunter2'))).toEqual({ code: 'internal' });
    expect(toThrownCode(undefined)).toEqual({ code: 'internal' });
  });

  it('are internal when the code is none of ours', () => {
    for (const thrown of [undefined, null, 'x', {}, { code: 'made_up' }, new Error('y')]) {
      expect(fromThrownCode(thrown).code).toBe('internal');
    }
  });
});

describe('the name of a device', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
      'Firefox on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/140.0.0.0 Safari/537.36 Edg/140.0',
      'Edge on Mac',
    ],
    ['Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36', 'Chrome on Android'],
    ['', 'Browser on a device'],
  ])('%s', (userAgent, name) => {
    expect(deviceName(userAgent)).toBe(name);
  });
});
