import {
  applyForSeal,
  decideSeal,
  decideSealing,
  listAllSeals,
  listSealApprovals,
  listSealings,
  listSeals,
  type Seal,
  type SealApproval,
  type SealingEntry,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActButton } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { TabsPage, toChoices } from '../sharing/tabs-page.tsx'
import { Paged } from './paged.tsx'
import { papersTexts } from './papers.texts.ts'
import { morePapersTexts } from './papers-more.texts.ts'
import { SealActs, VerifySealed } from './seal-use.tsx'

/** 电子印章: register, leaves to seal, the log (PLT-085). */
export function SealsPage() {
  const { seals: texts } = useTexts(papersTexts)
  const { seal: more } = useTexts(morePapersTexts)
  const may = useMay()
  return (
    <TabsPage
      title={texts.title}
      tabs={[
        { key: 'seals', label: texts.tabs.seals, children: <Seals /> },
        ...(may('services.seal')
          ? [{ key: 'approvals', label: texts.tabs.approvals, children: <Approvals /> }]
          : []),
        { key: 'log', label: texts.tabs.log, children: <Log /> },
        { key: 'verify', label: more.verify, children: <VerifySealed /> },
      ]}
    />
  )
}

type Step = 'active' | 'refused' | 'suspended' | 'destroyed'
const steps: Record<string, Step[]> = {
  applied: ['active', 'refused'],
  active: ['suspended', 'destroyed'],
  suspended: ['active', 'destroyed'],
}

interface SealValues {
  name: string
  kind: Seal['kind']
  documentTypes?: string[]
  approvalPaper: string
  validUntil: string
  needsApproval?: boolean
}

function Seals() {
  const { seals: texts, ...all } = useTexts(papersTexts)
  const may = useMay()
  const [moving, setMoving] = useState<{ one: Seal; to: Step }>()
  const [isNew, setNew] = useState(false)
  return (
    <>
      {may('services.seal') ? (
        <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setNew(true)}>
          {texts.apply}
        </Button>
      ) : null}
      <Paged<Seal, typeof listSeals | typeof listAllSeals>
        label={texts.tabs.seals}
        operation={may('services.seals') ? listAllSeals : listSeals}
        rowKey={(row) => row.id}
        columns={[
          {
            title: texts.seal,
            render: (_, row) =>
              row.image ? (
                <img
                  alt={row.name}
                  width={56}
                  src={`data:image/svg+xml;utf8,${encodeURIComponent(row.image)}`}
                />
              ) : null,
          },
          { title: texts.name, dataIndex: 'name' },
          { title: texts.kind, render: (_, row) => texts.kinds[row.kind] },
          { title: texts.owner, dataIndex: 'organisationName' },
          { title: texts.custodian, dataIndex: 'custodianName' },
          { title: texts.documents, render: (_, row) => row.documentTypes.join('、') || '—' },
          { title: texts.count, dataIndex: 'used' },
          { title: texts.until, dataIndex: 'validUntil' },
          {
            title: all.state,
            render: (_, row) => (
              <StateTag tone={row.state === 'active' ? undefined : 'over'}>
                {texts.states[row.state]}
              </StateTag>
            ),
          },
          {
            title: all.act,
            render: (_, row) => (
              <Space>
                {may('services.seal') ? <SealActs seal={row} /> : null}
                {(may('services.seals') ? (steps[row.state] ?? []) : []).map((to) => (
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
        <FormDialog<{ reason: string }>
          title={texts.acts[moving.to]}
          why={`${moving.one.organisationName} ${moving.one.name}`}
          fields={[{ name: 'reason', label: all.reason, kind: 'area', required: true, maxLength: 300 }]}
          act={async ({ reason }) => {
            await client.call(decideSeal, { params: { id: moving.one.id }, body: { to: moving.to, reason } })
            refresh(listSeals, listAllSeals)
          }}
          onClose={() => setMoving(undefined)}
        />
      ) : null}
      {isNew ? (
        <FormDialog<SealValues>
          title={texts.apply}
          fields={[
            { name: 'name', label: texts.name, kind: 'text', required: true, maxLength: 60 },
            {
              name: 'kind',
              label: texts.kind,
              kind: 'choice',
              required: true,
              options: toChoices(texts.kinds),
            },
            { name: 'documentTypes', label: texts.documents, kind: 'choices', options: [], tags: true },
            { name: 'approvalPaper', label: texts.paper, kind: 'text', required: true, maxLength: 200 },
            { name: 'validUntil', label: texts.until, kind: 'day', required: true },
            { name: 'needsApproval', label: texts.needsApproval, kind: 'tick' },
          ]}
          act={async ({ documentTypes = [], needsApproval = false, ...values }) => {
            await client.call(applyForSeal, { body: { ...values, documentTypes, needsApproval } })
            refresh(listSeals, listAllSeals)
          }}
          onClose={() => setNew(false)}
        />
      ) : null}
    </>
  )
}

function Approvals() {
  const { seals: texts, time, state } = useTexts(papersTexts)
  const decide = (id: string, granted: boolean) =>
    client.call(decideSealing, { params: { id }, body: { granted } })
  return (
    <Paged<SealApproval, typeof listSealApprovals>
      label={texts.tabs.approvals}
      operation={listSealApprovals}
      rowKey={(row) => row.id}
      columns={[
        { title: time, render: (_, row) => formatTime(row.askedTime) },
        { title: texts.seal, dataIndex: 'sealName' },
        { title: texts.documentType, dataIndex: 'documentType' },
        { title: texts.document, dataIndex: 'title' },
        { title: texts.count, render: (_, row) => `${row.used} / ${row.count}` },
        { title: texts.user, dataIndex: 'askedBy' },
        {
          title: state,
          render: (_, row) =>
            row.state === 'asked' ? (
              <Space>
                <ActButton<typeof decideSealing>
                  act={() => decide(row.id, true)}
                  touches={[listSealApprovals]}
                >
                  {texts.grant}
                </ActButton>
                <ActButton<typeof decideSealing>
                  act={() => decide(row.id, false)}
                  touches={[listSealApprovals]}
                >
                  {texts.refuse}
                </ActButton>
              </Space>
            ) : (
              texts.approvalStates[row.state]
            ),
        },
      ]}
    />
  )
}

function Log() {
  const { seals: texts, time, state } = useTexts(papersTexts)
  return (
    <Paged<SealingEntry, typeof listSealings>
      label={texts.tabs.log}
      operation={listSealings}
      rowKey={(row) => row.id}
      columns={[
        { title: time, render: (_, row) => formatTime(row.time) },
        { title: texts.seal, render: (_, row) => `${row.organisationName} ${row.sealName}` },
        { title: texts.documentType, dataIndex: 'documentType' },
        { title: texts.document, dataIndex: 'title' },
        { title: texts.user, dataIndex: 'userName' },
        {
          title: state,
          render: (_, row) => (
            <StateTag tone={row.outcome === 'sealed' ? undefined : 'bad'}>
              {texts.outcomes[row.outcome]} {row.reason}
            </StateTag>
          ),
        },
      ]}
    />
  )
}
