import { useQuery } from '@tanstack/react-query';
import { type Reminder, reminders } from '../../../contracts/api/reminders.js';
import { readApi } from '../api/read-api.js';

/** Deadlines are days: what changes within minutes is what people do themselves. In milliseconds. */
const everyMilliseconds = 3 * 60_000;

/** With the page on which each is seen in full. */
const pages = [
  ['cases', '/cases'],
  ['markedCases', '/marked-cases'],
  ['publications', '/publication'],
  ['reports', '/reports'],
  ['drives', '/drives'],
] as const;

/**
 * What is late or due soon, by the path of the page that shows it; empty until it is known. One question for the whole application: an answer
 * that does not come leaves the last one.
 *
 * @param asked whether the person may ask
 */
export function useReminders(asked: boolean): ReadonlyMap<string, Reminder> {
  const { data } = useQuery({
    queryKey: ['reminders'],
    queryFn: ({ signal }) => readApi(reminders, '/api/reminders', signal),
    enabled: asked,
    refetchInterval: everyMilliseconds,
  });
  if (data === undefined) return new Map();
  return new Map(pages.map(([what, path]) => [path, data[what]]));
}
