import type { Handoff, HandoffSubject } from '../../contracts/api/handoffs.js';
import { RefusedError } from '../../contracts/errors.js';
import { type RenderedWords, renderWords } from '../reports/render-words.js';
import { readAuthorities } from './authorities.js';
import { mayLeave } from './handoff-states.js';

const subjectNames: Readonly<Record<HandoffSubject, string>> = {
  person: '人员',
  employer: '单位',
  agency: '人力资源服务机构',
};

/** What leaves of a handoff: the letter, and the same for machines. */
export interface HandoffDocuments extends RenderedWords {
  /** UTF-8, with a newline at its end. */
  readonly json: string;
}

/** @throws RefusedError `handoff_unconfirmed` before two officers have confirmed it */
export async function writeHandoff(handoff: Handoff): Promise<HandoffDocuments> {
  if (!mayLeave(handoff.state))
    throw new RefusedError(
      'handoff_unconfirmed',
      `The handoff ${handoff.number} is ${handoff.state}; its documents leave when two officers have confirmed it.`,
    );
  const confirmations = handoff.steps.filter(({ kind }) => kind === 'confirmed');
  const sentOn = handoff.steps.find(({ kind }) => kind === 'sent')?.occurredOn;
  const facts = {
    ...{ 文号: `移送${handoff.number}`, 收文机关: handoff.authorityName, 事由: handoff.matter },
    ...{ 对象种类: subjectNames[handoff.subjectKind], 对象: handoff.subjectName, 证书: handoff.credential || '无' },
    案号: handoff.caseNumber ?? '无',
    处理事项: readAuthorities().find(({ id }) => id === handoff.authority)?.what ?? '依法处理',
    有证据包: handoff.packages.length > 0,
    无证据包: handoff.packages.length === 0,
    证据包: handoff.packages.map(({ id, fileSha256 }, index) => ({
      序号: String(index + 1),
      编号: id,
      哈希: fileSha256,
    })),
    核准: confirmations.map(({ occurredOn, by }) => ({ 日期: occurredOn, 人: by })),
    ...{ 机关名称: handoff.organisation, 日期: sentOn ?? confirmations.at(-1)?.occurredOn ?? '' },
  };
  const title = `移送函${handoff.number}`;
  const letter = await renderWords('casework/handoffs/handoff-letter.mustache', {
    title,
    author: handoff.organisation,
    facts,
  });
  return { ...letter, json: `${JSON.stringify(forMachines(handoff), null, 2)}\n` };
}

/** `format` changes when a reader would have to change. */
function forMachines(handoff: Handoff) {
  const { id, number, organisationId, organisation, authority, authorityName, subjectKind, subjectName } = handoff;
  const { credential, matter, caseNumber, packages, preparedAt, steps } = handoff;
  return {
    ...{ format: 'guazheng-handoff/1', id, number, from: { id: organisationId, name: organisation } },
    to: { id: authority, name: authorityName },
    subject: { kind: subjectKind, name: subjectName, credential },
    ...{ matter, caseNumber },
    packages: packages.map((each) => ({ id: each.id, fileSha256: each.fileSha256 })),
    preparedAt,
    confirmations: steps
      .filter(({ kind }) => kind === 'confirmed')
      .map(({ by, recordedAt }) => ({ by, at: recordedAt })),
  };
}
