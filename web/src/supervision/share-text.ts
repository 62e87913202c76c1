import type { Proportion } from '../../../contracts/api/supervision.js';

/** A share in per cent to one place, `—` where there is none. */
export const percent = (share: number | null): string => (share === null ? '—' : `${(share * 100).toFixed(1)}%`);

/** `80.0%（54.8%–93.0%，8/10）`: share, 95 % interval and what it was counted from. */
export function shareInWords({ count, of, share, low, high }: Proportion): string {
  return share === null ? '—' : `${percent(share)}（${percent(low)}–${percent(high)}，${count}/${of}）`;
}

/** Seconds as a person says them. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} 秒`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} 分钟`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} 小时`;
  return `${Math.floor(seconds / 86_400)} 天`;
}
