import { useEffect, useRef, useState } from 'react';
import type { DecideRequest, ReviewTask } from '../../../contracts/api/reviews.js';
import type { Decision, Dismissal } from '../../../contracts/review.js';
import { usePostingHistory } from '../api/queries.js';
import { stageName } from '../chinese-terms.js';
import { ElementsPanel } from '../posting/elements-panel.js';
import { ReasonPanel } from '../posting/reason-panel.js';
import { TermsPanel } from '../posting/terms-panel.js';
import { choosable } from './alike-pane.js';
import { ContactsPanel } from './contacts-panel.js';
import { type Choosing, DecisionBar } from './decision-bar.js';
import { type Draft, newDraft, requestFor } from './draft.js';
import { PaneTabs } from './pane-tabs.js';
import { type PaneId, panesOf } from './panes.js';
import { useAlike } from './review-queries.js';
import { useUnmasked } from './use-unmasked.js';
import { useWorkKeys } from './use-work-keys.js';
import { WorkPane } from './work-pane.js';

interface Props {
  task: ReviewTask;
  decide: (request: DecideRequest) => void;
  skip: () => void;
  goBack: () => void;
  /** Says something to the person that needs no answer. */
  say: (words: string) => void;
}

/** One advertisement to decide on: the words and what is known about it on the left, what speaks for rental on the right. */
export function WorkScreen({ task, decide, skip, goBack, say }: Props) {
  const [draft, setDraft] = useState<Draft>(() => newDraft(task));
  const [choosing, choose] = useState<Choosing>(null);
  const [pane, show] = useState<PaneId>('text');
  const [wasAlikeShown, setAlikeShown] = useState(false);
  const { unmasked, unmask } = useUnmasked(task.posting.id, say);
  const posting = { ...task.posting, ...unmasked?.posting };
  const history = usePostingHistory(posting.id).data;
  const panes = panesOf(task, history);
  const alike = useAlike(task.id, wasAlikeShown).data;
  const scroller = useRef<HTMLDivElement>(null);

  const change = (changed: Partial<Draft>) => setDraft((before) => ({ ...before, ...changed }));
  const settle = (decision: Decision, dismissal: Dismissal | null = null) => {
    if (decision === 'confirmed' && draft.categories.length === 0) {
      say('确认须至少有一个违法类别：请按数字选择。');
      return choose('citation');
    }
    decide(requestFor(draft, decision, dismissal, crypto.randomUUID()));
  };
  const showPane = (id: PaneId) => {
    show(id);
    if (id === 'alike') setAlikeShown(true);
    if (scroller.current !== null) scroller.current.scrollTop = 0;
  };
  // All of them are marked once they are here to be looked at.
  const alikeTasks = alike?.tasks;
  useEffect(() => {
    if (alikeTasks !== undefined) setDraft((before) => ({ ...before, alike: choosable(alikeTasks) }));
  }, [alikeTasks]);
  useEffect(() => scroller.current?.focus({ preventScroll: true }), []);

  const actions = {
    confirm: () => settle('confirmed'),
    dismiss: (dismissal: Dismissal) => settle('dismissed', dismissal),
    askMore: () => settle('more_needed'),
    showAlike: () => (task.alike > 0 ? showPane(pane === 'alike' ? 'text' : 'alike') : say('没有待复核的近似广告。')),
    skip,
  };
  useWorkKeys({
    ...{ posting, panes, pane, showPane, choosing, choose, draft, change, actions, unmask, goBack },
    choosableAlike: choosable(alikeTasks ?? []),
  });

  return (
    <article className="work-body">
      <div className="work-left">
        <h1 className="unseen">
          {stageName[task.stage]}：{posting.title || '（无标题）'}
        </h1>
        <div className="pane-head">
          <span className={`stage-tag ${task.stage}`}>{stageName[task.stage]}</span>
          <PaneTabs panes={panes} shown={pane} show={showPane} />
        </div>
        <div
          className="pane"
          id="work-pane"
          role="tabpanel"
          aria-labelledby={`tab-${pane}`}
          ref={scroller}
          // Holds the focus from the start, so that the arrows and the space bar scroll it.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
          tabIndex={0}
        >
          <WorkPane {...{ pane, posting, task }} chosen={draft.alike} choose={(chosen) => change({ alike: chosen })} />
        </div>
      </div>
      <aside className="work-right" aria-label="研判所见">
        <ReasonPanel reasons={posting.reasons} beforeShowing={() => showPane('text')} />
        <TermsPanel posting={posting} />
        <ElementsPanel missing={posting.missing} />
        <ContactsPanel unmasked={unmasked} unmask={unmask} />
      </aside>
      <DecisionBar {...{ draft, change, choosing, choose, actions }} alike={task.alike} />
    </article>
  );
}
