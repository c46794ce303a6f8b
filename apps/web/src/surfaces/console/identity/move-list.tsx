import {
  cancelOfficerMove,
  listOfficerMoves,
  listRoles,
  type OfficerMove,
  planOfficerMove,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { DivisionsSelect } from '../parts/division-select.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { UserSelect } from '../parts/user-select.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { moversTexts } from './movers.texts.ts'

interface Planned {
  userId: string
  organisationId: string
  roles: string[]
  divisions: string[]
  day: string
  successorId: string
  reason: string
}

/** 人员调动: rights follow the post from a day on, what is open goes to a successor (PLT-080). */
export function MoveList() {
  const texts = useTexts(moversTexts)
  const roles = useRead(listRoles, {}, { staleMs: 600_000 })
  const named = (roles.data ?? []).map((one) => ({ value: one.id, label: one.name }))
  const titles = (ids: string[]) =>
    ids.map((id) => named.find((one) => one.value === id)?.label ?? id).join('、')
  const status = (one: OfficerMove) => (
    <StateTag tone={one.state === 'planned' ? 'loud' : 'over'}>{texts.moveStates[one.state]}</StateTag>
  )
  return (
    <RecordList<OfficerMove>
      label={texts.person}
      operation={listOfficerMoves}
      states={texts.moveStates}
      rowKey={(one) => one.id}
      name={(one) => one.userName}
      columns={[
        { title: texts.from, render: (_, one) => one.fromOrganisation ?? '—' },
        { title: texts.to, dataIndex: 'toOrganisation' },
        { title: texts.day, render: (_, one) => formatTime(one.effectiveTime) },
        { title: texts.successor, dataIndex: 'successorName' },
        { title: texts.state, render: (_, one) => status(one) },
      ]}
      facts={(one) => [
        { label: texts.from, value: one.fromOrganisation ?? '—' },
        { label: texts.to, value: one.toOrganisation },
        { label: texts.roles, value: titles(one.roles) },
        { label: texts.divisions, value: one.divisions.join('、') },
        { label: texts.day, value: formatTime(one.effectiveTime) },
        { label: texts.successor, value: one.successorName },
        { label: texts.state, value: status(one) },
        { label: texts.by, value: one.plannedBy },
        { label: texts.done, value: formatTime(one.doneTime) },
        { label: texts.reason, value: one.reason, whole: true },
      ]}
      acts={[
        {
          label: texts.cancel,
          danger: true,
          when: (one) => one.state === 'planned',
          fields: [],
          run: (one) => client.call(cancelOfficerMove, { params: { id: one.id } }),
        },
      ]}
      create={{
        label: texts.plan,
        fields: [
          {
            ...{ kind: 'custom', name: 'userId', label: texts.person, required: true },
            control: <UserSelect />,
          },
          {
            ...{ kind: 'custom', name: 'organisationId', label: texts.to, required: true },
            control: <OrganisationSelect />,
          },
          { kind: 'choices', name: 'roles', label: texts.roles, required: true, options: named },
          {
            ...{ kind: 'custom', name: 'divisions', label: texts.divisions, required: true },
            control: <DivisionsSelect />,
          },
          { kind: 'day', name: 'day', label: texts.day, required: true },
          {
            ...{ kind: 'custom', name: 'successorId', label: texts.successor, required: true },
            control: <UserSelect />,
          },
          { kind: 'area', name: 'reason', label: texts.reason, required: true, maxLength: 200 },
        ],
        run: ({ userId, day, ...body }: Planned) =>
          client.call(planOfficerMove, {
            params: { id: userId },
            body: { ...body, effectiveTime: new Date(`${day}T00:00:00`).toISOString() },
          }),
      }}
      empty={{ title: texts.noMoves, why: texts.noMovesWhy }}
    />
  )
}
