import { useEffect, useState } from 'react';
import { type RunProgress, runProgress } from '../../../contracts/api/operation/runs.js';

/** live: told as it happens; lost: the connection is being made again; ended: the run is over; logged out: nothing comes any more. */
export type Connection = 'connecting' | 'live' | 'lost' | 'ended' | 'logged out';

/**
 * How far a run is, told by the server as it changes (server-sent events). The browser connects again by itself; each event is whole.
 * @param epoch listens anew when it changes, such as after a resumed run
 */
export function useRunEvents(
  id: string,
  epoch: unknown,
): { progress: RunProgress | undefined; connection: Connection } {
  const [progress, setProgress] = useState<RunProgress>();
  const [connection, setConnection] = useState<Connection>('connecting');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `epoch` is there to begin anew
  useEffect(() => {
    const events = new EventSource(`/api/operation/runs/${encodeURIComponent(id)}/events`);
    const finish = (how: Connection) => {
      setConnection(how);
      events.close();
    };
    events.addEventListener('open', () => setConnection('live'));
    events.addEventListener('error', () => {
      // A refusal (logged out, too many streams) closes for good; anything else is tried again.
      if (events.readyState === EventSource.CLOSED) setConnection('logged out');
      else setConnection('lost');
    });
    events.addEventListener('progress', ({ data }) => {
      const read = runProgress.safeParse(JSON.parse(data));
      if (read.success) setProgress(read.data);
    });
    events.addEventListener('end', () => finish('ended'));
    events.addEventListener('session', () => finish('logged out'));
    return () => events.close();
  }, [id, epoch]);
  return { progress, connection };
}
