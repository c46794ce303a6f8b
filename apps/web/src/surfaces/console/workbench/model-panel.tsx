import {
  type AnalysisTable,
  type DataModel,
  listAnalysisTables,
  listDataModels,
  runDataModel,
} from '@civitas/sdk'
import { formatNumber, Loading, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { Facts, Section } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { AnswerTable } from './answer-view.tsx'
import styles from './workbench.module.css'
import { workbenchTexts } from './workbench.texts.ts'

type Inputs = Record<string, { datasetId: string; columns: Record<string, string> }>

/** A packaged question: choose the tables it needs, run it, read what it found. */
export function ModelPanel() {
  const texts = useTexts(workbenchTexts).model
  const models = useRead(listDataModels, {})
  const [id, setId] = useState<string>()
  if (models.isError) return <ProblemView error={models.error} onRetry={() => void models.refetch()} />
  if (!models.data) return <Loading />
  const model = models.data.items.find((one) => one.id === id) ?? models.data.items[0]
  if (!model) return null
  return (
    <>
      <Select
        aria-label={texts.choose}
        value={model.id}
        style={{ minWidth: 320, marginBottom: 12 }}
        options={models.data.items.map((one) => ({ value: one.id, label: one.title }))}
        onChange={setId}
      />
      <RunModel key={model.id} model={model} />
    </>
  )
}

function RunModel({ model }: { model: DataModel }) {
  const texts = useTexts(workbenchTexts).model
  const [inputs, setInputs] = useState<Inputs>({})
  const run = useMutation({
    mutationFn: () => client.call(runDataModel, { params: { id: model.id }, body: { inputs } }),
  })
  return (
    <>
      <Section title={model.title}>
        <Facts
          facts={[
            { label: texts.purpose, value: model.purpose, whole: true },
            { label: texts.assumptions, value: model.assumptions.join('；'), whole: true },
            { label: texts.precision, value: model.precision, whole: true },
          ]}
        />
        <Form layout="vertical" style={{ marginTop: 16 }} onFinish={() => run.mutate()}>
          {model.inputs.map((input) => (
            <InputOf
              key={input.name}
              input={input}
              onChange={(given) => setInputs((all) => ({ ...all, [input.name]: given }))}
            />
          ))}
          <ProblemNote error={run.error} />
          <Button type="primary" htmlType="submit" loading={run.isPending}>
            {texts.run}
          </Button>
        </Form>
      </Section>
      {run.data ? (
        <Section
          title={texts.findings(formatNumber(run.data.rows.length))}
          extra={texts.valid(String(model.validDays))}
        >
          <AnswerTable answer={titled(run.data, model)} />
        </Section>
      ) : null}
    </>
  )
}

type Answer = Parameters<typeof AnswerTable>[0]['answer']

function titled(answer: Answer, model: DataModel): Answer {
  const titles = new Map(model.outputs.map((one) => [one.name, one.title]))
  return {
    ...answer,
    columns: answer.columns.map((one) => ({ ...one, name: titles.get(one.name) ?? one.name })),
  }
}

interface InputOfProps {
  input: DataModel['inputs'][number]
  onChange: (given: Inputs[string]) => void
}

function InputOf({ input, onChange }: InputOfProps) {
  const texts = useTexts(workbenchTexts).model
  const [search, setSearch] = useState('')
  const [table, setTable] = useState<AnalysisTable>()
  const [columns, setColumns] = useState<Record<string, string>>({})
  const tables = useRead(
    listAnalysisTables,
    { query: { limit: 50, search: search || undefined } },
    { keepPrevious: true },
  )
  const tell = (next: AnalysisTable | undefined, chosen: Record<string, string>) => {
    if (next) onChange({ datasetId: next.datasetId, columns: chosen })
  }
  return (
    <fieldset className={styles.input}>
      <Form.Item label={texts.table(input.title)} htmlFor={`${input.name}-table`}>
        <Select
          id={`${input.name}-table`}
          showSearch={{ filterOption: false, onSearch: setSearch }}
          value={table?.datasetId}
          options={tables.data?.items.map((one) => ({ value: one.datasetId, label: one.name }))}
          onChange={(id) => {
            const next = tables.data?.items.find((one) => one.datasetId === id)
            setTable(next)
            setColumns({})
            tell(next, {})
          }}
        />
      </Form.Item>
      {input.columns.map((column) => (
        <Form.Item key={column.name} label={column.title} htmlFor={`${input.name}-${column.name}`}>
          <Select
            id={`${input.name}-${column.name}`}
            disabled={!table}
            value={columns[column.name]}
            options={table?.columns
              .filter((one) => one.shown !== 'token')
              .map((one) => ({ value: one.name, label: `${one.title}（${one.name}）` }))}
            onChange={(name) => {
              const next = { ...columns, [column.name]: name }
              setColumns(next)
              tell(table, next)
            }}
          />
        </Form.Item>
      ))}
    </fieldset>
  )
}
