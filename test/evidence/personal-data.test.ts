import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPersonalDataSecrets } from '../../evidence/keys.js';
import { openPersonalData } from '../../evidence/personal-data.js';

const number = '999999199001011238';

describe('what names people', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guazheng-personal-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('is read again under the same keys, and is not in what is stored', async () => {
    const sealed = openPersonalData(await openPersonalDataSecrets(folder)).seal(number);
    expect(sealed).not.toContain(number);
    expect(openPersonalData(await openPersonalDataSecrets(folder)).open(sealed)).toBe(number);
  });

  test('is sealed differently each time, and hashed the same', async () => {
    const data = openPersonalData(await openPersonalDataSecrets(folder));
    expect(data.seal(number)).not.toBe(data.seal(number));
    expect(data.hash('identity number', number)).toBe(data.hash('identity number', number));
    expect(data.hash('identity number', number)).not.toBe(data.hash('complaint code', number));
  });

  test('stays readable and is found again after a new secret', () => {
    const [first, second] = ['a', 'b'].map((letter) => letter.repeat(43)) as [string, string];
    const before = openPersonalData([{ version: 1, value: first }]);
    const after = openPersonalData([
      { version: 2, value: second },
      { version: 1, value: first },
    ]);
    expect(after.open(before.seal(number))).toBe(number);
    expect(after.hash('identity number', number)).toBe(before.hash('identity number', number));
    expect(() => before.open(after.seal(number))).toThrow(expect.objectContaining({ code: 'sealed_unreadable' }));
  });

  test('is refused when any part of it was changed', async () => {
    const data = openPersonalData(await openPersonalDataSecrets(folder));
    const parts = data.seal(number).split('.');
    for (const index of parts.keys()) {
      const changed = parts.map((part, at) =>
        at === index ? `${part.startsWith('A') ? 'B' : 'A'}${part.slice(1)}` : part,
      );
      expect(() => data.open(changed.join('.'))).toThrow(expect.objectContaining({ code: 'sealed_unreadable' }));
    }
  });
});
