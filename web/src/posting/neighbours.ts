import { useEffect } from 'react';
import { usePostings } from '../api/queries.js';
import type { PostingFilters } from '../posting-filters.js';

/** Where a posting stands in the list that it was opened from, as far as that is loaded. */
export interface Neighbours {
  /** 1 for the first of the list; undefined when the posting is not in the loaded part. */
  position: number | undefined;
  /** The id that lies `step` places behind (or before) that of another posting of the list. */
  beside(id: string, step: 1 | -1): string | undefined;
}

/** Loads the list's next page by itself when this posting is near the end of the loaded part. */
export function useNeighbours(id: string, filters: PostingFilters): Neighbours {
  const { data = [], hasNextPage, isFetching, fetchNextPage } = usePostings(filters);
  const indexOf = (wanted: string) => data.findIndex((posting) => posting.id === wanted);
  const at = indexOf(id);
  const nearEnd = at !== -1 && at >= data.length - 3 && hasNextPage && !isFetching;
  useEffect(() => {
    if (nearEnd) void fetchNextPage();
  }, [nearEnd, fetchNextPage]);
  return {
    position: at === -1 ? undefined : at + 1,
    beside: (other, step) => {
      const index = indexOf(other);
      return index === -1 ? undefined : data[index + step]?.id;
    },
  };
}
