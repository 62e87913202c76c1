import { Button } from 'antd';
import { useLayoutEffect, useMemo, useRef } from 'react';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { usePosting, usePrefetchedPosting } from '../api/queries.js';
import { Failure } from '../failure.js';
import { usePageKeys } from '../page-keys.js';
import { PageSkeleton } from '../page-skeleton.js';
import { readFilters, writeFilters } from '../posting-filters.js';
import { AdvertisementPanel } from './advertisement-panel.js';
import { CapturePanel } from './capture-panel.js';
import { ElementsPanel } from './elements-panel.js';
import { HistoryPanels } from './history-panels.js';
import { useNeighbours } from './neighbours.js';
import { ReasonPanel } from './reason-panel.js';
import { TermsPanel } from './terms-panel.js';
import { VerdictPanel } from './verdict-panel.js';

export default function PostingPage() {
  const { id = '' } = useParams();
  const [parameters] = useSearchParams();
  const filters = useMemo(() => readFilters(parameters), [parameters]);
  const navigate = useNavigate();
  const isStep: boolean = useLocation().state?.isStep === true;
  const posting = usePosting(id);
  const { position, beside } = useNeighbours(id, filters);
  const next = beside(id, 1);
  usePrefetchedPosting(next);

  // Where the keys have led so far: they may come faster than pages are drawn.
  const reached = useRef(id);
  const search = writeFilters(filters);
  const step = (direction: 1 | -1) => () => {
    const other = beside(reached.current, direction);
    if (other === undefined) return;
    reached.current = other;
    // Replaced, so that the browser's back button leads to the list from any of them.
    navigate(`/postings/${other}${search}`, { replace: true, state: { isStep: true } });
  };
  const goBack = () => navigate(`/${search}`, { state: { from: reached.current } });
  usePageKeys({ j: step(1), k: step(-1), u: goBack, Escape: goBack });
  useLayoutEffect(() => {
    // A page on the way of the keys is drawn when they may have led further already.
    if (!isStep) reached.current = id;
    scrollTo(0, 0);
  }, [id, isStep]);

  return (
    <>
      <nav className="posting-bar" aria-label="招聘信息导航">
        <Button onClick={goBack}>
          返回列表 <kbd>Esc</kbd>
        </Button>
        {position !== undefined && <span className="position">第 {position} 条</span>}
        <Button onClick={step(-1)} disabled={beside(id, -1) === undefined}>
          上一条 <kbd>K</kbd>
        </Button>
        <Button onClick={step(1)} disabled={next === undefined}>
          下一条 <kbd>J</kbd>
        </Button>
      </nav>
      {posting.isError && <Failure error={posting.error} retry={() => void posting.refetch()} />}
      {posting.isPending && <PageSkeleton />}
      {posting.data !== undefined && (
        <article className="posting" key={id}>
          <AdvertisementPanel posting={posting.data} />
          <aside>
            <VerdictPanel posting={posting.data} />
            <ReasonPanel reasons={posting.data.reasons} />
            <TermsPanel posting={posting.data} />
            <ElementsPanel missing={posting.data.missing} />
          </aside>
          <div className="posting-capture">
            <CapturePanel capture={posting.data.capture} />
            <HistoryPanels postingId={id} />
          </div>
        </article>
      )}
    </>
  );
}
