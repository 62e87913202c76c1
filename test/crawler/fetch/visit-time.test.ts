import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startVisitTime } from '../../../crawler/fetch/visit-time.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A wait that ends when it is told to. */
function openWait(): { wait: () => Promise<void>; end: () => void } {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { wait: () => ended, end };
}

describe('the time of a visit', () => {
  it('passes, but not while one or more of its requests wait', async () => {
    const time = startVisitTime();
    const done = vi.fn();
    time.after(1000, done);
    vi.advanceTimersByTime(400);
    const [first, second] = [openWait(), openWait()];
    const waits = [time.standStill(first.wait), time.standStill(second.wait)];
    vi.advanceTimersByTime(5000);
    first.end();
    await waits[0];
    expect(time.isStandingStill()).toBe(true);
    vi.advanceTimersByTime(5000);
    second.end();
    await waits[1];
    expect(time.isStandingStill()).toBe(false);
    vi.advanceTimersByTime(599);
    expect(done).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(done).toHaveBeenCalledOnce();
  });

  it('passes again after a wait that fails, and counts what is asked for during a wait from its end', async () => {
    const time = startVisitTime();
    const done = vi.fn();
    await expect(time.standStill(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    const { wait, end } = openWait();
    const waiting = time.standStill(wait);
    time.after(1000, done);
    vi.advanceTimersByTime(5000);
    end();
    await waiting;
    vi.advanceTimersByTime(1000);
    expect(done).toHaveBeenCalledOnce();
  });

  it('stands still for ten minutes in all: a page that asks without end has an end', async () => {
    const time = startVisitTime();
    const done = vi.fn();
    time.after(1000, done);
    for (let asked = 0; asked < 60; asked += 1) {
      const { wait, end } = openWait();
      const waiting = time.standStill(wait);
      vi.advanceTimersByTime(10_000);
      end();
      await waiting;
    }
    expect(done).not.toHaveBeenCalled();
    void time.standStill(() => new Promise(() => {}));
    expect(time.isStandingStill()).toBe(false);
    vi.advanceTimersByTime(1000);
    expect(done).toHaveBeenCalledOnce();
  });

  it('passes again in the midst of a wait that takes longer than that', () => {
    const time = startVisitTime();
    const done = vi.fn();
    time.after(1000, done);
    void time.standStill(() => new Promise(() => {}));
    vi.advanceTimersByTime(600_000);
    expect(time.isStandingStill()).toBe(false);
    expect(done).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(done).toHaveBeenCalledOnce();
  });

  it('calls nobody back after its end or a cancellation', () => {
    const time = startVisitTime();
    const done = vi.fn();
    time.after(1000, done)();
    time.after(1000, done);
    time.end();
    vi.advanceTimersByTime(2000);
    expect(done).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
