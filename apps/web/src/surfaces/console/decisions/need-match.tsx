import { listIndicators, type MatchedArea, matchNeeds, type OperationOutput } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Select, Table } from 'antd'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { Quiet, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { decisionsTexts } from './decisions.texts.ts'

type Match = OperationOutput<typeof matchNeeds>
interface Chosen {
  needs: string[]
  coverage: string[]
}

const score = (value: number | null) => (value === null ? '—' : formatNumber(value, 1))

/** Ranks areas by what they need against what they have; each figure leads to where it comes from (GOV-005). */
export function NeedMatch() {
  const texts = useTexts(decisionsTexts)
  const indicators = useRead(listIndicators, {}, { staleMs: 60_000 })
  const options = (indicators.data ?? []).map((one) => ({ value: one.id, label: one.title.zh }))
  const run = useMutation({
    mutationFn: ({ needs, coverage }: Chosen) => {
      const alike = (ids: string[]) => ids.map((indicator) => ({ indicator, weight: 1 }))
      return client.call(matchNeeds, { body: { needs: alike(needs), coverage: alike(coverage) } })
    },
  })
  const several = { mode: 'multiple' as const, options, optionFilterProp: 'label', maxCount: 10 }
  return (
    <Section title={texts.needMatch}>
      <Quiet>{texts.needMatchWhy}</Quiet>
      <ProblemNote error={run.error} />
      <Form<Chosen> layout="vertical" onFinish={(values) => run.mutate(values)}>
        <Form.Item name="needs" label={texts.needs} rules={[{ required: true }]}>
          <Select {...several} />
        </Form.Item>
        <Form.Item name="coverage" label={texts.coverages} rules={[{ required: true }]}>
          <Select {...several} />
        </Form.Item>
        <Button htmlType="submit" loading={run.isPending}>
          {texts.match}
        </Button>
      </Form>
      {run.data ? <Areas match={run.data} /> : null}
    </Section>
  )
}

function Areas({ match }: { match: Match }) {
  const texts = useTexts(decisionsTexts)
  return (
    <>
      <Table<MatchedArea>
        size="small"
        rowKey="code"
        pagination={false}
        scroll={{ x: true }}
        dataSource={match.areas}
        columns={[
          { title: texts.matchPlace, render: (_, one) => one.place ?? '—' },
          { title: texts.area, dataIndex: 'name' },
          { title: texts.need, align: 'right', render: (_, one) => score(one.need) },
          { title: texts.coverage, align: 'right', render: (_, one) => score(one.coverage) },
          { title: texts.gapOf, align: 'right', render: (_, one) => <b>{score(one.gap)}</b> },
          ...match.indicators.map((each, at) => ({
            title: <Link to={`/console/indicators/${each.id}`}>{`${each.title}（${each.unitLabel}）`}</Link>,
            key: `${each.side} ${each.id}`,
            align: 'right' as const,
            render: (_: unknown, one: MatchedArea) => score(one.figures[at]?.value ?? null),
          })),
        ]}
      />
      <Quiet>
        {match.divisionName} · {formatTime(match.time)} · {match.method}
      </Quiet>
    </>
  )
}
