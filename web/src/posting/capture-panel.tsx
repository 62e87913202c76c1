import { Image } from 'antd';
import { type ReactNode, useState } from 'react';
import type { PostingDetail } from '../../../contracts/api/postings.js';
import type { Role } from '../../../contracts/roles.js';
import { useKnownSession } from '../api/session.js';
import { shanghaiTime } from '../shanghai-time.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { CopyButton } from './copy-button.js';

const methodName = { http: '直接下载', browser: '浏览器渲染' };

/** Whom the server gives a page as it was: every contact on it can be read. */
const maySeePages: readonly Role[] = ['operator', 'reviewer', 'supervisor', 'auditor'];

/** 采集件: how the page was received, its hash, and for some its bytes and its picture where a browser fetched it. */
export function CapturePanel({ capture }: { capture: PostingDetail['capture'] }) {
  const { role } = useKnownSession();
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
            {maySeePages.includes(role) ? (
              <>
                <a href={`${path}/body`} download>
                  下载原始字节
                </a>
                <span className="note">
                  　可自行计算哈希核对；请用文本编辑器打开，勿在浏览器中运行。内含完整联系方式，下载记入存证链。
                </span>
              </>
            ) : (
              <span className="note">原始内容与截图含完整联系方式，仅供采集员、复核员、主管和审计员查看。</span>
            )}
          </Row>
        </dl>
        {capture.screenshot ? (
          maySeePages.includes(role) && <Screenshot key={path} path={`${path}/screenshot`} />
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

/** Not before somebody asks: that they saw it is recorded. */
function Screenshot({ path }: { path: string }) {
  const [isShown, show] = useState(false);
  if (!isShown)
    return (
      <p className="no-screenshot note">
        <button type="button" className="quiet" onClick={() => show(true)}>
          查看截图
        </button>
        　截图含完整联系方式，查看记入存证链。
      </p>
    );
  return (
    <figure>
      <Image src={path} alt="采集时的页面截图" preview={{ cover: '放大查看' }} fallback={unreadable} />
      <figcaption className="note">
        采集时的整页截图，
        <a href={path} target="_blank" rel="noreferrer">
          打开原图
        </a>
      </figcaption>
    </figure>
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
