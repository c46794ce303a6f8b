import {
  type Dataset,
  type DatasetLink,
  getDatasetLinks,
  getProjectAcceptance,
  setDatasetLinks,
} from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, Select, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Line, Lines, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { toChoices } from '../sharing/tabs-page.tsx'
import { datasetTexts } from './datasets.texts.ts'

/** What an entry stands for elsewhere: items of duty lists, service items, and the IT projects that owe it (PLT-052). */
export function DatasetLinks({ dataset, isOwn }: { dataset: Dataset; isOwn: boolean }) {
  const { links: texts } = useTexts(datasetTexts)
  const params = { id: dataset.id }
  const read = useRead(getDatasetLinks, { params })
  const [changed, setChanged] = useState<DatasetLink[] | null>(null)
  const save = useMutation({
    mutationFn: (items: DatasetLink[]) => client.call(setDatasetLinks, { params, body: { items } }),
    onSuccess: () => {
      refresh(getDatasetLinks, getProjectAcceptance)
      setChanged(null)
    },
  })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { items } = read.data
  if (changed)
    return (
      <>
        <ProblemNote error={save.error} />
        <LinkTable items={changed} onChange={setChanged} />
        <Space style={{ marginTop: 8 }}>
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate(changed)}>
            {texts.save}
          </Button>
          <Button onClick={() => setChanged(null)}>{texts.cancel}</Button>
        </Space>
      </>
    )
  const projects = [...new Set(items.filter((one) => one.kind === 'project').map((one) => one.reference))]
  return (
    <>
      {isOwn ? (
        <Button size="small" onClick={() => setChanged(items.length > 0 ? [...items] : [emptyLink])}>
          {texts.change}
        </Button>
      ) : null}
      {items.length === 0 ? <EmptyState title={texts.none} why={texts.noneWhy} /> : null}
      <Lines>
        {items.map((one) => (
          <Line
            key={`${one.kind} ${one.reference}`}
            title={one.title}
            note={`${texts.kinds[one.kind]} · ${one.reference}`}
          />
        ))}
      </Lines>
      {projects.map((reference) => (
        <Acceptance key={reference} reference={reference} />
      ))}
    </>
  )
}

const emptyLink: DatasetLink = { kind: 'duty-item', reference: '', title: '' }

function LinkTable({ items, onChange }: { items: DatasetLink[]; onChange: (items: DatasetLink[]) => void }) {
  const { links: texts, entry } = useTexts(datasetTexts)
  const change = (at: number, by: Partial<DatasetLink>) =>
    onChange(items.map((one, i) => (i === at ? { ...one, ...by } : one)))
  const text = (name: 'reference' | 'title', title: string) => ({
    title,
    render: (_: unknown, one: DatasetLink, at: number) => (
      <Input
        aria-label={entry.ofRow(title, at + 1)}
        value={one[name]}
        onChange={(event) => change(at, { [name]: event.target.value })}
      />
    ),
  })
  return (
    <>
      <Table<DatasetLink>
        size="small"
        rowKey={(_, i) => String(i)}
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={items}
        columns={[
          {
            title: texts.kind,
            render: (_, one, at) => (
              <Select
                style={{ width: 140 }}
                aria-label={entry.ofRow(texts.kind, at + 1)}
                value={one.kind}
                options={toChoices(texts.kinds)}
                onChange={(kind) => change(at, { kind })}
              />
            ),
          },
          text('reference', texts.reference),
          text('title', texts.title),
          {
            title: '',
            key: 'remove',
            render: (_, __, at) => (
              <Button
                size="small"
                type="text"
                aria-label={entry.ofRow(entry.removeField, at + 1)}
                onClick={() => onChange(items.toSpliced(at, 1))}
              >
                {entry.removeField}
              </Button>
            ),
          },
        ]}
      />
      <Button size="small" style={{ marginTop: 8 }} onClick={() => onChange([...items, emptyLink])}>
        {texts.add}
      </Button>
    </>
  )
}

/** 资源验收: a project is accepted when all it was to deliver is in the catalogue with data. */
function Acceptance({ reference }: { reference: string }) {
  const { links: texts } = useTexts(datasetTexts)
  const { data } = useRead(getProjectAcceptance, { params: { reference } })
  if (!data) return null
  return (
    <Section
      title={`${texts.acceptance} ${reference}`}
      extra={
        <StateTag tone={data.accepted ? undefined : 'bad'}>
          {data.accepted ? texts.accepted : texts.notAccepted}
        </StateTag>
      }
    >
      <Lines>
        {data.missing.map((one) => (
          <Line key={one.name} title={one.name} note={<StateTag tone="bad">{one.why}</StateTag>} />
        ))}
        {data.present.map((name) => (
          <Line key={name} title={name} note={texts.present} />
        ))}
      </Lines>
    </Section>
  )
}
