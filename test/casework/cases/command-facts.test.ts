import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseFacts } from '../../../casework/cases/step-facts.js';
import { readFacts } from '../../../cli/case/read-facts.js';

describe('the facts that a command is given', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guazheng-facts-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const written = async (text: string): Promise<string> => {
    const file = join(folder, 'facts.yaml');
    await writeFile(file, text);
    return file;
  };

  test('are those of the file, and above them each key=value', async () => {
    const file = await written('document: 责改1号\nservedOn: 2026-03-02\ndueOn: 2026-03-12\n');
    expect(await readFacts(file, ['dueOn=2026-03-20', 'corrected=true', 'paidYuan=20000'])).toEqual({
      ...{ document: '责改1号', servedOn: '2026-03-02', dueOn: '2026-03-20', corrected: true, paidYuan: 20_000 },
    });
    expect(await readFacts(undefined, [])).toEqual({});
  });

  test('may hold the record of a collective discussion, in the file or as one value', async () => {
    const discussion = { heldOn: '2026-03-20', participants: ['甲', '乙'], minutes: '记录1号', conclusion: '同意' };
    const file = await written(
      'document: 罚1号\npenalties: [{ kind: revocation }]\ndiscussion:\n  heldOn: 2026-03-20\n  participants: [甲, 乙]\n  minutes: 记录1号\n  conclusion: 同意\n',
    );
    const facts = await readFacts(file, []);
    expect(parseFacts('decide', facts)).toMatchObject({ discussion });
    const inline = 'discussion={ heldOn: 2026-03-20, participants: [甲, 乙], minutes: 记录1号, conclusion: 同意 }';
    expect(await readFacts(undefined, [inline])).toEqual({ discussion });
  });

  test('that are none are refused in one sentence', async () => {
    const list = await written('- 甲\n');
    await expect(readFacts(list, [])).rejects.toMatchObject({ code: 'facts_unusable' });
    await expect(readFacts(await written('a: [1\n'), [])).rejects.toMatchObject({ code: 'facts_unusable' });
    await expect(readFacts(undefined, ['dueOn'])).rejects.toMatchObject({ code: 'facts_unusable' });
    await expect(readFacts(join(folder, 'nothing.yaml'), [])).rejects.toMatchObject({ code: 'file_unreadable' });
  });
});
