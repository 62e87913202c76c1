import { useEffect } from 'react';
import { z } from 'zod';
import { writeApi } from '../api/read-api.js';

const everyMilliseconds = 60_000;
const signs = ['keydown', 'pointerdown', 'wheel'] as const;

/** Tells the server that somebody is there, at most once a minute: what the page reads by itself does not keep a log-in alive. */
export function useActivity(): void {
  useEffect(() => {
    let told = 0;
    const tell = () => {
      if (Date.now() - told < everyMilliseconds) return;
      told = Date.now();
      // Whether it ended meanwhile is heard by read-api.ts; that the server is away, by whoever asks it for something.
      writeApi(z.undefined(), 'POST', '/api/session/activity').catch(() => undefined);
    };
    for (const sign of signs) addEventListener(sign, tell, { passive: true });
    return () => {
      for (const sign of signs) removeEventListener(sign, tell);
    };
  }, []);
}
