import { changeUser, listRoles, listUsers, type User } from '@civitas/sdk'
import { formatTime, RelativeTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType, Tabs } from 'antd'
import { useRef, useState } from 'react'
import { useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { DivisionName } from '../parts/division-name.tsx'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { ExplainRights } from './explain-rights.tsx'
import { FieldMatrix } from './field-matrix.tsx'
import { fieldRightsTexts } from './field-rights.texts.ts'
import { identityTexts } from './identity.texts.ts'
import { MoveList } from './move-list.tsx'
import { moversTexts } from './movers.texts.ts'
import { RoleTable } from './role-table.tsx'
import { UserDialog } from './user-dialog.tsx'
import { WaiverList } from './waiver-list.tsx'

const names = ['role'] as const

/** Who may sign in and what they may do. */
export function UserListPage() {
  const texts = useTexts(identityTexts)
  const moverTexts = useTexts(moversTexts)
  const fieldTexts = useTexts(fieldRightsTexts)
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  return (
    <Page title={texts.users}>
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'users'}
        onChange={(tab) => setParameters(tab === 'users' ? {} : { tab })}
        items={[
          { key: 'users', label: texts.userTab, children: <Users /> },
          { key: 'roles', label: texts.roleTab, children: <RoleTable /> },
          { key: 'fields', label: fieldTexts.tab, children: <FieldMatrix /> },
          { key: 'explain', label: fieldTexts.explain.tab, children: <ExplainRights /> },
          ...(may('identity.manage')
            ? [
                { key: 'moves', label: moverTexts.moves, children: <MoveList /> },
                { key: 'waivers', label: moverTexts.waivers, children: <WaiverList /> },
              ]
            : []),
        ]}
      />
    </Page>
  )
}

function Users() {
  const texts = useTexts(identityTexts)
  const may = useMay()
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [editing, setEditing] = useState<User | 'new' | null>(null)
  const [switching, setSwitching] = useState<User | null>(null)
  const roles = useRead(listRoles, {}, { staleMs: 600_000 })
  const read = useRead(
    listUsers,
    {
      query: {
        limit: query.limit,
        offset: query.offset,
        search: query.search || undefined,
        role: query.filters.role,
      },
    },
    { keepPrevious: true },
  )
  const named = (roles.data ?? []).map((role) => ({ value: role.id, label: role.name }))
  const mayManage = may('identity.manage')
  return (
    <>
      <FilterBar
        query={query}
        filters={[{ name: 'role', label: texts.columns.roles, width: 140, options: named }]}
        placeholder={texts.userSearch}
        searchBox={box}
      >
        {mayManage ? (
          <Button type="primary" onClick={() => setEditing('new')}>
            {texts.create}
          </Button>
        ) : null}
      </FilterBar>
      <ListTable
        label={texts.users}
        read={read}
        query={query}
        columns={useColumns(named, mayManage ? { onEdit: setEditing, onSwitch: setSwitching } : null)}
        rowKey={(user) => user.id}
        onOpen={mayManage ? setEditing : undefined}
        searchBox={box}
        empty={{ title: texts.noUsers, why: texts.noUsersWhy }}
      />
      {editing ? (
        <UserDialog
          user={editing === 'new' ? null : editing}
          roles={named}
          onClose={() => setEditing(null)}
        />
      ) : null}
      {switching ? <SwitchDialog user={switching} onClose={() => setSwitching(null)} /> : null}
    </>
  )
}

function SwitchDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const texts = useTexts(identityTexts)
  const disables = user.state !== 'disabled'
  return (
    <ActDialog
      title={disables ? texts.disable : texts.enable}
      why={disables ? texts.disableWhy(user.name) : texts.enableWhy(user.name)}
      danger={disables}
      comment="none"
      act={async () => {
        await client.call(changeUser, {
          params: { id: user.id },
          body: { state: disables ? 'disabled' : 'active' },
        })
        refresh(listUsers)
      }}
      onClose={onClose}
    />
  )
}

function useColumns(
  roles: { value: string; label: string }[],
  acts: { onEdit: (user: User) => void; onSwitch: (user: User) => void } | null,
): TableColumnsType<User> {
  const texts = useTexts(identityTexts)
  const shell = useTexts(consoleTexts)
  const { columns } = texts
  return [
    { title: columns.name, key: 'name', render: (_, user) => <b>{user.name}</b> },
    {
      title: columns.account,
      key: 'account',
      render: (_, user) => <span className="code">{user.account}</span>,
    },
    {
      title: columns.roles,
      key: 'roles',
      render: (_, user) =>
        user.roles.map((id) => roles.find((role) => role.value === id)?.label ?? id).join('、'),
    },
    {
      title: columns.divisions,
      key: 'divisions',
      render: (_, user) =>
        user.divisions.length === 0
          ? '—'
          : user.divisions.map((code) => (
              <div key={code}>
                <DivisionName code={code} />
              </div>
            )),
    },
    { title: columns.organisation, key: 'organisation', render: (_, user) => user.organisationName ?? '—' },
    {
      title: columns.state,
      key: 'state',
      render: (_, user) => (
        <span title={user.lockedUntilTime ? texts.lockedUntil(formatTime(user.lockedUntilTime)) : undefined}>
          <StateTag tone={user.state === 'active' ? undefined : user.state === 'locked' ? 'bad' : 'over'}>
            {texts.states[user.state]}
          </StateTag>
        </span>
      ),
    },
    { title: columns.last, key: 'last', render: (_, user) => <RelativeTime time={user.lastSignInTime} /> },
    ...(acts
      ? [
          {
            title: <span className="only-read">{shell.actions}</span>,
            key: 'acts',
            align: 'right' as const,
            render: (_: unknown, user: User) => (
              <>
                <Button size="small" type="link" onClick={() => acts.onEdit(user)}>
                  {texts.edit}
                </Button>
                <Button
                  size="small"
                  type="link"
                  danger={user.state !== 'disabled'}
                  onClick={() => acts.onSwitch(user)}
                >
                  {user.state === 'disabled' ? texts.enable : texts.disable}
                </Button>
              </>
            ),
          },
        ]
      : []),
  ]
}
