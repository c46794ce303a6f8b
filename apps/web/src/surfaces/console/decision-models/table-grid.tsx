import type { DecisionTable, HitPolicy } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Input, Select, Space } from 'antd'
import { toChoices } from '../sharing/tabs-page.tsx'
import { decisionModelTexts } from './decision-models.texts.ts'
import { addColumn, addRule, moveRule, removeColumn, setCell } from './decision-table.ts'
import styles from './table-grid.module.css'

interface GridProps {
  table: DecisionTable
  onChange: (table: DecisionTable) => void
  /** What is wrong, by the path of the cell below the table: `rules/0/inputs/1`. */
  wrong?: ReadonlyMap<string, string>
  /** Rules, from 1, that a trial has met. */
  matched?: readonly number[]
}

/** 决策表 as a grid: columns of conditions and results, a row for each rule, and which of those that match count. */
export function TableGrid(props: GridProps) {
  const { table, onChange, matched = [] } = props
  const texts = useTexts(decisionModelTexts)
  return (
    <>
      <Policy table={table} onChange={onChange} />
      <div className={styles.frame}>
        <table className={styles.grid} aria-label={texts.rules}>
          <thead>
            <tr>
              <th className={styles.number}>{texts.number}</th>
              {table.inputs.map((_, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column has no name of its own while it is drawn
                <InputHead key={at} {...props} at={at} />
              ))}
              {table.outputs.map((_, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column has no name of its own while it is drawn
                <OutputHead key={at} {...props} at={at} />
              ))}
              <th className={styles.number}>{texts.acts}</th>
            </tr>
          </thead>
          <tbody>
            {table.rules.map((_, rule) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a rule is known by its number
              <RuleRow key={rule} {...props} rule={rule} isHit={matched.includes(rule + 1)} />
            ))}
          </tbody>
        </table>
      </div>
      <Space wrap style={{ marginBlockEnd: 12 }}>
        <Button onClick={() => onChange(addRule(table))}>{texts.addRule}</Button>
        <Button onClick={() => onChange(addColumn(table, 'inputs'))}>{texts.addInput}</Button>
        <Button onClick={() => onChange(addColumn(table, 'outputs'))}>{texts.addOutput}</Button>
      </Space>
    </>
  )
}

function Policy({ table, onChange }: GridProps) {
  const texts = useTexts(decisionModelTexts)
  return (
    <div className={styles.top}>
      <span>{texts.hit}</span>
      <Select<HitPolicy>
        aria-label={texts.hit}
        style={{ minWidth: 260 }}
        value={table.hitPolicy}
        options={toChoices(texts.policies) as { value: HitPolicy; label: string }[]}
        onChange={(hitPolicy) => {
          const { aggregation: _, ...rest } = table
          onChange({ ...rest, hitPolicy })
        }}
      />
      {table.hitPolicy === 'COLLECT' ? (
        <Select
          aria-label={texts.aggregation}
          allowClear
          placeholder={texts.asList}
          style={{ minWidth: 140 }}
          value={table.aggregation}
          options={toChoices(texts.aggregations) as never}
          onChange={(aggregation?: DecisionTable['aggregation']) => {
            const { aggregation: _, ...rest } = table
            onChange(aggregation ? { ...rest, aggregation } : rest)
          }}
        />
      ) : null}
    </div>
  )
}

function Wrong({ wrong, path }: { wrong?: ReadonlyMap<string, string>; path: string }) {
  const message = wrong?.get(path)
  return message ? (
    <div role="alert" className={styles.wrong}>
      {message}
    </div>
  ) : null
}

function InputHead({ table, onChange, wrong, at }: GridProps & { at: number }) {
  const texts = useTexts(decisionModelTexts)
  const input = table.inputs[at]
  const label = texts.input(at + 1)
  const change = (part: Partial<DecisionTable['inputs'][number]>) =>
    onChange({
      ...table,
      inputs: table.inputs.map((one, index) => (index === at ? { ...one, ...part } : one)),
    })
  const path = `inputs/${at}/expression`
  return (
    <th>
      <div className={styles.label}>
        {label}
        <Button
          size="small"
          type="text"
          danger
          disabled={table.inputs.length === 1}
          aria-label={`${texts.remove} ${label}`}
          onClick={() => onChange(removeColumn(table, 'inputs', at))}
        >
          ×
        </Button>
      </div>
      <Input
        aria-label={`${label} ${texts.columnTitle}`}
        placeholder={texts.columnTitle}
        maxLength={200}
        value={input?.title ?? ''}
        onChange={(event) => change({ title: event.target.value })}
      />
      <Input
        className="code"
        aria-label={`${label} ${texts.expression}`}
        placeholder={texts.expressionHint}
        maxLength={2000}
        status={wrong?.has(path) ? 'error' : undefined}
        value={input?.expression ?? ''}
        onChange={(event) => change({ expression: event.target.value })}
      />
      <Wrong wrong={wrong} path={path} />
    </th>
  )
}

