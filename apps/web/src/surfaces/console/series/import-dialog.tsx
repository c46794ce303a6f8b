import { importSeries, listSeries, type SeriesImport } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Modal, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { FileField } from '../parts/file-field.tsx'
import { Quiet } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { seriesTexts } from './series.texts.ts'

/** Takes a whole table of values, or says what is wrong in which line and keeps nothing. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { table: texts } = useTexts(seriesTexts)
  const [file, setFile] = useState<File>()
  const [answer, setAnswer] = useState<SeriesImport | null>(null)
  const send = useMutation({
    mutationFn: async (isTrial: boolean) => {
      const base64 = await toBase64(file as File)
      return client.call(importSeries, { body: { fileName: (file as File).name, base64, isTrial } })
    },
    onSuccess: (made) => {
      setAnswer(made)
      if (made.isKept) refresh(listSeries)
    },
  })
  return (
    <Modal open width={760} title={texts.title} onCancel={onClose} footer={null}>
      <Space orientation="vertical" style={{ width: '100%' }}>
        <Quiet>{texts.why}</Quiet>
        <FileField
          label={texts.choose}
          {...(file ? { value: file } : {})}
          onChange={(next) => {
            setFile(next)
            setAnswer(null)
          }}
        />
        <Space>
          <Button disabled={!file} loading={send.isPending} onClick={() => send.mutate(true)}>
            {texts.check}
          </Button>
          <Button
            type="primary"
            disabled={!file || answer?.isKept === true}
            loading={send.isPending}
            onClick={() => send.mutate(false)}
          >
            {texts.send}
          </Button>
        </Space>
        <ProblemNote error={send.error} />
        {answer ? <Result answer={answer} /> : null}
      </Space>
    </Modal>
  )
}

function Result({ answer }: { answer: SeriesImport }) {
  const { table: texts } = useTexts(seriesTexts)
  const said = texts.found(formatNumber(answer.lines), formatNumber(answer.series))
  const end = answer.isKept
    ? texts.kept(formatNumber(answer.written))
    : answer.faults.length > 0
      ? texts.refused(formatNumber(answer.faults.length))
      : texts.inOrder
  return (
    <>
      <Alert
        showIcon
        type={answer.faults.length > 0 ? 'error' : answer.isKept ? 'success' : 'info'}
        title={`${said}${end}`}
        description={answer.warnings.join('；')}
      />
      {answer.faults.length > 0 ? (
        <Table
          size="small"
          rowKey={(one) => `${one.line} ${one.column}`}
          dataSource={answer.faults}
          pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: texts.line, dataIndex: 'line', align: 'right', width: 80 },
            { title: texts.column, dataIndex: 'column', width: 160 },
            { title: texts.fault, dataIndex: 'text' },
          ]}
        />
      ) : null}
    </>
  )
}

async function toBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}
