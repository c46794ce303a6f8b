import {
  createScheduledFile,
  listScheduledFiles,
  listThingTypes,
  type ScheduledFileInput,
} from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import styles from './insight.module.css'
import { insightTexts } from './insight.texts.ts'

const empty: ScheduledFileInput = {
  ...{ title: '', thingType: '', property: '', bucket: 'hour', every: 'day', format: 'csv' },
}

/** A new file of the clock: of which readings, put together how, and how often. */
export function FileDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(insightTexts)
  const pick = usePick()
  const [draft, setDraft] = useState(empty)
  const set = (change: Partial<ScheduledFileInput>) => setDraft((former) => ({ ...former, ...change }))
  const types = useRead(listThingTypes, {}, { staleMs: 60_000 })
  const type = types.data?.find((each) => each.id === draft.thingType)
  const select = <T extends string>(id: 'bucket' | 'every', label: string, options: Record<T, string>) => (
    <Form.Item label={label} htmlFor={`file-${id}`}>
      <Select
        id={`file-${id}`}
        value={draft[id]}
        options={Object.entries(options).map(([value, words]) => ({ value, label: words as string }))}
        onChange={(value) => set({ [id]: value })}
      />
    </Form.Item>
  )
  const number = (id: 'above' | 'below', label: string) => (
    <Form.Item label={label} htmlFor={`file-${id}`}>
      <InputNumber
        id={`file-${id}`}
        style={{ width: '100%' }}
        value={draft[id]}
        onChange={(value) => set({ [id]: value ?? undefined })}
      />
    </Form.Item>
  )
  return (
    <ActDialog
      title={texts.newFile}
      why={texts.fileWhy}
      comment="none"
      width={640}
      isReady={draft.title.trim() !== '' && draft.thingType !== '' && draft.property !== ''}
      act={async () => {
        await client.call(createScheduledFile, { body: { ...draft, title: draft.title.trim() } })
        refresh(listScheduledFiles)
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.name} htmlFor="file-title" required>
          <Input
            id="file-title"
            maxLength={100}
            value={draft.title}
            onChange={(event) => set({ title: event.target.value })}
          />
        </Form.Item>
        <div className={styles.grid}>
          <Form.Item label={texts.type} htmlFor="file-type" required>
            <Select
              id="file-type"
              showSearch={{ optionFilterProp: 'label' }}
              value={draft.thingType || undefined}
              options={(types.data ?? []).map((each) => ({ value: each.id, label: pick(each.title) }))}
              onChange={(thingType) => set({ thingType, property: '' })}
            />
          </Form.Item>
          <Form.Item label={texts.property} htmlFor="file-property" required>
            <Select
              id="file-property"
              value={draft.property || undefined}
              options={(type?.datastreams ?? []).map((each) => ({ value: each.id, label: pick(each.title) }))}
              onChange={(property) => set({ property })}
            />
          </Form.Item>
          {select('bucket', texts.bucket, texts.buckets)}
          {select('every', texts.every, texts.everies)}
          {number('above', texts.above)}
          {number('below', texts.below)}
          <Form.Item label={texts.format} htmlFor="file-format">
            <Select
              id="file-format"
              value={draft.format}
              options={[
                { value: 'csv', label: 'CSV' },
                { value: 'json', label: 'JSON' },
              ]}
              onChange={(format) => set({ format })}
            />
          </Form.Item>
        </div>
      </Form>
    </ActDialog>
  )
}
