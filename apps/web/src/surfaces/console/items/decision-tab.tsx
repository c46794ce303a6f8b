import { type DecisionTable, type ItemContent, listDecisionModels } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Form, Select, Space } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { blankTable } from '../decision-models/decision-table.ts'
import { DrawTable, type TrialFact } from '../decision-models/draw-table.tsx'
import type { ContentFault } from './content.ts'
import styles from './items.module.css'
import { itemTexts } from './items.texts.ts'

/** The table that judges the answers of the guided questions. */
export function DecisionTab({ wrong }: { wrong: readonly ContentFault[] }) {
  const texts = useTexts(itemTexts)
  const form = Form.useFormInstance<ItemContent>()
  const table = Form.useWatch('decision', { form, preserve: true }) as DecisionTable | null | undefined
  const questions = Form.useWatch('questions', { form, preserve: true })
  const set = (next: DecisionTable | null) => form.setFieldValue('decision', next)
  const first = { ...blankTable, inputs: [{ expression: questions?.[0]?.id ?? '' }] }
  const faults = wrong.flatMap(({ name, message }) =>
    name[0] === 'decision' ? [[name.slice(1).join('/'), message] as const] : [],
  )
  return (
    <>
      <p className={styles.why}>{texts.tableWhy}</p>
      {table ? null : <p>{texts.noTable}</p>}
      <Space wrap style={{ marginBlockEnd: 12 }}>
        {table ? (
          <Button danger onClick={() => set(null)}>
            {texts.dropTable}
          </Button>
        ) : (
          <Button type="primary" onClick={() => set(first)}>
            {texts.drawTable}
          </Button>
        )}
        <ModelSelect onChoose={set} />
      </Space>
      {table ? (
        <DrawTable
          table={table}
          onChange={set}
          known={toFacts(questions, [texts.yes, texts.no])}
          wrong={new Map(faults)}
        />
      ) : null}
    </>
  )
}

/** The questions as what a trial asks for. */
function toFacts(questions: ItemContent['questions'] | undefined, [yes, no]: [string, string]): TrialFact[] {
  return (questions ?? []).map((one) => ({
    ...{ name: one.id, label: `${one.ask}（${one.id}）` },
    ...(one.type === 'choice'
      ? { options: (one.choices ?? []).map((each) => ({ value: JSON.stringify(each), label: each })) }
      : {}),
    ...(one.type === 'boolean'
      ? {
          options: [
            { value: 'true', label: yes },
            { value: 'false', label: no },
          ],
        }
      : {}),
  }))
}

/** A table of the models of the city, found by name, is copied into the item. */
function ModelSelect({ onChoose }: { onChoose: (table: DecisionTable) => void }) {
  const texts = useTexts(itemTexts)
  const [words, setWords] = useState('')
  const read = useRead(
    listDecisionModels,
    { query: { limit: 30, state: 'current', ...(words ? { search: words } : {}) } },
    { keepPrevious: true },
  )
  const tables = (read.data?.items ?? []).flatMap((model) =>
    model.decisions.flatMap(({ name, table }) =>
      table ? [{ key: `${model.id} ${name}`, name: `${model.name} · ${name}`, table }] : [],
    ),
  )
  return (
    <Select
      aria-label={texts.fromModel}
      placeholder={texts.fromModel}
      style={{ minWidth: 260 }}
      value={null}
      showSearch={{ filterOption: false, onSearch: setWords }}
      options={tables.map((one) => ({ value: one.key, label: one.name }))}
      onChange={(key) => {
        const chosen = tables.find((one) => one.key === key)
        if (chosen) onChoose(structuredClone(chosen.table))
      }}
    />
  )
}
