import {
  listRecognitions,
  listSystems,
  proposeRecognition,
  type Recognition,
  resumeRecognition,
  signRecognition,
  stopRecognition,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import type { Dayjs } from 'dayjs'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog, withDays } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { systemTexts } from './systems.texts.ts'

const filters = ['kind', 'state'] as const
const tones: Readonly<Record<Recognition['state'], 'bad' | 'loud' | 'over' | undefined>> = {
  ...{ proposed: 'loud', 'to-sign': 'loud', active: undefined, suspended: 'bad', withdrawn: 'over' },
}
type Act = { kind: 'sign' | 'suspend' | 'withdraw' | 'resume'; one: Recognition }

export function RecognitionList() {
  const texts = useTexts(systemTexts)
  const query = useListQuery(filters)
  const box = useRef<HTMLDivElement>(null)
  const [making, setMaking] = useState(false)
  const [act, setAct] = useState<Act | null>(null)
  const { limit, offset, search } = query
  const read = useRead(
    listRecognitions,
    { query: { limit, offset, search: search || undefined, ...(query.filters as object) } },
    { keepPrevious: true, everyMs: 15_000 },
  )
  const options = (from: object) => Object.entries(from).map(([value, label]) => ({ value, label }))
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        placeholder={texts.searchRecognition}
        filters={[
          { name: 'kind', label: texts.kind, options: options(texts.recognitionKinds) },
          { name: 'state', label: texts.state, options: options(texts.recognitionStates) },
        ]}
      >
        <Button type="primary" onClick={() => setMaking(true)}>
          {texts.propose}
        </Button>
      </FilterBar>
      <ListTable<Recognition>
        label={texts.tabs.recognitions}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noRecognitions, why: texts.noRecognitionsWhy }}
        columns={[
          { title: texts.city, dataIndex: 'systemName' },
          { title: texts.kind, render: (_, each) => texts.recognitionKinds[each.kind] },
          { title: texts.foreignTitle, render: (_, each) => `${each.foreignTitle}（${each.foreignCode}）` },
          { title: texts.localTitle, render: (_, each) => `${each.localTitle}（${each.localCode}）` },
          { title: texts.scene, render: (_, each) => each.scenes.join('、') || '—' },
          { title: texts.validUntil, dataIndex: 'validUntil' },
          {
            title: texts.state,
            render: (_, each) => (
              <StateTag tone={tones[each.state]}>
                {each.isResuming ? texts.resuming : texts.recognitionStates[each.state]}
              </StateTag>
            ),
          },
          { title: '', render: (_, each) => <Acts one={each} onAct={setAct} /> },
        ]}
      />
      {making ? <ProposeDialog onClose={() => setMaking(false)} /> : null}
      {act ? <Dialog act={act} onClose={() => setAct(null)} /> : null}
    </>
  )
}

const acts: Readonly<Record<Recognition['state'], readonly Act['kind'][]>> = {
  ...{ proposed: ['withdraw'], 'to-sign': ['sign', 'withdraw'], active: ['suspend', 'withdraw'] },
  ...{ suspended: ['resume', 'withdraw'], withdrawn: [] },
}

function Acts({ one, onAct }: { one: Recognition; onAct: (act: Act) => void }) {
  const texts = useTexts(systemTexts)
  return (
    <Space>
      {acts[one.state].map((kind) => (
        <Button key={kind} size="small" onClick={() => onAct({ kind, one })}>
          {texts[kind]}
        </Button>
      ))}
    </Space>
  )
}

function Dialog({ act: { kind, one }, onClose }: { act: Act; onClose: () => void }) {
  const texts = useTexts(systemTexts)
  const params = { id: one.id }
  const isStop = kind === 'suspend' || kind === 'withdraw'
  const run = (reason: string) => {
    const to = kind === 'suspend' ? ('suspended' as const) : ('withdrawn' as const)
    const done =
      kind === 'sign'
        ? client.call(signRecognition, { params })
        : kind === 'resume'
          ? client.call(resumeRecognition, { params })
          : client.call(stopRecognition, { params, body: { to, reason } })
    return done.finally(() => refresh(listRecognitions))
  }
  return (
    <ActDialog
      title={texts[kind]}
      why={`${one.systemName}：${one.foreignTitle} ↔ ${one.localTitle}`}
      danger={isStop}
      comment={isStop ? 'required' : 'none'}
      act={run}
      onClose={onClose}
    />
  )
}

interface Values {
  systemId: string
  kind: Recognition['kind']
  foreignCode: string
  foreignTitle: string
  localCode: string
  localTitle: string
  assurance: number
  fields: string[]
  scenes: string[]
  limits?: string
  validFrom: Dayjs
  validUntil: Dayjs
}

function ProposeDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(systemTexts)
  const cities = useRead(listSystems, { query: { kind: 'city', limit: 100 } })
  const act = ({ limits = '', ...body }: Values) =>
    client
      .call(proposeRecognition, { body: { ...withDays(body), limits } })
      .finally(() => refresh(listRecognitions))
  return (
    <FormDialog<Values>
      title={texts.propose}
      width={640}
      first={{ assurance: 2, fields: [], scenes: [] }}
      fields={[
        {
          ...{ kind: 'choice', name: 'systemId', label: texts.city, required: true },
          options: (cities.data?.items ?? []).map((one) => ({ value: one.id, label: one.name })),
        },
        {
          ...{ kind: 'choice', name: 'kind', label: texts.kind, required: true },
          options: Object.entries(texts.recognitionKinds).map(([value, label]) => ({ value, label })),
        },
        { kind: 'text', name: 'foreignCode', label: texts.foreignCode, required: true, maxLength: 100 },
        { kind: 'text', name: 'foreignTitle', label: texts.foreignTitle, required: true, maxLength: 200 },
        { kind: 'text', name: 'localCode', label: texts.localCode, required: true, maxLength: 100 },
        { kind: 'text', name: 'localTitle', label: texts.localTitle, required: true, maxLength: 200 },
        {
          kind: 'number',
          name: 'assurance',
          label: texts.assurance,
          min: 1,
          max: 3,
          precision: 0,
          required: true,
        },
        { kind: 'choices', name: 'fields', label: texts.fields, options: [], tags: true },
        { kind: 'choices', name: 'scenes', label: texts.scenes, options: [], tags: true },
        { kind: 'area', name: 'limits', label: texts.limits, maxLength: 500 },
        { kind: 'day', name: 'validFrom', label: texts.validFrom, required: true },
        { kind: 'day', name: 'validUntil', label: texts.validUntil, required: true },
      ]}
      act={act}
      onClose={onClose}
    />
  )
}
