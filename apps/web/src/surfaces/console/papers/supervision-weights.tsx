import { getSupervisionWeights, listCreditModels, type OperationOutput } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Select, Table } from 'antd'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { Quiet } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { oversightTexts } from '../registers/oversight.texts.ts'

type Row = OperationOutput<typeof getSupervisionWeights>['items'][number]

/** 分级监管: the weight each subject has in a random draw of inspections (GOV-127). */
export function SupervisionWeights() {
  const texts = useTexts(oversightTexts)
  const models = useRead(listCreditModels, {})
  const ask = useMutation({
    mutationFn: ({ modelId, numbers }: { modelId: string; numbers: string }) =>
      client.call(getSupervisionWeights, {
        body: { modelId, numbers: numbers.split(/\s+/).filter(Boolean) },
      }),
  })
  const own = (models.data?.items ?? []).filter((one) => one.subject === 'organisation')
  return (
    <>
      <Quiet>{texts.weightsWhy}</Quiet>
      <Form layout="vertical" style={{ maxWidth: 560 }} onFinish={(values) => ask.mutate(values)}>
        <Form.Item name="modelId" label={texts.model} rules={[{ required: true }]}>
          <Select options={own.map((one) => ({ value: one.id, label: one.title }))} />
        </Form.Item>
        <Form.Item name="numbers" label={texts.numbers} rules={[{ required: true }]}>
          <Input.TextArea className="code" rows={4} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={ask.isPending}>
          {texts.ask}
        </Button>
      </Form>
      <ProblemNote error={ask.error} />
      {ask.data ? (
        <Table<Row>
          size="small"
          aria-label={texts.tabs.weights}
          style={{ marginTop: 16 }}
          dataSource={ask.data.items}
          rowKey="number"
          pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
          columns={[
            { title: texts.numbers, render: (_, row) => <span className="code">{row.number}</span> },
            { title: texts.name, render: (_, row) => row.name ?? texts.unknown },
            { title: texts.grade, render: (_, row) => row.grade ?? '—' },
            {
              title: texts.share,
              align: 'right',
              render: (_, row) => (row.supervision === null ? '—' : `${row.supervision}%`),
            },
            { title: texts.visits, align: 'right', render: (_, row) => row.visitsPerYear ?? '—' },
          ]}
        />
      ) : null}
    </>
  )
}
