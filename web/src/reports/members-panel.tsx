import { Button } from 'antd';
import { Link } from 'react-router';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { type ChosenFigure, useMembers } from './reports-api.js';

/** What a figure counts, one by one, with the way to each case. */
export function MembersPanel({ figure, name, close }: { figure: ChosenFigure; name: string; close: () => void }) {
  const { month, template, organisation, column, of } = figure;
  const members = useMembers({ month, template, organisation, column, of });
  return (
    <section className="members" aria-label={`${name}所计的案件和处理结果`} aria-live="polite">
      <header className="panel-head">
        <h3>{name}</h3>
        <Button autoInsertSpace={false} size="small" onClick={close}>
          收起
        </Button>
      </header>
      {members.isPending && <PageSkeleton />}
      {members.isError && <Failure error={members.error} retry={() => void members.refetch()} />}
      {members.data?.members.length === 0 && <p className="note">这是手工填报的数，没有逐项记录。</p>}
      {members.data !== undefined && members.data.members.length > 0 && (
        <div className="scrolled">
          <table className="plain small">
            <thead>
              <tr>
                {['日期', '事项', '当事人', '文号', '处罚', '机关', '案号'].map((heading) => (
                  <th scope="col" key={heading}>
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {members.data.members.map((member) => (
                <tr key={member.id}>
                  <td>{member.day}</td>
                  <td>{member.what}</td>
                  <td>
                    <AdvertisedText text={member.subjectName} />
                  </td>
                  <td>{member.document}</td>
                  <td>{member.penalties}</td>
                  <td>{member.organisation}</td>
                  <td>
                    {member.caseId === null ? (
                      '—'
                    ) : (
                      <Link to={`/cases/${encodeURIComponent(member.caseId)}`}>{member.caseNumber}</Link>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
