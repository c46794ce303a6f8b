import {
  endSupplierAccess,
  listSupplierAccess,
  registerSupplierAccess,
  type SupplierAccess,
} from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { DatasetSelect, pageSize, Rows } from '../govern/parts.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { registerTexts } from './registers.texts.ts'

/** What suppliers may touch, until when, and the proof that they destroyed it. */
export function SupplierList() {
  const texts = useTexts(registerTexts)
  const [at, set] = useState(1)
  const [doing, setDoing] = useState<'register' | SupplierAccess>()
  const read = useRead(
    listSupplierAccess,
    { query: { limit: pageSize, offset: (at - 1) * pageSize } },
    { keepPrevious: true },
  )
  const close = () => setDoing(undefined)
  return (
    <>
      <Button type="primary" onClick={() => setDoing('register')}>
        {texts.registerSupplier}
      </Button>
      <Rows<SupplierAccess>
        label={texts.tabs.suppliers}
        read={read}
        rowKey={(row) => row.id}
        page={{ at, set }}
        none={{ title: texts.noSuppliers, why: texts.noSuppliersWhy }}
        columns={[
          { title: texts.supplier, dataIndex: 'supplier' },
          { title: texts.unit, dataIndex: 'organisationName' },
          { title: texts.contract, dataIndex: 'contract' },
          { title: texts.account, render: (_, row) => <span className="code">{row.account}</span> },
          { title: texts.purpose, dataIndex: 'purpose' },
          {
            title: texts.to,
            render: (_, row) => (
              <>
                {texts.day(row.fromDay, row.toDay)}{' '}
                {row.isLate ? <StateTag tone="over">{texts.late}</StateTag> : null}
              </>
            ),
          },
          {
            title: texts.proof,
            render: (_, row) =>
              row.proof ?? (
                <Button size="small" onClick={() => setDoing(row)}>
                  {texts.endSupplier}
                </Button>
              ),
          },
        ]}
      />
      {doing === 'register' ? <Register onClose={close} /> : null}
      {typeof doing === 'object' ? (
        <FormDialog<{ proof: string }>
          title={texts.endSupplier}
          fields={[{ name: 'proof', label: texts.proof, kind: 'text', required: true, maxLength: 500 }]}
          act={async (body) => {
            await client.call(endSupplierAccess, { params: { id: doing.id }, body })
            refresh(listSupplierAccess)
          }}
          onClose={close}
        />
      ) : null}
    </>
  )
}

type Form = Pick<SupplierAccess, 'supplier' | 'contract' | 'account' | 'purpose'> & {
  datasetId: string
  fromDay: Dayjs
  toDay: Dayjs
}

function Register({ onClose }: { onClose: () => void }) {
  const texts = useTexts(registerTexts)
  return (
    <FormDialog<Form>
      title={texts.registerSupplier}
      fields={[
        { name: 'supplier', label: texts.supplier, kind: 'text', required: true, maxLength: 200 },
        { name: 'contract', label: texts.contract, kind: 'text', required: true, maxLength: 200 },
        { name: 'account', label: texts.account, kind: 'code', required: true, maxLength: 100 },
        { name: 'purpose', label: texts.purpose, kind: 'area', required: true, maxLength: 500 },
        {
          name: 'datasetId',
          label: texts.datasets,
          kind: 'custom',
          required: true,
          control: <DatasetSelect />,
        },
        { name: 'fromDay', label: texts.from, kind: 'day', required: true },
        { name: 'toDay', label: texts.to, kind: 'day', required: true },
      ]}
      act={async ({ datasetId, fromDay, toDay, ...rest }) => {
        const days = { fromDay: fromDay.format('YYYY-MM-DD'), toDay: toDay.format('YYYY-MM-DD') }
        await client.call(registerSupplierAccess, { body: { ...rest, ...days, datasetIds: [datasetId] } })
        refresh(listSupplierAccess)
      }}
      onClose={onClose}
    />
  )
}
