import { Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { type Quality, type SpanQuality, type Step, step } from '../../../contracts/api/supervision.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import type { ChartSeries } from './chart.js';
import { ChartPanel } from './chart-panel.js';
import { DriftPanel } from './drift-panel.js';
import { percent, shareInWords } from './share-text.js';
import { tableUrl, useQuality } from './supervision-api.js';

const stepName: Record<Step, string> = { week: '按周', month: '按月' };

/** Precision, recall and flagged share over time, and whether the model drifts. */
export function QualityPanels() {
  const [by, setBy] = useState<Step>('week');
  const quality = useQuality(by);
  return (
    <>
      <div className="section-head">
        <h2>研判质量</h2>
        <Segmented
          size="small"
          aria-label="粒度"
          options={step.options.map((value) => ({ value, label: stepName[value] }))}
          value={by}
          onChange={setBy}
        />
      </div>
      {quality.isPending && <PageSkeleton />}
      {quality.isError && <Failure error={quality.error} retry={() => void quality.refetch()} />}
      {quality.data !== undefined && <Charts quality={quality.data} />}
    </>
  );
}

function Charts({ quality: { spans, drift, step: by } }: { quality: Quality }) {
  const names = useMemo(() => spans.map(({ start }) => start), [spans]);
  const series = useMemo(() => seriesOf(spans), [spans]);
  return (
    <>
      <DriftPanel drift={drift} />
      <div className="charts">
        <ChartPanel
          title="各分档精确率"
          fileName="precision"
          csv={tableUrl('precision', { by })}
          note="办结信息中确认的比例，按研判时间归入；竖线为 95% 置信区间（Wilson）。未办结的不计入，二次复核尚未完成时会偏低。"
          empty="还没有办结的可疑或存疑信息。复核完成后，这里会显示每一期的精确率。"
          names={names}
          series={series.precision}
          table={
            <FigureTable
              spans={spans}
              columns={['可疑', '可疑未办结', '存疑', '存疑未办结']}
              cells={({ flagged, borderline }) => [
                ...[shareInWords(flagged.precision), String(flagged.waiting)],
                ...[shareInWords(borderline.precision), String(borderline.waiting)],
              ]}
            />
          }
        />
        <ChartPanel
          title="估计召回率"
          fileName="recall"
          csv={tableUrl('recall', { by })}
          note="查出的挂证信息 ÷（查出 + 估计漏判）。漏判由每日抽查的正常信息按研判时间分层推算，竖线为 95% 置信区间（Fay–Feuer）；抽查越少，区间越宽。"
          empty="还没有复核过抽查的正常信息，不能估计召回率。系统每日抽取正常信息混入复核队列，复核后这里会显示。"
          names={names}
          series={series.recall}
          table={
            <FigureTable
              spans={spans}
              columns={['查出', '正常', '抽查', '已复核', '其中挂证', '估计漏判', '估计召回率']}
              cells={({ found, sample, missed, recall }) => [
                ...[found, sample.population, sample.drawn, sample.decided, sample.positives].map(String),
                missed === null
                  ? '—'
                  : `${Math.round(missed.estimate)}（${Math.round(missed.low)}–${Math.round(missed.high)}）`,
                recall === null ? '—' : `${percent(recall.estimate)}（${percent(recall.low)}–${percent(recall.high)}）`,
              ]}
            />
          }
        />
        <ChartPanel
          title="可疑占比"
          fileName="flagged-share"
          csv={tableUrl('flagged-share', { by })}
          note="全部研判中判为可疑的比例；竖线为 95% 置信区间（Wilson）。"
          empty="还没有研判。采集并研判后，这里会显示每一期的可疑占比。"
          names={names}
          series={series.flaggedShare}
          table={
            <FigureTable
              spans={spans}
              columns={['可疑占比']}
              cells={({ flaggedShare }) => [shareInWords(flaggedShare)]}
            />
          }
        />
      </div>
    </>
  );
}

function seriesOf(spans: readonly SpanQuality[]): Record<'precision' | 'recall' | 'flaggedShare', ChartSeries[]> {
  const none = { share: null, low: null, high: null };
  return {
    precision: [
      {
        ...{ name: '可疑', colour: '--flagged', symbol: 'circle' },
        points: spans.map(({ flagged }) => flagged.precision),
      },
      {
        ...{ name: '存疑', colour: '--borderline', symbol: 'rect' },
        points: spans.map(({ borderline }) => borderline.precision),
      },
    ],
    recall: [
      {
        ...{ name: '估计召回率', colour: '--accent', symbol: 'circle' },
        points: spans.map(({ recall }) => (recall === null ? none : { ...recall, share: recall.estimate })),
      },
    ],
    flaggedShare: [
      {
        ...{ name: '可疑占比', colour: '--flagged', symbol: 'circle' },
        points: spans.map(({ flaggedShare }) => flaggedShare),
      },
    ],
  };
}

interface TableProps {
  spans: readonly SpanQuality[];
  columns: readonly string[];
  cells: (span: SpanQuality) => readonly string[];
}

function FigureTable({ spans, columns, cells }: TableProps) {
  return (
    <table className="plain small">
      <thead>
        <tr>
          {['起始日', ...columns].map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {spans.map((span) => (
          <tr key={span.start}>
            <th scope="row">{span.start}</th>
            {cells(span).map((cell, index) => (
              <td key={columns[index]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
