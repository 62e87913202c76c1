import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Modal, Skeleton, Space } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { FileProblem } from '../../../contracts/api/operation/platform-files.js';
import { Failure } from '../failure.js';
import { ActNotice } from './act-notice.js';
import { CodeEditor } from './code-editor.js';
import { LineDifference } from './line-difference.js';
import { OperationShell } from './operation-shell.js';
import { checkFile, saveFile, tryFile, useAct, usePlatform, usePlatformVersion } from './queries.js';
import { starterFile } from './starter-file.js';
import { TrialResult } from './trial-result.js';

/** 平台文件: written, checked, tried on live pages, then saved as a new version. */
export default function PlatformEditorPage() {
  const { id } = useParams();
  const platform = usePlatform(id ?? '', id !== undefined);
  const newest = platform.data?.versions[0]?.number;
  // What somebody else saves meanwhile must not change what is being written.
  const [basedOn, setBasedOn] = useState<number>();
  useEffect(() => {
    if (basedOn === undefined && newest !== undefined) setBasedOn(newest);
  }, [basedOn, newest]);
  const version = usePlatformVersion(id, basedOn);
  if (id === undefined) return <Editor platformId={null} basedOn={0} before="" name="添加平台" />;
  const title = `修改平台文件：${platform.data?.name ?? id}`;
  const failed = platform.isError ? platform : version.isError ? version : undefined;
  if (failed !== undefined) {
    return (
      <OperationShell title={title}>
        <Failure error={failed.error} retry={() => void failed.refetch()} />
      </OperationShell>
    );
  }
  if (version.data === undefined || basedOn === undefined) {
    return (
      <OperationShell title={title}>
        <div className="panel roomy" aria-busy="true">
          <Skeleton active paragraph={{ rows: 12 }} />
        </div>
      </OperationShell>
    );
  }
  return <Editor platformId={id} basedOn={basedOn} before={version.data.yaml} name={title} />;
}

function Editor({
  platformId,
  basedOn,
  before,
  name,
}: {
  platformId: string | null;
  basedOn: number;
  before: string;
  name: string;
}) {
  const navigate = useNavigate();
  const [yaml, setYaml] = useState(platformId === null ? starterFile : before);
  const [isReviewing, review] = useState(false);
  const goTo = useRef<(line: number) => void>(undefined);
  const check = useMutation({ mutationFn: checkFile, networkMode: 'always' });
  const trial = useMutation({ mutationFn: tryFile, networkMode: 'always' });
  const save = useAct(async () => {
    const { id } = await saveFile({ yaml, platformId, basedOn });
    navigate(`/operation/platforms/${encodeURIComponent(id)}`);
  });
  const isChanged = yaml !== (platformId === null ? starterFile : before);
  useUnsavedWarning(isChanged && !save.isSuccess);
  const problems = check.data?.problems;
  const change = (text: string) => {
    setYaml(text);
    check.reset();
  };
  /** Everything begins with the check: what cannot be read is neither tried nor saved. */
  const checked = async (then: () => void) => {
    const answer = await check.mutateAsync(yaml).catch(() => undefined);
    if (answer?.problems.length === 0) then();
  };
  return (
    <OperationShell
      title={name}
      actions={
        <Space wrap>
          <Button loading={check.isPending} onClick={() => check.mutate(yaml)}>
            检查
          </Button>
          <Button loading={trial.isPending} onClick={() => void checked(() => trial.mutate(yaml))}>
            试采
          </Button>
          <Button type="primary" disabled={!isChanged} onClick={() => void checked(() => review(true))}>
            保存…
          </Button>
        </Space>
      }
    >
      <div className="editor-columns">
        <section className="panel" aria-label="平台文件">
          <CodeEditor
            label="平台文件（YAML）"
            value={yaml}
            change={change}
            marked={new Set(problems?.flatMap(({ line }) => line ?? []))}
            goTo={(go) => {
              goTo.current = go;
            }}
          />
          <p className="note">地址防护的例外和采集依据不在平台文件中：前者是部署设置，后者由主管授权。</p>
        </section>
        <section className="panel editor-answers" aria-label="检查与试采的结果" aria-live="polite">
          {check.isError && <Alert type="error" showIcon title="没有检查成功" description={check.error.message} />}
          {problems !== undefined && <Problems problems={problems} goTo={(line) => goTo.current?.(line)} />}
          {trial.isPending && (
            <div aria-busy="true">
              <p>正在向平台取一个列表页和一个详情页，按平台的间隔与 robots.txt 进行，请稍候…</p>
              <Skeleton active paragraph={{ rows: 6 }} />
            </div>
          )}
          {trial.isError && <Alert type="error" showIcon title="没有试采成功" description={trial.error.message} />}
          {trial.data !== undefined && !trial.isPending && (
            <>
              {trial.variables !== yaml && (
                <Alert type="warning" showIcon title="平台文件在试采之后又有改动，以下结果是改动之前的。" />
              )}
              <TrialResult trial={trial.data} />
            </>
          )}
          {check.isIdle && trial.isIdle && (
            <div className="editor-hint">
              <h2>怎样做</h2>
              <ol>
                <li>写明平台的编号、名称、入口网址，以及列表页和详情页各字段的位置。</li>
                <li>“检查”逐条指出写错的行。</li>
                <li>“试采”照常规规则取一个列表页和一个详情页，显示读出的内容；不会写入记录。</li>
                <li>满意后“保存”，看过改动即成为新的版本；旧版本永远保留。</li>
              </ol>
            </div>
          )}
        </section>
      </div>
      <Modal
        open={isReviewing}
        title={platformId === null ? '保存新平台' : `保存为第 ${basedOn + 1} 版`}
        width={860}
        okText="保存"
        cancelText="返回修改"
        confirmLoading={save.isPending}
        onOk={() => save.mutate(undefined)}
        onCancel={() => review(false)}
      >
        {trial.data === undefined && <Alert type="warning" showIcon title="这个文件还没有试采过，建议先试采再保存。" />}
        <LineDifference before={before} after={yaml} />
        <ActNotice act={save} />
      </Modal>
    </OperationShell>
  );
}

function Problems({ problems, goTo }: { problems: readonly FileProblem[]; goTo: (line: number) => void }) {
  if (problems.length === 0) return <Alert type="success" showIcon title="检查通过，没有发现问题。" />;
  return (
    <div className="problems">
      <h2>{problems.length} 处需要改正</h2>
      <ul>
        {problems.map(({ line, key, message, detail }) => (
          <li key={`${line} ${key} ${message}`}>
            {line === null ? (
              <span>全文</span>
            ) : (
              <Button size="small" onClick={() => goTo(line)}>
                第 {line} 行
              </Button>
            )}
            {key !== '' && <code>{key}</code>}
            <span>{message}</span>
            {detail !== null && (
              <details className="failure-raw">
                <summary>原始信息</summary>
                <code lang="en">{detail}</code>
              </details>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The browser asks before a tab with unsaved work is closed. */
function useUnsavedWarning(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [isUnsaved]);
}
