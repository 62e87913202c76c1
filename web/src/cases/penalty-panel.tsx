import type { CaseDetail } from '../../../contracts/api/cases.js';
import { penaltyTerms } from '../../../contracts/case-terms.js';
import { penaltyFactTerms } from './chinese-terms.js';

/** What the law allows for the facts of the case, with the articles in full. A person decides. */
export function PenaltyPanel({ penalty: { facts, proposals, limit } }: Pick<CaseDetail, 'penalty'>) {
  return (
    <section className="panel" aria-label="处罚依据建议">
      <h2>处罚依据建议</h2>
      <p className="note">以下由系统按已登记的事实列出，仅供参考，由执法人员决定。</p>
      <ul className="fact-tags">
        {Object.entries(penaltyFactTerms).map(([name, term]) => (
          <li key={name}>
            {term}：{facts[name as keyof typeof facts] ? '是' : '否'}
          </li>
        ))}
      </ul>
      {limit === null ? null : (
        <p>
          最后一次见到广告：{limit.lastSeenOn}；依《行政处罚法》第三十六条，{limit.endsOn} 以后发现的不再处罚。
        </p>
      )}
      {proposals.map(({ id, proposal, penalties, fine, basis }) => (
        <details key={id}>
          <summary>
            {proposal}
            {penalties.length === 0 ? '' : `（${penalties.map((kind) => penaltyTerms[kind]).join('、')}）`}
          </summary>
          {fine === null ? null : (
            <p>
              罚款幅度：{fine.leastYuan.toLocaleString('zh-CN')} 元至 {fine.mostYuan.toLocaleString('zh-CN')} 元
            </p>
          )}
          {basis.map(({ citation, text }) => (
            <blockquote key={citation}>
              <b>{citation}</b>
              {text.split('\n').map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
            </blockquote>
          ))}
        </details>
      ))}
    </section>
  );
}
