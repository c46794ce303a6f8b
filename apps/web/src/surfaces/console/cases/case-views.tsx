import { type CaseView, deleteCaseView, listCaseViews, saveCaseView } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Checkbox, Form, Input, Popover, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import type { ListState } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { caseViewTexts } from './case-views.texts.ts'

interface CaseViewsProps {
  query: ListState
  /** Columns one may choose from. */
  all: readonly { key: string; title: string }[]
  /** Keys of the columns shown; all when empty. */
  columns: string[]
  onColumns: (keys: string[]) => void
}

/** Views above the case list: one press brings back filters and columns; the present ones can be kept. */
export function CaseViews({ query, all, columns, onColumns }: CaseViewsProps) {
  const texts = useTexts(caseViewTexts)
  const [saving, setSaving] = useState(false)
  const [removing, setRemoving] = useState<CaseView | null>(null)
  const read = useRead(listCaseViews, {})
  const apply = (view: CaseView) => {
    const none = Object.fromEntries([...query.names, 'search'].map((name) => [name, null]))
    query.set({ ...none, ...view.filters })
    onColumns(view.columns)
  }
  return (
    <section aria-label={texts.views} style={{ marginBottom: 12 }}>
      <Space wrap>
        {(read.data?.items ?? []).map((view) => (
          <Space.Compact key={view.id}>
            <Button
              size="small"
              title={view.own ? undefined : texts.from(view.keeperName)}
              onClick={() => apply(view)}
            >
              {view.name}
            </Button>
            {view.own ? (
              <Button size="small" aria-label={texts.remove(view.name)} onClick={() => setRemoving(view)}>
                ×
              </Button>
            ) : null}
          </Space.Compact>
        ))}
        <Popover
          trigger="click"
          content={
            <Checkbox.Group
              style={{ display: 'grid', gap: 4 }}
              options={all.map(({ key, title }) => ({ value: key, label: title }))}
              value={columns.length > 0 ? columns : all.map((one) => one.key)}
              onChange={(keys) => onColumns(keys.length === all.length ? [] : keys.map(String))}
            />
          }
        >
          <Button size="small">{texts.columns}</Button>
        </Popover>
        <Button size="small" type="dashed" onClick={() => setSaving(true)}>
          {texts.save}
        </Button>
      </Space>
      {saving ? <SaveDialog query={query} columns={columns} onClose={() => setSaving(false)} /> : null}
      {removing ? (
        <ActDialog
          title={texts.remove(removing.name)}
          comment="none"
          danger
          act={() => client.call(deleteCaseView, { params: { id: removing.id } })}
          onClose={() => {
            setRemoving(null)
            refresh(listCaseViews)
          }}
        />
      ) : null}
    </section>
  )
}

interface SaveDialogProps {
  query: ListState
  columns: string[]
  onClose: () => void
}

function SaveDialog({ query, columns, onClose }: SaveDialogProps) {
  const texts = useTexts(caseViewTexts)
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const filters = { ...query.filters, ...(query.search ? { search: query.search } : {}) }
  return (
    <ActDialog
      title={texts.save}
      why={texts.why}
      comment="none"
      isReady={name.trim() !== ''}
      act={() => client.call(saveCaseView, { body: { name: name.trim(), filters, columns, shared } })}
      onClose={() => {
        onClose()
        refresh(listCaseViews)
      }}
    >
      <Form layout="vertical">
        <Form.Item label={texts.name} required>
          <Input
            value={name}
            maxLength={40}
            aria-label={texts.name}
            onChange={(event) => setName(event.target.value)}
          />
        </Form.Item>
        <Checkbox checked={shared} onChange={(event) => setShared(event.target.checked)}>
          {texts.shared}
        </Checkbox>
      </Form>
    </ActDialog>
  )
}
