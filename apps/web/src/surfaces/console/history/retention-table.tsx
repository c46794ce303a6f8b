import { listRetentionClasses, type RetentionClass, saveRetentionClass } from '@civitas/sdk'
import { formatNumber, Loading, useTexts } from '@civitas/ui'
import { Button, Form, Input, InputNumber, Select, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { useModelTitles } from '../fleet/use-model-titles.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { historyTexts } from './history.texts.ts'

const blank: RetentionClass = {
  id: '',
  title: '',
  rawDays: 365,
  minuteDays: 365,
  hourDays: null,
  thingTypes: [],
}

/** How long readings and their sums are kept, by class. */
export function RetentionTable() {
  const texts = useTexts(historyTexts)
  const shell = useTexts(consoleTexts)
  const titles = useModelTitles()
  const mayChange = useMay()('platform.operate')
  const [editing, setEditing] = useState<RetentionClass | null>(null)
  const read = useRead(listRetentionClasses, {})
  const { columns } = texts
  const days = (count: number | null) => (count === null ? texts.forever : texts.days(formatNumber(count)))
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Section
      title={texts.retention}
      extra={mayChange ? <Button onClick={() => setEditing(blank)}>{texts.create}</Button> : null}
    >
      <Table<RetentionClass>
        size="middle"
        rowKey="id"
        pagination={false}
        dataSource={read.data}
        columns={[
          {
            title: columns.title,
            key: 'title',
            render: (_, each) => (
              <>
                {each.title} <small className="code">{each.id}</small>
              </>
            ),
          },
          { title: columns.raw, key: 'raw', render: (_, each) => days(each.rawDays) },
          { title: columns.minute, key: 'minute', render: (_, each) => days(each.minuteDays) },
          { title: columns.hour, key: 'hour', render: (_, each) => days(each.hourDays) },
          {
            title: columns.types,
            key: 'types',
            render: (_, each) =>
              each.id === 'standard'
                ? texts.standard
                : each.thingTypes.map((type) => titles.get(type) ?? type).join(' · ') || '—',
          },
          {
            title: <span className="only-read">{shell.actions}</span>,
            key: 'acts',
            align: 'right',
            render: (_, each) =>
              mayChange ? (
                <Button size="small" onClick={() => setEditing(each)}>
                  {texts.edit}
                </Button>
              ) : null,
          },
        ]}
      />
      {editing ? <ClassDialog first={editing} onClose={() => setEditing(null)} /> : null}
    </Section>
  )
}

function ClassDialog({ first, onClose }: { first: RetentionClass; onClose: () => void }) {
  const texts = useTexts(historyTexts)
  const titles = useModelTitles()
  const [draft, setDraft] = useState(first)
  const { columns } = texts
  const fields = [
    ['rawDays', columns.raw],
    ['minuteDays', columns.minute],
    ['hourDays', columns.hour],
  ] as const
  return (
    <ActDialog
      title={texts.save}
      comment="none"
      isReady={draft.id !== '' && draft.title !== ''}
      act={async () => {
        const { id, ...body } = draft
        await client.call(saveRetentionClass, { params: { id }, body })
        refresh(listRetentionClasses)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.id} htmlFor="class-id" required>
          <Input
            id="class-id"
            className="code"
            disabled={first.id !== ''}
            value={draft.id}
            onChange={(event) => setDraft({ ...draft, id: event.target.value })}
          />
        </Form.Item>
        <Form.Item label={texts.name} htmlFor="class-title" required>
          <Input
            id="class-title"
            value={draft.title}
            onChange={(event) => setDraft({ ...draft, title: event.target.value })}
          />
        </Form.Item>
        {fields.map(([name, label]) => (
          <Form.Item key={name} label={label} htmlFor={name} extra={texts.hint}>
            <InputNumber
              id={name}
              min={1}
              precision={0}
              style={{ width: '100%' }}
              value={draft[name]}
              onChange={(value) => setDraft({ ...draft, [name]: value })}
            />
          </Form.Item>
        ))}
        {first.id === 'standard' ? null : (
          <Form.Item label={columns.types} htmlFor="class-types">
            <Select
              id="class-types"
              mode="multiple"
              value={draft.thingTypes}
              options={[...titles].map(([value, label]) => ({ value, label }))}
              onChange={(thingTypes) => setDraft({ ...draft, thingTypes })}
            />
          </Form.Item>
        )}
      </Form>
    </ActDialog>
  )
}
