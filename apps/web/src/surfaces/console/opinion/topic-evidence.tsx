import {
  checkOpinionEvidence,
  downloadOpinionReport,
  getOpinionEvidence,
  keepOpinionEvidence,
  listOpinionEvidence,
  listOpinionPostings,
  noteOpinionGone,
  type OpinionEvidence,
  type OpinionPosting,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Checkbox, DatePicker, Space, Table } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { saveFile } from '../../../lib/save-file.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FileField } from '../parts/file-field.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, Section } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { evidenceTexts } from './evidence.texts.ts'

/** What was captured of a topic, each with its hash. */
export function TopicEvidence({ topicId }: { topicId: string }) {
  const texts = useTexts(evidenceTexts)
  const may = useMay()
  const [isKeeping, setKeeping] = useState(false)
  const read = useRead(listOpinionEvidence, { params: { id: topicId } })
  const list = read.data ?? []
  return (
    <Section
      title={texts.evidence}
      extra={
        <Space>
          <ReportButton kind="special" topic={topicId} label={texts.document} />
          {may('events.handle') ? (
            <Button size="small" onClick={() => setKeeping(true)}>
              {texts.keep}
            </Button>
          ) : null}
        </Space>
      }
    >
      {list.length === 0 ? <Quiet>{texts.noEvidence}</Quiet> : null}
      {list.map((one) => (
        <EvidenceLine key={one.id} one={one} />
      ))}
      {isKeeping ? <KeepDialog topicId={topicId} onClose={() => setKeeping(false)} /> : null}
    </Section>
  )
}

function EvidenceLine({ one }: { one: OpinionEvidence }) {
  const texts = useTexts(evidenceTexts)
  const { message } = App.useApp()
  const params = { id: one.id }
  const check = useMutation({
    mutationFn: () => client.call(checkOpinionEvidence, { params }),
    onSuccess: ({ intact }) => void (intact ? message.success(texts.intact) : message.error(texts.changed)),
  })
  const download = async () => {
    const file: unknown = await client.call(getOpinionEvidence, { params })
    saveFile(new Blob([file as BlobPart]), one.fileName)
  }
  return (
    <div style={{ marginBottom: 12, overflowWrap: 'anywhere' }}>
      <b>{one.fileName}</b> · {formatNumber(Math.ceil(one.size / 1024))} KB · {formatTime(one.capturedTime)} ·{' '}
      {one.bySource ? `${texts.bySource}（${one.capturedBy}）` : one.capturedBy}
      <br />
      <small>{one.url}</small>
      <br />
      <small className="code">SM3 {one.sm3}</small>
      <br />
      <Space>
        <Button size="small" type="link" loading={check.isPending} onClick={() => check.mutate()}>
          {texts.check}
        </Button>
        <Button size="small" type="link" onClick={() => void download()}>
          {texts.download}
        </Button>
      </Space>
    </div>
  )
}

const types = ['text/html', 'text/plain', 'image/png', 'image/jpeg', 'application/pdf'] as const
type CaptureType = (typeof types)[number]

function KeepDialog({ topicId, onClose }: { topicId: string; onClose: () => void }) {
  const texts = useTexts(evidenceTexts)
  return (
    <FormDialog<{ url: string; file: File; time?: Dayjs }>
      title={texts.keep}
      why={texts.keepWhy}
      fields={[
        { name: 'url', label: texts.url, kind: 'text', required: true, maxLength: 1000 },
        {
          ...{ name: 'file', label: texts.file, kind: 'custom', required: true },
          control: <FileField label={texts.choose} />,
          check: (file) =>
            file && !types.includes((file as File).type as CaptureType) ? texts.wrongType : null,
        },
        {
          ...{ name: 'time', label: texts.capturedTime, kind: 'custom' },
          control: <DatePicker showTime disabledDate={(day) => day.isAfter(dayjs())} />,
        },
      ]}
      act={async ({ url, file, time }) => {
        const body = {
          ...{ url, fileName: file.name, contentType: file.type as CaptureType },
          ...{ content: await toBase64(file), ...(time ? { capturedTime: time.toISOString() } : {}) },
        }
        await client.call(keepOpinionEvidence, { params: { id: topicId }, body })
        refresh(listOpinionEvidence)
      }}
      onClose={onClose}
    />
  )
}

/** Every posting of a topic, and whether it is gone where it was. */
export function TopicPostings({ topicId }: { topicId: string }) {
  const texts = useTexts(evidenceTexts)
  const may = useMay()
  const [page, setPage] = useState(1)
  const [onlyGone, setOnlyGone] = useState(false)
  const [noting, setNoting] = useState<OpinionPosting | null>(null)
  const size = 10
  const read = useRead(
    listOpinionPostings,
    {
      params: { id: topicId },
      query: { limit: size, offset: (page - 1) * size, ...(onlyGone ? { gone: true } : {}) },
    },
    { keepPrevious: true },
  )
  return (
    <Section
      title={texts.postings}
      extra={
        <Checkbox
          checked={onlyGone}
          onChange={(event) => {
            setOnlyGone(event.target.checked)
            setPage(1)
          }}
        >
          {texts.onlyGone}
        </Checkbox>
      }
    >
      <Table<OpinionPosting>
        size="small"
        rowKey="id"
        scroll={{ x: 'max-content' }}
        loading={read.isPending}
        dataSource={read.data?.items}
        locale={{ emptyText: texts.empty }}
        pagination={{ current: page, pageSize: size, total: read.data?.total, onChange: setPage }}
        columns={[
          { title: texts.posted, render: (_, one) => formatTime(one.publishedTime) },
          { title: texts.source, dataIndex: 'source' },
          { title: texts.url, dataIndex: 'url' },
          {
            title: texts.state,
            render: (_, one) => {
              if (one.goneTime) return texts.gone(formatTime(one.goneTime), one.goneBy ?? '')
              return may('events.handle') ? (
                <Button size="small" onClick={() => setNoting(one)}>
                  {texts.noteGone}
                </Button>
              ) : (
                texts.there
              )
            },
          },
        ]}
      />
      {noting ? (
        <ActDialog
          title={texts.noteGone}
          why={texts.noteGoneWhy}
          comment="required"
          act={async (note) => {
            await client.call(noteOpinionGone, { params: { id: noting.id }, body: { note } })
            refresh(listOpinionPostings)
          }}
          onClose={() => setNoting(null)}
        />
      ) : null}
    </Section>
  )
}

interface ReportButtonProps {
  kind: 'day' | 'week' | 'special'
  day?: string
  topic?: string
  label: string
}

/** A report as a document. */
export function ReportButton({ kind, day, topic, label }: ReportButtonProps) {
  const run = useMutation({
    mutationFn: async () => {
      const query = { kind, day: day ?? dayjs().format('YYYY-MM-DD'), ...(topic ? { topic } : {}) }
      const file: unknown = await client.call(downloadOpinionReport, { query })
      saveFile(new Blob([file as BlobPart], { type: 'application/pdf' }), `${label} ${query.day}.pdf`)
    },
  })
  return (
    <Button size="small" loading={run.isPending} onClick={() => run.mutate()}>
      {label}
    </Button>
  )
}
