import { role } from '../../../contracts/roles.js';
import { roleName } from '../accounts/chinese-terms.js';
import { Failure } from '../failure.js';
import { PageSkeleton } from '../page-skeleton.js';
import { type Operation, type Schema, useApiDocument } from './api-document.js';
import { SchemaView, typeText } from './schema-view.js';
import './api-docs.css';

/** 接口说明: the description of the API, readable; programs read /api/openapi.json. */
export default function ApiDocsPage() {
  const document = useApiDocument();
  if (document.isError) return <Failure error={document.error} retry={() => void document.refetch()} />;
  if (document.data === undefined) return <PageSkeleton />;
  const { info, groups, schemas } = document.data;
  return (
    <div className="api-docs">
      <nav className="panel" aria-label="接口分组">
        <ul>
          {groups.map(({ name, operations }) => (
            <li key={name}>
              <a href={`#${name}`}>/api/{name}</a> <small>{operations.length}</small>
            </li>
          ))}
        </ul>
      </nav>
      <div className="operations">
        <h1>接口说明</h1>
        <p>{info.description}</p>
        <p>
          机器可读的描述：<a href="/api/openapi.json">openapi.json</a>（OpenAPI 3.1）
        </p>
        {groups.map(({ name, operations }) => (
          <section key={name} id={name} aria-label={name}>
            <h2>/api/{name}</h2>
            {operations.map((operation) => (
              <OperationPanel key={operation.operationId} operation={operation} schemas={schemas} />
            ))}
          </section>
        ))}
      </div>
    </div>
  );
}

function OperationPanel({ operation, schemas }: { operation: Operation; schemas: Readonly<Record<string, Schema>> }) {
  const { method, path, summary, parameters, requestBody, responses } = operation;
  const body = Object.entries(requestBody?.content ?? {});
  const answer = responses['200']?.content?.['application/json']?.schema;
  return (
    <details className="panel operation">
      <summary>
        <b className={`method ${method.toLowerCase()}`}>{method}</b> <code>{path}</code> <span>{summary}</span>
      </summary>
      <p className="note">可调用：{rolesText(operation['x-roles'])}</p>
      {parameters.length > 0 && (
        <>
          <h3>参数</h3>
          <ul className="schema">
            {parameters.map(({ name, in: place, required, schema, description }) => (
              <li key={name}>
                <code>{name}</code> <span className="note">{place === 'path' ? '路径' : '查询'}</span>
                {required !== true && <span className="note">可选</span>}{' '}
                {schema !== undefined && <span className="type">{typeText(schema, schemas)}</span>}
                {description !== undefined && <span className="note">{description}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {body.map(([type, { schema }]) => (
        <div key={type}>
          <h3>
            请求体 <small>{type}</small>
          </h3>
          {schema !== undefined && <SchemaView schema={schema} schemas={schemas} />}
        </div>
      ))}
      <h3>回答</h3>
      {answer === undefined ? (
        <p className="note">文件，或没有内容（204）</p>
      ) : (
        <SchemaView schema={answer} schemas={schemas} />
      )}
      <p className="note">
        出错时：<code>{'{code, message}'}</code>，状态 4xx 或 5xx
      </p>
    </details>
  );
}

function rolesText(given: readonly string[]): string {
  if (given.includes('anyone')) return '无需登录';
  if (role.options.every((each) => given.includes(each))) return '所有角色';
  return given.map((each) => roleName[role.parse(each)]).join('、');
}
