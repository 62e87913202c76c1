import { confirmPosting, type Person, takeStep } from './as-person.js';

interface Task {
  readonly id: string;
  readonly postingId: string;
  readonly agency: string;
}

/** Ids of the cases that stand in the pictures. */
export interface PlayedCases {
  /** Ordered to correct, within its period. */
  readonly ordered: string;
  /** Its decision was served. */
  readonly decided: string;
}

/** A day in Asia/Shanghai, so many after today. */
export const dayFromNow = (days: number): string =>
  new Date(Date.now() + (8 + 24 * days) * 3_600_000).toISOString().slice(0, 10);

/** Cases against three agencies: one ordered to correct, one punished, one whose filing waits for a supervisor. */
export async function playCases(first: Person, second: Person, supervisor: Person): Promise<PlayedCases> {
  const { tasks } = await first.read<{ tasks: Task[] }>('/api/reviews/queue?stage=first&limit=50');
  const ofAgency = (index: number): readonly Task[] => {
    const names = [...new Set(tasks.map(({ agency }) => agency))].filter((agency) => agency !== '');
    const sorted = names
      .map((name) => tasks.filter(({ agency }) => agency === name))
      .sort((a, b) => b.length - a.length);
    return sorted[index]?.slice(0, 3) ?? [];
  };
  const register = async (index: number, origin: string): Promise<string> => {
    const own = ofAgency(index);
    for (const { id } of own) for (const person of [first, second]) await confirmPosting(person, id);
    const postingIds = own.map(({ postingId }) => postingId);
    const { id } = await first.send<{ id: string }>('/api/cases', { postingIds, origin });
    await takeStep(first, undefined, id, 'begin_inquiry');
    return id;
  };
  const investigate = async (id: string, what: string) => {
    await takeStep(first, supervisor, id, 'file');
    await takeStep(first, second, id, 'investigate', { what });
  };

  const decided = await register(1, '群众举报：该机构以招聘为名提供证书“挂靠”信息');
  await investigate(decided, '调取该机构发布信息的后台记录、收款流水，询问经办人并制作笔录。');
  const penalties = [{ kind: 'confiscation', amountYuan: 6_800 }];
  const basis = ['《人力资源市场暂行条例》第四十三条'];
  const proposal = { penalties, unlawfulIncomeYuan: 6_800, serious: false, basis };
  await takeStep(first, undefined, decided, 'propose_penalty', proposal);
  const opinion = '事实清楚，证据充分，程序合法，同意处罚建议。';
  await takeStep(second, undefined, decided, 'review_legality', { agreed: true, opinion });
  const notice = { document: '示人社罚告〔2026〕1号', servedOn: dayFromNow(0), hearingRights: false };
  await takeStep(first, second, decided, 'notify', notice);
  await takeStep(first, supervisor, decided, 'decide', { document: '示人社罚〔2026〕1号', penalties });
  await takeStep(first, second, decided, 'serve', { servedOn: dayFromNow(0), manner: '直接送达' });

  const ordered = await register(0, '平台巡查：同一机构在多个平台发布“挂证”信息');
  await investigate(ordered, '固定网页证据，向平台调取发布账号信息，询问机构负责人。');
  const order = {
    ...{ document: '示人社责改〔2026〕1号', demand: '删除全部“挂证”信息，停止发布，十日内书面报告改正情况。' },
    ...{ servedOn: dayFromNow(0), dueOn: dayFromNow(10) },
  };
  await takeStep(first, second, ordered, 'order_rectification', order);

  const waiting = await register(2, '每日抽样复核中发现');
  await takeStep(first, undefined, waiting, 'file');
  return { ordered, decided };
}
