import { Input, Segmented, Select } from 'antd';
import { useEffect, useState } from 'react';
import { band } from '../../../contracts/verdict.js';
import { useAgencies, useOverview } from '../api/queries.js';
import { bandName } from '../chinese-terms.js';
import type { PostingFilters } from '../posting-filters.js';

interface Props {
  filters: PostingFilters;
  change: (changed: Partial<PostingFilters>) => void;
}

const bandChoices = [
  ...band.options.map((value) => ({ value, label: bandName[value] })),
  { value: 'all' as const, label: '全部' },
];

export function FilterBar({ filters, change }: Props) {
  const platforms = useOverview().data?.platforms ?? [];
  return (
    <search className="filter-bar">
      <Segmented
        aria-label="分档"
        options={bandChoices}
        value={filters.band ?? 'all'}
        onChange={(value) => change({ band: band.safeParse(value).data ?? null })}
      />
      <Select
        aria-label="平台"
        className="platform-select"
        allowClear
        placeholder="全部平台"
        value={filters.platform}
        options={platforms.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(platform) => change({ platform: platform ?? null })}
      />
      <AgencySelect agency={filters.agency} change={change} />
      <SearchWords key={filters.q} q={filters.q} change={change} />
      <p className="key-hints">
        <kbd>↑</kbd> <kbd>↓</kbd> 选择　<kbd>Enter</kbd> 打开
      </p>
    </search>
  );
}

function AgencySelect({ agency, change }: { agency: string | null; change: Props['change'] }) {
  const [typed, setTyped] = useState('');
  const wanted = useSettled(typed, 250);
  const agencies = useAgencies(wanted);
  return (
    <Select
      aria-label="发布机构"
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      placeholder="全部发布机构"
      className="agency-select"
      popupMatchSelectWidth={320}
      value={agency}
      loading={agencies.isFetching}
      notFoundContent={agencies.isError ? agencies.error.message : '没有符合的机构'}
      options={(agencies.data?.agencies ?? []).map(({ id, name, postings }) => ({
        value: id,
        label: `${name}（${postings}）`,
      }))}
      onChange={(value) => {
        setTyped('');
        change({ agency: value ?? null });
      }}
    />
  );
}

function SearchWords({ q, change }: { q: string; change: Props['change'] }) {
  return (
    <Input.Search
      aria-label="检索标题、单位、机构、正文"
      className="search-words"
      allowClear
      maxLength={100}
      placeholder="检索标题、单位、机构、正文"
      defaultValue={q}
      onSearch={(words) => change({ q: words.trim() })}
    />
  );
}

/** `value` once it has not changed for `milliseconds`. */
function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
