import { closeKioskFault, type Kiosk, listKiosks, registerKiosk, retireKiosk } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { OrganisationSelect } from '../parts/organisation-select.tsx'
import { StateTag } from '../parts/page.tsx'
import { kioskTexts } from './kiosks.texts.ts'
import { SecretOnce } from './secret-once.tsx'

const filters = ['state'] as const
const tones = { online: undefined, offline: 'bad', fault: 'loud', retired: 'over' } as const

type Act = { kind: 'close' | 'retire'; kiosk: Kiosk }

export function KioskList() {
  const texts = useTexts(kioskTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const [act, setAct] = useState<Act | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listKiosks,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true, everyMs: 30_000 },
  )
  return (
    <>
      <FilterBar
        query={query}
        filters={[
          {
            ...{ name: 'state', label: texts.state },
            options: Object.entries(texts.states).map(([value, label]) => ({ value, label })),
          },
        ]}
        placeholder={texts.search}
        searchBox={box}
      >
        <Button type="primary" onClick={() => setMaking(true)}>
          {texts.register}
        </Button>
      </FilterBar>
      <ListTable<Kiosk>
        label={texts.tabs.kiosks}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          { title: texts.code, dataIndex: 'code' },
          { title: texts.name, dataIndex: 'name' },
          { title: texts.place, dataIndex: 'place' },
          {
            title: texts.state,
            render: (_, each) => <StateTag tone={tones[each.state]}>{texts.states[each.state]}</StateTag>,
          },
          {
            title: texts.heartbeat,
            render: (_, each) => (each.heartbeatTime ? formatTime(each.heartbeatTime) : '—'),
          },
          { title: texts.supplies, render: (_, each) => `${each.paper ?? '—'} / ${each.toner ?? '—'}` },
          { title: texts.fault, render: (_, each) => each.fault?.text ?? '—' },
          { title: '', render: (_, each) => <Acts kiosk={each} onAct={setAct} /> },
        ]}
      />
      {making ? <RegisterDialog onMade={setMade} onClose={() => setMaking(false)} /> : null}
      {made ? (
        <SecretOnce title={texts.keyOnce} why={texts.address} secret={made} onClose={() => setMade(null)} />
      ) : null}
      {act ? <Dialog act={act} onClose={() => setAct(null)} /> : null}
    </>
  )
}

function Acts({ kiosk, onAct }: { kiosk: Kiosk; onAct: (act: Act) => void }) {
  const texts = useTexts(kioskTexts)
  return (
    <Space>
      {kiosk.fault ? (
        <Button size="small" onClick={() => onAct({ kind: 'close', kiosk })}>
          {texts.close}
        </Button>
      ) : null}
      {kiosk.state === 'retired' ? null : (
        <Button size="small" onClick={() => onAct({ kind: 'retire', kiosk })}>
          {texts.retire}
        </Button>
      )}
    </Space>
  )
}

function Dialog({ act: { kind, kiosk }, onClose }: { act: Act; onClose: () => void }) {
  const texts = useTexts(kioskTexts)
  const run = (remedy: string) =>
    (kind === 'close'
      ? client.call(closeKioskFault, { params: { id: kiosk.fault?.id ?? '' }, body: { remedy } })
      : client.call(retireKiosk, { params: { id: kiosk.id } })
    ).finally(() => refresh(listKiosks))
  return (
    <ActDialog
      title={texts[kind]}
      why={`${kiosk.code} ${kiosk.name}`}
      danger={kind === 'retire'}
      comment={kind === 'close' ? 'required' : 'none'}
      act={run}
      onClose={onClose}
    />
  )
}

interface Values {
  code: string
  name: string
  place: string
  organisationId: string
  hours: string
  lon?: number
  lat?: number
}

interface RegisterDialogProps {
  onMade: (address: string) => void
  onClose: () => void
}

function RegisterDialog({ onMade, onClose }: RegisterDialogProps) {
  const texts = useTexts(kioskTexts)
  const act = async ({ lon, lat, ...body }: Values) => {
    const position = lon === undefined || lat === undefined ? {} : { position: [lon, lat] }
    const { kiosk, key } = await client.call(registerKiosk, { body: { ...body, ...position } })
    refresh(listKiosks)
    onMade(`${location.origin}/portal?kiosk=${kiosk.code}&key=${key}`)
  }
  return (
    <FormDialog<Values>
      title={texts.register}
      fields={[
        { kind: 'code', name: 'code', label: texts.code, required: true, extra: texts.codeHint },
        { kind: 'text', name: 'name', label: texts.name, required: true, maxLength: 80 },
        { kind: 'text', name: 'place', label: texts.place, required: true },
        {
          ...{ kind: 'custom', name: 'organisationId', label: texts.unit, required: true },
          control: <OrganisationSelect />,
        },
        { kind: 'text', name: 'hours', label: texts.hours, required: true, maxLength: 100 },
        { kind: 'number', name: 'lon', label: texts.lon, min: -180, max: 180 },
        { kind: 'number', name: 'lat', label: texts.lat, min: -90, max: 90 },
      ]}
      act={act}
      onClose={onClose}
    />
  )
}
