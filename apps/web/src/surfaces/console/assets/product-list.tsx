import {
  createProduct,
  type DataProduct,
  getDataset,
  giveConsent,
  listAssets,
  listProductOrders,
  listProducts,
  orderProduct,
  reviewProduct,
} from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Space, Table } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { assetTexts } from './assets.texts.ts'

/** Products: compose, review, register consents, deliver orders. */
export function ProductList() {
  const texts = useTexts(assetTexts)
  const may = useMay()
  const [creating, setCreating] = useState(false)
  const [acting, setActing] = useState<{ act: 'consent' | 'order'; product: DataProduct } | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const read = useRead(listProducts, { query: { limit: 100 } })
  const review = useMutation({
    mutationFn: ({ id, approve }: { id: string; approve: boolean }) =>
      client.call(reviewProduct, {
        params: { id },
        body: { approve, ...(approve ? {} : { reason: texts.notAllowed }) },
      }),
    onSettled: () => refresh(listProducts),
  })
  const actsOf = (one: DataProduct) => {
    if (one.state === 'in-review' && may('data.review'))
      return (
        <Space>
          <Button size="small" type="primary" onClick={() => review.mutate({ id: one.id, approve: true })}>
            {texts.approve}
          </Button>
          <Button size="small" onClick={() => review.mutate({ id: one.id, approve: false })}>
            {texts.refuse}
          </Button>
        </Space>
      )
    if (one.state !== 'listed' || !may('data.own')) return null
    return (
      <Space>
        {one.subject ? (
          <Button size="small" onClick={() => setActing({ act: 'consent', product: one })}>
            {texts.consent}
          </Button>
        ) : null}
        <Button size="small" onClick={() => setActing({ act: 'order', product: one })}>
          {texts.order}
        </Button>
      </Space>
    )
  }
  return (
    <>
      {may('data.own') ? (
        <Button type="primary" onClick={() => setCreating(true)}>
          {texts.create}
        </Button>
      ) : null}
      <ProblemNote error={review.error} />
      {said ? (
        <Alert role="status" type="success" title={said} closable onClose={() => setSaid(null)} />
      ) : null}
      <Table<DataProduct>
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 'max-content' }}
        dataSource={read.data?.items}
        columns={[
          { title: texts.name, dataIndex: 'name' },
          { title: texts.scene, dataIndex: 'scene' },
          { title: texts.dataset, dataIndex: 'datasetName' },
          { title: texts.columns, render: (_, one) => one.columns.join('、') },
          { title: texts.price, align: 'right', render: (_, one) => formatNumber(one.price, 2) },
          { title: texts.state, render: (_, one) => texts.states[one.state] },
          { title: '', key: 'acts', render: (_, one) => actsOf(one) },
        ]}
      />
      {creating ? <Create onClose={() => setCreating(false)} /> : null}
      {acting?.act === 'consent' ? (
        <FormDialog<{ subject: string; buyer: string; until: Dayjs }>
          title={texts.consent}
          fields={[
            { kind: 'text', name: 'subject', label: texts.subjectValue, required: true },
            { kind: 'text', name: 'buyer', label: texts.buyer, required: true },
            { kind: 'day', name: 'until', label: texts.until, required: true },
          ]}
          act={async ({ until, ...given }) => {
            const body = { ...given, until: until.endOf('day').toISOString() }
            const { token } = await client.call(giveConsent, { params: { id: acting.product.id }, body })
            setSaid(texts.token(token))
          }}
          onClose={() => setActing(null)}
        />
      ) : null}
      {acting?.act === 'order' ? (
        <FormDialog<{ buyer: string; subjects?: string[]; tokens?: string[] }>
          title={texts.order}
          fields={[
            { kind: 'text', name: 'buyer', label: texts.buyer, required: true },
            { kind: 'choices', name: 'subjects', label: texts.subjects, options: [], tags: true },
            { kind: 'choices', name: 'tokens', label: texts.tokens, options: [], tags: true },
          ]}
          act={async ({ buyer, subjects = [], tokens = [] }) => {
            const body = { buyer, subjects, tokens }
            const done = await client.call(orderProduct, { params: { id: acting.product.id }, body })
            setSaid(texts.result(formatNumber(done.delivered), done.note))
            refresh(listProductOrders, listProducts)
          }}
          onClose={() => setActing(null)}
        />
      ) : null}
    </>
  )
}

interface CreateValues {
  name: string
  scene: string
  datasetId: string
  columns: string[]
  subject?: string
  price: number
  terms: string
}

function Create({ onClose }: { onClose: () => void }) {
  const texts = useTexts(assetTexts)
  const [datasetId, setDatasetId] = useState<string>()
  const assets = useRead(listAssets, { query: { limit: 500 } })
  const dataset = useRead(
    getDataset,
    { params: { id: datasetId ?? '' } },
    { enabled: datasetId !== undefined },
  )
  const columns =
    dataset.data?.fields.map(({ name, title }) => ({ value: name, label: `${title}（${name}）` })) ?? []
  return (
    <FormDialog<CreateValues>
      title={texts.create}
      first={{ price: 0 }}
      fields={[
        { kind: 'text', name: 'name', label: texts.name, required: true },
        { kind: 'text', name: 'scene', label: texts.scene, required: true },
        {
          ...{ kind: 'choice', name: 'datasetId', label: texts.dataset, required: true },
          options: assets.data?.items.map((one) => ({ value: one.datasetId, label: one.name })) ?? [],
        },
        { kind: 'choices', name: 'columns', label: texts.columns, required: true, options: columns },
        { kind: 'choice', name: 'subject', label: texts.subject, options: columns, allowClear: true },
        { kind: 'number', name: 'price', label: texts.price, required: true, min: 0 },
        { kind: 'area', name: 'terms', label: texts.terms, required: true },
      ]}
      onChange={(values) => setDatasetId(values.datasetId)}
      act={async (body) => {
        await client.call(createProduct, { body })
        refresh(listProducts)
      }}
      onClose={onClose}
    />
  )
}
