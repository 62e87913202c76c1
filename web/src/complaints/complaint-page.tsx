import { Alert, Button } from 'antd';
import { Link, useParams } from 'react-router';
import type { ComplaintDetail } from '../../../contracts/api/complaints.js';
import '../agencies/agencies.css';
import { useKnownSession } from '../api/session.js';
import { BandTag } from '../band-tag.js';
import { categoryName } from '../chinese-terms.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { Probability } from '../probability.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { HighlightedText } from '../text/highlighted-text.js';
import { captureReason, captureStateName, channelName, resultName } from './chinese-terms.js';
import { useCaptureAgain, useComplaint, useUnmask } from './complaint-api.js';
import { ResultForm } from './result-form.js';

/** One complaint: its words as judged, what it has to do with others, who complained, and what became of it. */
export default function ComplaintPage() {
  const { id = '' } = useParams();
  const { data: complaint, error, refetch } = useComplaint(id);
  const { role } = useKnownSession();
  if (error !== null) return <Failure error={error} retry={() => void refetch()} />;
  if (complaint === undefined) return <PageSkeleton />;
  const mayDecide = role === 'reviewer' || role === 'supervisor';
  return (
    <>
      <section className="panel casework" aria-label="投诉举报">
        <div className="casework-head">
          <h1>投诉举报 {complaint.number}</h1>
          <span>
            {complaint.result === null ? `未办结，已历 ${complaint.ageDays ?? 0} 天` : resultName[complaint.result]}
          </span>
        </div>
        <Facts complaint={complaint} mayDecide={mayDecide} />
      </section>
      <Words complaint={complaint} />
      {mayDecide ? <Complainant key={id} id={id} /> : null}
      <Results complaint={complaint} />
      {mayDecide ? <ResultForm key={`result ${id}`} id={id} /> : null}
    </>
  );
}

function Facts({ complaint, mayDecide }: { complaint: ComplaintDetail; mayDecide: boolean }) {
  const { complainant, posting, url, related } = complaint;
  return (
    <dl className="casework-facts">
      <dt>登记</dt>
      <dd>
        {shanghaiMinute(complaint.receivedAt)}，{channelName[complaint.channel]}，<bdi>{complaint.organisation}</bdi>
        {complaint.registeredBy === null ? null : (
          <>
            ，登记人 <bdi>{complaint.registeredBy}</bdi>
          </>
        )}
      </dd>
      <dt>被举报单位</dt>
      <dd>
        <AdvertisedText text={complaint.subjectName || '—'} />
      </dd>
      <dt>举报人</dt>
      <dd>
        {complainant === null ? (
          '匿名'
        ) : (
          <AdvertisedText text={`${complainant.name || '未留姓名'} ${complainant.contact}`} />
        )}
      </dd>
      <dt>网址</dt>
      <dd>{url === null ? '—' : <AdvertisedText text={url} />}</dd>
      <dt>招聘信息</dt>
      <dd>
        {posting === null ? (
          noPosting(complaint)
        ) : (
          <>
            {posting.isFoundByCapture ? '按网址采集：' : '已知信息：'}
            <Link to={`/postings/${posting.id}`}>
              <AdvertisedText text={posting.title || '（无标题）'} />
            </Link>{' '}
            {posting.band === null ? (
              '尚未研判'
            ) : (
              <>
                <BandTag band={posting.band} />{' '}
                {posting.probability === null ? null : <Probability value={posting.probability} band={posting.band} />}
              </>
            )}
          </>
        )}
      </dd>
      {complaint.capture === null ? null : (
        <>
          <dt>网址采集</dt>
          <dd>
            <CapturedAddress complaint={complaint} mayDecide={mayDecide} />
          </dd>
        </>
      )}
      <dt>重复件</dt>
      <dd>
        {related.length === 0
          ? '没有'
          : related.map((other) => (
              <div key={other.id}>
                <Link to={`/complaints/${other.id}`}>{other.number}</Link>
                <span className="note">
                  {other.isEarlier ? '在前' : '在后'}，{shanghaiMinute(other.receivedAt)}
                </span>
              </div>
            ))}
      </dd>
    </dl>
  );
}

