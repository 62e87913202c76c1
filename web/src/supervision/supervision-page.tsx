import { Button } from 'antd';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { AgreementPanel } from './agreement-panel.js';
import { DecisionTable } from './decision-table.js';
import { FigureTiles } from './figure-tiles.js';
import { QualityPanels } from './quality-panels.js';
import { ReviewerPanel } from './reviewer-panel.js';
import { tableUrl, useFigures } from './supervision-api.js';
import './supervision.css';

/** 监督: what was done, by whom, how well. */
export default function SupervisionPage() {
  const figures = useFigures();
  return (
    <div className="supervision">
      <h1 className="unseen">监督</h1>
      <section className="panel" aria-label="今日和本月">
        <header className="panel-head">
          <h2>今日和本月</h2>
          <Button size="small" href={tableUrl('figures')} download>
            下载 CSV
          </Button>
        </header>
        {figures.isPending && <PageSkeleton />}
        {figures.isError && <Failure error={figures.error} retry={() => void figures.refetch()} />}
        {figures.data !== undefined && (
          <div className="figures">
            <FigureTiles figures={figures.data} />
            <DecisionTable figures={figures.data} />
          </div>
        )}
      </section>
      <ReviewerPanel />
      <AgreementPanel />
      <QualityPanels />
    </div>
  );
}
