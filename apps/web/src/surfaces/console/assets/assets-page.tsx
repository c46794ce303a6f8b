import { listProductOrders, type ProductOrder, setTradingPlatform } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Table, Tabs } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { AssetList } from './asset-list.tsx'
import { assetTexts } from './assets.texts.ts'
import { BenefitList } from './benefit-list.tsx'
import { ProductList } from './product-list.tsx'

/** 数据资产与产品: rights, idle assets, products and their orders (PLT-066). */
export function AssetsPage() {
  const texts = useTexts(assetTexts)
  const may = useMay()
  const [search, setSearch] = useSearchParams()
  const [setting, setSetting] = useState(false)
  return (
    <Page
      title={texts.title}
      under={texts.under}
      acts={may('data.operate') ? <Button onClick={() => setSetting(true)}>{texts.trading}</Button> : null}
    >
      <Tabs
        activeKey={search.get('tab') ?? 'assets'}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
        items={[
          {
            key: 'assets',
            label: texts.tabs.assets,
            children: <AssetList onlyIdle={search.get('isIdle') === 'true'} />,
          },
          { key: 'products', label: texts.tabs.products, children: <ProductList /> },
          { key: 'orders', label: texts.tabs.orders, children: <Orders /> },
          { key: 'benefits', label: texts.tabs.benefits, children: <BenefitList /> },
        ]}
      />
      {setting ? (
        <FormDialog<{ url?: string }>
          title={texts.trading}
          fields={[{ kind: 'text', name: 'url', label: texts.url }]}
          act={({ url }) => client.call(setTradingPlatform, { body: { url: url || null } })}
          onClose={() => setSetting(false)}
        />
      ) : null}
    </Page>
  )
}

function Orders() {
  const texts = useTexts(assetTexts)
  const read = useRead(listProductOrders, { query: { limit: 100 } })
  return (
    <Table<ProductOrder>
      size="small"
      rowKey="id"
      pagination={false}
      scroll={{ x: 'max-content' }}
      dataSource={read.data?.items}
      columns={[
        { title: texts.name, dataIndex: 'productName' },
        { title: texts.buyer, dataIndex: 'buyer' },
        { title: texts.delivered, align: 'right', render: (_, one) => formatNumber(one.delivered) },
        { title: texts.excluded, align: 'right', render: (_, one) => formatNumber(one.excluded) },
        { title: texts.note, dataIndex: 'note' },
        { title: texts.settlement, render: (_, one) => texts.settlements[one.settlement] },
        { title: texts.time, render: (_, one) => formatTime(one.time) },
      ]}
    />
  )
}
