/** The six situations in which somebody works where they are registered though another unit pays their insurance (建办市函〔2019〕92号). */
export const situations = [
  { number: 1, name: '退休人员（含依法提前退休）', words: /退休|退养/ },
  { number: 2, name: '改制后保留事业身份，在下属企业工作', words: /事业身份|事业编|改制保留/ },
  { number: 3, name: '高校、科研院所人员受聘于所属勘察设计、监理、造价企业', words: /高校|教师|科研/ },
  { number: 4, name: '军队自主择业人员', words: /自主择业|军转|军队/ },
  { number: 5, name: '因企业改制、征地拆迁等买断社会保险', words: /买断/ },
  { number: 6, name: '有法律法规、国家政策依据的其他情形', words: /其他|其它/ },
] as const;
export type Situation = (typeof situations)[number];

/** The situation that a register names: by number (①, 1, 情形一) or by its words; undefined for any other. */
export function situationOf(text: string): Situation | undefined {
  const written = text.normalize('NFKC').trim();
  const digit = /^(?:情形|第)?\(?([1-6一二三四五六])\)?(?:$|[种项类、.,:：])/.exec(written)?.[1];
  if (digit !== undefined) {
    const chinese = '一二三四五六'.indexOf(digit);
    return situations[chinese < 0 ? Number(digit) - 1 : chinese];
  }
  return situations.find(({ words }) => words.test(written));
}

/** Only what is proven clears; what is claimed is to be looked into, and a refusal is kept. */
export type Verification = 'claimed' | 'proven' | 'refused';

const verifications = new Map<string, Verification>([
  ...(['已核实', '核实属实', '属实', '已查实', '认定'] as const).map((word) => [word, 'proven'] as const),
  ...(['', '未核实', '待核实', '核实中', '申报', '已申报'] as const).map((word) => [word, 'claimed'] as const),
  ...(['不属实', '核实不属实', '不予认定', '不认定', '驳回'] as const).map((word) => [word, 'refused'] as const),
]);

export function verificationOf(text: string): Verification | undefined {
  return verifications.get(text.normalize('NFKC').trim());
}
