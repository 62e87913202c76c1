import type { Explanation } from '../../../contracts/api/testing.js';
import { AdvertisedText } from '../text/advertised-text.js';

const mostShown = 14;
const mostNgrams = 24;

/** Where the probability comes from: what each feature adds to the log odds, and the strings behind the n-gram scores. */
export function Contributions({
  explanation: { intercept, contributions, ngrams, rules },
}: {
  explanation: Explanation;
}) {
  const shown = contributions.slice(0, mostShown);
  const largest = Math.max(...shown.map(({ logOdds }) => Math.abs(logOdds)), 0.01);
  const sum = contributions.reduce((total, { logOdds }) => total + logOdds, intercept);
  const sources = new Map(rules.map(({ rule, source }) => [rule, source]));
  return (
    <section className="panel contributions" aria-label="概率的由来">
      <h2>
        概率的由来 <small>对数几率：向右指向挂证，向左指向正常</small>
      </h2>
      <table className="figures-table">
        <thead>
          <tr>
            <th scope="col">因素</th>
            <th scope="col">
              <span className="unseen">图示</span>
            </th>
            <th scope="col">对数几率</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">起点</th>
            <td />
            <td>{signed(intercept)}</td>
          </tr>
          {shown.map(({ feature, why, logOdds }) => (
            <tr key={feature}>
              <th scope="row" title={sources.get(feature) ?? feature}>
                {why === '' ? feature : why}
              </th>
              <td className="bar-cell">
                <svg viewBox="-50 0 100 8" className="bar-line" aria-hidden="true" preserveAspectRatio="none">
                  <line className="zero" x1="0" y1="0" x2="0" y2="8" />
                  <rect
                    className={logOdds > 0 ? 'toward' : 'away'}
                    x={Math.min(0, (logOdds / largest) * 50)}
                    y="1"
                    width={(Math.abs(logOdds) / largest) * 50}
                    height="6"
                  />
                </svg>
              </td>
              <td>{signed(logOdds)}</td>
            </tr>
          ))}
          {contributions.length > shown.length && (
            <tr>
              <th scope="row">其余 {contributions.length - shown.length} 项</th>
              <td />
              <td>{signed(contributions.slice(mostShown).reduce((total, { logOdds }) => total + logOdds, 0))}</td>
            </tr>
          )}
          <tr className="sum">
            <th scope="row">合计</th>
            <td />
            <td>{signed(sum)}</td>
          </tr>
        </tbody>
      </table>
      {ngrams.length > 0 && (
        <>
          <h3>分量最重的字串</h3>
          <ul className="ngrams">
            {ngrams.slice(0, mostNgrams).map(({ ngram, logOdds }) => (
              <li key={ngram} className={logOdds > 0 ? 'toward' : 'away'}>
                <AdvertisedText text={ngram} />
                <span>{signed(logOdds)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
