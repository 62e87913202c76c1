import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { captureConfirmed, recaptureOrdered } from '../../../contracts/api/reviews.js';
import type { Role } from '../../../contracts/roles.js';
import { usePostingHistory } from '../api/queries.js';
import { ApiFailure, writeApi } from '../api/read-api.js';
import { useSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { AgencyPanel } from './agency-panel.js';
import { CampaignPanel } from './campaign-panel.js';
import { DecisionsPanel } from './decisions-panel.js';
import { FullCapturesPanel } from './full-captures-panel.js';
import { VersionsPanel } from './versions-panel.js';

/** Who captures and confirms; the server decides. */
const officers: readonly Role[] = ['reviewer', 'supervisor'];

/** What has become of a posting, what it belongs to and what is kept of its page. */
export function HistoryPanels({ postingId }: { postingId: string }) {
  const history = usePostingHistory(postingId);
  const role = useSession().data?.role;
  const isOfficer = role !== undefined && officers.includes(role);
  const { ask, said } = useOfficerRequests(postingId);
  if (history.isError) return <Failure error={history.error} retry={() => void history.refetch()} />;
  if (history.data === undefined)
    return (
      <p className="panel note" aria-busy="true">
        正在读取经过…
      </p>
    );
  const { agency, campaign, fullCaptures, reviews } = history.data;
  const recapture = () =>
    ask(
      recaptureOrdered,
      `/api/postings/${encodeURIComponent(postingId)}/recapture`,
      () => '已要求补充采集，完成后显示在这里。',
    );
  const confirm = (id: string) => () =>
    ask(
      captureConfirmed,
      `/api/full-captures/${encodeURIComponent(id)}/confirm`,
      ({ confirmations }) => `已核实，共 ${confirmations} 人；两名执法人员分别核实后可作为证据。`,
    );
  return (
    <>
      <FullCapturesPanel
        captures={fullCaptures}
        said={said}
        {...(isOfficer
          ? {
              recapture,
              actions: ({ id }) => (
                <button type="button" className="quiet" onClick={confirm(id)}>
                  核实
                </button>
              ),
            }
          : {})}
      />
      <div className="history">
        <DecisionsPanel reviews={reviews} mayRegister={isOfficer} />
        <AgencyPanel agency={agency} />
        <CampaignPanel campaign={campaign} />
        <VersionsPanel history={history.data} />
      </div>
    </>
  );
}

/** Sends what an officer asks for and says what came of it. */
function useOfficerRequests(postingId: string) {
  const queries = useQueryClient();
  const [said, say] = useState('');
  const ask = async <S extends z.ZodType>(schema: S, path: string, inWords: (answer: z.infer<S>) => string) => {
    try {
      say(inWords(await writeApi(schema, 'POST', path, {})));
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      say(error.message);
    }
    await queries.invalidateQueries({ queryKey: ['posting-history', postingId] });
  };
  return { ask, said };
}
