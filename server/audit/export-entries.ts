import { createHash } from 'node:crypto';
import type { AuditEntry, AuditExportRequest } from '../../contracts/api/audit.js';
import { appendLedgerEntries } from '../../evidence/ledger/append-entries.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';
import { csvRows, csvText } from './csv-text.js';
import { readAuditEntries } from './entries.js';

/** A file of it has some 30 MB; whoever needs more asks for a shorter time. */
const mostEntries = 100_000;
const readAtOnce = 2_000;

const header = [
  '序号',
  '时间',
  '事项',
  '归属',
  '人员',
  '招聘信息',
  '招聘信息标题',
  '平台',
  '对象编号',
  '对象摘要',
  '本条哈希',
];

/**
 * The entries that a search finds, newest first, as a file. That it was handed out is an entry itself, `audit.exported`, of this session and
 * with the file's SHA-256, so that a file can be held against the ledger.
 *
 * @throws RequestError 422 where more are found than a file holds
 */
export async function exportAuditEntries(
  { db, now }: Pick<Sources, 'db' | 'now'>,
  session: Session,
  { format, filter }: AuditExportRequest,
): Promise<Buffer> {
  const parts: Buffer[] = format === 'csv' ? [Buffer.from(csvText(header, []))] : [];
  let found = 0;
  for (let before: bigint | undefined; ; ) {
    const entries = await readAuditEntries(db, session, filter, before, readAtOnce);
    found += entries.length;
    if (found > mostEntries)
      throw new RequestError(422, 'export_too_large', `超过 ${mostEntries} 条，请缩小时间范围后分次导出。`);
    const text =
      format === 'csv'
        ? csvRows(entries.map(inColumns))
        : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
    parts.push(Buffer.from(text));
    const last = entries.at(-1);
    if (last === undefined || entries.length < readAtOnce) break;
    before = BigInt(last.sequence);
  }
  const file = Buffer.concat(parts);
  const subjectSha256 = createHash('sha256').update(file).digest('hex');
  const entry = { kind: 'audit.exported', subjectId: session.id, subjectSha256 };
  await db.$transaction((transaction) => appendLedgerEntries(transaction, [entry], now()));
  return file;
}

function inColumns(entry: AuditEntry): string[] {
  const { sequence, at, kind, isElsewhere, person, posting, platform } = entry;
  return [
    ...[sequence, at ?? '', kind, isElsewhere ? '其他机关' : ''],
    person === null ? '' : (person.name ?? '上级机关人员'),
    ...[posting?.id ?? '', posting?.title ?? '', platform?.name ?? ''],
    ...[entry.subjectId ?? '', entry.subjectSha256 ?? '', entry.hash ?? ''],
  ];
}
