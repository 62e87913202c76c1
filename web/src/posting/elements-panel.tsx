import { type Element, element } from '../../../contracts/verdict.js';
import { elementName } from '../chinese-terms.js';

/** The six elements that the law demands of a posting, and which of them this one lacks. */
export function ElementsPanel({ missing }: { missing: readonly Element[] }) {
  return (
    <section className="panel" aria-label="法定要素">
      <h2>
        法定要素 <small>《人力资源市场暂行条例》第二十四条</small>
      </h2>
      <ul className="elements">
        {element.options.map((each) =>
          missing.includes(each) ? (
            <li key={each} className="missing">
              {elementName[each]}
              <span>缺失</span>
            </li>
          ) : (
            <li key={each}>
              {elementName[each]}
              <span>已载明</span>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}
