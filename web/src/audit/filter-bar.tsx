import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { saveFile } from '../supervision/save-file.js';
import { fetchExport, useAuditPeople } from './audit-api.js';
import { type AuditFilters, auditFilterOf, postingMeant } from './audit-filters.js';
import { kindNames } from './kind-names.js';

interface Props {
  filters: AuditFilters;
  change: (changed: Partial<AuditFilters>) => void;
}

const kinds = Object.entries(kindNames).map(([value, label]) => ({ value, label }));

export function FilterBar({ filters, change }: Props) {
  const people = useAuditPeople();
  const isNarrowed = Object.values(filters).some((value) => value !== null);
  return (
    <search className="filter-bar">
      <Select
        aria-label="人员"
        className="audit-person"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder="全部人员"
        loading={people.isPending}
        notFoundContent={people.isError ? people.error.message : '没有这个人员'}
        value={filters.person}
        options={(people.data?.people ?? []).map(({ id, name, username, organisation }) => ({
          value: id,
          label: `${name}（${username}，${organisation}）`,
        }))}
        popupMatchSelectWidth={360}
        onChange={(person) => change({ person: person ?? null })}
      />
      <Select
        aria-label="事项"
        className="audit-kind"
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        placeholder="全部事项"
        value={filters.kind}
        options={kinds}
        onChange={(kind) => change({ kind: kind ?? null })}
      />
      <PostingField key={filters.posting} posting={filters.posting} change={change} />
      <span className="audit-days">
        <Input
          type="date"
          aria-label="起始日"
          value={filters.from ?? ''}
          onChange={({ target }) => change({ from: target.value === '' ? null : target.value })}
        />
        至
        <Input
          type="date"
          aria-label="截止日"
          value={filters.to ?? ''}
          onChange={({ target }) => change({ to: target.value === '' ? null : target.value })}
        />
      </span>
      {isNarrowed && (
        <Button type="link" onClick={() => change({ person: null, posting: null, kind: null, from: null, to: null })}>
          清除条件
        </Button>
      )}
      <ExportButtons filters={filters} />
    </search>
  );
}

function PostingField({ posting, change }: { posting: string | null; change: Props['change'] }) {
  const [typed, setTyped] = useState(posting ?? '');
  const isUnusable = typed.trim() !== '' && postingMeant(typed) === null;
  return (
    <Input.Search
      aria-label="招聘信息编号或网址"
      className="audit-posting"
      allowClear
      maxLength={300}
      placeholder="招聘信息编号或网址"
      value={typed}
      {...(isUnusable ? { status: 'error' as const } : {})}
      onChange={({ target }) => setTyped(target.value)}
      onSearch={(value) => {
        if (value.trim() === '' || postingMeant(value) !== null) change({ posting: postingMeant(value) });
      }}
    />
  );
}

function ExportButtons({ filters }: { filters: AuditFilters }) {
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'csv' | 'jsonl' | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const save = async (format: 'csv' | 'jsonl') => {
    setAsked(format);
    setRefused(null);
    try {
      saveFile(await fetchExport({ format, filter: auditFilterOf(filters) }), `audit.${format}`);
      // The export is an entry itself.
      void queries.invalidateQueries({ queryKey: ['audit'] });
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error));
    } finally {
      setAsked(null);
    }
  };
  return (
    <span className="audit-export">
      {(['csv', 'jsonl'] as const).map((format) => (
        <Button key={format} disabled={asked !== null} loading={asked === format} onClick={() => void save(format)}>
          导出 {format.toUpperCase()}
        </Button>
      ))}
      {refused !== null && <Alert type="error" showIcon title="没有导出" description={refused} />}
    </span>
  );
}
