import type { Step } from '../../contracts/jobs.js';
import type { PlatformFile } from '../../contracts/platform.js';
import { type MethodState, unlearnedMethod } from '../../crawler/method/settle-method.js';
import type { Transaction } from '../../prisma/open-database.js';

export type PageKind = 'list' | 'detail';

/** What was learned of each kind of page of a platform. */
export type FetchMethods = Readonly<Record<PageKind, MethodState>>;

/** What is known of a platform whose pages were never compared. */
export const nothingLearned: FetchMethods = { list: unlearnedMethod, detail: unlearnedMethod };

/** What the record knows of a platform's pages. */
export async function readFetchMethods(transaction: Transaction, platformId: string): Promise<FetchMethods> {
  const rows = await transaction.fetchMethod.findMany({ where: { platformId } });
  const stateOf = (kind: PageKind): MethodState => {
    const row = rows.find((found) => found.kind === kind);
    if (row === undefined) return unlearnedMethod;
    const { forHttp, forBrowser, settledAt, recheckAt } = row;
    return { method: row.method === 'browser' ? 'browser' : 'http', forHttp, forBrowser, settledAt, recheckAt };
  };
  return { list: stateOf('list'), detail: stateOf('detail') };
}

/** The step that fetches a kind of page: as the platform file says, or else as was learned. */
export function fetchStepOf(platform: PlatformFile, kind: PageKind, methods: FetchMethods): Step {
  const method = platform.fetch ?? methods[kind].method;
  return method === 'browser' ? 'render_page' : 'fetch_page';
}
