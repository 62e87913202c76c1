import { category } from '../../../contracts/verdict.js';
import { categoryName } from '../chinese-terms.js';
import { Failure } from '../failure.js';
import type { Draft } from './draft.js';
import { toggled } from './draft.js';
import { useArticles } from './review-queries.js';

/** What digit stands for the `index`-th choice; none after the tenth. */
const digit = (index: number) => (index < 9 ? String(index + 1) : index === 9 ? '0' : '');

/** Categories and articles that a confirmation cites, each with its digit. */
export function CitationChoice({ draft, change }: { draft: Draft; change: (changed: Partial<Draft>) => void }) {
  const articles = useArticles();
  return (
    <div className="choice citation-choice">
      <fieldset>
        <legend>违法类别</legend>
        {category.options.map((each, index) => (
          <label key={each}>
            <input
              type="checkbox"
              checked={draft.categories.includes(each)}
              onChange={() => change({ categories: toggled(draft.categories, each) })}
            />
            <kbd>{digit(index)}</kbd> {categoryName[each]}
          </label>
        ))}
      </fieldset>
      <fieldset className="articles">
        <legend>法律依据</legend>
        {articles.isError && <Failure error={articles.error} retry={() => void articles.refetch()} />}
        {articles.data?.articles.map(({ citation, text }, index) => (
          <label key={citation} title={text}>
            <input
              type="checkbox"
              checked={draft.articles.includes(citation)}
              onChange={() => change({ articles: toggled(draft.articles, citation) })}
            />
            <kbd>{digit(category.options.length + index)}</kbd>
            <span>
              {citation}
              <small>{text}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="note">
        按数字勾选，<kbd>c</kbd> 或 <kbd>Esc</kbd> 收起
      </p>
    </div>
  );
}
