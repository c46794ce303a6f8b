import type { RobotDefinition, RobotTimes } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { Form, Input, InputNumber, Select, Space } from 'antd'
import { robotsTexts } from './robots.texts.ts'

/** When a robot runs and what it saves, as a form holds it. */
export interface RobotPlan {
  byTime: boolean
  at: string
  days: RobotTimes['days']
  numbers: number[]
  minutesSaved: number | null
}

export function planOf(definition: RobotDefinition | undefined): RobotPlan {
  const { times, minutesSaved = null } = definition ?? {}
  return {
    byTime: times !== undefined,
    at: times?.at.join('、') ?? '08:30',
    days: times?.days ?? 'working',
    numbers: times?.numbers ?? [],
    minutesSaved,
  }
}

const takesNumbers = (days: RobotTimes['days']) => days === 'weekdays' || days === 'month-days'

/** The times of a plan as people write them; undefined when one of them is no time. */
export function timesIn(at: string): string[] | undefined {
  const found = at.split(/[、,，;\s]+/).filter(Boolean)
  const times = found.map((one) => one.replace('：', ':').padStart(5, '0'))
  return times.length > 0 && times.every((one) => /^([01]\d|2[0-3]):[0-5]\d$/.test(one)) ? times : undefined
}

export function isPlanReady({ byTime, at, days, numbers }: RobotPlan): boolean {
  return !byTime || (timesIn(at) !== undefined && (!takesNumbers(days) || numbers.length > 0))
}

/** The part of a definition a plan stands for. */
export function writePlan(plan: RobotPlan): Pick<RobotDefinition, 'times' | 'minutesSaved'> {
  const { byTime, at, days, numbers, minutesSaved } = plan
  return {
    ...(byTime ? { times: { at: timesIn(at) ?? [], days, ...(takesNumbers(days) ? { numbers } : {}) } } : {}),
    ...(minutesSaved === null ? {} : { minutesSaved }),
  }
}

/** Fields of a robot’s dialog: when it runs, and how long a person would need. */
export function PlanFields({ value, onChange }: { value: RobotPlan; onChange: (plan: RobotPlan) => void }) {
  const texts = useTexts(robotsTexts)
  const change = (by: Partial<RobotPlan>) => onChange({ ...value, ...by })
  const kinds = Object.entries(texts.dayKinds).map(([kind, label]) => ({ value: kind, label }))
  const numbers =
    value.days === 'weekdays'
      ? texts.week.map((label, at) => ({ value: at + 1, label }))
      : Array.from({ length: 31 }, (_, at) => ({ value: at + 1, label: texts.ofMonth(formatNumber(at + 1)) }))
  return (
    <>
      <Form.Item label={texts.runsWhen}>
        <Space wrap>
          <Select
            value={value.byTime}
            aria-label={texts.runsWhen}
            style={{ width: 210 }}
            options={[
              { value: false, label: texts.asTheyCome },
              { value: true, label: texts.byTime },
            ]}
            onChange={(byTime: boolean) => change({ byTime })}
          />
          {value.byTime ? (
            <>
              <Select
                value={value.days}
                aria-label={texts.days}
                style={{ width: 120 }}
                options={kinds}
                onChange={(days: RobotTimes['days']) => change({ days, numbers: [] })}
              />
              {takesNumbers(value.days) ? (
                <Select
                  mode="multiple"
                  value={value.numbers}
                  aria-label={texts.dayKinds[value.days]}
                  style={{ minWidth: 180 }}
                  options={numbers}
                  onChange={(chosen: number[]) => change({ numbers: chosen })}
                />
              ) : null}
              <Input
                value={value.at}
                aria-label={texts.at}
                placeholder={texts.at}
                status={timesIn(value.at) ? '' : 'error'}
                style={{ width: 240 }}
                onChange={(event) => change({ at: event.target.value })}
              />
            </>
          ) : null}
        </Space>
      </Form.Item>
      <Form.Item label={texts.minutes}>
        <InputNumber
          min={0}
          max={480}
          value={value.minutesSaved}
          aria-label={texts.minutes}
          suffix={texts.minuteUnit}
          style={{ width: 140 }}
          onChange={(minutesSaved) => change({ minutesSaved })}
        />
      </Form.Item>
    </>
  )
}
