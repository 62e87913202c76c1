import { lazy, Suspense } from 'react';
import type { PostingHistory, ReviewTask } from '../../../contracts/api/reviews.js';
import { usePostingHistory } from '../api/queries.js';
import { Failure } from '../failure.js';
import { AdvertisementPanel } from '../posting/advertisement-panel.js';
import { AgencyPanel } from '../posting/agency-panel.js';
import { CampaignPanel } from '../posting/campaign-panel.js';
import { DecisionsPanel } from '../posting/decisions-panel.js';
import { VersionsPanel } from '../posting/versions-panel.js';
import { AlikePane } from './alike-pane.js';
import type { PaneId } from './panes.js';

const CapturePane = lazy(() => import('./capture-pane.js'));

interface Props {
  pane: PaneId;
  /** With its contacts in full, where they have been asked for. */
  posting: ReviewTask['posting'];
  task: ReviewTask;
  chosen: readonly string[];
  choose: (alike: readonly string[]) => void;
}

/** What the chosen tab holds. */
export function WorkPane({ pane, posting, task, chosen, choose }: Props) {
  const history = usePostingHistory(posting.id);
  if (pane === 'text') return <AdvertisementPanel posting={posting} />;
  if (pane === 'alike') return <AlikePane task={task} chosen={chosen} choose={choose} />;
  if (pane === 'decisions') return <DecisionsPanel reviews={task.reviews} />;
  if (pane === 'capture')
    return (
      <Suspense fallback={<Loading />}>
        <CapturePane capture={posting.capture} fullCaptures={history.data?.fullCaptures} />
      </Suspense>
    );
  if (history.isError) return <Failure error={history.error} retry={() => void history.refetch()} />;
  return history.data === undefined ? <Loading /> : <HistoryPane pane={pane} history={history.data} />;
}

function HistoryPane({ pane, history }: { pane: 'agency' | 'campaign' | 'versions'; history: PostingHistory }) {
  if (pane === 'agency') return <AgencyPanel agency={history.agency} />;
  if (pane === 'campaign') return <CampaignPanel campaign={history.campaign} />;
  return <VersionsPanel history={history} />;
}

const Loading = () => (
  <p className="panel note" aria-busy="true">
    正在读取…
  </p>
);
