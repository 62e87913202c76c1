/** What a step was told, as it was written. */
export function FactList({ facts, note }: { facts: readonly { label: string; value: string }[]; note: string }) {
  const all = note === '' ? facts : [...facts, { label: '备注', value: note }];
  if (all.length === 0) return null;
  return (
    <dl className="case-facts">
      {all.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}
