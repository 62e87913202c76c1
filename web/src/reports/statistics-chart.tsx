import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { Statistics } from '../../../contracts/api/reports.js';

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

type Month = Statistics['months'][number];

/** Each with a custom property of styles.css. */
const series: readonly (readonly [name: string, type: 'bar' | 'line', colour: string, count: (of: Month) => number])[] =
  [
    ['立案', 'bar', '--accent', ({ filed }) => filed],
    ['责令改正', 'bar', '--borderline', ({ ordered }) => ordered],
    ['处罚', 'bar', '--flagged', ({ penalised }) => penalised],
    ['处理结果', 'bar', '--clear', ({ outcomes }) => outcomes],
    ['确认的信息', 'line', '--ink', ({ confirmedPostings }) => confirmedPostings],
  ];

/** Bars of casework, and a line of the advertisements that were confirmed. */
export default function StatisticsChart({ months }: { months: readonly Month[] }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return undefined;
    const chart = init(place.current, undefined, { renderer: 'canvas' });
    const draw = () => chart.setOption(optionOf(months), true);
    draw();
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(place.current);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', draw);
    return () => {
      dark.removeEventListener('change', draw);
      observer.disconnect();
      chart.dispose();
    };
  }, [months]);
  return <div ref={place} className="chart" role="img" aria-label="近十二个月办案统计图。图中数字见下方表格。" />;
}

const colourOf = (property: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(property).trim();

function optionOf(months: readonly Month[]): Parameters<ReturnType<typeof init>['setOption']>[0] {
  const [ink, soft] = [colourOf('--ink'), colourOf('--soft')];
  const [line, panel] = [colourOf('--line'), colourOf('--panel')];
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
    grid: { left: 44, right: 14, top: 34, bottom: 26 },
    legend: { top: 0, right: 10, textStyle: { color: ink }, itemHeight: 9 },
    // As markup it would carry inline styles, which the page's policy forbids.
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      backgroundColor: panel,
      borderColor: line,
      textStyle: { color: ink },
    },
    xAxis: {
      ...{ type: 'category', data: months.map(({ month }) => month), axisTick: { show: false } },
      ...{ axisLine: { lineStyle: { color: line } }, axisLabel: { color: soft } },
    },
    yAxis: {
      ...{ type: 'value', minInterval: 1, splitLine: { lineStyle: { color: line } }, axisLabel: { color: soft } },
    },
    series: series.map(([name, type, colour, count]) => ({
      ...{ name, type, data: months.map(count), itemStyle: { color: colourOf(colour) } },
      ...(type === 'line' ? { lineStyle: { color: colourOf(colour), width: 2 }, symbolSize: 6 } : {}),
    })),
  };
}
