import { Link } from 'react-router';
import type { AuditEntry } from '../../../contracts/api/audit.js';
import { shanghaiTime } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { type AuditFilters, writeAuditFilters } from './audit-filters.js';
import { kindName } from './kind-names.js';

const everything: AuditFilters = { person: null, posting: null, kind: null, from: null, to: null };

/** Entries in the order of their numbers, the newest first. */
export function EntryTable({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <div className="audit-scroll">
      <table className="audit-table">
        <thead>
          <tr>
            {['序号', '时间', '事项', '人员', '招聘信息', '本条哈希'].map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Row key={entry.sequence} entry={entry} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ entry: { sequence, at, kind, isElsewhere, person, posting, platform, hash } }: { entry: AuditEntry }) {
  return (
    <tr>
      <th scope="row">{sequence}</th>
      <td>{at === null ? <span className="broken">时间无效</span> : <time dateTime={at}>{shanghaiTime(at)}</time>}</td>
      <td>{kindName(kind)}</td>
      {isElsewhere ? (
        <td colSpan={3} className="elsewhere">
          属于其他机关
        </td>
      ) : (
        <>
          <td>
            {person !== null &&
              (person.id === null ? (
                '上级机关人员'
              ) : (
                <Link to={{ search: writeAuditFilters({ ...everything, person: person.id }) }} title="此人的全部记录">
                  {person.name}
                </Link>
              ))}
          </td>
          <td className="about">
            {posting === null ? (
              platform?.name
            ) : (
              <>
                <Link
                  to={{ search: writeAuditFilters({ ...everything, posting: posting.id }) }}
                  title="这条信息的全部记录"
                >
                  {posting.title === '' ? '（无标题）' : <AdvertisedText text={posting.title} />}
                </Link>
                <Link className="open-posting" to={`/postings/${encodeURIComponent(posting.id)}`}>
                  打开
                </Link>
              </>
            )}
          </td>
          <td>
            <code title={hash ?? ''}>{hash?.slice(0, 12)}</code>
          </td>
        </>
      )}
    </tr>
  );
}
