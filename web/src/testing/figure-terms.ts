import type { Figures } from '../../../contracts/api/testing.js';

/** The names of figures, each with what it says in words for those who do not work with it every day. */
export const figureTerm: Record<keyof Figures, { name: string; meaning: string }> = {
  precision: { name: '精确率', meaning: '标出的信息中，确为挂证的比例' },
  recall: { name: '召回率', meaning: '全部挂证信息中，被标出的比例' },
  f1: { name: 'F1', meaning: '精确率与召回率的调和平均' },
  prAuc: { name: 'PR-AUC', meaning: '精确率–召回率曲线下的面积，不依赖阈值' },
  falsePositiveRate: { name: '误报率', meaning: '正常信息中，被误标出的比例' },
  calibrationError: { name: '校准误差', meaning: '预测概率与实际比例的平均差距，越小越好' },
};

export const percent = (value: number) => `${(value * 100).toFixed(1)}%`;

const shares: readonly (keyof Figures)[] = ['precision', 'recall', 'falsePositiveRate'];

/** Shares in per cent, the others as numbers from 0 to 1. */
export const figureText = (name: keyof Figures, value: number) =>
  shares.includes(name) ? percent(value) : value.toFixed(3);

/** A difference with its sign; of shares in percentage points. */
export function differenceText(name: keyof Figures, value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : '';
  const size = Math.abs(value);
  return shares.includes(name) ? `${sign}${(size * 100).toFixed(1)}` : `${sign}${size.toFixed(3)}`;
}

/** Slices are named by whoever labels; two come from the comparison itself. */
export function sliceName(name: string): string {
  if (name === '') return '（无切片）';
  if (name === 'all rental postings') return '全部挂证信息';
  if (name === 'all genuine postings') return '全部正常信息';
  return name.replace(/ \(rental\)$/, '（挂证）').replace(/ \(genuine\)$/, '（正常）');
}

export const labelName = { rental: '挂证', genuine: '正常' } as const;
