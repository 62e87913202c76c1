import type { ReactNode } from 'react';
import type { PostingDetail } from '../../../contracts/api/postings.js';
import type { TextField } from '../../../contracts/posting-row.js';
import { fieldName } from '../chinese-terms.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { HighlightedText } from '../text/highlighted-text.js';
import { CopyButton } from './copy-button.js';

const factFields: readonly TextField[] = ['company', 'agency', 'salary', 'place', 'headcount'];

/** What the advertiser wrote, with the reasons' words marked. */
export function AdvertisementPanel({ posting }: { posting: Omit<PostingDetail, 'band' | 'probability'> }) {
  const numbered = posting.reasons.map((reason, index) => ({ ...reason, number: index + 1 }));
  const words = (field: TextField) =>
    posting[field] === '' ? (
      <span className="absent">未填写</span>
    ) : (
      <HighlightedText text={posting[field]} reasons={numbered.filter((reason) => reason.field === field)} />
    );
  return (
    <section className="panel advertisement" aria-label="招聘信息">
      <h1>{posting.title === '' ? '（无标题）' : words('title')}</h1>
      <dl className="facts">
        {factFields.map((field) => (
          <Fact key={field} name={fieldName[field]}>
            {words(field)}
          </Fact>
        ))}
        <Fact name="平台">
          <bdi>{posting.platform.name}</bdi>
        </Fact>
        <Fact name="发布时间">
          {posting.publishedAt === '' ? (
            <span className="absent">未标明</span>
          ) : (
            <AdvertisedText text={posting.publishedAt} />
          )}
        </Fact>
        <Fact name="首次发现">{shanghaiMinute(posting.firstSeenAt)}</Fact>
        <Fact name="最近发现">{shanghaiMinute(posting.lastSeenAt)}</Fact>
        <Fact name="网址" wide>
          <code>
            <AdvertisedText text={posting.url} />
          </code>
          <CopyButton text={posting.url} what="网址" />
        </Fact>
      </dl>
      <h2>正文</h2>
      <div className="body-text">{words('text')}</div>
    </section>
  );
}

function Fact({ name, wide, children }: { name: string; wide?: boolean; children: ReactNode }) {
  return (
    <div className={wide ? 'wide' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
