import { penaltyNames } from '../../contracts/case-terms.js';
import { InputError } from '../../contracts/errors.js';
import type { Database } from '../../prisma/open-database.js';
import { newestOrder, newestStep, readCaseRecord } from '../cases/case-record.js';
import type { Decider } from '../reviews/decider.js';
import type { PublishedText } from './published-text.js';

const numerals = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/**
 * A draft of a typical case (典型案例) that names nobody: what was found, ordered and decided, by month. A person finishes it; what they write
 * is checked for names again (prepare-publication.ts).
 * @throws InputError `case_unknown` also for one outside the jurisdiction
 */
export async function draftTypicalCase(
  database: Database,
  { jurisdiction }: Pick<Decider, 'jurisdiction'>,
  caseId: string,
): Promise<PublishedText> {
  const found = await readCaseRecord(database, caseId, jurisdiction);
  if (found === null) throw new InputError('case_unknown', `There is no case ${caseId}.`);
  const isWithholding = found.path === 'withholding';
  const [order, recheck, decision] = [newestOrder(found), newestStep(found, 'recheck'), newestStep(found, 'decide')];
  const sentences = [
    `${monthOf(found.registeredAt)}，人力资源社会保障部门发现某人力资源服务机构${isWithholding ? '扣押劳动者的职业（专业）资格（注册）证书' : `发布 ${found.postings.length} 条名为招聘、实为“挂证”的信息`}。`,
    ...(order === undefined ? [] : [`经调查核实，该部门责令其${isWithholding ? '限期退还' : '限期改正'}。`]),
    ...(recheck === undefined
      ? []
      : [recheck.known.corrected ? '经复查，该机构已按要求改正。' : '期满复查，该机构拒不改正。']),
    ...(decision === undefined
      ? []
      : [
          `该部门依法作出行政处罚决定：${decision.known.penalties
            .map(({ kind, amountYuan }) =>
              amountYuan === undefined ? penaltyNames[kind] : `${penaltyNames[kind]}${inWan(amountYuan)}`,
            )
            .join('，')}。`,
        ]),
  ];
  return {
    title: isWithholding ? '某人力资源服务机构扣押证书案' : '某人力资源服务机构发布“挂证”信息案',
    text: sentences.join(''),
  };
}

/** 二〇二六年三月: written out, it is no run of digits that a search could take for a number. */
function monthOf(at: Date): string {
  const [year = '', month = ''] = new Date(at.getTime() + 8 * 3_600_000).toISOString().split('-');
  const written = [...year].map((digit) => numerals[Number(digit)]).join('');
  const count = Number(month);
  const tens = count >= 10 ? '十' : '';
  return `${written}年${tens}${count === 10 ? '' : numerals[count % 10]}月`;
}

/** 3万元, 12,500元 */
function inWan(yuan: number): string {
  return yuan % 10_000 === 0 ? `${yuan / 10_000}万元` : `${yuan.toLocaleString('en-US')}元`;
}
