import type { Explanation, HeldRule, Words } from '../../classifier/explain/explain-posting.js';
import type { NgramContribution } from '../../classifier/explain/ngram-contributions.js';
import { printable } from '../../text/printable.js';
import { bandName, categoryName, elementName, fieldName, namedTerms, sideName } from '../chinese-terms.js';

/** Characters of a normal form that are shown; `--json` has all. */
const longestForm = 2000;
const longestWords = 60;
const mostWords = 12;
const mostNgrams = 12;

/** An explanation for a terminal, in Chinese, in the order in which a verdict comes about. */
export function explanationText(explanation: Explanation): string {
  const lines = [
    '一、归一化后的正文',
    ...orNone(
      explanation.normalForm.map(({ field, text }) => `  ${fieldName[field]}：${printable(text, longestForm)}`),
    ),
    '',
    '二、找到的词语（词组：原文用字）',
    ...orNone(
      explanation.found.map(
        ({ id, kind, meaning, words }) => `  ${kind === 'fact' ? '事实 ' : ''}${id}（${meaning}）${wordsText(words)}`,
      ),
    ),
    '',
    '三、成立的规则',
    ...orNone(
      explanation.rules.map(
        ({ rule, why, source, words, ...kind }) => `  ${roleOf(kind)} ${rule}：${why}（${source}）${wordsText(words)}`,
      ),
    ),
    '',
    '四、读出的交易',
    ...orNone(dealLines(explanation)),
    '',
    '五、研判',
    ...verdictLines(explanation),
  ];
  return `${lines.join('\n')}\n`;
}

/** What a rule that holds does: it accuses, bears an accusation out, or speaks for the advertiser. */
function roleOf({ category, weight }: Pick<HeldRule, 'category' | 'weight'>): string {
  if (category !== null) return '指认';
  return weight > 0 ? '佐证' : '开脱';
}

function dealLines({ verdict }: Explanation): string[] {
  const terms = namedTerms(verdict.terms).map(([name, value]) => `  ${name}：${printable(value, 100)}`);
  const side = verdict.side === null ? [] : [`  发布方：${sideName[verdict.side]}`];
  return [...terms, ...side];
}

function verdictLines({ verdict, thresholds, intercept, contributions, ngrams }: Explanation): string[] {
  const { band, probability, categories, missing, release } = verdict;
  const sum = contributions.reduce((total, { logOdds }) => total + logOdds, intercept);
  return [
    `  分档：${bandName[band]}（${band}），概率 ${probability.toFixed(4)}；${thresholds.flagged} 起为可疑，${thresholds.borderline} 起为存疑`,
    ...(categories.length === 0 ? [] : [`  类别：${categories.map((category) => categoryName[category]).join('、')}`]),
    ...(missing.length === 0
      ? []
      : [`  缺少的要素（人力资源市场暂行条例第 24 条）：${missing.map((element) => elementName[element]).join('、')}`]),
    `  研判版本：${release}`,
    '  概率的由来（对数几率，正数指向挂证）：',
    `    ${numberText(intercept)}  起点`,
    ...contributions.map(
      ({ feature, why, weight, value, logOdds }) =>
        `    ${numberText(logOdds)}  ${feature} ${why}（权重 ${weight.toFixed(3)} × ${value.toFixed(3)}）`,
    ),
    `    ${numberText(sum)}  合计`,
    ...(ngrams.length === 0
      ? []
      : [`  全文用语中分量最重的字串：${ngrams.slice(0, mostNgrams).map(ngramText).join('、')}`]),
  ];
}

function ngramText({ ngram, logOdds }: NgramContribution): string {
  return `“${printable(ngram, 10)}”${numberText(logOdds).trim()}`;
}

function wordsText(words: readonly Words[]): string {
  const shown = words
    .slice(0, mostWords)
    .map(({ text, field, start, end }) => `“${printable(text, longestWords)}”（${fieldName[field]} ${start}–${end}）`);
  const more = words.length > mostWords ? [`…… 共 ${words.length} 处`] : [];
  return words.length === 0 ? '' : `：${[...shown, ...more].join('、')}`;
}

function orNone(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? ['  无'] : lines;
}

function numberText(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`.padStart(8);
}
