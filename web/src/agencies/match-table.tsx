import { Alert, Button, Table } from 'antd';
import { Link } from 'react-router';
import type { AgencyDetail } from '../../../contracts/api/agencies.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { useDecide } from './agency-api.js';
import { decisionName, matchGroundName } from './chinese-terms.js';

type Match = AgencyDetail['matches'][number];

/** Names that may be one agency's: a person decides, and may decide again. */
export function MatchTable({ matches, mayDecide }: { matches: readonly Match[]; mayDecide: boolean }) {
  const decide = useDecide();
  const act = ({ agency, other }: Match, kind: 'same_as' | 'different_from') =>
    decide.mutate({ agencyId: agency.id, otherId: other.id, kind });
  const named = ({ id, name }: Match['agency']) => (
    <Link to={`/agencies/${id}`}>
      <AdvertisedText text={name} />
    </Link>
  );
  return (
    <>
      {decide.error === null ? null : <Alert type="error" showIcon title={decide.error.message} role="alert" />}
      <Table<Match>
        size="small"
        rowKey={({ agency, other }) => `${agency.id} ${other.id}`}
        dataSource={[...matches]}
        scroll={{ x: 760 }}
        pagination={matches.length > 20 ? { pageSize: 20 } : false}
        locale={{ emptyText: <span className="note">没有需要确认的匹配</span> }}
        columns={[
          { title: '名称', key: 'agency', render: (_, { agency }) => named(agency) },
          { title: '可能同为', key: 'other', render: (_, { other }) => named(other) },
          {
            title: '依据',
            key: 'ground',
            render: (_, { ground, similarity }) =>
              ground === 'near_name'
                ? `${matchGroundName[ground]}（${similarity.toFixed(2)}）`
                : matchGroundName[ground],
          },
          {
            title: '认定',
            key: 'decision',
            render: (_, { decision }) => (decision === null ? '待确认' : decisionName[decision]),
          },
          ...(mayDecide
            ? [
                {
                  title: '操作',
                  key: 'acts',
                  render: (_: unknown, match: Match) => (
                    <span className="acts">
                      {match.decision === 'same_as' ? null : (
                        <Button size="small" disabled={decide.isPending} onClick={() => act(match, 'same_as')}>
                          同一机构
                        </Button>
                      )}
                      {match.decision === 'different_from' ? null : (
                        <Button size="small" disabled={decide.isPending} onClick={() => act(match, 'different_from')}>
                          不同机构
                        </Button>
                      )}
                    </span>
                  ),
                },
              ]
            : []),
        ]}
      />
    </>
  );
}
