import { Button } from 'antd';
import { type ReactNode, useRef } from 'react';
import { Chart, type ChartHandle, type ChartSeries } from './chart.js';
import { saveFile } from './save-file.js';

interface Props {
  title: string;
  /** File name of the picture, without its ending. */
  fileName: string;
  csv: string;
  note: ReactNode;
  names: readonly string[];
  series: readonly ChartSeries[];
  /** Said in the place of the chart where no point has anything. */
  empty: string;
  /** The same figures as a table. */
  table: ReactNode;
}

/** A chart with its figures as a table, and both to take away. */
export function ChartPanel({ title, fileName, csv, note, names, series, empty, table }: Props) {
  const chart = useRef<ChartHandle>(null);
  const isEmpty = series.every(({ points }) => points.every(({ share }) => share === null));
  const savePicture = async () => {
    const picture = await chart.current?.picture();
    if (picture) saveFile(picture, `${fileName}.png`);
  };
  return (
    <section className="panel chart-panel" aria-label={title}>
      <header className="panel-head">
        <h2>{title}</h2>
        <span className="downloads">
          {!isEmpty && (
            <Button size="small" onClick={() => void savePicture()}>
              下载图片
            </Button>
          )}
          <Button size="small" href={csv} download>
            下载 CSV
          </Button>
        </span>
      </header>
      <p className="note">{note}</p>
      {isEmpty ? (
        <p className="chart-empty">{empty}</p>
      ) : (
        <>
          <Chart label={`${title}。图中数字见下方表格。`} names={names} series={series} handle={chart} />
          <details>
            <summary>以表格查看</summary>
            <div className="scrolled">{table}</div>
          </details>
        </>
      )}
    </section>
  );
}
