import type { DecisionLog } from '../crawler/ports.js';
import type { Database } from '../prisma/open-database.js';

/** Keeps each decision of robots.txt and address guard as a row. */
export function createDecisionLog(database: Database): DecisionLog {
  return {
    async record({ url, rule, allowed, detail, at }) {
      await database.crawlDecision.create({ data: { url: url.toWellFormed(), rule, allowed, detail, at } });
    },
  };
}
