import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { ApiFailure } from '../api/read-api.js';
import { sessionOptions } from '../api/session.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { onLoginNeeded } from './login-needed.js';
import { Shell } from './shell.js';

const LogInPage = lazy(() => import('../accounts/log-in-page.js'));
const LogInAgain = lazy(() => import('../accounts/log-in-again.js'));

/** The pages for whoever is logged in, or the log-in in their place. A page that is open stays so when its log-in ends. */
export function LoggedIn() {
  const { data: session, error, refetch } = useQuery(sessionOptions);
  const [ended, setEnded] = useState(false);
  const queries = useQueryClient();
  // Before a log-in, and after a log-out, it is no surprise.
  useEffect(
    () => onLoginNeeded(() => setEnded(queries.getQueryData(sessionOptions.queryKey) !== undefined)),
    [queries],
  );
  if (session === undefined) {
    if (error === null) return <PageSkeleton />;
    if (error instanceof ApiFailure && error.code === 'login_needed')
      return (
        <Suspense fallback={<PageSkeleton />}>
          <LogInPage />
        </Suspense>
      );
    return (
      <main>
        <Failure error={error} retry={() => void refetch()} />
      </main>
    );
  }
  return (
    <>
      <Shell session={session} />
      {ended ? (
        <Suspense>
          <LogInAgain session={session} done={() => setEnded(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
