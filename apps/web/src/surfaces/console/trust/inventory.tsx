import { type CryptoUse, listCryptoUses, saveCryptoUse } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, InputNumber, Modal, Select, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { StateTag } from '../parts/page.tsx'
import { trustTexts } from './trust.texts.ts'

type Listed = CryptoUse & { gaps: string[] }

/** Where cryptography is used in the city, and what is missing there. */
export function Inventory() {
  const texts = useTexts(trustTexts)
  const query = useListQuery([])
  const box = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  const read = useRead(
    listCryptoUses,
    { query: { limit: query.limit, offset: query.offset, search: query.search || undefined } },
    { keepPrevious: true },
  )
  return (
    <>
      <Button type="primary" style={{ marginBottom: 12 }} onClick={() => setOpen(true)}>
        {texts.add}
      </Button>
      <FilterBar query={query} placeholder={texts.system} searchBox={box} />
      <ListTable
        label={texts.inventoryTab}
        read={read}
        query={query}
        columns={useColumns()}
        rowKey={(one) => one.id}
        searchBox={box}
        empty={{ title: texts.noInventory, why: texts.noInventoryWhy }}
      />
      <AddDialog open={isOpen} onClose={() => setOpen(false)} />
    </>
  )
}

function useColumns(): TableColumnsType<Listed> {
  const texts = useTexts(trustTexts)
  return [
    { title: texts.system, key: 'system', render: (_, one) => <b>{one.system}</b> },
    { title: texts.purpose, key: 'purpose', render: (_, one) => texts.cryptoPurposes[one.purpose] },
    { title: texts.algorithm, key: 'algorithm', render: (_, one) => one.algorithm },
    { title: texts.protection, key: 'protection', render: (_, one) => one.protectionLevel },
    { title: texts.product, key: 'product', render: (_, one) => one.productCertificate ?? '—' },
    { title: texts.assessed, key: 'assessed', render: (_, one) => one.assessedDate ?? '—' },
    {
      title: texts.gaps,
      key: 'gaps',
      render: (_, one) =>
        one.gaps.length === 0
          ? texts.noGaps
          : one.gaps.map((gap) => (
              <StateTag key={gap} tone="bad">
                {gap}
              </StateTag>
            )),
    },
  ]
}

type Added = Omit<CryptoUse, 'id' | 'assessedDate'> & { assessed?: { format(as: string): string } }

function AddDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const texts = useTexts(trustTexts)
  const [form] = Form.useForm<Added>()
  const run = useMutation({
    mutationFn: ({ assessed, productCertificate, ...given }: Added) =>
      client.call(saveCryptoUse, {
        body: {
          ...{ ...given, productCertificate: productCertificate || null },
          assessedDate: assessed?.format('YYYY-MM-DD') ?? null,
        },
      }),
    onSuccess: () => {
      form.resetFields()
      refresh(listCryptoUses)
      onClose()
    },
  })
  const purposes = Object.entries(texts.cryptoPurposes).map(([value, label]) => ({ value, label }))
  return (
    <Modal open={open} title={texts.add} okText={texts.save} onCancel={onClose} onOk={() => form.submit()}>
      {run.error ? <ProblemView error={run.error} /> : null}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ purpose: 'storage', protectionLevel: 3 }}
        onFinish={run.mutate}
      >
        <Form.Item name="system" label={texts.system} rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="purpose" label={texts.purpose}>
          <Select options={purposes} />
        </Form.Item>
        <Form.Item name="algorithm" label={texts.algorithm} rules={[{ required: true }]}>
          <Input />
        </Form.Item>
        <Form.Item name="protectionLevel" label={texts.protection}>
          <InputNumber min={1} max={5} />
        </Form.Item>
        <Form.Item name="productCertificate" label={texts.product}>
          <Input />
        </Form.Item>
        <Form.Item name="assessed" label={texts.assessed}>
          <DatePicker />
        </Form.Item>
      </Form>
    </Modal>
  )
}
