import {
  changeSystem,
  type LinkedSystem,
  listSystemReconciliations,
  listSystems,
  pushItemDirectory,
  reconcileWithSystem,
  registerSystem,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import type { Dayjs } from 'dayjs'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { SecretOnce } from '../kiosks/secret-once.tsx'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { type DialogField, FormDialog, withDays } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { CheckDialog } from './check-dialog.tsx'
import { systemTexts } from './systems.texts.ts'

const filters = ['kind'] as const
type Act = { kind: 'change' | 'check' | 'push' | 'reconcile'; system: LinkedSystem }

export function SystemList() {
  const texts = useTexts(systemTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const [act, setAct] = useState<Act | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listSystems,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true, everyMs: 15_000 },
  )
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        placeholder={texts.searchSystem}
        filters={[
          {
            ...{ name: 'kind', label: texts.kind, width: 160 },
            options: Object.entries(texts.kinds).map(([value, label]) => ({ value, label })),
          },
        ]}
      >
        <Button type="primary" onClick={() => setMaking(true)}>
          {texts.register}
        </Button>
      </FilterBar>
      <ListTable<LinkedSystem>
        label={texts.tabs.systems}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noSystems, why: texts.noSystemsWhy }}
        columns={[
          { title: texts.code, dataIndex: 'code' },
          { title: texts.name, dataIndex: 'name' },
          { title: texts.kind, render: (_, each) => texts.kinds[each.kind] },
          { title: texts.state, render: (_, each) => <State system={each} /> },
          { title: texts.waiting, dataIndex: 'waiting', align: 'right' },
          { title: texts.refused, dataIndex: 'refused', align: 'right' },
          {
            ...{ title: texts.failureShare, align: 'right' },
            render: (_, each) =>
              each.failureShare === null ? '—' : `${(each.failureShare * 100).toFixed(1)} %`,
          },
          {
            title: texts.lastContact,
            render: (_, each) => (each.lastContactTime ? formatTime(each.lastContactTime) : '—'),
          },
          { title: '', render: (_, each) => <Acts system={each} onAct={setAct} /> },
        ]}
      />
      {making ? <SystemDialog onMade={setSecret} onClose={() => setMaking(false)} /> : null}
      {secret ? (
        <SecretOnce title={texts.secretOnce} secret={secret} onClose={() => setSecret(null)} />
      ) : null}
      {act ? <Dialog act={act} onClose={() => setAct(null)} /> : null}
    </>
  )
}

function State({ system }: { system: LinkedSystem }) {
  const texts = useTexts(systemTexts)
  if (system.lastError) return <StateTag tone="bad">{system.lastError.slice(0, 40)}</StateTag>
  return (
    <StateTag tone={system.state === 'active' ? undefined : 'over'}>{texts.states[system.state]}</StateTag>
  )
}

function Acts({ system, onAct }: { system: LinkedSystem; onAct: (act: Act) => void }) {
  const texts = useTexts(systemTexts)
  const own = { bureau: 'check', upper: 'reconcile', lower: 'push' } as const
  const kind = system.kind in own ? own[system.kind as keyof typeof own] : null
  const labels = { check: texts.check, reconcile: texts.reconcile, push: texts.pushItems }
  return (
    <Space>
      {kind ? (
        <Button size="small" onClick={() => onAct({ kind, system })}>
          {labels[kind]}
        </Button>
      ) : null}
      <Button size="small" onClick={() => onAct({ kind: 'change', system })}>
        {texts.change}
      </Button>
    </Space>
  )
}

function Dialog({ act: { kind, system }, onClose }: { act: Act; onClose: () => void }) {
  const texts = useTexts(systemTexts)
  const params = { id: system.id }
  if (kind === 'change') return <SystemDialog system={system} onClose={onClose} />
  if (kind === 'check') return <CheckDialog system={system} onClose={onClose} />
  if (kind === 'push')
    return (
      <ActDialog
        title={texts.pushItems}
        why={system.name}
        comment="none"
        act={() => client.call(pushItemDirectory, { params }).finally(() => refresh(listSystems))}
        onClose={onClose}
      />
    )
  return (
    <FormDialog<{ day: Dayjs; kind: 'case' | 'rating' | 'licence' }>
      title={texts.reconcile}
      why={system.name}
      first={{ kind: 'case' }}
      fields={[
        { kind: 'day', name: 'day', label: texts.day, required: true },
        {
          ...{ kind: 'choice', name: 'kind', label: texts.kind, required: true },
          options: Object.entries(texts.reportKinds).map(([value, label]) => ({ value, label })),
        },
      ]}
      act={(values) =>
        client
          .call(reconcileWithSystem, { params, body: withDays(values) })
          .finally(() => refresh(listSystemReconciliations))
      }
      onClose={onClose}
    />
  )
}

interface Values {
  kind: LinkedSystem['kind']
  code: string
  ownCode: string
  name: string
  address: string
  organisationId?: string
  items?: string[]
  secret?: string
  isSuspended?: boolean
}

interface SystemDialogProps {
  system?: LinkedSystem
  onMade?: (secret: string) => void
  onClose: () => void
}

function SystemDialog({ system, onMade, onClose }: SystemDialogProps) {
  const texts = useTexts(systemTexts)
  const act = async ({ kind, code, ownCode, secret, isSuspended, ...rest }: Values) => {
    const body = { ...rest, organisationId: rest.organisationId ?? undefined, items: rest.items ?? [] }
    if (system) {
      const state = isSuspended ? ('suspended' as const) : ('active' as const)
      await client.call(changeSystem, { params: { id: system.id }, body: { ...body, state } })
    } else {
      const given = secret ? { secret } : {}
      onMade?.(
        (await client.call(registerSystem, { body: { ...body, kind, code, ownCode, ...given } })).secret,
      )
    }
    refresh(listSystems)
  }
  const fresh: DialogField[] = [
    {
      ...{ kind: 'choice', name: 'kind', label: texts.kind, required: true },
      options: Object.entries(texts.kinds).map(([value, label]) => ({ value, label })),
    },
    { kind: 'code', name: 'code', label: texts.code, required: true },
    { kind: 'code', name: 'ownCode', label: texts.ownCode, required: true },
    { kind: 'text', name: 'secret', label: texts.secret, extra: texts.secretHint, maxLength: 200 },
  ]
  return (
    <FormDialog<Values>
      title={system ? texts.change : texts.register}
      first={
        system
          ? {
              ...{ name: system.name, address: system.address, items: system.items },
              ...(system.organisationId ? { organisationId: system.organisationId } : {}),
              isSuspended: system.state === 'suspended',
            }
          : { items: [] }
      }
      fields={[
        ...(system ? [] : fresh),
        { kind: 'text', name: 'name', label: texts.name, required: true, maxLength: 100 },
        { kind: 'text', name: 'address', label: texts.address, required: true, maxLength: 300 },
        { kind: 'custom', name: 'organisationId', label: texts.unit, control: <OrganisationSelect /> },
        { kind: 'choices', name: 'items', label: texts.items, options: [], tags: true },
        ...(system
          ? [{ kind: 'tick', name: 'isSuspended', label: texts.states.suspended } as DialogField]
          : []),
      ]}
      act={act}
      onClose={onClose}
    />
  )
}
