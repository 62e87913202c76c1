import { Table } from 'antd';
import { Link, useParams } from 'react-router';
import type { AgencyDetail } from '../../../contracts/api/agencies.js';
import { useKnownSession } from '../api/session.js';
import { BandTag } from '../band-tag.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import './agencies.css';
import { useAgency } from './agency-api.js';
import { decisionName, licenceStatusName, riskFactName, standingGroundName } from './chinese-terms.js';
import { LicenceDecision } from './licence-decision.js';
import { MatchTable } from './match-table.js';
import { StandingTag } from './standing-tag.js';

/** One agency: standing, names, history, matches to confirm. */
export default function AgencyPage() {
  const { id = '' } = useParams();
  const { data: agency, error, refetch } = useAgency(id);
  const { role } = useKnownSession();
  if (error !== null) return <Failure error={error} retry={() => void refetch()} />;
  if (agency === undefined) return <PageSkeleton />;
  const mayDecide = role === 'reviewer' || role === 'supervisor';
  return (
    <>
      <section className="panel casework" aria-label="许可状态">
        <div className="casework-head">
          <h1>
            <AdvertisedText text={agency.name} />
          </h1>
          <StandingTag standing={agency.standing} />
          <span>{standingGroundName[agency.ground]}</span>
          <Link to={`/?band=all&agency=${encodeURIComponent(agency.id)}`}>查看其招聘信息</Link>
        </div>
        <Facts agency={agency} />
      </section>
      {mayDecide ? <LicenceDecision agency={agency} /> : null}
      <section className="panel casework" aria-label="名称匹配">
        <h2>可能是同一机构的名称</h2>
        <MatchTable matches={agency.matches} mayDecide={mayDecide} />
      </section>
      <History agency={agency} />
    </>
  );
}

function Facts({ agency }: { agency: AgencyDetail }) {
  const { names, licences, parts, points } = agency;
  return (
    <dl className="casework-facts">
      <dt>风险分</dt>
      <dd>
        {points}
        {parts.length === 0
          ? ''
          : `：${parts.map((part) => `${riskFactName[part.fact]} ${part.count} 件（${part.points} 分）`).join('，')}`}
      </dd>
      <dt>使用的名称</dt>
      <dd>
        {names.map(({ id, name, creditCode, postings }) => (
          <div key={id}>
            <AdvertisedText text={name} />
            <span className="note">
              {postings} 条信息{creditCode === null ? '' : `，${creditCode}`}
            </span>
          </div>
        ))}
      </dd>
      <dt>许可</dt>
      <dd>
        {licences.length === 0
          ? '许可名录中没有找到'
          : licences.map((licence) => (
              <div key={licence.licenceNumber}>
                {licence.licenceNumber}（{licenceStatusName[licence.status]}）{licence.holder}，{licence.creditCode}，
                {licence.issuedOn ?? '—'} 至 {licence.validUntil ?? '长期'}，{licence.issuer}
              </div>
            ))}
      </dd>
      <dt>案件</dt>
      <dd>
        {agency.casesOfIt.length === 0
          ? '没有案件'
          : agency.casesOfIt.map(({ id, number, registeredAt }) => (
              <div key={id}>
                <Link to={`/cases/${id}`}>{number}</Link>
                <span className="note">登记于 {shanghaiMinute(registeredAt)}</span>
              </div>
            ))}
      </dd>
    </dl>
  );
}

function History({ agency: { months, telling, decisions } }: { agency: AgencyDetail }) {
  return (
    <>
      <section className="panel casework" aria-label="各月信息">
        <h2>各月新发布的信息</h2>
        <Table
          size="small"
          rowKey="month"
          dataSource={months}
          pagination={months.length > 24 ? { pageSize: 24 } : false}
          locale={{ emptyText: <span className="note">没有信息</span> }}
          columns={[
            { title: '月份', dataIndex: 'month' },
            { title: '可疑', dataIndex: 'flagged', align: 'right' },
            { title: '存疑', dataIndex: 'borderline', align: 'right' },
            { title: '正常', dataIndex: 'clear', align: 'right' },
            { title: '已确认违规', dataIndex: 'confirmed', align: 'right' },
          ]}
        />
      </section>
      <section className="panel casework" aria-label="重点信息">
        <h2>已确认、删后重发或属于串联广告的信息</h2>
        <Table
          size="small"
          rowKey="id"
          dataSource={telling}
          scroll={{ x: 760 }}
          pagination={telling.length > 20 ? { pageSize: 20 } : false}
          locale={{ emptyText: <span className="note">没有这类信息</span> }}
          columns={[
            {
              title: '标题',
              key: 'title',
              render: (_, { id, title }) => (
                <Link to={`/postings/${id}`}>
                  <AdvertisedText text={title || '（无标题）'} />
                </Link>
              ),
            },
            { title: '平台', dataIndex: 'platform', render: (name: string) => <bdi>{name}</bdi> },
            { title: '分档', key: 'band', render: (_, { band }) => (band === null ? '—' : <BandTag band={band} />) },
            {
              title: '情形',
              key: 'why',
              render: (_, { isConfirmed, isRelisted, campaignId }) =>
                [isConfirmed ? '已确认' : '', isRelisted ? '删后重发' : '', campaignId === null ? '' : '串联广告']
                  .filter(Boolean)
                  .join('，'),
            },
            { title: '最近出现', dataIndex: 'lastSeenAt', render: (at: string) => shanghaiMinute(at) },
          ]}
        />
      </section>
      <section className="panel casework" aria-label="认定记录">
        <h2>认定记录</h2>
        <Table
          size="small"
          rowKey={(row) => `${row.decidedAt} ${row.kind} ${row.agency}`}
          dataSource={decisions}
          scroll={{ x: 760 }}
          pagination={decisions.length > 20 ? { pageSize: 20 } : false}
          locale={{ emptyText: <span className="note">还没有认定</span> }}
          columns={[
            { title: '认定', key: 'kind', render: (_, { kind }) => decisionName[kind] },
            {
              title: '名称',
              key: 'names',
              render: (_, { agency, other }) => (
                <AdvertisedText text={other === null ? agency : `${agency} / ${other}`} />
              ),
            },
            { title: '信用代码', dataIndex: 'creditCode', render: (code: string | null) => code ?? '—' },
            { title: '说明', dataIndex: 'note', render: (note: string) => <bdi>{note || '—'}</bdi> },
            { title: '认定人', dataIndex: 'by', render: (name: string) => <bdi>{name}</bdi> },
            { title: '时间', dataIndex: 'decidedAt', render: (at: string) => shanghaiMinute(at) },
          ]}
        />
      </section>
    </>
  );
}
