import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Popconfirm } from 'antd';
import { Link } from 'react-router';
import type { ComparisonRun, Figures, ReleaseComparison, SliceDifference } from '../../../contracts/api/testing.js';
import { useKnownSession } from '../api/session.js';
import { BandTag } from '../band-tag.js';
import { percentage } from '../probability.js';
import { AdvertisedText } from '../text/advertised-text.js';
import { differenceText, figureTerm, figureText, labelName, sliceName } from './figure-terms.js';
import { activateCompared } from './testing-api.js';

interface Props {
  readonly run: ComparisonRun;
  readonly result: NonNullable<ComparisonRun['result']>;
  /** Whether the deployment names the release, so that none can be activated. */
  readonly isSet: boolean;
  readonly activated: () => void;
}

/** Champion and challenger side by side, and what follows from it. */
export function ComparisonPanel({ run, result: { comparison, examples }, isSet, activated }: Props) {
  return (
    <>
      <Conclusion run={run} comparison={comparison} isSet={isSet} activated={activated} />
      <section className="panel" aria-label="固定评测集上的比较">
        <h2>
          固定评测集 <small>{comparison.frozen.postings} 条；区间不含 0 才说差异真实</small>
        </h2>
        <FigureDifferences comparison={comparison} />
        <h3>分切片</h3>
        <SliceDifferences slices={comparison.frozen.slices} />
      </section>
      <section className="panel" aria-label="最近研判的信息">
        <h2>
          最近研判的信息 <small>{comparison.lately.postings} 条</small>
        </h2>
        <LatelyChanged comparison={comparison} />
        {examples.length > 0 && (
          <table className="figures-table examples">
            <thead>
              <tr>
                <th scope="col">信息</th>
                <th scope="col">生效版本</th>
                <th scope="col">挑战版本</th>
              </tr>
            </thead>
            <tbody>
              {examples.map(({ id, title, from, to, before, after }) => (
                <tr key={id}>
                  <th scope="row">
                    <Link to={`/postings/${id}`}>
                      <AdvertisedText text={title === '' ? '（无标题）' : title} />
                    </Link>
                  </th>
                  <td>
                    <BandTag band={from} /> {percentage(before)}
                  </td>
                  <td>
                    <BandTag band={to} /> {percentage(after)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

function Conclusion({
  run,
  comparison: { champion, challenger, refusal },
  isSet,
  activated,
}: Omit<Props, 'result'> & { comparison: ReleaseComparison }) {
  const { role } = useKnownSession();
  const activate = useMutation({ mutationFn: () => activateCompared(run.id), onSuccess: activated });
  if (activate.isSuccess)
    return (
      <Alert
        type="success"
        showIcon
        title={`${activate.data.release} 已启用，已记入存证链；运行中的采集进程将在一分钟内改用它。`}
      />
    );
  const isSame = champion.id === challenger.id;
  return (
    <section className="panel conclusion" aria-label="结论">
      <dl className="pair">
        <div>
          <dt>生效版本</dt>
          <dd>
            <code>{champion.id}</code>
          </dd>
        </div>
        <div>
          <dt>挑战版本</dt>
          <dd>
            <code>{challenger.id}</code>
          </dd>
        </div>
      </dl>
      {isSame && <Alert type="info" showIcon title="这就是生效的版本。" />}
      {refusal !== null && <Alert type="error" showIcon title="不能启用" description={refusalText(refusal)} />}
      {refusal === null && !isSame && (
        <>
          <Alert type="success" showIcon title="没有切片明显变差，可以由主管启用。" />
          {role === 'supervisor' && !isSet && (
            <Popconfirm
              title="启用这个版本？"
              description="从现在起由它研判新采集的信息；已有的研判不变。"
              okText="启用"
              cancelText="取消"
              onConfirm={() => activate.mutate()}
            >
              <Button type="primary" loading={activate.isPending}>
                启用挑战版本
              </Button>
            </Popconfirm>
          )}
          {role !== 'supervisor' && <p className="note">启用须由主管比较并操作。</p>}
        </>
      )}
      {activate.isError && <Alert type="error" showIcon title="没有启用" description={activate.error.message} />}
    </section>
  );
}

function refusalText({ seen, worse }: NonNullable<ReleaseComparison['refusal']>): string {
  if (seen > 0) return `训练时用过固定评测集中的 ${seen} 条信息，比较没有意义。请不要用 fixtures/frozen 训练。`;
  return `以下切片明显变差：${worse.map(sliceName).join('、')}。`;
}

const findingName = { better: '变好', worse: '变差', open: '无明显差异' } as const;

function FigureDifferences({ comparison: { champion, challenger, frozen } }: { comparison: ReleaseComparison }) {
  return (
    <div className="wide-table">
      <table className="figures-table">
        <thead>
          <tr>
            <th scope="col">指标</th>
            <th scope="col">生效版本</th>
            <th scope="col">挑战版本</th>
            <th scope="col">差</th>
            <th scope="col">95% 区间</th>
            <th scope="col">结论</th>
          </tr>
        </thead>
        <tbody>
          {(Object.keys(figureTerm) as (keyof Figures)[]).map((name) => {
            const { difference, low, high, finding } = frozen.overall[name];
            return (
              <tr key={name}>
                <th scope="row">{figureTerm[name].name}</th>
                <td>{figureText(name, champion.figures[name])}</td>
                <td>{figureText(name, challenger.figures[name])}</td>
                <td>{differenceText(name, difference)}</td>
                <td>
                  {differenceText(name, low)} … {differenceText(name, high)}
                </td>
                <td className={finding}>{findingName[finding]}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function SliceDifferences({ slices }: { slices: readonly SliceDifference[] }) {
  return (
    <div className="wide-table">
      <table className="figures-table">
        <thead>
          <tr>
            <th scope="col">切片</th>
            <th scope="col">条数</th>
            <th scope="col">看什么</th>
            <th scope="col">生效版本</th>
            <th scope="col">挑战版本</th>
            <th scope="col">差</th>
            <th scope="col">95% 区间</th>
            <th scope="col">结论</th>
          </tr>
        </thead>
        <tbody>
          {slices.map(({ name, label, n, first, second, difference, low, high, finding }) => (
            <tr key={`${name} ${label}`}>
              <th scope="row">
                <bdi>{sliceName(name)}</bdi>
              </th>
              <td>{n}</td>
              <td>
                {labelName[label]}·{label === 'rental' ? '召回率' : '误报率'}
              </td>
              <td>{figureText('recall', first)}</td>
              <td>{figureText('recall', second)}</td>
              <td>{differenceText('recall', difference)}</td>
              <td>
                {differenceText('recall', low)} … {differenceText('recall', high)}
              </td>
              <td className={finding}>{findingName[finding]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LatelyChanged({ comparison: { lately } }: { comparison: ReleaseComparison }) {
  if (lately.postings === 0) return <p className="note">还没有研判过的信息。</p>;
  if (lately.changes.length === 0) return <p>没有一条改变分档。</p>;
  const changed = lately.changes.reduce((sum, { postings }) => sum + postings, 0);
  return (
    <>
      <p>{changed} 条改变分档：</p>
      <ul className="band-changes">
        {lately.changes.map(({ from, to, postings }) => (
          <li key={`${from} ${to}`}>
            <BandTag band={from} /> → <BandTag band={to} /> <b>{postings}</b> 条
          </li>
        ))}
      </ul>
    </>
  );
}
