import { Button } from 'antd';
import { useLabelCounts } from './testing-api.js';

/** What the reviews give for training, and the file of it. */
export function LabelsPanel({ mayDownload }: { mayDownload: boolean }) {
  const { data } = useLabelCounts();
  return (
    <section className="panel" aria-label="训练标签">
      <h2>复核结论作为训练标签</h2>
      <p>
        {data === undefined
          ? '正在统计……'
          : `挂证 ${data.rental} 条（两人确认），正常 ${data.genuine} 条（排除，且理由说明确非挂证），其中随机抽查 ${data.sample} 条；另有 ${data.left} 条排除理由不足以作为标签。`}
      </p>
      <p className="note">已撤回的结论不在其中；联系方式已替换。训练：guazheng train --reviews --out 文件夹</p>
      {mayDownload && (
        <p>
          <Button href="/api/testing/labels" download disabled={data === undefined || data.rental + data.genuine === 0}>
            下载标签（JSONL）
          </Button>
        </p>
      )}
    </section>
  );
}
