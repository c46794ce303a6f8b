import {
  answerUseComplaint,
  downloadUsedLicence,
  issueLicenceNow,
  type Licence,
  type LicenceBatch,
  type LicenceState,
  type LicenceTypeView,
  type LicenceUse,
  listLicenceBatches,
  listLicences,
  listLicenceTypes,
  listUseComplaints,
  moveLicence,
  useLicence,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Descriptions, Select, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage, toChoices } from '../sharing/tabs-page.tsx'
import { Paged } from './paged.tsx'
import { papersTexts } from './papers.texts.ts'

const steps: Partial<Record<LicenceState, Array<keyof typeof allSteps>>> = {
  valid: ['suspended', 'revoked', 'cancelled'],
  suspended: ['valid', 'revoked', 'cancelled'],
  revoked: ['archived'],
  expired: ['archived'],
}
const allSteps = { valid: 1, suspended: 1, revoked: 1, withdrawn: 1, cancelled: 1, archived: 1 }

/** 电子证照: what was issued, the catalogue, batches, uses and complaints (PLT-083, PLT-084). */
export function LicencesPage() {
  const { licences: texts } = useTexts(papersTexts)
  const may = useMay()
  const tab = (key: keyof typeof texts.tabs, children: React.ReactNode) => ({
    key,
    label: texts.tabs[key],
    children,
  })
  return (
    <TabsPage
      title={texts.title}
      tabs={[
        ...(may('services.issue') ? [tab('issued', <Issued />)] : []),
        tab('catalogue', <Catalogue />),
        ...(may('services.issue') ? [tab('batches', <Batches />)] : []),
        ...(may('services.use-licences') ? [tab('use', <UseByCode />)] : []),
        ...(may('services.licences') ? [tab('complaints', <Complaints />)] : []),
      ]}
    />
  )
}

function Issued() {
  const { licences: texts, ...all } = useTexts(papersTexts)
  const [state, setState] = useState<LicenceState>()
  const [moving, setMoving] = useState<{ one: Licence; to: keyof typeof allSteps }>()
  const [isIssuing, setIssuing] = useState(false)
  return (
    <>
      <Space style={{ marginBottom: 12 }}>
        <Select
          allowClear
          aria-label={all.state}
          placeholder={all.state}
          style={{ width: 140 }}
          options={toChoices(texts.states)}
          value={state}
          onChange={setState}
        />
        <Button type="primary" onClick={() => setIssuing(true)}>
          {texts.issue}
        </Button>
      </Space>
      <Paged<Licence, typeof listLicences>
        label={texts.tabs.issued}
        operation={listLicences}
        query={state ? { state } : {}}
        rowKey={(row) => row.id}
        columns={[
          { title: texts.number, render: (_, row) => <span className="code">{row.number}</span> },
          { title: texts.type, dataIndex: 'typeTitle' },
          { title: texts.holder, dataIndex: 'holderName' },
          { title: texts.validity, render: (_, row) => `${row.validFrom} — ${row.validUntil ?? '—'}` },
          {
            title: all.state,
            render: (_, row) => (
              <StateTag tone={row.state === 'valid' ? undefined : 'over'}>{texts.states[row.state]}</StateTag>
            ),
          },
          {
            title: all.act,
            render: (_, row) => (
              <Space>
                {(steps[row.state] ?? []).map((to) => (
                  <Button key={to} size="small" onClick={() => setMoving({ one: row, to })}>
                    {texts.acts[to]}
                  </Button>
                ))}
              </Space>
            ),
          },
        ]}
      />
      {moving ? (
        <FormDialog<{ reason: string; basis: string }>
          title={texts.acts[moving.to]}
          why={`${moving.one.typeTitle} ${moving.one.number}`}
          fields={[
            { name: 'reason', label: all.reason, kind: 'area', required: true, maxLength: 500 },
            { name: 'basis', label: all.basis, kind: 'text', required: true, maxLength: 300 },
          ]}
          act={async (values) => {
            const { one, to } = moving
            await client.call(moveLicence, { params: { id: one.id }, body: { to, ...values } })
            refresh(listLicences)
          }}
          onClose={() => setMoving(undefined)}
        />
      ) : null}
      {isIssuing ? <IssueDialog onClose={() => setIssuing(false)} /> : null}
    </>
  )
}

interface IssueValues {
  typeId: string
  holderKind: 'person' | 'organisation'
  holderName: string
  holderNumber: string
  fields?: string
}

