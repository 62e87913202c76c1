import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type ECharts, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useImperativeHandle, useRef, useSyncExternalStore } from 'react';
import { percent } from './share-text.js';

use([LineChart, CustomChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** Shares over time with their intervals; null where there is nothing to say. */
export interface ChartSeries {
  readonly name: string;
  /** A custom property of styles.css, such as `--flagged`. */
  readonly colour: string;
  readonly symbol: 'circle' | 'rect';
  readonly points: readonly {
    readonly share: number | null;
    readonly low: number | null;
    readonly high: number | null;
  }[];
}

export interface ChartHandle {
  /** A picture of the chart as PNG, at twice the size of the screen. */
  picture(): Promise<Blob | null>;
}

interface Props {
  /** Said to who does not see it. */
  label: string;
  /** Names of the points: first days of weeks or months. */
  names: readonly string[];
  series: readonly ChartSeries[];
  handle: React.Ref<ChartHandle>;
}

/** A line chart of shares from 0 to 100 %, each point with its interval as a bar. */
export function Chart({ label, names, series, handle }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const dark = useDark();

  useEffect(() => {
    if (place.current === null) return undefined;
    const made = init(place.current, undefined, { renderer: 'canvas' });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  // `dark` changes what the custom properties hold.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => chart.current?.setOption(optionOf(names, series), true), [names, series, dark]);
  useImperativeHandle(handle, () => ({
    picture: () =>
      new Promise((resolve) => {
        const canvas = chart.current?.renderToCanvas({ pixelRatio: 2, backgroundColor: colourOf('--panel') });
        if (canvas === undefined) resolve(null);
        else canvas.toBlob(resolve, 'image/png');
      }),
  }));
  return <div ref={place} className="chart" role="img" aria-label={label} />;
}

const darkQuery = '(prefers-color-scheme: dark)';
function useDark(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(darkQuery);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia(darkQuery).matches,
  );
}

const colourOf = (property: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(property).trim();

function optionOf(names: readonly string[], series: readonly ChartSeries[]): Parameters<ECharts['setOption']>[0] {
  const [ink, soft, line, panel] = ['--ink', '--soft', '--line', '--panel'].map(colourOf);
  const font = getComputedStyle(document.body).fontFamily;
  return {
    animation: false,
    textStyle: { fontFamily: font, color: ink },
    grid: { left: 44, right: 14, top: series.length > 1 ? 34 : 14, bottom: 26 },
    ...(series.length > 1
      ? {
          legend: { top: 0, right: 10, data: series.map(({ name }) => name), textStyle: { color: ink }, itemHeight: 9 },
        }
      : {}),
    tooltip: {
      trigger: 'axis',
      // As markup it would carry inline styles, which the page's policy forbids.
      renderMode: 'richText',
      backgroundColor: panel,
      borderColor: line,
      textStyle: { color: ink, fontSize: 12 },
      formatter: (points: unknown) => tooltipText(points, names, series),
    },
    xAxis: {
      type: 'category',
      data: names.map((name) => name.slice(5)),
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
      axisLabel: { color: soft },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      splitLine: { lineStyle: { color: line } },
      axisLabel: { color: soft, formatter: (value: number) => `${Math.round(value * 100)}%` },
    },
    series: series.flatMap((one, index) => {
      const colour = colourOf(one.colour);
      // Beside each other, or the one hides the other.
      const shift = (index - (series.length - 1) / 2) * 7;
      return [
        {
          ...{ type: 'line', name: one.name, symbol: one.symbol, symbolSize: 7, symbolOffset: [shift, 0] },
          ...{ data: one.points.map(({ share }) => share), lineStyle: { color: colour, width: 2 } },
          itemStyle: { color: colour },
        },
        {
          ...{ type: 'custom', name: `${one.name}区间`, silent: true, tooltip: { show: false } },
          data: one.points.flatMap(({ low, high }, at) => (low === null || high === null ? [] : [[at, low, high]])),
          renderItem: (_: unknown, api: BarApi) => intervalBar(api, shift, colour),
          encode: { x: 0, y: [1, 2] },
        },
      ];
    }),
  } as Parameters<ECharts['setOption']>[0];
}

interface BarApi {
  value(dimension: number): number | string;
  coord(point: readonly (number | string)[]): number[];
}

/** A vertical line from the lower to the upper limit, with ends. */
function intervalBar(api: BarApi, shift: number, colour: string) {
  const [x = 0, low = 0] = api.coord([api.value(0), api.value(1)]);
  const [, high = 0] = api.coord([api.value(0), api.value(2)]);
  const at = x + shift;
  const stroke = (x1: number, y1: number, x2: number, y2: number) => ({
    ...{ type: 'line', shape: { x1, y1, x2, y2 } },
    style: { stroke: colour, lineWidth: 1.5, opacity: 0.55 },
  });
  return {
    type: 'group',
    children: [stroke(at, low, at, high), stroke(at - 3, low, at + 3, low), stroke(at - 3, high, at + 3, high)],
  };
}

function tooltipText(points: unknown, names: readonly string[], series: readonly ChartSeries[]): string {
  const [first] = Array.isArray(points) ? points : [points];
  const at = Number(first?.dataIndex ?? 0);
  const lines = series.map(({ name, points: own }) => {
    const { share = null, low = null, high = null } = own[at] ?? {};
    return share === null ? `${name}：无数据` : `${name}：${percent(share)}（${percent(low)}–${percent(high)}）`;
  });
  return [names[at] ?? '', ...lines].join('\n');
}
