import {
  type Dataset,
  type DatasetLink,
  getDatasetLinks,
  getProjectAcceptance,
  setDatasetLinks,
} from '@civitas/sdk'
import { EmptyState, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Select, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { Line, Lines, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { RowEditor } from '../parts/row-editor.tsx'
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
  const { links: texts } = useTexts(datasetTexts)
  return (
    <RowEditor<DatasetLink>
      value={items}
      onChange={onChange}
      add={{ title: texts.add, row: emptyLink }}
      columns={[
        {
          title: texts.kind,
          render: ({ row, change, labelOf }) => (
            <Select
              style={{ width: 140 }}
              aria-label={labelOf(texts.kind)}
              value={row.kind}
              options={toChoices(texts.kinds)}
              onChange={(kind) => change({ kind })}
            />
          ),
        },
        { title: texts.reference, text: 'reference' },
        { title: texts.title, text: 'title' },
      ]}
    />
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
