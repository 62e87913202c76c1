import type { PostingDetail } from '../../../contracts/api/postings.js';
import { BandTag } from '../band-tag.js';
import { categoryName } from '../chinese-terms.js';
import { Probability } from '../probability.js';

/** What the classifier made of the posting, for a person to confirm or reject. */
export function VerdictPanel({ posting }: { posting: PostingDetail }) {
  return (
    <section className="panel verdict" aria-label="研判">
      <p className="verdict-line">
        <BandTag band={posting.band} />
        <Probability value={posting.probability} band={posting.band} />
      </p>
      {posting.categories.length > 0 && (
        <ul className={`categories ${posting.band}`}>
          {posting.categories.map((category) => (
            <li key={category}>{categoryName[category]}</li>
          ))}
        </ul>
      )}
      <p className="note">
        研判版本 <code>{posting.release}</code>
      </p>
    </section>
  );
}
