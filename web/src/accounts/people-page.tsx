import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Empty, Modal, Popconfirm, Select, Skeleton, Table } from 'antd';
import { useState } from 'react';
import type { Invitation, Person } from '../../../contracts/api/accounts.js';
import { type Role, role as roles } from '../../../contracts/roles.js';
import { Failure } from '../failure.js';
import { shanghaiMinute } from '../shanghai-time.js';
import './accounts.css';
import {
  changeRole,
  disablePerson,
  inviteAgain,
  logOutPerson,
  peopleOptions,
  resetSecondFactor,
} from './accounts-api.js';
import { roleName, stateName } from './chinese-terms.js';
import { InvitationLink } from './invitation-link.js';
import { NewPersonForm } from './new-person-form.js';
import { OrganisationsPanel } from './organisations-panel.js';

/** What an administrator does to a person. */
type Act = { readonly person: Person } & (
  | { readonly what: 'disable' | 'invite' | 'log-out' | 'second-factor' }
  | { readonly what: 'role'; readonly role: Role }
);

async function perform(act: Act): Promise<Invitation | undefined> {
  const { id } = act.person;
  if (act.what === 'invite') return inviteAgain(id);
  if (act.what === 'role') await changeRole(id, act.role);
  else if (act.what === 'disable') await disablePerson(id);
  else if (act.what === 'second-factor') await resetSecondFactor(id);
  else await logOutPerson(id);
  return undefined;
}

/** 人员 */
export default function PeoplePage() {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(peopleOptions);
  const [adding, setAdding] = useState(false);
  const [link, setLink] = useState<{ name: string; invitation: Invitation }>();
  const changed = () => queries.invalidateQueries({ queryKey: peopleOptions.queryKey });
  const act = useMutation({
    mutationFn: perform,
    onSuccess: (invitation, { person: { name } }) => invitation && setLink({ name, invitation }),
    onSettled: changed,
  });
  return (
    <div className="people">
      <section className="panel" aria-label="人员">
        <div className="people-head">
          <h1>人员</h1>
          <Button type="primary" onClick={() => setAdding(true)}>
            添加人员
          </Button>
        </div>
        {act.error === null ? null : <Alert type="error" showIcon title={act.error.message} role="alert" />}
        {error === null ? null : <Failure error={error} retry={() => void refetch()} />}
        {data === undefined && error === null ? <Skeleton active paragraph={{ rows: 6 }} /> : null}
        {data === undefined ? null : (
          <Table<Person>
            size="small"
            rowKey="id"
            dataSource={data.people}
            pagination={data.people.length > 50 ? { pageSize: 50 } : false}
            scroll={{ x: 900 }}
            locale={{ emptyText: <Empty description="还没有人员" /> }}
            columns={[
              { title: '用户名', dataIndex: 'username' },
              { title: '姓名', dataIndex: 'name', render: (name: string) => <bdi>{name}</bdi> },
              { title: '执法证号', dataIndex: 'credentialNumber', render: (text: string) => <bdi>{text || '—'}</bdi> },
              { title: '机关', dataIndex: ['organisation', 'name'], render: (name: string) => <bdi>{name}</bdi> },
              { title: '角色', key: 'role', render: (_, person) => <RoleChoice person={person} act={act.mutate} /> },
              { title: '状态', key: 'state', render: (_, person) => <State person={person} /> },
              { title: '操作', key: 'acts', render: (_, person) => <Acts person={person} act={act.mutate} /> },
            ]}
          />
        )}
      </section>
      <OrganisationsPanel />
      <Modal open={adding} title="添加人员" footer={null} onCancel={() => setAdding(false)} destroyOnHidden>
        <NewPersonForm
          done={(name, invitation) => {
            setAdding(false);
            setLink({ name, invitation });
            void changed();
          }}
        />
      </Modal>
      <Modal
        open={link !== undefined}
        title="设置口令的链接"
        footer={null}
        onCancel={() => setLink(undefined)}
        destroyOnHidden
      >
        {link === undefined ? null : <InvitationLink {...link} />}
      </Modal>
    </div>
  );
}

function State({ person: { state, disabledAt, secondFactor, sessions } }: { person: Person }) {
  return (
    <>
      <span className={`state ${state}`}>{stateName[state]}</span>
      <span className="note">
        {disabledAt !== null
          ? shanghaiMinute(disabledAt)
          : [secondFactor ? '两步验证' : '', sessions > 0 ? `${sessions} 处登录` : ''].filter(Boolean).join('，')}
      </span>
    </>
  );
}

function RoleChoice({ person, act }: { person: Person; act: (act: Act) => void }) {
  const [chosen, setChosen] = useState<Role>();
  if (person.state === 'disabled') return roleName[person.role];
  return (
    <Popconfirm
      open={chosen !== undefined}
      title={chosen === undefined ? '' : `改为${roleName[chosen]}？`}
      description="该人员将被退出登录，访问令牌一并失效。"
      onCancel={() => setChosen(undefined)}
      onConfirm={() => {
        if (chosen !== undefined) act({ person, what: 'role', role: chosen });
        setChosen(undefined);
      }}
    >
      <Select<Role>
        size="small"
        className="role-choice"
        aria-label={`${person.name}的角色`}
        value={person.role}
        onChange={(role) => setChosen(role)}
        options={roles.options.map((value) => ({ value, label: roleName[value] }))}
      />
    </Popconfirm>
  );
}

function Acts({ person, act }: { person: Person; act: (act: Act) => void }) {
  if (person.state === 'disabled') return null;
  const { name } = person;
  return (
    <span className="acts">
      <Popconfirm
        title={`给${name}新的链接？`}
        description="用它重新设置口令；之前的链接立即失效。"
        onConfirm={() => act({ person, what: 'invite' })}
      >
        <Button size="small">新链接</Button>
      </Popconfirm>
      {person.sessions > 0 ? (
        <Popconfirm title={`退出${name}的全部登录？`} onConfirm={() => act({ person, what: 'log-out' })}>
          <Button size="small">退出登录</Button>
        </Popconfirm>
      ) : null}
      {person.secondFactor && !person.isMe ? (
        <Popconfirm
          title={`重置${name}的两步验证？`}
          description="请先当面或电话确认是本人遗失。该人员将退出全部登录，此后只凭口令登录；重置记入存证链。"
          onConfirm={() => act({ person, what: 'second-factor' })}
        >
          <Button size="small">重置两步验证</Button>
        </Popconfirm>
      ) : null}
      <Popconfirm
        title={`停用${name}？`}
        description="此后不能登录，作出的决定保留。停用后不能恢复。"
        onConfirm={() => act({ person, what: 'disable' })}
      >
        <Button size="small" danger>
          停用
        </Button>
      </Popconfirm>
    </span>
  );
}
