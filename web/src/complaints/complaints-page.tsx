import { Button, Empty, Segmented, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { complaintState, type ListedComplaint } from '../../../contracts/api/complaints.js';
import '../agencies/agencies.css';
import { useKnownSession } from '../api/session.js';
import { BandTag } from '../band-tag.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { Probability } from '../probability.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { captureReason, captureStateName, channelName, resultName, stateName } from './chinese-terms.js';
import { useComplaints } from './complaint-api.js';
import { NewComplaintForm } from './new-complaint-form.js';

/** 投诉举报: the register, and the form for what comes by telephone and letter. */
export default function ComplaintsPage() {
  const [parameters, setParameters] = useSearchParams();
  const state = complaintState.safeParse(parameters.get('state')).data ?? 'open';
  const { data, error, isPending, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useComplaints(state);
  const { role } = useKnownSession();
  const [registering, setRegistering] = useState(false);
  const complaints = data?.pages.flatMap((page) => page.complaints) ?? [];
  return (
    <section className="panel casework" aria-label="投诉举报">
      <div className="casework-head">
        <h1>投诉举报</h1>
        <Segmented
          aria-label="办理状态"
          value={state}
          onChange={(chosen) => setParameters(chosen === 'open' ? {} : { state: chosen })}
          options={complaintState.options.map((value) => ({ value, label: stateName[value] }))}
        />
        <span className="note">{data === undefined ? null : `未办结 ${data.pages[0]?.open ?? 0} 件`}</span>
        {role === 'reviewer' || role === 'supervisor' ? (
          <Button type="primary" aria-expanded={registering} onClick={() => setRegistering(!registering)}>
            {registering ? '收起登记' : '登记来电、来信'}
          </Button>
        ) : null}
      </div>
      {registering ? <NewComplaintForm /> : null}
      {error === null ? null : <Failure error={error} retry={() => void refetch()} />}
      {isPending ? <PageSkeleton /> : null}
      {data === undefined ? null : (
        <Table<ListedComplaint>
          size="small"
          rowKey="id"
          dataSource={complaints}
          scroll={{ x: 1000 }}
          pagination={false}
          locale={{
            emptyText: <Empty description={state === 'open' ? '没有未办结的投诉举报' : '还没有投诉举报'} />,
          }}
          columns={[
            {
              title: '编号',
              key: 'number',
              render: (_, { id, number }) => <Link to={`/complaints/${id}`}>{number}</Link>,
            },
            { title: '登记时间', dataIndex: 'receivedAt', render: (at: string) => shanghaiMinute(at) },
            {
              title: '已历',
              dataIndex: 'ageDays',
              align: 'right',
              render: (days: number | null) => (days === null ? '—' : `${days} 天`),
            },
            { title: '来源', key: 'channel', render: (_, { channel }) => channelName[channel] },
            {
              title: '被举报单位',
              dataIndex: 'subjectName',
              render: (name: string) => <AdvertisedText text={name || '—'} />,
            },
            { title: '内容', dataIndex: 'excerpt', render: (text: string) => <AdvertisedText text={text} /> },
            {
              title: '文字研判',
              key: 'band',
              render: (_, { band, probability }) => <Judged judgement={{ band, probability }} />,
            },
            {
              title: '招聘信息',
              key: 'known',
              render: (_, { posting, capture, isRepeat }) => (
                <>
                  {posting === null ? null : (
                    <>
                      <Tag>{capture?.state === 'judged' || capture?.state === 'taken' ? '按网址采集' : '已知信息'}</Tag>
                      <Judged judgement={posting} />
                    </>
                  )}
                  {capture === null || capture.state === 'judged' ? null : (
                    <Tag title={capture.errorCode === null ? undefined : captureReason(capture.errorCode)}>
                      {captureStateName[capture.state]}
                    </Tag>
                  )}
                  {isRepeat ? <Tag>重复</Tag> : null}
                </>
              ),
            },
            {
              title: '结果',
              key: 'result',
              render: (_, { result }) => (result === null ? '未办结' : resultName[result]),
            },
          ]}
        />
      )}
      {hasNextPage ? (
        <div className="list-end">
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            加载更多
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function Judged({ judgement: { band, probability } }: { judgement: Pick<ListedComplaint, 'band' | 'probability'> }) {
  if (band === null) return '尚未研判';
  return (
    <>
      <BandTag band={band} /> {probability === null ? null : <Probability value={probability} band={band} />}
    </>
  );
}
