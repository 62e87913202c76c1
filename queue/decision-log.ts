import { v7 as newId } from 'uuid';
import type { Decision, DecisionLog } from '../crawler/ports.js';
import type { Database } from '../prisma/open-database.js';
import { gatherCalls } from './gather-calls.js';

/** More in one statement gains nothing. */
const mostTogether = 200;

/** Keeps each decision of robots.txt and address guard as a row; resolves once it is kept. */
export function createDecisionLog(database: Database): DecisionLog {
  const record = gatherCalls<Decision, void>({
    most: mostTogether,
    mayBeOnesFault: () => true,
    async together(decisions) {
      const rows = decisions.map(({ url, rule, allowed, detail, at }) => ({
        ...{ id: newId(), url: storable(url), rule, allowed, detail: storable(detail), at },
      }));
      await database.$executeRaw`
        INSERT INTO "CrawlDecision" ("id", "url", "rule", "allowed", "detail", "at")
        SELECT "id", "url", "rule", "allowed", "detail", "at"
          FROM jsonb_populate_recordset(NULL::"CrawlDecision", ${JSON.stringify(rows)}::jsonb)`;
      return decisions.map(() => undefined);
    },
  });
  return { record };
}

/** PostgreSQL stores neither unpaired surrogates nor NUL; a hostile page may have named both. */
function storable(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}