function IssueDialog({ onClose }: { onClose: () => void }) {
  const { licences: texts } = useTexts(papersTexts)
  const types = useRead(listLicenceTypes, { query: { limit: 200 } })
  const options = (types.data?.items ?? []).map((one) => ({ value: one.id, label: one.title }))
  const { person, organisation } = texts.kinds
  return (
    <FormDialog<IssueValues>
      title={texts.issue}
      fields={[
        { name: 'typeId', label: texts.type, kind: 'choice', required: true, options },
        {
          name: 'holderKind',
          label: texts.kind,
          kind: 'choice',
          required: true,
          options: toChoices({ person, organisation }),
        },
        { name: 'holderName', label: texts.holder, kind: 'text', required: true, maxLength: 100 },
        { name: 'holderNumber', label: texts.holderNumber, kind: 'code', required: true, maxLength: 18 },
        { name: 'fields', label: texts.fields, kind: 'area', rows: 6 },
      ]}
      act={async ({ fields, ...values }) => {
        const lines = (fields ?? '').split('\n').flatMap((line) => {
          const at = line.indexOf('=')
          return at > 0 ? [[line.slice(0, at).trim(), line.slice(at + 1).trim()]] : []
        })
        await client.call(issueLicenceNow, { body: { ...values, fields: Object.fromEntries(lines) } })
        refresh(listLicences)
      }}
      onClose={onClose}
    />
  )
}

function Catalogue() {
  const { licences: texts, basis } = useTexts(papersTexts)
  return (
    <Paged<LicenceTypeView, typeof listLicenceTypes>
      label={texts.tabs.catalogue}
      operation={listLicenceTypes}
      rowKey={(row) => row.id}
      columns={[
        { title: texts.type, dataIndex: 'title' },
        { title: texts.code, render: (_, row) => <span className="code">{row.code}</span> },
        { title: texts.issuer, dataIndex: 'issuer' },
        { title: texts.holders, render: (_, row) => texts.kinds[row.holder] },
        { title: texts.months, render: (_, row) => row.validMonths ?? '—' },
        { title: basis, dataIndex: 'basis' },
        { title: texts.inForce, dataIndex: 'valid' },
        { title: texts.uses, dataIndex: 'uses' },
      ]}
    />
  )
}

function Batches() {
  const { licences: texts, time } = useTexts(papersTexts)
  return (
    <Paged<LicenceBatch, typeof listLicenceBatches>
      label={texts.tabs.batches}
      operation={listLicenceBatches}
      everyMs={2_000}
      rowKey={(row) => row.id}
      columns={[
        { title: time, render: (_, row) => formatTime(row.createdTime) },
        { title: texts.type, dataIndex: 'typeTitle' },
        { title: texts.progress, render: (_, row) => `${row.issued + row.rejected} / ${row.total}` },
        { title: texts.rejects, dataIndex: 'rejected' },
      ]}
    />
  )
}

function UseByCode() {
  const { licences: texts } = useTexts(papersTexts)
  const [open, setOpen] = useState(false)
  const use = useMutation({
    mutationFn: (body: { code: string; purpose: string }) => client.call(useLicence, { body }),
  })
  const copy = useMutation({
    mutationFn: async (id: string) => {
      const file = await client.call(downloadUsedLicence, { params: { id } })
      window.open(URL.createObjectURL(new Blob([file as BlobPart], { type: 'application/pdf' })))
    },
  })
  const { data } = use
  return (
    <>
      <p>{texts.useWhy}</p>
      <Button type="primary" onClick={() => setOpen(true)}>
        {texts.use}
      </Button>
      {data ? (
        <>
          <Descriptions
            style={{ marginTop: 16 }}
            bordered
            column={1}
            title={`${data.typeTitle} ${data.number}（${texts.states[data.state]}）`}
            items={Object.entries(data.fields).map(([key, value]) => ({
              key,
              label: key,
              children: String(value),
            }))}
          />
          <p>{data.watermark}</p>
          <Button onClick={() => copy.mutate(data.useId)}>{texts.copy}</Button>
        </>
      ) : null}
      {open ? (
        <FormDialog<{ code: string; purpose: string }>
          title={texts.use}
          fields={[
            { name: 'code', label: texts.authorisation, kind: 'code', required: true, maxLength: 40 },
            { name: 'purpose', label: texts.purpose, kind: 'text', required: true, maxLength: 200 },
          ]}
          act={(values) => use.mutateAsync(values)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

function Complaints() {
  const { licences: texts, time, state } = useTexts(papersTexts)
  const [answering, setAnswering] = useState<LicenceUse>()
  return (
    <>
      <Paged<LicenceUse, typeof listUseComplaints>
        label={texts.tabs.complaints}
        operation={listUseComplaints}
        rowKey={(row) => row.id}
        columns={[
          { title: time, render: (_, row) => formatTime(row.time) },
          { title: texts.type, dataIndex: 'typeTitle' },
          { title: texts.holder, render: (_, row) => `${row.organisationName}：${row.purpose}` },
          { title: texts.tabs.complaints, render: (_, row) => row.complaint?.text },
          {
            title: state,
            render: (_, row) =>
              row.complaint?.answer ?? (
                <Button size="small" onClick={() => setAnswering(row)}>
                  {texts.answer}
                </Button>
              ),
          },
        ]}
      />
      {answering ? (
        <FormDialog<{ answer: string }>
          title={texts.answer}
          fields={[{ name: 'answer', label: texts.answer, kind: 'area', required: true, maxLength: 500 }]}
          act={async ({ answer }) => {
            await client.call(answerUseComplaint, { params: { id: answering.id }, body: { answer } })
            refresh(listUseComplaints)
          }}
          onClose={() => setAnswering(undefined)}
        />
      ) : null}
    </>
  )
}
