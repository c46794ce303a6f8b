import { type DecisionTable, ProblemError, tryDecisionTable } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Facts, Quiet, Raw, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { decisionModelTexts } from './decision-models.texts.ts'
import { factNames } from './decision-table.ts'
import { TableGrid } from './table-grid.tsx'
import { toFact } from './try-model.tsx'

/** What a trial asks for; a choice where the answers are known. */
export interface TrialFact {
  name: string
  label: string
  options?: { value: string; label: string }[]
}

interface DrawProps {
  table: DecisionTable
  onChange: (table: DecisionTable) => void
  /** What is known of the facts the table reads. */
  known?: readonly TrialFact[]
  wrong?: ReadonlyMap<string, string>
}

/** The grid of a table with a trial beside it: the rules that fired are marked in the grid. */
export function DrawTable({ table, onChange, known = [], wrong }: DrawProps) {
  const texts = useTexts(decisionModelTexts)
  const [facts, setFacts] = useState<Record<string, string>>({})
  const run = useMutation({
    mutationFn: () => {
      const given = Object.entries(facts).flatMap(([name, text]) =>
        text === '' ? [] : [[name, toFact(text)] as const],
      )
      return client.call(tryDecisionTable, { body: { table, facts: Object.fromEntries(given) as never } })
    },
  })
  const change = (next: DecisionTable) => {
    run.reset()
    onChange(next)
  }
  const asked = factNames(table).map(
    (name) => known.find((one) => one.name === name) ?? { name, label: name },
  )
  return (
    <>
      <TableGrid
        table={table}
        onChange={change}
        wrong={new Map([...(wrong ?? []), ...tableProblems(run.error)])}
        matched={run.data?.matched}
      />
      <Section title={texts.tryIt}>
        {asked.length === 0 ? <Quiet>{texts.noFacts}</Quiet> : null}
        <Form component="div" layout="vertical">
          {asked.map((one) => (
            <Fact
              key={one.name}
              fact={one}
              value={facts[one.name] ?? ''}
              onChange={(text) => setFacts({ ...facts, [one.name]: text })}
            />
          ))}
        </Form>
        <Quiet>{texts.factsHint}</Quiet>
        <Button loading={run.isPending} onClick={() => run.mutate()}>
          {texts.tryIt}
        </Button>
        <ProblemNote error={run.error} />
        {run.data ? (
          <Facts
            facts={[
              {
                label: texts.result,
                value: <Raw>{JSON.stringify(run.data.value, null, 2)}</Raw>,
                whole: true,
              },
              {
                label: texts.matched,
                value: run.data.matched.map((n) => texts.rule(n)).join('、') || texts.noMatch,
                whole: true,
              },
            ]}
          />
        ) : null}
      </Section>
    </>
  )
}

interface FactProps {
  fact: TrialFact
  value: string
  onChange: (text: string) => void
}

function Fact({ fact, value, onChange }: FactProps) {
  const id = `trial-${fact.name}`
  return (
    <Form.Item label={fact.label} htmlFor={id}>
      {fact.options ? (
        <Select
          id={id}
          allowClear
          value={value || undefined}
          options={fact.options}
          onChange={(chosen?: string) => onChange(chosen ?? '')}
        />
      ) : (
        <Input id={id} value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Form.Item>
  )
}

/** Cells a refusal names. */
function tableProblems(error: Error | null): [string, string][] {
  if (!(error instanceof ProblemError)) return []
  return (error.problem.errors ?? []).flatMap(({ path, message }) =>
    path.startsWith('/body/table/') ? [[path.slice('/body/table/'.length), message] as [string, string]] : [],
  )
}
