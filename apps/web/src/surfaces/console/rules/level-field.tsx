import type { RuleDefinition } from '@civitas/sdk'
import { levels, useTexts } from '@civitas/ui'
import { uiTexts } from '@civitas/ui/texts.ts'
import { Button, InputNumber, Select } from 'antd'
import { ComparisonField } from './comparison-field.tsx'
import styles from './rules.module.css'
import { rulesTexts } from './rules.texts.ts'

type RuleLevel = RuleDefinition['levels'][number]

interface LevelFieldProps {
  value: RuleLevel[]
  onChange: (value: RuleLevel[]) => void
}

/** The levels of a rule, mildest first: when each is raised and cleared, and how long it must hold. */
export function LevelField({ value, onChange }: LevelFieldProps) {
  const { form: texts } = useTexts(rulesTexts)
  const words = useTexts(uiTexts)
  const free = levels.filter((level) => !value.some((each) => each.level === level))
  const set = (index: number, change: Partial<RuleLevel>) =>
    onChange(value.map((each, at) => (at === index ? { ...each, ...change } : each)))
  return (
    <div>
      {value.map((each, index) => (
        <div key={each.level} className={styles.line}>
          <Select
            aria-label={texts.level}
            style={{ width: 88 }}
            value={each.level}
            options={[each.level, ...free].map((level) => ({ value: level, label: words.level[level] }))}
            onChange={(level) => set(index, { level })}
          />
          <ComparisonField
            label={texts.raise}
            value={each.raise}
            onChange={(raise) => set(index, { raise })}
          />
          <ComparisonField
            label={texts.clear}
            value={each.clear}
            onChange={(clear) => set(index, { clear })}
          />
          <span>
            {texts.hold}{' '}
            <InputNumber
              aria-label={texts.hold}
              min={0}
              max={86_400}
              style={{ width: 88 }}
              value={each.holdSeconds}
              onChange={(holdSeconds) => set(index, { holdSeconds: holdSeconds ?? 0 })}
            />
          </span>
          <span>
            {texts.readings}{' '}
            <InputNumber
              aria-label={texts.readings}
              min={1}
              max={50}
              precision={0}
              style={{ width: 72 }}
              value={each.holdReadings ?? null}
              onChange={(holdReadings) => set(index, { holdReadings: holdReadings ?? undefined })}
            />
          </span>
          <Button
            size="small"
            disabled={value.length === 1}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            {texts.remove}
          </Button>
        </div>
      ))}
      {free[0] ? (
        <div className={styles.acts}>
          <Button size="small" onClick={() => onChange([...value, nextLevel(value, free)])}>
            {texts.addLevel}
          </Button>
        </div>
      ) : null}
    </div>
  )
}

function nextLevel(value: RuleLevel[], free: readonly RuleLevel['level'][]): RuleLevel {
  const last = value.at(-1)
  return {
    level: free[0] ?? 'red',
    raise: last?.raise ?? { op: '>=', value: 0 },
    clear: last?.clear ?? { op: '<', value: 0 },
    holdSeconds: last?.holdSeconds ?? 0,
  }
}
