import {
  type CodeScene,
  listCodeFields,
  listCodeScenes,
  proposeCodeScene,
  reviewCodeScene,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { FoundSelect } from '../parts/found-select.tsx'
import { useMay } from '../parts/permissions.tsx'
import { Paged } from './paged.tsx'
import { papersTexts } from './papers.texts.ts'

type Step = 'active' | 'refused' | 'stopped'
const steps: Record<CodeScene['state'], Step[]> = {
  draft: ['active', 'refused'],
  active: ['stopped'],
  stopped: ['active'],
  refused: [],
}

/** Scenes of the city code: proposed by the unit that scans, reviewed by the city (SOC-020). */
export function Scenes() {
  const { codes: texts, ...all } = useTexts(papersTexts)
  const may = useMay()
  const [moving, setMoving] = useState<{ one: CodeScene; to: Step }>()
  const [isNew, setNew] = useState(false)
  return (
    <>
      {may('services.scan') ? (
        <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setNew(true)}>
          {texts.propose}
        </Button>
      ) : null}
      <Paged<CodeScene, typeof listCodeScenes>
        label={texts.tabs.scenes}
        operation={listCodeScenes}
        rowKey={(row) => row.id}
        columns={[
          { title: texts.name, dataIndex: 'name' },
          { title: texts.owner, dataIndex: 'ownerName' },
          { title: texts.purpose, dataIndex: 'purpose' },
          { title: texts.fields, render: (_, row) => whatItGets(row, texts) },
          { title: all.basis, dataIndex: 'basis' },
          { title: texts.passed, dataIndex: 'passed' },
          { title: texts.refused, dataIndex: 'refused' },
          { title: all.state, render: (_, row) => texts.states[row.state] },
          {
            title: all.act,
            render: (_, row) =>
              may('services.scenes') ? (
                <Space>
                  {steps[row.state].map((to) => (
                    <Button key={to} size="small" onClick={() => setMoving({ one: row, to })}>
                      {texts.acts[to]}
                    </Button>
                  ))}
                </Space>
              ) : null,
          },
        ]}
      />
      {moving ? (
        <FormDialog<{ note: string }>
          title={texts.acts[moving.to]}
          why={moving.one.name}
          fields={[{ name: 'note', label: texts.note, kind: 'area', required: true, maxLength: 300 }]}
          act={async ({ note }) => {
            await client.call(reviewCodeScene, {
              params: { id: moving.one.id },
              body: { to: moving.to, note },
            })
            refresh(listCodeScenes)
          }}
          onClose={() => setMoving(undefined)}
        />
      ) : null}
      {isNew ? <Propose onClose={() => setNew(false)} /> : null}
    </>
  )
}

function whatItGets(
  row: CodeScene,
  texts: { grades: Record<string, string>; hours: (from: number, to: number) => string },
) {
  const hours = row.fromHour === undefined ? [] : [texts.hours(row.fromHour, row.toHour ?? 24)]
  return (
    [...row.fieldTitles, ...(row.minGrade ? [texts.grades[row.minGrade]] : []), ...hours].join('、') || '—'
  )
}

interface SceneValues {
  name: string
  purpose: string
  basis: string
  fields?: string[]
  minGrade?: 'A' | 'B' | 'C'
  fromHour?: number
  toHour?: number
  terminals: string[]
  singleUse?: boolean
  offline?: boolean
}

function Propose({ onClose }: { onClose: () => void }) {
  const { codes: texts, ...all } = useTexts(papersTexts)
  const grades = (['A', 'B', 'C'] as const).map((value) => ({ value, label: texts.grades[value] }))
  return (
    <FormDialog<SceneValues>
      title={texts.propose}
      fields={[
        { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 60 },
        { name: 'purpose', label: texts.purpose, kind: 'text', required: true, maxLength: 200 },
        { name: 'basis', label: all.basis, kind: 'text', required: true, maxLength: 300 },
        {
          name: 'fields',
          label: texts.fields,
          kind: 'custom',
          control: <FieldsSelect hint={texts.fieldsHint} />,
        },
        {
          ...{ name: 'minGrade', label: texts.grade, extra: texts.gradeWhy },
          ...{ kind: 'choice', options: grades, allowClear: true },
        },
        {
          ...{ name: 'terminals', label: texts.terminals, extra: texts.terminalsWhy, required: true },
          ...{ kind: 'choices', options: [], tags: true },
        },
        { name: 'fromHour', label: texts.fromHour, kind: 'number', min: 0, max: 23, precision: 0 },
        { name: 'toHour', label: texts.toHour, kind: 'number', min: 1, max: 24, precision: 0 },
        { name: 'singleUse', label: texts.single, kind: 'tick' },
        { name: 'offline', label: texts.offline, kind: 'tick' },
      ]}
      act={async ({
        fields = [],
        singleUse = false,
        offline = false,
        fromHour,
        toHour,
        minGrade,
        ...values
      }) => {
        const hours = { ...(fromHour == null ? {} : { fromHour }), ...(toHour == null ? {} : { toHour }) }
        const grade = minGrade ? { minGrade } : {}
        await client.call(proposeCodeScene, {
          body: { ...values, ...hours, ...grade, fields, singleUse, offline },
        })
        refresh(listCodeScenes)
      }}
      onClose={onClose}
    />
  )
}

interface FieldsSelectProps {
  id?: string
  hint: string
  value?: string[]
  onChange?: (codes: string[]) => void
}

/** Chooses fields by name, found on the server. */
function FieldsSelect(field: FieldsSelectProps) {
  const [words, setWords] = useState('')
  const read = useRead(
    listCodeFields,
    { query: { ...(words ? { search: words } : {}), limit: 30 } },
    { keepPrevious: true, staleMs: 30_000 },
  )
  const found = (read.data?.items ?? []).map((one) => ({ value: one.code, label: one.title }))
  return <FoundSelect {...field} {...{ found, isFetching: read.isFetching, onSearch: setWords }} />
}
