import {
  type CertificateRecord,
  changeCertificate,
  getCertificateCoverage,
  issueCertificate,
  listCertificates,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Modal, Select, Space, Table, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { trustTexts } from './trust.texts.ts'

/** Certificates issued here, their states, and how many firms hold one. */
export function Certificates() {
  const texts = useTexts(trustTexts)
  const query = useListQuery([])
  const box = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [act, setAct] = useState<Act | null>(null)
  const coverage = useRead(getCertificateCoverage, {})
  const read = useRead(
    listCertificates,
    { query: { limit: query.limit, offset: query.offset, search: query.search || undefined } },
    { keepPrevious: true },
  )
  const share = coverage.data?.share
  const percent = share === null || share === undefined ? '—' : `${(share * 100).toFixed(1)}%`
  return (
    <>
      <Space style={{ marginBottom: 12 }} wrap>
        <Button type="primary" onClick={() => setOpen(true)}>
          {texts.issue}
        </Button>
        <a href="/api/identity/revocations.crl">{texts.crl}</a>
        {coverage.data ? (
          <span>{texts.coverage(coverage.data.covered, coverage.data.firms, percent)}</span>
        ) : null}
      </Space>
      <FilterBar query={query} placeholder={texts.search} searchBox={box} />
      <ListTable
        label={texts.certificateTab}
        read={read}
        query={query}
        columns={useColumns(setAct)}
        rowKey={(one) => one.serial}
        searchBox={box}
        empty={{ title: texts.noCertificates, why: texts.noCertificatesWhy }}
      />
      <Table
        size="small"
        style={{ marginBlockStart: 16, maxWidth: 640 }}
        title={() => texts.byCounty}
        rowKey="code"
        dataSource={coverage.data?.counties ?? []}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        columns={[
          { title: texts.county, render: (_, one) => <DivisionName code={one.code} /> },
          { title: texts.firms, dataIndex: 'firms', align: 'right' },
          { title: texts.covered, dataIndex: 'covered', align: 'right' },
          {
            ...{ title: texts.share, align: 'right' },
            render: (_, one) => (one.firms > 0 ? `${((one.covered / one.firms) * 100).toFixed(1)}%` : '—'),
          },
        ]}
      />
      <IssueDialog open={isOpen} onClose={() => setOpen(false)} />
      {act ? <StateDialog {...act} onClose={() => setAct(null)} /> : null}
    </>
  )
}

interface Act {
  serial: string
  state: 'active' | 'suspended' | 'revoked'
}

/** Why a certificate is stopped or taken up again; it stands in its record. */
function StateDialog({ serial, state, onClose }: Act & { onClose: () => void }) {
  const texts = useTexts(trustTexts)
  return (
    <FormDialog<{ reason: string }>
      title={state === 'active' ? texts.resume : state === 'revoked' ? texts.revoke : texts.suspend}
      danger={state !== 'active'}
      why={state === 'revoked' ? texts.revokeWhy : undefined}
      fields={[{ kind: 'area', name: 'reason', label: texts.why, required: true, maxLength: 200 }]}
      act={async ({ reason }) => {
        await client.call(changeCertificate, { params: { serial }, body: { state, reason } })
        refresh(listCertificates, getCertificateCoverage)
      }}
      onClose={onClose}
    />
  )
}

function useColumns(onAct: (act: Act) => void): TableColumnsType<CertificateRecord> {
  const texts = useTexts(trustTexts)
  return [
    { title: texts.holder, key: 'name', render: (_, one) => <b>{one.name}</b> },
    { title: texts.kind, key: 'kind', render: (_, one) => texts.kinds[one.kind] },
    { title: texts.serial, key: 'serial', render: (_, one) => <span className="code">{one.serial}</span> },
    {
      title: texts.state,
      key: 'state',
      render: (_, one) => (
        <StateTag tone={one.state === 'active' ? undefined : 'bad'}>
          {texts.certificateStates[one.state]}
        </StateTag>
      ),
    },
    { title: texts.until, key: 'until', render: (_, one) => formatTime(one.untilTime) },
    {
      title: '',
      key: 'acts',
      render: (_, one) =>
        one.state === 'active' || one.state === 'suspended' ? (
          <Space>
            <Button
              size="small"
              onClick={() =>
                onAct({ serial: one.serial, state: one.state === 'active' ? 'suspended' : 'active' })
              }
            >
              {one.state === 'active' ? texts.suspend : texts.resume}
            </Button>
            <Button size="small" danger onClick={() => onAct({ serial: one.serial, state: 'revoked' })}>
              {texts.revoke}
            </Button>
          </Space>
        ) : null,
    },
  ]
}

interface Issued {
  kind: CertificateRecord['kind']
  name: string
  publicKey: string
  days: number
  evidence: string
}

function IssueDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const texts = useTexts(trustTexts)
  const [form] = Form.useForm<Issued>()
  const run = useMutation({
    mutationFn: (body: Issued) => client.call(issueCertificate, { body }),
    onSuccess: () => {
      form.resetFields()
      refresh(listCertificates, getCertificateCoverage)
      onClose()
    },
  })
  const kinds = Object.entries(texts.kinds).map(([value, label]) => ({ value, label }))
  return (
    <Modal open={open} title={texts.issue} okText={texts.save} onCancel={onClose} onOk={() => form.submit()}>
      {run.error ? <ProblemView error={run.error} /> : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ kind: 'organisation', days: 365 }}
        onFinish={run.mutate}
      >
        <Form.Item name="kind" label={texts.kind}>
          <Select options={kinds} />
        </Form.Item>
        <Form.Item name="name" label={texts.holder} rules={[{ required: true }]}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="publicKey" label={texts.publicKey} rules={[{ required: true, len: 130 }]}>
          <Input.TextArea rows={3} />
        </Form.Item>
        <Form.Item name="days" label={texts.days}>
          <InputNumber min={1} max={1826} />
        </Form.Item>
        <Form.Item name="evidence" label={texts.evidence} rules={[{ required: true }]}>
          <Input />
        </Form.Item>
      </Form>
    </Modal>
  )
}
