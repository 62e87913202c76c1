import { isCreditCode } from '../../postings/agencies/credit-code.js';
import { readDay, writeDay } from '../comparison/periods.js';
import {
  type RegisterColumns,
  type RegisterLine,
  type RegisterRow,
  type RejectedRow,
  readRegister,
} from '../comparison/register-columns.js';
import { registeredName } from './registered-name.js';

export type LicenceStatus = 'valid' | 'revoked' | 'cancelled';

/** A row of the register of 人力资源服务许可证. Days are `YYYY-MM-DD`; null where the register says none. */
export interface LicenceRow {
  readonly line: number;
  readonly holder: string;
  readonly creditCode: string;
  readonly licenceNumber: string;
  readonly issuer: string;
  readonly scope: string;
  readonly issuedOn: string | null;
  readonly validUntil: string | null;
  readonly status: LicenceStatus;
}

const columns = {
  holder: { names: ['单位名称', '机构名称', '企业名称', '名称', '持证单位'] },
  code: { names: ['统一社会信用代码', '社会信用代码', '信用代码', '统一信用代码'] },
  number: { names: ['许可证编号', '许可证号', '许可证号码', '人力资源服务许可证编号', '证书编号', '编号'] },
  issuer: { names: ['发证机关', '颁证机关', '许可机关', '审批机关'], optional: true },
  scope: { names: ['业务范围', '服务范围', '许可范围', '许可事项'], optional: true },
  issuedOn: { names: ['发证日期', '颁证日期', '许可日期', '有效期起', '有效期自'], optional: true },
  validUntil: { names: ['有效期至', '有效期止', '有效截止日期', '截止日期', '有效期'], optional: true },
  status: { names: ['状态', '许可证状态', '证书状态', '许可状态'], optional: true },
} satisfies RegisterColumns<string>;

/** How registers write the state of a licence; `expired` is for the dates to say. */
const statuses: Readonly<Record<string, LicenceStatus | 'expired'>> = {
  '': 'valid',
  ...{ 有效: 'valid', 正常: 'valid', 存续: 'valid', 在用: 'valid', 在业: 'valid' },
  ...{ 吊销: 'revoked', 已吊销: 'revoked' },
  ...{ 注销: 'cancelled', 已注销: 'cancelled', 撤销: 'cancelled', 已撤销: 'cancelled', 作废: 'cancelled' },
  ...{ 过期: 'expired', 已过期: 'expired', 到期: 'expired', 已到期: 'expired' },
};

const endless = /^(?:长期|长期有效|无固定期限|永久|-+|—+|\/)$/;

/** Longest texts of a row, in characters. Longer ones are a column that slipped. */
const longest = { name: 200, number: 100, scope: 2_000 };

/**
 * The rows of a licence register that can be kept, in their order. A licence number that stands twice in one file counts where it stands
 * first: which of the two is right the file does not say.
 *
 * @param file what the file is called in sentences
 * @param today `YYYY-MM-DD`: no licence was issued after it, and one that calls itself expired has ended before
 * @param reject hears of every row that is kept out
 * @returns the rows, and how many there were with those that were kept out
 * @throws InputError `column_missing`
 */
export async function readLicences(
  lines: AsyncIterable<RegisterLine>,
  file: string,
  today: string,
  reject: (row: RejectedRow) => Promise<void>,
): Promise<{ readonly licences: readonly LicenceRow[]; readonly rows: number }> {
  const kept = new Map<string, LicenceRow>();
  let rows = 0;
  for await (const row of readRegister(lines, columns, file)) {
    rows++;
    const read = 'reason' in row ? row.reason : readLicence(row, today);
    const twice = typeof read === 'string' ? undefined : kept.get(read.licenceNumber);
    if (typeof read === 'string') await reject({ line: row.line, reason: read, raw: row.raw });
    else if (twice === undefined) kept.set(read.licenceNumber, read);
    else {
      const reason = `许可证编号「${read.licenceNumber}」在第 ${twice.line} 行已出现过`;
      await reject({ line: row.line, reason, raw: row.raw });
    }
  }
  return { licences: [...kept.values()], rows };
}

/** @returns the licence, or in Chinese why the row is kept out */
function readLicence({ line, cells }: RegisterRow<keyof typeof columns>, today: string): LicenceRow | string {
  const holder = registeredName(cells.holder);
  const creditCode = registeredName(cells.code).toUpperCase();
  const licenceNumber = registeredName(cells.number);
  if (holder === '') return '没有单位名称（合并的单元格请先拆分并逐行填写）';
  if (creditCode === '') return '没有统一社会信用代码';
  if (!isCreditCode(creditCode)) return `统一社会信用代码「${creditCode}」的位数或校验码不对`;
  if (licenceNumber === '') return '没有许可证编号';
  const texts = [holder, licenceNumber, cells.issuer, cells.scope];
  if (texts.some((text) => /\p{Cc}/u.test(text) || !text.isWellFormed())) return '含有不可见的控制字符';
  if (holder.length > longest.name || cells.issuer.length > longest.name) return '单位名称或发证机关过长，可能错列';
  if (licenceNumber.length > longest.number) return '许可证编号过长，可能错列';
  if (cells.scope.length > longest.scope) return '业务范围过长，可能错列';
  const issuedOn = dayIn(cells.issuedOn);
  if (issuedOn === undefined) return `发证日期「${cells.issuedOn}」不是日期`;
  if (issuedOn !== null && issuedOn > today) return `发证日期「${cells.issuedOn}」尚未到来`;
  const validUntil = dayIn(cells.validUntil);
  if (validUntil === undefined) return `有效期至「${cells.validUntil}」不是日期`;
  if (issuedOn !== null && validUntil !== null && validUntil < issuedOn)
    return `有效期至「${cells.validUntil}」早于发证日期「${cells.issuedOn}」`;
  const status = statuses[registeredName(cells.status)];
  if (status === undefined) return `状态「${cells.status}」应写「有效」「过期」「吊销」或「注销」`;
  if (status === 'expired' && (validUntil === null || validUntil >= today))
    return `状态「${cells.status}」与有效期至「${cells.validUntil}」不符`;
  return {
    ...{ line, holder, creditCode, licenceNumber, issuer: cells.issuer, scope: cells.scope, issuedOn, validUntil },
    status: status === 'expired' ? 'valid' : status,
  };
}

/** `YYYY-MM-DD`, null where there is none, undefined for what is no day. */
function dayIn(text: string): string | null | undefined {
  if (text === '' || endless.test(text)) return null;
  const day = readDay(text);
  return day === undefined ? undefined : writeDay(day);
}
