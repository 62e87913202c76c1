import type { OffPeakWindow } from '../../crawler/politeness/off-peak-window.js';

const minutesOfADay = 24 * 60;
const secondsOfADay = minutesOfADay * 60;

/**
 * The first moment from `seconds` on that lies in a daily window. In a zone without summer time, and without dates: a plan has none, and
 * a simulation asks millions of times.
 *
 * @param seconds since a midnight
 */
export function nextInWindow(seconds: number, window: OffPeakWindow | undefined): number {
  if (window === undefined) return seconds;
  const from = window.from * 60;
  const length = ((window.to - window.from + minutesOfADay) % minutesOfADay || minutesOfADay) * 60;
  const sinceOpening = (((seconds - from) % secondsOfADay) + secondsOfADay) % secondsOfADay;
  return sinceOpening < length ? seconds : seconds + secondsOfADay - sinceOpening;
}
