import type { z } from 'zod';
import type { CheckedFile, newPlatformVersion, savedPlatform } from '../../contracts/api/operation/platform-files.js';
import type { PlatformFile } from '../../contracts/platform.js';
import { checkPlatformFile } from '../../crawler/read-platform-file.js';
import { storePlatform } from '../../queue/platforms.js';
import { repeatOnConflict } from '../../queue/repeat-on-conflict.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { requireOwnPlatform } from './own-platform.js';
import { problemInChinese } from './problem-in-chinese.js';

/** What is wrong in a platform file, each with its line, or whose platform it is. */
export function checkFile(yaml: string): CheckedFile {
  const checked = checkPlatformFile(yaml);
  if ('problems' in checked) {
    const problems = checked.problems.map(problemInChinese).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return { problems, platform: null };
  }
  const { id, name } = checked.platform;
  return { problems: [], platform: { id, name } };
}

/** @throws RequestError 422 with the first problem */
export function readUsableFile(yaml: string): PlatformFile {
  const checked = checkPlatformFile(yaml);
  if ('platform' in checked) return checked.platform;
  const [first] = checked.problems.map(problemInChinese);
  const where = [first?.line == null ? '' : `第 ${first.line} 行`, first?.key ?? ''].filter((part) => part !== '');
  throw new RequestError(
    422,
    'platform_file_invalid',
    `平台文件不可用：${where.join(' ')}${where.length > 0 ? '：' : ''}${first?.message ?? '无法读取。'}`,
  );
}

/** Stores a new immutable version, of a platform of the person's jurisdiction or a new one of their organisation. */
export async function savePlatform(
  { db, now }: Pick<Sources, 'db' | 'now'>,
  session: Session,
  { yaml, platformId, basedOn }: z.infer<typeof newPlatformVersion>,
): Promise<z.infer<typeof savedPlatform>> {
  const id = session.person.id;
  const file = readUsableFile(yaml);
  if (platformId !== null) {
    await requireOwnPlatform(db, session, platformId);
    if (file.id !== platformId)
      throw new RequestError(
        422,
        'platform_id_changed',
        `平台编号不能改变：应为“${platformId}”，文件中是“${file.id}”。`,
      );
  }
  const { organisationId, jurisdiction } = session;
  const by = { id, organisationId, jurisdiction, basedOn: platformId === null ? 0 : basedOn };
  return repeatOnConflict(() => storePlatform(db, yaml, `${file.id}.yaml`, now(), by));
}
