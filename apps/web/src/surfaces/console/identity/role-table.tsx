import { listRoles, permissions, type Role } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Table } from 'antd'
import { Link } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Quiet, StateTag } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { useDensity } from '../shell/density.ts'
import { identityTexts } from './identity.texts.ts'

/** The roles with what each permits, in words. */
export function RoleTable() {
  const texts = useTexts(identityTexts)
  const shell = useTexts(consoleTexts)
  const pick = usePick()
  const density = useDensity()
  const read = useRead(listRoles, {}, { staleMs: 600_000 })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const say = (name: string) =>
    name in permissions ? pick(permissions[name as keyof typeof permissions]) : name
  return (
    <Table<Role>
      size={density === 'compact' ? 'small' : 'middle'}
      loading={read.isPending}
      dataSource={read.data}
      rowKey="id"
      pagination={false}
      columns={[
        {
          title: texts.role,
          key: 'name',
          width: 200,
          render: (_, role) => (
            <>
              <b>{role.name}</b> <small className="code">{role.id}</small>
            </>
          ),
        },
        {
          title: texts.permissions,
          key: 'permissions',
          render: (_, role) =>
            role.permissions.length === 0 ? (
              <Quiet>{texts.noPermissions}</Quiet>
            ) : (
              <span style={{ display: 'flex', flexWrap: 'wrap', gap: 4 }}>
                {role.permissions.map((name) => (
                  <StateTag key={name}>{say(name)}</StateTag>
                ))}
              </span>
            ),
        },
        {
          title: <span className="only-read">{shell.actions}</span>,
          key: 'members',
          width: 120,
          align: 'right',
          render: (_, role) => <Link to={`/console/users?role=${role.id}`}>{texts.members}</Link>,
        },
      ]}
    />
  )
}
