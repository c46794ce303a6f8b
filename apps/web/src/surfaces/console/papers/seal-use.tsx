import {
  askForSealing,
  listSealApprovals,
  type OperationOutput,
  type Seal,
  sealDocuments,
  verifySealedDocument,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { toBase64 } from '../../../lib/to-base64.ts'
import { FileField } from '../parts/file-field.tsx'
import { type DialogField, FormDialog } from '../parts/form-dialog.tsx'
import { Quiet, StateTag } from '../parts/page.tsx'
import { morePapersTexts } from './papers-more.texts.ts'
import { saveJson } from './save-file.ts'

/** What a person with a seal does: ask for leave, and seal a document; the package is downloaded. */
export function SealActs({ seal }: { seal: Seal }) {
  const { seal: texts } = useTexts(morePapersTexts)
  const [act, setAct] = useState<'use' | 'ask' | null>(null)
  if (seal.state !== 'active') return null
  return (
    <>
      <Button size="small" onClick={() => setAct('use')}>
        {texts.use}
      </Button>
      {seal.needsApproval ? (
        <Button size="small" onClick={() => setAct('ask')}>
          {texts.ask}
        </Button>
      ) : null}
      {act === 'use' ? <UseDialog seal={seal} onClose={() => setAct(null)} /> : null}
      {act === 'ask' ? <AskDialog seal={seal} onClose={() => setAct(null)} /> : null}
    </>
  )
}

function typeField(seal: Seal, label: string): DialogField {
  const base = { name: 'documentType', label, required: true }
  return { ...base, kind: 'text', maxLength: 60, extra: seal.documentTypes.join('、') }
}

interface UseValues {
  documentType: string
  title: string
  file: File
  approvalId?: string
}

function UseDialog({ seal, onClose }: { seal: Seal; onClose: () => void }) {
  const { seal: texts } = useTexts(morePapersTexts)
  const approvals = useRead(listSealApprovals, { query: { limit: 100 } }, { enabled: seal.needsApproval })
  const granted = (approvals.data?.items ?? []).filter(
    (one) => one.sealId === seal.id && one.state === 'granted' && one.used < one.count,
  )
  return (
    <FormDialog<UseValues>
      title={texts.use}
      why={texts.useWhy}
      first={{ documentType: seal.documentTypes[0] ?? '' }}
      fields={[
        typeField(seal, texts.documentType),
        { kind: 'text', name: 'title', label: texts.title, required: true, maxLength: 200 },
        {
          ...{ kind: 'custom', name: 'file', label: texts.document, required: true },
          control: <FileField label={texts.document} />,
        },
        ...(seal.needsApproval
          ? [
              {
                ...{ kind: 'choice' as const, name: 'approvalId', label: texts.approval, required: true },
                options: granted.map((one) => ({ value: one.id, label: one.title })),
              },
            ]
          : []),
      ]}
      act={async ({ file, title, ...values }) => {
        const documents = [{ title, file: await toBase64(file) }]
        const made = await client.call(sealDocuments, {
          params: { id: seal.id },
          body: { ...values, documents },
        })
        for (const one of made.packages) saveJson(`${file.name}.seal.json`, one)
      }}
      onClose={onClose}
    />
  )
}

function AskDialog({ seal, onClose }: { seal: Seal; onClose: () => void }) {
  const { seal: texts } = useTexts(morePapersTexts)
  return (
    <FormDialog<{ documentType: string; title: string; count: number }>
      title={texts.ask}
      first={{ documentType: seal.documentTypes[0] ?? '', count: 1 }}
      fields={[
        typeField(seal, texts.documentType),
        { kind: 'text', name: 'title', label: texts.title, required: true, maxLength: 200 },
        {
          kind: 'number',
          name: 'count',
          label: texts.count,
          required: true,
          min: 1,
          max: 100_000,
          precision: 0,
        },
      ]}
      act={async (body) => {
        await client.call(askForSealing, { params: { id: seal.id }, body })
        refresh(listSealApprovals)
      }}
      onClose={onClose}
    />
  )
}

type Verdict = OperationOutput<typeof verifySealedDocument>

/** 验证签章: a file and its package, and which signature no longer holds why. */
export function VerifySealed() {
  const { seal: texts } = useTexts(morePapersTexts)
  const [open, setOpen] = useState(false)
  const [verdict, setVerdict] = useState<Verdict>()
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      <Quiet>{texts.verifyWhy}</Quiet>
      <Button type="primary" onClick={() => setOpen(true)}>
        {texts.verify}
      </Button>
      {verdict ? (
        <>
          <p role="status">
            <StateTag tone={verdict.holds ? undefined : 'bad'}>
              {verdict.holds ? texts.holds : texts.broken}
            </StateTag>{' '}
            {verdict.text}
          </p>
          <Table<Verdict['signatures'][number]>
            size="small"
            aria-label={texts.result}
            dataSource={verdict.signatures}
            rowKey={(one) => `${one.sealName}${one.time}`}
            pagination={false}
            columns={[
              { title: texts.sealedBy, render: (_, one) => `${one.organisationName} ${one.sealName}` },
              { title: texts.at, render: (_, one) => (one.time ? formatTime(one.time) : '—') },
              { title: texts.result, dataIndex: 'text' },
            ]}
          />
        </>
      ) : null}
      {open ? (
        <FormDialog<{ file: File; package: File }>
          title={texts.verify}
          fields={[
            {
              ...{ kind: 'custom', name: 'file', label: texts.file, required: true },
              control: <FileField label={texts.file} />,
            },
            {
              ...{ kind: 'custom', name: 'package', label: texts.package, required: true },
              control: <FileField label={texts.package} />,
            },
          ]}
          act={async (values) => {
            const read: unknown = JSON.parse(await values.package.text())
            const body = { file: await toBase64(values.file), packages: [read] as never }
            setVerdict(await client.call(verifySealedDocument, { body }))
          }}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </Space>
  )
}
