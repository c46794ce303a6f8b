import { addShareAgreement, listCascadeNodes, listShareAgreements, type ShareAgreement } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { DatasetSelect, pageSize, Rows } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { levelTexts } from './levels.texts.ts'

/** 跨城共享协议: what other cities are given, and until when. */
export function Agreements() {
  const texts = useTexts(levelTexts)
  const may = useMay()
  const [at, set] = useState(1)
  const [adding, setAdding] = useState(false)
  const query = { limit: pageSize, offset: (at - 1) * pageSize }
  const read = useRead(listShareAgreements, { query }, { keepPrevious: true })
  return (
    <>
      <p style={{ marginBottom: 12 }}>{texts.agreementsUnder}</p>
      {may('data.operate') ? (
        <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setAdding(true)}>
          {texts.addAgreement}
        </Button>
      ) : null}
      <Rows<ShareAgreement>
        label={texts.document}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        none={{ title: texts.noAgreements, why: texts.noAgreementsWhy }}
        columns={[
          { title: texts.node, dataIndex: 'nodeName' },
          { title: texts.document, dataIndex: 'document' },
          { title: texts.dataset, dataIndex: 'datasetName' },
          { title: texts.fields, render: (_, row) => <span className="code">{row.fields.join(', ')}</span> },
          { title: texts.from, dataIndex: 'from' },
          { title: texts.to, dataIndex: 'to' },
          {
            title: '',
            key: 'state',
            render: (_, row) => (
              <StateTag tone={row.isInForce ? undefined : 'over'}>
                {row.isInForce ? texts.inForce : texts.ended}
              </StateTag>
            ),
          },
        ]}
      />
      {adding ? <Register onClose={() => setAdding(false)} /> : null}
    </>
  )
}

interface Form {
  nodeId: string
  datasetId: string
  document: string
  fields: string[]
  from: Dayjs
  to: Dayjs
}

function Register({ onClose }: { onClose: () => void }) {
  const texts = useTexts(levelTexts)
  const nodes = useRead(listCascadeNodes, {})
  const peers = (nodes.data?.items ?? []).filter((one) => one.kind === 'peer')
  return (
    <FormDialog<Form>
      title={texts.addAgreement}
      fields={[
        {
          ...{ kind: 'choice', name: 'nodeId', label: texts.node, required: true },
          options: peers.map((one) => ({ value: one.id, label: one.name })),
        },
        { kind: 'text', name: 'document', label: texts.document, required: true, maxLength: 200 },
        {
          kind: 'custom',
          name: 'datasetId',
          label: texts.dataset,
          required: true,
          control: <DatasetSelect />,
        },
        {
          ...{
            kind: 'choices',
            name: 'fields',
            label: texts.fields,
            required: true,
            options: [],
            tags: true,
          },
          extra: texts.fieldsExtra,
        },
        { kind: 'day', name: 'from', label: texts.from, required: true },
        { kind: 'day', name: 'to', label: texts.to, required: true },
      ]}
      act={async ({ from, to, ...rest }) => {
        const days = { from: from.format('YYYY-MM-DD'), to: to.format('YYYY-MM-DD') }
        await client.call(addShareAgreement, { body: { ...rest, ...days } })
        refresh(listShareAgreements)
      }}
      onClose={onClose}
    />
  )
}
