import type { Figures, Period, Proportion, ReportTable, Step } from '../../contracts/api/supervision.js';
import type { Database } from '../../prisma/open-database.js';
import { type CsvValue, csvText } from '../audit/csv-text.js';
import type { Session } from '../session.js';
import { readAgreement, readFigures, readQuality, readReviewers } from './figures.js';

interface Wanted {
  readonly table: ReportTable;
  readonly period: Period;
  readonly step: Step;
}

type Reader = Pick<Session, 'jurisdiction'>;

/** A table of the page as CSV. Shares are fractions of 1, their intervals 95 %. */
export async function readReportTable(db: Database, reader: Reader, wanted: Wanted, now: Date): Promise<string> {
  switch (wanted.table) {
    case 'figures':
      return figureTable(await readFigures(db, reader, now));
    case 'reviewers':
      return reviewerTable(db, reader, wanted.period, now);
    case 'agreement':
      return agreementTable(db, reader, now);
    case 'precision':
      return precisionTable(db, reader, wanted.step, now);
    case 'recall':
      return recallTable(db, reader, wanted.step, now);
    case 'flagged-share':
      return flaggedShareTable(db, reader, wanted.step, now);
  }
}

const stageNames = { first: '初次复核', second: '二次复核', ruling: '主管裁定' };
const decisionNames = { confirmed: '确认', dismissed: '排除', more_needed: '待补充' };

function figureTable({ today, month, waiting }: Figures): string {
  const decided = (of: Figures['today'], stage: string, decision: string): number =>
    of.decisions.find((row) => row.stage === stage && row.decision === decision)?.count ?? 0;
  const rows: CsvValue[][] = [
    ['采集页面', today.pages, month.pages],
    ['新增招聘信息', today.postings, month.postings],
    ['研判', today.judged, month.judged],
    ['其中可疑', today.flagged, month.flagged],
    ['其中存疑', today.borderline, month.borderline],
    ['其中正常', today.clear, month.clear],
  ];
  for (const [stage, stageName] of Object.entries(stageNames)) {
    for (const [decision, name] of Object.entries(decisionNames))
      rows.push([`${stageName}：${name}`, decided(today, stage, decision), decided(month, stage, decision)]);
  }
  rows.push(['办结：确认', today.confirmed, month.confirmed], ['办结：排除', today.dismissed, month.dismissed]);
  for (const [stage, name] of Object.entries({ ...stageNames, postponed: '待补充' })) {
    const count = { ...waiting, oldest: 0 }[stage] ?? 0;
    rows.push([`目前等待：${name}`, count, count]);
  }
  rows.push(['最久等待自', waiting.oldest?.since ?? '', waiting.oldest?.since ?? '']);
  return csvText(['项目', '今日', '本月'], rows);
}

async function reviewerTable(db: Database, reader: Reader, period: Period, now: Date): Promise<string> {
  const { reviewers } = await readReviewers(db, reader, period, now);
  return csvText(
    [
      '人员',
      '机关',
      '决定数',
      '两次决定间隔中位数（秒）',
      ...shareColumns('初次确认率'),
      ...shareColumns('被二次复核否定率'),
    ],
    reviewers.map(({ person, decided, medianSeconds, confirmed, overturned }) => [
      person?.name ?? '上级机关人员',
      person?.organisation ?? '',
      ...[decided, medianSeconds, ...shareValues(confirmed), ...shareValues(overturned)],
    ]),
  );
}

async function agreementTable(db: Database, reader: Reader, now: Date): Promise<string> {
  const { independent, second } = await readAgreement(db, reader, now);
  const rows: CsvValue[][] = [['二次复核一致率', second.share, second.low, second.high, null, second.of]];
  if (independent !== null) {
    const { kappa, low, high, standardError, n, observed } = independent.kappa;
    rows.push(['Cohen κ 系数', kappa, low, high, standardError, n], ['观察一致率', observed, null, null, null, n]);
    for (const [index, name] of ['确认', '排除'].entries()) {
      const said = independent.table[index] ?? [0, 0];
      rows.push(
        [`先${name}、后确认`, said[0], null, null, null, n],
        [`先${name}、后排除`, said[1], null, null, null, n],
      );
    }
  }
  return csvText(['指标', '值', '下限', '上限', '标准误', '样本数'], rows);
}

async function precisionTable(db: Database, reader: Reader, step: Step, now: Date): Promise<string> {
  const { spans } = await readQuality(db, reader, step, now);
  return csvText(
    ['起始日', ...shareColumns('可疑精确率'), '可疑未办结', ...shareColumns('存疑精确率'), '存疑未办结'],
    spans.map(({ start, flagged, borderline }) => [
      ...[start, ...shareValues(flagged.precision), flagged.waiting],
      ...[...shareValues(borderline.precision), borderline.waiting],
    ]),
  );
}

async function recallTable(db: Database, reader: Reader, step: Step, now: Date): Promise<string> {
  const { spans } = await readQuality(db, reader, step, now);
  return csvText(
    [
      ...['起始日', '查出', '正常信息数', '抽查', '已复核', '其中挂证'],
      ...['估计漏判', '漏判下限', '漏判上限', '估计召回率', '召回率下限', '召回率上限'],
    ],
    spans.map(({ start, found, sample, missed, recall }) => [
      ...[start, found, sample.population, sample.drawn, sample.decided, sample.positives],
      ...[missed?.estimate ?? null, missed?.low ?? null, missed?.high ?? null],
      ...[recall?.estimate ?? null, recall?.low ?? null, recall?.high ?? null],
    ]),
  );
}

async function flaggedShareTable(db: Database, reader: Reader, step: Step, now: Date): Promise<string> {
  const { spans } = await readQuality(db, reader, step, now);
  return csvText(
    ['起始日', ...shareColumns('可疑占比')],
    spans.map(({ start, flaggedShare }) => [start, ...shareValues(flaggedShare)]),
  );
}

const shareColumns = (name: string): string[] => [`${name}分子`, `${name}分母`, name, `${name}下限`, `${name}上限`];
const shareValues = ({ count, of, share, low, high }: Proportion): CsvValue[] => [count, of, share, low, high];
