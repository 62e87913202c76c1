import { useRef } from 'react';
import { flushSync } from 'react-dom';
import type { ReviewTask } from '../../../contracts/api/reviews.js';
import { type Dismissal, dismissal } from '../../../contracts/review.js';
import { category } from '../../../contracts/verdict.js';
import { usePageKeys } from '../page-keys.js';
import { showReason } from '../text/highlighted-text.js';
import type { Choosing } from './decision-bar.js';
import { type Draft, toggled } from './draft.js';
import type { Pane, PaneId } from './panes.js';
import { useArticles } from './review-queries.js';

interface Work {
  posting: Pick<ReviewTask['posting'], 'reasons'>;
  panes: readonly Pane[];
  pane: PaneId;
  showPane: (pane: PaneId) => void;
  choosing: Choosing;
  choose: (choosing: Choosing) => void;
  draft: Draft;
  change: (changed: Partial<Draft>) => void;
  /** Near-duplicates that may be marked. */
  choosableAlike: readonly string[];
  actions: {
    confirm: () => void;
    dismiss: (dismissal: Dismissal) => void;
    askMore: () => void;
    showAlike: () => void;
    skip: () => void;
  };
  unmask: () => void;
  goBack: () => void;
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0'];

/** The single keys of the work screen (work-keys.ts names them); digits mean what is being chosen, otherwise reasons. */
export function useWorkKeys(work: Work): void {
  const { choosing, choose, actions } = work;
  const reason = useReasonSteps(work);
  const articles = useArticles().data?.articles ?? [];
  const toggle = (which: Choosing) => () => choose(choosing === which ? null : which);
  const stepPane = (step: number) => () => {
    const at = work.panes.findIndex(({ id }) => id === work.pane);
    const next = work.panes[(at + step + work.panes.length) % work.panes.length];
    if (next !== undefined) work.showPane(next.id);
  };
  const chooseByDigit = (index: number) => {
    if (choosing === 'dismissal') {
      const chosen = dismissal.options[index];
      if (chosen !== undefined) actions.dismiss(chosen);
    } else if (choosing === 'citation') {
      work.change(toggleCitation(work.draft, articles, index));
    } else reason.show(index + 1);
  };
  const stepBack = () => {
    if (choosing !== null) choose(null);
    else if (work.pane !== 'text') work.showPane('text');
    else work.goBack();
  };
  usePageKeys({
    y: actions.confirm,
    n: toggle('dismissal'),
    m: actions.askMore,
    c: toggle('citation'),
    t: toggle('note'),
    b: actions.showAlike,
    s: actions.skip,
    x: work.unmask,
    g: () => work.showPane(work.pane === 'capture' ? 'text' : 'capture'),
    p: stepPane(1),
    o: stepPane(-1),
    j: () => (work.pane === 'alike' ? focusAlike(1) : reason.step(1)),
    k: () => (work.pane === 'alike' ? focusAlike(-1) : reason.step(-1)),
    ...(work.pane === 'alike'
      ? { a: () => work.change({ alike: work.draft.alike.length === 0 ? work.choosableAlike : [] }) }
      : {}),
    Escape: stepBack,
    ...Object.fromEntries(digits.map((digit, index) => [digit, () => chooseByDigit(index)])),
  });
}

/** Shows reasons in the text, by number or one after another. */
function useReasonSteps({ posting: { reasons }, showPane, pane }: Pick<Work, 'posting' | 'showPane' | 'pane'>) {
  const shown = useRef(0);
  const show = (number: number) => {
    if (number < 1 || number > reasons.length) return;
    shown.current = number;
    // The text has to be there before a place in it can be shown.
    if (pane !== 'text') flushSync(() => showPane('text'));
    showReason(number);
  };
  return { show, step: (step: 1 | -1) => show(Math.min(Math.max(shown.current + step, 1), reasons.length)) };
}

/** Digits count the categories first, then the articles. */
function toggleCitation(
  draft: Draft,
  articles: readonly { citation: string }[],
  index: number,
): Pick<Draft, 'categories'> | Pick<Draft, 'articles'> {
  const chosen = category.options[index];
  if (chosen !== undefined) return { categories: toggled(draft.categories, chosen) };
  const article = articles[index - category.options.length];
  return { articles: article === undefined ? draft.articles : toggled(draft.articles, article.citation) };
}

function focusAlike(step: 1 | -1): void {
  const boxes = [...document.querySelectorAll<HTMLInputElement>('.alike input:enabled')];
  const focused = document.activeElement;
  const at = focused instanceof HTMLInputElement ? boxes.indexOf(focused) : -1;
  boxes[at === -1 ? 0 : Math.min(Math.max(at + step, 0), boxes.length - 1)]?.focus();
}