function noPosting({ capture, platform, url }: ComplaintDetail): string {
  if (capture?.state === 'waiting') return '正在按网址采集';
  if (platform !== null) return `属于已采集的平台“${platform.name}”，但还没有采集到这一条`;
  if (url !== null) return '网址不属于已登记的招聘平台';
  return '没有找到对应的招聘信息';
}

/** How far the page is that the complaint names, why it is not taken, and another try. */
function CapturedAddress({
  complaint: { id, capture },
  mayDecide,
}: {
  complaint: ComplaintDetail;
  mayDecide: boolean;
}) {
  const { error, isPending, mutate } = useCaptureAgain(id);
  if (capture === null) return null;
  const { state, errorCode, nextAt } = capture;
  const isEnded = state === 'refused' || state === 'failed';
  return (
    <>
      <span role="status">
        {captureStateName[state]}
        {errorCode === null ? null : `：${captureReason(errorCode)}`}
        {state === 'waiting' && nextAt !== null && Date.parse(nextAt) > Date.now() ? (
          <span className="note">下次尝试不早于 {shanghaiMinute(nextAt)}</span>
        ) : null}
      </span>
      {isEnded && mayDecide ? (
        <div className="acts">
          <Button size="small" loading={isPending} onClick={() => mutate()}>
            重新采集
          </Button>
        </div>
      ) : null}
      {error === null ? null : <Alert type="error" showIcon title={error.message} role="alert" />}
    </>
  );
}

function Words({ complaint: { text, verdict } }: { complaint: ComplaintDetail }) {
  return (
    <section className="panel casework" aria-label="举报内容">
      <h2>举报内容</h2>
      <div className="casework-body">
        {verdict === null ? null : (
          <p>
            <BandTag band={verdict.band} /> <Probability value={verdict.probability} band={verdict.band} />{' '}
            {verdict.categories.map((category) => categoryName[category]).join('，')}
            <span className="note">文字研判仅供参考，版本 {verdict.release}</span>
          </p>
        )}
        <div className="casework-words">
          <HighlightedText text={text} reasons={numbered(verdict?.reasons ?? [])} />
        </div>
      </div>
    </section>
  );
}

function numbered(reasons: NonNullable<ComplaintDetail['verdict']>['reasons']) {
  return reasons.filter(({ field }) => field === 'text').map((reason, index) => ({ ...reason, number: index + 1 }));
}

/** Uncovered for as long as the page is open; that it was is in the ledger. */
function Complainant({ id }: { id: string }) {
  const { data, error, isPending, mutate } = useUnmask(id);
  return (
    <section className="panel casework" aria-label="举报人信息">
      <h2>举报人信息</h2>
      <div className="casework-body">
        {error === null ? null : <Alert type="error" showIcon title={error.message} role="alert" />}
        {data === undefined ? (
          <div className="acts">
            <Button loading={isPending} onClick={() => mutate()}>
              查看完整信息
            </Button>
            <span className="note">每次查看都记入存证链</span>
          </div>
        ) : (
          <dl className="casework-facts">
            <dt>姓名</dt>
            <dd>
              <AdvertisedText text={data.complainant?.name || '匿名'} />
            </dd>
            <dt>联系方式</dt>
            <dd>
              <AdvertisedText text={data.complainant?.contact || '—'} />
            </dd>
            <dt>完整内容</dt>
            <dd className="casework-words">
              <AdvertisedText text={data.text} />
            </dd>
          </dl>
        )}
      </div>
    </section>
  );
}

function Results({ complaint: { results } }: { complaint: ComplaintDetail }) {
  if (results.length === 0) return null;
  return (
    <section className="panel casework" aria-label="处理结果">
      <h2>处理结果</h2>
      <dl className="casework-facts">
        {results.map(({ kind, note, caseId, caseNumber, handoffNumber, by, decidedAt }) => (
          <div key={decidedAt} className="result">
            <dt>
              {resultName[kind]} <span className="note">{shanghaiMinute(decidedAt)}</span>
            </dt>
            <dd>
              {caseId === null ? null : <Link to={`/cases/${caseId}`}>案件 {caseNumber}</Link>}
              {handoffNumber === null ? null : `移送 ${handoffNumber}`} <AdvertisedText text={note} /> <bdi>{by}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
