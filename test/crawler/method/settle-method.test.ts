import { describe, expect, it } from 'vitest';
import type { FetchMethod } from '../../../crawler/method/compare-readings.js';
import { type MethodState, settle, unlearnedMethod, wantsSample } from '../../../crawler/method/settle-method.js';

const now = new Date('2026-11-22T00:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);
const afterSamples = (state: MethodState, samples: FetchMethod[], at: Date) =>
  samples.reduce((current, sample) => settle(current, sample, at), state);

describe('learning how a kind of page is fetched', () => {
  it('takes three samples and then holds for 14 days', () => {
    const two = afterSamples(unlearnedMethod, ['browser', 'browser'], now);
    expect(two).toEqual({ method: 'http', forHttp: 0, forBrowser: 2, settledAt: null, recheckAt: null });
    expect(wantsSample(two, now)).toBe(true);
    const settled = settle(two, 'http', now);
    expect(settled).toEqual({ method: 'browser', forHttp: 0, forBrowser: 0, settledAt: now, recheckAt: inDays(14) });
    expect(wantsSample(settled, inDays(13.9))).toBe(false);
    expect(wantsSample(settled, inDays(14))).toBe(true);
  });

  it('takes no notice of samples that come when it is settled', () => {
    const settled = afterSamples(unlearnedMethod, ['http', 'http', 'http'], now);
    expect(afterSamples(settled, ['browser', 'browser', 'browser'], inDays(1))).toEqual(settled);
  });

  it('changes a settled method only by a majority of fresh samples, and keeps it until then', () => {
    const settled = afterSamples(unlearnedMethod, ['http', 'http', 'http'], now);
    const rechecked = afterSamples(settled, ['browser', 'browser'], inDays(15));
    expect(rechecked).toMatchObject({ method: 'http', settledAt: now, forBrowser: 2 });
    expect(settle(rechecked, 'http', inDays(15))).toMatchObject({ method: 'browser', settledAt: inDays(15) });
    expect(afterSamples(settled, ['browser', 'http', 'http'], inDays(15))).toMatchObject({
      method: 'http',
      settledAt: inDays(15),
      recheckAt: inDays(29),
    });
  });
});
