import { useSession } from '../api/session.js';

/** Whether the person may change something here; the server decides by its own table. */
export function useMayOperate(): boolean {
  const role = useSession().data?.role;
  return role === 'operator' || role === 'administrator';
}
