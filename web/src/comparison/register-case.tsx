import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useNavigate } from 'react-router';
import { useKnownSession } from '../api/session.js';
import { leadsKey, onSiteKey, registerClues } from './comparison-api.js';

interface Props {
  /** What is written as the source of the clue. */
  readonly origin: string;
  readonly leadIds?: readonly string[];
  readonly checkId?: string;
  readonly label: string;
}

/** Leads of a unit, or a check on site, begin a case against the unit. */
export function RegisterCase({ origin, leadIds = [], checkId, label }: Props) {
  const { person } = useKnownSession();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const registering = useMutation({
    mutationFn: () =>
      registerClues({ origin, leadIds: [...leadIds], ...(checkId === undefined ? {} : { checkId }) }, person.id),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: leadsKey });
      await queries.invalidateQueries({ queryKey: onSiteKey });
      await navigate(`/cases/${encodeURIComponent(id)}`);
    },
  });
  return (
    <>
      {registering.isError && <Alert type="error" showIcon title={registering.error.message} role="alert" />}
      <Button
        size="small"
        autoInsertSpace={false}
        disabled={checkId === undefined && leadIds.length === 0}
        loading={registering.isPending}
        onClick={() => registering.mutate()}
      >
        {label}
      </Button>
    </>
  );
}
