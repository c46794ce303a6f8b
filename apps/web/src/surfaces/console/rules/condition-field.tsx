import type { RuleCondition } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Segmented } from 'antd'
import { type ExpressionComparison, ExpressionField } from './comparison-field.tsx'
import styles from './rules.module.css'
import { rulesTexts } from './rules.texts.ts'

type Mode = 'all' | 'any'
/** One comparison, or a group of them joined the other way. */
type Item = ExpressionComparison | { items: ExpressionComparison[] }

const other = { all: 'any', any: 'all' } as const
const modes = ['none', 'all', 'any'] as const
const fresh = (): ExpressionComparison => ({ expression: '', op: '>=', value: 0 })

function toItems(condition: RuleCondition | undefined): { mode: Mode | null; items: Item[] } {
  if (condition?.all)
    return { mode: 'all', items: condition.all.map((each) => ('any' in each ? { items: each.any } : each)) }
  if (condition?.any)
    return { mode: 'any', items: condition.any.map((each) => ('all' in each ? { items: each.all } : each)) }
  return { mode: null, items: [] }
}

function toCondition(mode: Mode | null, items: Item[]): RuleCondition | undefined {
  if (mode === null || items.length === 0) return undefined
  if (mode === 'all') return { all: items.map((each) => ('items' in each ? { any: each.items } : each)) }
  return { any: items.map((each) => ('items' in each ? { all: each.items } : each)) }
}

interface ConditionFieldProps {
  value: RuleCondition | undefined
  onChange: (value: RuleCondition | undefined) => void
}

/** What must hold besides the levels: comparisons joined by AND or OR, with groups joined the other way. */
export function ConditionField({ value, onChange }: ConditionFieldProps) {
  const { form: texts } = useTexts(rulesTexts)
  const { mode, items } = toItems(value)
  const set = (next: Item[]) => onChange(toCondition(mode, next))
  return (
    <div>
      <Segmented
        aria-label={texts.conditionMode}
        value={mode ?? 'none'}
        options={modes.map((each) => ({ value: each, label: texts.conditionModes[each] }))}
        onChange={(next) =>
          onChange(
            next === 'none' ? undefined : toCondition(next as Mode, items.length > 0 ? items : [fresh()]),
          )
        }
      />
      {mode ? (
        <>
          {items.map((item, index) => (
            <ItemLine
              // biome-ignore lint/suspicious/noArrayIndexKey: a condition is known by where it stands
              key={index}
              mode={mode}
              item={item}
              onChange={(next) => set(items.map((each, at) => (at === index ? next : each)))}
              onRemove={() => set(items.filter((_, at) => at !== index))}
            />
          ))}
          <div className={styles.acts}>
            <Button size="small" onClick={() => set([...items, fresh()])}>
              {texts.addCondition}
            </Button>
            <Button size="small" onClick={() => set([...items, { items: [fresh(), fresh()] }])}>
              {texts.addGroup[mode]}
            </Button>
          </div>
        </>
      ) : null}
    </div>
  )
}

interface ItemLineProps {
  mode: Mode
  item: Item
  onChange: (item: Item) => void
  onRemove: () => void
}

function ItemLine({ mode, item, onChange, onRemove }: ItemLineProps) {
  const { form: texts } = useTexts(rulesTexts)
  const remove = (
    <Button size="small" onClick={onRemove}>
      {texts.remove}
    </Button>
  )
  if (!('items' in item))
    return (
      <div className={styles.line}>
        <ExpressionField value={item} onChange={onChange} />
        {remove}
      </div>
    )
  const { items } = item
  return (
    <div className={styles.line}>
      <b>{texts.group[other[mode] === 'any' ? 'all' : 'any']}</b> {remove}
      <div className={styles.group}>
        {items.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a condition is known by where it stands
          <div key={index} className={styles.line}>
            <ExpressionField
              value={each}
              onChange={(next) => onChange({ items: items.map((one, at) => (at === index ? next : one)) })}
            />
            <Button
              size="small"
              disabled={items.length === 1}
              onClick={() => onChange({ items: items.filter((_, at) => at !== index) })}
            >
              {texts.remove}
            </Button>
          </div>
        ))}
        <div className={styles.acts}>
          <Button size="small" onClick={() => onChange({ items: [...items, fresh()] })}>
            {texts.addCondition}
          </Button>
        </div>
      </div>
    </div>
  )
}
