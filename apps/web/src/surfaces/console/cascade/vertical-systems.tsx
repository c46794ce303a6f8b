import { listVerticalSystems, saveVerticalSystem, type VerticalSystem } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Checkbox, Input, Tag } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { pageSize, Rows } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { levelTexts } from './levels.texts.ts'

/** 垂直系统: what systems of levels above do and give, and what the city has to add. */
export function VerticalSystems() {
  const texts = useTexts(levelTexts)
  const may = useMay()
  const [at, set] = useState(1)
  const [search, setSearch] = useState('')
  const [doing, setDoing] = useState('')
  const [only, setOnly] = useState(false)
  const [editing, setEditing] = useState<VerticalSystem | 'new'>()
  const read = useRead(
    listVerticalSystems,
    {
      query: {
        ...{ limit: pageSize, offset: (at - 1) * pageSize, search: search || undefined },
        ...{ doing: doing || undefined, ...(only ? { hasGaps: true } : {}) },
      },
    },
    { keepPrevious: true },
  )
  const words = (list: readonly string[], color?: string) =>
    list.map((one) => (
      <Tag key={one} color={color}>
        {one}
      </Tag>
    ))
  return (
    <>
      <p style={{ marginBottom: 12 }}>{texts.systemsUnder}</p>
      <div style={{ display: 'flex', flexWrap: 'wrap', gap: 12, alignItems: 'center', marginBottom: 12 }}>
        {may('data.operate') ? (
          <Button type="primary" onClick={() => setEditing('new')}>
            {texts.addSystem}
          </Button>
        ) : null}
        <Input.Search
          {...{
            allowClear: true,
            style: { width: 240 },
            placeholder: texts.search,
            'aria-label': texts.search,
          }}
          onSearch={(value) => {
            setSearch(value.trim())
            set(1)
          }}
        />
        <Input.Search
          {...{
            allowClear: true,
            style: { width: 260 },
            placeholder: texts.doing,
            'aria-label': texts.doing,
          }}
          onSearch={(value) => {
            setDoing(value.trim())
            set(1)
          }}
        />
        <Checkbox
          checked={only}
          onChange={(event) => {
            setOnly(event.target.checked)
            set(1)
          }}
        >
          {texts.onlyGaps}
        </Checkbox>
      </div>
      <Rows<VerticalSystem>
        label={texts.system}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        none={{ title: texts.noSystems, why: texts.noSystemsWhy }}
        columns={[
          { title: texts.system, dataIndex: 'title' },
          { title: texts.level, render: (_, row) => texts.levels[row.level] },
          { title: texts.owner, dataIndex: 'owner' },
          { title: texts.functions, render: (_, row) => words(row.functions) },
          { title: texts.network, render: (_, row) => texts.networks[row.network] },
          { title: texts.available, render: (_, row) => words(row.available) },
          { title: texts.gaps, render: (_, row) => words(row.gaps, 'orange') },
          { title: texts.supplement, render: (_, row) => row.supplement ?? '—' },
          {
            title: '',
            key: 'acts',
            render: (_, row) =>
              may('data.operate') ? (
                <Button size="small" onClick={() => setEditing(row)}>
                  {texts.edit}
                </Button>
              ) : null,
          },
        ]}
      />
      {editing ? <Edit one={editing} onClose={() => setEditing(undefined)} /> : null}
    </>
  )
}

type Form = Omit<VerticalSystem, 'id' | 'registeredTime' | 'supplement'> & { supplement?: string }

function Edit({ one, onClose }: { one: VerticalSystem | 'new'; onClose: () => void }) {
  const texts = useTexts(levelTexts)
  const list = (name: 'functions' | 'available' | 'gaps') => ({
    ...{ kind: 'choices' as const, name, label: texts[name], options: [], tags: true, extra: texts.words },
  })
  return (
    <FormDialog<Form>
      title={one === 'new' ? texts.addSystem : texts.editSystem}
      width={640}
      first={one === 'new' ? { level: 'province' } : { ...one, supplement: one.supplement ?? undefined }}
      fields={[
        { kind: 'text', name: 'title', label: texts.system, required: true, maxLength: 200 },
        {
          kind: 'choice',
          name: 'level',
          label: texts.level,
          required: true,
          options: toChoices(texts.levels),
        },
        { kind: 'text', name: 'owner', label: texts.owner, required: true, maxLength: 200 },
        { ...list('functions'), required: true },
        { kind: 'text', name: 'interface', label: texts.interface, maxLength: 500 },
        {
          kind: 'choice',
          name: 'network',
          label: texts.network,
          required: true,
          options: toChoices(texts.networks),
        },
        list('available'),
        list('gaps'),
        { kind: 'text', name: 'supplement', label: texts.supplement, maxLength: 500 },
      ]}
      act={async (given) => {
        const body = {
          ...{ title: given.title, level: given.level, owner: given.owner, network: given.network },
          ...{ functions: given.functions, available: given.available ?? [], gaps: given.gaps ?? [] },
          ...{ interface: given.interface ?? '', supplement: given.supplement || null },
        }
        await client.call(saveVerticalSystem, { body: one === 'new' ? body : { ...body, id: one.id } })
        refresh(listVerticalSystems)
      }}
      onClose={onClose}
    />
  )
}
