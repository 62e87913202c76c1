import type { PostingHistory } from '../../../contracts/api/reviews.js';
import { AdvertisedText } from '../text/advertised-text.js';

/** 发布机构: whether it has a licence, and what has been found with it so far. */
export function AgencyPanel({ agency }: { agency: PostingHistory['agency'] }) {
  return (
    <section className="panel" aria-label="发布机构">
      <h2>发布机构</h2>
      {agency === null ? (
        <p className="note">未署发布机构，或名称未能对应到机构名录。</p>
      ) : (
        <>
          <p className="agency-name">
            <AdvertisedText text={agency.name} />
            {agency.licenceNumber === null ? (
              <span className="state-tag warning">未查到人力资源服务许可</span>
            ) : (
              <span className="state-tag">许可在册</span>
            )}
          </p>
          <dl className="terms">
            <div>
              <dt>许可证号</dt>
              <dd>{agency.licenceNumber ?? <span className="absent">—</span>}</dd>
            </div>
            <div>
              <dt>信用代码</dt>
              <dd>{agency.creditCode ?? <span className="absent">—</span>}</dd>
            </div>
          </dl>
          <dl className="counts">
            <Count name="发布" value={agency.postings} />
            <Count name="可疑" value={agency.flagged} />
            <Count name="已确认" value={agency.confirmed} />
            <Count name="已排除" value={agency.dismissed} />
          </dl>
        </>
      )}
    </section>
  );
}

const Count = ({ name, value }: { name: string; value: number }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value.toLocaleString('zh-CN')}</dd>
  </div>
);
