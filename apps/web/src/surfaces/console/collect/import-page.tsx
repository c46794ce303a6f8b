import {
  type Batch,
  type FilePreview,
  loadUpload,
  previewUpload,
  type ReadOptions,
  type Upload,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Progress, Table, Upload as UploadBox } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { Page, Section, StateTag } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { formatBytes } from './bytes.ts'
import { collectTexts } from './collect.texts.ts'
import { type ColumnChoice, ColumnTable } from './column-table.tsx'
import { LoadResults } from './load-results.tsx'
import { ReadSettings } from './read-settings.tsx'
import { sendFile } from './send-file.ts'
import { type Target, TargetForm } from './target-form.tsx'

interface Sending {
  key: string
  file: File
  upload?: Upload
  error?: Error
}

/** 导入数据: files are sent, looked at, and loaded into a dataset (PLT-043, PLT-044). */
export function ImportPage() {
  const texts = useTexts(collectTexts)
  const [files, setFiles] = useState<Sending[]>([])
  const [read, setRead] = useState<ReadOptions>({})
  const [preview, setPreview] = useState<FilePreview>()
  const [choices, setChoices] = useState<ColumnChoice[]>([])
  const [batches, setBatches] = useState<Batch[]>([])
  const change = (key: string, by: Partial<Sending>) =>
    setFiles((all) => all.map((one) => (one.key === key ? { ...one, ...by } : one)))
  const look = useMutation({
    mutationFn: ({ id, options }: { id: string; options: ReadOptions }) =>
      client.call(previewUpload, { params: { id }, body: options }),
    onSuccess: (seen) => {
      setPreview(seen)
      setChoices(seen.columns.map((one) => ({ ...one, use: true })))
    },
  })
  const send = async (one: Sending) => {
    change(one.key, { error: undefined })
    try {
      const upload = await sendFile(one.file, (now) => change(one.key, { upload: now }), one.upload)
      const seen = await client.call(previewUpload, { params: { id: upload.id }, body: read })
      setPreview((first) => first ?? seen)
      setChoices((all) =>
        all.length > 0 ? widen(all, seen) : seen.columns.map((each) => ({ ...each, use: true })),
      )
    } catch (error) {
      change(one.key, { error: error as Error })
    }
  }
  // One after another: the platform looks at tens of thousands of rows of each.
  const queue = useRef<Promise<void>>(Promise.resolve())
  const add = (file: File) => {
    const one = { key: `${file.name}-${file.size}-${Date.now()}-${Math.random()}`, file }
    setFiles((all) => [...all, one])
    queue.current = queue.current.then(() => send(one))
  }
  const ready = files.flatMap((one) => (one.upload?.state === 'ready' ? [one.upload] : []))
  const load = useMutation({
    mutationFn: (target: Target) => loadAll({ ready, read, choices, target, tell: setBatches }),
  })
  const reset = () => {
    setFiles([])
    setBatches([])
    setPreview(undefined)
    setRead({})
    load.reset()
  }
  return (
    <Page title={texts.importTitle} under={texts.importUnder}>
      <Section title={texts.file}>
        <UploadBox.Dragger
          multiple
          showUploadList={false}
          beforeUpload={(file) => {
            add(file)
            return false
          }}
        >
          <p>{texts.drop}</p>
          <p>{texts.formats}</p>
        </UploadBox.Dragger>
        {files.length > 0 ? <FileTable files={files} onResume={(one) => void send(one)} /> : null}
      </Section>
      <ProblemNote error={look.error} />
      {preview && batches.length === 0 ? (
        <>
          <Section title={texts.shape}>
            <p>{texts.shapeNote(formatNumber(preview.sampled))}</p>
            <ReadSettings
              preview={preview}
              onChange={(options) => {
                const next = { ...read, ...options }
                setRead(next)
                const [first] = ready
                if (first) look.mutate({ id: first.id, options: next })
              }}
            />
            <ColumnTable preview={preview} choices={choices} onChange={setChoices} />
          </Section>
          <Section title={texts.target}>
            <TargetForm
              suggested={(ready[0]?.name ?? '').replace(/(\.\w+)+$/, '')}
              busy={load.isPending || ready.length < files.length}
              onSubmit={(target) => load.mutate(target)}
            />
          </Section>
        </>
      ) : null}
      <ProblemNote error={load.error} />
      {batches.length > 0 ? (
        <Section title={texts.result} extra={<Button onClick={reset}>{texts.again}</Button>}>
          <LoadResults ids={batches.map((one) => one.id)} />
        </Section>
      ) : null}
    </Page>
  )
}

