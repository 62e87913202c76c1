import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { type CurrentSession, currentSession } from '../../../contracts/api/session.js';
import { readApi } from './read-api.js';

export const sessionOptions = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => readApi(currentSession, '/api/session', signal),
});

/** Who is logged in. */
export const useSession = () => useQuery(sessionOptions);

/** The same, for what cannot be drawn before it is known: the page's skeleton stands in meanwhile. */
export const useKnownSession = (): CurrentSession => useSuspenseQuery(sessionOptions).data;
