import { type InvalidateOptions, type InvalidateQueryFilters, QueryClient } from '@tanstack/react-query';

/** What the pages read, each once, and again after whatever changes it. */
export function createQueryClient(): QueryClient {
  return new FreshQueryClient({
    // `always`: the server is on this machine or in the house, whatever the browser thinks of the network; an act that waits for a network is lost unseen.
    defaultOptions: {
      queries: { staleTime: 60_000, retry: false, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
}

/**
 * After a write, an answer that was already on its way may not know of it. The library asks again only where it had an answer before; a
 * first one it lets arrive, and shows a list in which the person misses what they have just entered.
 */
class FreshQueryClient extends QueryClient {
  override async invalidateQueries<Key extends readonly unknown[]>(
    filters?: InvalidateQueryFilters<Key>,
    options?: InvalidateOptions,
  ): Promise<void> {
    await this.cancelQueries({
      ...filters,
      predicate: (query) => query.state.data === undefined && (filters?.predicate?.(query) ?? true),
    });
    return super.invalidateQueries(filters, options);
  }
}
