import { type DecisionModel, type DecisionTable, evaluateDecision } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Select, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Facts, Quiet, Raw, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { decisionModelTexts } from './decision-models.texts.ts'

/** What a person writes for a fact: JSON where it is some, words where it is not. */
export function toFact(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Tries a decision with facts and marks the rules that matched. */
export function TryModel({ model }: { model: DecisionModel }) {
  const texts = useTexts(decisionModelTexts)
  const choices = model.decisions.filter((one) => !one.parameters)
  const [name, setName] = useState(choices.at(-1)?.name)
  const chosen = choices.find((one) => one.name === name)
  const run = useMutation({
    mutationFn: (facts: Record<string, string | undefined>) =>
      client.call(evaluateDecision, {
        params: { id: model.id },
        body: {
          decision: name ?? '',
          facts: Object.fromEntries(
            Object.entries(facts).flatMap(([key, text]) => (text ? [[key, toFact(text)]] : [])),
          ) as never,
        },
      }),
  })
  return (
    <Section title={texts.tryIt}>
      <Form layout="vertical" onFinish={(values) => run.mutate(values)}>
        <Form.Item label={texts.decision} htmlFor="decision">
          <Select
            id="decision"
            value={name}
            options={choices.map((one) => ({ value: one.name, label: one.name }))}
            onChange={(value) => {
              setName(value)
              run.reset()
            }}
          />
        </Form.Item>
        {model.inputs.map((input) => (
          <Form.Item
            key={input.name}
            name={input.name}
            label={input.type ? `${input.name}（${input.type}）` : input.name}
          >
            <Input />
          </Form.Item>
        ))}
        <Quiet>{texts.factsHint}</Quiet>
        <Button type="primary" htmlType="submit" loading={run.isPending}>
          {texts.tryIt}
        </Button>
      </Form>
      <ProblemNote error={run.error} />
      {run.data ? (
        <Facts
          facts={[
            { label: texts.result, value: <Raw>{JSON.stringify(run.data.value, null, 2)}</Raw>, whole: true },
            {
              label: texts.matched,
              value: run.data.matched.map((n) => texts.rule(n)).join('、') || texts.noMatch,
              whole: true,
            },
          ]}
        />
      ) : null}
      {chosen?.table ? <Rules table={chosen.table} matched={run.data?.matched ?? []} /> : null}
      {chosen?.expression ? <Raw>{chosen.expression}</Raw> : null}
    </Section>
  )
}

function Rules({ table, matched }: { table: DecisionTable; matched: readonly number[] }) {
  const texts = useTexts(decisionModelTexts)
  return (
    <>
      <Quiet>
        {texts.hit} {table.hitPolicy} {table.aggregation ?? ''}
      </Quiet>
      <Table
        size="small"
        aria-label={texts.rules}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 'max-content' }}
        dataSource={table.rules.map((rule, at) => ({ ...rule, n: at + 1 }))}
        rowKey="n"
        columns={[
          {
            title: texts.number,
            render: (_, rule) => (matched.includes(rule.n) ? <strong>{rule.n} ✓</strong> : rule.n),
          },
          ...table.inputs.map((input, at) => ({
            title: input.title ?? input.expression,
            key: `in${at}`,
            render: (_: unknown, rule: (typeof table.rules)[number]) => rule.inputs[at] ?? '-',
          })),
          ...table.outputs.map((output, at) => ({
            title: output.name,
            key: `out${at}`,
            render: (_: unknown, rule: (typeof table.rules)[number]) => <strong>{rule.outputs[at]}</strong>,
          })),
        ]}
      />
    </>
  )
}