function OutputHead({ table, onChange, wrong, at }: GridProps & { at: number }) {
  const texts = useTexts(decisionModelTexts)
  const output = table.outputs[at]
  const label = texts.output(at + 1)
  const change = (part: Partial<DecisionTable['outputs'][number]>) =>
    onChange({
      ...table,
      outputs: table.outputs.map((one, index) => (index === at ? { ...one, ...part } : one)),
    })
  const ordered = table.hitPolicy === 'PRIORITY' || table.hitPolicy === 'OUTPUT ORDER'
  return (
    <th className={at === 0 ? styles.result : undefined}>
      <div className={styles.label}>
        {label}
        <Button
          size="small"
          type="text"
          danger
          disabled={table.outputs.length === 1}
          aria-label={`${texts.remove} ${label}`}
          onClick={() => onChange(removeColumn(table, 'outputs', at))}
        >
          ×
        </Button>
      </div>
      <Input
        aria-label={`${label} ${texts.outputName}`}
        placeholder={texts.outputName}
        maxLength={100}
        status={wrong?.has(`outputs/${at}/name`) ? 'error' : undefined}
        value={output?.name ?? ''}
        onChange={(event) => change({ name: event.target.value })}
      />
      <Wrong wrong={wrong} path={`outputs/${at}/name`} />
      <Input
        className="code"
        aria-label={`${label} ${texts.otherwise}`}
        placeholder={texts.otherwise}
        maxLength={2000}
        value={output?.otherwise ?? ''}
        onChange={(event) => change({ otherwise: event.target.value })}
      />
      <Wrong wrong={wrong} path={`outputs/${at}/otherwise`} />
      {ordered ? (
        <Input
          className="code"
          aria-label={`${label} ${texts.values}`}
          placeholder={texts.values}
          maxLength={2000}
          value={output?.values ?? ''}
          onChange={(event) => change({ values: event.target.value })}
        />
      ) : null}
    </th>
  )
}

function RuleRow(props: GridProps & { rule: number; isHit: boolean }) {
  const { table, onChange, wrong, rule, isHit } = props
  const texts = useTexts(decisionModelTexts)
  const given = table.rules[rule]
  const cells = (['inputs', 'outputs'] as const).flatMap((side) =>
    (given?.[side] ?? []).map((text, at) => ({ side, at, text })),
  )
  const name = texts.rule(rule + 1)
  return (
    <tr className={isHit ? styles.hit : undefined}>
      <td className={styles.number}>{isHit ? <strong>{rule + 1} ✓</strong> : rule + 1}</td>
      {cells.map(({ side, at, text }) => {
        const path = `rules/${rule}/${side}/${at}`
        const label = `${name} ${side === 'inputs' ? texts.input(at + 1) : texts.output(at + 1)}`
        return (
          <td key={path} className={side === 'outputs' && at === 0 ? styles.result : undefined}>
            <Input
              className="code"
              aria-label={label}
              maxLength={2000}
              status={wrong?.has(path) ? 'error' : undefined}
              value={text}
              onChange={(event) => onChange(setCell(table, { rule, side, at }, event.target.value))}
            />
            <Wrong wrong={wrong} path={path} />
          </td>
        )
      })}
      <td className={styles.number}>
        <Space size={2}>
          <Button
            size="small"
            type="text"
            disabled={rule === 0}
            aria-label={`${texts.up} ${name}`}
            onClick={() => onChange(moveRule(table, rule, rule - 1))}
          >
            ↑
          </Button>
          <Button
            size="small"
            type="text"
            disabled={rule === table.rules.length - 1}
            aria-label={`${texts.down} ${name}`}
            onClick={() => onChange(moveRule(table, rule, rule + 1))}
          >
            ↓
          </Button>
          <Button
            size="small"
            type="text"
            aria-label={`${texts.copy} ${name}`}
            onClick={() => onChange(addRule(table, rule))}
          >
            {texts.copy}
          </Button>
          <Button
            size="small"
            type="text"
            danger
            aria-label={`${texts.remove} ${name}`}
            onClick={() => onChange({ ...table, rules: table.rules.filter((_, at) => at !== rule) })}
          >
            ×
          </Button>
        </Space>
      </td>
    </tr>
  )
}