/** Loads the files one after another into one dataset; the first makes it when it is new. */
async function loadAll(given: {
  ready: readonly Upload[]
  read: ReadOptions
  choices: readonly ColumnChoice[]
  target: Target
  tell: (batches: Batch[]) => void
}): Promise<void> {
  const { ready, read, target } = given
  const used = given.choices.filter((one) => one.use)
  const columns = used.map((one) => ({ source: one.source, field: one.field.name }))
  const batches: Batch[] = []
  let datasetId = target.datasetId
  for (const upload of ready) {
    const isFirst = batches.length === 0
    const batch = await client.call(loadUpload, {
      params: { id: upload.id },
      body: {
        read,
        // Several files make one table: the first may replace, the others join it.
        mode: target.mode === 'replace' && !isFirst ? 'append' : target.mode,
        ...(target.sourceId ? { sourceId: target.sourceId } : {}),
        ...(target.announcedRows === undefined ? {} : { announcedRows: target.announcedRows }),
        ...(datasetId ? { datasetId } : {}),
        ...(datasetId || target.sourceId
          ? {}
          : {
              newDataset: {
                name: target.name ?? upload.name,
                fields: used.map((one) => one.field),
                ...(target.organisationId ? { organisationId: target.organisationId } : {}),
              },
            }),
        ...(target.kind === 'new' ? { columns } : {}),
      },
    })
    datasetId = target.sourceId ? undefined : batch.datasetId
    batches.push(batch)
    given.tell([...batches])
  }
}

/** Types that hold the values of a further file too: one fraction makes numbers of integers, one word makes texts. */
function widen(choices: readonly ColumnChoice[], seen: FilePreview): ColumnChoice[] {
  return choices.map((one) => {
    const other = seen.columns.find((each) => each.source === one.source)?.field.type
    const type = one.field.type
    if (!other || other === type) return one
    const isNumeric = [type, other].every((each) => each === 'integer' || each === 'number')
    return { ...one, field: { ...one.field, type: isNumeric ? 'number' : 'text' } }
  })
}

function FileTable({ files, onResume }: { files: Sending[]; onResume: (one: Sending) => void }) {
  const texts = useTexts(collectTexts)
  return (
    <Table<Sending>
      size="small"
      rowKey="key"
      pagination={false}
      dataSource={files}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: texts.file, render: (_, one) => one.file.name },
        { title: texts.size, align: 'right', render: (_, one) => formatBytes(one.file.size) },
        {
          title: texts.progress,
          width: 260,
          render: (_, one) => {
            if (one.error)
              return (
                <>
                  <StateTag tone="bad">{one.error.message}</StateTag>{' '}
                  <Button size="small" onClick={() => onResume(one)}>
                    {texts.resume}
                  </Button>
                </>
              )
            if (one.upload?.state === 'ready')
              return one.upload.duplicateOf ? (
                <StateTag tone="loud">{texts.duplicate}</StateTag>
              ) : (
                <StateTag>{texts.ready}</StateTag>
              )
            const { received = 0, bytes = 1 } = one.upload ?? {}
            return <Progress percent={Math.floor((received / bytes) * 100)} aria-label={texts.progress} />
          },
        },
      ]}
    />
  )
}
