import { Drawer, Segmented, Skeleton } from 'antd';
import { useState } from 'react';
import { useKnownSession } from '../api/session.js';
import { Failure } from '../failure.js';
import { shanghaiTime } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { useSampleCapture } from './queries.js';
import { bytesInWords, methodName } from './terms.js';

/** What was received of a page: its picture, its text, its source. A stranger's, so nothing of it is markup here. */
export function CaptureDrawer({ id, close }: { id: string | undefined; close: () => void }) {
  const capture = useSampleCapture(id);
  // Administrators are not given pages as they were: every contact on them can be read.
  const maySeePage = useKnownSession().role !== 'administrator';
  const [shown, show] = useState<'screenshot' | 'text' | 'source'>('text');
  const { data } = capture;
  const choices = [
    { value: 'text' as const, label: '文字' },
    { value: 'source' as const, label: '原文' },
    ...(maySeePage && data?.hasScreenshot === true ? [{ value: 'screenshot' as const, label: '截图' }] : []),
  ];
  const choice = shown === 'screenshot' && data?.hasScreenshot !== true ? 'text' : shown;
  return (
    <Drawer title="采集件" open={id !== undefined} onClose={close} size={760} destroyOnHidden>
      {capture.isError && <Failure error={capture.error} retry={() => void capture.refetch()} />}
      {data === undefined && !capture.isError && <Skeleton active paragraph={{ rows: 12 }} />}
      {data !== undefined && (
        <div className="sample">
          <dl className="plain-facts">
            <div>
              <dt>网址</dt>
              <dd>
                <code>
                  <AdvertisedText text={data.url} />
                </code>
              </dd>
            </div>
            <div>
              <dt>采集</dt>
              <dd>
                {shanghaiTime(data.capturedAt)}，{methodName(data.method)}，状态码 {data.status}，
                {bytesInWords(data.bytes)}
              </dd>
            </div>
          </dl>
          <div className="sample-bar">
            <Segmented size="small" options={choices} value={choice} onChange={show} />
            {maySeePage && <a href={`/api/captures/${encodeURIComponent(data.id)}/body`}>下载原始字节</a>}
          </div>
          {choice === 'screenshot' ? (
            <img src={`/api/captures/${encodeURIComponent(data.id)}/screenshot`} alt="采集时的页面截图" />
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard (WCAG 2.1.1)
            <section className="captured" tabIndex={0} aria-label={choice === 'text' ? '页面文字' : '页面原文'}>
              {data[choice] === '' ? <span className="absent">没有内容</span> : <AdvertisedText text={data[choice]} />}
            </section>
          )}
        </div>
      )}
    </Drawer>
  );
}
