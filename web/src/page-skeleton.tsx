import { Skeleton } from 'antd';

/** Stands in for a page until its data is here. */
export function PageSkeleton() {
  return (
    <div className="panel roomy" aria-busy="true">
      <Skeleton active title={{ width: '30%' }} paragraph={{ rows: 10 }} />
    </div>
  );
}
