import { getItemEffect, searchServiceItems } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Button, Descriptions, Empty, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { orderTexts } from './orders.texts.ts'

interface Asked {
  id: string
  before: string
  after: string
}

/** 改版效果: two versions of an item over equal months, side by side. */
export function EffectReport() {
  const { effect: texts } = useTexts(orderTexts)
  const [words, setWords] = useState('')
  const [asked, setAsked] = useState<Asked | null>(null)
  const found = useRead(
    searchServiceItems,
    { query: { limit: 20, ...(words ? { search: words } : {}) } },
    { keepPrevious: true },
  )
  const month = { pattern: /^\d{4}-\d{2}$/, required: true, message: '2025-06' }
  return (
    <>
      <Form<Asked> layout="inline" onFinish={setAsked} style={{ rowGap: 12, marginBlockEnd: 16 }}>
        <Form.Item name="id" label={texts.item} rules={[{ required: true }]}>
          <Select
            showSearch={{ filterOption: false, onSearch: setWords }}
            style={{ width: 280, maxWidth: '100%' }}
            options={(found.data?.items ?? []).map((one) => ({ value: one.id, label: one.title }))}
          />
        </Form.Item>
        <Form.Item name="before" label={texts.before} rules={[month]}>
          <Input placeholder="2025-06" style={{ width: 120 }} />
        </Form.Item>
        <Form.Item name="after" label={texts.after} rules={[month]}>
          <Input placeholder="2025-07" style={{ width: 120 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {texts.show}
        </Button>
      </Form>
      {asked ? (
        <Report asked={asked} />
      ) : (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={texts.pick} />
      )}
    </>
  )
}

function Report({ asked }: { asked: Asked }) {
  const { effect: texts } = useTexts(orderTexts)
  const { id, ...query } = asked
  const read = useRead(getItemEffect, { params: { id }, query })
  if (read.error) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  const report = read.data
  if (!report) return null
  const sides = [report.before, report.after]
  return (
    <>
      <p>{report.text}</p>
      <Descriptions
        bordered
        size="small"
        column={1}
        items={[
          ...sides.map((one) => ({
            key: one.month,
            label: texts.version(one.version, one.month),
            children: `${texts.materials} ${one.materials} · ${texts.promised} ${one.promisedDays} · ${texts.cases} ${formatNumber(one.applications)}`,
          })),
          { key: 'changed', label: texts.changed, children: report.changed.join('、') || '—' },
        ]}
      />
    </>
  )
}
