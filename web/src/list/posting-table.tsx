import { Skeleton, Table, type TableProps } from 'antd';
import { Link, useNavigate } from 'react-router';
import type { PostingSummary } from '../../../contracts/api/postings.js';
import { BandTag } from '../band-tag.js';
import { categoryName, categoryShortName } from '../chinese-terms.js';
import { Probability, percentage } from '../probability.js';
import { shanghaiMinute } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';

/** `postings` undefined: still loading. `search` goes along to the posting, so that it knows its neighbours. */
export function PostingTable({ postings, search }: { postings: PostingSummary[] | undefined; search: string }) {
  const navigate = useNavigate();
  if (postings === undefined) return <Skeleton active title={false} paragraph={{ rows: 12, width: '100%' }} />;
  const pathTo = (posting: PostingSummary) => `/postings/${posting.id}${search}`;
  return (
    <Table<PostingSummary>
      rowClassName="posting-row"
      columns={columnsWith(pathTo)}
      dataSource={postings}
      rowKey="id"
      pagination={false}
      sticky
      tableLayout="fixed"
      onRow={(posting) => ({
        onClick: ({ target }) => {
          const selecting = getSelection()?.isCollapsed === false;
          if (selecting || (target instanceof Element && target.closest('a') !== null)) return;
          navigate(pathTo(posting));
        },
      })}
    />
  );
}

function columnsWith(pathTo: (posting: PostingSummary) => string): NonNullable<TableProps<PostingSummary>['columns']> {
  return [
    {
      title: '分档',
      key: 'band',
      width: 70,
      render: (_, { band, probability }) => (
        <>
          <BandTag band={band} />
          <span className="beneath">{percentage(probability)}</span>
        </>
      ),
    },
    {
      title: '概率',
      key: 'probability',
      width: 124,
      responsive: ['md'],
      render: (_, { probability, band }) => <Probability value={probability} band={band} />,
    },
    {
      title: '标题',
      key: 'title',
      render: (_, posting) => (
        <Link to={pathTo(posting)} data-posting={posting.id} className="posting-link" title={posting.title}>
          <AdvertisedText text={posting.title || '（无标题）'} />
          <span className="beneath">
            {posting.company && <AdvertisedText text={posting.company} />}
            <bdi>{posting.platform.name}</bdi>
          </span>
        </Link>
      ),
    },
    textColumn('招聘单位', 'company', 190, ({ company }) => company),
    textColumn('发布机构', 'agency', 190, ({ agency }) => agency),
    textColumn('平台', 'platform', 112, ({ platform }) => platform.name),
    {
      title: '类别',
      key: 'categories',
      width: 152,
      responsive: ['md'],
      render: (_, { categories }) => (
        <span className="one-line" title={categories.map((category) => categoryName[category]).join('；')}>
          {categories.map((category) => categoryShortName[category]).join('、') || <Absent />}
        </span>
      ),
    },
    {
      title: '首次发现',
      key: 'firstSeenAt',
      width: 136,
      responsive: ['md'],
      render: (_, { firstSeenAt }) => <time dateTime={firstSeenAt}>{shanghaiMinute(firstSeenAt)}</time>,
    },
  ];
}

function textColumn(title: string, key: string, width: number, textOf: (posting: PostingSummary) => string) {
  return {
    title,
    key,
    width,
    responsive: ['md' as const],
    render: (_: unknown, posting: PostingSummary) => {
      const text = textOf(posting);
      return (
        <span className="one-line" title={text}>
          {text === '' ? <Absent /> : <AdvertisedText text={text} />}
        </span>
      );
    },
  };
}

const Absent = () => <span className="absent">—</span>;
