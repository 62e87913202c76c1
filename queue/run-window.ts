import type { OffPeakWindow } from '../crawler/politeness/off-peak-window.js';

/** When pages of a run may be fetched, by the clocks of its schedule's time zone. */
export interface RunWindow extends OffPeakWindow {
  readonly timeZone: string;
}
