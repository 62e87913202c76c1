import { Image } from 'antd';
import type { ReactNode } from 'react';
import type { PostingDetail } from '../../../contracts/api.js';
import { shanghaiTime } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { CopyButton } from './copy-button.js';

const methodName = { http: '直接下载', browser: '浏览器渲染' };

/** 采集件: how the page was received, its hash, and its picture where a browser fetched it. */
export function CapturePanel({ capture }: { capture: PostingDetail['capture'] }) {
  const path = `/api/captures/${encodeURIComponent(capture.id)}`;
  return (
    <section className="panel capture" aria-label="采集件">
      <h2>采集件</h2>
      <div className="capture-columns">
        <dl className="terms">
          <Row name="采集时间">{shanghaiTime(capture.capturedAt)}（北京时间）</Row>
          <Row name="采集方式">{methodName[capture.method]}</Row>
          <Row name="最终网址">
            <code>
              <AdvertisedText text={capture.finalUrl} />
            </code>
            <CopyButton text={capture.finalUrl} what="最终网址" />
          </Row>
          <Row name="HTTP 状态">{capture.status}</Row>
          <Row name="服务器地址">
            <code>{capture.remoteAddress}</code>
          </Row>
          <Row name="大小">{capture.bytes.toLocaleString('zh-CN')} 字节</Row>
          <Row name="SHA-256">
            <code>{capture.sha256}</code>
            <CopyButton text={capture.sha256} what="哈希值" />
          </Row>
          <Row name="原始内容">
            <a href={`${path}/body`} download>
              下载原始字节
            </a>
            <span className="note">　可自行计算哈希核对；请用文本编辑器打开，勿在浏览器中运行。</span>
          </Row>
        </dl>
        {capture.screenshot ? (
          <figure>
            <Image
              src={`${path}/screenshot`}
              alt="采集时的页面截图"
              preview={{ cover: '放大查看' }}
              fallback={unreadable}
            />
            <figcaption className="note">
              采集时的整页截图，
              <a href={`${path}/screenshot`} target="_blank" rel="noreferrer">
                打开原图
              </a>
            </figcaption>
          </figure>
        ) : (
          <p className="no-screenshot note">
            {capture.method === 'http'
              ? '该页面以直接下载方式采集，未经浏览器渲染，没有截图；原始内容已按上述哈希值保存。'
              : '浏览器未能生成截图；原始内容已按上述哈希值保存。'}
          </p>
        )}
      </div>
    </section>
  );
}

/** Shown when the stored picture cannot be read. */
const unreadable = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="120"><text x="160" y="64" fill="#888" font-size="14" text-anchor="middle">截图无法读取</text></svg>',
)}`;

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
