import { Empty, Input, Select, Table } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { agencyStanding, type RankedAgency } from '../../../contracts/api/agencies.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import './agencies.css';
import { pageSize, type RankingFilters, useRanking } from './agency-api.js';
import { riskFactName, standingGroundName, standingName } from './chinese-terms.js';
import { StandingTag } from './standing-tag.js';

/** 机构: who is to be looked into first, with the state of the licence. */
export default function AgenciesPage() {
  const [parameters, setParameters] = useSearchParams();
  const filters: RankingFilters = {
    standing: agencyStanding.safeParse(parameters.get('standing')).data ?? null,
    q: parameters.get('q') ?? '',
    page: Math.max(1, Number(parameters.get('page')) || 1),
  };
  const { data, error, isPending, refetch } = useRanking(filters);
  const change = (changed: Partial<RankingFilters>) => {
    const { standing, q, page } = { ...filters, page: 1, ...changed };
    setParameters({
      ...(standing === null ? {} : { standing }),
      ...(q === '' ? {} : { q }),
      ...(page === 1 ? {} : { page: String(page) }),
    });
  };
  return (
    <section className="panel casework" aria-label="机构">
      <div className="casework-head">
        <h1>机构</h1>
        <Select
          aria-label="许可状态"
          value={filters.standing ?? 'all'}
          onChange={(value) => change({ standing: agencyStanding.safeParse(value).data ?? null })}
          options={[
            { value: 'all', label: '全部许可状态' },
            ...agencyStanding.options.map((value) => ({
              value,
              label: data === undefined ? standingName[value] : `${standingName[value]}（${data.counts[value]}）`,
            })),
          ]}
        />
        <Input.Search
          className="search"
          aria-label="机构名称"
          placeholder="机构名称"
          allowClear
          maxLength={100}
          defaultValue={filters.q}
          onSearch={(q) => change({ q: q.trim() })}
        />
        <span className="note">
          {data === undefined
            ? null
            : data.registerAsOf === null
              ? '尚未导入许可名录，请用 guazheng import licences 导入。'
              : `许可名录更新于 ${shanghaiMinute(data.registerAsOf)}`}
        </span>
      </div>
      {error === null ? null : <Failure error={error} retry={() => void refetch()} />}
      {isPending ? <PageSkeleton /> : null}
      {data === undefined ? null : (
        <Table<RankedAgency>
          size="small"
          rowKey="id"
          dataSource={data.agencies}
          scroll={{ x: 980 }}
          pagination={
            data.total > pageSize
              ? {
                  ...{ current: filters.page, pageSize, total: data.total, showSizeChanger: false },
                  onChange: (page: number) => change({ page }),
                }
              : false
          }
          locale={{ emptyText: <Empty description="没有符合条件的机构。采集到机构发布的信息后会列在这里。" /> }}
          columns={[
            {
              title: '机构',
              key: 'name',
              render: (_, agency) => (
                <>
                  <Link to={`/agencies/${agency.id}`}>
                    <AdvertisedText text={agency.name} />
                  </Link>
                  {agency.otherNames > 0 ? <span className="note">（另有 {agency.otherNames} 个名称）</span> : null}
                </>
              ),
            },
            {
              title: '许可',
              key: 'standing',
              render: (_, agency) => (
                <>
                  <StandingTag standing={agency.standing} />
                  <span className="note">
                    {agency.licence === null ? standingGroundName[agency.ground] : agency.licence.licenceNumber}
                  </span>
                </>
              ),
            },
            { title: '风险分', dataIndex: 'points', align: 'right' },
            {
              title: '计分依据',
              key: 'parts',
              render: (_, { parts }) =>
                parts.length === 0
                  ? '—'
                  : parts.map(({ fact, count, points }) => `${riskFactName[fact]} ${count}（${points} 分）`).join('，'),
            },
            { title: '可疑', dataIndex: 'flagged', align: 'right' },
            { title: '全部信息', dataIndex: 'postings', align: 'right' },
            { title: '平台', dataIndex: 'platforms', align: 'right' },
            { title: '案件', dataIndex: 'cases', align: 'right' },
          ]}
        />
      )}
    </section>
  );
}
